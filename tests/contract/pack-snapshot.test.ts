import { beforeEach, describe, expect, it } from 'vitest'
import { planKeyOf } from '../../functions/cycle/cycle.ts'
import { readSnapshot } from '../../functions/pack/read-snapshot.ts'
import { type Snapshot, serialiseSnapshot } from '../../functions/pack/snapshot.ts'
import { askForChange } from '../../functions/plan/ask-for-change.ts'
import { standOf, type WantedChange } from '../../functions/plan/change-request.ts'
import { decideChange, withdrawChange } from '../../functions/plan/decide-change.ts'
import { importPlan } from '../../functions/plan/import-plan.ts'
import { mergePeople } from '../../functions/plan/merge-people.ts'
import { seenPerson } from '../../functions/plan/person-change.ts'
import { submitAnswers } from '../../functions/update/submit-answers.ts'
import { makeDraft } from '../support/draft.ts'
import { openTestMonth } from '../support/month.ts'
import { sessionOf } from '../support/session.ts'
import { boards, key, people } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const CLOSES = '2026-12-18T17:00:00.000Z'
const HOUR = 3_600_000

let month: Awaited<ReturnType<typeof openTestMonth>>

/** The cycle that is under way or next. */
const current = async () => {
  const plan = await month.table.plans.findPlan(key)
  const cycle = await month.table.cycles.findCycle({ ...key, cycleId: plan?.currentCycleId ?? '' })
  if (!cycle) throw new Error('there is no cycle')
  return cycle
}
const deps = () => ({ ...month.deps, importFiles: month.table.importFiles })
/** The current month as it would be read now. */
const read = async (now: string, how: Partial<ReturnType<typeof deps>> = {}): Promise<Snapshot> => {
  const cycle = await current()
  return await readSnapshot(cycle, await month.table.cycles.listRequests(cycle), now, { ...deps(), ...how })
}
const openNext = async () => await month.tick((await current()).moments.opensAt)
const closeThis = async () => {
  await month.tick((await current()).moments.closesAt)
  const snapshot = month.snapshots.at(-1)
  if (!snapshot) throw new Error('nothing was closed')
  return snapshot
}

const answer = async (ref: string, cycleId: string, at: string, statusCode: string) => {
  const session = { ...sessionOf('ann', 'Ann Lead'), cycleId, expiresAt: '2028-01-01T00:00:00.000Z' }
  const said = { statusCode, progress: `Said of ${ref} in ${cycleId}`, obstacles: 'It rains' }
  const { forms, changes, cycles } = month.table
  expect(await forms.saveDraft({ ...session, ref }, makeDraft(at, said), 0)).toBe(true)
  const asks = await cycles.listAsks(session)
  const stored = await submitAnswers({ session, asks }, [{ ref, revision: 1 }], {
    forms,
    changes,
    now: () => at,
  })
  expect(stored).toMatchObject([{ outcome: 'stored' }])
}

const ask = async (
  changes: WantedChange[],
  now: string,
  ref = '1.1',
  reason = 'The provider starts later',
) => {
  const result = await askForChange(
    key,
    {
      ref,
      wish: { changes, reason, evidence: 'Seen', strangersMeant: false },
      asker: { personId: 'cora', personName: 'Cora Coordinator' },
      cycleId: null,
      seen: null,
    },
    { ...month.table, now: () => now },
  )
  if (result.outcome !== 'asked') throw new Error(`it was ${result.outcome}`)
  return result.change
}
const dan = { personId: 'dan', personName: 'Dan Decider' }
const planNow = async () => {
  const file = await month.table.plans.loadPlanFile(key)
  if (!file) throw new Error('there is no plan')
  return file
}
const decide = async (
  { changeId, ref }: { changeId: string; ref: string },
  decision: 'approved' | 'refused',
  now: string,
  field: 'due' | 'status' | 'closed' = 'due',
) => {
  const { plan, actions } = await planNow()
  const action = actions.find((one) => one.ref === ref)
  if (!action) throw new Error('there is no such action')
  const note = decision === 'refused' ? 'Too late' : ''
  const order = { changeId, decision, by: dan, note, seen: standOf(action, [field]) }
  const result = await decideChange(plan, order, { ...month.table, now: () => now })
  expect(result).toMatchObject({ outcome: 'decided' })
}

beforeEach(async () => {
  month = await openTestMonth()
  const decider = people
    .filter(({ personId }) => personId === 'cora')
    .map((cora) => ({ ...cora, personId: 'dan', name: 'Dan Decider', email: 'dan@testshire.example' }))
  await month.table.plans.saveDirectory({ people: [...people, ...decider], boards })
  await month.tick('2026-11-20T10:00:00.000Z')
})

