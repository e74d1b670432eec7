import {
  caption,
  cell,
  fact,
  namesOr,
  note,
  paragraph,
  placeOf,
  plain,
  prose,
  quiet,
  saidBy,
  section,
  strong,
  subsection,
  table,
  tag,
  textColumn,
} from './blocks.ts'
import type { Block, Inline } from './document.ts'
import type { PackAction } from './pack-action.ts'
import type { DatedAction, PackChange } from './pack-changes.ts'
import type { PackModel } from './pack-model.ts'
import { answerWords, orNote, planWords, restOf } from './write-answer.ts'
import { decidedSince, entries, reportsTo } from './write-attention.ts'

/** Each priority with its actions: the board's own in full, the others in summary, the closed in a table. */
export const writeActions = (model: PackModel): Block[] => {
  const seen = new Set<string>()
  const around: Around = {
    dated: new Map(model.dated.map((entry) => [entry.ref, entry])),
    decided: Map.groupBy(model.decided, ({ ref }) => ref),
  }
  const byPriority = (
    groups: PackModel['board'],
    write: (action: PackAction, place: string | null, around: Around) => Block[],
  ) =>
    groups.flatMap(({ number, title, actions }) => [
      subsection(title === null ? `Priority ${number}` : `Priority ${number}: ${title}`),
      entries(
        actions.map((action) => {
          // A ref that two actions bear leads to the first of them.
          const place = seen.has(action.ref) ? null : placeOf(action.ref)
          seen.add(action.ref)
          return write(action, place, around)
        }),
      ),
    ])
  return [
    section('Actions of this board'),
    ...(model.board.length === 0
      ? [note(`No live action of the plan reports to ${model.control.board}.`)]
      : byPriority(model.board, writeInFull)),
    section('Other actions of the plan'),
    ...(model.control.ownOnly
      ? [note('This pack has the board’s own actions alone.')]
      : model.others.length === 0
        ? [note('The plan has no other live actions.')]
        : byPriority(model.others, writeInBrief)),
    section('Closed actions'),
    ...(model.closed.length === 0 ? [note('No action is closed.')] : [writeClosed(model.closed)]),
  ]
}

/** What else the pack says of actions, by ref. */
type Around = {
  dated: ReadonlyMap<string, DatedAction>
  decided: ReadonlyMap<string, PackChange[]>
}

const headingOf = ({ ref, heading }: PackAction, id: string | null): Block => ({
  kind: 'heading',
  level: 3,
  id,
  content: [plain(`${ref} ${heading}`)],
  outlined: true,
})

const noAnswer = {
  answered: '',
  unanswered: 'No answer this month.',
  final: 'Not asked: the plan says that it is done.',
  nobody: 'Nobody to ask: it has no improvement lead.',
  'not-asked': 'Not asked this month.',
} as const satisfies Record<PackAction['answer'], string>

/** Whose word the status is, where this month has none. */
const standsOn = (action: PackAction): string => {
  const { standsOn: source, previous } = action
  if (source === 'this-cycle') return ''
  if (source === 'earlier' && previous) {
    return `The status was given by ${answerWords(previous)}.`
  }
  return `The status is ${planWords(action)}. No lead has answered before.`
}

const thisMonth = (action: PackAction): Block[] => {
  const { update } = action
  if (update === null) {
    return [
      note(`${noAnswer[action.answer]} ${standsOn(action)}`.trim()),
      ...(action.answer === 'final' ? agreement(action) : []),
    ]
  }
  return [
    caption('This month ', saidBy(update)),
    {
      kind: 'quote',
      status: update.status,
      blocks: [...orNote(update.progress, 'No text.'), ...restOf(update)],
    },
  ]
}

/** What the status was before this month's answer, where that has changed it. */
const wasWords = ({ now, before }: PackAction): Inline[] =>
  now.code === before.code ? [] : [plain(' was '), tag(before)]

/** Who agreed to the status that the plan gives, or to closing it, and what showed them. */
const agreement = ({ ref, agreed, planStatus }: PackAction): Block[] => {
  if (agreed === null) return []
  const { to, by, at, evidence } = agreed
  return [
    note(
      `${by} approved ${to === 'closing' ? `closing ${ref}` : `“${planStatus.label}” for ${ref}`}, ${at.text}.`,
    ),
    ...(evidence === null ? [] : [caption(`Evidence for ${ref}`), prose(evidence)]),
  ]
}

/** Whose word the status was, where no last answer follows that says so. */
const wasSaidBy = (action: PackAction): Inline[] => {
  const { now, before, previous } = action
  if (now.code === before.code) return []
  return [quiet(` ${previous ? `by ${previous.by}, ${previous.at.text}` : planWords(action)} ·`)]
}

