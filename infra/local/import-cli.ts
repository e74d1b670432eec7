/**
 * `npm run import -- FILE [--dry-run] [--json] [--map "HEADING=FIELD"] [--plan PARTNERSHIP/PLAN] [--by EMAIL]
 * [--today YYYY-MM-DD] [--yes]`: brings a plan's file in, or says what it would bring.
 *
 * `npm run import -- --restore FILE`: brings in a whole partnership that was exported elsewhere.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { fold } from '../../functions/plan/fold.ts'
import { Field } from '../../functions/plan/import/columns.ts'
import { BoardsFile, PeopleFile } from '../../functions/plan/import/directory-file.ts'
import { type ReadPlan, readPlanFile } from '../../functions/plan/import/read-plan.ts'
import { importPlan, type PlanPreview, previewPlan } from '../../functions/plan/import-plan.ts'
import { LocalDate, type PlanKey, PlanSettings } from '../../functions/plan/plan.ts'
import { Mapping } from '../../functions/plan/plan-import.ts'
import { localDay } from '../../functions/plan/wording.ts'
import { hull, seed } from './hull.ts'
import { describeDiff, describeFindings } from './import-report.ts'
import { type Installation, openInstallation } from './installation.ts'
import { runRestore } from './restore-cli.ts'

/** Read and worth knowing; one line on standard error, and exit code 1. */
class Refused extends Error {}

type Options = {
  file: string
  dryRun: boolean
  json: boolean
  yes: boolean
  plan: PlanKey
  mapping: Mapping
  by: string | undefined
  today: LocalDate | undefined
}

const readOptions = (): Options | { restore: string } => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      map: { type: 'string', multiple: true, default: [] },
      plan: { type: 'string' },
      by: { type: 'string' },
      today: { type: 'string' },
      restore: { type: 'string' },
    },
  })
  if (values.restore !== undefined) {
    if (positionals.length > 0) throw new Refused('Give one file: npm run import -- --restore FILE')
    return { restore: values.restore }
  }
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) {
    throw new Refused('Say which file: npm run import -- FILE [--dry-run] [--json]')
  }
  const [partnershipId, planId] = values.plan?.split('/') ?? [hull.partnershipId, hull.planId]
  if (!partnershipId || !planId) throw new Refused('Name the plan as --plan PARTNERSHIP/PLAN')
  const today = LocalDate.optional().safeParse(values.today)
  if (!today.success) throw new Refused('Give the day as --today YYYY-MM-DD')
  return {
    file,
    dryRun: values['dry-run'],
    json: values.json,
    yes: values.yes,
    plan: { partnershipId, planId },
    mapping: readMapping(values.map),
    by: values.by,
    today: today.data,
  }
}

const readMapping = (given: string[]): Mapping => {
  const pairs = given.map((text) => {
    const at = text.lastIndexOf('=')
    const field = Field.safeParse(text.slice(at + 1).trim())
    if (at < 1 || !field.success) {
      throw new Refused(
        `“${text}” says no column’s meaning: write --map "HEADING=FIELD" with one of ${Field.options.join(', ')}`,
      )
    }
    return [fold(text.slice(0, at)), field.data] as const
  })
  return Mapping.parse(Object.fromEntries(pairs))
}

const readBytes = async (file: string): Promise<Uint8Array> => {
  if (!existsSync(file)) throw new Refused(`There is no file ${file}`)
  return new Uint8Array(await readFile(file))
}

type Readable = Extract<ReadPlan, { ok: true }>

/** The example's own words, for whoever has no installation yet. */
const readAgainstExample = async (bytes: Uint8Array, { mapping, today }: Options): Promise<Readable> => {
  const settings = PlanSettings.parse(JSON.parse(await seed('settings.json')))
  const read = await readPlanFile(bytes, {
    words: {
      ...settings,
      people: PeopleFile.parse(JSON.parse(await seed('people.json'))),
      boards: BoardsFile.parse(JSON.parse(await seed('boards.json'))),
    },
    mapping,
    today: today ?? localDay(new Date().toISOString(), settings.timeZone),
  })
  if (!read.ok) throw new Refused(read.reason)
  return read
}

