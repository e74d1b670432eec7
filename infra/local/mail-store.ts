import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime, { type Address, type Email } from 'postal-mime'
import { region } from './aws-emulator.ts'
import { replaceFile } from './write-file.ts'

/** One mail as its recipients have it. */
export type Mail = {
  /** Counts from 1 in order of acceptance. */
  number: number
  file: string
  /** The MIME message. */
  raw: string
  /** Addresses of the envelope: all who got it. */
  to: string[]
  subject: string
  /** When it was accepted, an instant in UTC. */
  at: string
  messageId: string
  email: Email
}

type NewMail = { raw: Buffer; to: string[]; at: string; messageId: string }

export type MailStore = {
  add: (mail: NewMail) => Promise<Mail>
  /** Oldest first. */
  list: () => readonly Mail[]
}

const AT = 'X-Mailbox-Accepted'
const TO = 'X-Mailbox-Recipients'

/** Mail as .eml files, which say everything about themselves and are read again after a restart. */
export const openMailStore = async (dir: string): Promise<MailStore> => {
  const mails: Mail[] = []
  for (const name of listFiles(dir)) {
    mails.push(await readMail(Number.parseInt(name, 10), join(dir, name), readFileSync(join(dir, name))))
  }
  return {
    add: async (mail) => {
      const raw = stamp(mail)
      const { subject = '' } = await PostalMime.parse(raw)
      const number = (mails.at(-1)?.number ?? 0) + 1
      const file = join(dir, `${String(number).padStart(5, '0')}-${fileNameOf(subject)}.eml`)
      const added = await readMail(number, file, raw)
      replaceFile(file, raw)
      mails.push(added)
      return added
    },
    list: () => mails,
  }
}

const listFiles = (dir: string): string[] => {
  try {
    return readdirSync(dir)
      .filter((name) => /^\d+-.*\.eml$/.test(name))
      .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  } catch {
    return []
  }
}

const readMail = async (number: number, file: string, raw: Buffer): Promise<Mail> => {
  const email = await PostalMime.parse(raw)
  const header = (name: string) =>
    email.headers.find(({ key }) => key === name.toLowerCase())?.value.trim() ?? ''
  return {
    number,
    file,
    raw: raw.toString(),
    to: header(TO).split(/,\s*/),
    subject: email.subject ?? '',
    at: header(AT),
    messageId: /^<([^@>]*)@/.exec(email.messageId ?? '')?.[1] ?? '',
    email,
  }
}

/**
 * SES gives every mail its own Message-ID and Date, whatever the sender wrote, and takes Bcc out:
 * "Amazon SES header fields" in its developer guide.
 */
const stamp = ({ raw, to, at, messageId }: NewMail): Buffer => {
  const text = raw.toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length
  const kept = text
    .slice(0, end)
    .split(/\r?\n(?![ \t])/)
    .filter((field) => !/^(message-id|date|bcc|x-mailbox-[a-z]+):/i.test(field))
  const own = [
    `${AT}: ${at}`,
    `${TO}: ${to.join(',\r\n ')}`,
    `Message-ID: <${messageId}@${region}.amazonses.com>`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
  ]
  return Buffer.from([...own, ...kept].join('\r\n') + text.slice(end), 'latin1')
}

const fileNameOf = (subject: string): string =>
  subject
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60) || 'no-subject'

/** The addresses in a header, groups unwrapped. */
export const addressesIn = (...fields: (Address[] | undefined)[]): string[] =>
  fields.flatMap((field) =>
    (field ?? []).flatMap((entry) =>
      entry.group ? entry.group.map((each) => each.address) : [entry.address],
    ),
  )
