import type { Calendar } from '../cycle/calendar.ts'
import { type Cycle, isOutstanding, type Moments, type Request } from '../cycle/cycle.ts'
import { type Decision, due } from '../cycle/due.ts'
import { nextCycle } from '../cycle/next-cycle.ts'
import { REOPEN_HOURS } from '../cycle/reopen-cycle.ts'
import { type Message, ofOneForm } from '../message/message.ts'
import type { Instant, Plan } from '../plan/plan.ts'
import { momentName, monthName } from '../plan/wording.ts'
import { isAsked, type Overview } from './overview.ts'
import { counted } from './pages/person-words.tsx'
import { whenMailed } from './pages/when-mailed.ts'

/** What resuming a plan does at once, and what comes next, in sentences. */
export const resumingMeans = (
  plan: Plan,
  { cycle, requests, messages }: { cycle: Cycle | null; requests: Request[]; messages: Message[] },
  calendar: Calendar,
  now: Instant,
): string[] => {
  if (!cycle) return ['The next month is planned by the timetable.']
  if (cycle.state === 'planned' && cycle.plannedBy !== plan.settingsRevision) {
    return ['The timetable was changed while the plan was paused: the next month is planned by it.']
  }
  // Whether the first mails go out is looked at an hour after the resuming, and concerns nobody beforehand.
  const rule = { ...plan.policy, sentBy: null }
  const { decisions, nextMoment } = due(cycle, requests, rule, now)
  const closes = decisions.some(({ kind }) => kind === 'close')
  // Of a month that closes nobody is asked any more.
  const owed = messages.filter(
    ({ state, kind }) => state === 'owed' && !(closes && ofOneForm.has(kind)),
  ).length
  return [
    ...decisions.flatMap((decision) => decisionWords(decision, cycle, now)),
    ...(closes
      ? [
          ...neverAskedWords(messages.filter(isFirstAndHeld).length, 'once it has closed'),
          ...nextMonthWords(plan, cycle, calendar, now),
        ]
      : []),
    ...(decisions.length === 0 ? ['Nothing fell due while the plan was paused.'] : []),
    ...(owed > 0
      ? [
          `${counted(owed, 'mail')} that ${owed === 1 ? 'was' : 'were'} held back ${owed === 1 ? 'goes' : 'go'} out within half an hour in working hours, where ${owed === 1 ? 'it is' : 'they are'} still needed.`,
        ]
      : []),
    ...(nextMoment ? [`The next thing to happen comes at ${momentName(nextMoment, plan.timeZone)}.`] : []),
  ]
}

const isFirstAndHeld = ({ kind, state }: Pick<Message, 'kind' | 'state'>): boolean =>
  kind === 'request' && state === 'owed'

/** That the first mail to some leads has not gone, and that it does not go to a closed month. */
const neverAskedWords = (leads: number, when: string): string[] =>
  leads === 0
    ? []
    : [
        `${counted(leads, 'lead')} ${leads === 1 ? 'has' : 'have'} not been mailed yet, and ${leads === 1 ? 'is' : 'are'} not asked any more: to ask them, open the month again ${when}.`,
      ]

/** What becomes at once of the month that comes after one which closes late. */
const nextMonthWords = (plan: Plan, cycle: Cycle, calendar: Calendar, now: Instant): string[] => {
  const { found } = nextCycle(plan.policy, calendar, { after: cycle.cycleId, now: cycle.moments.closesAt })
  if (!found || found.moments.opensAt > now) return []
  const next = { ...cycle, cycleId: found.month, moments: found.moments, state: 'planned' } as const
  const { decisions } = due(next, [], { ...plan.policy, sentBy: null }, now)
  return decisions.flatMap((decision) => decisionWords(decision, next, now))
}

const decisionWords = (
  decision: Decision,
  { cycleId, moments }: Pick<Cycle, 'cycleId' | 'moments'>,
  now: Instant,
): string[] => {
  const month = monthName(cycleId)
  switch (decision.kind) {
    case 'check-sent':
      return []
    case 'open':
      return [`${month} opens at once, and every lead is mailed.`]
    case 'hold':
      return [
        moments.closesAt > now
          ? `${month} does not open: its time is too long past. Open it from the console when you are ready.`
          : `${month} does not open any more: it should have closed by now.`,
      ]
    case 'remind':
      return [
        decision.personIds.length === 0
          ? 'A reminder fell due, and everybody has answered: nobody is mailed.'
          : `${counted(decision.personIds.length, 'lead')} who ${decision.personIds.length === 1 ? 'has' : 'have'} not answered ${decision.personIds.length === 1 ? 'gets' : 'get'} one reminder. Earlier ones that were missed are not sent.`,
      ]
    case 'escalate':
      return ['The strategic leads are told who has not answered.']
    case 'close':
      return [
        `${month} closes at once: the answers are locked and the packs are built. Nobody is reminded before.`,
      ]
    case 'reopen':
      return [`${month} is opened again, as was begun.`]
  }
}

