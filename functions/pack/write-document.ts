import { fact, leadIn, paragraph, prose, section, small, strong, subsection } from './blocks.ts'
import type { Block, PackDocument } from './document.ts'
import { isDraft, type PackModel } from './pack-model.ts'
import { writeActions } from './write-actions.ts'
import { writeAttention } from './write-attention.ts'
import { writeDecisions } from './write-decisions.ts'
import { writeExplanations } from './write-explanations.ts'
import { writeMarkdown } from './write-markdown.ts'
import { writeCharts, writeMonth } from './write-month.ts'

/**
 * A model written up as a document, in the order in which a board reads it. `sha256` is the hash of the
 * serialised model, in hex: the pack's own. Pure: the same model gives the same document.
 */
export const writeDocument = (model: PackModel, sha256: string): PackDocument => {
  const { control } = model
  return {
    title: model.title,
    author: control.partnership,
    at: control.read.at,
    draft: isDraft(model),
    running: { plan: control.plan, board: control.board, period: control.period.text },
    sha256,
    blocks: [
      ...writeControl(model, sha256),
      { kind: 'page-break' },
      ...writeMonth(model),
      { kind: 'page-break' },
      ...writeCommentary(model),
      ...writeCharts(model),
      ...writeAttention(model),
      ...writeDecisions(model),
      ...writeActions(model),
      ...writeExplanations(model),
    ],
  }
}

const writeControl = (model: PackModel, sha256: string): Block[] => {
  const { control } = model
  const missing = missingFrom(model)
  return [
    ...(missing.length === 0
      ? []
      : [
          paragraph(strong('Draft.'), ' It has not been approved, and may change. What is still missing:'),
          {
            kind: 'list' as const,
            ordered: false,
            items: missing.map((sentence) => [paragraph(sentence)]),
          },
        ]),
    section('About this pack'),
    {
      kind: 'facts',
      columns: 1,
      facts: [
        ...(control.cut === 'public'
          ? [fact('For', 'Anybody: people’s names and what is internal are left out')]
          : []),
        fact('Board', control.board),
        fact('Chair', control.chair ?? 'No chair is recorded'),
        fact('Period', control.period.text),
        fact('Opened', control.opened.text),
        fact('Answers due', control.due.text),
        fact('Closed', control.closed?.text ?? `Not closed yet. Read at ${control.read.text}`),
        fact('Version', versionWords(control)),
        fact('Approval', approvalWords(control)),
        fact(
          'Actions',
          control.ownOnly
            ? `${control.actions.live} live and ${control.actions.closed} closed that report to this board; this pack has no others, and counts none`
            : `${control.actions.live} live and ${control.actions.closed} closed in the plan; ${control.actions.board} of the live ones report to this board`,
        ),
        fact('Hash of this pack', sha256),
        fact('Hash of the answers', control.snapshotSha256),
      ],
    },
    small(
      'The hash of this pack is the SHA-256 of all it says, which travels with it as data; the foot of each page has its beginning. Two packs with the same hash of the answers are built from the same answers. Whoever has the file can have both computed again.',
    ),
    ...writeReissue(control),
    {
      kind: 'heading',
      level: 1,
      id: null,
      content: [{ kind: 'text', text: 'Contents', style: 'plain' }],
      outlined: false,
    },
    { kind: 'contents' },
  ]
}

const versionWords = ({ version, reissue, approved, closed }: PackModel['control']): string => {
  const state = approved && closed ? 'final' : 'draft'
  return reissue
    ? `${version}, ${state}. It takes the place of version ${version - 1}, issued by ${reissue.of.issued.by}, ${reissue.of.issued.at.text}, hash ${reissue.of.sha256.slice(0, 12)}`
    : `${version}, ${state}`
}

const approvalWords = ({ asked, approved }: PackModel['control']): string => {
  const request = asked ? `Asked for by ${asked.by}, ${asked.at.text}` : null
  if (approved) {
    const words = `pproved by ${approved.by}, ${approved.at.text}`
    return request ? `${request}; a${words}` : `A${words}`
  }
  return request ? `${request}; not approved yet` : 'Not approved yet'
}

const writeReissue = ({ version, reissue }: PackModel['control']): Block[] =>
  reissue ? [subsection(`What changed since version ${version - 1}, and why`), prose(reissue.why)] : []

/** What a draft waits for, in sentences; nothing where it is final. */
const missingFrom = (model: PackModel): string[] => {
  if (!isDraft(model)) return []
  const { control, month, commentary } = model
  const open = month.actions.asked - month.actions.answered
  return [
    ...(control.closed === null
      ? [
          `The month is still open: its answers are as they were ${atMoment(control.read.text)}, and can change.`,
          ...(open > 0
            ? [
                `${open} of ${month.actions.asked} actions have no answer yet; they are due ${atMoment(control.due.text)}.`,
              ]
            : []),
        ]
      : []),
    ...(commentary === null ? ['There is no commentary.'] : []),
    'Nobody has approved it.',
  ]
}

const atMoment = (text: string): string => `at ${text}`

const writeCommentary = ({ commentary }: PackModel): Block[] => {
  if (commentary === null) return []
  return [
    section('Commentary'),
    leadIn(`By ${commentary.by}, ${commentary.at.text}.`),
    ...(commentary.overall.trim() === '' ? [] : writeMarkdown(commentary.overall)),
    ...(commentary.internal.trim() === ''
      ? []
      : [subsection('For the board alone'), ...writeMarkdown(commentary.internal)]),
    ...commentary.priorities.flatMap(({ number, title, text }) => [
      subsection(title === null ? `Priority ${number}` : `Priority ${number}: ${title}`),
      ...writeMarkdown(text),
    ]),
  ]
}
