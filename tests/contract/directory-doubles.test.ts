import { beforeEach, describe, expect, it } from 'vitest'
import { decideMerge } from '../../functions/plan/merge-people.ts'
import { tellApart } from '../../functions/plan/tell-apart.ts'
import { openTestConsole } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const NOW = '2026-11-23T10:00:00.000Z'

describe('two people of similar names', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let console: Awaited<ReturnType<typeof openTestConsole>>
  const directory = () => month.table.directoryStore.readDirectory(key.partnershipId)
  const distinctFrom = async (personId: string) =>
    (await directory()).people.find((one) => one.personId === personId)?.distinctFrom
  const trail = async () => {
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    return data.filter(({ what }) => what === 'people-told-apart')
  }
  const deps = () => ({ ...month.table, now: () => NOW })
  const press = (one: string, other: string) =>
    console.post('/console/plan/people/tell-apart', { one, other })

  beforeEach(async () => {
    month = await openTestMonth()
    console = await openTestConsole(month, () => NOW)
    const { people } = await directory()
    const bob = people.find(({ personId }) => personId === 'bob')
    if (!bob) throw new Error('bob is not there')
    await month.table.plans.saveDirectory({
      people: [{ ...bob, personId: 'anne', name: 'Anne Lead', email: 'anne@testshire.example' }],
      boards: [],
    })
  })

  it('are no longer listed once somebody has said so, and are marked in one audited step', async () => {
    const listed = 'people/merge?one=ann&amp;other=anne'
    expect(await console.read('/console/plan/people')).toContain(listed)
    expect(await console.read('/console/plan/people/ann')).toContain('Anne Lead may be the same person')
    const compare = await console.read('/console/plan/people/merge?one=ann&other=anne')
    expect(compare).toContain('formaction="/console/plan/people/tell-apart"')

    const { revision } = await directory()
    const answer = await press('ann', 'anne')
    expect(answer.headers.get('location')).toBe('/console/plan/people?done=saved')
    expect(await distinctFrom('ann')).toEqual(['anne'])
    expect(await distinctFrom('anne')).toEqual(['ann'])
    expect((await directory()).revision).toBe(revision + 1)
    expect(await console.read('/console/plan/people')).not.toContain(listed)
    for (const personId of ['ann', 'anne']) {
      expect(await console.read(`/console/plan/people/${personId}`)).not.toContain('may be the same person')
    }

    await press('anne', 'ann')
    expect((await directory()).revision).toBe(revision + 1)
    expect(await trail()).toMatchObject([{ by: 'cora', details: { personId: 'ann', other: 'anne' } }])
  })

  it('stay told apart when both and another change go on at once', async () => {
    const order = (other: string) => ({ ...key, one: 'ann', other, by: 'cora' })
    const told = await Promise.all(['anne', 'bob', 'mia'].map((other) => tellApart(order(other), deps())))
    expect(told).toEqual([true, true, true])
    expect((await distinctFrom('ann'))?.toSorted()).toEqual(['anne', 'bob', 'mia'])
    expect(await trail()).toHaveLength(3)
  })

  it('are not told apart from themselves, nor from nobody', async () => {
    for (const other of ['ann', 'nobody', '']) {
      const answer = await press('ann', other)
      expect(answer.headers.get('location')).toBe(`/console/plan/people/merge?one=ann&other=${other}`)
    }
    expect((await console.get('/console/plan/people/merge?one=ann&other=nobody')).status).toBe(422)
    expect(await distinctFrom('ann')).toEqual([])
    expect(await trail()).toEqual([])
  })

  it('are told apart from whoever one of them is merged into too', async () => {
    await press('ann', 'anne')
    await press('anne', 'mia')
    const read = await directory()
    const toldApart = (survivorId: string) => {
      const decided = decideMerge(survivorId, 'anne', read, [], NOW)
      return decided.ok ? decided.merge.survivor.distinctFrom : decided.reason
    }
    expect(toldApart('bob')).toEqual(['ann', 'mia'])
    // Somebody was wrong, then.
    expect(toldApart('ann')).toEqual(['mia'])
  })
})
