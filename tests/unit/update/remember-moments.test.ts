import { describe, expect, it } from 'vitest'
import type { CycleKey } from '../../../functions/cycle/cycle.ts'
import { rememberMoments } from '../../../functions/update/remember-moments.ts'

const december: CycleKey = { partnershipId: 'hull', planId: 'send', cycleId: '2026-12' }

describe("a month's dates that are remembered", () => {
  const open = () => {
    const asked: string[] = []
    let dueAt = '2026-12-11T17:00:00.000Z'
    let now = '2026-12-02T10:00:00.000Z'
    const momentsOf = rememberMoments({
      cycles: {
        findCycle: async ({ partnershipId, cycleId }) => {
          asked.push(`${partnershipId} ${cycleId}`)
          if (cycleId === '2027-01') return null
          return { moments: { opensAt: dueAt, dueAt, remindAt: [], escalateAt: dueAt, closesAt: dueAt } }
        },
      },
      now: () => now,
    })
    const extend = (to: string) => {
      dueAt = to
    }
    const moveTo = (to: string) => {
      now = to
    }
    const due = async (month = december) => (await momentsOf(month)).dueAt
    return { asked, extend, moveTo, momentsOf, due }
  }

  it('are read again after a minute, and when the clock was put back', async () => {
    const { asked, extend, moveTo, due } = open()
    await due()
    extend('2026-12-14T17:00:00.000Z')
    moveTo('2026-12-02T10:00:59.999Z')
    expect(await due()).toBe('2026-12-11T17:00:00.000Z')
    moveTo('2026-12-02T10:01:00.000Z')
    expect(await due()).toBe('2026-12-14T17:00:00.000Z')
    moveTo('2026-12-01T10:00:00.000Z')
    await due()
    expect(asked).toHaveLength(3)
  })

  it('are those of one month of one plan, of a hundred months at most: the oldest is read again', async () => {
    const { asked, due } = open()
    const of = (index: number) => ({ ...december, partnershipId: `town-${index}` })
    for (let index = 0; index <= 100; index += 1) await due(of(index))
    asked.length = 0
    await due(of(100))
    await due(of(0))
    expect(asked).toEqual(['town-0 2026-12'])
  })

  it('are not made up where there is no such month, which is looked for again', async () => {
    const { asked, momentsOf } = open()
    const gone = { ...december, cycleId: '2027-01' }
    for (let times = 0; times < 2; times += 1) {
      await expect(momentsOf(gone)).rejects.toThrow('the month of an open form is not in the table')
    }
    expect(asked).toHaveLength(2)
  })
})
