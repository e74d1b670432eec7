import { z } from 'zod'

/** A calendar month as `YYYY-MM`. A due month means its last day, in the plan's time zone. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month is written YYYY-MM')
export type Month = z.infer<typeof Month>

/** A calendar day as `YYYY-MM-DD`, without a time zone. */
export const LocalDate = z.iso.date()
export type LocalDate = z.infer<typeof LocalDate>

/** An instant in UTC as ISO 8601, for instance `2026-12-01T09:00:00.000Z`. */
export const Instant = z.iso.datetime({ precision: 3 })
export type Instant = z.infer<typeof Instant>

/** Colours of a plan's BRAG key. A rating is always shown as words and shape too. */
export const StatusColour = z.enum(['blue', 'green', 'amber', 'red'])
export type StatusColour = z.infer<typeof StatusColour>

/** One status of the plan's own BRAG key. */
export const Status = z.object({
  code: z.string().min(1),
  /** The words the plan itself uses, and a lead reads. */
  label: z.string().min(1),
  colour: StatusColour,
  /** Position in the key, best first. */
  order: z.number().int(),
  /** What the status means, in one sentence. */
  meaning: z.string().min(1),
  /** A final status ends the asking: the action is done. */
  final: z.boolean(),
  /** An answer with this status must say what is in the way and what will bring it back. */
  demandsMitigation: z.boolean(),
})
export type Status = z.infer<typeof Status>

export const Priority = z.object({ number: z.number().int().positive(), title: z.string().min(1) })
export type Priority = z.infer<typeof Priority>

/** Why an action is in the plan, for instance AFI1: area for improvement 1 of the inspection. */
export const Source = z.object({ code: z.string().min(1), name: z.string().min(1) })
export type Source = z.infer<typeof Source>

/** Divisions of GOV.UK's bank holiday data. */
export const Nation = z.enum(['england-and-wales', 'scotland', 'northern-ireland'])
export type Nation = z.infer<typeof Nation>

const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time is written HH:MM')

/**
 * On which day of its month a cycle opens, and at which hour: on the Nth working day; on the first to
 * fourth or last of one weekday (1 is Monday), or the next working day where that is none; or on the
 * date given for the month, where a month without one has no cycle.
 */
export const Opening = z.union([
  z.object({ workingDay: z.number().int().min(1).max(20), at: LocalTime }),
  z.object({
    weekday: z.number().int().min(1).max(7),
    nth: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal('last')]),
    at: LocalTime,
  }),
  z.object({ dates: z.array(LocalDate).min(1).max(60), at: LocalTime }),
])
export type Opening = z.infer<typeof Opening>

/** When a month's cycle does what. Days are working days; times are local to the plan's time zone. */
export const Policy = z.object({
  open: Opening,
  /** Months of the year, 1 to 12, in which no cycle opens. */
  skip: z.array(z.number().int().min(1).max(12)).default([]),
  /** Answers are due this many working days after the day of opening. */
  due: z.object({ workingDays: z.number().int().min(1).max(40), at: LocalTime }),
  /** Reminders, in order; negative days are before the due day, positive after it. */
  reminders: z.array(z.object({ workingDays: z.number().int().min(-40).max(40), at: LocalTime })).max(9),
  /** The strategic lead is told who has not answered. */
  escalate: z.object({ workingDays: z.number().int().min(0).max(40), at: LocalTime }),
  close: z.object({ workingDays: z.number().int().min(0).max(40), at: LocalTime }),
  /** Mail is sent on working days between these times only. */
  sendingWindow: z
    .object({ from: LocalTime, to: LocalTime })
    .refine(({ from, to }) => from < to, 'the sending window ends before it begins'),
  /** A tick that comes later than this after the opening moment opens nothing and alerts the coordinator. */
  staleAfterHours: z.number().int().positive(),
})
export type Policy = z.infer<typeof Policy>

