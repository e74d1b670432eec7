import { z } from 'zod'
import { isFinal, statusOf } from '../plan/plan.ts'
import { isOverdue, localDay } from '../plan/wording.ts'
import {
  type Entry,
  groupByPriority,
  Named,
  name,
  PackAnswer,
  PackMonth,
  PackStatus,
  showStatus,
} from './pack-action.ts'
import type { Snapshot } from './snapshot.ts'

export const MonthInNumbers = z.object({
  /** Actions that are not closed; the counts below are over these. */
  live: z.number().int(),
  statuses: z.array(
    z.object({
      status: PackStatus,
      now: z.number().int(),
      before: z.number().int(),
      change: z.number().int(),
      /** How many actions with this status before have which now, in the order of the rows. */
      became: z.array(z.number().int()),
    }),
  ),
  leads: z.object({
    asked: z.number().int(),
    answeredAll: z.number().int(),
    answeredSome: z.number().int(),
    answeredNone: z.number().int(),
    /** Names of those whose actions are answered, all or some, and by whom no newest answer is: who leads with them gave it. */
    byOthers: z.array(z.string()).default([]),
  }),
  actions: z.object({ asked: z.number().int(), answered: z.number().int() }),
  /** Live actions of each priority by their status now, in the order of the rows of `statuses`. */
  priorities: z.array(
    z.object({
      number: z.number().int(),
      title: z.string().nullable(),
      statuses: z.array(z.number().int()),
    }),
  ),
})
export type MonthInNumbers = z.infer<typeof MonthInNumbers>

/**
 * The month in numbers. Every status of the key has a row, "No status" only where an action has none.
 * An action that several leads were asked about counts once, and their one answer counts for each.
 */
export const countMonth = (snapshot: Snapshot, entries: Entry[]): MonthInNumbers => {
  const live = entries.filter(({ action }) => !action.closed)
  const key = [...snapshot.plan.statuses].sort((a, b) => a.order - b.order)
  const without = live.some(({ shown }) => shown.now.code === null || shown.before.code === null)
  const codes = [...key.map(({ code }) => code), ...(without ? [null] : [])]
  const statuses = codes.map((code) => {
    const before = live.filter(({ shown }) => shown.before.code === code)
    const now = live.filter(({ shown }) => shown.now.code === code).length
    return {
      status: showStatus(snapshot.plan, code),
      now,
      before: before.length,
      change: now - before.length,
      became: codes.map((to) => before.filter(({ shown }) => shown.now.code === to).length),
    }
  })

  const answered = answeredRefs(entries)
  const asked = snapshot.requests.filter((request) => request.asked.length > 0)
  const all = asked.filter((request) => request.asked.every((ref) => answered.has(ref))).length
  const none = asked.filter((request) => !request.asked.some((ref) => answered.has(ref))).length
  const byOthers = asked
    .filter((request) => request.gave?.length === 0 && request.asked.some((ref) => answered.has(ref)))
    .map(({ name }) => name)
  const refs = askedRefs(snapshot)
  return {
    live: live.length,
    statuses,
    leads: {
      asked: asked.length,
      answeredAll: all,
      answeredSome: asked.length - all - none,
      answeredNone: none,
      byOthers,
    },
    actions: { asked: refs.size, answered: [...refs].filter((ref) => answered.has(ref)).length },
    priorities: groupByPriority(
      snapshot.plan,
      live.map(({ action, shown }) => ({ priority: action.priority, entry: shown })),
    ).map(({ number, title, actions }) => ({
      number,
      title,
      statuses: codes.map((code) => actions.filter(({ now }) => now.code === code).length),
    })),
  }
}

/** Refs that anybody was asked about in this cycle. */
export const askedRefs = (snapshot: Pick<Snapshot, 'requests'>): Set<string> =>
  new Set(snapshot.requests.flatMap(({ asked }) => asked))

const answeredRefs = (entries: Entry[]): Set<string> =>
  new Set(entries.filter(({ action }) => action.update).map(({ action }) => action.ref))

export const Movement = Named.extend({ from: PackStatus, to: PackStatus, answer: PackAnswer })
export type Movement = z.infer<typeof Movement>

/** Actions whose status an answer of this cycle changed. */
export const findMovements = (entries: Entry[]): Movement[] =>
  entries.flatMap((entry) => {
    const { now, before, update } = entry.shown
    if (!update || now.code === before.code) return []
    return [{ ...name(entry), from: before, to: now, answer: update }]
  })

export const Exception = Named.extend({
  status: PackStatus,
  due: PackMonth.nullable(),
  /** Whether the due month was over when the cycle was closed. */
  overdue: z.boolean(),
  improvementLeads: z.array(z.string()),
  /** The answer that the status stands on; null where it is only the plan's. */
  answer: PackAnswer.nullable(),
  thisMonth: z.boolean(),
})
export type Exception = z.infer<typeof Exception>

