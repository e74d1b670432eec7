import { beforeEach, describe, expect, it } from 'vitest'
import { askForChange, type ChangeOrder } from '../../functions/plan/ask-for-change.ts'
import { standOf, type WantedChange } from '../../functions/plan/change-request.ts'
import { type DecisionOrder, decideChange, withdrawChange } from '../../functions/plan/decide-change.ts'
import { importPlan } from '../../functions/plan/import-plan.ts'
import type { Action } from '../../functions/plan/plan.ts'
import { actions, boards, key, people, plan } from '../support/small-plan.ts'
import { openTestTable } from '../support/table.ts'

const cora = { personId: 'cora', personName: 'Cora Coordinator' }
const dan = { personId: 'dan', personName: 'Dan Decider' }
const eve = { personId: 'eve', personName: 'Eve Decider' }
const later: WantedChange = { field: 'due', to: '2027-06' }

describe('changes of the plan on the table', () => {
  let table: Awaited<ReturnType<typeof openTestTable>>
  let minutes = 0
  const now = () => new Date(Date.UTC(2026, 11, 3, 10, minutes++)).toISOString()
  const deps = () => ({ ...table, now })

  beforeEach(async () => {
    table = await openTestTable()
    const coordinators = [dan, eve].flatMap(({ personId, personName }) =>
      people
        .filter(({ roles }) => roles.includes('coordinator'))
        .map((one) => ({ ...one, personId, name: personName, email: `${personId}@testshire.example` })),
    )
    await table.plans.saveDirectory({ people: [...people, ...coordinators], boards })
    await table.plans.savePlan(plan)
    await table.imports.writeActions(actions)
  })

  const planNow = async () => {
    const found = await table.plans.findPlan(key)
    if (!found) throw new Error('there is no plan')
    return found
  }
  const actionNow = async (ref = '1.1'): Promise<Action> => {
    const found = (await table.plans.loadPlanFile(key))?.actions.find((action) => action.ref === ref)
    if (!found) throw new Error('there is no such action')
    return found
  }
  const ask = async (changes: WantedChange[] = [later], more: Partial<ChangeOrder> = {}) =>
    await askForChange(
      key,
      {
        ref: '1.1',
        wish: { changes, reason: 'The provider starts later', evidence: 'Seen', strangersMeant: false },
        asker: cora,
        cycleId: null,
        seen: null,
        ...more,
      },
      deps(),
    )
  const asked = async (changes?: WantedChange[], more?: Partial<ChangeOrder>) => {
    const result = await ask(changes, more)
    if (result.outcome !== 'asked') throw new Error(`it was ${result.outcome}`)
    return result.change
  }
  const decide = async (changeId: string, more: Partial<DecisionOrder> = {}, as = planNow()) => {
    const action = await actionNow()
    return await decideChange(
      await as,
      { changeId, decision: 'approved', by: dan, note: '', seen: standOf(action, ['due']), ...more },
      deps(),
    )
  }
  const trail = async () => {
    const { data } = await table.entities.audit.query.primary(key).go({ pages: 'all', consistent: true })
    return data.map(({ what, by }) => `${what} ${by}`)
  }

  it('keeps what was asked as it was asked, and leaves the plan as it is', async () => {
    const change = await asked([later], { cycleId: '2026-12' })
    expect(await table.changes.find(change)).toEqual(change)
    expect(await table.changes.listOpen(key)).toEqual([change])
    expect(await actionNow()).toEqual(actions[0])
    expect((await planNow()).revision).toBe(0)
    expect(await trail()).toEqual(['change-asked cora'])
  })

  it('is asked once when the button is pressed twice', async () => {
    const first = await asked()
    expect(await asked()).toEqual(first)
    expect(await table.changes.list(key)).toHaveLength(1)
  })

  it('tells the second who asks for the same field of the first', async () => {
    const first = await asked()
    expect(await ask([{ field: 'due', to: '2027-09' }], { asker: dan })).toEqual({
      outcome: 'refused',
      refusals: [{ field: 'due', why: 'asked-before', first }],
    })
    expect((await ask([{ field: 'ambition', to: 'Wider' }], { asker: dan })).outcome).toBe('asked')
    expect(await table.changes.list(key)).toHaveLength(2)
  })

  it('takes one of two who ask for the same field at the same moment', async () => {
    const results = await Promise.all([
      ask([later], { asker: cora }),
      ask([{ field: 'due', to: '2027-09' }], { asker: dan }),
      ask(
        [
          { field: 'due', to: '2027-10' },
          { field: 'ambition', to: 'Wider' },
        ],
        { asker: eve },
      ),
    ])
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['asked', 'refused', 'refused'])
    expect(await table.changes.list(key)).toHaveLength(1)
  })

  it('keeps the guard of its own, whatever the one who asks has read', async () => {
    const first = await asked()
    const event = { ...key, at: now(), what: 'change-asked', by: 'dan' }
    const twin = { ...first, changeId: `${first.changeId}-twin` }
    expect(await table.changes.ask(twin, event)).toBe(false)
    expect(await trail()).toEqual(['change-asked cora'])
  })

  it('shows whoever asks about an action that has changed since what it is now', async () => {
    const seen = standOf(await actionNow())
    await table.imports.writeActions([{ ...(await actionNow()), due: '2027-05' }])
    expect(await ask([later], { seen })).toMatchObject({ outcome: 'moved', action: { due: '2027-05' } })
    expect((await ask([later], { seen: standOf(await actionNow()) })).outcome).toBe('asked')
    expect((await ask([later], { ref: '9.9' })).outcome).toBe('no-action')
  })

  it('changes action, revision, request and audit trail at once on approval', async () => {
    const { changeId } = await asked([later, { field: 'improvementLeads', to: ['Bob Lead'] }])
    const seen = standOf(await actionNow(), ['due', 'improvementLeads'])
    const result = await decide(changeId, { note: 'Agreed at the board', seen })
    expect(result).toMatchObject({ outcome: 'decided', change: { state: 'approved', decidedBy: 'dan' } })
    const action = await actionNow()
    expect(action).toMatchObject({ due: '2027-06', improvementLeadIds: ['bob'] })
    expect(action.decided.due).toMatchObject({ changeId, byName: 'Dan Decider' })
    expect((await planNow()).revision).toBe(1)
    expect(await table.changes.listOpen(key)).toEqual([])
    expect(await table.changes.list(key)).toMatchObject([{ state: 'approved', note: 'Agreed at the board' }])
    expect(await trail()).toEqual(['change-asked cora', 'change-approved dan'])
  })

  it('is approved once: a second press finds it done, somebody else that it was', async () => {
    const { changeId } = await asked()
    const { seen } = { seen: standOf(await actionNow(), ['due']) }
    await decide(changeId, { seen })
    expect((await decide(changeId, { seen })).outcome).toBe('decided')
    expect(await decide(changeId, { by: eve, seen })).toMatchObject({
      outcome: 'decided-before',
      change: { decidedBy: 'dan' },
    })
    expect(await decide(changeId, { decision: 'refused', note: 'No', seen })).toMatchObject({
      outcome: 'decided-before',
    })
    expect((await planNow()).revision).toBe(1)
    expect(await trail()).toEqual(['change-asked cora', 'change-approved dan'])
  })

  it('counts one decision of two people at the same moment', async () => {
    const { changeId } = await asked()
    const results = await Promise.all([
      decide(changeId, { by: dan }),
      decide(changeId, { by: eve }),
      decide(changeId, { by: eve, decision: 'refused', note: 'No' }),
    ])
    expect(results.filter(({ outcome }) => outcome === 'decided')).toHaveLength(1)
    // Whoever read the request before the decision and the action after it is told that it has moved.
    const others = ['decided', 'decided-before', 'stale', 'moved']
    for (const { outcome } of results) expect(others).toContain(outcome)
    expect((await trail()).filter((line) => !line.startsWith('change-asked'))).toHaveLength(1)
  })

  it('is not approved or refused by whoever asked, nor by somebody who is no coordinator', async () => {
    const { changeId } = await asked()
    const refusal = { outcome: 'not-allowed', objection: 'own-request' }
    expect(await decide(changeId, { by: cora })).toEqual(refusal)
    expect(await decide(changeId, { by: cora, decision: 'refused', note: 'No' })).toEqual(refusal)
    const ann = { personId: 'ann', personName: 'Ann Lead' }
    expect(await decide(changeId, { by: ann })).toEqual({
      outcome: 'not-allowed',
      objection: 'not-a-coordinator',
    })
    expect((await actionNow()).due).toBe('2027-03')
    expect(await table.changes.listOpen(key)).toHaveLength(1)
  })

  it('is not approved upon a plan that somebody has changed since it was read', async () => {
    const { changeId } = await asked()
    const read = await planNow()
    const ambition = await asked([{ field: 'ambition', to: 'Wider' }], { ref: '1.2' })
    const shown = standOf(await actionNow('1.2'), ['ambition'])
    expect((await decide(ambition.changeId, { seen: shown })).outcome).toBe('decided')
    expect((await decide(changeId, {}, Promise.resolve(read))).outcome).toBe('stale')
    expect((await actionNow()).due).toBe('2027-03')
    expect((await decide(changeId)).outcome).toBe('decided')
  })

  it('waits while an import of the plan is being written', async () => {
    const { changeId } = await asked()
    await table.entities.plan.patch(key).set({ importing: 'one' }).go()
    expect((await decide(changeId)).outcome).toBe('stale')
    expect((await decide(changeId, { decision: 'refused', note: 'No' })).outcome).toBe('decided')
  })

  it('is not approved unseen when the action has moved on, and is once it was seen', async () => {
    const { changeId } = await asked()
    const seen = standOf(await actionNow(), ['due'])
    await table.imports.writeActions([{ ...(await actionNow()), due: '2027-05' }])
    expect((await decide(changeId, { seen })).outcome).toBe('moved')
    expect((await decide(changeId)).outcome).toBe('decided')
    expect((await actionNow()).due).toBe('2027-06')
  })

  it('is not approved when the action would be due before it starts', async () => {
    const { changeId } = await asked()
    await table.imports.writeActions([{ ...(await actionNow()), start: '2028-01' }])
    expect(await decide(changeId)).toMatchObject({
      outcome: 'contradicts',
      refusals: [{ field: 'due', why: 'due-before-start' }],
    })
  })

  it('is refused with a note alone, leaves the plan as it is, and may be asked again', async () => {
    const { changeId } = await asked()
    expect((await decide(changeId, { decision: 'refused' })).outcome).toBe('no-note')
    expect((await decide(changeId, { decision: 'refused', note: 'Too late' })).outcome).toBe('decided')
    expect(await actionNow()).toEqual(actions[0])
    expect((await planNow()).revision).toBe(0)
    expect(await trail()).toEqual(['change-asked cora', 'change-refused dan'])
    expect((await ask()).outcome).toBe('asked')
  })

  it('is withdrawn by whoever asked alone, and not after it was decided', async () => {
    const { changeId } = await asked()
    const withdraw = async (by: typeof cora) =>
      await withdrawChange(await planNow(), { changeId, by }, deps())
    expect(await withdraw(dan)).toEqual({ outcome: 'not-allowed', objection: 'not-the-asker' })
    expect((await withdraw(cora)).outcome).toBe('decided')
    expect((await withdraw(cora)).outcome).toBe('decided')
    expect((await decide(changeId)).outcome).toBe('decided-before')
    expect(await trail()).toEqual(['change-asked cora', 'change-withdrawn cora'])
    const again = await asked()
    await decide(again.changeId)
    expect(
      await withdrawChange(await planNow(), { changeId: again.changeId, by: cora }, deps()),
    ).toMatchObject({ outcome: 'decided-before' })
  })

  it('finds nothing under an id that nobody asked', async () => {
    expect((await decide('nothing')).outcome).toBe('no-change')
    expect((await withdrawChange(await planNow(), { changeId: 'nothing', by: cora }, deps())).outcome).toBe(
      'no-change',
    )
  })

  it('lists the newest first, those of other plans left out', async () => {
    const first = await asked()
    const second = await asked([{ field: 'ambition', to: 'Wider' }])
    expect((await table.changes.list(key)).map(({ changeId }) => changeId)).toEqual([
      second.changeId,
      first.changeId,
    ])
    expect(await table.changes.list({ ...key, planId: 'plan-b' })).toEqual([])
  })

  it('keeps a decided value when a file that has another is imported', async () => {
    const { changeId } = await asked()
    await decide(changeId)
    const file = {
      name: 'plan.txt',
      bytes: new TextEncoder().encode(
        [
          ['Ref', 'Description', 'Improvement lead', 'Due date', 'Status'],
          ['1.1', 'Words of the new file', 'Bob Lead', 'Mar 2027', 'On track'],
          ['1.2', 'Words of the new file', 'Bob Lead', 'May 2027', 'On track'],
        ]
          .map((cells) => cells.join('\t'))
          .join('\n'),
      ),
    }
    const found = await planNow()
    const result = await importPlan(
      found,
      { file, mapping: {}, revision: found.revision, by: 'cora' },
      deps(),
    )
    expect(result).toMatchObject({
      outcome: 'imported',
      preview: {
        diff: {
          kept: [{ before: { ref: '1.1', due: '2027-06' }, field: 'due', inFile: { due: '2027-03' } }],
        },
      },
    })
    expect(await actionNow()).toMatchObject({ due: '2027-06', improvementLeadIds: ['bob'] })
    expect((await actionNow()).decided.due?.changeId).toBe(changeId)
    expect((await actionNow('1.2')).due).toBe('2027-05')
  })

  it('leaves open requests open when the plan is imported', async () => {
    const change = await asked()
    await table.imports.writeActions([{ ...(await actionNow()), description: 'Other words' }])
    expect(await ask([{ field: 'due', to: '2027-09' }], { asker: dan })).toMatchObject({
      outcome: 'refused',
      refusals: [{ first: { changeId: change.changeId } }],
    })
    const event = { ...key, at: now(), what: 'change-asked', by: 'dan' }
    expect(await table.changes.ask({ ...change, changeId: 'another' }, event)).toBe(false)
  })
})
