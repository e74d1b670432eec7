import { heldStates, type Message, type MessageState, priorStates } from '../../functions/message/message.ts'
import type { MessageStore } from '../../functions/message/ports.ts'

/** One message in memory, moved as the table moves it: from the states that may come before, and no other. */
export const keepInMemory = (first: Message) => {
  let kept = first
  const change = (isAllowed: boolean, changed: Partial<Message>): Promise<boolean> => {
    if (isAllowed) kept = { ...kept, ...changed }
    return Promise.resolve(isAllowed)
  }
  const store: Pick<MessageStore, 'find' | 'move' | 'defer'> = {
    find: async () => ({ ...kept }),
    move: (_, state, changed, owner) => {
      const prior: readonly MessageState[] = priorStates[state]
      const isHeld = owner === undefined || (heldStates.includes(kept.state) && kept.owner === owner)
      return change(prior.includes(kept.state) && isHeld, { ...changed, state })
    },
    defer: (_, deferral) => change(kept.state === 'sent', { deferral }),
  }
  return { store, kept: () => kept }
}
