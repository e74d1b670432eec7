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
import type { PackChange, ProposedClosure } from './pack-changes.ts'
import type { PackModel } from './pack-model.ts'
import { orNote, restOf } from './write-answer.ts'
import { entries, standingRefs, writeCoverage } from './write-attention.ts'

/** What the board is asked, what was decided, what is to be closed; then how far the answers go. */
export const writeDecisions = (model: PackModel): Block[] => {
  const standing = standingRefs(model)
  return [
    section('Decisions asked of this board'),
    ...(model.decisions.length === 0
      ? [note('No change of this board’s actions waits for a decision.')]
      : [
          leadIn(
            'Changes of this board’s actions that nobody has decided. The plan stays as it is until somebody does.',
          ),
          entries(model.decisions.map((change) => writeChange(change, standing))),
        ]),
    section('Changes decided'),
    ...(model.decided.length === 0
      ? [note('No change of the plan was decided since the last pack.')]
      : [
          leadIn('Changes of the plan that were approved or refused since the last pack.'),
          entries(model.decided.map((change) => writeChange(change, standing))),
        ]),
    section('Closures proposed'),
    ...(model.closuresProposed.length === 0
      ? [note('No lead says that an action is done which the plan does not call done.')]
      : [
          leadIn('Their leads say that these are done. The plan does not say so yet.'),
          entries(model.closuresProposed.map(writeClosure)),
        ]),
    ...writeCoverage(model),
  ]
}

const writeChange = (change: PackChange, standing: ReadonlySet<string>): Block[] => [
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
        ...(change.decided.note === null ? [] : [prose(change.decided.note)]),
      ]),
]

const writeClosure = (closure: ProposedClosure): Block[] => [
  entryHeading(closure),
  paragraph('The lead says ', tag(closure.answer.status), ' and the plan says ', tag(closure.planStatus)),
  paragraph(saidBy(closure.answer)),
  {
    kind: 'quote',
    status: closure.answer.status,
    blocks: [...orNote(closure.answer.progress, 'No reason is given.'), ...restOf(closure.answer)],
  },
]
