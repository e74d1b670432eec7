import fc from 'fast-check'
import { fold } from '../../../functions/plan/fold.ts'
import { tidyLines } from '../../../functions/plan/import/plain-text.ts'
import { createLookup, type PlanWords } from '../../../functions/plan/import/plan-words.ts'
import { splitPeople } from '../../../functions/plan/import/read-names.ts'
import { readSources } from '../../../functions/plan/import/read-sources.ts'
import type { Action, ActionText, HistoryEntry, Plan } from '../../../functions/plan/plan.ts'
import type { PlanLayout } from '../../../functions/plan/plan-import.ts'
import { boards, key, people, plan as smallPlan } from '../../support/small-plan.ts'

export const plan: Plan = {
  ...smallPlan,
  priorities: [
    { number: 1, title: '=Listen, and “act”' },
    { number: 2, title: 'Work\ttogether' },
  ],
  sources: [
    { code: 'SEF', name: 'Self-evaluation form' },
    { code: 'AFI2', name: 'Area 2' },
  ],
}

const boardNamed = (boardId: string, name: string, aliases: string[] = []) => ({
  partnershipId: key.partnershipId,
  boardId,
  name,
  aliases,
  chair: null,
  members: [],
  sees: 'own-first' as const,
  sends: 'link-and-pdf' as const,
  publishes: false,
  meetings: [],
})

/** Boards whose names run into each other when they stand side by side. */
export const directory = {
  people,
  boards: [
    ...boards,
    boardNamed('send', 'SEND Board'),
    boardNamed('strategy', 'Strategy Group (SEND)'),
    boardNamed('both', 'Board of Boards', ['SEND Board Strategy']),
  ],
}

export const words: PlanWords = { ...plan, ...directory }
const lookup = createLookup(words)

/** What spreadsheets, CSV and the reader itself may take for something else. */
const awkwardPiece = fc.constantFrom(
  '=1+1',
  '+44',
  '-',
  '@SUM(A1)',
  '|',
  "'",
  '"',
  ',',
  ';',
  '\t',
  '\n',
  '\r\n',
  '1.1',
  'Closed actions',
  'Ref',
  'On track',
  'SEF',
  'Early',
  'Main Board',
  'Ann Lead',
  'Head of Service',
  'Feb-24',
  '12.01.2024',
  '2024-02-30',
  '_x0041_',
  '<b>',
  '&amp;',
  'sep=;',
  '\u2060',
  'é😀عربى',
  'a rather longer text about what families have told us. '.repeat(5),
)

export const awkwardText = fc
  .array(fc.oneof(awkwardPiece, fc.string({ unit: 'grapheme', maxLength: 8 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''))

const tidyText = awkwardText.map(tidyLines)
const textOrNull = fc.option(tidyText).map((text) => text || null)

const month = fc
  .tuple(fc.integer({ min: 1890, max: 2150 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`)
const day = fc
  .date({ min: new Date('1890-01-01'), max: new Date('2150-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

/** A name that the reader does not divide: a slash, a semicolon and a new line always part two people. */
const name = fc.oneof(
  fc.constantFrom(...people.map((person) => person.name)),
  tidyText.filter((text) => text !== '' && splitPeople(text, lookup)[0] === text),
)
const names = fc.uniqueArray(name, { maxLength: 4, selector: fold })

/** Codes first, as the reader gives them. */
const sources = fc
  .array(fc.constantFrom('SEF', 'AFI2', 'ASC Programme', 'DfE'), { maxLength: 3 })
  .map((found) => {
    const { codes, unknown } = readSources(found.join('/'), lookup)
    return [...codes, ...new Set(unknown)]
  })

const history = fc.array(
  fc.record<HistoryEntry>({
    date: fc.option(day.filter((date) => date > '1900' && date < '2100')),
    text: tidyText,
  }),
  { maxLength: 3 },
)

const actionText = fc.record<Omit<ActionText, 'ref' | 'priority'>>({
  closed: fc.boolean(),
  ambition: textOrNull,
  description: textOrNull,
  pillar: fc.option(fc.constantFrom('Early', 'shared', 'FAIR')),
  outcomes: textOrNull,
  measures: textOrNull,
  strategicLeads: names,
  improvementLeads: names,
  start: fc.option(month),
  due: fc.option(month),
  sources,
  dependencies: textOrNull,
  status: fc.option(fc.constantFrom(...plan.statuses.map(({ label }) => label))),
  lastReviewed: fc.option(day),
  boards: fc.uniqueArray(fc.constantFrom(...directory.boards.map((board) => board.name)), { maxLength: 4 }),
  movedTo: textOrNull,
  history,
})

const ref = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom('', 'a', 'b'))
  .map(([priority, number, letter]) => `${priority}.${number}${letter}`)

const toAction = (text: ActionText): Action => ({
  ...key,
  ...text,
  statusCode: null,
  strategicLeadIds: [],
  improvementLeadIds: [],
  boardIds: [],
  decided: {},
  head: null,
})

/** Actions as an import may have read them. */
export const arbitraryActions = fc
  .uniqueArray(ref, { minLength: 1, maxLength: 6 })
  .chain((refs) =>
    fc.tuple(
      ...refs.map((one) =>
        actionText.map((text) => toAction({ ...text, ref: one, priority: Number.parseInt(one, 10) })),
      ),
    ),
  )

/** Layouts of files that plans came in; some of their refs are no longer, or not yet, in the plan. */
export const arbitraryLayout: fc.Arbitrary<PlanLayout | null> = fc.option(
  fc.array(
    fc.record({
      sheet: fc.constantFrom(
        '',
        'Plan',
        'SEND: 2026/27?',
        "'Priority 1'",
        'x'.repeat(40),
        'Closed',
        'History',
      ),
      closed: fc.boolean(),
      columns: fc.constantFrom(
        [
          { field: 'ref' as const, heading: '=Ref' },
          { field: 'other' as const, heading: 'Our own notes' },
          { field: 'description' as const, heading: '- What we\nwill do, "all" of it' },
          { field: 'improvementLeads' as const, heading: '@ Lead officer' },
          { field: 'due' as const, heading: 'Deadline' },
          { field: 'status' as const, heading: '+RAG' },
        ],
        [
          { field: 'priority' as const, heading: 'Priority' },
          { field: 'status' as const, heading: 'BRAG' },
          { field: 'ref' as const, heading: 'No.' },
          { field: 'boards' as const, heading: 'Boards' },
          { field: 'muster' as const, heading: 'Muster: status May 2026' },
        ],
      ),
      refs: fc.uniqueArray(ref, { maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
)
