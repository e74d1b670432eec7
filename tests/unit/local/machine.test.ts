import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { armTick, inDays, said, sendHello, start, Tick, withHandlers } from './fake-machine.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('a machine', () => {
  test('lets every AWS client of a handler find its service by itself', async () => {
    const machine = withHandlers({
      'console-web': async () => {
        const table = await new DynamoDBClient({}).send(
          new DescribeTableCommand({ TableName: process.env['TABLE_NAME'] }),
        )
        await new SQSClient({}).send(
          new SendMessageCommand({ QueueUrl: process.env['PACK_QUEUE_URL'], MessageBody: '{}' }),
        )
        await new S3Client({ forcePathStyle: process.env['S3_PATH_STYLE'] === 'true' }).send(
          new PutObjectCommand({ Bucket: process.env['PACK_BUCKET'], Key: 'a', Body: 'b' }),
        )
        const mail = await sendHello('ann@hull.example')
        return {
          table: table.Table?.TableStatus,
          mail: typeof mail.MessageId,
          url: process.env['PUBLIC_URL'],
        }
      },
    })
    const answer = await fetch(`${machine.webUrl}/console`)
    expect(await answer.json()).toEqual({ table: 'ACTIVE', mail: 'string', url: machine.webUrl })
    await machine.drain()
    expect(machine.mailbox.mails().map(({ to }) => to)).toEqual([['ann@hull.example']])
  })

  test('hands mail events and packs to their functions before it counts as drained', async () => {
    const seen: string[] = []
    const machine = withHandlers({
      tick: async () => {
        await sendHello('bounce@simulator.amazonses.com')
      },
      'mail-events': (event) => {
        const { Records } = z.object({ Records: z.array(z.object({ body: z.string() })) }).parse(event)
        for (const { body } of Records)
          seen.push(z.object({ eventType: z.string() }).parse(JSON.parse(body)).eventType)
      },
    })
    await machine.run('tick', {})
    expect(seen.toSorted()).toEqual(['Bounce', 'Send'])
  })

  test('fires what is due as time goes by', async () => {
    const sweeps: string[] = []
    const swept = Promise.withResolvers<void>()
    await start(
      {
        sweep: () => {
          sweeps.push('sweep')
          swept.resolve()
        },
      },
      { runTimer: true },
    )
    await swept.promise
    expect(sweeps).toEqual(['sweep'])
  })

  test('tries a failing tick three times, as Lambda does', async () => {
    let attempts = 0
    const machine = withHandlers({
      tick: () => {
        attempts++
        throw new Error('broken on purpose')
      },
    })
    await armTick('fails', inDays(machine.clock.now(), 1))
    await machine.moveClockTo(inDays(machine.clock.now(), 2))
    expect(attempts).toBe(3)
    expect(said.filter((line) => line.startsWith('tick failed: Error: broken on purpose'))).toHaveLength(3)
  })

  test('keeps its clock, its table, its mail and its schedules over a restart', async () => {
    const dataDir = temporaryFolder()
    const first = await start({}, { dataDir })
    await new DynamoDBClient({}).send(
      new PutItemCommand({ TableName: process.env['TABLE_NAME'], Item: { pk: { S: 'kept' } } }),
    )
    await sendHello('ann@hull.example')
    await armTick('later', inDays(first.machine.clock.now(), 9))
    await first.machine.moveClockTo(inDays(first.machine.clock.now(), 3))
    const then = first.machine.clock.now()
    await first.machine.stop()
    expect(existsSync(join(dataDir, 'machine.json'))).toBe(false)

    const ticks: string[] = []
    const { machine } = await start({ tick: (event) => void ticks.push(Tick.parse(event).name) }, { dataDir })
    expect(machine.clock.now() >= then).toBe(true)
    await machine.moveClockTo(inDays(machine.clock.now(), 9))
    expect(ticks).toEqual(['later'])
    expect(machine.mailbox.mails().map(({ to }) => to)).toEqual([['ann@hull.example']])
    const { Item } = await new DynamoDBClient({}).send(
      new GetItemCommand({ TableName: process.env['TABLE_NAME'], Key: { pk: { S: 'kept' } } }),
    )
    expect(Item).toEqual({ pk: { S: 'kept' } })
  })

  test('is not started twice on the same data', async () => {
    const dataDir = temporaryFolder()
    const { machine } = await start({}, { dataDir })
    await expect(start({}, { dataDir })).rejects.toThrow(`It already runs at ${machine.webUrl}.`)
  })
})

test('every page has the clock on top, after its skip link, and files do not', async () => {
  const machine = withHandlers({
    'lead-web': () => ({ statusCode: 200, headers: { 'content-type': 'text/css' }, body: 'body {}' }),
  })
  const html = await (await fetch(`${machine.webUrl}/console?x="1"`)).text()
  expect(html).toMatch(
    /<body class="x"><a href="#main">Skip to main content<\/a><aside class="local-clock" aria-label="This machine(&#39;|')s clock">/,
  )
  expect(html).toContain('<input type="hidden" name="back" value="/console?x=%221%22">')
  expect(html).toContain(`<a href="${machine.mailboxUrl}">Mailbox</a>`)
  expect(html.indexOf('</aside>')).toBeLessThan(html.indexOf('<main'))
  expect(await (await fetch(`${machine.webUrl}/assets/site.css`)).text()).toBe('body {}')
  const style = await fetch(`${machine.webUrl}/__local/bar.css`)
  expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css'])
})
