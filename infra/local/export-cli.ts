/** `npm run export -- --out FILE [--format xlsx|csv|json] [--plan hull/send-improvement]`: a plan as a file, or all that its partnership owns. */
import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { exportPlan, PlanFormat } from '../../functions/plan/export/export-plan.ts'
import { createPartnershipArchive } from '../../functions/platform/dynamo/partnership-archive.ts'
import { exportPartnership } from './export-partnership.ts'
import { findPlan } from './find-plan.ts'
import { type Installation, openInstallation } from './installation.ts'
import { replaceFile } from './write-file.ts'

const Format = z.enum([...PlanFormat.options, 'json'])
type Format = z.infer<typeof Format>

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      format: { type: 'string' },
      plan: { type: 'string' },
      data: { type: 'string' },
    },
  })
  const { out, plan = null, data } = values
  if (!out) throw new Error('Say where to write: npm run export -- --out FILE')
  const format = Format.safeParse((values.format ?? extname(out).slice(1)).toLowerCase())
  if (!format.success) {
    throw new Error(
      'Say in which form: --format xlsx, csv or json, or a FILE that ends in .xlsx, .csv or .json.',
    )
  }
  return { out, format: format.data, plan, data }
}

const listPlans = ({ table }: Installation) => createPartnershipArchive(table).listAllPlans()

/** @returns what is in the file, in a sentence */
const write = async (installation: Installation, out: string, format: Format, wanted: string | null) => {
  if (format === 'json') {
    const partnershipId = wanted?.split('/')[0] ?? findPlan(await listPlans(installation), null).partnershipId
    const { items, files } = await exportPartnership(partnershipId, out, installation)
    return `Everything of the partnership “${partnershipId}” is in ${out}: ${countOf(items, 'item')} and ${countOf(files, 'file')}, and the addresses of its people. Keep it safe.`
  }
  const key = findPlan(await listPlans(installation), wanted)
  const exported = await exportPlan(key, format, installation.stores)
  if (exported.outcome === 'no-plan') throw new Error(`There is no plan “${key.planId}” here any more.`)
  if (exported.outcome === 'refused') throw new Error(exported.reason)
  replaceFile(out, exported.bytes)
  return `The plan ${key.partnershipId}/${key.planId} is in ${out}: ${exported.actions} actions.`
}

const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const run = async (): Promise<void> => {
  const { out, format, plan, data } = readOptions()
  const installation = await openInstallation(data)
  try {
    console.error(await write(installation, out, format, plan))
  } finally {
    await installation.stop()
  }
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
