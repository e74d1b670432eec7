import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../functions/cycle/calendar.ts'
import { duePack, nextLook, packMoments } from '../../../functions/pack/pack-schedule.ts'
import { type Pack, PackState } from '../../../functions/pack/ports.ts'
import { type LocalDate, type PackPolicy, packsByDefault } from '../../../functions/plan/plan.ts'
import { signature } from '../../support/packs.ts'

const calendar = createCalendar({
  timeZone: 'Europe/London',
  holidays: ['2026-12-25', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29'],
})
const CLOSED = '2026-12-18T17:00:00.000Z'

const moments = (meetings: LocalDate[], policy: Partial<PackPolicy> = {}, closedAt = CLOSED) =>
  packMoments({ meetings }, { ...packsByDefault, ...policy }, calendar, closedAt)
const issueAt = (meeting: LocalDate, workingDays: number, at = '10:00', closedAt = CLOSED) =>
  moments([meeting], { issue: { workingDays, at } }, closedAt)?.issueAt

describe('when a pack is issued by itself', () => {
  it('is so many working days before its board meets, and approvers are reminded before that', () => {
    expect(moments(['2027-01-22'])).toEqual({
      meeting: '2027-01-22',
      issueAt: '2027-01-15T10:00:00.000Z',
      remindAt: '2027-01-12T10:00:00.000Z',
    })
  })

  it.each<[what: string, meeting: LocalDate, workingDays: number, issued: string]>([
    ['over a weekend', '2027-01-18', 1, '2027-01-15T10:00:00.000Z'],
    ['over Christmas', '2026-12-29', 1, '2026-12-24T10:00:00.000Z'],
    ['over Christmas and the new year', '2027-01-05', 5, '2026-12-24T10:00:00.000Z'],
    ['before a meeting on a Saturday', '2027-01-16', 1, '2027-01-15T10:00:00.000Z'],
    ['before a meeting on a bank holiday', '2027-01-01', 1, '2026-12-31T10:00:00.000Z'],
    ['on the day of the meeting', '2027-01-18', 0, '2027-01-18T10:00:00.000Z'],
    [
      'on the Monday, for a meeting on a Saturday that is no working day',
      '2027-01-16',
      0,
      '2027-01-18T10:00:00.000Z',
    ],
    ['over the change to summer time', '2027-03-31', 3, '2027-03-24T10:00:00.000Z'],
    ['after the change to summer time', '2027-04-05', 3, '2027-03-31T09:00:00.000Z'],
    ['over the change to winter time', '2027-11-02', 3, '2027-10-28T09:00:00.000Z'],
    ['after the change to winter time', '2027-11-05', 3, '2027-11-02T10:00:00.000Z'],
  ])('%s', (_, meeting, workingDays, issued) => {
    expect(issueAt(meeting, workingDays)).toBe(issued)
  })

  it('keeps its local hour on both sides of a change of the clocks', () => {
    const { issueAt: at, remindAt } =
      moments(['2027-04-07'], { issue: { workingDays: 4, at: '16:30' } }) ?? {}
    expect([remindAt, at]).toEqual(['2027-03-25T16:30:00.000Z', '2027-04-01T15:30:00.000Z'])
  })

  it('is of the first meeting on the closing day or later, in whatever order they were entered', () => {
    expect(moments(['2027-03-01', '2026-12-17', '2027-01-22', '2025-01-01'])?.meeting).toBe('2027-01-22')
    expect(moments(['2026-12-18', '2027-01-22'])?.meeting).toBe('2026-12-18')
  })

  it('goes by the local day on which the month was closed', () => {
    const summer = '2026-07-20T23:30:00.000Z' // half past midnight on the 21st
    expect(moments(['2026-07-20', '2026-08-03'], {}, summer)?.meeting).toBe('2026-08-03')
    expect(moments(['2026-07-21', '2026-08-03'], {}, summer)?.meeting).toBe('2026-07-21')
  })

  it('may have passed before the month was closed', () => {
    expect(moments(['2026-12-18'])).toMatchObject({ issueAt: '2026-12-11T10:00:00.000Z' })
  })

  it('is never, where no later meeting is known or the plan issues by hand', () => {
    expect(moments([])).toBeNull()
    expect(moments(['2026-12-17'])).toBeNull()
    expect(moments(['2027-01-22'], { issue: null })).toBeNull()
  })

  it('may be the moment of the reminder too', () => {
    const same = moments(['2027-01-22'], { remindBefore: 0 })
    expect(same?.remindAt).toBe(same?.issueAt)
  })
})

describe('what is due of a built pack', () => {
  const at = {
    meeting: '2027-01-22',
    remindAt: '2027-01-12T10:00:00.000Z',
    issueAt: '2027-01-15T10:00:00.000Z',
  }
  const due = (now: string, pack: Partial<Pack> = {}) =>
    duePack({ state: 'built', approved: null, version: 1, ...pack }, at, now)
  const approved = signature('ines', '2027-01-04T10:00:00.000Z')

  it.each([
    ['2027-01-12T09:59:59.999Z', null, null],
    ['2027-01-12T10:00:00.000Z', 'remind', null],
    ['2027-01-15T09:59:59.999Z', 'remind', null],
    ['2027-01-15T10:00:00.000Z', 'not-approved', 'issue'],
    ['2027-02-15T10:00:00.000Z', 'not-approved', 'issue'],
  ])('at %s is %s without an approval, and %s with one', (now, without, with_) => {
    expect([due(now), due(now, { approved })]).toEqual([without, with_])
  })

  it.each(PackState.options.filter((state) => state !== 'built'))('is nothing while it is %s', (state) => {
    expect(due('2027-01-15T10:00:00.000Z', { state })).toBeNull()
    expect(due('2027-01-15T10:00:00.000Z', { state, approved })).toBeNull()
  })

  it('is no complaint about a later version, which is issued as soon as it is approved', () => {
    for (const now of ['2027-01-12T10:00:00.000Z', '2027-01-15T10:00:00.000Z']) {
      expect(due(now, { version: 2 })).toBeNull()
    }
    expect(due('2027-01-15T10:00:00.000Z', { version: 2, approved })).toBe('issue')
  })
})

describe('when a built pack is looked at again', () => {
  const at = {
    meeting: '2027-01-22',
    remindAt: '2027-01-12T10:00:00.000Z',
    issueAt: '2027-01-15T10:00:00.000Z',
  }

  it.each([
    ['a day later', '2027-01-04T08:00:00.000Z', '2027-01-05T08:00:00.000Z'],
    ['at the reminder', '2027-01-11T17:00:00.000Z', '2027-01-12T10:00:00.000Z'],
    ['a day later, where the issue is further off', '2027-01-12T10:00:00.000Z', '2027-01-13T10:00:00.000Z'],
    ['at the issue', '2027-01-15T09:59:59.999Z', '2027-01-15T10:00:00.000Z'],
    ['a day later, where both have passed', '2027-01-15T10:00:00.000Z', '2027-01-16T10:00:00.000Z'],
  ])('%s', (_, now, next) => {
    expect(nextLook(at, CLOSED, now)).toBe(next)
  })

  it('is a day later where no meeting is known yet, for 120 days', () => {
    expect(nextLook(null, CLOSED, '2027-01-04T08:00:00.000Z')).toBe('2027-01-05T08:00:00.000Z')
    expect(nextLook(null, CLOSED, '2027-04-17T17:00:00.000Z')).toBe('2027-04-18T17:00:00.000Z')
    expect(nextLook(null, CLOSED, '2027-04-17T17:00:00.001Z')).toBe('')
  })

  it('is at its moments also of a board that meets twice a year', () => {
    const rare = {
      meeting: '2027-06-21',
      remindAt: '2027-06-09T09:00:00.000Z',
      issueAt: '2027-06-14T09:00:00.000Z',
    }
    expect(nextLook(rare, CLOSED, '2027-05-01T10:00:00.000Z')).toBe(rare.remindAt)
    expect(nextLook(rare, CLOSED, rare.remindAt)).toBe(rare.issueAt)
    expect(nextLook(rare, CLOSED, rare.issueAt)).toBe('')
  })

  it('is always later than now', () => {
    for (let hour = 0; hour < 24 * 200; hour += 7) {
      const now = new Date(Date.parse(CLOSED) + hour * 3_600_000).toISOString()
      const next = nextLook(at, CLOSED, now)
      expect(next === '' || next > now).toBe(true)
    }
  })
})
