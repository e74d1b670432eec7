import { type Sheet, type SheetCell, writeSheets } from '../plan/export/write-sheets.ts'
import type { PackAction, PackAnswer } from './pack-action.ts'
import { countRedates, type PackChange } from './pack-changes.ts'
import { isDraft, type PackModel } from './pack-model.ts'
import { readableText } from './printable-text.ts'
import {
  type Column,
  gathered,
  lines,
  moment,
  month,
  number,
  ofPlan,
  register,
  status,
  text,
  yesOrNo,
} from './workbook-columns.ts'

/**
 * A pack's annex as an Excel workbook: what it is of, every action as a row with its texts in full, and
 * each register as a sheet. Months, days and instants are real dates, instants by the clocks of the plan's
 * time zone. `sha256` is the hash of the serialised model, in hex. The same model gives the same bytes.
 */
export const writeWorkbook = async (model: PackModel, sha256: string): Promise<Uint8Array> =>
  await writeSheets(writeRegisters(model, sha256), {
    title: oneLine(model.title),
    company: oneLine(model.control.partnership),
    at: model.control.read.at,
    properties: { Language: 'en-GB', 'Hash of this pack': sha256 },
    monthFormat: 'mmm yyyy',
  })

const oneLine = (said: string): string => readableText(said).replace(/\s+/g, ' ').trim()

const writeRegisters = (model: PackModel, sha256: string): Sheet[] => {
  const sheets = [
    writeCommentary(model),
    writeActions(model),
    writeExceptions(model),
    writeMovements(model),
    writeDated(model),
    writeRedates(model),
    writeAsked(model),
    writeDecided(model),
    writeClosures(model),
    writeUnowned(model),
    writeSilent(model),
    writeImpact(model),
    writeMonths(model),
    writeKey(model),
    writeGlossary(model),
  ]
  return [writeAbout(model, sha256, sheets.some(goesOn)), ...sheets]
}

const goesOn = ({ columns }: Sheet): boolean => columns.some(({ heading }) => heading.includes(', continued'))

const writeAbout = (model: PackModel, sha256: string, isLong: boolean): Sheet => {
  const { control, month: counts, manifest } = model
  const at = (value: PackModel['control']['opened'] | null) => moment(value, control.timeZone)
  const { reissue, asked, approved, actions } = control
  const facts: [string, SheetCell][] = [
    ...(control.cut === 'public'
      ? ([['For', text('Anybody: people’s names and what is internal are left out')]] satisfies [
          string,
          SheetCell,
        ][])
      : []),
    ['Partnership', text(control.partnership)],
    ['Plan', text(control.plan)],
    ['Board', text(control.board)],
    ['Chair', text(control.chair ?? 'No chair is recorded')],
    ['Period', month(control.period)],
    ['Opened', at(control.opened)],
    ['Answers due', at(control.due)],
    ['Closed', at(control.closed) ?? text('Not closed yet')],
    ['Answers read', at(control.read)],
    ['Dates and times are of', text(control.timeZone)],
    ['Version', number(control.version)],
    ['State', text(isDraft(model) ? 'Draft: it may change' : 'Final')],
    ...(reissue
      ? ([
          ['Why there is another version', text(reissue.why)],
          ['Takes the place of the pack of hash', text(reissue.of.sha256)],
          ['That one was issued by', text(reissue.of.issued.by)],
          ['That one was issued at', at(reissue.of.issued.at)],
        ] satisfies [string, SheetCell][])
      : []),
    ['Approval asked for by', text(asked?.by ?? 'Nobody yet')],
    ['Approval asked for at', at(asked?.at ?? null)],
    ['Approved by', text(approved?.by ?? 'Nobody yet')],
    ['Approved at', at(approved?.at ?? null)],
    ['Hash of this pack', text(sha256)],
    ['Hash of the answers', text(control.snapshotSha256)],
    ['Hash of the ends of all chains', text(manifest.sha256)],
    ['Actions in this pack', text(control.ownOnly ? 'The board’s own alone' : 'The whole plan')],
    ['Live actions', number(actions.live)],
    ['Live actions of this board', number(actions.board)],
    ['Closed actions', number(actions.closed)],
    ['Actions asked about', number(counts.actions.asked)],
    ['Actions answered', number(counts.actions.answered)],
    ['Leads asked', number(counts.leads.asked)],
    ['Leads who answered about all', number(counts.leads.answeredAll)],
    ['Leads who answered about some', number(counts.leads.answeredSome)],
    ['Leads who did not answer', number(counts.leads.answeredNone)],
    ...(isLong
      ? ([
          ['Long texts', text('A text that is longer than a cell goes on in the column beside it.')],
        ] satisfies [string, SheetCell][])
      : []),
  ]
  return register('About', `What ${oneLine(model.title)} is of, a row a fact.`, facts, '', [
    ofPlan('Fact', 'heading', ([name]) => text(name)),
    ofPlan('Value', 'hash', ([, value]) => value),
  ])
}

