import { type MailContent, renderEmail } from '../../emails/render.ts'
import { CODE_LASTS_MINUTES, hashCode, type SignInStore } from '../console/sign-in.ts'
import { type Cycle, isOutstanding, type Request } from '../cycle/cycle.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import type { PackFiles, PackStore } from '../pack/ports.ts'
import { coordinatorsOf, type Directory, type DirectoryReader, findPerson } from '../plan/directory.ts'
import {
  compareRefs,
  type Instant,
  type LocalDate,
  type Person,
  type Plan,
  statusOf,
  titleOf,
} from '../plan/plan.ts'
import { isOverdue, localDay, momentName, monthName } from '../plan/wording.ts'
import { type Ask, isOwn } from '../update/ask.ts'
import { makeLink, type Secrets } from '../update/link.ts'
import type { FormStore, LinkStore } from '../update/ports.ts'
import { type Message, type MessageKind, ofOneForm, oweMessage } from './message.ts'
import type { Compose, Composed, MessageStore, OutgoingMail } from './ports.ts'

export type ComposeDeps = {
  plans: PlanReader
  directory: DirectoryReader
  cycles: Pick<CycleStore, 'findCycle' | 'listRequests'>
  forms: Pick<FormStore, 'loadRequestFile'>
  links: Pick<LinkStore, 'saveLink'>
  secrets: Secrets & { newCode: () => string }
  signIns: Pick<SignInStore, 'findSignIn' | 'saveCode'>
  packs: Pick<PackStore, 'find'>
  packFiles: Pick<PackFiles, 'loadPdf'>
  messages: Pick<MessageStore, 'find'>
  publicUrl: string
  now: () => Instant
}

/** What a kind of mail needs to know besides its message. */
type Setting = { message: Message; person: Person; directory: Directory; deps: ComposeDeps }

type Written = {
  owed: true
  content: MailContent
  inReplyTo?: string | null
  attachments?: OutgoingMail['attachments']
  fromName?: string
}
type Writer = (setting: Setting) => Promise<Written | { owed: false; reason: string }>

const notOwed = (reason: string) => ({ owed: false, reason }) as const

/** The open form that a mail to a lead is about, or why there is nothing to write. */
const loadForm = async ({ message, person, deps }: Setting) => {
  const loaded = await loadCycle(message, deps)
  if (!loaded) return notOwed('The cycle is no longer there.')
  const { cycle } = loaded
  // Of a merged entry it is still the form that was opened under it; the mail goes to who stays.
  const file = await deps.forms.loadRequestFile({ ...cycle, personId: message.personId })
  if (file?.request.state !== 'open' || cycle.state === 'closing' || cycle.state === 'closed') {
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
  return { owed: true, ...loaded, request: file.request, asks } as const
}

const ON_THE_OTHER_FORM = 'All of it is on the form of the entry that stayed.'

/** What every mail with a link to a form says. */
const toLead = async (
  { plan, cycle, request }: { plan: Plan; cycle: Cycle; request: Request },
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
})

