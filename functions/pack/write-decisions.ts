import {
  caption,
  entryHeading,
  leadIn,
  note,
  paragraph,
  prose,
  quiet,
  saidBy,
  section,
  strong,
  tag,
} from './blocks.ts'
import type { Block } from './document.ts'
import type { PackAction } from './pack-action.ts'
import type { PackChange, ProposedClosure } from './pack-changes.ts'
import type { PackModel } from './pack-model.ts'
import { type StandingActions, standingActions } from './standing-actions.ts'
import { answerWords, orNote, restOf, wordsOfNow } from './write-answer.ts'
import { entries, writeCoverage } from './write-attention.ts'

/** What the board is asked, what was decided, what is to be closed; then how far the answers go. */
export const writeDecisions = (model: PackModel): Block[] => {
  const standing = standingActions(model)
  return [
    section('Decisions asked of this board'),
    ...(model.decisions.length === 0
      ? [note('No change to this board’s actions waits for a decision.')]
      : [
          leadIn(
            'Changes to this board’s actions that nobody has decided on. The plan stays as it is until somebody does. “From” is what the plan says, which may differ from what was last reported.',
          ),
          entries(model.decisions.map((change) => writeAsked(change, standing))),
        ]),
    section('Changes decided'),
    ...(model.decided.length === 0
      ? [
          note(
            model.course.length === 1
              ? 'No change to the plan has been decided on.'
              : 'No change to the plan was decided on since the last pack.',
          ),
        ]
      : [
          leadIn(
            'Changes to the plan that were approved or refused since the last pack, whichever board the action reports to, each by somebody other than the person who asked. “From” is what the plan said.',
          ),
          entries(model.decided.map((change) => writeChange(change, standing))),
        ]),
    section('Closures proposed'),
    ...(model.closuresProposed.length === 0
      ? [note('No lead says that an action is done which the plan does not call done.')]
      : [
          leadIn(
            'Their leads say that these are done. The plan does not say so until somebody approves it; an action that is done stays in the plan, and counts as live, until it is closed there.',
          ),
          entries(model.closuresProposed.map((closure) => writeClosure(closure, standing.get(closure.ref)))),
        ]),
    ...writeCoverage(model),
  ]
}

/** A change that is asked for, with what its lead says happens otherwise and how the action was reported. */
const writeAsked = (change: PackChange, standing: StandingActions): Block[] => {
  const action = standing.get(change.ref)
  const consequence = action?.update?.consequence ?? ''
  return [
    ...writeChange(change, standing),
    ...(action ? [paragraph('Reported now as ', tag(action.now), quiet(`, ${wordsOfNow(action)}`))] : []),
    ...(action && action.before.code !== action.planStatus.code ? [reportedBefore(action)] : []),
    ...(consequence.trim() === '' ? [] : [caption('What happens otherwise'), prose(consequence)]),
  ]
}

const writeChange = (change: PackChange, standing: StandingActions): Block[] => [
  entryHeading(change, standing.has(change.ref)),
  ...change.fields.map(({ field, from, to }) => paragraph(strong(field), `: from ${from} to `, strong(to))),
  paragraph(quiet(`Asked for by ${change.asked.by}, ${change.asked.at.text}`)),
  {
    kind: 'quote',
    status: null,
    blocks: [
      prose(change.reason),
      ...(change.evidence === null
        ? change.closes
          ? [note('No evidence is given.')]
          : []
        : [caption('Evidence'), prose(change.evidence)]),
    ],
  },
  ...(change.decided === null
    ? []
    : [
        paragraph(
          strong(change.state === 'approved' ? 'Approved' : 'Refused'),
          quiet(` by ${change.decided.by}, ${change.decided.at.text}`),
        ),
        ...(change.decided.note === null ? [] : [caption('What was said of it'), prose(change.decided.note)]),
      ]),
]

/** What was reported before this month's answer, and by whom. */
const reportedBefore = ({ before, previous }: PackAction): Block =>
  paragraph(
    'Last time it was reported as ',
    tag(before),
    quiet(previous === null ? '' : `, ${answerWords(previous)}`),
  )

const writeClosure = (closure: ProposedClosure, action: PackAction | undefined): Block[] => [
  entryHeading(closure),
  paragraph(
    'The lead says ',
    tag(closure.answer.status),
    ' and the plan says ',
    tag(closure.planStatus),
    quiet(
      action?.reviewed
        ? `, last reviewed on ${action.reviewed.text}`
        : ', and does not say when it was reviewed',
    ),
  ),
  ...(action?.update && action.before.code !== action.planStatus.code ? [reportedBefore(action)] : []),
  paragraph(saidBy(closure.answer)),
  {
    kind: 'quote',
    status: closure.answer.status,
    blocks: [...orNote(closure.answer.progress, 'No reason is given.'), ...restOf(closure.answer)],
  },
]