const writeCommentary = ({ commentary, control }: PackModel): Sheet => {
  const said =
    commentary === null
      ? []
      : [
          { number: null, title: 'The whole plan', text: commentary.overall },
          { number: null, title: 'For the board alone', text: commentary.internal },
          ...commentary.priorities,
        ]
          .filter((part) => part.text.trim() !== '')
          .map((part) => ({ ...part, by: commentary.by, at: commentary.at }))
  return register('Commentary', 'What the board is told, a row a part.', said, 'There is no commentary.', [
    ofPlan('Priority', 'number', (part) => number(part.number)),
    ofPlan('Title', 'name', ({ title }) => text(title)),
    gathered('Commentary', 'sentences', (part) => text(part.text)),
    gathered('By', 'name', ({ by }) => text(by)),
    gathered('At', 'moment', ({ at }) => moment(at, control.timeZone)),
  ])
}

const answerStates = {
  answered: 'Answered',
  unanswered: 'No answer',
  final: 'Not asked: the plan says that it is done',
  nobody: 'Nobody to ask',
  'not-asked': 'Not asked',
} as const satisfies Record<PackAction['answer'], string>

const wordOf = {
  'this-cycle': 'This month’s answer',
  earlier: 'An earlier answer',
  plan: 'The plan',
} as const satisfies Record<PackAction['standsOn'], string>

/** Columns of an answer that a row may have, each by what it says. */
const answerColumns = <T>(answerOf: (row: T) => PackAnswer | null, timeZone: string) => {
  const of = (say: (answer: PackAnswer) => SheetCell) => (row: T) => {
    const answer = answerOf(row)
    return answer === null ? null : say(answer)
  }
  return {
    progress: of(({ progress }) => text(progress)),
    obstacles: of(({ obstacles }) => text(obstacles)),
    consequence: of(({ consequence }) => text(consequence)),
    impact: of(({ impact }) => text(impact)),
    evidence: of(({ evidence }) => lines(evidence)),
    forecast: of(({ forecast }) => month(forecast)),
    by: of(({ by }) => text(by)),
    at: of(({ at }) => moment(at, timeZone)),
    reference: of(({ reference }) => text(reference)),
    status: of((answer) => status(answer.status)),
  }
}

