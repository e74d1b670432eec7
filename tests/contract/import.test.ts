import { beforeEach, describe, expect, it } from 'vitest'
import { openNow } from '../../functions/cycle/steer.ts'
import { sweep } from '../../functions/cycle/sweep.ts'
import {
  finishImport,
  finishImportOrTell,
  type ImportDeps,
  importPlan,
  previewPlan,
} from '../../functions/plan/import-plan.ts'
import { listImportedChanges } from '../../functions/plan/import-trail.ts'
import type { Mapping } from '../../functions/plan/plan-import.ts'
import { openTestMonth } from '../support/month.ts'
import { actions, key } from '../support/small-plan.ts'

const NOW = '2026-11-24T10:00:00.000Z'
const HEAD = [
  'Ref',
  'Action',
  'Outcomes',
  'SRO',
  'Action owner',
  'Start',
  'Target date',
  'Source',
  'RAG',
  'Board',
]

/** A row of the file that says of an action what the small plan says of it. */
const rowOf = (ref: string, change: Record<string, string> = {}): string[] => {
  const action = actions.find((one) => one.ref === ref)
  const said: Record<string, string> = {
    Ref: ref,
    Action: action?.description ?? `Do what ${ref} says`,
    SRO: 'Sue Strategic',
    'Action owner': action?.improvementLeads.join('/') ?? 'Ann Lead',
    Start: 'Jan-26',
    'Target date': 'Mar-27',
    Source: 'SEF',
    RAG: action?.status ?? 'On track',
    Board: 'Main Board',
    ...change,
  }
  return HEAD.map((heading) => said[heading] ?? '')
}
const fileOf = (...rows: string[][]) => ({
  name: 'plan.csv',
  bytes: new TextEncoder().encode([HEAD, ...rows].map((row) => row.join(';')).join('\n')),
})
const unchanged = ['1.1', '1.2', '1.3', '1.4'].map((ref) => rowOf(ref))

