import { ChangeRequest, changeStatesBefore } from '../../plan/change-request.ts'
import type { Action } from '../../plan/plan.ts'
import type { ChangeStore } from '../../plan/ports.ts'
import { ActionDetails, nextRevision, succeeds } from './action-item.ts'
import { audited } from './audit-repository.ts'
import type { Entities, Items } from './entities.ts'
import { parseItem, toItem } from './item.ts'

/** The write of a decision, on condition that there is none yet. */
export const decision = (
  { change }: Pick<Items, 'change'>,
  { partnershipId, planId, changeId, state: to, decidedBy, decidedByName, decidedAt, note }: ChangeRequest,
) =>
  change
    .patch({ partnershipId, planId, changeId })
    .set({ ...toItem({ decidedBy, decidedByName, decidedAt, note }), state: to })
    .where(({ state }, { eq }) =>
      statesBefore(to)
        .map((from) => eq(state, from))
        .join(' OR '),
    )
    .commit()

const statesBefore = (to: ChangeRequest['state']): string[] => changeStatesBefore(to)

export const createChangeRepository = (entities: Entities): ChangeStore => {
  const { change: entity, service } = entities
  const actionKeyOf = ({ partnershipId, planId, ref }: ChangeRequest) => ({ partnershipId, planId, ref })
  const fieldsOf = ({ changes }: ChangeRequest): string[] => changes.map(({ field }) => field)

  const decide: ChangeStore['decide'] = async (change, effect, event) => {
    return await succeeds(() =>
      service.transaction
        .write((items) => {
          const freed = items.action.patch(actionKeyOf(change)).delete({ openFields: fieldsOf(change) })
          return [
            decision(items, change),
            (effect ? freed.set({ details: detailsOf(effect.action) }) : freed).commit(),
            ...(effect ? [nextRevision(items, effect.read).commit()] : []),
            items.audit.create(audited(event)).commit(),
          ]
        })
        .go(),
    )
  }

  const list: ChangeStore['list'] = async ({ partnershipId, planId }) => {
    const { data } = await entity.query
      .primary({ partnershipId, planId })
      .go({ pages: 'all', order: 'desc', consistent: true })
    return data.map((item) => parseItem(ChangeRequest, item))
  }

  return {
    ask: async (change, event) =>
      await succeeds(() =>
        service.transaction
          .write((items) => [
            items.change.create(toItem(change)).commit(),
            items.action
              .patch(actionKeyOf(change))
              .add({ openFields: fieldsOf(change) })
              .where(({ openFields }, { notContains }) =>
                fieldsOf(change)
                  .map((field) => notContains(openFields, field))
                  .join(' AND '),
              )
              .commit(),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),

    decide,
    withdraw: (change, event) => decide(change, null, event),

    find: async ({ partnershipId, planId, changeId }) => {
      const { data } = await entity.get({ partnershipId, planId, changeId }).go({ consistent: true })
      return data ? parseItem(ChangeRequest, data) : null
    },

    list,
    listOpen: async ({ partnershipId, planId }) => {
      const { data } = await entity.query
        .primary({ partnershipId, planId })
        .where(({ state }, { eq }) => eq(state, 'asked'))
        .go({ pages: 'all', order: 'desc', consistent: true })
      return data.map((item) => parseItem(ChangeRequest, item))
    },
  }
}

const detailsOf = ({ partnershipId: _, planId: _plan, head: _head, ...details }: Action) =>
  ActionDetails.parse(details)
