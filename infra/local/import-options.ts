import { parseArgs } from 'node:util'
import { fold } from '../../functions/plan/fold.ts'
import { Field } from '../../functions/plan/import/columns.ts'
import { LocalDate } from '../../functions/plan/plan.ts'
import { Mapping } from '../../functions/plan/plan-import.ts'

/** Read and worth knowing: one line on standard error, and exit code 1. */
export class Refused extends Error {}

/** What `npm run import` was asked to do. */
export type ImportOptions = {
  file: string
  dryRun: boolean
  json: boolean
  yes: boolean
  /** PARTNERSHIP/PLAN; null for the only one there is. */
  plan: string | null
  mapping: Mapping
  /** The address of whoever imports. */
  by: string | undefined
  today: LocalDate | undefined
  /** The data folder; the machine's own unless given. */
  data: string | undefined
}

const USAGE = `npm run import -- FILE [options]     brings a plan's file in
npm run import -- --restore FILE     brings in a partnership that was exported elsewhere

  --dry-run              says what would change, and writes nothing
  --json                 says it as JSON
  --map "HEADING=FIELD"  what a heading means; may be given several times
  --plan PARTNERSHIP/PLAN
  --by EMAIL             who imports
  --today YYYY-MM-DD     the day that lateness is told by
  --data FOLDER          where this machine keeps its data
  --yes                  asks nothing`

/** @throws Refused or TypeError of one sentence for options that are not known or say nothing */
export const readOptions = (): ImportOptions | { restore: string; data: string | undefined } => {
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
      data: { type: 'string' },
      restore: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) throw new Refused(USAGE)
  if (values.restore !== undefined) {
    if (positionals.length > 0) throw new Refused('Give one file: npm run import -- --restore FILE')
    return { restore: values.restore, data: values.data }
  }
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) {
    throw new Refused('Say which file: npm run import -- FILE [--dry-run] [--json]')
  }
  const today = LocalDate.optional().safeParse(values.today)
  if (!today.success) throw new Refused('Give the day as --today YYYY-MM-DD')
  return {
    file,
    dryRun: values['dry-run'],
    json: values.json,
    yes: values.yes,
    plan: values.plan ?? null,
    mapping: readMapping(values.map),
    by: values.by,
    today: today.data,
    data: values.data,
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
