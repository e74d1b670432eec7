import type { MailContent } from '../../emails/render.ts'
import type { SignInStore } from '../console/sign-in.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import type { PackFiles, PackStore, ReaderStore } from '../pack/ports.ts'
import type { Directory, DirectoryReader } from '../plan/directory.ts'
import type { Instant, Person } from '../plan/plan.ts'
import type { Secrets } from '../update/link.ts'
import type { FormStore, LinkStore } from '../update/ports.ts'
import type { Message } from './message.ts'
import type { MessageStore, OutgoingMail } from './ports.ts'

export type ComposeDeps = {
  plans: PlanReader
  directory: DirectoryReader
  cycles: Pick<CycleStore, 'findCycle' | 'listRequests' | 'listMessages'>
  forms: Pick<FormStore, 'loadRequestFile'>
  links: Pick<LinkStore, 'saveLink'>
  secrets: Secrets & { newCode: () => string }
  signIns: Pick<SignInStore, 'findSignIn' | 'saveCode'>
  packs: Pick<PackStore, 'listIssued'>
  readers: Pick<ReaderStore, 'saveReaderLink'>
  packFiles: Pick<PackFiles, 'loadPack'>
  messages: Pick<MessageStore, 'find'>
  renderEmail: (content: MailContent) => Promise<Pick<OutgoingMail, 'subject' | 'html' | 'text'>>
  publicUrl: string
  now: () => Instant
}

/** What a kind of mail needs to know besides its message. */
export type Setting = { message: Message; person: Person; directory: Directory; deps: ComposeDeps }

type Written = {
  owed: true
  content: MailContent
  inReplyTo?: string | null
  attachments?: OutgoingMail['attachments']
  fromName?: string
}
export type Writer = (setting: Setting) => Promise<Written | { owed: false; reason: string; soon?: true }>

/** Whether it is owed cannot be told before something is done that somebody is at. */
export const notYet = (reason: string) => ({ owed: false, reason, soon: true }) as const

export const notOwed = (reason: string) => ({ owed: false, reason }) as const

/** The plan and the cycle of a message; null where either is gone. */
export const loadCycle = async (message: Message, { plans, cycles }: ComposeDeps) => {
  const plan = await plans.findPlan(message)
  const cycle = await cycles.findCycle(message)
  return plan && cycle ? { plan, cycle } : null
}
