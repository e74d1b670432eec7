import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type sesEmulator from 'aws-ses-v2-local'
import PostalMime from 'postal-mime'
import type { Activity } from './lambda.ts'
import { readBody } from './lambda-http-event.ts'
import { addressesIn, type Mail, openMailStore } from './mail-store.ts'
import { serveMailboxPage } from './mailbox-page.ts'
import { closeServer, listen } from './ports.ts'
import { type AcceptedMail, bareAddress, sesEvents } from './ses-events.ts'

/** SES takes 40 MB of mail, which travels as base64 in a form. */
const MAX_BODY_BYTES = 60 * 1024 * 1024
const ADDRESS = /^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$/

/** What goes wrong with the next send. Accepted means stored, with its events; only the answer is lost. */
type SendFault = 'throttle' | 'reject' | 'server-error' | 'timeout-after-accept' | 'reset-after-accept'

export type MailboxOptions = {
  /** Mail goes to the folder `mail` in it, and is there again after a restart. */
  dataDir: string
  port?: number
  now: () => string
  /** The one configuration set there is; mail without it is sent and has no events. */
  configurationSet: string
  /** Puts an event where SES would publish it. */
  publish: (event: string) => Promise<void>
  activity: Activity
  say: (line: string) => void
}

export type Mailbox = {
  /** SES's API and the mailbox's own page. */
  url: string
  /** Oldest first. */
  mails: () => readonly Mail[]
  faults: { nextSend: SendFault | null }
  stop: () => Promise<void>
}

/** Starts SES for one machine: nothing leaves it, and what was sent can be read on a web page. */
export const startMailbox = async (options: MailboxOptions): Promise<Mailbox> => {
  const store = await openMailStore(join(options.dataDir, 'mail'))
  const emulator = await startEmulator()
  const faults: Mailbox['faults'] = { nextSend: null }
  const server = createServer((request, response) => {
    const answer =
      request.method === 'POST'
        ? receive(request, response)
        : serveMailboxPage(request.url ?? '/', store.list(), response)
    answer.catch((error: unknown) => {
      options.say(`mailbox failed: ${error instanceof Error ? error.stack : String(error)}`)
      if (!response.headersSent) replyError(response, 500, 'InternalFailure', 'The mailbox failed.')
    })
  })
  const port = await listen(server, options.port ?? 0, 'mailbox-port')

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const fault = faults.nextSend
    faults.nextSend = null
    const body = await readBody(request, MAX_BODY_BYTES)
    if (body === null)
      return replyError(response, 400, 'InvalidParameterValue', 'Message length is too long.')
    const form = new URLSearchParams(body.toString())
    if (form.get('Action') !== 'SendRawEmail') {
      return replyError(response, 400, 'InvalidAction', `This mailbox has no ${form.get('Action')}.`)
    }
    if (fault === 'throttle') {
      return replyError(response, 400, 'Throttling', 'Maximum sending rate exceeded.')
    }
    if (fault === 'reject')
      return replyError(response, 400, 'MessageRejected', 'Email address is not verified.')
    if (fault === 'server-error') return replyError(response, 500, 'InternalFailure', 'Internal failure.')
    const refusal = (await refuse(form, options.configurationSet)) ?? (await emulator.refuse(request, body))
    if (refusal !== null) return replyError(response, 400, refusal.code, refusal.message)
    const accepted = await accept(form)
    if (fault === 'reset-after-accept') response.destroy()
    else if (fault !== 'timeout-after-accept') replyAccepted(response, accepted.messageId)
    // begun before the sender can have read the answer, so that nobody takes the system for idle
    if (form.get('ConfigurationSetName')) await options.activity.run(() => publishEvents(accepted))
  }

  const accept = async (form: URLSearchParams): Promise<AcceptedMail> => {
    const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64')
    const messageId = `${randomBytes(8).toString('hex')}-${randomUUID()}-000000`
    const { destination, source } = await envelopeOf(form)
    const mail = await store.add({ raw, to: destination.map(bareAddress), at: options.now(), messageId })
    return { messageId, source, destination, tags: tagsOf(form), email: mail.email }
  }

  const publishEvents = async (accepted: AcceptedMail): Promise<void> => {
    for (const event of sesEvents(accepted, options.now())) await options.publish(JSON.stringify(event))
  }

  return {
    url: `http://127.0.0.1:${port}`,
    mails: store.list,
    faults,
    stop: async () => {
      await closeServer(server)
      await emulator.stop()
    },
  }
}

