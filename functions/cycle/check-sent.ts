import { wentOut } from '../message/message.ts'
import type { CycleKey } from './cycle.ts'
import type { CycleStore } from './ports.ts'

export type CheckSentDeps = {
  cycles: Pick<CycleStore, 'listMessages'>
  /** Tells whoever runs Muster, by another way than the mail that may be what is broken. */
  onNothingSent: (cycle: CycleKey) => void
}

export const NOTHING_SENT =
  'The month is open, and after an hour of sending not one lead’s mail has gone out. What is owed is tried again and again by itself. Look at the month’s page, and tell whoever runs Muster: the mail service may be refusing all mail.'

/** Whether leads are owed their first mail and none has left. Mail that was dropped was not owed any more. */
export const isNothingSent = async (
  cycle: CycleKey,
  { cycles }: Pick<CheckSentDeps, 'cycles'>,
): Promise<boolean> => {
  const messages = await cycles.listMessages(cycle)
  const owed = messages.filter(({ kind, state }) => kind === 'request' && state !== 'dropped')
  return owed.length > 0 && !owed.some(({ state }) => wentOut.has(state))
}