/** A request or reminder: the actions not answered yet, and a fresh link to the form. */
const writeToLead =
  (kind: 'request' | 'reminder'): Writer =>
  async (setting) => {
    const { message, deps } = setting
    const form = await loadForm(setting)
    if (!form.owed) return form
    const { plan, request, asks } = form
    if (!isOutstanding(request)) return notOwed('Everything was answered.')
    const outstanding = asks.filter((ask) => ask.answer === null)
    if (outstanding.length === 0) return notOwed(ON_THE_OTHER_FORM)

    const today = localDay(deps.now(), plan.timeZone)
    const first = kind === 'request' ? null : await deps.messages.find(firstOf(message))
    return {
      owed: true,
      inReplyTo: first?.sesMessageId ?? null,
      content: {
        kind,
        ...(await toLead(form, setting)),
        actions: listActions(outstanding, plan, today),
        asked: request.asked,
      },
    }
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

/** What somebody handed to a colleague and is not answered; or what a colleague gave back. */
const writeHanded: Writer = async (setting) => {
  const { message, deps } = setting
  const form = await loadForm(setting)
  if (!form.owed) return form
  const open = form.asks.filter((ask) => ask.answer === null)
  // The ordinal names who did it, and when.
  const from = message.ordinal.replace(/-\d+$/, '')
  const handed = open.filter(({ onBehalfOf }) => onBehalfOf?.personId === from)
  const listed = handed.length > 0 ? handed : open.filter(({ onBehalfOf }) => onBehalfOf === null)
  if (listed.length === 0) return notOwed('Nothing of it is left to answer.')
  return {
    owed: true,
    content: {
      kind: 'handed',
      ...(await toLead(form, setting)),
      actions: listActions(listed, form.plan, localDay(deps.now(), form.plan.timeZone)),
      from: message.about ?? '',
      back: handed.length === 0,
    },
  }
}

/** A new link to a form. Also where all is answered: answers may be changed until the month closes. */
const writeLink =
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

const writeEscalation: Writer = async ({ message, person, directory, deps }) => {
  const loaded = await loadCycle(message, deps)
  const file = loaded && (await deps.plans.loadPlanFile(loaded.plan))
  if (!loaded || !file) return notOwed('The cycle is no longer there.')
  const { plan, cycle } = loaded
  if (cycle.state !== 'open') return notOwed('The cycle has closed.')
  const mine = new Set(
    file.actions
      .filter((action) => action.strategicLeadIds.includes(person.personId))
      .map((action) => action.ref),
  )
  // What they owe themselves they are reminded of as a lead.
  const outstanding = (await deps.cycles.listRequests(cycle)).filter(
    (request) =>
      isOutstanding(request) && findPerson(directory, request.personId)?.personId !== person.personId,
  )
  const files = await Promise.all(outstanding.map((request) => deps.forms.loadRequestFile(request)))
  const refsOf = new Map<string, Set<string>>()
  for (const one of files) {
    const refs = (one?.asks ?? []).filter((ask) => isOwn(ask) && ask.answer === null && mine.has(ask.ref))
    if (!one || refs.length === 0) continue
    const { personId, personName } = one.request
    const name = findPerson(directory, personId)?.name ?? personName
    refsOf.set(name, new Set([...(refsOf.get(name) ?? []), ...refs.map(({ ref }) => ref)]))
  }
  const leads = [...refsOf]
    .map(([name, refs]) => ({ name, refs: [...refs].sort(compareRefs) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
  if (leads.length === 0) return notOwed('Everything was answered.')
  return {
    owed: true,
    content: {
      kind: 'escalation',
      to: person.name,
      planName: plan.name,
      partnershipName: plan.partnershipName,
      month: monthName(cycle.cycleId),
      leads,
      dueText: momentName(cycle.moments.dueAt, plan.timeZone),
      closesText: momentName(cycle.moments.closesAt, plan.timeZone),
      coordinatorName: coordinatorsOf(directory)[0]?.name ?? plan.partnershipName,
    },
  }
}

const writeSignInCode: Writer = async ({ message, person, deps }) => {
  const hash = message.about ?? ''
  const signIn = await deps.signIns.findSignIn(hash)
  if (!signIn || signIn.usedAt !== null || signIn.expiresAt <= deps.now()) {
    return notOwed('The sign-in is over.')
  }
  const code = deps.secrets.newCode()
  await deps.signIns.saveCode(hash, hashCode(hash, code, deps.secrets.hashToken))
  return { owed: true, content: { kind: 'sign-in-code', to: person.name, code, minutes: CODE_LASTS_MINUTES } }
}

const writePackNotice: Writer = async ({ message, person, directory, deps }) => {
  const loaded = await loadCycle(message, deps)
  const boardId = message.about ?? ''
  const board = directory.boards.find((one) => one.boardId === boardId)
  if (!loaded || !board?.members.includes(person.personId)) return notOwed('They are not on the board.')
  const pack = await deps.packs.find({ ...loaded.cycle, boardId })
  if (pack?.state !== 'issued' || !pack.file) return notOwed('The pack is not issued.')
  const pdf = await deps.packFiles.loadPdf(pack.file)
  if (!pdf) throw new Error('the pack is not in the bucket')
  const filename = `${boardId}-${pack.cycleId}.pdf`
  return {
    owed: true,
    attachments: [{ filename, content: pdf, contentType: 'application/pdf' }],
    content: {
      kind: 'pack-notice',
      to: person.name,
      boardName: board.name,
      planName: loaded.plan.name,
      partnershipName: loaded.plan.partnershipName,
      month: monthName(pack.cycleId),
      attachmentName: filename,
      coordinatorName: coordinatorsOf(directory)[0]?.name ?? loaded.plan.partnershipName,
    },
  }
}

const writeAlert: Writer = async ({ message, person, deps }) => {
  const plan = await deps.plans.findPlan(message)
  return {
    owed: true,
    content: {
      kind: 'coordinator-alert',
      to: person.name,
      planName: plan?.name ?? 'Muster',
      title: 'Something needs a decision of yours',
      paragraphs: [message.about ?? ''],
      link: `${deps.publicUrl}/console`,
    },
  }
}

const writers = {
  request: writeToLead('request'),
  reminder: writeToLead('reminder'),
  escalation: writeEscalation,
  alert: writeAlert,
  'sign-in-code': writeSignInCode,
  'pack-notice': writePackNotice,
  link: writeLink('asked'),
  'replaced-link': writeLink('replaced'),
  handed: writeHanded,
} satisfies Record<MessageKind, Writer>

/** Whoever waits for it asked for it, so it is tried also where mail to the address was stopped. */
const triedAllTheSame: ReadonlySet<MessageKind> = new Set<MessageKind>(['sign-in-code', 'link'])

/** Composes a message as of now, or says why it is no longer owed. */
export const createCompose =
  (deps: ComposeDeps): Compose =>
  async (message): Promise<Composed> => {
    const directory = await deps.directory.loadDirectory(message.partnershipId)
    const person = findPerson(directory, message.personId)
    if (!person) return notOwed('The person is no longer in the directory.')
    if (person.personId !== message.personId && (await isOwedTwice(message, person, deps))) {
      return notOwed('It is owed to the entry that stayed when the two were merged.')
    }
    if (person.mailStopped && !triedAllTheSame.has(message.kind)) {
      return {
        owed: false,
        stopped: true,
        reason: `Mail to this address was stopped. ${person.mailStopped.reason}`,
      }
    }

    const written = await writers[message.kind]({ message, person, directory, deps })
    if (!written.owed) return written
    const coordinator = coordinatorsOf(directory).find((one) => one.personId !== person.personId)
    const plan = message.planId === '' ? null : await deps.plans.findPlan(message)
    return {
      owed: true,
      mail: {
        ...(await renderEmail(written.content)),
        to: { name: person.name, address: person.email },
        from: { name: plan?.name ?? 'Muster' },
        replyTo: coordinator ? { name: coordinator.name, address: coordinator.email } : null,
        inReplyTo: written.inReplyTo ?? null,
        attachments: written.attachments ?? [],
      },
    }
  }

/** Whether the entry that a merged one became is owed the same mail. Either may have a form of its own. */
const isOwedTwice = async (message: Message, person: Person, deps: ComposeDeps): Promise<boolean> => {
  if (ofOneForm.has(message.kind)) return false
  const { personId } = person
  const twin = oweMessage({ ...message, personId, about: '' }, message.owedAt)
  return (await deps.messages.find(twin)) !== null
}

const loadCycle = async (message: Message, { plans, cycles }: ComposeDeps) => {
  const plan = await plans.findPlan(message)
  const cycle = await cycles.findCycle(message)
  return plan && cycle ? { plan, cycle } : null
}

/** The id of the first mail of the same request, which the later ones answer. */
const firstOf = (message: Message) =>
  oweMessage({ ...message, kind: 'request', ordinal: '1', about: '' }, message.owedAt)