/** How a plan's packs come to their boards. */
export const PackPolicy = z.object({
  /** Whether whoever asks for a pack's approval may also give it. */
  approval: z.enum(['another-person', 'anyone']),
  /** An approved pack is issued so many working days before its board meets; null: only when somebody presses. */
  issue: z.object({ workingDays: z.number().int().min(0).max(40), at: LocalTime }).nullable(),
  /** Whoever may approve is reminded so many working days before that, where nobody has. */
  remindBefore: z.number().int().min(0).max(20),
  /** Refs of actions that are internal: no public cut has them. */
  internal: z.array(z.string().min(1)).default([]),
})
export type PackPolicy = z.infer<typeof PackPolicy>

export const packsByDefault: PackPolicy = {
  approval: 'another-person',
  issue: { workingDays: 5, at: '10:00' },
  remindBefore: 3,
  internal: [],
}

/** What a plan is, apart from its actions. */
export const PlanSettings = z.object({
  name: z.string().min(1),
  timeZone: z.string().min(1),
  nation: Nation,
  statuses: z.array(Status).min(2),
  priorities: z.array(Priority).min(1),
  sources: z.array(Source),
  policy: Policy,
  packs: PackPolicy.default(packsByDefault),
})
export type PlanSettings = z.infer<typeof PlanSettings>

/** Whose plan: every key of the table starts with the partnership. */
export const PlanKey = z.object({ partnershipId: z.string().min(1), planId: z.string().min(1) })
export type PlanKey = z.infer<typeof PlanKey>

export const Plan = PlanKey.extend({
  ...PlanSettings.shape,
  partnershipName: z.string().min(1),
  /** The cycle under way or next, `YYYY-MM`; absent before the first is planned. */
  currentCycleId: Month.nullable(),
  /** Counts the changes of the plan's actions: whoever changes them says which count they had read. */
  revision: z.number().int().nonnegative().default(0),
  /** The import that is being written; nothing else changes the actions until it is done. */
  importing: z.string().nullable().default(null),
  /** Counts the changes of the settings: whoever changes them says which count they had read. */
  settingsRevision: z.number().int().nonnegative().default(0),
  /** Since when, and by whom, the plan's months stand still; null while they go on. */
  paused: z.object({ at: Instant, by: z.string() }).nullable().default(null),
  /** When it last went on after a pause. */
  resumedAt: Instant.nullable().default(null),
})
export type Plan = z.infer<typeof Plan>

/** A coordinator steers the plan at the console; an approver may approve packs there, and sees nothing else. */
export const Role = z.enum(['coordinator', 'approver'])
export type Role = z.infer<typeof Role>

/** Days somebody is away, both included, in the plan's time zone. */
export const Absence = z
  .object({ from: LocalDate, to: LocalDate })
  .refine(({ from, to }) => from <= to, 'an absence ends before it begins')
export type Absence = z.infer<typeof Absence>

export const Person = z.object({
  partnershipId: z.string(),
  personId: z.string(),
  name: z.string().min(1),
  email: z.email(),
  roles: z.array(Role),
  /** What they are called at work, for instance Head of Service (SEND); a plan may name that instead of them. */
  position: z.string().min(1).nullable().default(null),
  /** Other spellings of the name, as plans have them. */
  otherNames: z.array(z.string().min(1)).default([]),
  /** Addresses they had before, the newest last; mail goes to `email` alone. */
  formerEmails: z.array(z.object({ email: z.email(), until: Instant })).default([]),
  /** Who stands in for them while they are away. */
  deputyId: z.string().nullable().default(null),
  absences: z.array(Absence).default([]),
  /** The entry that this one was found to be a second spelling of: what it did is that person's. */
  mergedInto: z.string().nullable().default(null),
  /** Entries of similar names that somebody has found to be other people. */
  distinctFrom: z.array(z.string()).default([]).optional(),
  /** Mail to this address was stopped by a hard bounce or a complaint. */
  mailStopped: z.object({ at: Instant, reason: z.string() }).nullable(),
})
export type Person = z.infer<typeof Person>

