import { Request } from '../../cycle/cycle.ts'
import { Ask } from '../../update/ask.ts'
import type { FormStore } from '../../update/ports.ts'
import { Update } from '../../update/update.ts'
import { audited } from './audit-repository.ts'
import { requestKeyOf } from './cycle-repository.ts'
import type { Entities } from './entities.ts'
import { failedConditions, parseItem, toItem, withoutConflict, written } from './item.ts'

export const createFormRepository = (entities: Entities): FormStore => {
  const { request, ask, update, service } = entities

  const findAsk: FormStore['findAsk'] = async ({ ref, ...key }) => {
    const { data } = await ask.get({ ...requestKeyOf(key), ref }).go({ consistent: true })
    return data ? parseItem(Ask, data) : null
  }

  return {
    findAsk,

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

    markDrafted: async (key, now) => {
      await withoutConflict(() => request.patch(requestKeyOf(key)).set({ draftSavedAt: now }).go())
    },

    findHead: async ({ partnershipId, planId, ref }) => {
      const { data } = await update.query
        .primary({ partnershipId, planId, ref })
        .go({ order: 'desc', limit: 1, consistent: true })
      return data[0] ? parseItem(Update, data[0]) : null
    },

    submit: async ({ update: made, answer, holders, by }) => {
      const { partnershipId, planId, ref, version, hash } = made
      const headBefore = version - 1
      const mine = holders.findIndex(({ key }) => key.personId === by.personId)
      const failed = await withoutConflict(async () =>
        failedConditions(
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
              items.action
                .patch({ partnershipId, planId, ref })
                .set({ headVersion: version, headHash: hash })
                .where(({ headVersion }, { eq }) => eq(headVersion, headBefore))
                .commit(),
              ...holders.map(({ key, knownVersion }) =>
                items.ask
                  .patch({ ...requestKeyOf(key), ref })
                  .set({ answer, answerVersion: version })
                  .where((attributes, { eq }) => {
                    const known = eq(attributes.answerVersion, knownVersion)
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
        ),
      )
      if (failed.length === 0) return 'stored'
      return failed.includes(0) ? 'closed' : 'stale'
    },
  }
}