type Refusal = { code: string; message: string }

const refuse = async (form: URLSearchParams, configurationSet: string): Promise<Refusal | null> => {
  const named = form.get('ConfigurationSetName')
  if (named !== null && named !== configurationSet) {
    return { code: 'ConfigurationSetDoesNotExist', message: `Configuration set <${named}> does not exist.` }
  }
  const { destination, source } = await envelopeOf(form)
  const wrong = [source, ...destination].find((address) => !ADDRESS.test(bareAddress(address)))
  if (destination.length === 0 || wrong !== undefined) {
    return { code: 'InvalidParameterValue', message: 'Missing or malformed address.' }
  }
  if (destination.length > 50) {
    return { code: 'InvalidParameterValue', message: 'Recipient count exceeds 50.' }
  }
  return null
}

/** The call's own addresses, or else those of the mail's headers. */
const envelopeOf = async (form: URLSearchParams): Promise<{ destination: string[]; source: string }> => {
  const given = members(form, 'Destinations.member')
  const email = await PostalMime.parse(Buffer.from(form.get('RawMessage.Data') ?? '', 'base64'))
  return {
    destination: given.length > 0 ? given : addressesIn(email.to, email.cc, email.bcc),
    source: form.get('Source') ?? email.from?.address ?? '',
  }
}

const members = (form: URLSearchParams, prefix: string): string[] => {
  const found: string[] = []
  for (let n = 1; form.has(`${prefix}.${n}`); n++) found.push(form.get(`${prefix}.${n}`) ?? '')
  return found
}

/** The caller's tags and those SES adds by itself, each a list of values. */
const tagsOf = (form: URLSearchParams): Record<string, string[]> => {
  const tags: Record<string, string[]> = {
    'ses:operation': ['SendRawEmail'],
    'ses:configuration-set': [form.get('ConfigurationSetName') ?? ''],
  }
  for (let n = 1; form.has(`Tags.member.${n}.Name`); n++) {
    const name = form.get(`Tags.member.${n}.Name`) ?? ''
    tags[name] = [...(tags[name] ?? []), form.get(`Tags.member.${n}.Value`) ?? '']
  }
  return tags
}

/** The emulator judges each call by its own reading of SES's API. */
const startEmulator = async () => {
  // it would hand mail on to a real server
  delete process.env['SMTP_TRANSPORT']
  const server: Server = await startServer({ host: '127.0.0.1', port: 0 })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    refuse: async (request: IncomingMessage, body: Buffer): Promise<Refusal | null> => {
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: request.headers.authorization ?? '',
        },
        body: new Uint8Array(body),
      })
      if (answer.ok) return null
      return { code: 'InvalidParameterValue', message: (await answer.text()).slice(0, 300) }
    },
    stop: () => closeServer(server),
  }
}

// required, because loaders disagree on what the default import of this CommonJS package is
const { default: startServer }: typeof sesEmulator = createRequire(import.meta.url)('aws-ses-v2-local')

const XMLNS = 'http://ses.amazonaws.com/doc/2010-12-01/'

const replyXml = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'text/xml' })
  response.end(`<?xml version="1.0" encoding="UTF-8"?>${body}`)
}

const replyAccepted = (response: ServerResponse, messageId: string): void =>
  replyXml(
    response,
    200,
    `<SendRawEmailResponse xmlns="${XMLNS}"><SendRawEmailResult><MessageId>${messageId}</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></SendRawEmailResponse>`,
  )

const replyError = (response: ServerResponse, status: number, code: string, message: string): void =>
  replyXml(
    response,
    status,
    `<ErrorResponse xmlns="${XMLNS}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  )

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
