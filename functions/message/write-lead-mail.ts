import { type Cycle, isOutstanding, type Request, takesAnswers } from '../cycle/cycle.ts'
import { coordinatorsOf } from '../plan/directory.ts'
import { compareRefs, type Instant, type LocalDate, type Plan, statusOf, titleOf } from '../plan/plan.ts'
import { isOverdue, localDay, momentName, monthName } from '../plan/wording.ts'
import { type Ask, type GivenAnswer, isOwn } from '../update/ask.ts'
import { readHanded } from '../update/hand-over.ts'
import { makeLink } from '../update/link.ts'
import { readReceipted } from '../update/receipt.ts'
import { referenceOf } from '../update/update.ts'
import { heldStates, type Message, oweMessage, wentOut } from './message.ts'

import { loadCycle, notOwed, notYet, type Setting, type Writer } from './writer.ts'

/** The open form that a mail to a lead is about, or why there is nothing to write. */
const loadForm = async ({ message, person, deps }: Setting) => {
  const loaded = await loadCycle(message, deps)
  if (!loaded) return notOwed('The cycle is no longer there.')
  const { cycle } = loaded
  if (cycle.state === 'reopening') return notYet('The month is being opened again.')
  // Of a merged entry it is still the form that was opened under it; the mail goes to who stays.
  const file = await deps.forms.loadRequestFile({ ...cycle, personId: message.personId })
  if (file?.request.state !== 'open' || !takesAnswers(cycle)) {
    return notOwed('The cycle has closed.')
  }
  const theirs =
    message.personId === person.personId
      ? null
      : await deps.forms.loadRequestFile({ ...cycle, personId: person.personId })
  const askedThere = new Set(theirs?.asks.filter(isOwn).map(({ ref }) => ref))
  const asks = file.asks
    .filter((ask) => isOwn(ask) && !askedThere.has(ask.ref))
    .sort((a, b) => compareRefs(a.ref, b.ref))
  return { owed: true, ...loaded, request: file.request, asks, all: file.asks } as const
}

const ON_THE_OTHER_FORM = 'All of it is on the form of the entry that stayed.'

/** What every mail with a link to a form says. */
const toLead = async (
  { plan, cycle, request, asks }: { plan: Plan; cycle: Cycle; request: Request; asks: Ask[] },
  { person, directory, deps }: Setting,
) => ({
  to: person.name,
  planName: plan.name,
  partnershipName: plan.partnershipName,
  month: monthName(cycle.cycleId),
  dueText: momentName(cycle.moments.dueAt, plan.timeZone),
  overdue: cycle.moments.dueAt <= deps.now(),
  closesText: momentName(cycle.moments.closesAt, plan.timeZone),
  link: await makeLink(request, cycle.moments.closesAt, deps.publicUrl, deps),
  coordinatorName: coordinatorsOf(directory)[0]?.name ?? plan.partnershipName,
  handedBy: asks.every(({ onBehalfOf }) => onBehalfOf)
    ? [...new Set(asks.flatMap(({ onBehalfOf }) => onBehalfOf?.name ?? []))]
    : [],
})

/** A request or reminder: the actions not answered yet, and a fresh link to the form. */
export const writeToLead =
  (kind: 'request' | 'reminder'): Writer =>
  async (setting) => {
    const { message, deps } = setting
    const form = await loadForm(setting)
    if (!form.owed) return form
    const { plan, request, asks } = form
    if (!isOutstanding(request)) return notOwed('Everything was answered.')
    if (kind === 'reminder' && isSuperseded(message, form.cycle, deps.now())) {
      return notOwed('A later reminder has taken its place.')
    }
    const outstanding = asks.filter((ask) => ask.answer === null)
    if (outstanding.length === 0) return notOwed(ON_THE_OTHER_FORM)

    const today = localDay(deps.now(), plan.timeZone)
    const first = kind === 'request' ? null : await deps.messages.find(firstOf(message))
    return {
      owed: true,
      inReplyTo: first?.sesMessageId ?? null,
      content: {
        kind,
        ...(await toLead({ ...form, asks: outstanding }, setting)),
        actions: listActions(outstanding, plan, today),
        asked: request.asked,
      },
    }
  }

/**
 * Whether the moment of a later reminder has come before this one went out, as after a pause: whoever
 * still owes an answer gets the later one alone. A reminder that somebody sent by hand has no place among them.
 */
const isSuperseded = ({ ordinal }: Message, { moments }: Cycle, now: Instant): boolean => {
  const [, place] = /^(\d+)(?:-\d+)?$/.exec(ordinal) ?? []
  return place !== undefined && Number(place) < moments.remindAt.filter((moment) => moment <= now).length
}

/** Actions as a mail lists them. `today` is the local day in the plan's time zone. */
const listActions = (asks: Ask[], plan: Plan, today: LocalDate) =>
  asks.map(({ ref, says, previous }) => {
    const status = statusOf(plan, previous?.statusCode ?? says.statusCode)
    return {
      ref,
      title: titleOf(says),
      status: status && { label: status.label, colour: status.colour },
      due: says.due && monthName(says.due),
      overdue: isOverdue(says.due, today),
    }
  })

/** What somebody handed to a colleague, or a colleague gave back: as much of it as is still there to answer. */
export const writeHanded: Writer = async (setting) => {
  const { message, deps } = setting
  const form = await loadForm(setting)
  if (!form.owed) return form
  const handed = readHanded(message.about ?? '')
  if (!handed) return notOwed('It does not say which actions it is about.')
  const { from, refs, back, askedBy } = handed
  const listed = form.asks.filter(
    ({ ref, answer, onBehalfOf }) =>
      refs.includes(ref) && answer === null && (back || onBehalfOf?.personId === from.personId),
  )
  if (listed.length === 0) return notOwed('Nothing of it is left to answer.')
  return {
    owed: true,
    content: {
      kind: 'handed',
      ...(await toLead({ ...form, asks: listed }, setting)),
      actions: listActions(listed, form.plan, localDay(deps.now(), form.plan.timeZone)),
      from: from.name,
      back,
      askedBy,
    },
  }
}

