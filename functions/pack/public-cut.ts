import { PackModel } from './pack-model.ts'
import { keepActions, type Snapshot } from './snapshot.ts'
import { createWithholder } from './withhold-names.ts'

/** The snapshot without the actions that are internal, as if the plan had never had them. */
export const withoutInternal = (snapshot: Snapshot, internal: readonly string[]): Snapshot => {
  const hidden = new Set(internal)
  return hidden.size === 0 ? snapshot : keepActions(snapshot, (ref) => !hidden.has(ref))
}

/** Everybody whose name a snapshot or a pack of it has anywhere but in texts. */
export const namesIn = (snapshot: Snapshot, model: PackModel): string[] => [
  ...snapshot.names,
  ...snapshot.boards.flatMap(({ chair }) => chair ?? []),
  ...snapshot.requests.map(({ name }) => name),
  ...snapshot.actions.flatMap(({ strategicLeads, improvementLeads, update, previous, redates, agreed }) => [
    ...(agreed ? [agreed.by] : []),
    ...strategicLeads,
    ...improvementLeads,
    ...redates.map(({ by }) => by),
    ...[update, previous].flatMap((answer) =>
      answer ? [answer.byName, ...(answer.onBehalfOf ? [answer.onBehalfOf.name] : [])] : [],
    ),
  ]),
  ...snapshot.changes.flatMap(({ askedByName, decidedByName }) => [
    askedByName,
    ...(decidedByName === null ? [] : [decidedByName]),
  ]),
  ...[
    model.control.asked,
    model.control.approved,
    model.control.reissue?.of.issued,
    model.commentary,
  ].flatMap((signature) => signature?.by ?? []),
]

/**
 * A pack for anybody: no person's name in any of its texts, no address or telephone number, none of the
 * commentary that is for the board alone, and no stored answers to verify it by, for those name people.
 * `model` is of a snapshot without internal actions; `names` are those to be withheld.
 */
export const cutForPublic = (model: PackModel, names: readonly string[]): PackModel => {
  const withhold = createWithholder(names)
  const { title, control } = model
  const cut = PackModel.parse(withoutNames({ ...model, records: [] }, withhold))
  return {
    ...cut,
    // What the plan and the board are called is no person, whoever else may be called so.
    title,
    control: {
      ...cut.control,
      cut: 'public',
      partnership: control.partnership,
      plan: control.plan,
      board: control.board,
    },
    commentary: cut.commentary && { ...cut.commentary, internal: '' },
  }
}

const withoutNames = (part: unknown, withhold: (text: string) => string, field = ''): unknown => {
  if (typeof part === 'string') return kept.has(field) ? part : withhold(part)
  if (Array.isArray(part)) return part.map((item) => withoutNames(item, withhold, field))
  if (part === null || typeof part !== 'object') return part
  return Object.fromEntries(
    Object.entries(part).map(([name, item]) => [name, withoutNames(item, withhold, name)]),
  )
}

/** Fields that hold codes, instants and hashes, in which no name can be. */
const kept: ReadonlySet<string> = new Set([
  'at',
  // What boards are called is no person, whoever else may be called so.
  'boards',
  'code',
  'colour',
  'date',
  'hash',
  'month',
  'ref',
  'sha256',
  'shape',
  'snapshotSha256',
  'reference',
  'timeZone',
])
