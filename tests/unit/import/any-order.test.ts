import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hullText, readOk } from './hull.ts'

/** The same rows in every run; any other seed must do as well. */
const SEED = 20261124

const lines = hullText.split('\n')
const header = lines.findIndex((line) => line.startsWith('Ref\t'))
const closed = lines.findIndex((line, index) => index > header && line.startsWith('Ref\t'))
const before = lines.slice(0, header + 1)
const live = lines.slice(header + 1, closed).filter((line) => line.trim() !== '')
const after = lines.slice(closed)

const byRef = (text: string) => {
  const { actions, findings } = readOk(text)
  return {
    actions: actions.toSorted((a, b) => a.ref.localeCompare(b.ref)),
    findings: findings
      // How far a row has slipped is what these tests change.
      .filter(({ kind }) => kind !== 'heading' && kind !== 'row-slipped')
      .map((finding) => JSON.stringify(finding))
      .toSorted(),
  }
}
const expected = byRef(hullText)

const shuffled = fc.shuffledSubarray(live, { minLength: live.length })

/** Headings of other plans that mean the same, column by column. */
const SYNONYMS = [
  ['Ref', 'Action ref', 'No.', 'Reference'],
  ['Our improvement priority', 'Priority', 'Theme', 'Workstream'],
  ['What do we want to achieve?', 'Aim', 'Objective', 'Ambition'],
  ['What we will do', 'Actions', 'Description', 'Action'],
  ['SEND Reform Pillar', 'Pillar'],
  ['Intended outcomes and Impact', 'Outcomes', 'Impact'],
  ['Impact Measures', 'KPIs', 'Success criteria', 'Measures'],
  ['Strategic Lead (SRO)', 'SRO', 'Senior Responsible Officer', 'Accountable'],
  ['Improvement Lead', 'Action owner', 'Lead', 'Responsible officer'],
  ['Start Date', 'Start', 'Start (mth)'],
  ['Due Date', 'Target date', 'Deadline', 'By when?'],
  ['SEF/DBV/AF I(no)/AP', 'Source', 'AFI'],
  ['Inter/dependencies', 'Dependencies'],
  ['Status (BRAG)', 'RAG', 'RAG rating', 'Current status'],
  ['Last Reviewed date', 'Date reviewed', 'Last updated'],
  ['Governance reporting', 'Board', 'Reports to'],
  ['Moved from plan to continuous improvement', 'Moved to'],
]
const headings = fc.tuple(...SYNONYMS.map((names) => fc.constantFrom(...names)))
const inAnyCase = (heading: string, upper: boolean) => (upper ? heading.toUpperCase() : heading)

describe("Hull's plan, whatever becomes of its rows", () => {
  it('reads the same with its rows in any order', () => {
    fc.assert(
      fc.property(shuffled, (rows) => {
        expect(byRef([...before, ...rows, ...after].join('\n'))).toEqual(expected)
      }),
      { seed: SEED, numRuns: 20 },
    )
  })

  it('reads the same with its rows shifted, each by its own number of cells', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: live.length, maxLength: live.length }),
        (shifts) => {
          const rows = live.map((line, index) => `${'\t'.repeat(shifts[index] ?? 0)}${line}`)
          expect(byRef([...before, ...rows, ...after].join('\n'))).toEqual(expected)
        },
      ),
      { seed: SEED, numRuns: 20 },
    )
  })

  it('reads the same with one more empty cell anywhere before the texts of a row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: live.length, maxLength: live.length }),
        (places) => {
          const rows = live.map((line, index) => {
            const cells = line.split('\t')
            const [, ...rest] = cells.keys().filter((at) => cells[at] !== '')
            // Between the ref and the first text, where the file's own rows have slipped.
            return cells.toSpliced(Math.min(places[index] ?? 0, (rest[0] ?? 1) - 1) + 1, 0, '').join('\t')
          })
          expect(byRef([...before, ...rows, ...after].join('\n')).actions).toEqual(expected.actions)
        },
      ),
      { seed: SEED, numRuns: 20 },
    )
  })

  it('reads the same under other headings that mean the same', () => {
    fc.assert(
      fc.property(headings, fc.boolean(), (names, upper) => {
        const head = names.map((name) => inAnyCase(name, upper)).join('\t')
        expect(byRef([...before.slice(0, -1), head, ...live, ...after].join('\n'))).toEqual(expected)
      }),
      { seed: SEED, numRuns: 40 },
    )
  })

  it('reads the same with its table broken over pages, headings repeated or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('', '', '', '\n', `\n${lines[header]}`), {
          minLength: live.length,
          maxLength: live.length,
        }),
        (breaks) => {
          const rows = live.map((line, index) => `${line}${breaks[index] ?? ''}`)
          expect(byRef([...before, ...rows, ...after].join('\n'))).toEqual(expected)
        },
      ),
      { seed: SEED, numRuns: 20 },
    )
  })
})
