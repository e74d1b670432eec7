import { beforeEach, describe, expect, it } from 'vitest'
import { advance } from '../../functions/cycle/advance.ts'
import { sweep } from '../../functions/cycle/sweep.ts'
import { advancePack } from '../../functions/pack/advance-pack.ts'
import { steerPack, type WantedStep } from '../../functions/pack/steer-pack.ts'
import type { Board, Person } from '../../functions/plan/plan.ts'
import { openPackMonth, signature } from '../support/packs.ts'
import { boards, key, people, plan } from '../support/small-plan.ts'

const cycle = { ...key, cycleId: '2026-12' }
const board = { ...cycle, boardId: 'board' }
const NOW = '2026-12-18T18:00:00.000Z'
const REMINDS = '2027-01-12T10:00:00.000Z'
const ISSUES = '2027-01-15T10:00:00.000Z'
const MEETING = '2027-01-22'

let test: Awaited<ReturnType<typeof openPackMonth>>
const pack = async () => {
  const found = await test.month.table.packs.find(board)
  if (!found) throw new Error('the pack is not there')
  return found
}
/** The sweeper as it runs every quarter of an hour; a failure of any part of it fails the test. */
const sweepAt = async (now: string) => {
  test.clock.now = now
  await sweep(now, {
    ...test.deps,
    advance: (plan, at) => advance(plan, at, test.deps),
    advancePack: (one, at) => advancePack(one, at, test.deps),
    alert: async () => {},
    finishImport: async () => {},
    onFailure: (error) => {
      throw error
    },
  })
  await test.work()
}
/** Sweeps until nothing is left that a builder does. */
const settle = async (now: string) => {
  for (let round = 0; round < 4; round += 1) await sweepAt(now)
}
type Press = Exclude<WantedStep['step'], 'comment' | 'reissue' | 'explain'>
const press = async (step: Press, by = 'cora', at = NOW) => {
  const wanted = { step, edition: (await pack()).edition }
  expect(await steerPack(board, wanted, signature(by, at), plan, test.deps)).toEqual({ ok: true })
  await test.work()
}
const alerts = async () => (await test.mails('alert')).filter((mail) => mail.includes(' pack-'))
const alert = async (personId: string, ordinal: string) =>
  (await test.month.table.cycles.listMessages(cycle)).find(
    (message) => message.personId === personId && message.ordinal === ordinal,
  )

const openWith = async (change: { people?: Person[]; meetings?: Board['meetings'] } = {}) => {
  test = await openPackMonth({
    people: change.people ?? [],
    boards: boards.map((one) => ({ ...one, meetings: change.meetings ?? [MEETING] })),
  })
  await test.open()
  await test.close()
  await settle(NOW)
  expect(await pack()).toMatchObject({ state: 'built', attentionAt: '2026-12-19T18:00:00.000Z' })
}
const setMeetings = (meetings: Board['meetings']) =>
  test.month.table.plans.saveDirectory({ people: [], boards: boards.map((one) => ({ ...one, meetings })) })

const cora = people.filter(({ personId }) => personId === 'cora')
const both: Person[] = cora.map((one) => ({
  ...one,
  personId: 'both',
  name: 'Bo Both',
  email: 'both@testshire.example',
  roles: ['coordinator', 'approver'],
}))