export const Board = z.object({
  partnershipId: z.string(),
  boardId: z.string(),
  name: z.string().min(1),
  /** Other spellings of the board in the plan's governance column. */
  aliases: z.array(z.string()),
  chair: z.string().nullable(),
  members: z.array(z.string()),
  /** Which actions its pack has: the whole plan with the board's own first, or the board's own alone. */
  sees: z.enum(['own-first', 'own-only']).default('own-first'),
  /** How its members get a pack: by a link of their own, and with it the PDF unless the board wants none in mails. */
  sends: z.enum(['link-and-pdf', 'link']).default('link-and-pdf'),
  /** Whether a public cut of its pack is made too: without people's names, and without what is internal. */
  publishes: z.boolean().default(false),
  /** The days it meets, in order. */
  meetings: z.array(LocalDate).default([]),
})
export type Board = z.infer<typeof Board>

/** A dated progress note that came with the plan; the date is null for text before the first date. */
export const HistoryEntry = z.object({ date: LocalDate.nullable(), text: z.string() })
export type HistoryEntry = z.infer<typeof HistoryEntry>

/** What the plan says of one action. Names are as the plan writes them. */
export const ActionText = z.object({
  /** Text, never a number: 2.11 is not 2.110, and 3.11a exists. */
  ref: z.string().min(1),
  closed: z.boolean(),
  /** The number of the priority it belongs to. */
  priority: z.number().int().positive(),
  ambition: z.string().nullable(),
  description: z.string().nullable(),
  pillar: z.string().nullable(),
  outcomes: z.string().nullable(),
  measures: z.string().nullable(),
  strategicLeads: z.array(z.string()),
  improvementLeads: z.array(z.string()),
  start: Month.nullable(),
  due: Month.nullable(),
  sources: z.array(z.string()),
  dependencies: z.string().nullable(),
  /** A label of the plan's key. */
  status: z.string().nullable(),
  lastReviewed: LocalDate.nullable(),
  /** Boards by name, as in the directory. */
  boards: z.array(z.string()),
  movedTo: z.string().nullable(),
  history: z.array(HistoryEntry),
})
export type ActionText = z.infer<typeof ActionText>

/** The newest update of an action: where its hash chain ends. */
export const Head = z.object({ version: z.number().int().positive(), hash: z.string().length(64) })
export type Head = z.infer<typeof Head>

/** The fields of an action that a change request may change. */
export const ChangeableField = z.enum([
  'ambition',
  'description',
  'outcomes',
  'measures',
  'strategicLeads',
  'improvementLeads',
  'start',
  'due',
  'status',
  'closed',
])
export type ChangeableField = z.infer<typeof ChangeableField>

/** That an approved change request gave a field its value: an import leaves it as it is. */
export const Decided = z.object({ changeId: z.string(), at: Instant, byName: z.string() })
export type Decided = z.infer<typeof Decided>

export const Action = PlanKey.extend({
  ...ActionText.shape,
  /** A code of the plan's key: what the plan itself says, which updates do not change. */
  statusCode: z.string().nullable(),
  strategicLeadIds: z.array(z.string()),
  improvementLeadIds: z.array(z.string()),
  boardIds: z.array(z.string()),
  decided: z.partialRecord(ChangeableField, Decided).default({}),
  head: Head.nullable(),
})
export type Action = z.infer<typeof Action>

const refOrder = new Intl.Collator('en', { numeric: true })

/** Orders refs as people read them: 2.2, 2.11, 3.2, 3.2b, 3.11a. */
export const compareRefs = (a: string, b: string): number => refOrder.compare(a, b)

/** Looks a status up in the plan's key; an unknown or absent code is null, shown as "No status". */
export const statusOf = (plan: Pick<PlanSettings, 'statuses'>, code: string | null): Status | null =>
  plan.statuses.find((status) => status.code === code) ?? null

/** Whether the plan's own status ends the asking. */
export const isFinal = (plan: Pick<PlanSettings, 'statuses'>, action: Pick<Action, 'statusCode'>): boolean =>
  statusOf(plan, action.statusCode)?.final ?? false

/** A title short enough for a list: what is to be done, or else what is wanted. */
export const titleOf = (action: Pick<ActionText, 'ref' | 'description' | 'ambition' | 'outcomes'>): string =>
  action.description ?? action.ambition ?? action.outcomes ?? `Action ${action.ref}`