/** What `--json` writes: what was read, and against an installation what that would change. */
const toJson = (
  { actions, findings }: Readable,
  diff?: Extract<PlanPreview, { ok: true }>['diff'],
): string => {
  const closed = actions.filter((action) => action.closed).length
  const output = {
    actions,
    findings,
    counts: { live: actions.length - closed, closed, findings: findings.length },
    ...(diff && {
      diff: {
        added: diff.added.map(({ ref }) => ref),
        changed: diff.changed.map(({ before, action, fields }) => ({
          ref: action.ref,
          changes: fields.map((field) => ({ field, from: before[field], to: action[field] })),
        })),
        gone: diff.gone.map(({ ref }) => ref),
        kept: diff.kept.map(({ before, inFile, field }) => ({
          ref: before.ref,
          field,
          decided: before[field],
          inFile: inFile[field],
        })),
      },
    }),
  }
  return `${JSON.stringify(output, null, 2)}\n`
}

const say = (text: string) => process.stderr.write(`${text}\n`)

const findInstallation = async (): Promise<Installation | null> => {
  const isNamed = Boolean(process.env['TABLE_NAME'] || process.env['PACK_BUCKET'])
  return isNamed || existsSync('.muster') ? await openInstallation() : null
}

const run = async (): Promise<void> => {
  const options = readOptions()
  if ('restore' in options) return await runRestore(options.restore)
  const bytes = await readBytes(options.file)
  const installation = await findInstallation()
  try {
    const plan = await installation?.stores.plans.findPlan(options.plan)
    if (!installation || !plan) {
      if (!options.dryRun) {
        throw new Refused(
          `There is no plan ${options.plan.partnershipId}/${options.plan.planId} here to import into. npm start sets up the example; --dry-run reads the file against it without writing.`,
        )
      }
      const read = await readAgainstExample(bytes, options)
      if (options.json) process.stdout.write(toJson(read))
      else process.stdout.write(`${describeFindings(read)}\n`)
      return
    }
    const { today } = options
    const deps = { ...installation.stores, ...(today && { today }) }
    const preview = await previewPlan(plan, { bytes }, options.mapping, deps)
    if (!preview.ok) throw new Refused(preview.reason)
    if (options.dryRun && options.json) process.stdout.write(toJson(preview.read, preview.diff))
    else {
      const out = options.json ? process.stderr : process.stdout
      out.write(`${describeFindings(preview.read)}\n\n${describeDiff(preview.diff, plan.timeZone)}\n`)
    }
    if (options.dryRun) return
    if (!options.yes && !(await confirm())) throw new Refused('Nothing was imported')
    const by = await findWhoImports(installation, options)
    const file = { name: basename(options.file), bytes }
    const result = await importPlan(
      plan,
      { file, mapping: options.mapping, revision: preview.revision, by },
      deps,
    )
    if (result.outcome === 'refused') throw new Refused(result.reason)
    if (result.outcome === 'busy') {
      throw new Refused(
        'A month is just being opened or closed, or another import is being written, so nothing was imported. Run the command again in a few minutes.',
      )
    }
    if (result.outcome === 'stale') {
      throw new Refused(
        'The plan was changed by somebody else meanwhile, so nothing was imported. Run the command again.',
      )
    }
    if (options.json) process.stdout.write(toJson(result.preview.read, result.preview.diff))
    say('The plan is imported.')
  } finally {
    await installation?.stop()
  }
}

const findWhoImports = async ({ stores }: Installation, { by, plan }: Options): Promise<string> => {
  if (by === undefined) return 'operator'
  const people = await stores.plans.findPeopleByEmail(z.string().parse(by))
  const person = people.find(({ partnershipId }) => partnershipId === plan.partnershipId)
  if (!person) throw new Refused(`Nobody of this partnership has the address ${by}`)
  return person.personId
}

const confirm = async (): Promise<boolean> => {
  if (!process.stdin.isTTY) {
    throw new Refused('Nothing was imported: add --yes once you have seen what a --dry-run says.')
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question('Import this? (yes or no) ')).trim())
  } finally {
    terminal.close()
  }
}

run().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
