import { z } from 'zod'
import { ActionText, Instant, Month, PlanKey, Status } from '../plan/plan.ts'
import { EvidenceFile, Update } from './update.ts'

export const RequestKey = PlanKey.extend({ cycleId: Month, personId: z.string().min(1) })
export type RequestKey = z.infer<typeof RequestKey>

/** The key alone, of whatever belongs to a request. */
export const requestKeyOf = ({ partnershipId, planId, cycleId, personId }: RequestKey): RequestKey => ({
  partnershipId,
  planId,
  cycleId,
  personId,
})

/** What a lead has written so far; nothing of it is demanded yet. */
export const Draft = z.object({
  statusCode: z.string().nullable(),
  progress: z.string(),
  obstacles: z.string(),
  consequence: z.string().default(''),
  impact: z.string().default(''),
  /** As typed, an address on each line. */
  links: z.string().default(''),
  /** As typed. */
  forecast: z.object({ month: z.string(), year: z.string() }).default({ month: '', year: '' }),
  files: z.array(EvidenceFile).default([]),
  /** Which page of a browser saved it; empty where that is not known. */
  page: z.string().default(''),
  savedAt: Instant,
})
export type Draft = z.infer<typeof Draft>

/** What a lead wrote that came after the cycle had closed. */
export const LateText = Draft.extend({
  /** When they pressed to submit it; null where they had only typed it. `savedAt` is when they typed it. */
  submittedAt: Instant.nullable().default(null),
})
export type LateText = z.infer<typeof LateText>

/** An answer as it stands on a form: who gave it, when, and from which draft. */
export const GivenAnswer = z.object({
  ...Update.pick({
    version: true,
    statusCode: true,
    progress: true,
    obstacles: true,
    consequence: true,
    impact: true,
    links: true,
    files: true,
    forecast: true,
    unchanged: true,
    onBehalfOf: true,
    changeId: true,
    by: true,
    byName: true,
    at: true,
    hash: true,
  }).shape,
  /** The revision of the draft it was made from, so that a second press finds it done. */
  draftRevision: z.number().int(),
})
export type GivenAnswer = z.infer<typeof GivenAnswer>

/** One action that one lead is asked about in one cycle, as the plan stood when the cycle opened. */
export const Ask = RequestKey.extend({
  ref: z.string(),
  says: z.object({ ...ActionText.shape, statusCode: z.string().nullable() }),
  /** The last update of an earlier cycle; null where there is none. */
  previous: Update.nullable(),
  /** Everybody who is asked about this action this cycle. */
  holders: z.array(z.string()),
  draft: Draft.nullable(),
  /** Counts the saves; 0 before the first. */
  draftRevision: z.number().int(),
  /** The newest answer of this cycle, whoever of the holders gave it. */
  answer: GivenAnswer.nullable(),
  /** What came after the cycle had closed, one text of each page; archives may hold a single one. */
  late: z.union([LateText.array(), LateText.transform((one) => [one])]).default([]),
  /** Counts the writes of late texts; 0 before the first. */
  lateRevision: z.number().int().nonnegative().default(0),
  /** Who answers it instead, since the lead handed it over; null while it is the lead's own. */
  handedTo: z.object({ personId: z.string(), name: z.string(), at: Instant }).nullable(),
  /** Whose action it is, where they handed it to this person. */
  onBehalfOf: z.object({ personId: z.string(), name: z.string() }).nullable(),
  /** When it went back to whoever had handed it over; null while it is here. */
  takenBackAt: Instant.nullable(),
  /** How often it has changed hands. */
  shareRevision: z.number().int().nonnegative().default(0),
})
export type Ask = z.infer<typeof Ask>

/** Whether whoever has the form is to answer it: it is neither handed over nor taken back. */
export const isOwn = ({ handedTo, takenBackAt }: Pick<Ask, 'handedTo' | 'takenBackAt'>): boolean =>
  handedTo === null && takenBackAt === null

/**
 * What a form needs of the plan, kept with the session so that a page costs no further read. The month's
 * dates are not among it: they can change while somebody is at the form.
 */
export const FormTerms = z.object({
  planName: z.string(),
  partnershipName: z.string(),
  timeZone: z.string(),
  statuses: z.array(Status),
  coordinator: z.object({ name: z.string(), email: z.string() }).nullable(),
})
export type FormTerms = z.infer<typeof FormTerms>
