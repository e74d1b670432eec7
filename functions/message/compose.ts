import { CODE_LASTS_MINUTES, hashCode } from '../console/sign-in.ts'
import { isOutstanding } from '../cycle/cycle.ts'
import { type PackKey, volumesOf } from '../pack/ports.ts'
import { coordinatorsOf, findPerson } from '../plan/directory.ts'
import { compareRefs, type Person } from '../plan/plan.ts'
import { momentName, monthName } from '../plan/wording.ts'
import { isOwn } from '../update/ask.ts'
import { later, type Message, type MessageKind, ofOneForm, oweMessage } from './message.ts'
import type { Compose, Composed } from './ports.ts'

import { writeHanded, writeLink, writeReceipt, writeTakenBack, writeToLead } from './write-lead-mail.ts'
import { type ComposeDeps, loadCycle, notOwed, type Writer } from './writer.ts'

const writeEscalation: Writer = async ({ message, person, directory, deps }) => {
  const loaded = await loadCycle(message, deps)
  const file = loaded && (await deps.plans.loadPlanFile(loaded.plan))
  if (!loaded || !file) return notOwed('The cycle is no longer there.')
  const { plan, cycle } = loaded
  if (cycle.state !== 'open') return notOwed('The cycle has closed.')
  // It is owed anew at its new moment.
  if (cycle.revision > 0 && cycle.moments.escalateAt > deps.now()) return notOwed('The month was extended.')
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
  const [pack] = await deps.packs.listIssued({ ...loaded.cycle, boardId })
  if (!pack) return notOwed('The pack is not issued.')
  const filename = `${boardId}-${pack.cycleId}${pack.version > 1 ? `-v${pack.version}` : ''}.pdf`
  // Several volumes are too large for mailboxes.
  const isAttached = board.sends === 'link-and-pdf' && volumesOf(pack.built).length === 1
  const pdf = isAttached ? await deps.packFiles.loadPack(pack.built.files.pdf) : null
  if (isAttached && !pdf) throw new Error('the pack is not in the bucket')
  return {
    owed: true,
    attachments: pdf ? [{ filename, content: pdf, contentType: 'application/pdf' }] : [],
    content: {
      kind: 'pack-notice',
      to: person.name,
      boardName: board.name,
      planName: loaded.plan.name,
      partnershipName: loaded.plan.partnershipName,
      month: monthName(pack.cycleId),
      link: await makeReaderLink({ ...loaded.cycle, boardId }, person.personId, deps),
      attachmentName: pdf ? filename : null,
      version: pack.version,
      coordinatorName: coordinatorsOf(directory)[0]?.name ?? loaded.plan.partnershipName,
    },
  }
}

/** How long a recipient's link opens their pack: until the same month of the next year, and a little longer. */
const READER_LINK_DAYS = 400

/** A recipient's own link. Only its hash is kept; it opens the pack while they are on the board. */
const makeReaderLink = async (
  { partnershipId, planId, cycleId, boardId }: PackKey,
  personId: string,
  { readers, secrets, publicUrl, now }: ComposeDeps,
): Promise<string> => {
  const token = secrets.newToken()
  const expiresAt = later(now(), READER_LINK_DAYS * 24 * 3_600_000)
  const hash = secrets.hashToken(token)
  await readers.saveReaderLink({ partnershipId, planId, cycleId, boardId, personId, hash, expiresAt })
  return `${publicUrl}/p/${token}`
}

const writeAlert: Writer = async ({ message, person, deps }) => {
  const plan = await deps.plans.findPlan(message)
  return {
    owed: true,
    content: {
      kind: 'coordinator-alert',
      to: person.name,
      planName: plan?.name ?? 'Muster',
      title: 'Something for you to look at',
      paragraphs: [message.about ?? ''],
      link: `${deps.publicUrl}${message.link ?? '/console'}`,
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
  'taken-back': writeTakenBack,
  receipt: writeReceipt,
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
        ...(await deps.renderEmail(written.content)),
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
