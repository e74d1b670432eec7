import {
  caption,
  cell,
  count,
  entryHeading,
  evidenceList,
  fact,
  leadIn,
  monthInTable,
  namesOr,
  note,
  paragraph,
  plain,
  prose,
  quiet,
  saidBy,
  section,
  small,
  strong,
  table,
  tag,
  textColumn,
  toAction,
} from './blocks.ts'
import type { Block, Inline } from './document.ts'
import type { PackAction, PackStatus } from './pack-action.ts'
import { countRedates, type DatedAction, type PackChange } from './pack-changes.ts'
import type { PackModel } from './pack-model.ts'
import type { Exception, Movement, SilentLead } from './pack-sections.ts'
import { type StandingActions, standingActions } from './standing-actions.ts'
import { answerWords, orNote, planWords } from './write-answer.ts'

/** What the board must look at: exceptions, what moved, what is late. */
export const writeAttention = (model: PackModel): Block[] => {
  const standing = standingActions(model)
  /** Says which board an action reports to, in a pack that has not only its board's own. */
  const markOf = ({ ref }: { ref: string }): Inline[] =>
    model.control.ownOnly ? [] : reportsTo(standing.get(ref))
  const decided = Map.groupBy(model.decided, ({ ref }) => ref)
  const cameFrom = ({ ref }: Movement): Block[] => [
    ...lastWord(standing.get(ref)),
    ...(decided.get(ref) ?? []).map(decidedSince),
  ]
  return [
    section('Exceptions'),
    ...(model.exceptions.length === 0
      ? [note('No live action is amber or red.')]
      : [
          leadIn(
            `Live actions that are amber or red now${model.exceptions.some(({ status }) => isCalm(status)) ? ', and those of another status with which leads must say what is in the way' : ''}. Those that are overdue and called on track are under “Overdue and re-dated”.`,
          ),
          entries(model.exceptions.map((exception) => writeException(exception, markOf(exception)))),
        ]),
    section('What moved'),
    ...(model.movements.length === 0
      ? [note('No action changed its status this month.')]
      : [
          entries(
            model.movements.map((movement) => writeMovement(movement, markOf(movement), cameFrom(movement))),
          ),
        ]),
    section('Overdue and re-dated'),
    ...writeDated(model.dated, standing),
  ]
}

const isCalm = ({ colour }: PackStatus): boolean => colour !== 'amber' && colour !== 'red'

/** ` · reports to this board`, or to which. */
export const reportsTo = (action: Pick<PackAction, 'own' | 'boards'> | undefined): Inline[] => {
  if (action?.own) return [quiet(' · reports to this board')]
  return action && action.boards.length > 0 ? [quiet(` · reports to ${action.boards.join(', ')}`)] : []
}

export const entries = (all: Block[][]): Block => ({ kind: 'entries', entries: all })

const writeException = (exception: Exception, mark: Inline[]): Block[] => {
  const { answer, due, status } = exception
  return [
    entryHeading(exception),
    paragraph(tag(status), ` ${namesOr(exception.improvementLeads, 'No improvement lead')}`, ...mark),
    ...(answer === null
      ? [note('No reason is given: the status is as the plan has it, and no lead has answered.')]
      : [
          paragraph(saidBy(answer), ...(exception.thisMonth ? [] : [quiet('. No answer since.')])),
          {
            kind: 'quote' as const,
            status,
            blocks: [
              caption('In the way, and what will bring it back'),
              ...orNote(answer.obstacles, 'No reason is given.'),
              ...(answer.consequence.trim() === ''
                ? []
                : [caption('What happens otherwise'), prose(answer.consequence)]),
            ],
          },
        ]),
    {
      kind: 'facts',
      columns: 3,
      facts: [
        fact('Due', due?.text ?? 'No due date'),
        fact('Recovery date', ...recoveryOf(exception)),
        ...(answer !== null && answer.consequence.trim() === ''
          ? [fact('What happens otherwise', 'Not said')]
          : []),
      ],
    },
  ]
}