describe('what a pack looks back on', () => {
  it('is nothing in the first month', async () => {
    await openNext()
    expect(await closeThis()).toMatchObject({ past: [], changes: [] })
  })

  it('is carried from month to month, the newest first, up to a year with its own', async () => {
    for (let count = 0; count < 14; count += 1) {
      await openNext()
      await closeThis()
    }
    const lengths = month.snapshots.map(({ past }) => past.length)
    expect(lengths).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11])
    const last = month.snapshots.at(-1)
    expect(last?.cycle.cycleId).toBe('2028-01')
    expect(last?.past.map(({ cycleId }) => cycleId)).toEqual(
      ['12', '11', '10', '09', '08', '07', '06', '05', '04', '03', '02'].map((number) => `2027-${number}`),
    )
    expect(last?.past.map(({ closedAt }) => closedAt)).toEqual(
      month.snapshots
        .slice(2, 13)
        .map(({ cycle }) => cycle.closedAt)
        .reverse(),
    )
  })

  it('is how each live action stood and who had answered', async () => {
    await openNext()
    await answer('1.1', '2026-12', '2026-12-02T10:00:00.000Z', 'off-track')
    await closeThis()
    await openNext()
    expect((await closeThis()).past).toEqual([
      {
        cycleId: '2026-12',
        closedAt: CLOSES,
        actions: [
          { ref: '1.1', statusCode: 'off-track' },
          { ref: '1.2', statusCode: 'on-track' },
          { ref: '1.3', statusCode: 'done' },
          { ref: '1.4', statusCode: 'on-track' },
        ],
        requests: [
          { personId: 'ann', asked: ['1.1', '1.2'], answered: ['1.1'] },
          { personId: 'bob', asked: ['1.2'], answered: [] },
        ],
      },
    ])
  })

  it('passes over a month that never opened', async () => {
    await openNext()
    await closeThis()
    const january = await current()
    await month.tick(new Date(Date.parse(january.moments.opensAt) + 60 * HOUR).toISOString())
    expect((await current()).state).toBe('held')
    await month.tick(january.moments.closesAt)
    await openNext()
    const february = await closeThis()
    expect([february.cycle.cycleId, february.past.map(({ cycleId }) => cycleId)]).toEqual([
      '2027-02',
      ['2026-12'],
    ])
  })

  it('begins anew where the snapshot is gone from the bucket, and the month closes all the same', async () => {
    await openNext()
    const old = await ask([{ field: 'due', to: '2027-06' }], '2026-12-02T10:00:00.000Z')
    await decide(old, 'approved', '2026-12-03T10:00:00.000Z')
    await closeThis()
    await openNext()
    month.snapshots.length = 0
    const january = await closeThis()
    expect(january.past).toEqual([])
    // What December's pack told the boards is not told again as decided since.
    expect(january.changes).toEqual([])
    expect((await month.table.cycles.findCycle({ ...key, cycleId: '2027-01' }))?.state).toBe('closed')
    await openNext()
    expect((await closeThis()).past.map(({ cycleId }) => cycleId)).toEqual(['2027-01'])
  })

  it('names people by the entries that stay', async () => {
    await openNext()
    await closeThis()
    await openNext()
    const at = '2027-01-05T10:00:00.000Z'
    const [ann, bob] = ['ann', 'bob'].map((id) => people.find(({ personId }) => personId === id))
    if (!ann || !bob) throw new Error('the small plan has Ann and Bob')
    const order = {
      ...key,
      survivorId: 'ann',
      mergedId: 'bob',
      seen: { survivor: seenPerson(ann), merged: seenPerson(bob) },
      by: 'cora',
    }
    const merged = await mergePeople(order, {
      ...month.table,
      listPlans: month.table.plans.listPlans,
      now: () => at,
    })
    expect(merged).toMatchObject({ outcome: 'merged' })
    const january = await closeThis()
    expect(january.past[0]?.requests.map(({ personId }) => personId)).toEqual(['ann', 'ann'])
    expect(january.requests).toEqual([
      { personId: 'ann', name: 'Ann Lead', asked: ['1.1', '1.2'], answered: [], gave: [] },
    ])
  })
})

