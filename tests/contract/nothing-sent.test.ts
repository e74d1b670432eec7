import { beforeEach, describe, expect, it } from 'vitest'
import { advance } from '../../functions/cycle/advance.ts'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import { closeNow } from '../../functions/cycle/steer.ts'
import { type MessageState, oweMessage } from '../../functions/message/message.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const AN_HOUR_LATER = '2026-12-01T10:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }
const idOf = (personId: string) => ({
  partnershipId: key.partnershipId,
  messageId: `plan_2026-12_request_1_${personId}`,
})
const alert = { partnershipId: key.partnershipId, messageId: 'plan_2026-12_alert_nothing-sent_cora' }

describe('an hour after a month was opened', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  const move = async (personId: string, state: MessageState) => {
    if (state === 'owed') return
    const { messages } = month.table
    await messages.claim(idOf(personId), 'owner', OPENS, '')
    if (state !== 'claimed') await messages.move(idOf(personId), state, { attentionAt: '' })
  }
  const alerted = async () => (await month.table.messages.find(alert)) !== null

  beforeEach(async () => {
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick(OPENS)
  })

  it('the plan is ticked, and not before', async () => {
    expect(month.armed.at(-1)).toBe(AN_HOUR_LATER)
    await month.tick('2026-12-01T09:59:59.999Z')
    expect(month.silentOpenings).toEqual([])
  })

  it.each<MessageState>(['owed', 'claimed', 'unknown', 'rejected'])(
    'coordinators and whoever runs Muster hear when all mail is %s, once',
    async (state) => {
      await move('ann', state)
      await move('bob', state)
      await month.tick(AN_HOUR_LATER)
      await month.tick('2026-12-01T11:00:00.000Z')
      expect(month.silentOpenings).toEqual(['2026-12'])
      expect(await month.table.messages.find(alert)).toMatchObject({
        kind: 'alert',
        about: expect.stringContaining('not one lead’s mail has gone out'),
      })
      expect((await month.table.cycles.findCycle(cycle))?.sentChecked).toBe(true)
    },
  )

  it.each<MessageState>(['sent', 'delivered', 'returned', 'bounced', 'complained'])(
    'all is well when one mail is %s',
    async (state) => {
      await move('ann', state)
      await month.tick(AN_HOUR_LATER)
      expect(month.silentOpenings).toEqual([])
      expect(await alerted()).toBe(false)
    },
  )

  it('no word to a coordinator that got out hides that no lead was asked', async () => {
    const other = oweMessage(
      { ...cycle, personId: 'cora', kind: 'alert', ordinal: 'news', about: 'News.' },
      OPENS,
    )
    const { messages } = month.table
    await messages.owe(other)
    await messages.claim(other, 'owner', OPENS, '')
    await messages.move(other, 'sent', { attentionAt: '' }, 'owner')
    await month.tick(AN_HOUR_LATER)
    expect(await alerted()).toBe(true)
  })

  it('all is well when nothing was owed any more', async () => {
    await move('ann', 'dropped')
    await move('bob', 'dropped')
    await month.tick(AN_HOUR_LATER)
    expect(await alerted()).toBe(false)
  })

  it('says it after a crash in the middle', async () => {
    const broken = {
      ...month.deps,
      cycles: { ...month.deps.cycles, markDone: () => Promise.reject(new Error('killed')) },
    }
    await expect(advance(key, AN_HOUR_LATER, broken)).rejects.toThrow('killed')
    await month.tick('2026-12-01T10:15:00.000Z')
    expect(await alerted()).toBe(true)
    expect((await month.table.cycles.findCycle(cycle))?.sentChecked).toBe(true)
  })

  it('and closed and opened again, it is looked an hour after that', async () => {
    const deps = { ...month.deps, steering: month.table.steering, packs: month.table.packs }
    await closeNow(key, '2026-12-01T09:00:20.000Z', month.deps)
    await reopenCycle(cycle, '2026-12-18', 'cora', '2026-12-01T10:30:00.000Z', deps)
    expect(month.silentOpenings).toEqual([])
    expect(month.armed.at(-1)).toBe('2026-12-01T11:30:00.000Z')
    await month.tick('2026-12-01T11:30:00.000Z')
    expect(month.silentOpenings).toEqual(['2026-12'])
  })
})