/** Live actions that are amber or red now, or whose status demands that the lead says what is in the way. */
export const findExceptions = (snapshot: Snapshot, entries: Entry[]): Exception[] =>
  entries.flatMap((entry) => {
    const { action, shown } = entry
    const status = statusOf(snapshot.plan, shown.now.code)
    if (action.closed || !status) return []
    if (!status.demandsMitigation && status.colour !== 'amber' && status.colour !== 'red') return []
    return [
      {
        ...name(entry),
        status: shown.now,
        due: shown.due,
        overdue: isOverdue(action.due, localDay(snapshot.cycle.closedAt, snapshot.plan.timeZone)),
        improvementLeads: shown.improvementLeads,
        answer: shown.update ?? shown.previous,
        thisMonth: shown.update !== null,
      },
    ]
  })

/** The newest answer, where it says the action is done and the plan doesn't yet. */
export const finalAnswer = (snapshot: Snapshot, { action, shown }: Entry): PackAnswer | null => {
  const answer = shown.update ?? shown.previous
  if (action.closed || isFinal(snapshot.plan, action) || !answer) return null
  return statusOf(snapshot.plan, answer.status.code)?.final ? answer : null
}

export const Unowned = Named.extend({
  strategicLeads: z.array(z.string()),
  due: PackMonth.nullable(),
  status: PackStatus,
})
export type Unowned = z.infer<typeof Unowned>

/** Live actions that are not done, have no improvement lead and were asked of nobody. */
export const findUnowned = (entries: Entry[]): Unowned[] =>
  entries
    .filter(({ action, shown }) => !action.closed && shown.answer === 'nobody')
    .map((entry) => ({
      ...name(entry),
      strategicLeads: entry.shown.strategicLeads,
      due: entry.shown.due,
      status: entry.shown.now,
    }))

export const SilentLead = z.object({
  name: z.string(),
  asked: z.number().int(),
  unanswered: z.array(z.object({ ref: z.string(), heading: z.string().nullable() })),
  /** Cycles in a row, this one included, in which they left something unanswered. */
  cycles: z.number().int().positive(),
})
export type SilentLead = z.infer<typeof SilentLead>

const nameOrder = new Intl.Collator('en-GB')

/** Leads who were asked about an action that has no answer this cycle, by name. */
export const findSilentLeads = (snapshot: Snapshot, entries: Entry[]): SilentLead[] => {
  const answered = answeredRefs(entries)
  const headings = new Map(entries.map(({ shown }) => [shown.ref, shown.heading]))
  return snapshot.requests
    .map((request) => ({
      name: request.name,
      asked: request.asked.length,
      unanswered: request.asked
        .filter((ref) => !answered.has(ref))
        .map((ref) => ({ ref, heading: headings.get(ref) ?? null })),
      cycles: 1 + cyclesSilentBefore(request.personId, snapshot.past),
    }))
    .filter(({ unanswered }) => unanswered.length > 0)
    .sort((a, b) => nameOrder.compare(a.name, b.name))
}

/** In how many of the months before, from the last one back, somebody left something unanswered. */
const cyclesSilentBefore = (personId: string, past: Snapshot['past']): number => {
  const broken = past.findIndex(({ requests }) => {
    const theirs = requests.filter((request) => request.personId === personId)
    return !theirs.some(({ asked, answered }) => asked.some((ref) => !answered.includes(ref)))
  })
  return broken === -1 ? past.length : broken
}

export const Impact = Named.extend({
  /** What the plan goes by. */
  measures: z.string().nullable(),
  answer: PackAnswer,
})
export type Impact = z.infer<typeof Impact>

/** What this cycle's answers say has become different, beside what the plan would tell it by. */
export const findImpact = (entries: Entry[]): Impact[] =>
  entries.flatMap((entry) => {
    const { update, measures } = entry.shown
    if (!update || (update.impact.trim() === '' && update.evidence.length === 0)) return []
    return [{ ...name(entry), measures, answer: update }]
  })

export const GlossaryEntry = z.object({ code: z.string(), name: z.string().nullable() })
export type GlossaryEntry = z.infer<typeof GlossaryEntry>

/**
 * The source codes that the actions use: the plan's own in its order, then unknown ones as they are
 * written first. A code in other letters, great or small, is the same.
 */
export const explainSources = (snapshot: Snapshot, entries: Entry[]): GlossaryEntry[] => {
  const used = Map.groupBy(
    entries.flatMap(({ action }) => action.sources),
    (code) => code.toLowerCase(),
  )
  const known = snapshot.plan.sources.filter(({ code }) => used.has(code.toLowerCase()))
  for (const { code } of known) used.delete(code.toLowerCase())
  const unknown = [...used.values()].flatMap(([first]) => first ?? [])
  return [...known, ...unknown.sort(nameOrder.compare).map((code) => ({ code, name: null }))]
}