describe('changes of the plan in a snapshot', () => {
  const due = (to: string): WantedChange[] => [{ field: 'due', to }]
  const told = ({ changes }: Snapshot) => changes.map(({ ref, state }) => `${ref} ${state}`).sort()

  it('are those that are open, and those decided since the last closing', async () => {
    await openNext()
    const first = await ask(due('2027-06'), '2026-12-02T10:00:00.000Z', '1.1')
    await decide(first, 'approved', '2026-12-03T10:00:00.000Z')
    await ask(due('2027-07'), '2026-12-02T10:00:00.000Z', '1.2')
    expect(told(await closeThis())).toEqual(['1.1 approved', '1.2 asked'])

    const second = await ask(due('2027-08'), '2026-12-19T10:00:00.000Z', '1.4')
    await decide(second, 'refused', '2026-12-20T10:00:00.000Z')
    const third = await ask(due('2027-09'), '2026-12-21T10:00:00.000Z', '1.1')
    const withdrawn = await withdrawChange(
      (await planNow()).plan,
      { changeId: third.changeId, by: { personId: 'cora', personName: 'Cora Coordinator' } },
      { ...month.table, now: () => '2026-12-21T11:00:00.000Z' },
    )
    expect(withdrawn).toMatchObject({ outcome: 'decided' })
    await openNext()
    // Still open after a month; refused since; withdrawn, which the pack then leaves out.
    expect(told(await closeThis())).toEqual(['1.1 withdrawn', '1.2 asked', '1.4 refused'])
    await openNext()
    expect(told(await closeThis())).toEqual(['1.2 asked'])
  })

  it('decided at the very moment of the closing belong to that month', async () => {
    await openNext()
    const change = await ask(due('2027-06'), '2026-12-02T10:00:00.000Z')
    await decide(change, 'approved', CLOSES)
    expect(told(await closeThis())).toEqual(['1.1 approved'])
    await openNext()
    expect(told(await closeThis())).toEqual([])
  })
})

describe('due dates that were changed', () => {
  const file = (rows: string[]) => ({
    name: 'plan.csv',
    bytes: new TextEncoder().encode(
      ['Ref;Action;SRO;Action owner;Start;Target date;Source;RAG;Board', ...rows].join('\n'),
    ),
  })
  const row = (ref: string, due: string) =>
    `${ref};Do what ${ref} says;Sue Strategic;Ann Lead;Jan-26;${due};SEF;On track;Main Board`
  const bring = async (now: string, ...rows: string[]) => {
    const { plan } = await planNow()
    const made = await importPlan(
      plan,
      { file: file(rows), mapping: {}, revision: plan.revision, by: 'cora' },
      { ...month.table, directory: month.table.plans, now: () => now },
    )
    expect(made).toMatchObject({ outcome: 'imported' })
  }
  const redates = (snapshot: Snapshot, ref = '1.1') =>
    snapshot.actions.find((action) => action.ref === ref)?.redates

  it('come in the order of time, by imports and by approved changes, with who and why', async () => {
    await bring('2026-11-23T10:00:00.000Z', row('1.1', 'May-27'), row('1.2', 'Mar-27'))
    await bring('2026-11-24T10:00:00.000Z', row('1.1', 'Jul-27'), row('1.2', 'Mar-27'))
    await openNext()
    for (const [to, at] of [
      ['2027-09', '2026-12-02T10:00:00.000Z'],
      ['2027-08', '2026-12-03T10:00:00.000Z'],
    ] as const) {
      const change = await ask([{ field: 'due', to }], at, '1.1', `Because of ${to}`)
      await decide(change, 'approved', at)
    }
    const refused = await ask([{ field: 'due', to: '2029-01' }], '2026-12-04T10:00:00.000Z')
    await decide(refused, 'refused', '2026-12-04T11:00:00.000Z')
    await ask([{ field: 'due', to: '2030-01' }], '2026-12-05T10:00:00.000Z')

    const by = { imported: 'Cora Coordinator', approved: 'Dan Decider' }
    const snapshot = await read('2026-12-06T10:00:00.000Z')
    expect(redates(snapshot)).toEqual([
      { from: '2027-03', to: '2027-05', at: '2026-11-23T10:00:00.000Z', by: by.imported, reason: null },
      { from: '2027-05', to: '2027-07', at: '2026-11-24T10:00:00.000Z', by: by.imported, reason: null },
      {
        from: '2027-07',
        to: '2027-09',
        at: '2026-12-02T10:00:00.000Z',
        by: by.approved,
        reason: 'Because of 2027-09',
      },
      {
        from: '2027-09',
        to: '2027-08',
        at: '2026-12-03T10:00:00.000Z',
        by: by.approved,
        reason: 'Because of 2027-08',
      },
    ])
    expect(redates(snapshot, '1.2')).toEqual([])
  })

  it('stand beside who last agreed to the status that the plan has, and upon what', async () => {
    await openNext()
    const agreedOf = async (at: string) =>
      (await read(at)).actions.find(({ ref }) => ref === '1.1')?.agreed ?? null
    expect(await agreedOf('2026-12-02T09:00:00.000Z')).toBeNull()
    const at = '2026-12-03T10:00:00.000Z'
    const done: WantedChange[] = [{ field: 'status', to: 'Completed' }]
    await decide(await ask(done, '2026-12-02T10:00:00.000Z'), 'refused', at, 'status')
    expect(await agreedOf(at)).toBeNull()
    await decide(await ask(done, at), 'approved', '2026-12-04T10:00:00.000Z', 'status')
    expect(await agreedOf('2026-12-05T10:00:00.000Z')).toEqual({
      status: 'Completed',
      at: '2026-12-04T10:00:00.000Z',
      by: 'Dan Decider',
      evidence: 'Seen',
    })
    const closed = await ask([{ field: 'closed', to: true }], '2026-12-05T09:00:00.000Z')
    await decide(closed, 'approved', '2026-12-05T10:00:00.000Z', 'closed')
    expect(await agreedOf('2026-12-06T10:00:00.000Z')).toMatchObject({ status: null })
  })

  it('stay known for good, also where the snapshots and an import’s record are gone', async () => {
    await bring('2026-11-23T10:00:00.000Z', row('1.1', 'May-27'))
    await openNext()
    const change = await ask([{ field: 'due', to: '2027-09' }], '2026-12-02T10:00:00.000Z')
    await decide(change, 'approved', '2026-12-02T10:00:00.000Z')
    await closeThis()
    await openNext()
    month.snapshots.length = 0
    const at = '2027-01-05T10:00:00.000Z'
    expect(redates(await read(at))).toHaveLength(2)
    const none = { importFiles: { ...month.table.importFiles, loadImportFile: async () => null } }
    expect(redates(await read(at, none))?.map(({ to }) => to)).toEqual(['2027-09'])
  })
})

