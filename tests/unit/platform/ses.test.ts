import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { OutgoingMail } from '../../../functions/message/ports.ts'
import { writeLogTo } from '../../../functions/platform/log.ts'
import { createSes } from '../../../functions/platform/ses.ts'
import { mail as composed } from '../../support/ledger.ts'

const mail: OutgoingMail = { ...composed, tag: { partnershipId: 'testshire', messageId: 'one' } }

/** SES as its query API answers, and how often it was asked. */
const startSes = async (status: number, code: string, message: string) => {
  let calls = 0
  const server = createServer((_, response) => {
    calls += 1
    response
      .writeHead(status, { 'content-type': 'text/xml' })
      .end(
        `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>one</RequestId></ErrorResponse>`,
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.address() as AddressInfo
  vi.stubEnv('AWS_ENDPOINT_URL_SES', `http://127.0.0.1:${port}`)
  vi.stubEnv('AWS_REGION', 'eu-west-2')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  const lines: string[] = []
  writeLogTo((line) => {
    lines.push(line)
  })
  const ses = createSes({
    fromAddress: 'updates@muster.example',
    configurationSet: 'muster',
    region: 'eu-west-2',
  })
  return { ses, lines, calls: () => calls }
}

describe('what SES refuses', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    writeLogTo(() => {})
  })

  it.each([
    ['Throttling', 'Maximum sending rate exceeded.', 'rate'],
    ['ThrottlingException', 'Maximum sending rate exceeded.', 'rate'],
    ['Throttling', 'Daily message quota exceeded.', 'quota'],
    ['Throttling', 'Daily sending quota exceeded.', 'quota'],
    ['AccountSendingPausedException', 'Email sending is disabled.', 'other'],
    ['AccessDenied', 'User is not authorized to perform ses:SendRawEmail', 'other'],
  ])('as %s, “%s”, was not taken, and is asked for once', async (code, message, because) => {
    const { ses, lines, calls } = await startSes(400, code, message)
    expect(await ses.send(mail)).toEqual({ outcome: 'not-taken', because })
    expect(calls()).toBe(1)
    // A rate exceeded ends by itself; the rest raises the function's alarm, which counts faults.
    expect(lines.map((line) => JSON.parse(line).code)).toEqual(because === 'rate' ? [] : ['mail.not-taken'])
    expect(lines.join()).not.toContain('ann@')
  })

  it('for the mail itself is rejected', async () => {
    const { ses } = await startSes(400, 'MessageRejected', 'Email address is not verified.')
    expect((await ses.send(mail)).outcome).toBe('rejected')
  })

  it('for a fault of its own may have been sent all the same', async () => {
    const { ses, calls } = await startSes(503, 'ServiceUnavailable', 'Try later.')
    expect((await ses.send(mail)).outcome).toBe('unknown')
    expect(calls()).toBe(1)
  })
})
