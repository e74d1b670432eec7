import { readFileSync } from 'node:fs'
import {
  ConfigurationSetDoesNotExistException,
  MessageRejected,
  SESClient,
  SendRawEmailCommand,
  type SendRawEmailCommandInput,
} from '@aws-sdk/client-ses'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createActivity } from '../../../infra/local/lambda.ts'
import { startMailbox } from '../../../infra/local/mailbox.ts'
import { temporaryFolder } from './temporary-folder.ts'

const NOW = '2026-12-01T09:00:00.000Z'

const Published = z.looseObject({
  eventType: z.string(),
  mail: z.looseObject({
    messageId: z.string(),
    timestamp: z.string(),
    destination: z.array(z.string()),
    tags: z.record(z.string(), z.array(z.string())),
  }),
  bounce: z.looseObject({ bounceType: z.string(), bounceSubType: z.string() }).optional(),
})

const start = async (dataDir = temporaryFolder()) => {
  const events: z.infer<typeof Published>[] = []
  const mailbox = await startMailbox({
    dataDir,
    now: () => NOW,
    configurationSet: 'muster',
    publish: async (event) => {
      events.push(Published.parse(JSON.parse(event)))
    },
    activity: createActivity(),
    say: (line) => {
      throw new Error(line)
    },
  })
  onTestFinished(mailbox.stop)
  const client = new SESClient({
    region: 'eu-west-2',
    endpoint: mailbox.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true },
  })
  return { mailbox, events, client, dataDir }
}

const compose = (to: string): Promise<Buffer> => {
  const mail = new MailComposer({
    from: { name: 'Plan team', address: 'updates@muster.example' },
    to,
    bcc: 'hidden@muster.example',
    messageId: '<my-own@muster.example>',
    date: new Date('2001-01-01T00:00:00Z'),
    subject: 'Your 3 actions – December',
    text: 'Open https://muster.example/u/abc. Thank you.',
    html: '<html><head><title>x</title></head><body><p>Grüße</p><a href="https://muster.example/u/abc">Open</a><script>alert(1)</script></body></html>',
    attachments: [{ filename: 'guide.txt', content: 'how to answer' }],
  }).compile()
  mail.keepBcc = true
  return mail.build()
}

const mailTo = async (
  to: string,
  more: Partial<SendRawEmailCommandInput> = {},
): Promise<SendRawEmailCommand> =>
  new SendRawEmailCommand({
    Source: 'updates@muster.example',
    Destinations: [to],
    RawMessage: { Data: await compose(to) },
    ConfigurationSetName: 'muster',
    Tags: [{ Name: 'message', Value: 'm-1' }],
    ...more,
  })

describe('a mail', () => {
  test('is kept as a file that is just what its recipient has', async () => {
    const { mailbox, client } = await start()
    const { MessageId } = await client.send(await mailTo('ann@hull.example'))
    const [mail, ...others] = mailbox.mails()
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      number: 1,
      to: ['ann@hull.example'],
      subject: 'Your 3 actions – December',
      at: NOW,
      messageId: MessageId,
    })
    expect(mail?.file).toMatch(/mail\/00001-your-3-actions-december\.eml$/)
    expect(readFileSync(mail?.file ?? '', 'utf8')).toBe(mail?.raw)
    expect(mail?.email.text?.trim()).toBe('Open https://muster.example/u/abc. Thank you.')
    expect(mail?.email.html).toContain('Grüße')
  })

  test('has SES’s own Message-ID and Date, and no Bcc', async () => {
    const { mailbox, client } = await start()
    const { MessageId } = await client.send(await mailTo('ann@hull.example'))
    const mail = mailbox.mails()[0]
    expect(mail?.email.messageId).toBe(`<${MessageId}@eu-west-2.amazonses.com>`)
    expect(mail?.email.date).toBe(NOW)
    expect(mail?.raw).not.toMatch(/my-own|hidden@/)
  })

  test('is there again after a restart, and the next one gets the next number', async () => {
    const before = await start()
    await before.client.send(await mailTo('ann@hull.example'))
    const [sent] = before.mailbox.mails()
    await before.mailbox.stop()
    const after = await start(before.dataDir)
    expect(after.mailbox.mails()).toEqual([sent])
    await after.client.send(await mailTo('ben@hull.example'))
    expect(after.mailbox.mails().map(({ number, to }) => [number, ...to])).toEqual([
      [1, 'ann@hull.example'],
      [2, 'ben@hull.example'],
    ])
    expect(await (await fetch(after.mailbox.url)).text()).toContain('ann@hull.example')
  })

  test('goes to the people its headers name when the call names nobody', async () => {
    const { mailbox, client } = await start()
    await client.send(await mailTo('Ann <ann@hull.example>', { Destinations: undefined }))
    expect(mailbox.mails()[0]?.to).toEqual(['ann@hull.example', 'hidden@muster.example'])
  })
})

