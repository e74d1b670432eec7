import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import { compilePack } from '../../functions/pack/compile-pack.ts'
import { finishIssue } from '../../functions/pack/issue-pack.ts'
import { type Commentary, Pack, type ReadPack, volumesOf } from '../../functions/pack/ports.ts'
import { steerPack, type WantedStep } from '../../functions/pack/steer-pack.ts'
import { toItem } from '../../functions/platform/dynamo/item.ts'
import { crashAt } from '../support/crash-at.ts'
import { builtAs, openPackMonth, PACK_CLOSES, signature } from '../support/packs.ts'
import { volumeRenderers } from '../support/plain-renderers.ts'
import { boards, key, plan } from '../support/small-plan.ts'

const cycle = { ...key, cycleId: '2026-12' }
const board = { ...cycle, boardId: 'board' }
const NOW = '2026-12-18T18:00:00.000Z'
const LATER = '2026-12-18T18:15:00.000Z'
const event = { ...key, at: NOW, what: 'pack-tested', by: 'cora' }
const commentary: Commentary = {
  overall: 'It *went* well.',
  priorities: [],
  internal: '',
  ...signature('cora', NOW),
}

let test: Awaited<ReturnType<typeof openPackMonth>>
const store = () => test.month.table.packs
const pack = async (key = board): Promise<Pack> => {
  const found = await store().find(key)
  if (!found) throw new Error('the pack is not there')
  return found
}
const setCycle = async (state: string, revision = 0) => {
  await test.month.table.entities.cycle.patch(cycle).set({ state, revision }).go()
}

const papers = {
  none: { asked: null, approved: null },
  asked: { asked: signature('cora', NOW), approved: null },
  approved: { asked: signature('cora', NOW), approved: signature('ines', NOW) },
}

/** Ways in which a pack can stand in the table. */
const stands = {
  early: { state: 'early' },
  wanted: { state: 'wanted', built: null },
  'wanted, asked': { state: 'wanted', ...papers.asked },
  'wanted, approved': { state: 'wanted', ...papers.approved },
  built: { state: 'built' },
  'built, asked': { state: 'built', ...papers.asked },
  'built, approved': { state: 'built', ...papers.approved },
  issued: { state: 'issued', ...papers.approved, issued: signature('cora', NOW) },
  withdrawn: { state: 'withdrawn', built: null },
} as const satisfies Record<string, Partial<Pack>>
type Stand = keyof typeof stands
const isStand = (name: string): name is Stand => name in stands
const allStands = Object.keys(stands).filter(isStand)

const placePack = async (stand: Stand, change: Partial<Pack> = {}): Promise<Pack> => {
  const placed = Pack.parse({
    ...board,
    boardName: 'Main Board',
    round: 2,
    version: 3,
    edition: 5,
    commentary,
    reissue: null,
    built: builtAs('old'),
    issued: null,
    ...papers.none,
    attentionAt: NOW,
    ...stands[stand],
    ...change,
  })
  const { attentionAt } = placed
  await test.month.table.entities.pack.put({ ...toItem(placed), attention: 'due', attentionAt }).go()
  return placed
}

/** Each write: in which state its cycle is, from which stand it may be done, and what it makes of the pack. */
const writes: Record<
  string,
  {
    cycle: string
    from: Stand[]
    to: Partial<Pack>
    run: (read: Pack) => Promise<unknown>
    isAudited?: true
    /** It does not say which edition was read. */
    isBlind?: true
    /** What it answers where it does nothing. */
    refusal?: unknown
  }
