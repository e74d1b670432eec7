import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withIds } from '../../../functions/plan/action-ids.ts'
import {
  type CycleUpdates,
  type ExportTable,
  planTables,
} from '../../../functions/plan/export/plan-tables.ts'
import { toCsv } from '../../../functions/plan/export/to-csv.ts'
import { toWorkbook } from '../../../functions/plan/export/to-workbook.ts'
import type { PlanWords } from '../../../functions/plan/import/plan-words.ts'
import { readPlanFile } from '../../../functions/plan/import/read-plan.ts'
import { mergePlan } from '../../../functions/plan/merge-plan.ts'
import { type Action, type ActionText, compareRefs } from '../../../functions/plan/plan.ts'
import { unsaid } from '../../support/unsaid.ts'
import { hullText, hullWords, readOk, TODAY } from '../import/hull.ts'
import { arbitraryActions, arbitraryLayout, awkwardText, directory, plan, words } from './arbitrary-plan.ts'

const terms = { title: 'Plan', company: 'Hull', at: '2026-11-24T09:00:00.000Z' }
const forms: [string, (tables: ExportTable[]) => Promise<Uint8Array>][] = [
  [
    'a workbook',
    async (tables) => {
      const workbook = await toWorkbook(tables, terms)
      if (!workbook.ok) throw new Error(workbook.reason)
      return workbook.bytes
    },
  ],
  ['CSV', async (tables) => new TextEncoder().encode(toCsv(tables))],
]

const read = async (bytes: Uint8Array, against: PlanWords) => {
  const found = await readPlanFile(bytes, { words: against, today: TODAY })
  if (!found.ok) throw new Error(found.reason)
  return found
}

const textsOf = (actions: Action[]): ActionText[] =>
  actions.map(
    ({
      partnershipId: _,
      planId: __,
      statusCode: ___,
      strategicLeadIds: ____,
      improvementLeadIds: _____,
      boardIds: ______,
      decided: _______,
      head: ________,
      ...text
    }) => text,
  )
const byRef = (actions: ActionText[]) => actions.toSorted((a, b) => compareRefs(a.ref, b.ref))

const cycle: CycleUpdates = {
  cycleId: '2026-12',
  updates: new Map(
    ['1.1', '2.2', '6.3'].map((ref) => [
      ref,
      {
        statusCode: 'on-track',
        progress: '=It goes well,\r\n\r\nsee 12.01.2024 - and "more"',
        obstacles: '',
        consequence: '',
        ...unsaid,
        byName: 'Ann Lead',
        at: '2026-12-03T16:30:00.000Z',
      },
    ]),
  ),
}

describe.each(forms)("Hull's plan as %s", (_, write) => {
  const hull = readOk(hullText)
  const key = { partnershipId: 'hull', planId: 'send-improvement' }
  const hullPlan = { ...plan, ...hullWords, ...key, currentCycleId: null }
  const actions = hull.actions.map((text) =>
    withIds({ ...text, ...key, decided: {}, head: null }, hullPlan, { people: [], boards: [] }),
  )

  it('is read back as it was, and its updates are named in one finding', async () => {
    const back = await read(await write(planTables(hullWords, actions, hull.layout, cycle)), hullWords)
    expect(back.actions).toEqual(hull.actions)
    const own = back.findings.filter(({ kind }) => kind === 'own-column')
    expect(own).toHaveLength(1)
    expect(own[0]?.raw.match(/see 12\.01\.2024/g)).toHaveLength(3)
  })

  it('has nothing to be told that the first reading had not', async () => {
    const about = ({ ref, field, kind }: { ref: string | null; field: string; kind: string }) =>
      `${ref} ${field} ${kind}`
    const before = new Set(hull.findings.map(about))
    const back = await read(await write(planTables(hullWords, actions, hull.layout, null)), hullWords)
    const fresh = back.findings.filter((finding) => !before.has(about(finding)))
    // Its title stands on the rows of every priority now.
    expect(fresh.map(about)).toEqual(['5.1 priority priority-title'])
  })

  it('imports again without a change', async () => {
    const back = await read(await write(planTables(hullWords, actions, hull.layout, cycle)), hullWords)
    const diff = mergePlan(hullPlan, actions, back.rows, { people: [], boards: [] })
    expect(diff).toMatchObject({ added: [], changed: [], gone: [], kept: [], unchanged: 81 })
  })

  it('has the layout it came with, its own columns aside', async () => {
    const back = await read(await write(planTables(hullWords, actions, hull.layout, null)), hullWords)
    const plain = (layout: typeof back.layout) =>
      layout.map(({ closed, columns, refs }) => ({
        closed,
        columns: columns.filter(({ field }) => field !== 'muster' && field !== 'other'),
        refs,
      }))
    expect(plain(back.layout)).toEqual(plain(hull.layout))
  })
})

describe.each(forms)('any plan as %s', (_, write) => {
  it('is read back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryActions,
        arbitraryLayout,
        fc.option(fc.constant(cycle)),
        async (actions, layout, updates) => {
          const back = await read(await write(planTables(plan, actions, layout, updates)), words)
          expect(byRef(back.actions)).toEqual(byRef(textsOf(actions)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('imports again without a change, blanks and empty lines and all', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryActions, awkwardText, async (actions, typed) => {
        const before = actions.map((action) => withIds({ ...action, description: typed }, plan, directory))
        const back = await read(await write(planTables(plan, before, null, cycle)), words)
        expect(mergePlan(plan, before, back.rows, directory)).toMatchObject({
          added: [],
          changed: [],
          gone: [],
          kept: [],
          unchanged: before.length,
        })
      }),
      { numRuns: 150 },
    )
  })
})
