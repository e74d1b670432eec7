import type { ReactElement } from 'react'
import { z } from 'zod'
import { StatusColour } from '../functions/plan/plan.ts'
import { shorten } from '../functions/plan/wording.ts'
import { toLine, toLines } from './text.ts'

/** Text for one line; whatever else is in it is taken out. */
const Line = z.string().overwrite(toLine)
/** What somebody or something is called. */
const Name = z.string().overwrite((name) => shorten(toLine(name), 100))
/** Text whose line breaks count. */
const Lines = z.string().overwrite(toLines)
const Link = z.url({ protocol: /^https?$/ })

const MailAction = z.object({
  ref: Line,
  title: Line,
  /** The last status somebody gave; null where nobody has. */
  status: z.object({ label: Line, colour: StatusColour }).nullable(),
  /** `December 2026`. */
  due: Line.nullable(),
  overdue: z.boolean(),
})
export type MailAction = z.infer<typeof MailAction>

/** What every mail about a month says. */
const aboutMonth = {
  /** The reader's name. */
  to: Name,
  planName: Name,
  partnershipName: Name,
  /** `December 2026`. */
  month: Line,
  /** Who reads the replies. */
  coordinatorName: Name,
}

/** Who handed all of it to the reader; empty where any of it is the reader's own to lead. */
const handedBy = z.array(Name)

const toLead = {
  ...aboutMonth,
  handedBy,
  /** Those not answered yet, in the order to show them. */
  actions: z.array(MailAction).min(1),
  /** How many were asked about in all; as many as are listed where it is not given. */
  asked: z.number().int().positive().optional(),
  /** When answers are due: `5pm on Monday 14 December 2026`. */
  dueText: Line,
  /** When the link stops working, written likewise. */
  closesText: Line.optional(),
  /** The lead's own link to the form. */
  link: Link,
  /** A word from the coordinator. */
  note: Lines.optional(),
}

export const RequestMail = z.object({
  kind: z.literal('request'),
  ...toLead,
  overdue: z.boolean().optional(),
})
export type RequestMail = z.infer<typeof RequestMail>

/** `overdue`: the hour at which answers were due has passed. */
export const ReminderMail = z.object({ kind: z.literal('reminder'), ...toLead, overdue: z.boolean() })
export type ReminderMail = z.infer<typeof ReminderMail>

/** Actions that somebody handed to a colleague; with `back`, that the colleague gave back. */
export const HandedMail = z.object({
  kind: z.literal('handed'),
  ...toLead,
  overdue: z.boolean(),
  /** Who handed them over, or gave them back. */
  from: Name,
  /** The coordinator who asks in their place. */
  askedBy: Name.nullable(),
  back: z.boolean(),
})
export type HandedMail = z.infer<typeof HandedMail>

/** An action that somebody had handed to a colleague and has taken back. */
export const TakenBackMail = z.object({
  kind: z.literal('taken-back'),
  ...aboutMonth,
  from: Name,
  action: MailAction.pick({ ref: true, title: true }),
  /** Whether the reader has written anything for it. */
  hasWritten: z.boolean(),
  /** How many actions the reader has still to answer. */
  left: z.number().int().nonnegative(),
})
export type TakenBackMail = z.infer<typeof TakenBackMail>

/** A new link to the form; `why`: the lead asked for it, or a coordinator took back those before it. */
export const LinkMail = z.object({
  kind: z.literal('link'),
  ...aboutMonth,
  why: z.enum(['asked', 'replaced']),
  handedBy,
  /** How many actions are on the form, and how many of them are answered. */
  asked: z.number().int().positive(),
  answered: z.number().int().nonnegative(),
  dueText: Line,
  overdue: z.boolean(),
  closesText: Line,
  link: Link,
})
export type LinkMail = z.infer<typeof LinkMail>

/** What a lead has submitted, word for word. */
export const ReceiptMail = z.object({
  kind: z.literal('receipt'),
  ...aboutMonth,
  answers: z
    .array(
      z.object({
        ref: Line,
        title: Line,
        status: z.object({ label: Line, colour: StatusColour }).nullable(),
        /** Everything said, under what it answers; nothing of it is empty. */
        parts: z.array(z.object({ title: Line, text: Lines })),
        /** Finds the stored version. */
        reference: Line,
        /** When it was stored: `10am on Wednesday 2 December 2026`. */
        at: Line,
      }),
    )
    .min(1),
  /** How many actions are still to answer. */
  left: z.number().int().nonnegative(),
  closesText: Line,
})
export type ReceiptMail = z.infer<typeof ReceiptMail>

export const EscalationMail = z.object({
  kind: z.literal('escalation'),
  ...aboutMonth,
  /** Who has not answered, and about which actions. */
  leads: z.array(z.object({ name: Name, refs: z.array(Line).min(1) })).min(1),
  dueText: Line,
  closesText: Line.optional(),
})
export type EscalationMail = z.infer<typeof EscalationMail>

export const SignInCodeMail = z.object({
  kind: z.literal('sign-in-code'),
  to: Name,
  code: z.string().regex(/^\d{6}$/),
  /** How long the code works. */
  minutes: z.number().int().positive(),
})
export type SignInCodeMail = z.infer<typeof SignInCodeMail>

export const PackNoticeMail = z.object({
  kind: z.literal('pack-notice'),
  ...aboutMonth,
  boardName: Name,
  /** What stands out this month, a sentence each. */
  summary: z.array(Line).optional(),
  /** The reader's own page of the pack. */
  link: Link,
  /** Of the attached PDF; null where the board wants none. */
  attachmentName: Name.nullable(),
  /** Above 1 it takes the place of one that they have. */
  version: z.number().int().positive(),
})
export type PackNoticeMail = z.infer<typeof PackNoticeMail>

export const CoordinatorAlertMail = z.object({
  kind: z.literal('coordinator-alert'),
  to: Name,
  planName: Name,
  title: Line,
  paragraphs: z.array(Lines),
  link: Link,
})
export type CoordinatorAlertMail = z.infer<typeof CoordinatorAlertMail>

/** What a mail says. Dates and months are written out already, as people read them. */
export const MailContent = z.discriminatedUnion('kind', [
  RequestMail,
  ReminderMail,
  HandedMail,
  TakenBackMail,
  LinkMail,
  ReceiptMail,
  EscalationMail,
  SignInCodeMail,
  PackNoticeMail,
  CoordinatorAlertMail,
])
export type MailContent = z.infer<typeof MailContent>

/** A mail in its three parts, the HTML not rendered yet. */
export type WrittenMail = { subject: string; html: ReactElement; text: string }