const writeActions = (model: PackModel): Sheet => {
  const { board, others, closed, control } = model
  const live = [...board, ...others].flatMap(({ actions }) => actions)
  const rows = [
    ...live.map((action) => ({ action, isLive: true })),
    ...closed.map((action) => ({ action, isLive: false })),
  ]
  type Row = (typeof rows)[number]
  const dated = new Map(model.dated.map((entry) => [entry.ref, entry]))
  const datedOf = ({ action, isLive }: Row) => (isLive ? dated.get(action.ref) : undefined)
  const now = answerColumns(({ action }: Row) => action.update, control.timeZone)
  const last = answerColumns(({ action }: Row) => action.previous, control.timeZone)
  return register('Actions', 'Every action of the pack, a row an action.', rows, 'There are no actions.', [
    ofPlan('Ref', 'ref', ({ action }) => text(action.ref)),
    ofPlan('Priority', 'number', ({ action }) => number(action.priority.number)),
    ofPlan('Priority title', 'name', ({ action }) => text(action.priority.title)),
    ofPlan('Action', 'sentences', ({ action }) => text(action.title)),
    ofPlan('This board’s own', 'word', ({ action }) => yesOrNo(action.own)),
    ofPlan('Live or closed', 'word', ({ isLive }) => text(isLive ? 'Live' : 'Closed')),
    ofPlan('Reports to', 'name', ({ action }) => lines(action.boards)),
    gathered('Status now', 'name', ({ action }) => status(action.now)),
    gathered('Status last time', 'name', ({ action }) => status(action.before)),
    gathered('Status now is the word of', 'name', ({ action }) => text(wordOf[action.standsOn])),
    ofPlan('Improvement leads', 'name', ({ action }) => lines(action.improvementLeads)),
    ofPlan('Strategic leads', 'name', ({ action }) => lines(action.strategicLeads)),
    ofPlan('Start', 'month', ({ action }) => month(action.start)),
    ofPlan('Due', 'month', ({ action }) => month(action.due)),
    gathered('Months overdue', 'number', (row) => number(datedOf(row)?.monthsOverdue ?? null)),
    gathered('Due at first', 'month', (row) => month(datedOf(row)?.original ?? null)),
    gathered('Re-dates', 'number', (row) => {
      const entry = datedOf(row)
      return number(entry ? countRedates(entry) : null)
    }),
    gathered('Forecast', 'month', (row) => month(datedOf(row)?.forecast ?? null)),
    ofPlan('Sources', 'word', ({ action }) => lines(action.sources)),
    ofPlan('Last reviewed', 'month', ({ action: { reviewed } }) =>
      reviewed === null ? null : { kind: 'day', day: reviewed.date },
    ),
    gathered('Answer this month', 'name', ({ action }) => text(answerStates[action.answer])),
    gathered('Progress', 'sentences', now.progress),
    gathered('In the way, and what will bring it back', 'sentences', now.obstacles),
    gathered('What happens otherwise', 'sentences', now.consequence),
    gathered('Impact', 'sentences', now.impact),
    gathered('Evidence', 'heading', now.evidence),
    gathered('New date asked for', 'month', now.forecast),
    gathered('Answered by', 'name', now.by),
    gathered('Answered at', 'moment', now.at),
    gathered('Reference', 'name', now.reference),
    gathered('Progress last time', 'sentences', last.progress),
    gathered('In the way last time', 'sentences', last.obstacles),
    gathered('What happens otherwise, last time', 'sentences', last.consequence),
    gathered('Impact last time', 'sentences', last.impact),
    gathered('Evidence last time', 'heading', last.evidence),
    gathered('Last time answered by', 'name', last.by),
    gathered('Last time answered at', 'moment', last.at),
    gathered('Last time’s reference', 'name', last.reference),
    ofPlan('Note in the plan', 'sentences', ({ action }) => text(action.planNote?.text ?? null)),
    ofPlan('Note of', 'month', ({ action: { planNote } }) =>
      planNote === null || planNote.day === null ? null : { kind: 'day', day: planNote.day.date },
    ),
    ofPlan('Ambition', 'sentences', ({ action }) => text(action.ambition)),
    ofPlan('Outcomes', 'sentences', ({ action }) => text(action.outcomes)),
    ofPlan('Measures', 'sentences', ({ action }) => text(action.measures)),
    ofPlan('Dependencies', 'sentences', ({ action }) => text(action.dependencies)),
    ofPlan('Moved to', 'name', ({ action }) => text(action.movedTo)),
  ])
}

/** The columns by which a register names an action. */
const named = <T extends { ref: string; heading: string | null }>(): Column<T>[] => [
  ofPlan('Ref', 'ref', ({ ref }) => text(ref)),
  ofPlan('Action', 'heading', ({ heading }) => text(heading)),
]

const writeExceptions = ({ exceptions, control }: PackModel): Sheet => {
  const { timeZone } = control
  const said = answerColumns((row: (typeof exceptions)[number]) => row.answer, timeZone)
  return register(
    'Exceptions',
    'Live actions that need attention, a row an action.',
    exceptions,
    'No live action needs attention.',
    [
      ...named<(typeof exceptions)[number]>(),
      gathered('Status', 'name', (row) => status(row.status)),
      gathered('Status is the word of', 'name', ({ answer, thisMonth }) =>
        text(wordOf[thisMonth ? 'this-cycle' : answer === null ? 'plan' : 'earlier']),
      ),
      ofPlan('Due', 'month', ({ due }) => month(due)),
      ofPlan('Improvement leads', 'name', ({ improvementLeads }) => lines(improvementLeads)),
      gathered('In the way, and what will bring it back', 'sentences', said.obstacles),
      gathered('What happens otherwise', 'sentences', said.consequence),
      gathered('New date asked for', 'month', said.forecast),
      gathered('Progress', 'sentences', said.progress),
      gathered('Answered by', 'name', said.by),
      gathered('Answered at', 'moment', said.at),
      gathered('Reference', 'name', said.reference),
    ],
  )
}

const writeMovements = ({ movements, control }: PackModel): Sheet => {
  const said = answerColumns((row: (typeof movements)[number]) => row.answer, control.timeZone)
  return register(
    'Movement',
    'Actions whose status this month’s answer changed, a row an action.',
    movements,
    'No status changed.',
    [
      ...named<(typeof movements)[number]>(),
      gathered('From', 'name', ({ from }) => status(from)),
      gathered('To', 'name', ({ to }) => status(to)),
      gathered('Progress', 'sentences', said.progress),
      gathered('Answered by', 'name', said.by),
      gathered('Answered at', 'moment', said.at),
      gathered('Reference', 'name', said.reference),
    ],
  )
}

