import { SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type { MailService, OutgoingMail, SendResult } from '../message/ports.ts'
import { MESSAGE_TAG, PARTNERSHIP_TAG } from '../message/settle-message.ts'
import { logFault } from './log.ts'

export type SesOptions = { fromAddress: string; configurationSet: string; region: string }

/** The answer must come within this, or the send counts as unknown. Milliseconds. */
const REQUEST_TIMEOUT = 15_000
const CONNECTION_TIMEOUT = 3_000

/**
 * SES with exactly one attempt: it has no idempotency key, so the SDK's own retry after a lost answer
 * would send a second mail.
 */
export const createSes = (options: SesOptions): MailService => {
  const client = new SESClient({
    maxAttempts: 1,
    requestHandler: {
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
      connectionTimeout: CONNECTION_TIMEOUT,
    },
  })
  return {
    send: async (mail) => {
      const raw = await buildMime(mail, options)
      try {
        const answer = await client.send(
          new SendRawEmailCommand({
            Source: options.fromAddress,
            Destinations: [mail.to.address],
            RawMessage: { Data: raw },
            ConfigurationSetName: options.configurationSet,
            Tags: [
              { Name: MESSAGE_TAG, Value: mail.tag.messageId },
              { Name: PARTNERSHIP_TAG, Value: mail.tag.partnershipId },
            ],
          }),
        )
        return answer.MessageId
          ? { outcome: 'accepted', sesMessageId: answer.MessageId }
          : { outcome: 'unknown', reason: 'The mail service answered without an id.' }
      } catch (error) {
        const result = resultOf(error)
        // Too many at once ends by itself; of all else that keeps mail back whoever runs Muster must hear.
        if (result.outcome === 'not-taken' && result.because !== 'rate') logFault('mail.not-taken', error)
        return result
      }
    },
  }
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])
/** Refusals of this very mail. Any other concerns the account or the rights, and ends when somebody mends them. */
const REFUSES_THE_MAIL = new Set(['MessageRejected', 'InvalidParameterValue'])

/**
 * Both quotas, of a second and of a day, are refused as the same error and told apart by its message.
 * https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 */
const THROTTLES = new Set(['Throttling', 'ThrottlingException', 'LimitExceededException'])
const IS_OF_THE_DAY = /daily/i

/** What a failed call means for the mail: only an answer that says no is sure to have sent nothing. */
const resultOf = (error: unknown): SendResult => {
  if (error instanceof SESServiceException) {
    if (REFUSES_THE_MAIL.has(error.name)) {
      return { outcome: 'rejected', reason: `The mail service refused it (${error.name}).` }
    }
    if (THROTTLES.has(error.name)) {
      return { outcome: 'not-taken', because: IS_OF_THE_DAY.test(error.message) ? 'quota' : 'rate' }
    }
    if (error.$fault === 'client') return { outcome: 'not-taken', because: 'other' }
  }
  if (error instanceof Error && 'code' in error && NEVER_CONNECTED.has(String(error.code))) {
    return { outcome: 'not-taken', because: 'other' }
  }
  return {
    outcome: 'unknown',
    reason: 'The mail service did not answer, so it is not known whether the mail went out.',
  }
}

/** SES replaces the Message-ID by its own id at a domain of the region; threads must refer to that. */
const messageIdHeader = (sesMessageId: string, region: string): string =>
  `<${sesMessageId}@${region === 'us-east-1' ? 'email' : region}.amazonses.com>`

const buildMime = async (mail: OutgoingMail, { fromAddress, region }: SesOptions): Promise<Uint8Array> => {
  const thread = mail.inReplyTo === null ? null : messageIdHeader(mail.inReplyTo, region)
  return await new MailComposer({
    from: { name: mail.from.name, address: fromAddress },
    to: mail.to,
    ...(mail.replyTo ? { replyTo: mail.replyTo } : {}),
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    ...(thread ? { inReplyTo: thread, references: [thread] } : {}),
    // Tells mailboxes' holiday notices to keep quiet, RFC 3834.
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: mail.attachments.map(({ filename, content, contentType }) => ({
      filename,
      content: Buffer.from(content),
      contentType,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}