/** What was decided of it since the last pack, but for the approval that its status stands on, which is told by itself. */
const decidedOf = ({ ref, answer, agreed }: PackAction, decided: Around['decided']): PackChange[] =>
  (decided.get(ref) ?? []).filter(
    (change) => answer !== 'final' || agreed === null || change.decided?.at.at !== agreed.at.at,
  )

/** Its first date, where it has had another since. */
const wasDue = (dated: DatedAction | undefined): Inline[] =>
  dated === undefined || dated.redates.length === 0
    ? []
    : [
        quiet(
          `, originally ${dated.original === null ? 'without a date' : dated.original.text}: see “Overdue and re-dated”`,
        ),
      ]

const writeInFull = (action: PackAction, place: string | null, { dated, decided }: Around): Block[] => [
  headingOf(action, place),
  paragraph(tag(action.now), ...wasWords(action)),
  {
    kind: 'facts',
    columns: 3,
    facts: [
      fact('Improvement lead', namesOr(action.improvementLeads, 'None')),
      fact('Strategic lead', namesOr(action.strategicLeads, 'None')),
      fact('Due', action.due?.text ?? 'No due date', ...wasDue(dated.get(action.ref))),
      fact('Started', action.start?.text ?? 'No date'),
      fact('Sources', namesOr(action.sources, 'None')),
      fact('Last reviewed in the plan', action.reviewed?.text ?? 'No date'),
    ],
  },
  ...thisMonth(action),
  ...lastTime(action, decidedOf(action, decided)),
  ...planSays(action),
]

const lastTime = (action: PackAction, decided: PackChange[]): Block[] => {
  const { ref, update, previous, planNote, before, now } = action
  if (previous) {
    return [
      // A page may begin with it.
      caption(`${ref} last ${update ? 'time' : 'answer'} `, tag(before), plain(' '), saidBy(previous)),
      // Without a status's colour, so that nobody takes it for what is said now.
      {
        kind: 'quote',
        status: null,
        blocks: [...orNote(previous.progress, 'No text.'), ...restOf(previous)],
      },
      ...decided.map(decidedSince),
    ]
  }
  if (planNote) {
    const day = planNote.day === null ? 'undated' : planNote.day.text
    return [caption(`${ref} last time `, quiet(`From the plan, ${day}`)), prose(planNote.text)]
  }
  // Whose word it was that has changed.
  return before.code === now.code
    ? []
    : [paragraph(strong(`${ref} last time `), tag(before), quiet(` ${planWords(action)}`))]
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const planSays = (action: PackAction): Block[] => {
  const parts = [
    ['Action', oneLine(action.title) === action.heading ? null : action.title],
    ['Ambition', action.ambition],
    ['Outcomes', action.outcomes],
    ['Measures', action.measures],
    ['Dependencies', action.dependencies],
    ['Moved to', action.movedTo],
  ] as const
  const said = parts.flatMap(([name, text]) =>
    text === null || text.trim() === '' ? [] : [fact(name, text.trim())],
  )
  return said.length === 0
    ? []
    : [
        // A page may begin with it.
        caption(`What the plan says about ${action.ref}`),
        { kind: 'facts', columns: 1, facts: said },
      ]
}

const writeInBrief = (action: PackAction, place: string | null, { dated, decided }: Around): Block[] => [
  headingOf(action, place),
  paragraph(
    tag(action.now),
    ...wasWords(action),
    ...wasSaidBy(action),
    plain(` ${action.due === null ? 'No due date' : `Due ${action.due.text}`}`),
    ...wasDue(dated.get(action.ref)),
    plain(
      ` · ${namesOr(action.improvementLeads, 'No improvement lead')}${
        action.strategicLeads.length === 0 ? '' : ` (strategic lead ${action.strategicLeads.join(', ')})`
      }`,
    ),
    ...(action.sources.length === 0 ? [] : [plain(` · ${action.sources.join(', ')}`)]),
    ...reportsTo(action),
  ),
  ...(oneLine(action.title) === action.heading ? [] : [prose(action.title)]),
  ...decidedOf(action, decided).map(decidedSince),
  ...thisMonth(action),
]

const writeClosed = (closed: PackAction[]): Block =>
  table('Closed actions', closed, [
    textColumn('Ref', 1, ({ ref }) => cell(strong(ref))),
    textColumn('Action', 6, (action) => [
      paragraph(oneLine(action.title)),
      ...(action.movedTo === null ? [] : [paragraph(quiet(`Moved to: ${action.movedTo}`))]),
      ...(action.update === null
        ? [paragraph(quiet(standsOn(action))), ...agreement(action)]
        : [
            paragraph(saidBy(action.update)),
            ...orNote(action.update.progress, 'No text.'),
            ...restOf(action.update),
          ]),
    ]),
    textColumn('Status', 2.4, ({ now }) => cell(tag(now))),
  ])