describe('events', () => {
  test('tell of the send and of the delivery, with the tags of the call', async () => {
    const { client, events } = await start()
    const { MessageId } = await client.send(await mailTo('ann@hull.example'))
    expect(events.map(({ eventType }) => eventType)).toEqual(['Send', 'Delivery'])
    for (const { mail } of events) {
      expect(mail).toMatchObject({
        messageId: MessageId,
        timestamp: NOW,
        destination: ['ann@hull.example'],
        tags: { message: ['m-1'], 'ses:configuration-set': ['muster'] },
      })
    }
    expect(events[1]?.['delivery']).toMatchObject({ timestamp: NOW, recipients: ['ann@hull.example'] })
  })

  test.each([
    ['success@simulator.amazonses.com', ['Send', 'Delivery'], undefined],
    [
      'bounce@simulator.amazonses.com',
      ['Send', 'Bounce'],
      { bounceType: 'Permanent', bounceSubType: 'General' },
    ],
    ['bounce+ann@simulator.amazonses.com', ['Send', 'Bounce'], { bounceType: 'Permanent' }],
    [
      'suppressionlist@simulator.amazonses.com',
      ['Send', 'Bounce'],
      { bounceType: 'Permanent', bounceSubType: 'Suppressed' },
    ],
    ['ooto@simulator.amazonses.com', ['Send', 'Delivery', 'Bounce'], { bounceType: 'Transient' }],
    ['complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint'], undefined],
  ])('of %s are those of SES’s simulator', async (address, types, bounce) => {
    const { client, events } = await start()
    await client.send(await mailTo(address))
    expect(events.map(({ eventType }) => eventType)).toEqual(types)
    const bounced = events.find((event) => event.bounce)?.bounce
    if (bounce === undefined) expect(bounced).toBeUndefined()
    else expect(bounced).toMatchObject({ ...bounce, bouncedRecipients: [{ emailAddress: address }] })
  })

  test('do not exist for mail outside the configuration set', async () => {
    const { mailbox, client, events } = await start()
    await client.send(await mailTo('ann@hull.example', { ConfigurationSetName: undefined }))
    expect(mailbox.mails()).toHaveLength(1)
    expect(events).toEqual([])
  })
})

describe('a send', () => {
  test('to an unknown configuration set or a malformed address is refused', async () => {
    const { mailbox, client } = await start()
    const strange = await mailTo('ann@hull.example', { ConfigurationSetName: 'other' })
    await expect(client.send(strange)).rejects.toThrow(ConfigurationSetDoesNotExistException)
    await expect(client.send(await mailTo('not an address'))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    })
    expect(mailbox.mails()).toEqual([])
  })

  test.each([
    ['throttle', { name: 'Throttling', $metadata: { httpStatusCode: 400 } }],
    ['server-error', { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } }],
  ] as const)('can be made to fail once, unsent: %s', async (fault, error) => {
    const { mailbox, client, events } = await start()
    mailbox.faults.nextSend = fault
    await expect(client.send(await mailTo('ann@hull.example'))).rejects.toMatchObject(error)
    expect([mailbox.mails(), events]).toEqual([[], []])
    await client.send(await mailTo('ann@hull.example'))
    expect(mailbox.mails()).toHaveLength(1)
  })

  test('can be made to be rejected as SES rejects', async () => {
    const { mailbox, client } = await start()
    mailbox.faults.nextSend = 'reject'
    await expect(client.send(await mailTo('ann@hull.example'))).rejects.toThrow(MessageRejected)
    expect(mailbox.mails()).toEqual([])
  })

  test.each([
    ['timeout-after-accept', { name: 'TimeoutError' }],
    ['reset-after-accept', { code: 'ECONNRESET' }],
  ] as const)('can lose its answer though the mail went out: %s', async (fault, error) => {
    const { mailbox, client, events } = await start()
    mailbox.faults.nextSend = fault
    await expect(client.send(await mailTo('ann@hull.example'))).rejects.toMatchObject(error)
    expect(mailbox.mails()).toHaveLength(1)
    expect(events.map(({ eventType }) => eventType)).toEqual(['Send', 'Delivery'])
  })
})

describe('the page of a mail', () => {
  test('shows who, when, the text with its links, and what is attached', async () => {
    const { mailbox, client } = await start()
    await client.send(await mailTo('ann@hull.example'))
    const page = await (await fetch(`${mailbox.url}/mail/1`)).text()
    expect(page).toContain('<h1>Your 3 actions – December</h1>')
    expect(page).toContain('Tuesday 1 December 2026 at 09:00')
    expect(page).toContain('<a href="https://muster.example/u/abc" target="_blank" rel="noopener">')
    const file = await fetch(`${mailbox.url}/mail/1/attachment/0`)
    expect(file.headers.get('content-disposition')).toContain('guide.txt')
    expect(await file.text()).toBe('how to answer')
    expect(await (await fetch(`${mailbox.url}/mail/1/source.eml`)).text()).toBe(mailbox.mails()[0]?.raw)
  })

  test('lets the mail’s HTML open links in a new tab and nothing else', async () => {
    const { mailbox, client } = await start()
    await client.send(await mailTo('ann@hull.example'))
    const response = await fetch(`${mailbox.url}/mail/1/html`)
    expect(response.headers.get('content-security-policy')).toMatch(
      /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'/,
    )
    expect(await response.text()).toContain('<head><base target="_blank">')
  })

  test('is not found for mail that is not there', async () => {
    const { mailbox } = await start()
    expect((await fetch(`${mailbox.url}/mail/7`)).status).toBe(404)
  })
})