describe('a snapshot', () => {
  it('of an open month says when it was read, and that its answers can change', async () => {
    await openNext()
    const at = '2026-12-06T10:00:00.000Z'
    expect((await read(at)).cycle).toEqual({
      cycleId: '2026-12',
      openedAt: OPENS,
      dueAt: '2026-12-15T17:00:00.000Z',
      closedAt: at,
      isLocked: false,
    })
  })

  it('of a month that is closed is the same however often it is read', async () => {
    await openNext()
    await answer('1.1', '2026-12', '2026-12-02T10:00:00.000Z', 'off-track')
    const kept = await closeThis()
    const cycle = await month.table.cycles.findCycle({ ...key, cycleId: '2026-12' })
    if (!cycle) throw new Error('there is no cycle')
    const requests = await month.table.cycles.listRequests(cycle)
    const again = await readSnapshot(cycle, requests.toReversed(), CLOSES, deps())
    expect(serialiseSnapshot(again)).toEqual(serialiseSnapshot(kept))
    expect(cycle.snapshot?.sha256).toBe(serialiseSnapshot(kept).sha256)
    expect(planKeyOf(kept)).toEqual(key)
  })

  it('tells who gave an answer from those for whom it counts too, by the entries that stay', async () => {
    await openNext()
    await answer('1.2', '2026-12', '2026-12-02T10:00:00.000Z', 'on-track')
    const told = async () =>
      (await read('2026-12-03T10:00:00.000Z')).requests.map(({ personId, answered, gave }) => [
        personId,
        answered,
        gave,
      ])
    expect(await told()).toEqual([
      ['ann', ['1.2'], ['1.2']],
      ['bob', ['1.2'], []],
    ])
    // Ann's is found to be another entry of Bob.
    const { people: known } = await month.table.plans.loadDirectory(key.partnershipId)
    await month.table.plans.saveDirectory({
      people: known.map((one) => (one.personId === 'ann' ? { ...one, mergedInto: 'bob' } : one)),
      boards: [],
    })
    expect(await told()).toEqual([['bob', ['1.2'], ['1.2']]])
  })

  it('tells this month’s answer from the one before', async () => {
    await openNext()
    await answer('1.1', '2026-12', '2026-12-02T10:00:00.000Z', 'off-track')
    const december = await closeThis()
    expect(december.actions[0]).toMatchObject({ update: { cycleId: '2026-12' }, previous: null })
    await openNext()
    expect((await read('2027-01-05T10:00:00.000Z')).actions[0]).toMatchObject({
      update: null,
      previous: { cycleId: '2026-12' },
    })
    await answer('1.1', '2027-01', '2027-01-05T10:00:00.000Z', 'on-track')
    expect((await closeThis()).actions[0]).toMatchObject({
      update: { cycleId: '2027-01', statusCode: 'on-track' },
      previous: { cycleId: '2026-12', statusCode: 'off-track' },
    })
  })
})
