import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { britishTime } from '../../../infra/local/local-time.ts'
import { armTick, inDays, sharedData, Tick, withHandlers } from './fake-machine.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Form posts as a browser and the command line make them. */
const postMove = (webUrl: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${webUrl}/__local/clock`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    headers,
  })

describe('moving the clock', () => {
  test('lives through every moment on the way, in order, each at its own time', async () => {
    const lived: [name: string, at: string][] = []
    const machine = withHandlers({
      tick: async (event) => {
        const { name } = Tick.parse(event)
        const { offsetMs } = z
          .object({ offsetMs: z.number() })
          .parse(JSON.parse(readFileSync(process.env['CLOCK_FILE'] ?? '', 'utf8')))
        lived.push([name, new Date(Date.now() + offsetMs).toISOString().slice(0, 16)])
        if (name === 'open') await armTick('close', moments.close)
      },
      sweep: () => void lived.push(['sweep', '']),
    })
    const now = machine.clock.now()
    const moments = { open: inDays(now, 1), remind: inDays(now, 10), close: inDays(now, 20) }
    await armTick('remind', moments.remind)
    await armTick('open', moments.open)
    await machine.moveClockTo(inDays(now, 30))
    expect(lived).toEqual([
      ['open', moments.open.slice(0, 16)],
      ['sweep', ''],
      ['remind', moments.remind.slice(0, 16)],
      ['sweep', ''],
      ['close', moments.close.slice(0, 16)],
      ['sweep', ''],
      ['sweep', ''],
    ])
    expect(machine.clock.now() >= inDays(now, 30)).toBe(true)
  })

  test('waits at each moment until the mail of that moment is done', async () => {
    const order: string[] = []
    const machine = withHandlers({
      tick: async (event) => {
        order.push(Tick.parse(event).name)
        await new SQSClient({}).send(
          new SendMessageCommand({ QueueUrl: process.env['MAIL_QUEUE_URL'], MessageBody: 'x' }),
        )
      },
      'send-mail': async () => {
        await new Promise((resolve) => setTimeout(resolve, 100))
        order.push('mail')
      },
      sweep: () => void order.push('sweep'),
    })
    const now = machine.clock.now()
    await armTick('first', inDays(now, 1))
    await armTick('second', inDays(now, 2))
    await machine.moveClockTo(inDays(now, 3))
    expect(order).toEqual(['first', 'mail', 'sweep', 'second', 'mail', 'sweep', 'sweep'])
  })

  test('takes one journey after another', async () => {
    const ticks: string[] = []
    const machine = withHandlers({ tick: (event) => void ticks.push(Tick.parse(event).name) })
    const now = machine.clock.now()
    await armTick('a', inDays(now, 1))
    await armTick('b', inDays(now, 5))
    await Promise.all([
      postMove(machine.webUrl, { move: '+3d' }, { accept: 'application/json' }),
      postMove(machine.webUrl, { move: '+3d' }, { accept: 'application/json' }),
    ])
    expect(ticks).toEqual(['a', 'b'])
    expect(machine.clock.now() >= inDays(now, 5)).toBe(true)
  })

  test('by the bar leads back to the page one came from, and nowhere else', async () => {
    const machine = withHandlers()
    const browser = { 'sec-fetch-site': 'same-origin', origin: 'null' }
    const back = async (path: string) =>
      (await postMove(machine.webUrl, { move: '+1h', back: path }, browser)).headers.get('location')
    expect(await back('/console?cycle=2026-12')).toBe('/console?cycle=2026-12')
    expect(await back('//elsewhere.example')).toBe('/')
    expect(await back('/\\elsewhere.example')).toBe('/')
    expect(await back('https://elsewhere.example')).toBe('/')
  })

  test('is refused to pages of other sites', async () => {
    const machine = withHandlers()
    const before = machine.clock.now()
    const refused = [
      await postMove(machine.webUrl, { move: '+3d' }, { 'sec-fetch-site': 'cross-site' }),
      await postMove(machine.webUrl, { move: '+3d' }, { origin: 'https://elsewhere.example' }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403])
    expect(Date.parse(machine.clock.now()) - Date.parse(before)).toBeLessThan(86_400_000)
  })

  test('by the command line says where the clock is, and what it cannot do', async () => {
    expect(await runClock(temporaryFolder(), '+3d')).toEqual({
      ok: false,
      text: 'Nothing runs here. Start it with: npm start\n',
    })
    const machine = withHandlers()
    const json = { accept: 'application/json' }
    const answer = await postMove(machine.webUrl, { move: 'next' }, json)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { message: 'Nothing is planned, so there is no next moment to move to.' },
    ])
    const backwards = await postMove(machine.webUrl, { move: '2020-01-01T00:00:00Z' }, json)
    expect(await backwards.json()).toEqual({ message: 'This clock only moves forward.' })
    const next = inDays(machine.clock.now(), 2)
    await armTick('soon', next)
    const moved = await runClock(sharedData, 'next')
    expect(moved.text).toBe(
      `The clock says ${britishTime(machine.clock.now())}.\nNothing is planned.\nMail is at ${machine.mailboxUrl}\n`,
    )
    expect([moved.ok, machine.clock.now() >= next]).toEqual([true, true])
  })

  test('meets a tick that goes wrong as the command line said, once', async () => {
    const ticks: string[] = []
    const machine = withHandlers({ tick: (event) => void ticks.push(Tick.parse(event).name) })
    expect(await runClock(sharedData, 'fault', 'often')).toEqual({
      ok: false,
      text: 'Say what goes wrong with the next tick: twice, never or late:2h.\n',
    })
    const told = await runClock(sharedData, 'fault', 'twice')
    expect([told.ok, told.text]).toEqual([true, expect.stringContaining('The next tick will come twice.\n')])
    expect(await (await fetch(`${machine.webUrl}/console`)).text()).toContain(
      '<p>The next tick will come twice.</p>',
    )
    await armTick('first', inDays(machine.clock.now(), 1))
    await armTick('second', inDays(machine.clock.now(), 2))
    await machine.moveClockTo(inDays(machine.clock.now(), 3))
    expect(ticks).toEqual(['first', 'first', 'second'])
    expect((await runClock(sharedData)).text).not.toContain('twice')
  })
})

const runClock = async (dataDir: string, ...args: string[]): Promise<{ ok: boolean; text: string }> => {
  const cli = spawn(process.execPath, [join('infra', 'local', 'clock-cli.ts'), '--data', dataDir, ...args])
  const [out, err, [code]] = await Promise.all([
    cli.stdout.toArray(),
    cli.stderr.toArray(),
    once(cli, 'exit'),
  ])
  return { ok: code === 0, text: [...out, ...err].join('') }
}
