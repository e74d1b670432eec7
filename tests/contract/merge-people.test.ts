import { beforeEach, describe, expect, it } from 'vitest'
import { renderEmail } from '../../emails/render.ts'
import { createCompose } from '../../functions/message/compose.ts'
import type { Message } from '../../functions/message/message.ts'
import { withIds } from '../../functions/plan/action-ids.ts'
import { type MergeDeps, mergePeople } from '../../functions/plan/merge-people.ts'
import { seenPerson } from '../../functions/plan/person-change.ts'
import { newCode, newToken, sha256 } from '../../functions/platform/ids.ts'
import type { LeadSession } from '../../functions/update/ports.ts'
import { submitAnswers } from '../../functions/update/submit-answers.ts'
import { hashUpdate } from '../../functions/update/update.ts'
import { openTestConsole } from '../support/console.ts'
import { makeDraft } from '../support/draft.ts'
import { openTestMonth } from '../support/month.ts'
import { sessionOf } from '../support/session.ts'
import { actions, boards, key, plan } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const NOW = '2026-12-03T10:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }

const [smallBoard] = boards
if (!smallBoard) throw new Error('the small plan has a board')

describe('merging two entries of one person', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  const deps = (): MergeDeps => ({
    ...month.table,
    listPlans: month.table.plans.listPlans,
    now: () => NOW,
  })
  const directory = () => month.table.directoryStore.readDirectory(key.partnershipId)
  const person = async (personId: string) => {
    const found = (await directory()).people.find((one) => one.personId === personId)
    if (!found) throw new Error(`${personId} is not there`)
    return found
  }
  const orderOf = async (survivorId: string, mergedId: string) => ({
    ...key,
    survivorId,
    mergedId,
    seen: { survivor: seenPerson(await person(survivorId)), merged: seenPerson(await person(mergedId)) },
    by: 'cora',
  })
  const merge = async (survivorId: string, mergedId: string, change: Partial<MergeDeps> = {}) =>
    await mergePeople(await orderOf(survivorId, mergedId), { ...deps(), ...change })
  const trail = async () => {
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    return data.map(({ what }) => what).filter((what) => what.startsWith('people-merge'))
  }
  const leadsOf = async (refs: string[]) => {
    const file = await month.table.plans.loadPlanFile(key)
    return file?.actions
      .filter(({ ref }) => refs.includes(ref))
      .map(({ ref, strategicLeadIds, improvementLeadIds }) => [ref, strategicLeadIds, improvementLeadIds])
  }
  const compose = (message: Message) =>
    createCompose({
      ...month.table,
      secrets: { newToken, newCode, hashToken: sha256 },
      packFiles: { loadPack: async () => new Uint8Array([1]) },
      renderEmail,
      publicUrl: 'https://muster.example',
      now: () => NOW,
    })(message)
  const messageOf = async (personId: string, kind: Message['kind']) => {
    const found = (await month.table.cycles.listMessages(cycle)).find(
      (message) => message.personId === personId && message.kind === kind,
    )
    if (!found) throw new Error(`${personId} is owed no ${kind}`)
    return found
  }
  const answer = async (session: LeadSession, ref: string) => {
    const draft = makeDraft(NOW, { statusCode: 'on-track', progress: `Done ${ref}` })
    expect(await month.table.forms.saveDraft({ ...session, ref }, draft, 0)).toBe(true)
    const asks = await month.table.cycles.listAsks(session)
    const [result] = await submitAnswers({ session, asks }, [{ ref, revision: 1 }], {
      ...month.table,
      now: () => NOW,
    })
    return result
  }

  beforeEach(async () => {
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
  })

  it('moves actions, boards and deputies, and keeps names and addresses', async () => {
    const sue = await person('sue')
    await month.table.plans.saveDirectory({
      people: [
        { ...sue, deputyId: 'mia', otherNames: ['Susan Strategic'], roles: ['coordinator'] },
        { ...(await person('ann')), deputyId: 'sue' },
        { ...(await person('bob')), absences: [{ from: '2026-12-24', to: '2026-12-31' }] },
      ],
      boards: [],
    })
    expect(await merge('bob', 'sue')).toEqual({ outcome: 'merged' })
    expect(await person('bob')).toMatchObject({
      name: 'Bob Lead',
      roles: [],
      email: 'bob@testshire.example',
      otherNames: ['Sue Strategic', 'Susan Strategic'],
      formerEmails: [{ email: 'sue@testshire.example', until: NOW }],
      deputyId: 'mia',
      absences: [{ from: '2026-12-24', to: '2026-12-31' }],
      mergedInto: null,
    })
    expect(await person('sue')).toMatchObject({
      mergedInto: 'bob',
      roles: [],
      otherNames: [],
      deputyId: null,
    })
    expect((await person('ann')).deputyId).toBe('bob')
    expect((await directory()).boards[0]).toMatchObject({ chair: 'mia', members: ['mia', 'bob'] })
    expect(await leadsOf(['1.1', '1.2'])).toEqual([
      ['1.1', ['bob'], ['ann']],
      ['1.2', ['bob'], ['ann', 'bob']],
    ])
    expect(await trail()).toEqual(['people-merged'])
  })

  it('finds the survivor of every name the plan writes, when the plan is imported afterwards', async () => {
    await merge('bob', 'ann')
    const [action] = actions
    if (!action) throw new Error('the plan is empty')
    expect(withIds(action, plan, await directory()).improvementLeadIds).toEqual(['bob'])
  })

  it('merges nobody who would then stand in for themselves', async () => {
    await month.table.plans.saveDirectory({
      people: [
        { ...(await person('ann')), deputyId: 'mia' },
        { ...(await person('mia')), deputyId: 'bob' },
      ],
      boards: [],
    })
    await merge('ann', 'bob')
    expect((await person('mia')).deputyId).toBe('ann')
    expect((await person('ann')).deputyId).toBeNull()
  })

  it('waits while a month is being opened or closed', async () => {
    for (const state of ['opening', 'closing']) {
      await month.table.entities.cycle.patch(cycle).set({ state }).go()
      expect(await merge('ann', 'bob')).toEqual({ outcome: 'busy' })
    }
    expect((await person('bob')).mergedInto).toBeNull()
  })

  it('refuses to write over a month that began to open after the page was read', async () => {
    const { directoryStore, cycles } = month.table
    const writeDirectory: typeof directoryStore.writeDirectory = async (change) => {
      await month.table.entities.cycle.patch(cycle).set({ state: 'opening' }).go()
      return await directoryStore.writeDirectory(change)
    }
    const planned = await cycles.findCycle(cycle)
    const stale = { findCycle: async () => planned }
    const outcome = await merge('ann', 'bob', {
      directoryStore: { ...directoryStore, writeDirectory },
      cycles: stale,
    })
    expect(outcome).toEqual({ outcome: 'busy' })
    expect((await person('bob')).mergedInto).toBeNull()
  })

  it('reads again when somebody else in the directory changed while it was decided', async () => {
    const { directoryStore } = month.table
    let interrupted = 0
    const writeDirectory: typeof directoryStore.writeDirectory = async (change) => {
      interrupted += 1
      if (interrupted === 1) {
        await month.table.plans.saveDirectory({
          people: [{ ...(await person('mia')), deputyId: 'bob' }],
          boards: [],
        })
      }
      return await directoryStore.writeDirectory(change)
    }
    expect(await merge('ann', 'bob', { directoryStore: { ...directoryStore, writeDirectory } })).toEqual({
      outcome: 'merged',
    })
    expect(interrupted).toBe(2)
    expect((await person('mia')).deputyId).toBe('ann')
  })

  it.each([1, 2, 3])('finishes a merge that was cut short at transaction %i', async (cutAt) => {
    const many = Array.from({ length: 200 }, (_, at) => ({
      ...smallBoard,
      boardId: `board-${at}`,
      name: `Board ${at}`,
      members: ['bob'],
    }))
    await month.table.plans.saveDirectory({ people: [], boards: many })
    const { directoryStore } = month.table
    let writes = 0
    const writeDirectory: typeof directoryStore.writeDirectory = async (change) => {
      writes += 1
      if (writes === cutAt) throw new Error('killed')
      return await directoryStore.writeDirectory(change)
    }
    const broken = { directoryStore: { ...directoryStore, writeDirectory } }
    await expect(merge('ann', 'bob', broken)).rejects.toThrow('killed')
    expect((await person('bob')).mergedInto).toBeNull()
    const membersOf = async () => (await directory()).boards.flatMap(({ members }) => members)
    const moved = (await membersOf()).filter((id) => id === 'ann').length
    expect(moved).toBe((cutAt - 1) * 78)

    expect(await merge('ann', 'bob')).toEqual({ outcome: 'merged' })
    expect(await membersOf()).not.toContain('bob')
    expect((await membersOf()).filter((id) => id === 'ann')).toHaveLength(200)
    expect((await trail()).filter((what) => what === 'people-merged')).toHaveLength(1)
  })

  describe('in an open month', () => {
    beforeEach(async () => {
      await month.tick(OPENS)
    })

    it('mails what is owed to the merged entry to the address that stays, for the form that was opened', async () => {
      await merge('bob', 'ann')
      const mail = await compose(await messageOf('ann', 'request'))
      if (!mail.owed) throw new Error(mail.reason)
      expect(mail.mail.to).toEqual({ name: 'Bob Lead', address: 'bob@testshire.example' })
      expect(mail.mail.text).toContain('1.1')
      // Bob's own form has it: one mail is enough.
      expect(mail.mail.text).not.toContain('1.2')
      const token = /\/u\/([\w-]{43})/.exec(mail.mail.text)?.[1] ?? ''
      expect(await month.table.links.findLink(sha256(token))).toMatchObject({ personId: 'ann' })
    })

    it('sends no reminder of a merged entry where the form of the one that stays has it all', async () => {
      await merge('ann', 'bob')
      await month.tick('2026-12-10T09:00:00.000Z')
      expect(await compose(await messageOf('bob', 'reminder'))).toEqual({
        owed: false,
        reason: 'All of it is on the form of the entry that stayed.',
      })
      expect((await compose(await messageOf('ann', 'reminder'))).owed).toBe(true)
    })

    it('still tells the strategic lead what is not answered, and names the person once', async () => {
      await merge('bob', 'ann')
      await month.tick('2026-12-16T09:00:00.000Z')
      const mail = await compose(await messageOf('sue', 'escalation'))
      if (!mail.owed) throw new Error(mail.reason)
      expect(mail.mail.text.match(/Bob Lead/g)).toHaveLength(1)
      expect(mail.mail.text).not.toContain('Ann Lead')
      expect(mail.mail.text).toMatch(/1\.1.*1\.2/s)
    })

    it('tells the strategic lead of a form whose own person leads nothing any more', async () => {
      await answer(sessionOf('bob', 'Bob Lead'), '1.2')
      await merge('mia', 'ann')
      await month.tick('2026-12-16T09:00:00.000Z')
      const mail = await compose(await messageOf('sue', 'escalation'))
      expect(mail.owed && mail.mail.text).toMatch(/Mia Member.*1\.1/s)
    })

    it('sends an escalation or a pack to one person once, whichever entry it was owed to', async () => {
      await month.tick('2026-12-16T09:00:00.000Z')
      const owed = await messageOf('sue', 'escalation')
      await merge('mia', 'sue')
      const one = await compose(owed)
      expect(one.owed && one.mail.to.address).toBe('mia@testshire.example')
      const twin = { ...owed, personId: 'mia', messageId: owed.messageId.replace('_sue', '_mia') }
      await month.table.messages.owe(twin)
      expect(await compose(owed)).toEqual({
        owed: false,
        reason: 'It is owed to the entry that stayed when the two were merged.',
      })
    })

    it('stops mail to the entry that stays when a mail for the merged one bounces there', async () => {
      await merge('bob', 'ann')
      const stop = (address: string) =>
        month.table.plans.stopMail(key.partnershipId, 'ann', NOW, 'It bounced.', [address])
      await stop('ann@testshire.example')
      expect((await person('bob')).mailStopped).toBeNull()
      await stop('bob@testshire.example')
      expect((await person('bob')).mailStopped).not.toBeNull()
    })

    it('takes answers on the old link, keeps the chain of hashes, and shows them as the survivor’s', async () => {
      await answer(sessionOf('ann', 'Ann Lead'), '1.1')
      await merge('bob', 'ann')
      expect(await answer(sessionOf('ann', 'Bob Lead'), '1.2')).toMatchObject({ outcome: 'stored' })
      const file = await month.table.plans.loadPlanFile(key)
      const heads = await month.table.updates.findHeads(file?.actions ?? [])
      expect(heads.map(({ ref, by }) => [ref, by]).sort()).toEqual([
        ['1.1', 'ann'],
        ['1.2', 'ann'],
      ])
      for (const { hash, ...update } of heads) expect(hashUpdate(update)).toBe(hash)
      const console = await openTestConsole(month, () => NOW)
      const page = await console.read('/console/plan/people/bob')
      expect(page).toContain('Done 1.1')
      expect(page).toContain('as Ann Lead')
      expect(page).toContain('Done 1.2')
      expect((await console.get('/console/plan/people/ann')).headers.get('location')).toBe(
        '/console/plan/people/bob',
      )
      expect(await console.read('/console/plan')).toContain('Bob Lead (asked as Ann Lead)')
    })

    it('says in the page what becomes of the form that is open', async () => {
      const console = await openTestConsole(month, () => NOW)
      const page = await (
        await console.post('/console/plan/people/merge', { one: 'ann', other: 'bob', stays: 'bob' })
      ).text()
      expect(page).toContain('For December 2026, Ann Lead has answered 0 of 2 actions.')
      expect(page).toContain('its reminders go to bob@testshire.example')
    })

    it('counts the two as one person in the pack', async () => {
      await merge('bob', 'ann')
      await month.tick('2026-12-18T17:00:00.000Z')
      expect(month.snapshots[0]?.requests).toEqual([
        { personId: 'bob', name: 'Bob Lead', asked: ['1.1', '1.2'], answered: [], gave: [] },
      ])
    })
  })

  it('asks the survivor about an action that still names the merged entry', async () => {
    await merge('mia', 'ann')
    await month.table.imports.writeActions(actions)
    await month.tick(OPENS)
    expect((await month.table.cycles.listRequests(cycle)).map(({ personId }) => personId)).toEqual([
      'bob',
      'mia',
    ])
  })

  it('asks the survivor alone in the months that follow', async () => {
    await merge('bob', 'ann')
    await month.tick(OPENS)
    expect(
      (await month.table.cycles.listRequests(cycle)).map(({ personId, asked }) => [personId, asked]),
    ).toEqual([['bob', 2]])
  })
})