const writeDated = ({ dated }: PackModel): Sheet =>
  register(
    'Dates',
    'Actions that are overdue, or were or are to be re-dated, a row an action.',
    dated,
    'No action is overdue or re-dated.',
    [
      ...named<(typeof dated)[number]>(),
      ofPlan('Improvement leads', 'name', ({ improvementLeads }) => lines(improvementLeads)),
      ofPlan('Due at first', 'month', ({ original }) => month(original)),
      ofPlan('Approved', 'month', ({ approved }) => month(approved)),
      gathered('Forecast', 'month', ({ forecast }) => month(forecast)),
      gathered('Months overdue', 'number', ({ monthsOverdue }) => number(monthsOverdue)),
      gathered('Re-dates', 'number', (row) => number(countRedates(row))),
      gathered('Status', 'name', (row) => status(row.status)),
      gathered('Closure proposed', 'word', ({ closureProposed }) => yesOrNo(closureProposed)),
    ],
  )

const writeRedates = ({ dated, control }: PackModel): Sheet => {
  const steps = dated.flatMap(({ ref, heading, redates }) =>
    redates.map((redate, index) => ({ ref, heading, ...redate, step: index + 1 })),
  )
  return register(
    'Re-dates',
    'Each time that a due date was changed, a row a change.',
    steps,
    'No due date is known to have been changed.',
    [
      ...named<(typeof steps)[number]>(),
      gathered('Number', 'number', ({ step }) => number(step)),
      gathered('From', 'month', ({ from }) => month(from)),
      gathered('To', 'month', ({ to }) => month(to)),
      gathered('By', 'name', ({ by }) => text(by)),
      gathered('At', 'moment', ({ at }) => moment(at, control.timeZone)),
      gathered('Reason', 'sentences', ({ reason }) => text(reason)),
    ],
  )
}

type ChangedField = Omit<PackChange, 'fields'> & { number: number; field: string; from: string; to: string }

/** A row a field that would change; the number says which belong to one change. */
const fieldsOf = (changes: PackChange[]): ChangedField[] =>
  changes.flatMap(({ fields, ...change }, index) =>
    (fields.length === 0 ? [{ field: '', from: '', to: '' }] : fields).map((field) => ({
      ...change,
      ...field,
      number: index + 1,
    })),
  )

const changeColumns = (timeZone: string): Column<ChangedField>[] => [
  ...named<ChangedField>(),
  gathered('Change', 'number', (row) => number(row.number)),
  gathered('What changes', 'name', ({ field }) => text(field)),
  gathered('From', 'heading', ({ from }) => text(from)),
  gathered('To', 'heading', ({ to }) => text(to)),
  gathered('Closes the action', 'word', ({ closes }) => yesOrNo(closes)),
  gathered('Reason', 'sentences', ({ reason }) => text(reason)),
  gathered('Evidence', 'heading', ({ evidence }) => text(evidence)),
  gathered('Asked for by', 'name', ({ asked }) => text(asked.by)),
  gathered('Asked for at', 'moment', ({ asked }) => moment(asked.at, timeZone)),
]

const writeAsked = ({ decisions, control }: PackModel): Sheet =>
  register(
    'Decisions asked',
    'Changes that this board is asked to decide, a row a field.',
    fieldsOf(decisions),
    'Nothing is asked of this board.',
    changeColumns(control.timeZone),
  )

const changeStates = {
  asked: 'Asked for',
  approved: 'Approved',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
} as const satisfies Record<PackChange['state'], string>

const writeDecided = ({ decided, control }: PackModel): Sheet =>
  register(
    'Changes decided',
    'Changes that were decided since the last pack, a row a field.',
    fieldsOf(decided),
    'Nothing was decided since the last pack.',
    [
      ...changeColumns(control.timeZone),
      gathered('Decision', 'word', ({ state }) => text(changeStates[state])),
      gathered('Decided by', 'name', (row) => text(row.decided?.by ?? null)),
      gathered('Decided at', 'moment', (row) => moment(row.decided?.at ?? null, control.timeZone)),
      gathered('Note', 'sentences', (row) => text(row.decided?.note ?? null)),
    ],
  )

