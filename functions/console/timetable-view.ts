import type { Calendar } from '../cycle/calendar.ts'
import type { PassedOver } from '../cycle/next-cycle.ts'
import { shareOut } from '../cycle/share-out.ts'
import type { Timetable } from '../cycle/typed-timetable.ts'
import type { UpcomingCycle } from '../cycle/upcoming.ts'
import { type Directory, findPerson, stayingIds } from '../plan/directory.ts'
import type { Action, Instant, Plan } from '../plan/plan.ts'

/** Whom the months to come would ask and tell, as plan and directory stand now. */
export type Recipients = {
  leads: string[]
  strategicLeads: string[]
  boards: string[]
  /** Actions that would be asked about and have nobody to ask. */
  waitingForLead: number
}

/** One moment of a month to come. */
export type PreviewedMoment = {
  at: Instant
  what: 'opens' | 'reminds' | 'due' | 'escalates' | 'closes'
  /** When its mail goes out, where that is later; null where it goes at once, or there is none. */
  mailAt: Instant | null
}
export type PreviewedCycle = { month: string; moments: PreviewedMoment[]; passedOver: PassedOver[] }

export const findRecipients = (plan: Plan, actions: Action[], directory: Directory): Recipients => {
  const staying = actions.map((action) => ({
    ...action,
    improvementLeadIds: stayingIds(directory, action.improvementLeadIds),
    strategicLeadIds: stayingIds(directory, action.strategicLeadIds),
  }))
  const { leads, waitingForLead } = shareOut(plan, staying)
  const known = leads.filter(({ personId }) => findPerson(directory, personId))
  const asked = known.flatMap((lead) => lead.actions)
  const nameOf = (personId: string): string[] => {
    const person = findPerson(directory, personId)
    if (!person) return []
    return [person.mailStopped ? `${person.name} (mail stopped)` : person.name]
  }
  const byName = (names: string[]) => names.sort((a, b) => a.localeCompare(b, 'en'))
  return {
    leads: byName(known.flatMap(({ personId }) => nameOf(personId))),
    strategicLeads: byName([...new Set(asked.flatMap((action) => action.strategicLeadIds))].flatMap(nameOf)),
    boards: byName(directory.boards.map(({ name }) => name)),
    waitingForLead: waitingForLead.length,
  }
}

/** Every moment of the cycles to come, in order. */
export const previewCycles = (
  cycles: readonly UpcomingCycle[],
  { policy }: Timetable,
  calendar: Calendar,
): PreviewedCycle[] =>
  cycles.map(({ month, moments, passedOver }) => {
    const mailed = (at: Instant, what: PreviewedMoment['what']): PreviewedMoment => {
      const mailAt = calendar.nextInWindow(at, policy.sendingWindow)
      return { at, what, mailAt: mailAt > at ? mailAt : null }
    }
    return {
      month,
      passedOver,
      moments: [
        mailed(moments.opensAt, 'opens'),
        ...moments.remindAt.map((at) => mailed(at, 'reminds')),
        { at: moments.dueAt, what: 'due' as const, mailAt: null },
        // At the closing itself nothing else is sent.
        ...(moments.escalateAt < moments.closesAt ? [mailed(moments.escalateAt, 'escalates')] : []),
        { at: moments.closesAt, what: 'closes' as const, mailAt: null },
      ].sort((a, b) => a.at.localeCompare(b.at)),
    }
  })
