import { randomUUID } from 'node:crypto'
import type { Email } from 'postal-mime'
import { accountId, region } from './aws-emulator.ts'

/** One accepted mail, as SES knows it. Times are instants in UTC. */
export type AcceptedMail = {
  messageId: string
  source: string
  destination: string[]
  tags: Record<string, string[]>
  email: Email
}

type Outcome = { eventType: 'Send' | 'Delivery' | 'Bounce' | 'Complaint'; details: Record<string, unknown> }

/**
 * The events SES publishes for one mail through its configuration set: one Send, then what became of
 * it for each recipient. SES's simulator addresses, with or without a label (`bounce+x@...`), bounce
 * or complain as they do at SES; everybody else's mail is delivered.
 *
 * Shapes: "Contents of event data that Amazon SES publishes to Amazon SNS" in SES's developer guide.
 */
export const sesEvents = (mail: AcceptedMail, at: string): Record<string, unknown>[] => {
  const about = describeMail(mail, at)
  return [
    { eventType: 'Send', mail: about, send: {} },
    ...mail.destination.flatMap((address) =>
      outcomesFor(address, at).map(({ eventType, details }) => ({
        eventType,
        mail: about,
        [eventType.toLowerCase()]: details,
      })),
    ),
  ]
}

const outcomesFor = (address: string, at: string): Outcome[] => {
  const simulated = /^([a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(bareAddress(address))
  const outcomes = SIMULATOR[(simulated?.[1] ?? '').toLowerCase()] ?? [delivery]
  return outcomes.map((outcome) => outcome(address, at))
}

const delivery = (address: string, at: string): Outcome => ({
  eventType: 'Delivery',
  details: {
    timestamp: at,
    processingTimeMillis: 250,
    recipients: [address],
    smtpResponse: '250 2.0.0 OK',
    reportingMTA: `a1-1.smtp-out.${region}.amazonses.com`,
  },
})

const bounce = (kind: {
  bounceType: 'Permanent' | 'Transient'
  bounceSubType: string
  recipient?: { action: string; status: string; diagnosticCode: string }
}) => {
  const { recipient, ...type } = kind
  return (address: string, at: string): Outcome => ({
    eventType: 'Bounce',
    details: {
      ...type,
      bouncedRecipients: [{ emailAddress: address, ...recipient }],
      timestamp: at,
      feedbackId: feedbackId(),
      reportingMTA: `dns; a1-1.smtp-out.${region}.amazonses.com`,
    },
  })
}

const complaint = (address: string, at: string): Outcome => ({
  eventType: 'Complaint',
  details: {
    complainedRecipients: [{ emailAddress: address }],
    timestamp: at,
    feedbackId: feedbackId(),
    complaintSubType: null,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: at,
  },
})

/** "Using the mailbox simulator manually" in SES's developer guide. */
const SIMULATOR: Record<string, ((address: string, at: string) => Outcome)[]> = {
  success: [delivery],
  bounce: [
    bounce({
      bounceType: 'Permanent',
      bounceSubType: 'General',
      recipient: { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    }),
  ],
  // an out-of-office answer: the mail arrived, and comes back as a soft bounce
  ooto: [delivery, bounce({ bounceType: 'Transient', bounceSubType: 'General' })],
  complaint: [delivery, complaint],
  suppressionlist: [
    bounce({
      bounceType: 'Permanent',
      bounceSubType: 'Suppressed',
      recipient: {
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'Amazon SES has suppressed sending to this address',
      },
    }),
  ],
}

const describeMail = (mail: AcceptedMail, at: string) => {
  const { email } = mail
  return {
    timestamp: at,
    source: mail.source,
    sourceArn: `arn:aws:ses:${region}:${accountId}:identity/${bareAddress(mail.source)}`,
    sendingAccountId: accountId,
    messageId: mail.messageId,
    destination: mail.destination,
    headersTruncated: false,
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    commonHeaders: {
      from: headerValues(email, 'from'),
      to: headerValues(email, 'to'),
      messageId: mail.messageId,
      subject: email.subject ?? '',
    },
    tags: mail.tags,
  }
}

const headerValues = (email: Email, key: string): string[] =>
  email.headers.filter((header) => header.key === key).map(({ value }) => value)

/** `Name <address>` or an address alone. */
export const bareAddress = (address: string): string => /<([^>]*)>/.exec(address)?.[1] ?? address.trim()

const feedbackId = (): string => `${randomUUID()}-000000`