describe('a pack whose board is to meet', () => {
  beforeEach(() => openWith())

  it('is issued by itself when it is approved by then, to each member once', async () => {
    await press('ask')
    await press('approve', 'ines')
    await settle('2027-01-15T09:59:59.999Z')
    expect([(await pack()).state, await test.mails('pack-notice'), await alerts()]).toEqual(['built', [], []])
    await sweepAt(ISSUES)
    expect(await pack()).toMatchObject({
      state: 'issued',
      issued: { by: 'clockwork', byName: 'the timetable', at: ISSUES },
      attentionAt: '',
    })
    expect(await test.mails('pack-notice')).toEqual(['mia board', 'sue board'])
    expect((await test.audited('pack-issued')).map(({ by }) => by)).toEqual(['clockwork'])
    await settle('2027-01-15T10:15:00.000Z')
    await settle('2027-01-29T10:00:00.000Z')
    expect(await test.mails('pack-notice')).toHaveLength(2)
    expect(await test.month.table.packs.listIssued(board)).toHaveLength(1)
    expect(await alerts()).toEqual([])
  })

  it('has those who may approve it reminded once, with the page where that is done', async () => {
    await press('ask')
    await settle('2027-01-12T09:59:59.999Z')
    expect(await alerts()).toEqual([])
    await sweepAt(REMINDS)
    expect(await alerts()).toEqual(['ines pack-approve-board-v1'])
    expect(await alert('ines', 'pack-approve-board-v1')).toMatchObject({
      state: 'owed',
      link: '/console/plan/packs/2026-12/board',
      about:
        'The December 2026 pack for Main Board is not approved yet. The board meets on 22 January 2027. Please read the draft, and approve it or send it back.',
    })
    for (const later of ['2027-01-12T10:15:00.000Z', '2027-01-13T10:15:00.000Z', '2027-01-14T10:15:00.000Z'])
      await settle(later)
    expect(await alerts()).toHaveLength(1)
  })

  it('has whoever steers the plan told where nobody has asked for the approval, and approvers once somebody has', async () => {
    await sweepAt(REMINDS)
    expect(await alerts()).toEqual(['cora pack-ask-board-v1'])
    expect((await alert('cora', 'pack-ask-board-v1'))?.about).toBe(
      'The December 2026 pack for Main Board is not approved yet, and nobody has asked for that. The board meets on 22 January 2027. Please read the draft, and ask for its approval.',
    )
    await press('ask', 'cora', REMINDS)
    await settle('2027-01-13T10:15:00.000Z')
    expect(await alerts()).toEqual(['cora pack-ask-board-v1', 'ines pack-approve-board-v1'])
  })

  it('has approvers and coordinators told once that it did not go out, and goes out as soon as it may', async () => {
    await press('ask')
    await sweepAt(ISSUES)
    expect(await alerts()).toEqual(['cora pack-late-board-v1', 'ines pack-late-board-v1'])
    expect((await alert('cora', 'pack-late-board-v1'))?.about).toContain(
      'It goes out as soon as somebody does.',
    )
    await settle('2027-01-16T10:15:00.000Z')
    await settle('2027-01-18T10:15:00.000Z')
    expect(await alerts()).toHaveLength(2)
    expect(await test.mails('pack-notice')).toEqual([])
    await press('approve', 'ines', '2027-01-18T11:00:00.000Z')
    await settle('2027-01-18T11:15:00.000Z')
    expect((await pack()).state).toBe('issued')
    expect(await test.mails('pack-notice')).toHaveLength(2)
  })

  it('is told of to nobody while the plan is paused, and issued when it goes on', async () => {
    await press('ask')
    const { plan } = test.month.table.entities
    const paused = { at: NOW, by: 'cora' }
    await plan.patch(key).set({ paused }).go()
    await settle(REMINDS)
    await settle(ISSUES)
    expect([await alerts(), (await pack()).state]).toEqual([[], 'built'])
    await press('approve', 'ines', ISSUES)
    await settle('2027-01-16T10:00:00.000Z')
    expect([await test.mails('pack-notice'), (await pack()).state]).toEqual([[], 'built'])
    await plan.patch(key).remove(['paused']).go()
    await settle('2027-01-17T10:00:00.000Z')
    expect([await test.mails('pack-notice'), (await pack()).state]).toEqual([
      ['mia board', 'sue board'],
      'issued',
    ])
  })

  it('goes by a meeting that is entered, moved or taken out later', async () => {
    await press('ask')
    await press('approve', 'ines')
    await setMeetings(['2027-02-26'])
    await settle(ISSUES)
    expect((await pack()).state).toBe('built')
    await setMeetings([])
    await settle('2027-02-19T10:00:00.000Z')
    expect((await pack()).state).toBe('built')
    await setMeetings(['2027-02-23'])
    await settle('2027-02-20T10:00:00.000Z')
    expect((await pack()).state).toBe('issued')
  })

  it('waits for a hand where the plan has it so', async () => {
    await test.month.table.plans.savePlan({ ...plan, packs: { ...plan.packs, issue: null } })
    await press('ask')
    await settle(ISSUES)
    await press('approve', 'ines', ISSUES)
    await settle('2027-02-01T10:00:00.000Z')
    expect([await alerts(), (await pack()).state]).toEqual([[], 'built'])
    await press('issue', 'cora', '2027-02-01T11:00:00.000Z')
    expect((await pack()).issued?.by).toBe('cora')
  })

  it('is not issued by a sweeper that read it before the approval was taken back', async () => {
    await press('ask')
    await press('approve', 'ines')
    await settle(NOW)
    const listed = await pack()
    const { find } = test.month.table.packs
    const slow = {
      ...test.deps,
      packs: {
        ...test.month.table.packs,
        find: async (wanted: typeof board) => {
          const read = await find(wanted)
          await press('send-back', 'ines', ISSUES)
          return read
        },
      },
    }
    await advancePack(listed, ISSUES, slow)
    expect(await pack()).toMatchObject({ state: 'built', approved: null })
    expect(await test.mails('pack-notice')).toEqual([])
  })

  it('is not complained about as a second version, which goes out as soon as it is approved', async () => {
    await press('ask')
    await press('approve', 'ines')
    await settle(ISSUES)
    const edition = (await pack()).edition
    const wanted = { step: 'reissue', why: 'Wrong', edition } as const
    const at = '2027-01-18T10:00:00.000Z'
    expect(await steerPack(board, wanted, signature('cora', at), plan, test.deps)).toEqual({ ok: true })
    await settle(at)
    await settle('2027-01-25T10:00:00.000Z')
    expect([await alerts(), (await pack()).state, (await pack()).version]).toEqual([[], 'built', 2])
    await press('ask', 'cora', '2027-01-25T10:00:00.000Z')
    await press('approve', 'ines', '2027-01-25T10:00:00.000Z')
    await settle('2027-01-25T10:15:00.000Z')
    expect(await pack()).toMatchObject({ state: 'issued', version: 2 })
    expect(await test.mails('pack-notice')).toEqual([
      'mia board',
      'mia board_v2',
      'sue board',
      'sue board_v2',
    ])
  })

  it('is as it was after a sweep that finds nothing due', async () => {
    await press('ask')
    await settle(REMINDS)
    const before = await pack()
    const mails = (await test.month.table.cycles.listMessages(cycle)).length
    await settle(REMINDS)
    expect(await pack()).toEqual(before)
    expect(before.attentionAt > REMINDS).toBe(true)
    expect(await test.month.table.cycles.listMessages(cycle)).toHaveLength(mails)
  })
})