/**
 * That a lead has taken an action back from the reader, if the reader was told of it at all. A mail about
 * it that is on its way counts as told; one that is still owed says nothing of the action any more.
 */
export const writeTakenBack: Writer = async (setting) => {
  const { message, person, directory, deps } = setting
  const form = await loadForm(setting)
  if (!form.owed) return form
  const { plan, cycle, all, asks } = form
  const { from, refs = [] } = readHanded(message.about ?? '') ?? {}
  const ask = all.find(
    ({ ref, takenBackAt, onBehalfOf }) =>
      refs.includes(ref) && takenBackAt !== null && onBehalfOf?.personId === from?.personId,
  )
  if (!from || !ask) return notOwed('It is theirs to answer again.')
  const isTold = (await deps.cycles.listMessages(cycle)).some(
    ({ kind, personId, state, about }) =>
      kind === 'handed' &&
      personId === message.personId &&
      (wentOut.has(state) || heldStates.includes(state)) &&
      readHanded(about ?? '')?.refs.includes(ask.ref),
  )
  if (!isTold) return notOwed('They had not been told of it.')
  return {
    owed: true,
    content: {
      kind: 'taken-back',
      to: person.name,
      planName: plan.name,
      partnershipName: plan.partnershipName,
      month: monthName(cycle.cycleId),
      from: from.name,
      action: { ref: ask.ref, title: titleOf(ask.says) },
      hasWritten: ask.draft !== null,
      left: asks.filter(({ answer }) => answer === null).length,
      coordinatorName: coordinatorsOf(directory)[0]?.name ?? plan.partnershipName,
    },
  }
}

/** A new link to a form. Also where all is answered: answers may be changed until the month closes. */
export const writeLink =
  (why: 'asked' | 'replaced'): Writer =>
  async (setting) => {
    const { message, deps } = setting
    const form = await loadForm(setting)
    if (!form.owed) return form
    if (form.asks.length === 0) return notOwed(ON_THE_OTHER_FORM)
    const first = await deps.messages.find(firstOf(message))
    return {
      owed: true,
      inReplyTo: first?.sesMessageId ?? null,
      content: {
        kind: 'link',
        why,
        ...(await toLead(form, setting)),
        asked: form.asks.length,
        answered: form.asks.filter((ask) => ask.answer !== null).length,
      },
    }
  }

/** What a lead has submitted, as it was stored; what was submitted anew meanwhile has a receipt of its own. */
export const writeReceipt: Writer = async (setting) => {
  const { message, person, directory, deps } = setting
  const loaded = await loadCycle(message, deps)
  const file = loaded && (await deps.forms.loadRequestFile({ ...loaded.cycle, personId: message.personId }))
  if (!loaded || !file) return notOwed('The cycle is no longer there.')
  const { plan, cycle } = loaded
  const versions = new Map(readReceipted(message.about ?? '').map(({ ref, version }) => [ref, version]))
  const answers = file.asks
    .sort((a, b) => compareRefs(a.ref, b.ref))
    .flatMap(({ ref, says, answer }) =>
      answer?.version === versions.get(ref) && answer ? [{ ref, says, answer }] : [],
    )
  if (answers.length === 0) return notOwed('It was submitted anew, which has a receipt of its own.')
  const first = await deps.messages.find(firstOf(message))
  return {
    owed: true,
    inReplyTo: first?.sesMessageId ?? null,
    content: {
      kind: 'receipt',
      to: person.name,
      planName: plan.name,
      partnershipName: plan.partnershipName,
      month: monthName(cycle.cycleId),
      answers: answers.map(({ ref, says, answer }) => {
        const status = statusOf(plan, answer.statusCode)
        return {
          ref,
          title: titleOf(says),
          status: status && { label: status.label, colour: status.colour },
          parts: partsOf(answer, status?.label),
          reference: referenceOf(ref, answer),
          at: momentName(answer.at, plan.timeZone),
        }
      }),
      left: file.asks.filter((ask) => isOwn(ask) && ask.answer === null).length,
      closesText: momentName(cycle.moments.closesAt, plan.timeZone),
      coordinatorName: coordinatorsOf(directory)[0]?.name ?? plan.partnershipName,
    },
  }
}

const partsOf = (
  { progress, obstacles, consequence, impact, links, files, forecast, onBehalfOf, changeId }: GivenAnswer,
  status = '',
) =>
  [
    { title: 'On behalf of', text: onBehalfOf?.name ?? '' },
    { title: 'What has happened', text: progress },
    { title: 'In the way, and what will bring it back', text: obstacles },
    { title: 'What happens otherwise', text: consequence },
    { title: 'Impact', text: impact },
    { title: 'Evidence', text: [...links, ...files.map(({ name }) => name)].join('\n') },
    {
      title: 'New date',
      text:
        forecast === null
          ? ''
          : `${monthName(forecast)}. The plan’s date stays until somebody else approves.`,
    },
    {
      title: 'Change of the plan',
      text:
        forecast === null && changeId !== null
          ? `The plan’s status to become ${status}. It stays as it is until somebody else approves.`
          : '',
    },
  ].filter(({ text }) => text !== '')

/** The id of the first mail of the same request, which the later ones answer. */
const firstOf = (message: Message) =>
  oweMessage({ ...message, kind: 'request', ordinal: '1', about: '' }, message.owedAt)