describe('an import', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let deps: ImportDeps
  beforeEach(async () => {
    month = await openTestMonth()
    deps = { ...month.table, directory: month.table.plans, now: () => NOW }
  })

  const readPlan = async () => {
    const file = await month.table.plans.loadPlanFile(key)
    if (!file) throw new Error('there is no plan')
    return file
  }
  const actionOf = async (ref: string) => (await readPlan()).actions.find((action) => action.ref === ref)
  const bring = async (file: ReturnType<typeof fileOf>, mapping: Mapping = {}) => {
    const { plan } = await readPlan()
    return await importPlan(plan, { file, mapping, revision: plan.revision, by: 'cora' }, deps)
  }
  const preview = async (file: ReturnType<typeof fileOf>) => {
    const seen = await previewPlan((await readPlan()).plan, file, {}, deps)
    if (!seen.ok) throw new Error(seen.reason)
    return seen
  }
  const trail = async () => {
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    return data.filter(({ what }) => what === 'plan-imported')
  }

  it('of the plan as it is changes nothing, and is in the audit trail', async () => {
    const before = (await readPlan()).actions
    expect((await preview(fileOf(...unchanged))).diff).toMatchObject({
      added: [],
      changed: [],
      gone: [],
      unchanged: 4,
    })
    expect((await bring(fileOf(...unchanged))).outcome).toBe('imported')
    expect((await readPlan()).actions).toEqual(before)
    expect(await trail()).toMatchObject([{ by: 'cora', details: { added: 0, changed: 0, gone: 0 } }])
  })

  it('says field by field what would change, before anything is written', async () => {
    const file = fileOf(
      rowOf('1.1', { 'Target date': 'Jun-27', 'Action owner': 'Bob Lead', RAG: 'Off track' }),
      rowOf('1.2'),
      rowOf('1.3'),
      rowOf('1.5'),
    )
    const { diff } = await preview(file)
    expect(
      diff.changed.map(({ before, action, fields }) => [
        action.ref,
        fields.map((field) => [field, before[field], action[field]]),
      ]),
    ).toEqual([
      [
        '1.1',
        [
          ['improvementLeads', ['Ann Lead'], ['Bob Lead']],
          ['due', '2027-03', '2027-06'],
          ['status', 'On track', 'Off track'],
        ],
      ],
    ])
    expect([diff.added, diff.gone].map((some) => some.map(({ ref }) => ref))).toEqual([['1.5'], ['1.4']])
    expect(await actionOf('1.1')).toMatchObject({ due: '2027-03', improvementLeadIds: ['ann'] })
    expect(await trail()).toEqual([])

    await bring(file)
    expect(await actionOf('1.1')).toMatchObject({
      due: '2027-06',
      improvementLeadIds: ['bob'],
      statusCode: 'off-track',
    })
    expect(await actionOf('1.5')).toMatchObject({
      strategicLeadIds: ['sue'],
      boardIds: ['board'],
      head: null,
    })
    expect(await actionOf('1.4')).toMatchObject({ ref: '1.4', closed: false })
    expect(await trail()).toMatchObject([{ details: { added: 1, changed: 1, gone: 1 } }])
  })

  it('says which action that is gone the file probably has by another ref', async () => {
    const [first] = actions
    if (!first) throw new Error('the small plan has an action')
    await month.table.imports.writeActions([
      { ...first, ref: '2.10' },
      { ...first, ref: 'A', description: 'Plant ten trees' },
      { ...first, ref: 'B', description: 'Cut ten trees' },
    ])
    const file = fileOf(...unchanged, rowOf('2.1'), rowOf('2.7', { Action: 'plant  ten trees' }))
    const { diff } = await preview(file)
    expect(diff.gone.map(({ ref }) => ref)).toEqual(['2.10', 'A', 'B'])
    expect(diff.renamed.map(({ before, ref, why }) => [before.ref, ref, why])).toEqual([
      ['2.10', '2.1', 'number'],
      ['A', '2.7', 'title'],
    ])
  })

  it('leaves alone what leads have answered and what change requests have decided', async () => {
    const [first] = actions
    if (!first) throw new Error('the small plan has no actions')
    const decided = { due: { changeId: 'c1', at: '2026-11-20T10:00:00.000Z', byName: 'Cora Coordinator' } }
    await month.table.imports.writeActions([{ ...first, due: '2027-09', decided }])
    await month.table.entities.action
      .patch({ ...key, ref: '1.1' })
      .set({ headVersion: 3, headHash: 'a'.repeat(64) })
      .go()

    const file = fileOf(
      rowOf('1.1', { 'Target date': 'Jan-27', Outcomes: 'Better lives' }),
      ...unchanged.slice(1),
    )
    const { diff } = await preview(file)
    expect(
      diff.kept.map(({ before, field, inFile }) => [before.ref, field, before[field], inFile[field]]),
    ).toEqual([['1.1', 'due', '2027-09', '2027-01']])
    await bring(file)
    expect(await actionOf('1.1')).toMatchObject({
      due: '2027-09',
      outcomes: 'Better lives',
      decided,
      head: { version: 3, hash: 'a'.repeat(64) },
    })
  })

  it('leaves alone the fields that the file has no column for, and never takes a progress note away', async () => {
    const [first] = actions
    if (!first) throw new Error('the small plan has no actions')
    const history = [{ date: '2026-01-05', text: 'Begun' }]
    await month.table.imports.writeActions([{ ...first, dependencies: 'The new building', history }])
    await bring(fileOf(...unchanged))
    expect(await actionOf('1.1')).toMatchObject({ dependencies: 'The new building', history })

    const withNotes = [
      `${HEAD.join(';')};Progress`,
      ...unchanged.map((row) => `${row.join(';')};06.02.26 - Half done`),
    ]
    await bring({ name: 'plan.csv', bytes: new TextEncoder().encode(withNotes.join('\n')) })
    expect((await actionOf('1.1'))?.history).toEqual([...history, { date: '2026-02-06', text: 'Half done' }])
  })

  it('counts an answer of a lead as a review', async () => {
    const notReviewed = async () =>
      (await preview(fileOf(...unchanged))).read.findings
        .filter(({ kind }) => kind === 'not-reviewed')
        .map(({ ref }) => ref)
    expect(await notReviewed()).toEqual(['1.1', '1.2', '1.4'])
    await month.table.entities.action
      .patch({ ...key, ref: '1.1' })
      .set({ headVersion: 1, headHash: 'a'.repeat(64) })
      .go()
    await month.table.entities.update
      .create({
        ...key,
        ref: '1.1',
        version: 1,
        cycleId: '2026-11',
        statusCode: 'on-track',
        progress: 'Done',
        obstacles: '',
        by: 'ann',
        byName: 'Ann Lead',
        at: '2026-11-10T10:00:00.000Z',
        hash: 'a'.repeat(64),
      })
      .go()
    expect(await notReviewed()).toEqual(['1.2', '1.4'])
  })

  it('remembers for the plan what its headings were said to mean', async () => {
    const odd = (text: string) => ({ name: 'plan.csv', bytes: new TextEncoder().encode(text) })
    const text = 'Ref;What;Until;Light;Doer\n1.1;Do what 1.1 says;Mar-27;On track;Ann Lead\n'
    expect(await bring(odd(text))).toMatchObject({ outcome: 'refused' })
    const mapping = { what: 'description', until: 'due', light: 'status', doer: 'improvementLeads' } as const
    expect((await bring(odd(text), mapping)).outcome).toBe('imported')
    expect((await bring(odd(text.replace('Mar-27', 'Apr-27')))).outcome).toBe('imported')
    expect((await actionOf('1.1'))?.due).toBe('2027-04')
  })

  it('of a file that cannot be read writes nothing', async () => {
    const before = await readPlan()
    expect(await bring({ name: 'x', bytes: new TextEncoder().encode('PK\u0003\u0004') })).toMatchObject({
      outcome: 'refused',
    })
    expect(await bring(fileOf(rowOf('1.1'), rowOf('1.1')))).toMatchObject({ outcome: 'refused' })
    expect(await readPlan()).toEqual(before)
    expect(await trail()).toEqual([])
  })

  it('that was decided on an older state of the plan is not done', async () => {
    const { plan } = await readPlan()
    await bring(fileOf(rowOf('1.1', { 'Target date': 'Apr-27' }), ...unchanged.slice(1)))
    const late = { file: fileOf(...unchanged), mapping: {}, revision: plan.revision, by: 'cora' }
    expect(await importPlan(plan, late, deps)).toEqual({ outcome: 'stale' })
    expect((await actionOf('1.1'))?.due).toBe('2027-04')
    expect(await trail()).toHaveLength(1)
  })

  it('that was compared with the actions just before another change is not done', async () => {
    const { plan } = await readPlan()
    const torn: ImportDeps = {
      ...deps,
      plans: {
        ...month.table.plans,
        // The plan's item comes after its actions: another change falls between two pages of the query.
        loadPlanFile: async () => {
          const { actions: old } = await readPlan()
          await bring(fileOf(rowOf('1.1', { 'Target date': 'Apr-27' }), ...unchanged.slice(1)))
          return { plan: (await readPlan()).plan, actions: old }
        },
      },
    }
    const order = { file: fileOf(...unchanged), mapping: {}, revision: plan.revision, by: 'cora' }
    expect(await importPlan(plan, order, torn)).toEqual({ outcome: 'stale' })
    expect((await actionOf('1.1'))?.due).toBe('2027-04')
  })

  it('by two people at the same moment is done for one of them', async () => {
    const outcomes = await Promise.all(
      ['Apr-27', 'May-27', 'Jun-27'].map((due) =>
        bring(fileOf(rowOf('1.1', { 'Target date': due }), ...unchanged.slice(1))),
      ),
    )
    expect(outcomes.filter(({ outcome }) => outcome === 'imported')).toHaveLength(1)
    expect(await trail()).toHaveLength(1)
  })

  it('of an action that is larger than the table can keep is refused by its ref, and writes nothing', async () => {
    const before = await readPlan()
    const long = 'x'.repeat(360_000)
    for (const others of [
      unchanged.slice(1),
      Array.from({ length: 200 }, (_, index) => rowOf(`2.${index + 1}`)),
    ]) {
      const outcome = await bring(fileOf(rowOf('1.1', { Outcomes: long }), ...others))
      expect(outcome).toMatchObject({
        outcome: 'refused',
        reason: expect.stringMatching(/^The action 1\.1 has more text/),
      })
    }
    expect(await readPlan()).toEqual(before)
  })

  it('of more text than one transaction holds is done whole all the same', async () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      rowOf(`2.${index + 1}`, { Outcomes: 'y'.repeat(150_000) }),
    )
    expect((await bring(fileOf(...unchanged, ...rows))).outcome).toBe('imported')
    expect((await readPlan()).actions).toHaveLength(44)
    expect(await trail()).toHaveLength(1)
  })

  it.each(['opening', 'closing'] as const)('waits while a month is %s', async (state) => {
    await month.tick('2026-11-20T10:00:00.000Z')
    const { plan } = await readPlan()
    const cycle = { ...key, cycleId: plan.currentCycleId ?? '' }
    await month.table.entities.cycle.patch(cycle).set({ state }).go()
    expect(await bring(fileOf(rowOf('1.1', { 'Target date': 'Apr-27' })))).toEqual({ outcome: 'busy' })
    expect((await actionOf('1.1'))?.due).toBe('2027-03')
    await month.table.entities.cycle.patch(cycle).set({ state: 'open' }).go()
    expect((await bring(fileOf(rowOf('1.1', { 'Target date': 'Apr-27' })))).outcome).toBe('imported')
  })

  it('keeps what it changed, field by field, for whoever asks later', async () => {
    await bring(fileOf(rowOf('1.1', { 'Target date': 'Apr-27' }), rowOf('1.2'), rowOf('1.3')))
    const [event] = await trail()
    const kept = await deps.importFiles.loadImportFile(key, String(event?.details.diff))
    expect(JSON.parse(new TextDecoder().decode(kept ?? new Uint8Array()))).toEqual({
      added: [],
      changed: [{ ref: '1.1', fields: [{ field: 'due', from: '2027-03', to: '2027-04' }] }],
      gone: ['1.4'],
      kept: [],
    })
  })

  describe('that changed an action', () => {
    beforeEach(async () => {
      for (const [day, due] of ['Apr-27', 'May-27', 'Jun-27'].entries()) {
        const { plan } = await readPlan()
        const file = fileOf(rowOf('1.1', { 'Target date': due }), ...unchanged.slice(1))
        const order = { file, mapping: {}, revision: plan.revision, by: 'cora' }
        await importPlan(plan, order, { ...deps, now: () => `2026-11-2${day + 4}T10:00:00.000Z` })
      }
    })
    const trailOf = async (from: ImportDeps = deps) =>
      (await listImportedChanges(key, '1.1', from)).map(({ changes }) => changes.map(({ to }) => to))

    it('is told with the others, the newest first', async () => {
      expect(await trailOf()).toEqual([['June 2027'], ['May 2027'], ['April 2027']])
    })

    it('is passed over where nobody wrote down what it changed, or where that is lost', async () => {
      const [, second, third] = await month.table.imports.listImports(key)
      if (!second?.diff || !third) throw new Error('there are not three imports')
      await month.table.entities.planImport
        .patch({ ...key, importId: third.importId })
        .remove(['diff'])
        .go()
      const importFiles: ImportDeps['importFiles'] = {
        ...deps.importFiles,
        loadImportFile: async (plan, sha256) =>
          sha256 === second.diff ? null : await deps.importFiles.loadImportFile(plan, sha256),
      }
      expect(await trailOf({ ...deps, importFiles })).toEqual([['June 2027']])
    })
  })

  it('leaves alone a status and a date that it does not understand', async () => {
    const file = fileOf(rowOf('1.1', { RAG: 'Paused', 'Target date': 'Ongoing' }), ...unchanged.slice(1))
    expect((await preview(file)).diff).toMatchObject({ changed: [], unchanged: 4 })
    await bring(file)
    expect(await actionOf('1.1')).toMatchObject({ status: 'On track', due: '2027-03' })
  })

  describe('of more actions than one transaction holds', () => {
    const many = Array.from({ length: 250 }, (_, index) =>
      rowOf(`1.${index + 1}`, { 'Target date': 'Jul-27' }),
    )
    /** The process dies at its nth write of actions. */
    const dyingAt = (nth: number): ImportDeps => {
      let writes = 0
      return {
        ...deps,
        imports: {
          ...month.table.imports,
          writeActions: async (some, begun) => {
            for (let from = 0; from < some.length; from += 90) {
              writes += 1
              if (writes === nth) throw new Error('the process died')
              await month.table.imports.writeActions(some.slice(from, from + 90), begun)
            }
            return true
          },
        },
      }
    }
    const sweepAt = async (now: string) => {
      const failures: unknown[] = []
      await sweep(now, {
        ...month.deps,
        ...month.table,
        advance: async () => {},
        alert: async () => {},
        advancePack: async () => {},
        finishImport: (begun) => finishImport(begun, { ...deps, now: () => now }),
        onFailure: (error) => failures.push(error),
      })
      expect(failures).toEqual([])
    }

    it('that sleeps until somebody else has finished it writes nothing over what came after', async () => {
      const { plan } = await readPlan()
      const order = { file: fileOf(...many), mapping: {}, revision: plan.revision, by: 'cora' }
      const asleep: ImportDeps = {
        ...deps,
        imports: {
          ...month.table.imports,
          writeActions: async (some, begun) => {
            if (begun) await finishImport(begun, deps)
            const action = await actionOf('1.1')
            if (!action) throw new Error('there is no action')
            await month.table.imports.writeActions([{ ...action, due: '2029-01' }])
            return await month.table.imports.writeActions(some, begun)
          },
        },
      }
      expect((await importPlan(plan, order, asleep)).outcome).toBe('imported')
      expect((await actionOf('1.1'))?.due).toBe('2029-01')
      expect(await trail()).toHaveLength(1)
    })

    it('keeps a month from being opened by hand until it is whole', async () => {
      await month.tick('2026-11-20T10:00:00.000Z')
      const { plan } = await readPlan()
      const order = { file: fileOf(...many), mapping: {}, revision: plan.revision, by: 'cora' }
      await expect(importPlan(plan, order, dyingAt(2))).rejects.toThrow('died')
      expect(await openNow(key, NOW, month.deps)).toEqual({ ok: false, reason: 'importing' })
      await sweepAt('2026-11-24T10:15:00.000Z')
      expect(await openNow(key, NOW, month.deps)).toEqual({ ok: true })
    })

    it('tells the coordinators once where it cannot be finished', async () => {
      const { plan } = await readPlan()
      const order = { file: fileOf(...many), mapping: {}, revision: plan.revision, by: 'cora' }
      await expect(importPlan(plan, order, dyingAt(2))).rejects.toThrow('died')
      const [begun] = (await month.table.listDue('2026-11-24T10:15:00.000Z')).imports
      if (!begun) throw new Error('no import is begun')
      const told: [string, string][] = []
      const tell = async (ordinal: string, sentence: string) => {
        told.push([ordinal, sentence])
      }
      const lost = { ...deps.importFiles, loadImportFile: async () => null }
      const trying = finishImportOrTell(begun, { ...deps, importFiles: lost, tell })
      await expect(trying).rejects.toThrow('is not there')
      expect(told).toEqual([[`import-${begun.importId}`, expect.stringContaining('could not be finished')]])
      await finishImportOrTell(begun, { ...deps, tell })
      expect(told).toHaveLength(1)
      expect((await readPlan()).plan.importing).toBeNull()
    })

    it('is done whole', async () => {
      expect((await bring(fileOf(...many))).outcome).toBe('imported')
      const { plan, actions: after } = await readPlan()
      expect(after).toHaveLength(250)
      expect(new Set(after.map(({ due }) => due))).toEqual(new Set(['2027-07']))
      expect(plan.importing).toBeNull()
      expect(await trail()).toMatchObject([{ details: { added: 246, changed: 4 } }])
    })

    it.each([1, 2, 3])(
      'and is cut short at its write %i is finished by the sweeper, as one event',
      async (nth) => {
        const { plan } = await readPlan()
        const order = { file: fileOf(...many), mapping: {}, revision: plan.revision, by: 'cora' }
        await expect(importPlan(plan, order, dyingAt(nth))).rejects.toThrow('died')
        // Nobody acts on half of it: no cycle is opened, and no other import is taken.
        const [before] = await month.table.cycles.listCycles(key)
        await month.tick('2026-12-01T09:00:00.000Z')
        expect((await month.table.cycles.listCycles(key))[0]?.state).toBe(before?.state)
        expect(await bring(fileOf(...unchanged))).toEqual({ outcome: 'busy' })
        expect(await trail()).toEqual([])

        await sweepAt('2026-11-24T10:04:00.000Z')
        expect(await trail()).toEqual([])
        await sweepAt('2026-11-24T10:15:00.000Z')
        await sweepAt('2026-11-24T10:30:00.000Z')
        const after = await readPlan()
        expect(after.actions).toHaveLength(250)
        expect(new Set(after.actions.map(({ due }) => due))).toEqual(new Set(['2027-07']))
        expect(after.plan.importing).toBeNull()
        expect(await trail()).toHaveLength(1)
        const later = { ...deps, now: () => '2026-11-24T11:00:00.000Z' }
        const next = { ...order, revision: after.plan.revision }
        expect((await importPlan(after.plan, next, later)).outcome).toBe('imported')
      },
    )
  })
})
