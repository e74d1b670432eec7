/**
 * `npm run import -- FILE [--dry-run] [--json] [--map "HEADING=FIELD"] [--plan PARTNERSHIP/PLAN] [--by EMAIL]
 * [--today YYYY-MM-DD] [--data FOLDER] [--yes]`: brings a plan's file in, or says what it would bring.
 *
 * `npm run import -- --restore FILE`: brings in a whole partnership that was exported elsewhere.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { z } from 'zod'
import { fold } from '../../functions/plan/fold.ts'
import { BoardsFile, PeopleFile } from '../../functions/plan/import/directory-file.ts'
import { type LikelyHeading, type ReadPlan, readPlanFile } from '../../functions/plan/import/read-plan.ts'
import { importPlan, type PlanPreview, previewPlan } from '../../functions/plan/import-plan.ts'
import { type PlanKey, PlanSettings } from '../../functions/plan/plan.ts'
import { localDay } from '../../functions/plan/wording.ts'
import { createPartnershipArchive } from '../../functions/platform/dynamo/partnership-archive.ts'
import { findPlan } from './find-plan.ts'
import { seed } from './hull.ts'
import { type ImportOptions, Refused, readOptions } from './import-options.ts'
import { describeDiff, describeFindings } from './import-report.ts'
import { DATA_DIR, type Installation, openInstallation } from './installation.ts'
import { runRestore } from './restore-cli.ts'

type Readable = Extract<ReadPlan, { ok: true }>

const readBytes = async (file: string): Promise<Uint8Array> => {
  try {
    return new Uint8Array(await readFile(file))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    switch (error.code) {
      case 'ENOENT':
        throw new Refused(`There is no file ${file}`)
      case 'EISDIR':
        throw new Refused(`${file} is a folder: name the plan’s file in it`)
      default:
        throw new Refused(`${file} cannot be read: ${error.code}`)
    }
  }
}

/** What the headings are said to mean counts only where the file has them. @throws Refused */
const checkMapping = ({ mapping }: ImportOptions, headings: string[]): void => {
  const known = new Set(headings.map(fold))
  const strange = Object.keys(mapping).find((heading) => !known.has(heading))
  if (strange === undefined) return
  throw new Refused(`The file has no heading “${strange}”, which --map names. It has: ${headings.join(', ')}`)
}
const headingsOf = ({ layout }: Readable): string[] => [
  ...new Set(layout.flatMap(({ columns }) => columns.map(({ heading }) => heading))),
]

/** Why a file cannot be read, and what to do where saying what its headings mean would help. */
const refuse = (reason: string, options: ImportOptions, headings: LikelyHeading[] = []): Refused => {
  if (headings.length === 0) return new Refused(reason)
  const found = headings.map(({ heading }) => heading)
  checkMapping(options, found)
  return new Refused(
    `${reason} Or say by --map "HEADING=FIELD" what these headings mean: ${found.join(', ')}`,
  )
}

/** The example's own words, for whoever has no installation yet. */
const readAgainstExample = async (bytes: Uint8Array, options: ImportOptions): Promise<Readable> => {
  const settings = PlanSettings.parse(JSON.parse(await seed('settings.json')))
  const read = await readPlanFile(bytes, {
    words: {
      ...settings,
      people: PeopleFile.parse(JSON.parse(await seed('people.json'))),
      boards: BoardsFile.parse(JSON.parse(await seed('boards.json'))),
    },
    mapping: options.mapping,
    today: options.today ?? localDay(new Date().toISOString(), settings.timeZone),
  })
  if (!read.ok) throw refuse(read.reason, options, read.headings)
  checkMapping(options, headingsOf(read))
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
        renamed: diff.renamed.map(({ before, ref }) => ({ from: before.ref, to: ref })),
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

const findInstallation = async (dataDir: string | undefined): Promise<Installation | null> => {
  const isNamed = Boolean(process.env['TABLE_NAME'] || process.env['PACK_BUCKET'])
  return isNamed || existsSync(dataDir ?? DATA_DIR) ? await openInstallation(dataDir) : null
}

const run = async (): Promise<void> => {
  const options = readOptions()
  if ('restore' in options) return await runRestore(options.restore, options.data)
  const bytes = await readBytes(options.file)
  const installation = await findInstallation(options.data)
  try {
    const plans = installation ? await createPartnershipArchive(installation.table).listAllPlans() : []
    if (installation && plans.length > 0) {
      return await runImport(installation, findPlan(plans, options.plan), bytes, options)
    }
    if (!options.dryRun || options.plan !== null) {
      throw new Refused(
        'There is no plan here to import into. npm start sets up the example; --dry-run without --plan reads the file against it without writing.',
      )
    }
    const read = await readAgainstExample(bytes, options)
    process.stdout.write(options.json ? toJson(read) : `${describeFindings(read)}\n`)
  } finally {
    await installation?.stop()
  }
}

/** Shows what the file would bring to the plan that is meant, and brings it. */
const runImport = async (
  installation: Installation,
  key: PlanKey,
  bytes: Uint8Array,
  options: ImportOptions,
): Promise<void> => {
  const plan = await installation.stores.plans.findPlan(key)
  if (!plan) throw new Refused('The plan is not there any more')
  const by = await findWhoImports(installation, plan, options)
  const { today } = options
  const deps = { ...installation.stores, ...(today && { today }) }
  const preview = await previewPlan(plan, { bytes }, options.mapping, deps)
  if (!preview.ok) throw refuse(preview.reason, options, preview.headings)
  checkMapping(options, headingsOf(preview.read))
  if (options.dryRun && options.json) process.stdout.write(toJson(preview.read, preview.diff))
  else {
    const out = options.json ? process.stderr : process.stdout
    out.write(`${describeFindings(preview.read)}\n\n${describeDiff(preview.diff, plan.timeZone)}\n`)
  }
  if (options.dryRun) return
  if (!options.yes && !(await confirm())) throw new Refused('Nothing was imported')
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
}

const findWhoImports = async (
  { stores }: Installation,
  plan: PlanKey,
  { by }: ImportOptions,
): Promise<string> => {
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