describe('a pack that its approver has asked for', () => {
  it('has the other approver reminded, and whoever asked not', async () => {
    await openWith({ people: both })
    await press('ask', 'both')
    await sweepAt(REMINDS)
    expect(await alerts()).toEqual(['ines pack-approve-board-v1'])
    await sweepAt(ISSUES)
    // Nobody is told twice who has both roles.
    expect((await alerts()).filter((mail) => mail.includes('late'))).toEqual([
      'both pack-late-board-v1',
      'cora pack-late-board-v1',
      'ines pack-late-board-v1',
    ])
  })

  it('has whoever steers the plan told where nobody else may approve it', async () => {
    await openWith({ people: both })
    const { people: known } = await test.month.table.plans.loadDirectory(key.partnershipId)
    const ines = known.filter(({ personId }) => personId === 'ines')
    await test.month.table.plans.saveDirectory({
      people: ines.map((one) => ({ ...one, roles: [] })),
      boards: [],
    })
    await press('ask', 'both')
    await sweepAt(REMINDS)
    expect(await alerts()).toEqual(['both pack-ask-board-v1', 'cora pack-ask-board-v1'])
    expect((await alert('cora', 'pack-ask-board-v1'))?.about).toContain(
      'nobody but who asked for that may approve packs',
    )
  })
})

describe('a pack of a board whose meeting is near or past', () => {
  it('is late from the beginning, where the meeting is on the day of the closing', async () => {
    test = await openPackMonth({ boards: boards.map((one) => ({ ...one, meetings: ['2026-12-18'] })) })
    await test.open()
    await test.close()
    await settle(NOW)
    expect(await alerts()).toEqual(['cora pack-late-board-v1'])
    await press('ask')
    await press('approve', 'ines')
    await settle('2026-12-18T18:15:00.000Z')
    expect((await pack()).state).toBe('issued')
  })

  it('waits for a press where no later meeting is known, and is looked at each day for 120 days', async () => {
    await openWith({ meetings: ['2026-12-17'] })
    await settle('2027-04-17T17:00:00.000Z')
    expect((await pack()).attentionAt).toBe('2027-04-18T17:00:00.000Z')
    await settle('2027-04-18T17:00:00.000Z')
    expect([(await pack()).attentionAt, await alerts()]).toEqual(['', []])
  })
})

describe('a pack that cannot be built', () => {
  const stuck = async () => (await alerts()).filter((mail) => mail.includes('pack-stuck'))
  /** The sweeper as it runs while every building fails. */
  const sweepInVain = async (now: string) => {
    test.clock.now = now
    await advancePack(await pack(), now, test.deps)
  }

  beforeEach(async () => {
    test = await openPackMonth({})
    await test.open()
    await test.close()
  })

  it('is told to the coordinators once for each time it was asked for, and not before it has taken long', async () => {
    const since = (await pack()).attentionAt
    const later = (minutes: number) => new Date(Date.parse(since) + minutes * 60_000).toISOString()
    await sweepInVain(later(60))
    expect(await stuck()).toEqual([])
    await sweepInVain(later(61))
    await sweepInVain(later(61))
    expect(await stuck()).toEqual([`cora pack-stuck-${Date.parse(since)}-board-v1`])
    const told = await alert('cora', `pack-stuck-${Date.parse(since)}-board-v1`)
    expect(told?.about).toMatch(/^The December 2026 pack for .* could not be built\./)
    expect(told?.link).toBe(`/console/${key.planId}/packs/2026-12/board`)

    await test.work()
    expect((await pack()).state).toBe('built')
    const again = signature('cora', later(90))
    const commentary = { overall: 'Anew', priorities: [], internal: '' }
    const wanted = { step: 'comment', commentary, edition: (await pack()).edition } as const
    expect(await steerPack(board, wanted, again, plan, test.deps)).toEqual({ ok: true })
    await sweepInVain(later(150))
    expect(await stuck()).toHaveLength(1)
    await sweepInVain(later(160))
    expect(await stuck()).toHaveLength(2)
  })

  it('that was built meanwhile is told to nobody, though the index still lists it', async () => {
    const listed = await pack()
    await test.work()
    await advancePack(listed, '2027-01-04T10:00:00.000Z', test.deps)
    expect(await stuck()).toEqual([])
  })
})
