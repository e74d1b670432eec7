import { beforeEach, describe, expect, it } from 'vitest'
import { createAlertOfMail } from '../../functions/entrypoints/wiring.ts'
import type { Message } from '../../functions/message/message.ts'
import { settleMessage } from '../../functions/message/settle-message.ts'
import { formFields, ORIGIN, openTestConsole } from '../support/console.ts'
import { composeAt } from '../support/lead.ts'
import { annsRequest, mailEvent, openTestLedger } from '../support/ledger.ts'
import { plainAnswer } from '../support/plain-answer.ts'
import { key } from '../support/small-plan.ts'

const NOW = '2026-12-01T10:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }
const alertId = {
  partnershipId: key.partnershipId,
  messageId: `plan_2026-12_alert_mail-bounced-${annsRequest.messageId}_cora`,
}

const anAnswer = {
  ...plainAnswer,
  progress: 'Well',
  byName: 'Ann Lead',
  at: NOW,
  version: 1,
  draftRevision: 0,
  hash: '0'.repeat(64),
}

describe('a lead whose address bounced for good', () => {
  let ledger: Awaited<ReturnType<typeof openTestLedger>>
  let month: (typeof ledger)['month']
  let console: Awaited<ReturnType<typeof openTestConsole>>
  const setPerson = async (personId: string, change: object) => {
    const { people: now } = await month.table.plans.loadDirectory(key.partnershipId)
    const person = now.find((one) => one.personId === personId)
    if (person) await month.table.plans.saveDirectory({ people: [{ ...person, ...change }], boards: [] })
  }
  const bounce = async () => {
    await ledger.work()
    const deps = { ...month.table, queue: ledger.queue, now: () => NOW }
    const event = mailEvent('Bounce', { bounce: { bounceType: 'Permanent' } })
    await settleMessage(event, { ...deps, people: month.table.plans, alert: createAlertOfMail(deps) })
  }
  const refsOf = async (personId: string) => {
    const asks = await month.table.cycles.listAsks({ ...cycle, personId })
    return asks
      .filter(({ handedTo, takenBackAt }) => handedTo === null && takenBackAt === null)
      .map(({ ref, onBehalfOf }) => (onBehalfOf ? `${ref} for ${onBehalfOf.name}` : ref))
  }
  const handedMail = async () =>
    (await month.table.cycles.listMessages(cycle)).filter(({ kind }) => kind === 'handed')
  const audited = async (kind = 'deputy-asked') => {
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    return data.filter(({ what }) => what === kind)
  }
  const compose = (message: Message) => composeAt(month, () => NOW)(message)

  beforeEach(async () => {
    ledger = await openTestLedger()
    month = ledger.month
    await setPerson('ann', { deputyId: 'mia' })
    console = await openTestConsole(month, () => NOW)
  })

  it('has their deputy named in the alert, whose button leads to asking them', async () => {
    await bounce()
    const alert = await month.table.messages.find(alertId)
    if (!alert) throw new Error('nobody was told')
    expect(alert.about).toContain(
      'A mail to Ann Lead did not arrive. The address does not exist or refuses mail.',
    )
    expect(alert.about).toContain('You can ask Mia Member, their deputy, instead.')
    const composed = await compose(alert)
    expect(composed.owed && composed.mail.text).toContain(`${ORIGIN}/console/plan/deputy/ann`)
  })

  it.each([
    ['no deputy', { deputyId: null }],
    ['no deputy that mail reaches', { deputyId: 'bob' }],
  ])('with %s leads to their page instead', async (_, change) => {
    await setPerson('bob', { mailStopped: { at: NOW, reason: 'It bounced.' } })
    await setPerson('ann', change)
    await bounce()
    const alert = await month.table.messages.find(alertId)
    expect(alert?.about).not.toContain('deputy')
    expect(alert?.link).toBe('/console/plan/people/ann')
    expect(await console.read('/console/plan')).not.toContain('/deputy/ann')
  })

  it('is offered the same way on the month’s page, in both tables, and on their own', async () => {
    expect(await console.read('/console/plan')).not.toContain('/console/plan/deputy/ann')
    await bounce()
    const page = await console.read('/console/plan')
    expect(page.match(/href="\/console\/plan\/deputy\/ann"/g)).toHaveLength(2)
    expect(page).toContain('Ask Mia Member instead')
    expect(await console.read('/console/plan/people/ann')).toContain('/console/plan/deputy/ann')
  })

  it('is answered for by the deputy after one press, on their behalf and in the coordinator’s name', async () => {
    await bounce()
    const page = await console.read('/console/plan/deputy/ann')
    expect(page).toContain('2 actions go to Mia Member for December 2026')
    expect(page).toContain('1.1 Do what 1.1 says')
    const answer = await console.post('/console/plan/deputy/ann', formFields(page))
    expect(answer.headers.get('location')).toBe('/console/plan?done=deputy-asked')
    expect(await refsOf('mia')).toEqual(['1.1 for Ann Lead', '1.2 for Ann Lead'])
    expect(await refsOf('ann')).toEqual([])
    expect(await handedMail()).toMatchObject([{ personId: 'mia', state: 'owed' }])
    expect(ledger.month.queued.map(({ messageId }) => messageId)).toContain(
      (await handedMail())[0]?.messageId,
    )
    expect(await audited()).toMatchObject([
      { by: 'cora', details: { lead: 'ann', deputy: 'mia', refs: ['1.1', '1.2'], cycleId: '2026-12' } },
    ])
    // Nothing says that the lead did it, who cannot be reached.
    const moved = (await audited('action-handed-over')).sort((a, b) =>
      a.details.ref.localeCompare(b.details.ref),
    )
    expect(moved).toMatchObject([
      { by: 'cora', details: { from: 'ann', to: 'mia', ref: '1.1' } },
      { by: 'cora', details: { from: 'ann', to: 'mia', ref: '1.2' } },
    ])
    const [message] = await handedMail()
    if (!message) throw new Error('nobody is told')
    const composed = await compose(message)
    const text = composed.owed ? composed.mail.text.replaceAll(/\s+/g, ' ') : ''
    expect(text).toContain(
      'Cora Coordinator asks you to answer these 2 actions of the Improvement plan in the place of Ann Lead, whose deputy you are.',
    )
    expect(text).toContain(
      'You get this because Cora Coordinator asked you to answer in the place of Ann Lead.',
    )
    expect(text).toContain('Once you have answered everything on your form, you get no more reminders')
  })

  it.each([
    ['answered', { answer: { ...anAnswer, by: 'ann' }, answerVersion: 1 }],
    ['answered on behalf of somebody', { onBehalfOf: { personId: 'bob', name: 'Bob Lead' } }],
  ])('has only what is not %s offered', async (_, change) => {
    await month.table.entities.ask
      .patch({ ...cycle, personId: 'ann', ref: '1.1' })
      .set(change)
      .go()
    await bounce()
    const page = await console.read('/console/plan/deputy/ann')
    expect(page).toContain('1 action goes to Mia Member')
    expect(page).not.toContain('Do what 1.1 says')
  })

  it('says so where mail does not reach the deputy either', async () => {
    await setPerson('mia', { mailStopped: { at: NOW, reason: 'It bounced.' } })
    const answer = await console.get('/console/plan/deputy/ann')
    expect(answer.status).toBe(409)
    expect(await refsOf('mia')).toEqual([])
  })

  it('is handed over once for two presses', async () => {
    await bounce()
    const fields = formFields(await console.read('/console/plan/deputy/ann'))
    await console.post('/console/plan/deputy/ann', fields)
    const again = await console.post('/console/plan/deputy/ann', fields)
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('everything has been answered, or is with somebody else')
    expect(await handedMail()).toHaveLength(1)
    expect(await audited()).toHaveLength(1)
    expect(await console.read('/console/plan/deputy/ann')).toContain('has no action in December 2026')
  })

  it('gives the deputy only what they are not asked about already', async () => {
    await setPerson('ann', { deputyId: 'bob' })
    await bounce()
    const page = await console.read('/console/plan/deputy/ann')
    expect(page).toContain('1 action goes to Bob Lead')
    await console.post('/console/plan/deputy/ann', formFields(page))
    expect(await refsOf('bob')).toEqual(['1.1 for Ann Lead', '1.2'])
  })

  it('is not handed over by a page of another month, nor between two months', async () => {
    await bounce()
    expect((await console.post('/console/plan/deputy/ann', { cycle: '2026-11' })).status).toBe(409)
    await month.table.cycles.moveCycle({ ...cycle, revision: 0 }, 'closing', { closedAt: NOW })
    const late = await console.post('/console/plan/deputy/ann', { cycle: '2026-12' })
    expect(await late.text()).toContain('No month is open')
    expect(await refsOf('mia')).toEqual([])
    expect(await audited()).toEqual([])
  })

  it.each([
    ['nobody', 'There is no such person'],
    ['bob', 'They have no deputy'],
  ])('says why %s cannot be answered for', async (personId, words) => {
    const answer = await console.get(`/console/plan/deputy/${personId}`)
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain(words)
  })

  it('leaves nothing handed over without the coordinator’s name, and goes on after a fault', async () => {
    await bounce()
    const { moveAsk } = month.table.forms
    let moves = 0
    month.table.forms.moveAsk = async (move) => {
      moves += 1
      if (moves === 2) throw new Error('the table is away')
      return await moveAsk(move)
    }
    const broken = await openTestConsole(month, () => NOW)
    const fields = { cycle: '2026-12' }
    await expect(async () => await broken.post('/console/plan/deputy/ann', fields)).rejects.toThrow('away')
    expect(await audited()).toHaveLength(1)
    month.table.forms.moveAsk = moveAsk
    const whole = await openTestConsole(month, () => '2026-12-01T10:01:00.000Z')
    await whole.post('/console/plan/deputy/ann', fields)
    expect(await refsOf('mia')).toEqual(['1.1 for Ann Lead', '1.2 for Ann Lead'])
  })
})
