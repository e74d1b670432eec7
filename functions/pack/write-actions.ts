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
import type { DatedAction } from './pack-changes.ts'
import type { PackModel } from './pack-model.ts'
import { answerWords, orNote, planWords, restOf } from './write-answer.ts'
import { entries, reportsTo } from './write-attention.ts'

/** Each priority with its actions: the board's own in full, the others in summary, the closed in a table. */
export const writeActions = (model: PackModel): Block[] => {
  const seen = new Set<string>()
  const dated: Dated = new Map(model.dated.map((entry) => [entry.ref, entry]))
  const byPriority = (
    groups: PackModel['board'],
    write: (action: PackAction, place: string | null) => Block[],
  ) =>
    groups.flatMap(({ number, title, actions }) => [
      subsection(title === null ? `Priority ${number}` : `Priority ${number}: ${title}`),
      entries(
        actions.map((action) => {
          // A ref that two actions bear leads to the first of them.
          const place = seen.has(action.ref) ? null : placeOf(action.ref)
          seen.add(action.ref)
          return write(action, place)
        }),
      ),
    ])
  return [
    section('Actions of this board'),
    ...(model.board.length === 0
      ? [note(`No live action of the plan reports to ${model.control.board}.`)]
      : byPriority(model.board, (action, place) => writeInFull(action, place, dated))),
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

type Dated = ReadonlyMap<string, DatedAction>

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
    return `The status is from ${answerWords(previous)}.`
  }
  return `The status is ${planWords(action)}. No lead has answered before.`
}

/** `hasLast`: what was said last time follows, with who said it. */
const thisMonth = (action: PackAction, { hasLast }: { hasLast: boolean }): Block[] => {
  const { update, previous } = action
  if (update === null) {
    const source =
      hasLast && previous ? `The status is from ${previous.cycle.text}, by ${previous.by}.` : standsOn(action)
    return [
      note(`${noAnswer[action.answer]} ${source}`.trim()),
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

/** Who agreed that it is done, and what showed them. */
const agreement = ({ ref, agreed }: PackAction): Block[] => {
  if (agreed === null) return []
  const { by, at, evidence } = agreed
  return [
    note(`${by} approved that ${ref} is done, ${at.text}.`),
    ...(evidence === null ? [] : [caption('What showed that it is done'), prose(evidence)]),
  ]
}

/** Its first date, where it has had another since. */
const wasDue = (dated: DatedAction | undefined): Inline[] =>
  dated === undefined || dated.redates.length === 0
    ? []
    : [quiet(dated.original === null ? ', at first without a date' : `, at first ${dated.original.text}`)]

const writeInFull = (action: PackAction, place: string | null, dated: Dated): Block[] => [
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
  ...thisMonth(action, { hasLast: true }),
  ...lastTime(action),
  ...planSays(action),
]

const lastTime = (action: PackAction): Block[] => {
  const { previous, planNote, before, now } = action
  if (previous) {
    return [
      // A page may begin with it.
      caption(`${action.ref} last time `, tag(before), plain(' '), saidBy(previous)),
      // Without a status's colour, so that nobody takes it for what is said now.
      {
        kind: 'quote',
        status: null,
        blocks: [...orNote(previous.progress, 'No text.'), ...restOf(previous)],
      },
    ]
  }
  if (planNote) {
    const day = planNote.day === null ? 'undated' : planNote.day.text
    return [caption(`${action.ref} last time `, quiet(`From the plan, ${day}`)), prose(planNote.text)]
  }
  // Whose word it was that has changed.
  return before.code === now.code
    ? []
    : [paragraph(strong('Last time '), tag(before), quiet(` ${planWords(action)}`))]
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

const writeInBrief = (action: PackAction, place: string | null): Block[] => [
  headingOf(action, place),
  paragraph(
    tag(action.now),
    ...wasWords(action),
    plain(
      ` ${action.due === null ? 'No due date' : `Due ${action.due.text}`} · ${namesOr(action.improvementLeads, 'No improvement lead')}${
        action.strategicLeads.length === 0 ? '' : ` (strategic lead ${action.strategicLeads.join(', ')})`
      }`,
    ),
    ...reportsTo(action),
  ),
  ...(oneLine(action.title) === action.heading ? [] : [prose(action.title)]),
  ...thisMonth(action, { hasLast: false }),
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