/** What an extension gives, in sentences. */
export const extendingMeans = (
  plan: Plan,
  cycle: Cycle,
  moments: Moments,
  requests: Request[],
  calendar: Calendar,
): string[] => {
  const name = (moment: Instant) => momentName(moment, plan.timeZone)
  const ahead = moments.remindAt.slice(cycle.remindersDone)
  const waiting = requests.filter(isOutstanding).length
  return [
    `Answers are due by ${name(moments.dueAt)} instead of ${name(cycle.moments.dueAt)}.`,
    ahead.length === 0
      ? 'No further reminder comes before that by itself.'
      : `Those who have not answered by then, at most ${counted(waiting, 'lead')}, are reminded at ${ahead.map(name).join(', and at ')}.`,
    cycle.escalated
      ? `The strategic leads, who were told before, are told again at ${name(moments.escalateAt)}.`
      : `The strategic leads are told at ${name(moments.escalateAt)} who has not answered.`,
    `The month closes at ${name(moments.closesAt)}.`,
    'Links that leads have go on working. Nobody is mailed about it now.',
    ...overlapWords(plan, cycle, moments.closesAt, calendar),
  ]
}

/** What opening a closed month again does, in sentences. */
export const reopeningMeans = (
  plan: Plan,
  cycle: Cycle,
  moments: Moments,
  packs: number,
  calendar: Calendar,
): string[] => [
  `Leads can answer, and change their answers, until the month closes again at ${momentName(moments.closesAt, plan.timeZone)}.`,
  'The links that they have work again. Only who was never mailed about the month is mailed now: remind the others from the month’s page.',
  ...(packs > 0
    ? [
        `${counted(packs, 'pack')} ${packs === 1 ? 'is' : 'are'} withdrawn, and made anew when the month closes.`,
      ]
    : []),
  ...overlapWords(plan, cycle, moments.closesAt, calendar),
]

/** Which month would open meanwhile, and so does not. */
const overlapWords = (plan: Plan, cycle: Cycle, closesAt: Instant, calendar: Calendar): string[] => {
  const { passedOver } = nextCycle(plan.policy, calendar, { after: cycle.cycleId, now: closesAt })
  return passedOver
    .filter(({ why }) => why === 'too-late')
    .map(({ month }) => `${monthName(month)} would open before that, and so does not open by itself.`)
}

/** What opening the next month now does; `ifOpened` are the moments it would have. */
export const openingMeans = ({ plan, current }: Overview, ifOpened: Moments): string[] => [
  `Every lead is mailed, ${whenMailed(plan)}.`,
  `Answers will be due by ${momentName(ifOpened.dueAt, plan.timeZone)}, and the month closes at ${momentName(ifOpened.closesAt, plan.timeZone)}.`,
  ...(current?.state === 'planned'
    ? [`Left alone, it opens by itself at ${momentName(current.moments.opensAt, plan.timeZone)}.`]
    : []),
  'This cannot be undone.',
]

/** What closing the open month now does. */
export const closingMeans = ({ plan, current, lines }: Overview, now: Instant): string[] => {
  const waiting = lines.filter((line) => line.answered < line.asked)
  const drafts = waiting.filter((line) => line.draftSavedAt !== null && line.lastAnsweredAt === null).length
  const isAnyMailed = lines.some(({ mail }) => mail !== null && !isFirstAndHeld(mail))
  const notMailed = waiting.filter(({ mail }) => mail === null || isFirstAndHeld(mail)).length
  return [
    `${waiting.length} of ${lines.filter(isAsked).length} leads have not answered in full.`,
    ...neverAskedWords(notMailed, 'after this'),
    ...(drafts > 0
      ? [`${drafts} of them ${drafts === 1 ? 'has' : 'have'} saved something and submitted nothing.`]
      : []),
    ...(current && current.moments.closesAt > now
      ? [
          `Answers were to be taken until ${momentName(current.moments.closesAt, plan.timeZone)}${isAnyMailed ? ', and the mails say so' : ''}.`,
        ]
      : []),
    'The answers are locked and the packs are built.',
    `It can be opened again for ${REOPEN_HOURS} hours, while no pack is issued and the next month has not begun.`,
  ]
}
