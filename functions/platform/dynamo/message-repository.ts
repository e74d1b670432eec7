import { Message, type MessageId, type MessageState, priorStates } from '../../message/message.ts'
import type { MessageStore } from '../../message/ports.ts'
import { attend, type Entities } from './entities.ts'
import { parseItem, toItem, written } from './item.ts'

export const createMessageRepository = ({ message }: Entities): MessageStore => {
  const keyOf = ({ partnershipId, messageId }: MessageId): MessageId => ({ partnershipId, messageId })
  const priorTo = (state: MessageState): readonly string[] => priorStates[state]

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
          .where(({ state }, { eq }) =>
            priorTo('claimed')
              .map((prior) => eq(state, prior))
              .join(' OR '),
          )
          .go(),
      ),

    move: (id, state, change, owner) =>
      written(() =>
        message
          .patch(keyOf(id))
          .set({ ...toItem(change), ...attend(change.attentionAt), state })
          .where((attributes, { eq }) => {
            const prior = priorTo(state)
              .map((one) => eq(attributes.state, one))
              .join(' OR ')
            return owner === undefined ? prior : `(${prior}) AND ${eq(attributes.owner, owner)}`
          })
          .go(),
      ),

    postpone: (id, attentionAt) =>
      written(() =>
        message
          .patch(keyOf(id))
          .set(attend(attentionAt))
          .where(({ state }, { eq }) => eq(state, 'owed'))
          .go(),
      ),
  }
}
