import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readExpression } from '../../../infra/local/schedule-expression.ts'
import { describeFault, readFault } from '../../../infra/local/schedule-fault.ts'
import { startScheduler } from '../../../infra/local/scheduler.ts'
import { temporaryFolder } from './temporary-folder.ts'

const NOW = '2026-12-01T09:00:00.000Z'

const start = async (dataDir: string | null = null, onInvoke?: (input: string) => Promise<unknown>) => {
  const invoked: string[] = []
  const scheduler = await startScheduler({
    dataDir,
    now: () => NOW,
    invoke: async (_, input) => {
      invoked.push(input)
      await onInvoke?.(input)
    },
  })
  onTestFinished(scheduler.stop)
  const client = new SchedulerClient({
    region: 'eu-west-2',
    endpoint: scheduler.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  return { scheduler, client, invoked }
}

const schedule = (Name: string, expression: string, more: Partial<CreateScheduleCommandInput> = {}) => ({
  Name,
  ScheduleExpression: expression,
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  ActionAfterCompletion: 'DELETE' as const,
  Target: {
    Arn: 'arn:aws:lambda:eu-west-2:000000000000:function:tick',
    RoleArn: 'arn:aws:iam::000000000000:role/schedules',
    Input: Name,
  },
  ...more,
})

describe('the API', () => {
  test('makes, shows, changes, lists and deletes a schedule', async () => {
    const { client } = await start()
    await client.send(new CreateScheduleGroupCommand({ Name: 'muster' }))
    expect((await client.send(new GetScheduleGroupCommand({ Name: 'muster' }))).State).toBe('ACTIVE')
    const made = schedule('open', 'at(2026-12-02T09:00:00)', { GroupName: 'muster' })
    const { ScheduleArn } = await client.send(new CreateScheduleCommand(made))
    expect(ScheduleArn).toBe('arn:aws:scheduler:eu-west-2:000000000000:schedule/muster/open')

    const group = { Name: 'open', GroupName: 'muster' }
    await client.send(new UpdateScheduleCommand({ ...made, ScheduleExpression: 'at(2026-12-03T09:00:00)' }))
    const shown = await client.send(new GetScheduleCommand(group))
    expect(shown).toMatchObject({
      ScheduleExpression: 'at(2026-12-03T09:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      Target: { Input: 'open' },
    })
    expect(shown.CreationDate).toEqual(new Date(NOW))
    const { Schedules = [] } = await client.send(new ListSchedulesCommand({ GroupName: 'muster' }))
    expect(Schedules.map(({ Name }) => Name)).toEqual(['open'])

    await client.send(new DeleteScheduleCommand(group))
    await expect(client.send(new GetScheduleCommand(group))).rejects.toThrow(ResourceNotFoundException)
  })

  test('lists in pages', async () => {
    const { client } = await start()
    for (const name of ['a', 'b', 'c']) {
      await client.send(new CreateScheduleCommand(schedule(name, 'at(2026-12-02T09:00:00)')))
    }
    const first = await client.send(new ListSchedulesCommand({ MaxResults: 2 }))
    const { NextToken } = first
    const second = await client.send(new ListSchedulesCommand({ MaxResults: 2, NextToken }))
    expect([first, second].map(({ Schedules = [] }) => Schedules.map(({ Name }) => Name))).toEqual([
      ['a', 'b'],
      ['c'],
    ])
    expect(second.NextToken).toBeUndefined()
  })

  test('refuses a second schedule of a name, but not the same call repeated', async () => {
    const { client } = await start()
    const call = schedule('open', 'at(2026-12-02T09:00:00)', { ClientToken: 'once' })
    const { ScheduleArn } = await client.send(new CreateScheduleCommand(call))
    expect((await client.send(new CreateScheduleCommand(call))).ScheduleArn).toBe(ScheduleArn)
    await expect(client.send(new CreateScheduleCommand({ ...call, ClientToken: 'again' }))).rejects.toThrow(
      ConflictException,
    )
  })

  test.each([
    ['a time in the past', schedule('x', 'at(2026-12-01T08:59:59)')],
    ['a day that does not exist', schedule('x', 'at(2026-11-31T09:00:00)')],
    [
      'a zone that does not exist',
      schedule('x', 'at(2026-12-02T09:00:00)', { ScheduleExpressionTimezone: 'Mars/Base' }),
    ],
    ['a rate of nothing', schedule('x', 'rate(0 minutes)')],
    ['a name with spaces', schedule('a b', 'at(2026-12-02T09:00:00)')],
  ])('refuses %s', async (_, input) => {
    const { client } = await start()
    await expect(client.send(new CreateScheduleCommand(input))).rejects.toThrow(ValidationException)
  })

  test('does not know a group that nobody made', async () => {
    const { client } = await start()
    const input = schedule('x', 'at(2026-12-02T09:00:00)', { GroupName: 'nowhere' })
    await expect(client.send(new CreateScheduleCommand(input))).rejects.toThrow(ResourceNotFoundException)
  })
})

test('a local time is that of its zone, in summer and in winter', () => {
  const at = (expression: string) => {
    const timing = readExpression(expression, 'Europe/London')
    return timing?.kind === 'one-time' ? new Date(timing.at).toISOString() : null
  }
  expect(at('at(2026-07-01T09:00:00)')).toBe('2026-07-01T08:00:00.000Z')
  expect(at('at(2026-12-01T09:00:00)')).toBe('2026-12-01T09:00:00.000Z')
})

describe('firing', () => {
  test('goes in order of time, takes what is due and no more, and deletes it', async () => {
    const { scheduler, client, invoked } = await start()
    await client.send(new CreateScheduleCommand(schedule('a-third', 'at(2026-12-04T09:00:00)')))
    await client.send(new CreateScheduleCommand(schedule('b-second', 'at(2026-12-03T09:00:00)')))
    await client.send(new CreateScheduleCommand(schedule('c-first', 'at(2026-12-02T09:00:00)')))
    expect(scheduler.nextAt()).toBe('2026-12-02T09:00:00.000Z')
    await scheduler.fireDue('2026-12-03T09:00:00.000Z')
    expect(invoked).toEqual(['c-first', 'b-second'])
    const { Schedules = [] } = await client.send(new ListSchedulesCommand({}))
    expect(Schedules.map(({ Name }) => Name)).toEqual(['a-third'])
  })

  test('leaves out what is switched off', async () => {
    const { scheduler, client, invoked } = await start()
    await client.send(
      new CreateScheduleCommand(schedule('off', 'at(2026-12-02T09:00:00)', { State: 'DISABLED' })),
    )
    await scheduler.fireDue('2026-12-09T09:00:00.000Z')
    expect(invoked).toEqual([])
    expect(scheduler.nextAt()).toBeNull()
  })

  test('repeats at its rate, once for all the times it missed', async () => {
    const { scheduler, client, invoked } = await start()
    await client.send(new CreateScheduleCommand(schedule('sweep', 'rate(15 minutes)')))
    await scheduler.fireDue(NOW)
    await scheduler.fireDue('2026-12-01T09:14:59.000Z')
    expect(invoked).toHaveLength(1)
    await scheduler.fireDue('2026-12-01T11:20:00.000Z')
    expect(invoked).toHaveLength(2)
    expect(scheduler.nextAt('recurring')).toBe('2026-12-01T11:30:00.000Z')
  })

  test('includes what a target arms for the same instant', async () => {
    const { scheduler, client, invoked } = await start(null, async (input) => {
      if (input === 'first') {
        await client.send(new CreateScheduleCommand(schedule('second', 'at(2026-12-02T09:00:00)')))
      }
    })
    await client.send(new CreateScheduleCommand(schedule('first', 'at(2026-12-02T09:00:00)')))
    await scheduler.fireDue('2026-12-02T09:00:00.000Z')
    expect(invoked).toEqual(['first', 'second'])
  })

  test('keeps a schedule that its own target put off', async () => {
    const { scheduler, client } = await start(null, () =>
      client.send(new UpdateScheduleCommand(schedule('first', 'at(2026-12-05T09:00:00)'))),
    )
    await client.send(new CreateScheduleCommand(schedule('first', 'at(2026-12-02T09:00:00)')))
    await scheduler.fireDue('2026-12-02T09:00:00.000Z')
    expect(scheduler.nextAt()).toBe('2026-12-05T09:00:00.000Z')
  })

  test('can be told to go wrong once: twice, never or late', async () => {
    const { scheduler, client, invoked } = await start()
    const arm = (name: string) =>
      client.send(new CreateScheduleCommand(schedule(name, 'at(2026-12-02T09:00:00)')))
    const at = '2026-12-02T09:00:00.000Z'
    await arm('twice')
    scheduler.faults.nextFiring = 'twice'
    await scheduler.fireDue(at)
    await arm('never')
    scheduler.faults.nextFiring = 'never'
    await scheduler.fireDue(at)
    expect(invoked).toEqual(['twice', 'twice'])
    await arm('late')
    scheduler.faults.nextFiring = { lateByMs: 3_600_000 }
    await scheduler.fireDue(at)
    expect(invoked).toHaveLength(2)
    await scheduler.fireDue('2026-12-02T10:00:00.000Z')
    expect(invoked).toEqual(['twice', 'twice', 'late'])
  })

  test('fires nothing at all while a schedule is late', async () => {
    const { scheduler, client, invoked } = await start()
    await client.send(new CreateScheduleCommand(schedule('sweep', 'rate(15 minutes)')))
    await scheduler.fireDue(NOW)
    await client.send(new CreateScheduleCommand(schedule('late', 'at(2026-12-02T09:00:00)')))
    await client.send(new CreateScheduleCommand(schedule('next', 'at(2026-12-02T09:30:00)')))
    scheduler.faults.nextFiring = { lateByMs: 3_600_000 }
    await scheduler.fireDue('2026-12-02T09:00:00.000Z', 'one-time')
    expect([scheduler.nextAt('one-time'), scheduler.nextAt('recurring')]).toEqual([
      '2026-12-02T10:00:00.000Z',
      '2026-12-02T10:00:00.000Z',
    ])
    await scheduler.fireDue('2026-12-02T09:59:59.000Z')
    await scheduler.fireRecurring('2026-12-02T09:59:59.000Z')
    expect(invoked).toEqual(['sweep'])
    await scheduler.fireDue('2026-12-02T10:00:00.000Z')
    expect(invoked).toEqual(['sweep', 'sweep', 'late', 'next'])
    expect(scheduler.nextAt()).toBe('2026-12-02T10:15:00.000Z')
  })

  test.each<[text: string, fault: ReturnType<typeof readFault>, means: string]>([
    ['twice', 'twice', 'The next tick will come twice.'],
    ['never', 'never', 'The next tick will not come.'],
    [
      'late:2h',
      { lateByMs: 7_200_000 },
      'The next tick will come 120 minutes late, and until then no sweep will come either.',
    ],
  ])('goes wrong as a person says: %s', (text, fault, means) => {
    expect(readFault(text)).toEqual(fault)
    expect(describeFault(fault)).toBe(means)
  })

  test.each(['', 'late', 'late:', 'late:2', 'late:-2h', 'Twice'])(
    'answers “%s” by what one can say',
    (text) => {
      expect(() => readFault(text)).toThrow(
        'Say what goes wrong with the next tick: twice, never or late:2h.',
      )
    },
  )

  test('goes on after a restart', async () => {
    const dataDir = temporaryFolder()
    const before = await start(dataDir)
    await before.client.send(new CreateScheduleCommand(schedule('kept', 'at(2026-12-02T09:00:00)')))
    await before.scheduler.stop()
    const after = await start(dataDir)
    await after.scheduler.fireDue('2026-12-02T09:00:00.000Z')
    expect(after.invoked).toEqual(['kept'])
  })
})
