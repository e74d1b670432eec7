import { cell, leadIn, note, section, strong, table, tag, textColumn } from './blocks.ts'
import type { Block } from './document.ts'
import type { PackStatus } from './pack-action.ts'
import type { PackModel } from './pack-model.ts'

const colourName = ({ colour }: PackStatus): string =>
  colour === null ? 'None' : `${colour.slice(0, 1).toUpperCase()}${colour.slice(1)}`

/** What it means to have none, where an action has none. */
const withoutStatus = ({ statuses }: PackModel['month']): PackModel['key'] =>
  statuses
    .filter(({ status }) => status.code === null)
    .map(({ status }) => ({ status, meaning: 'The plan gives it none, and no lead has answered.' }))

/** What the statuses and the sources mean. */
export const writeExplanations = ({ key, glossary, month }: PackModel): Block[] => [
  section('What the statuses mean'),
  table(
    'The plan’s statuses',
    [...key, ...withoutStatus(month)],
    [
      textColumn('Status', 2, ({ status }) => cell(tag(status))),
      textColumn('Colour', 1, ({ status }) => cell(colourName(status))),
      textColumn('Meaning', 4, ({ meaning }) => cell(meaning)),
    ],
  ),
  section('Glossary of sources'),
  ...(glossary.length === 0
    ? [note('No live action names a source.')]
    : [
        leadIn('Why an action is in the plan.'),
        table('Sources', glossary, [
          textColumn('Source', 1, ({ code }) => cell(strong(code))),
          textColumn('Meaning', 4, ({ name }) => cell(name ?? 'Not explained in the plan')),
        ]),
      ]),
]
