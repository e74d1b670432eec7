import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { later, oweMessage } from '../../functions/message/message.ts'
import { createScheduler } from '../../functions/platform/scheduler.ts'
import { readFault } from '../../infra/local/schedule-fault.ts'
import { type FaultyMachine, startFaultyMachine } from '../support/faulty-machine.ts'
import type { KillingService, KillPoint } from '../support/killing-proxy.ts'
import { actions, boards, people, key as smallKey, plan as smallPlan } from '../support/small-plan.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const [ANN, BOB, CORA] = ['ann', 'bob', 'cora'].map((name) => `${name}@testshire.example`)

let system: FaultyMachine
let machine: FaultyMachine['machine']
let stores: FaultyMachine['stores']

beforeAll(async () => {
  system = await startFaultyMachine()
  machine = system.machine
  stores = system.stores
  await stores.writer.saveDirectory({ people, boards })
})
afterAll(() => system?.stop())

/** The small plan under an id and a name of its own, its next cycle planned and its tick armed. */
const plantPlan = async (planId: string, opensAt = '09:00') => {
  const key = { ...smallKey, planId }
  const policy = { ...smallPlan.policy, open: { workingDay: 1, at: opensAt } }
  await stores.writer.savePlan({ ...smallPlan, planId, name: planId, policy })
  await stores.imports.writeActions(actions.map((action) => ({ ...action, planId })))
  await machine.run('tick', key)
  const cycleId = (await stores.plans.findPlan(key))?.currentCycleId ?? ''
  const cycle = await stores.cycles.findCycle({ ...key, cycleId })
  if (cycle?.state !== 'planned') throw new Error('no cycle is planned')
  return { key, cycle }
}
type Planted = Awaited<ReturnType<typeof plantPlan>>

/** The same with its opening begun: whoever looks next goes on with it. */
const beginOpening = async (planId: string) => {
  const planted = await plantPlan(planId)
  expect(await stores.cycles.moveCycle(planted.cycle, 'opening', {})).toBe(true)
  return planted
}

/** A plan whose leads were asked, and a reminder to Ann that is owed and in no queue. */
const oweReminder = async (planId: string) => {
  const planted = await beginOpening(planId)
  await machine.run('tick', planted.key)
  const { cycleId } = planted.cycle
  const reason = { ...planted.key, cycleId, personId: 'ann', kind: 'reminder', ordinal: '9' } as const
  const { partnershipId, messageId, ...rest } = oweMessage(reason, machine.clock.now())
  const id = { partnershipId, messageId }
  expect(await stores.messages.owe({ ...id, ...rest })).toBe(true)
  const delivery = { Records: [{ messageId: 'of-the-queue', body: JSON.stringify(id) }] }
  return { ...planted, delivery, reminder: () => stores.messages.find(id) }
}

const moveBy = (milliseconds: number) => machine.moveClockTo(later(machine.clock.now(), milliseconds))
const stateOf = async ({ cycle }: Planted) => (await stores.cycles.findCycle(cycle))?.state

/** Whose mailboxes have mail about a plan, once for each mail. Its mails are sent in its name. */
const mailedAbout = ({ key }: Planted) =>
  machine.mailbox
    .mails()
    .filter(({ email }) => email.from?.name === key.planId)
    .flatMap(({ to }) => to)
    .toSorted()

const expectOneMailEach = async (planted: Planted) => {
  const { cycle } = planted
  expect(await stores.cycles.findCycle(cycle)).toMatchObject({ state: 'open', leadsAsked: 2 })
  expect((await stores.cycles.listRequests(cycle)).map(({ personId }) => personId)).toEqual(['ann', 'bob'])
  const messages = await stores.cycles.listMessages(cycle)
  expect(messages.map(({ personId, kind, state }) => [personId, kind, state])).toEqual([
    ['ann', 'request', 'delivered'],
    ['bob', 'request', 'delivered'],
  ])
  expect(mailedAbout(planted)).toEqual([ANN, BOB])
}