/** When it is expected to be back: the date its lead asks for, or else the plan's own. */
const recoveryOf = ({ answer, due, overdue }: Exception): (Inline | string)[] => {
  if (answer?.forecast) {
    const isSooner = due !== null && answer.forecast.month < due.month
    return [answer.forecast.text, quiet(`, as asked for${isSooner ? ': sooner than it is due' : ''}`)]
  }
  if (due === null) return ['None is given']
  return [
    overdue
      ? 'None is given, and the date has passed'
      : `${due.text}: it is not overdue, and no other date is asked for`,
  ]
}

const writeMovement = (movement: Movement, mark: Inline[], cameFrom: Block[]): Block[] => [
  entryHeading(movement),
  paragraph('From ', tag(movement.from), ' to ', tag(movement.to), ...mark),
  ...cameFrom,
  paragraph(saidBy(movement.answer)),
  { kind: 'quote', status: movement.to, blocks: orNote(movement.answer.progress, 'No reason is given.') },
]

/** Whose word the status was that has moved. */
const lastWord = (action: PackAction | undefined): Block[] =>
  action ? [small(`Last time: ${action.previous ? answerWords(action.previous) : planWords(action)}.`)] : []

/** What was decided of an action between its last answer and this month's. */
export const decidedSince = ({ fields, state, decided }: PackChange): Block =>
  small(
    `Since the last pack, ${state}${decided === null ? '' : ` by ${decided.by}, ${decided.at.text}`}: ${fields.map(({ field, from, to }) => `${field} from ${from} to ${to}`).join('; ')}.`,
  )

const writeDated = (dated: DatedAction[], standing: StandingActions): Block[] => {
  if (dated.length === 0) return [note('No action is overdue or has another date than its first.')]
  const moved = dated.filter(({ redates }) => redates.length > 0)
  return [
    leadIn(
      'Live actions that the plan does not call done, and that are overdue, have a date that was changed since they came into the plan, or have a new one asked for. They are overdue by the approved date; the forecast is a date that is asked for and not decided on.',
    ),
    ...calledOnTrack(dated),
    table('Overdue and re-dated actions', dated, [
      textColumn('Ref', 1.2, ({ ref }) => cell(toAction(ref))),
      textColumn('Action', 6.4, ({ ref, heading, improvementLeads, status, closureProposed }) => [
        paragraph(heading),
        paragraph(tag(status)),
        small(
          `${saidOf(standing.get(ref))}. ${improvementLeads.length === 0 ? 'No improvement lead' : `Led by ${improvementLeads.join(', ')}`}.${closureProposed ? ' Closure is proposed.' : ''}`,
        ),
      ]),
      textColumn('Original date', 2.1, ({ original }) => cell(original ? monthInTable(original) : 'No date')),
      textColumn('Approved date', 2.1, ({ approved }) => cell(approved ? monthInTable(approved) : 'No date')),
      textColumn('Forecast', 2.1, ({ forecast }) => cell(forecast ? monthInTable(forecast) : 'None')),
      {
        header: 'Re-dated',
        share: 2.1,
        align: 'right',
        cell: (action) => cell(isFirstDate(action) ? 'First date' : String(countRedates(action))),
      },
      textColumn('Overdue', 2.3, ({ monthsOverdue }) =>
        cell(monthsOverdue === 0 ? 'No' : count(monthsOverdue, 'month', 'months')),
      ),
    ]),
    ...(moved.length === 0
      ? []
      : [
          caption('How the dates came about'),
          table(
            'Every change of a due date',
            moved.flatMap(({ ref, redates }) => redates.map((redate) => ({ ref, ...redate }))),
            [
              textColumn('Ref', 1, ({ ref }) => cell(toAction(ref))),
              textColumn('From', 1.7, ({ from }) => cell(from ? monthInTable(from) : 'No date')),
              textColumn('To', 1.7, ({ to }) => cell(to ? monthInTable(to) : 'No date')),
              textColumn('Why', 7, ({ reason }) =>
                reason === null ? cell('It came so with an import of the plan') : [prose(reason)],
              ),
              textColumn('By whom and when', 3, ({ by, at }) =>
                cell(by === '' ? at.text : `${by}, ${at.text}`),
              ),
            ],
          ),
        ]),
  ]
}

