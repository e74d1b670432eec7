import { z } from 'zod'
import { cycleKeyOf, Request } from '../../cycle/cycle.ts'
import type { ChangeRequest } from '../../plan/change-request.ts'
import { Ask, requestKeyOf } from '../../update/ask.ts'
import type { FormStore } from '../../update/ports.ts'
import { Update } from '../../update/update.ts'
import type { ChangeByAnswer } from '../../update/wished-change.ts'
import { parseAction } from './action-item.ts'
import { attend } from './attributes.ts'
import { audited } from './audit-repository.ts'
import { decision } from './change-repository.ts'
import { askItem } from './cycle-repository.ts'
import type { Entities, Items } from './entities.ts'
import { failedConditions, isCount, parseItem, toItem, written } from './item.ts'

/** What an ask has or has not, where an action changes hands. */
const Removable = z.enum(['handedTo', 'onBehalfOf', 'takenBackAt'])

export const createFormRepository = (entities: Entities): FormStore => {
  const { action, cycle, request, ask, update, service } = entities

  const findAsk: FormStore['findAsk'] = async ({ ref, ...key }) => {
    const { data } = await ask.get({ ...requestKeyOf(key), ref }).go({ consistent: true })
    return data ? parseItem(Ask, data) : null
  }

  return {
    findAsk,

    moveAsk: async ({ ref, asks, made, counts, request: opened, message, event }) => {
      const failed = failedConditions(
        await service.transaction
          .write((items) => [
            // What may have closed comes first: it is told apart from a stale read by its place.
            ...(opened
              ? [
                  items.cycle
                    .patch(cycleKeyOf(opened))
                    .add({ leadsAsked: 1 })
                    .where(({ state }, { eq }) => eq(state, 'open'))
                    .commit(),
                ]
              : []),
            ...counts.map(({ key, by }) =>
              items.request
                .patch(requestKeyOf(key))
                .add({ asked: by })
                .where(({ state }, { eq }) => eq(state, 'open'))
                .commit(),
            ),
            ...asks.map(({ key, shareRevision, change: { holders, ...change } }) => {
              const absent = Object.entries(change).flatMap(([field, value]) =>
                value === null ? [field] : [],
              )
              const patch = items.ask
                .patch({ ...requestKeyOf(key), ref })
                .set({ holders, ...toItem(change) })
                .add({ shareRevision: 1 })
              const whole = Removable.array().parse(absent)
              return (whole.length > 0 ? patch.remove(whole) : patch)
                .where((attributes, operations) => {
                  const unanswered = operations.eq(attributes.answerVersion, 0)
                  return `${unanswered} AND ${isCount(attributes.shareRevision, shareRevision, operations)}`
                })
                .commit()
            }),
            ...(made ? [items.ask.create(askItem(made)).commit()] : []),
            ...(opened ? [items.request.create(toItem(opened)).commit()] : []),
            ...(message
              ? [items.message.create({ ...toItem(message), ...attend(message.attentionAt) }).commit()]
              : []),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      )
      if (failed.length === 0) return 'done'
      if (opened && failed.includes(0)) {
        const { data } = await cycle.get(cycleKeyOf(opened)).go({ consistent: true })
        // Nobody is added by hand before the opening has asked everybody: it would pass them over.
        return data?.state === 'opening' ? 'stale' : 'closed'
      }
      const mayClose = counts.length + (opened ? 1 : 0)
      return failed.some((place) => place < mayClose) ? 'closed' : 'stale'
    },

    loadRequestFile: async (key) => {
      const { data } = await service.collections
        .requestFile(requestKeyOf(key))
        .go({ pages: 'all', consistent: true })
      const [found] = data.request
      if (!found) return null
      return { request: parseItem(Request, found), asks: data.ask.map((item) => parseItem(Ask, item)) }
    },

    markOpened: async (key, now) => {
      await written(() =>
        request
          .patch(requestKeyOf(key))
          .set({ formOpenedAt: now })
          .where(({ formOpenedAt }, { notExists }) => notExists(formOpenedAt))
          .go(),
      )
    },

    saveDraft: ({ ref, ...key }, draft, revision) =>
      written(() =>
        ask
          .patch({ ...requestKeyOf(key), ref })
          .set({ draft, draftRevision: revision + 1 })
          .where(({ draftRevision }, { eq }) => eq(draftRevision, revision))
          .go(),
      ),

    keepLate: async ({ ref, ...key }, { late, at }, revision) => {
      const failed = failedConditions(
        await service.transaction
          .write((items) => [
            items.ask
              .patch({ ...requestKeyOf(key), ref })
              .set({ late, lateRevision: revision + 1 })
              .where(({ lateRevision }, operations) => isCount(lateRevision, revision, operations))
              .commit(),
            items.request.patch(requestKeyOf(key)).set({ lateAt: at }).commit(),
          ])
          .go(),
      )
      return failed.length === 0
    },

    markDrafted: async (key, now) => {
      await request.patch(requestKeyOf(key)).set({ draftSavedAt: now }).go()
    },

    findAction: async ({ partnershipId, planId, ref }) => {
      const { data } = await action.get({ partnershipId, planId, ref }).go({ consistent: true })
      return data ? parseAction({ partnershipId, planId }, data) : null
    },

    findHead: async ({ partnershipId, planId, ref }) => {
      const { data } = await update.query
        .primary({ partnershipId, planId, ref })
        .go({ order: 'desc', limit: 1, consistent: true })
      return data[0] ? parseItem(Update, data[0]) : null
    },

    submit: async ({ update: made, answer, draft, holders, by, change }) => {
      const { partnershipId, planId, ref, version, hash } = made
      const mine = holders.findIndex(({ key }) => key.personId === by.personId)
      const failed = failedConditions(
        await service.transaction
          .write((items) => [
            // The lead's own request first: a closed one is told apart from a stale read by its place.
            items.request
              .patch(requestKeyOf(by))
              .set({ lastAnsweredAt: made.at })
              .add({ answered: holders[mine]?.first ? 1 : 0 })
              .where(({ state }, { eq }) => eq(state, 'open'))
              .commit(),
            items.update.create(toItem(made)).commit(),
            headOf(items, made, change),
            ...(change.made ? [items.change.create(toItem(change.made)).commit()] : []),
            ...(change.withdrawn ? [decision(items, change.withdrawn)] : []),
            ...change.events.map((event) => items.audit.create(audited(event)).commit()),
            ...holders.map(({ key, knownVersion, shareRevision }) =>
              items.ask
                .patch({ ...requestKeyOf(key), ref })
                .set({
                  answer,
                  answerVersion: version,
                  ...(draft && key.personId === by.personId && { draft }),
                })
                .where((attributes, operations) => {
                  const { eq } = operations
                  const known = `${eq(attributes.answerVersion, knownVersion)} AND ${isCount(attributes.shareRevision, shareRevision, operations)}`
                  // On the lead's own form the draft must still be the one that is submitted.
                  return key.personId === by.personId
                    ? `${known} AND ${eq(attributes.draftRevision, answer.draftRevision)}`
                    : known
                })
                .commit(),
            ),
            ...holders
              .filter(({ key, first }) => first && key.personId !== by.personId)
              .map(({ key }) => items.request.patch(requestKeyOf(key)).add({ answered: 1 }).commit()),
            items.audit
              .create(
                audited({
                  partnershipId,
                  planId,
                  at: made.at,
                  what: 'update-submitted',
                  by: made.by,
                  details: { ref, version, hash },
                }),
              )
              .commit(),
          ])
          .go(),
      )
      if (failed.length === 0) return 'stored'
      return failed.includes(0) ? 'closed' : 'stale'
    },
  }
}

/**
 * The action's newest version, and which of its fields are asked about from then on. A set cannot gain
 * and lose in one write: where an answer takes back a request about one field and makes one about
 * another, the second is kept from being asked twice by whoever reads the open requests alone.
 */
const headOf = (
  { action }: Pick<Items, 'action'>,
  { partnershipId, planId, ref, version, hash }: Update,
  { made, withdrawn }: ChangeByAnswer,
) => {
  const fieldsOf = (change: ChangeRequest | null) => change?.changes.map(({ field }): string => field) ?? []
  const freed = fieldsOf(withdrawn).filter((field) => !fieldsOf(made).includes(field))
  const taken = withdrawn ? [] : fieldsOf(made)
  const patch = action.patch({ partnershipId, planId, ref }).set({ headVersion: version, headHash: hash })
  const asked = taken.length > 0 ? patch.add({ openFields: taken }) : patch
  return (freed.length > 0 ? asked.delete({ openFields: freed }) : asked)
    .where(({ headVersion, openFields }, { eq, notContains }) =>
      [eq(headVersion, version - 1), ...taken.map((field) => notContains(openFields, field))].join(' AND '),
    )
    .commit()
}