> = {
  want: {
    cycle: 'closing',
    from: ['early', 'withdrawn'],
    to: { state: 'wanted', attentionAt: LATER, commentary, edition: 5 },
    run: (read) => store().want({ ...read, attentionAt: LATER }),
    isBlind: true,
    refusal: true,
  },
  sketch: {
    cycle: 'open',
    from: ['early', 'withdrawn'],
    to: { state: 'early', attentionAt: LATER, commentary, edition: 5 },
    run: (read) => store().sketch({ ...read, attentionAt: LATER }),
    isBlind: true,
  },
  keepSketch: {
    cycle: 'open',
    from: ['early'],
    to: { state: 'early', built: builtAs('new'), attentionAt: '', edition: 5 },
    run: (read) => store().keepSketch(read, builtAs('new')),
  },
  withdraw: {
    cycle: 'reopening',
    from: ['wanted', 'wanted, asked', 'wanted, approved', 'built', 'built, asked', 'built, approved'],
    to: { state: 'withdrawn', built: null, ...papers.none, commentary, edition: 6, attentionAt: '' },
    run: (read) => store().withdraw(read, { revision: read.round }),
    isBlind: true,
    refusal: true,
  },
  build: {
    cycle: 'closed',
    from: ['wanted', 'wanted, asked', 'wanted, approved'],
    to: { state: 'built', built: builtAs('new'), attentionAt: LATER, edition: 5 },
    run: (read) => store().build(read, builtAs('new'), LATER),
  },
  lookAgain: {
    cycle: 'closed',
    from: ['built', 'built, asked', 'built, approved'],
    to: { state: 'built', attentionAt: LATER, edition: 5 },
    run: (read) => store().lookAgain(read, LATER),
  },
  comment: {
    cycle: 'closed',
    from: ['early', 'wanted', 'wanted, asked', 'built', 'built, asked'],
    to: { commentary: { ...commentary, overall: 'Another' }, ...papers.none, edition: 6, attentionAt: NOW },
    run: (read) => store().comment(read, { ...commentary, overall: 'Another' }, event),
    isAudited: true,
  },
  askApproval: {
    cycle: 'closed',
    from: ['built'],
    to: { state: 'built', asked: signature('both', NOW), edition: 6, built: builtAs('old') },
    run: (read) => store().askApproval(read, signature('both', NOW), event),
    isAudited: true,
  },
  approve: {
    cycle: 'closed',
    from: ['built, asked'],
    to: { state: 'wanted', approved: signature('ines', LATER), edition: 6, attentionAt: NOW },
    run: (read) => store().approve(read, signature('ines', LATER), event),
    isAudited: true,
  },
  sendBack: {
    cycle: 'closed',
    from: ['wanted, asked', 'wanted, approved', 'built, asked', 'built, approved'],
    to: { state: 'wanted', ...papers.none, commentary, edition: 6, attentionAt: NOW },
    run: (read) => store().sendBack(read, event),
    isAudited: true,
  },
  issue: {
    cycle: 'closed',
    from: ['built, approved'],
    to: { state: 'issued', issued: signature('cora', LATER), attentionAt: LATER, version: 3 },
    run: (read) => store().issue(read, signature('cora', LATER), event),
    isAudited: true,
  },
  reissue: {
    cycle: 'closed',
    from: ['issued'],
    to: {
      state: 'wanted',
      version: 4,
      edition: 6,
      built: null,
      issued: null,
      ...papers.none,
      commentary,
      reissue: { why: 'Wrong', of: { sha256: builtAs().modelSha256, issued: signature('cora', NOW) } },
    },
    run: (read) => store().reissue(read, 'Wrong', event),
    isAudited: true,
  },
  noticesOwed: {
    cycle: 'closed',
    from: ['issued'],
    to: { state: 'issued', attentionAt: '' },
    run: (read) => store().noticesOwed(read),
    isBlind: true,
    refusal: undefined,
  },
}
const allWrites = Object.keys(writes)
const theWrite = (name: string) => {
  const write = writes[name]
  if (!write) throw new Error(`no write is called ${name}`)
  return write
}
const pairs = allWrites.flatMap((name) => allStands.map((stand) => [name, stand] as const))