describe('a worker killed with a mail in its hands', () => {
  it.each<[moment: string, service: KillingService, point: KillPoint]>([
    ['right after it claimed it', 'DYNAMODB', { write: 1, when: 'after' }],
    ['right before it sends it', 'SES', { write: 1, when: 'before' }],
  ])('has sent nothing, and the coordinator is told, when it dies %s', async (moment, service, point) => {
    const owed = await oweReminder(`died ${moment}`)
    await system.runAndKill('send-mail', owed.delivery, point, service)
    expect(await owed.reminder()).toMatchObject({ state: 'claimed', sesMessageId: null })

    // The queue delivers it again, and finds the claim.
    await machine.run('send-mail', owed.delivery)
    expect(await owed.reminder()).toMatchObject({ state: 'claimed' })
    await moveBy(6 * MINUTE)
    expect(await owed.reminder()).toMatchObject({ state: 'unknown' })
    await machine.run('send-mail', owed.delivery)
    await moveBy(20 * MINUTE)
    expect(await owed.reminder()).toMatchObject({ state: 'unknown' })
    expect(mailedAbout(owed)).toEqual([ANN, BOB, CORA])
  })

  it('has sent it once, and the mail service says so, when it dies before it writes that down', async () => {
    const owed = await oweReminder('died after the send')
    await system.runAndKill('send-mail', owed.delivery, { write: 1, when: 'after' }, 'SES')
    await machine.drain()
    const sent = machine.mailbox.mails().at(-1)
    expect(await owed.reminder()).toMatchObject({ state: 'delivered', sesMessageId: sent?.messageId })

    await machine.run('send-mail', owed.delivery)
    await moveBy(20 * MINUTE)
    expect(await owed.reminder()).toMatchObject({ state: 'delivered' })
    expect(mailedAbout(owed)).toEqual([ANN, ANN, BOB])
  })
})

describe('what is delivered five times at once', () => {
  it('is one mail, where it is a mail', async () => {
    const owed = await oweReminder('mail five times')
    await Promise.all(Array.from({ length: 5 }, () => machine.run('send-mail', owed.delivery)))
    expect(await owed.reminder()).toMatchObject({ state: 'delivered' })
    expect(mailedAbout(owed)).toEqual([ANN, ANN, BOB])
  })

  it('is one request and one mail a lead, where it is a tick', async () => {
    const planted = await beginOpening('tick five times')
    await Promise.all(Array.from({ length: 5 }, () => machine.run('tick', planted.key)))
    await expectOneMailEach(planted)
    await moveBy(15 * MINUTE)
    await expectOneMailEach(planted)
  })
})

describe('a lost mail queue', () => {
  it('is filled again by the sweeper, with one mail a lead', async () => {
    const planted = await beginOpening('queue dropped')
    const sqs = new SQSClient({})
    await sqs.send(new CreateQueueCommand({ QueueName: 'to-be-dropped' }))
    const QueueUrl = (machine.env['MAIL_QUEUE_URL'] ?? '').replace(/[^/]+$/, 'to-be-dropped')
    expect(await system.runApart('tick', planted.key, { MAIL_QUEUE_URL: QueueUrl })).toBe(0)
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    )
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '2' })
    await sqs.send(new DeleteQueueCommand({ QueueUrl }))
    sqs.destroy()
    expect(mailedAbout(planted)).toEqual([])

    await moveBy(15 * MINUTE)
    await expectOneMailEach(planted)
  })

  it('leaves every mail of an opening owed, and the sweeper sends one to each lead', async () => {
    const planted = await beginOpening('queue gone')
    const env = { MAIL_QUEUE_URL: `${machine.env['MAIL_QUEUE_URL']}-gone` }
    expect(await system.runApart('tick', planted.key, env)).toBe(1)
    expect(await stateOf(planted)).toBe('open')
    expect(mailedAbout(planted)).toEqual([])

    await moveBy(15 * MINUTE)
    await expectOneMailEach(planted)
  })
})