/** Who gave the status at which an action stands, and when, in short: the action's own place says all. */
const saidOf = (action: PackAction | undefined): string => {
  const answer = action && (action.update ?? action.previous)
  if (answer) return `${answer.by}, ${answer.at.text}`
  return action ? upperFirst(planWords(action)) : 'Not known'
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Whether all that is known of its date is that it was given its first one. */
const isFirstDate = (action: DatedAction): boolean => action.redates.length > 0 && countRedates(action) === 0

/** That what is late is called on track, which no status tells. */
const calledOnTrack = (dated: DatedAction[]): Block[] => {
  const late = dated.filter(({ monthsOverdue }) => monthsOverdue > 0)
  const green = late.filter(({ status }) => status.colour === 'green')
  if (green.length === 0) return []
  return [
    paragraph(
      strong(`${green.length} of the ${count(late.length, 'overdue action', 'overdue actions')}`),
      green.length === 1 ? ' is green all the same: ' : ' are green all the same: ',
      ...green.flatMap(({ ref }, index) => [...(index === 0 ? [] : [plain(', ')]), toAction(ref)]),
      '.',
    ),
  ]
}

/** Who did not answer, what has nobody to ask, and what the answers show. */
export const writeCoverage = (model: PackModel): Block[] => [
  section('Nobody to ask'),
  ...(model.unowned.length === 0
    ? [note('Every live action that is not done has an improvement lead.')]
    : [
        leadIn('Live actions that are not done and have no improvement lead who can be asked.'),
        table('Actions without an improvement lead', model.unowned, [
          textColumn('Ref', 1, ({ ref }) => cell(toAction(ref))),
          textColumn('Action', 5, ({ heading }) => cell(heading)),
          textColumn('Strategic lead', 2, ({ strategicLeads }) => cell(namesOr(strategicLeads, 'None'))),
          textColumn('Due', 2, ({ due }) => cell(due?.text ?? 'No due date')),
          textColumn('Status now', 2.4, ({ ref, status }) => [
            paragraph(tag(status)),
            small(`${saidOf(standingActions(model).get(ref))}.`),
          ]),
        ]),
      ]),
  section('Who left something unanswered'),
  ...writeSilent(model),
  section('Impact'),
  ...(model.impact.length === 0
    ? [note('No answer of this month says what has become different, or shows it.')]
    : [
        leadIn(
          'What this month’s answers say has become different, beside the measures that the plan names.',
        ),
        entries(
          model.impact.map((impact) => [
            entryHeading(impact),
            paragraph(saidBy(impact.answer)),
            {
              kind: 'quote',
              status: impact.answer.status,
              blocks: [
                ...orNote(impact.answer.impact, 'Nothing is said; there is evidence alone.'),
                ...(impact.answer.evidence.length === 0
                  ? []
                  : [caption('Evidence'), evidenceList(impact.answer.evidence)]),
              ],
            },
            ...(impact.measures === null
              ? [note('The plan names no measure.')]
              : [caption('The plan’s measures'), prose(impact.measures)]),
          ]),
        ),
      ]),
]

const writeSilent = (model: PackModel): Block[] => {
  const { month, silentLeads, control } = model
  if (month.leads.asked === 0) return [note('Nobody was asked this month.')]
  if (silentLeads.length === 0) {
    return [note('Everybody who was asked has answered about all of their actions.')]
  }
  const standing = standingActions(model)
  const refs = ({ unanswered }: SilentLead): Inline[] =>
    unanswered.flatMap(({ ref }, index) => [
      ...(index === 0 ? [] : [plain(', ')]),
      standing.has(ref) ? toAction(ref) : plain(ref),
    ])
  return [
    leadIn(
      control.closed === null
        ? 'Leads with an action that nobody has answered for yet. An answer counts for everybody who leads the action.'
        : 'Leads with an action that nobody answered for, and for how many months in a row they had one, this one included. An answer counts for everybody who leads the action.',
    ),
    table('Leads who left something unanswered', silentLeads, [
      textColumn('Lead', 3, ({ name }) => cell(name)),
      textColumn('Unanswered', 1.7, ({ unanswered, asked }) => cell(`${unanswered.length} of ${asked}`)),
      textColumn('In a row', 1.5, ({ cycles }) => cell(count(cycles, 'month', 'months'))),
      textColumn('Actions without an answer', 5, (lead) => cell(...refs(lead))),
    ]),
  ]
}