describe('a pack on the table', () => {
  beforeEach(async () => {
    test = await openPackMonth()
  })

  it.each(pairs)('%s is done or refused as a whole where it is %s', async (name, stand) => {
    const { cycle: state, from, to, run, isAudited, refusal = false } = theWrite(name)
    await setCycle(state, 2)
    const before = await placePack(stand)
    expect(await pack()).toEqual(before)
    const answer = await run(before)
    if (from.includes(stand)) {
      expect([answer, await pack()]).toEqual([
        name === 'noticesOwed' ? undefined : true,
        { ...before, ...expected(name, stand, to) },
      ])
    } else {
      expect([answer, await pack()]).toEqual([name === 'noticesOwed' ? undefined : refusal, before])
    }
    expect(await test.audited('pack-tested')).toHaveLength(isAudited && from.includes(stand) ? 1 : 0)
  })

  const expected = (name: string, stand: Stand, to: Partial<Pack>): Partial<Pack> =>
    name === 'comment' ? { ...to, state: stand === 'early' ? 'early' : 'wanted' } : to

  it.each(allWrites.filter((name) => !theWrite(name).isBlind))(
    '%s is refused by a stale page',
    async (name) => {
      const { cycle: state, from, run } = theWrite(name)
      await setCycle(state, 2)
      for (const stand of from) {
        const before = await placePack(stand)
        for (const stale of [{ edition: 4 }, { edition: 6 }, { round: 1 }, { round: 3 }]) {
          expect(await run({ ...before, ...stale })).toBe(false)
        }
        expect(await pack()).toEqual(before)
      }
      expect(await test.audited('pack-tested')).toEqual([])
      expect(await store().listIssued(board)).toEqual([])
    },
  )

  it.each(allWrites.filter((name) => theWrite(name).isAudited))(
    '%s is done once, twice at once',
    async (name) => {
      const { cycle: state, from, run } = theWrite(name)
      await setCycle(state, 2)
      const [stand = 'built'] = from
      const before = await placePack(stand)
      const answers = await Promise.all([run(before), run(before), run(before)])
      expect(answers.filter((done) => done === true)).toHaveLength(1)
      expect(await test.audited('pack-tested')).toHaveLength(1)
    },
  )

  it.each([
    ['want', ['planned', 'opening', 'open', 'closed', 'reopening']],
    ['sketch', ['planned', 'opening', 'closing', 'closed', 'reopening']],
    ['withdraw', ['open', 'closing', 'closed']],
    ['issue', ['open', 'closing', 'reopening']],
  ])('%s is refused where its month is in another state', async (name, states) => {
    const { from, run } = theWrite(name)
    const before = await placePack(from[0] ?? 'built')
    for (const state of states) {
      await setCycle(state, 2)
      expect(await run(before), state).toBe(false)
      expect(await pack()).toEqual(before)
    }
  })

  it.each(['want', 'sketch', 'withdraw'])(
    '%s is refused of another closing than it was read of',
    async (name) => {
      const { cycle: state, from, run } = theWrite(name)
      await setCycle(state, 3)
      const before = await placePack(from[0] ?? 'built')
      expect(await run(before)).toBe(false)
      expect(await pack()).toEqual(before)
    },
  )

  it('is listed with the others of its month by the names of their boards, and with no other month’s', async () => {
    await setCycle('closed')
    await placePack('built', { boardId: 'b', boardName: 'Zoological' })
    await placePack('wanted', { boardId: 'a', boardName: 'ämter' })
    await placePack('wanted', { boardId: 'c', boardName: 'Main' })
    await placePack('wanted', { cycleId: '2026-11' })
    expect((await store().list(cycle)).map(({ boardName }) => boardName)).toEqual([
      'ämter',
      'Main',
      'Zoological',
    ])
    expect(await store().find({ ...board, boardId: 'nowhere' })).toBeNull()
  })

  it('is read where it was written before packs had versions and editions', async () => {
    const old = { ...board, boardName: 'Main Board', state: 'wanted', attention: 'due', attentionAt: NOW }
    await test.month.table.entities.pack.put(old).go()
    await setCycle('closed')
    expect(await pack()).toMatchObject({ round: 0, version: 1, edition: 0, commentary: null, reissue: null })
    expect(await store().build(await pack(), builtAs(), NOW)).toBe(true)
    expect(await store().askApproval(await pack(), signature('cora', NOW), event)).toBe(true)
    expect(await store().approve(await pack(), signature('ines', NOW), event)).toBe(true)
    expect(await store().build(await pack(), builtAs(), NOW)).toBe(true)
    expect(await store().issue(await pack(), signature('cora', NOW), event)).toBe(true)
    await store().noticesOwed(await pack())
    expect(await pack()).toMatchObject({ state: 'issued', version: 1, edition: 2, attentionAt: '' })
  })

  describe('that is issued', () => {
    it('is kept as its board got it, and its month is never opened again', async () => {
      await setCycle('closed', 2)
      const read = await placePack('built, approved')
      await store().issue(read, signature('cora', NOW), event)
      const { boardName, built, approved, version } = read
      expect(await store().listIssued(board)).toEqual([
        { ...board, boardName, built, approved, version, issued: signature('cora', NOW) },
      ])
      expect((await test.month.table.cycles.findCycle(cycle))?.issued).toBe(true)
    })

    it('is never written again under the same version', async () => {
      await setCycle('closed', 2)
      const read = await placePack('built, approved')
      await store().issue(read, signature('cora', NOW), event)
      const [kept] = await store().listIssued(board)
      // As if somebody had set the pack back.
      const forged = await placePack('built, approved', { built: builtAs('forged') })
      expect(await store().issue(forged, signature('ines', LATER), event)).toBe(false)
      expect(await store().listIssued(board)).toEqual([kept])
      expect(await pack()).toEqual(forged)
      expect(await test.audited('pack-tested')).toHaveLength(1)
    })

    it('is not issued without an approval or files, whatever is claimed', async () => {
      await setCycle('closed', 2)
      const read = await placePack('built')
      expect(await store().issue(read, signature('cora', NOW), event)).toBe(false)
      expect(await store().issue({ ...read, ...papers.approved }, signature('cora', NOW), event)).toBe(false)
      expect(
        await store().issue({ ...read, ...papers.approved, built: null }, signature('cora', NOW), event),
      ).toBe(false)
      expect(await store().listIssued(board)).toEqual([])
    })

    it('leaves earlier versions as they were, and lists the newest first beyond the ninth', async () => {
      await setCycle('closed', 2)
      for (let version = 1; version <= 11; version += 1) {
        const read = await placePack('built, approved', { version, built: builtAs(`v${version}`) })
        await store().issue(read, signature('cora', NOW), event)
      }
      const issued = await store().listIssued(board)
      expect(issued.map(({ version }) => version)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
      expect(issued.map(({ built }) => built.files.pdf)).toEqual(
        issued.map(({ version }) => `packs/v${version}.pdf`),
      )
    })

    it('does not have another version’s notices taken for its own', async () => {
      await placePack('issued', { version: 4 })
      await store().noticesOwed({ ...board, version: 3 })
      expect((await pack()).attentionAt).toBe(NOW)
    })
  })
})

describe('the life of a pack', () => {
  const take = async (wanted: Step, by = 'cora', how: Partial<typeof test.deps> = {}) =>
    await steerPack(board, { ...wanted, edition: (await pack()).edition }, signature(by, NOW), plan, {
      ...test.deps,
      ...how,
    })
  type Step = WantedStep extends infer W ? (W extends WantedStep ? Omit<W, 'edition'> : never) : never
  const comment = (overall: string): Step => ({
    step: 'comment',
    commentary: { overall, priorities: [], internal: '' },
  })
  const reissue = (why: string): Step => ({ step: 'reissue', why })

  /** Has it approved and built by all who must. */
  const approve = async () => {
    await test.sweepPacks(NOW)
    expect(await take({ step: 'ask' })).toEqual({ ok: true })
    expect(await take({ step: 'approve' }, 'ines')).toEqual({ ok: true })
    await test.sweepPacks(NOW)
  }
  /** What its newest files say, as the plain renderers have it. */
  const said = async () => {
    const { built } = await pack()
    return JSON.parse(new TextDecoder().decode(test.files.get(built?.files.pdf ?? '')))
  }

  beforeEach(async () => {
    test = await openPackMonth()
    await test.open()
    await test.close()
    test.clock.now = NOW
  })

  it('goes from wanted to issued, and each step is in the audit trail', async () => {
    await test.sweepPacks(NOW)
    expect(await take(comment('A good month'))).toEqual({ ok: true })
    await approve()
    expect(await take({ step: 'issue' })).toEqual({ ok: true })
    expect(await pack()).toMatchObject({ state: 'issued', version: 1, attentionAt: '' })
    expect(await said()).toMatchObject({
      control: {
        version: 1,
        asked: { by: 'Name of cora' },
        approved: { by: 'Name of ines' },
        closed: { at: PACK_CLOSES },
      },
      commentary: { overall: 'A good month', by: 'Name of cora' },
    })
    expect(await test.mails('pack-notice')).toEqual(['mia board', 'sue board'])
    for (const [what, by] of [
      ['pack-commented', 'cora'],
      ['pack-approval-asked', 'cora'],
      ['pack-approved', 'ines'],
      ['pack-issued', 'cora'],
    ] as const) {
      expect((await test.audited(what)).map((one) => [one.by, one.details])).toEqual([
        [by, expect.objectContaining({ cycleId: '2026-12', boardId: 'board', version: 1 })],
      ])
    }
    const [issued] = await test.audited('pack-issued')
    expect(issued?.details).toMatchObject({ pack: (await pack()).built?.modelSha256 })
  })

  it('comes to a second version, which says what it replaces, and leaves the first as it was', async () => {
    await approve()
    await take({ step: 'issue' })
    const first = await store().listIssued(board)
    const files = new Map(test.files)
    expect(await take(reissue('A date was wrong'))).toEqual({ ok: true })
    await test.sweepPacks(NOW)
    expect(await pack()).toMatchObject({ state: 'built', version: 2, asked: null, approved: null })
    expect(await take(comment('Now with a word'))).toEqual({ ok: true })
    await approve()
    expect(await said()).toMatchObject({
      control: {
        version: 2,
        reissue: {
          why: 'A date was wrong',
          of: { sha256: first[0]?.built.modelSha256, issued: { by: 'Name of cora' } },
        },
      },
    })
    expect(await take({ step: 'issue' })).toEqual({ ok: true })
    const both = await store().listIssued(board)
    expect(both.map(({ version }) => version)).toEqual([2, 1])
    expect(both[1]).toEqual(first[0])
    for (const [name, bytes] of files) expect(test.files.get(name)).toBe(bytes)
    expect(await test.mails('pack-notice')).toEqual([
      'mia board',
      'mia board_v2',
      'sue board',
      'sue board_v2',
    ])
  })

  it('owes the members of a board called “Main Board v2” the first version of their own pack', async () => {
    const others = boards.map((board) => ({ ...board, boardId: 'board-v2', name: 'Main Board v2' }))
    await test.month.table.plans.saveDirectory({ people: [], boards: others })
    await placePack('issued', { version: 2 })
    await finishIssue(await pack(), NOW, test.deps)
    await finishIssue({ ...(await pack()), boardId: 'board-v2', version: 1 }, NOW, test.deps)
    expect(await test.mails('pack-notice')).toEqual([
      'mia board-v2',
      'mia board_v2',
      'sue board-v2',
      'sue board_v2',
    ])
  })

  it('begins again when it is sent back, and the approval of before counts no more', async () => {
    await approve()
    expect(await take({ step: 'send-back' }, 'ines')).toEqual({ ok: true })
    await test.sweepPacks(NOW)
    expect(await pack()).toMatchObject({ state: 'built', asked: null, approved: null })
    expect(await said()).toMatchObject({ control: { asked: null, approved: null } })
    expect(await take({ step: 'issue' })).toEqual({ ok: false, reason: 'not-approved' })
    expect(await take({ step: 'approve' }, 'ines')).toEqual({ ok: false, reason: 'not-asked' })
  })

  it('takes back what was asked for where somebody says something else meanwhile', async () => {
    await test.sweepPacks(NOW)
    await take({ step: 'ask' })
    const read = (await pack()).edition
    await take(comment('Wait'))
    const late = { step: 'approve', edition: read } as const
    await test.sweepPacks(NOW)
    const overtaken = await steerPack(board, late, signature('ines', NOW), plan, test.deps)
    expect(overtaken).toEqual({ ok: false, reason: 'not-asked' })
    await take({ step: 'ask' })
    // Asked for once more, and the approver still has the page of before.
    expect(await steerPack(board, late, signature('ines', NOW), plan, test.deps)).toEqual({
      ok: false,
      reason: 'overtaken',
    })
    expect((await pack()).approved).toBeNull()
  })

  it('tells of a pack that is not there', async () => {
    const nowhere = { ...board, boardId: 'nowhere' }
    const step = { step: 'ask', edition: 0 } as const
    expect(await steerPack(nowhere, step, signature('cora', NOW), plan, test.deps)).toEqual({
      ok: false,
      reason: 'not-there',
    })
  })

  it('is asked of the directory as it is, not as it was at sign-in', async () => {
    await test.sweepPacks(NOW)
    await take({ step: 'ask' })
    const people = (await test.month.table.plans.loadDirectory(key.partnershipId)).people
    await test.month.table.plans.saveDirectory({
      people: people.filter(({ personId }) => personId === 'ines').map((ines) => ({ ...ines, roles: [] })),
      boards: [],
    })
    expect(await take({ step: 'approve' }, 'ines')).toEqual({ ok: false, reason: 'not-an-approver' })
  })

  it('keeps its commentary when the month is opened again, and loses everything else', async () => {
    await test.sweepPacks(NOW)
    await take(comment('Said before'))
    await approve()
    const deps = { ...test.deps, steering: test.month.table.steering }
    expect(await reopenCycle(cycle, '2026-12-21', 'cora', NOW, deps)).toEqual({ ok: true })
    expect(await pack()).toMatchObject({ state: 'withdrawn', built: null, asked: null, approved: null })
    expect((await pack()).commentary?.overall).toBe('Said before')
    await test.month.tick('2026-12-21T17:00:00.000Z')
    await test.sweepPacks('2026-12-21T17:00:00.000Z')
    expect(await pack()).toMatchObject({ state: 'built', round: 1, approved: null })
    expect(await said()).toMatchObject({
      commentary: { overall: 'Said before' },
      control: { approved: null },
    })
  })

  describe('cut short', () => {
    const WRITES = [1, 2, 3, 4, 5, 6, 7]
    /** Everything that can be pressed, from where it can be. */
    const presses: [string, Step, string, before: () => Promise<void>][] = [
      ['comment', comment('A word'), 'cora', () => test.sweepPacks(NOW)],
      ['ask', { step: 'ask' }, 'cora', () => test.sweepPacks(NOW)],
      [
        'approve',
        { step: 'approve' },
        'ines',
        async () => {
          await test.sweepPacks(NOW)
          await take({ step: 'ask' })
        },
      ],
      ['send back', { step: 'send-back' }, 'cora', approve],
      ['issue', { step: 'issue' }, 'cora', approve],
      [
        'reissue',
        reissue('Wrong'),
        'cora',
        async () => {
          await approve()
          await take({ step: 'issue' })
        },
      ],
    ]
    const cases = presses.flatMap(([name, ...rest]) => WRITES.map((write) => [name, write, ...rest] as const))

    it.each(cases)(
      '%s at write %i: it is done once or not at all, and the sweeper does the rest',
      async (name, write, step, by, before) => {
        await before()
        const read = await pack()
        await take(step, by, crashAt(test.deps, write)).catch((error: Error) =>
          expect(error.message).toBe('killed'),
        )
        // A queue entry that was lost with it.
        test.month.wantedPacks.length = 0
        await test.sweepPacks(LATER)

        const after = await pack()
        const isIssued = after.state === 'issued'
        expect(isIssued || after.state === 'built').toBe(true)
        expect((await test.month.table.listDue(LATER)).packs).toEqual([])
        const what =
          {
            comment: 'pack-commented',
            ask: 'pack-approval-asked',
            approve: 'pack-approved',
            'send back': 'pack-sent-back',
            issue: 'pack-issued',
            reissue: 'pack-reissue-begun',
          }[name] ?? ''
        const isDone = write > 1
        expect(await test.audited(what)).toHaveLength(isDone ? 1 : 0)
        if (!isDone) expect({ ...after, attentionAt: '' }).toEqual({ ...read, attentionAt: '' })
        const versions = (await store().listIssued(board)).map(({ version }) => version)
        const wasIssued = name === 'reissue' || (name === 'issue' && isDone)
        expect(versions).toEqual(wasIssued ? [1] : [])
        expect(await test.mails('pack-notice')).toEqual(wasIssued ? ['mia board', 'sue board'] : [])
      },
    )

    it.each([1, 2, 3, 4])('a builder at write %i: one pack, of the same files', async (write) => {
      const { renderers, ...rest } = test.building
      const dying = { ...crashAt(rest, write), renderers }
      await expect(compilePack(board, dying)).rejects.toThrow('killed')
      expect(await pack()).toMatchObject({ state: 'wanted', built: null })
      await test.sweepPacks(LATER)
      expect(await pack()).toMatchObject({ state: 'built', edition: 0 })
      expect(test.files.size).toBe(3)
    })

    it('a reissue before the notices of the version before are all owed: nobody misses either', async () => {
      await approve()
      await take({ step: 'issue' }, 'cora', crashAt(test.deps, 2)).catch(() => {})
      expect(await test.mails('pack-notice')).toEqual([])
      expect(await take(reissue('Wrong'))).toEqual({ ok: true })
      await approve()
      await take({ step: 'issue' })
      expect(await test.mails('pack-notice')).toEqual([
        'mia board',
        'mia board_v2',
        'sue board',
        'sue board_v2',
      ])
    })
  })

  describe('and its builder', () => {
    it('keeps three files under names of what they say', async () => {
      expect(await compilePack(board, test.building)).toBe('built')
      const { built } = await pack()
      expect([...test.files.keys()].sort()).toEqual(Object.values(built?.files ?? {}).sort())
      expect(built?.files.pdf).toMatch(
        /^packs\/testshire\/plan\/2026-12\/board-[0-9a-f]{12}-[0-9a-f]{12}\.pdf$/,
      )
      expect(built?.files.html).toContain(built?.modelSha256.slice(0, 12))
    })

    it('keeps each volume of a pack that has several, the first under the name that one would have', async () => {
      expect(await compilePack(board, { ...test.building, renderers: volumeRenderers })).toBe('built')
      const { built } = await pack()
      const volumes = built?.volumes ?? []
      expect(volumes.length).toBeGreaterThan(2)
      expect(built?.pages).toBe(2 * volumes.length)
      expect(built?.files.pdf).toMatch(/-[0-9a-f]{12}\.pdf$/)
      expect(volumes).toEqual(
        volumes.map((_, index) => ({
          pdf: built?.files.pdf.replace(/\.pdf$/, index === 0 ? '.pdf' : `-${index + 1}.pdf`),
          pages: 2,
        })),
      )
      const titles = volumes.map(({ pdf }) => new TextDecoder().decode(test.files.get(pdf)))
      expect(titles.map((title) => title.replace(/.*, volume/, 'volume'))).toEqual(
        volumes.map((_, index) => `volume ${index + 1} of ${volumes.length}`),
      )
      expect(built?.sha256).toBe(createHash('sha256').update(titles.join('')).digest('hex'))
    })

    it('keeps of a pack of one volume no list of them, as before there were any', async () => {
      await compilePack(board, test.building)
      const { built } = await pack()
      expect(built && [built.volumes, volumesOf(built)]).toEqual([[], [{ pdf: built?.files.pdf, pages: 1 }]])
      const before = { ...built, volumes: undefined }
      const old = Pack.parse({ ...(await pack()), built: before })
      expect(old.built && volumesOf(old.built)).toEqual([{ pdf: built?.files.pdf, pages: 1 }])
    })

    it('does nothing about what was built before, is issued, or is not there', async () => {
      await test.sweepPacks(NOW)
      expect(await compilePack(board, test.building)).toBe('built-before')
      expect(await compilePack({ ...board, boardId: 'nowhere' }, test.building)).toBe('built-before')
      await approve()
      await take({ step: 'issue' })
      const before = await pack()
      expect(await compilePack(board, test.building)).toBe('built-before')
      expect(await pack()).toEqual(before)
    })

    it('is one of two at once', async () => {
      const answers = await Promise.all([
        compilePack(board, test.building),
        compilePack(board, test.building),
      ])
      expect(answers.sort()).toEqual(['built', 'overtaken'])
      expect(await pack()).toMatchObject({ state: 'built' })
    })

    it('is overtaken by a commentary, and the next one has it', async () => {
      let isFirst = true
      const slow = {
        ...test.building,
        files: {
          savePack: async (name: string, bytes: Uint8Array) => {
            if (isFirst) await take(comment('Said meanwhile'))
            isFirst = false
            await test.building.files.savePack(name, bytes)
          },
        },
      }
      expect(await compilePack(board, slow)).toBe('overtaken')
      expect(await pack()).toMatchObject({ state: 'wanted', edition: 1, built: null })
      await test.work()
      expect(await said()).toMatchObject({ commentary: { overall: 'Said meanwhile' } })
    })

    it('tries again where the bucket fails', async () => {
      for (const fails of [1, 2, 3]) {
        let saved = 0
        const savePack = async () => {
          saved += 1
          if (saved === fails) throw new Error('S3 is away')
        }
        await expect(compilePack(board, { ...test.building, files: { savePack } })).rejects.toThrow(
          'S3 is away',
        )
        expect(await pack()).toMatchObject({ state: 'wanted', built: null })
      }
      await test.sweepPacks(LATER)
      expect((await pack()).state).toBe('built')
    })

    it('builds of no other answers than were locked', async () => {
      const [snapshot] = test.month.snapshots
      if (!snapshot) throw new Error('there is no snapshot')
      const loadSnapshot = async () => ({
        snapshot: { ...snapshot, partnershipName: 'Forged' },
        sha256: 'f'.repeat(64),
      })
      await expect(compilePack(board, { ...test.building, snapshots: { loadSnapshot } })).rejects.toThrow(
        'not the one that was locked',
      )
      await expect(
        compilePack(board, { ...test.building, snapshots: { loadSnapshot: async () => null } }),
      ).rejects.toThrow('not in the bucket')
      expect((await pack()).state).toBe('wanted')
    })
  })
})

describe('a sketch of an open month', () => {
  const wanted = { ...board, boardName: 'Main Board', round: 0, attentionAt: NOW }
  const commentOn = async (overall: string) =>
    await steerPack(
      board,
      {
        step: 'comment',
        edition: (await pack()).edition,
        commentary: { overall, priorities: [], internal: '' },
      },
      signature('cora', NOW),
      plan,
      test.deps,
    )

  beforeEach(async () => {
    test = await openPackMonth()
    await test.open()
    expect(await store().sketch(wanted)).toBe(true)
  })

  it('is built of the answers as they are, and is never final', async () => {
    expect(await compilePack(board, test.building)).toBe('sketched')
    const { built, state, attentionAt } = await pack()
    expect([state, attentionAt]).toEqual(['early', ''])
    const model = JSON.parse(new TextDecoder().decode(test.files.get(built?.files.pdf ?? '')))
    expect(model.control).toMatchObject({ closed: null, approved: null, read: { at: test.clock.now } })
  })

  it('is found by the sweeper where its entry in the queue was lost', async () => {
    await test.sweepPacks('2026-12-19T10:00:00.000Z')
    expect((await pack()).built).not.toBeNull()
  })

  it('keeps its commentary when the month is closed, and its files are not the pack’s', async () => {
    await test.work()
    await compilePack(board, test.building)
    const sketched = (await pack()).built
    expect(await commentOn('While it was open')).toEqual({ ok: true })
    expect(await pack()).toMatchObject({ state: 'early', edition: 1 })
    await test.close()
    expect(await pack()).toMatchObject({
      state: 'wanted',
      edition: 1,
      commentary: { overall: 'While it was open' },
    })
    await test.sweepPacks(NOW)
    expect((await pack()).built?.files).not.toEqual(sketched?.files)
    const model = JSON.parse(new TextDecoder().decode(test.files.get((await pack()).built?.files.pdf ?? '')))
    expect(model).toMatchObject({
      commentary: { overall: 'While it was open' },
      control: { closed: { at: PACK_CLOSES } },
    })
  })

  it('gives way to the closing that comes while it is built', async () => {
    let isFirst = true
    const savePack = async () => {
      if (isFirst) await test.close()
      isFirst = false
    }
    expect(await compilePack(board, { ...test.building, files: { savePack } })).toBe('overtaken')
    expect(await pack()).toMatchObject({ state: 'wanted', built: null })
  })

  it('is asked for no more once the month is closed', async () => {
    await test.close()
    expect(await store().sketch(wanted)).toBe(false)
    expect(await store().sketch({ ...wanted, boardId: 'new', boardName: 'A new board' })).toBe(false)
    expect(await store().find({ ...board, boardId: 'new' })).toBeNull()
    await test.sweepPacks(NOW)
    expect((await pack()).state).toBe('built')
  })

  it('is not built while the month is being closed', async () => {
    await setCycle('closing')
    expect(await compilePack(board, test.building)).toBe('withdrawn')
    expect(test.files.size).toBe(0)
  })

  it('loses a commentary to nobody who typed another at the same time', async () => {
    const read: ReadPack & Pick<Pack, 'state'> = await pack()
    const both = await Promise.all(
      ['One', 'Two'].map((overall) => store().comment(read, { ...commentary, overall }, event)),
    )
    expect(both.filter((done) => done)).toHaveLength(1)
    expect((await pack()).edition).toBe(1)
  })
})
