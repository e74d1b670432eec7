import { heldStates, Message, type MessageId, type MessageState, priorStates } from '../../message/message.ts'
import type { MessageStore } from '../../message/ports.ts'
import { attend } from './attributes.ts'
import type { Entities } from './entities.ts'
import { parseItem, toItem, written } from './item.ts'

export const createMessageRepository = ({ message }: Entities): MessageStore => {
  const keyOf = ({ partnershipId, messageId }: MessageId): MessageId => ({ partnershipId, messageId })
  /** Of whoever speaks for a claim, only what was in their hands. */
  const priorTo = (state: MessageState, owner?: string): readonly string[] => {
    const prior: readonly MessageState[] = priorStates[state]
    return owner === undefined ? prior : prior.filter((one) => heldStates.includes(one))
  }

  return {
    find: async (id) => {
      const { data } = await message.get(keyOf(id)).go({ consistent: true })
      return data ? parseItem(Message, data) : null
    },

    owe: (owed) => written(() => message.create({ ...toItem(owed), ...attend(owed.attentionAt) }).go()),

    claim: (id, owner, now, attentionAt) =>
      written(() =>
        message
          .patch(keyOf(id))
          .set({ state: 'claimed', owner, claimedAt: now, ...attend(attentionAt) })
          .add({ attempts: 1 })
          .where(({ state }, { eq }) =>
            priorTo('claimed')
              .map((prior) => eq(state, prior))
              .join(' OR '),
          )
          .go(),
      ),

    move: (id, state, { repeats, ...change }, owner) =>
      written(() => {
        const counted = repeats === undefined ? {} : { repeats }
        const moved = message
          .patch(keyOf(id))
          .set({ ...toItem(change), ...counted, ...attend(change.attentionAt), state })
        // What was the matter in a state before is not the matter any more.
        return (change.reason === null ? moved.remove(['reason']) : moved)
          .where((attributes, { eq }) => {
            const isPrior = priorTo(state, owner)
              .map((one) => eq(attributes.state, one))
              .join(' OR ')
            return owner === undefined ? isPrior : `(${isPrior}) AND ${eq(attributes.owner, owner)}`
          })
          .go()
      }),

    oweAgain: (id, attentionAt) =>
      written(() =>
        message
          .patch(keyOf(id))
          .set({ state: 'owed', ...attend(attentionAt) })
          .remove(['reason'])
          .where(({ state }, { eq }) => eq(state, 'dropped'))
          .go(),
      ),

    postpone: (read, attentionAt) =>
      written(() =>
        message
          .patch(keyOf(read))
          .set(attend(attentionAt))
          .where(({ state, owner }, { eq, notExists }) => {
            const before: string = read.state
            const isSame = read.owner === null ? notExists(owner) : eq(owner, read.owner)
            return `${eq(state, before)} AND ${isSame}`
          })
          .go(),
      ),

    defer: (id, deferral) =>
      written(() =>
        message
          .patch(keyOf(id))
          .set({ deferral })
          .where(({ state }, { eq }) => eq(state, 'sent'))
          .go(),
      ),
  }
}