const writeClosures = ({ closuresProposed, control }: PackModel): Sheet => {
  const said = answerColumns((row: (typeof closuresProposed)[number]) => row.answer, control.timeZone)
  return register(
    'Closures proposed',
    'Actions that their leads say are done and the plan does not, a row an action.',
    closuresProposed,
    'No closure is proposed.',
    [
      ...named<(typeof closuresProposed)[number]>(),
      ofPlan('The plan’s status', 'name', ({ planStatus }) => status(planStatus)),
      gathered('The lead’s status', 'name', said.status),
      gathered('Progress', 'sentences', said.progress),
      gathered('Impact', 'sentences', said.impact),
      gathered('Evidence', 'heading', said.evidence),
      gathered('Answered by', 'name', said.by),
      gathered('Answered at', 'moment', said.at),
      gathered('Reference', 'name', said.reference),
    ],
  )
}

const writeUnowned = ({ unowned }: PackModel): Sheet =>
  register(
    'Nobody to ask',
    'Live actions that have no improvement lead, a row an action.',
    unowned,
    'Every live action that is not done has somebody to ask.',
    [
      ...named<(typeof unowned)[number]>(),
      ofPlan('Strategic leads', 'name', ({ strategicLeads }) => lines(strategicLeads)),
      ofPlan('Due', 'month', ({ due }) => month(due)),
      gathered('Status', 'name', (row) => status(row.status)),
    ],
  )

const writeSilent = ({ silentLeads }: PackModel): Sheet => {
  const rows = silentLeads.flatMap(({ name, asked, unanswered, cycles }) =>
    unanswered.map((action) => ({ ...action, name, asked, left: unanswered.length, cycles })),
  )
  return register(
    'Did not answer',
    'Actions that their leads did not answer about, a row a lead and an action.',
    rows,
    'Everybody who was asked has answered.',
    [
      ofPlan('Lead', 'name', ({ name }) => text(name)),
      gathered('Actions asked about', 'number', ({ asked }) => number(asked)),
      gathered('Left unanswered', 'number', ({ left }) => number(left)),
      gathered('Months in a row', 'number', ({ cycles }) => number(cycles)),
      ...named<(typeof rows)[number]>(),
    ],
  )
}

const writeImpact = ({ impact, control }: PackModel): Sheet => {
  const said = answerColumns((row: (typeof impact)[number]) => row.answer, control.timeZone)
  return register(
    'Impact',
    'What this month’s answers say has become different, a row an action.',
    impact,
    'No answer says what has become different.',
    [
      ...named<(typeof impact)[number]>(),
      ofPlan('Measures', 'sentences', ({ measures }) => text(measures)),
      gathered('Impact', 'sentences', said.impact),
      gathered('Evidence', 'heading', said.evidence),
      gathered('Answered by', 'name', said.by),
      gathered('Answered at', 'moment', said.at),
      gathered('Reference', 'name', said.reference),
    ],
  )
}

const writeMonths = ({ course, month: counts }: PackModel): Sheet =>
  register(
    'Months',
    'How many live actions had which status at the end of each month, and how many of those asked about were answered.',
    course,
    'No month is known.',
    [
      ofPlan<(typeof course)[number]>('Month', 'month', (row) => month(row.month)),
      ...counts.statuses.map(
        (row, index): Column<(typeof course)[number]> =>
          gathered(readableText(row.status.label), 'word', ({ statuses }) => number(statuses[index] ?? 0)),
      ),
      gathered('All', 'number', ({ statuses }) => number(statuses.reduce((sum, count) => sum + count, 0))),
      gathered('Asked about', 'number', ({ asked }) => number(asked)),
      gathered('Answered', 'number', ({ answered }) => number(answered)),
      gathered('Rate', 'number', ({ asked, answered }) =>
        asked === 0 ? null : { kind: 'share', share: answered / asked },
      ),
    ],
  )

const writeKey = ({ key }: PackModel): Sheet =>
  register('Key', 'What the plan’s statuses mean, a row a status.', key, 'The plan has no key.', [
    ofPlan<(typeof key)[number]>('Status', 'heading', (row) => status(row.status)),
    ofPlan('Meaning', 'hash', ({ meaning }) => text(meaning)),
  ])

const writeGlossary = ({ glossary }: PackModel): Sheet =>
  register(
    'Glossary',
    'Why actions are in the plan, a row a source.',
    glossary,
    'No live action names a source.',
    [
      ofPlan<(typeof glossary)[number]>('Source', 'heading', ({ code }) => text(code)),
      ofPlan('Meaning', 'hash', ({ name }) => text(name ?? 'Not explained in the plan')),
    ],
  )