describe('a tick that goes wrong', () => {
  /** A plan about to open in a minute, with the scheduler told what then goes wrong. */
  const aboutToOpen = async (fault: string, opening: string) => {
    const planted = await plantPlan(`tick ${fault}`, opening)
    const { opensAt } = planted.cycle.moments
    await machine.moveClockTo(later(opensAt, -MINUTE))
    machine.scheduler.faults.nextFiring = readFault(fault)
    return { ...planted, opensAt }
  }

  it('and never comes is made up for by the sweeper within a quarter of an hour', async () => {
    const planted = await aboutToOpen('never', '10:00')
    const { opensAt } = planted
    machine.clock.moveTo(opensAt)
    await machine.scheduler.fireDue(opensAt, 'one-time')
    await machine.drain()
    expect(await stateOf(planted)).toBe('planned')

    machine.clock.moveTo(later(opensAt, 15 * MINUTE))
    await machine.scheduler.fireDue(later(opensAt, 15 * MINUTE), 'recurring')
    await machine.drain()
    await expectOneMailEach(planted)
  })

  it('and comes twice changes nothing', async () => {
    const planted = await aboutToOpen('twice', '11:00')
    await machine.moveClockTo(planted.opensAt)
    await expectOneMailEach(planted)
  })

  it('and comes late changes nothing but the hour', async () => {
    const planted = await aboutToOpen('late:2h', '12:00')
    await machine.moveClockTo(later(planted.opensAt, 2 * HOUR - MINUTE))
    expect(await stateOf(planted)).toBe('planned')
    await machine.moveClockTo(later(planted.opensAt, 2 * HOUR))
    await expectOneMailEach(planted)
  })

  it('and comes later than the policy allows opens nothing, and the coordinator is told', async () => {
    const planted = await aboutToOpen('late:25h', '15:00')
    await machine.moveClockTo(later(planted.opensAt, 25 * HOUR - MINUTE))
    expect(await stateOf(planted)).toBe('planned')
    await machine.moveClockTo(later(planted.opensAt, 26 * HOUR))
    expect(await stateOf(planted)).toBe('held')
    expect(await stores.cycles.listRequests(planted.cycle)).toEqual([])
    const messages = await stores.cycles.listMessages(planted.cycle)
    expect(messages.map(({ personId, kind }) => [personId, kind])).toEqual([['cora', 'alert']])
  })
})

describe('schedules of many plans in one group', () => {
  it('have one name for each plan and moment, whatever is in the ids', async () => {
    const { SCHEDULE_GROUP: group = '', SCHEDULE_ROLE_ARN: roleArn = '' } = machine.env
    const targetArn = machine.env['TICK_TARGET_ARN'] ?? ''
    const scheduler = createScheduler({ group, roleArn, targetArn })
    const plans = [
      ['a', 'b/c'],
      ['a/b', 'c'],
      ['a', 'b-c'],
      ['a-b', 'c'],
      ['a","b', 'c'],
      ['a', 'b","c'],
    ].map(([partnershipId = '', planId = '']) => ({ partnershipId, planId }))
    const moments = ['2099-12-01T09:00:00.000Z', '2099-12-01T09:00:00.001Z']
    const before = machine.scheduler.book.list().length
    for (const plan of [...plans, ...plans]) {
      for (const moment of moments) await scheduler.arm(plan, moment)
    }
    const made = machine.scheduler.book.list().slice(before)
    expect(made).toHaveLength(plans.length * moments.length)
    for (const { input } of made) {
      expect(input).toMatchObject({ GroupName: group, ActionAfterCompletion: 'DELETE' })
      expect(input.Name).toMatch(/^plan-[\w.-]{1,59}$/)
    }
  })
})
