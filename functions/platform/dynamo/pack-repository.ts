import { cycleKeyOf } from '../../cycle/cycle.ts'
import type { AuditEvent } from '../../cycle/ports.ts'
import {
  IssuedPack,
  Pack,
  type PackKey,
  type PackState,
  type PackStore,
  type ReadPack,
} from '../../pack/ports.ts'
import { succeeds } from './action-item.ts'
import { attend } from './attributes.ts'
import { audited } from './audit-repository.ts'
import type { Entities, Items } from './entities.ts'
import { failedConditions, isCount, parseItem, toItem, written } from './item.ts'
import { isReadIn } from './read-conditions.ts'

/** That a pack is in one of some states, with the papers that were read. */
const isAsRead = <S, C>(
  { state, round, edition }: { state: S; round: C; edition: C },
  operations: {
    eq: ((name: S, value: string) => string) & ((name: C, value: number) => string)
    notExists: (name: C) => string
  },
  read: ReadPack,
  states: PackState[],
): string =>
  `(${states.map((one) => operations.eq(state, one)).join(' OR ')}) AND ${isCount(round, read.round, operations)} AND ${isCount(edition, read.edition, operations)}`

export const createPackRepository = ({ pack, issuedPack, service }: Entities): PackStore => {
  const keyOf = ({ partnershipId, planId, cycleId, boardId }: PackKey): PackKey => ({
    partnershipId,
    planId,
    cycleId,
    boardId,
  })

  const decide = (
    event: AuditEvent,
    change: (items: Items) => ReturnType<ReturnType<Items['pack']['patch']>['set']>,
  ) =>
    succeeds(() =>
      service.transaction
        .write((items) => [change(items).commit(), items.audit.create(audited(event)).commit()])
        .go(),
    )

  /** What a pack says, changed: it is built anew, and whoever had asked for its approval must ask again. */
  const changePapers = (
    read: ReadPack & Pick<Pack, 'state'>,
    change: Partial<Pick<Pack, 'commentary' | 'reissue'>>,
    event: AuditEvent,
  ) => {
    const isEarly = read.state === 'early'
    return decide(event, (items) =>
      items.pack
        .patch(keyOf(read))
        .set({ ...change, state: isEarly ? 'early' : 'wanted', ...attend(event.at) })
        .add({ edition: 1 })
        .remove(['asked'])
        .where(
          (attributes, operations) =>
            `${isAsRead(attributes, operations, read, isEarly ? ['early'] : ['wanted', 'built'])} AND ${operations.notExists(attributes.approved)}`,
        ),
    )
  }

  return {
    want: async (wanted) => {
      const { round, boardName, attentionAt } = wanted
      const failed = failedConditions(
        await service.transaction
          .write((items) => [
            // The cycle first: a closing that is over is told apart from a pack that was asked for before.
            items.cycle
              .check(cycleKeyOf(wanted))
              .where((attributes, operations) =>
                isReadIn(attributes, operations, { ...wanted, revision: round }, ['closing']),
              )
              .commit(),
            // What was said of an early one stays.
            items.pack
              .upsert({ ...keyOf(wanted), boardName, state: 'wanted', round, ...attend(attentionAt) })
              .where(
                ({ state }, { eq, notExists }) =>
                  `${notExists(state)} OR ${eq(state, 'withdrawn')} OR ${eq(state, 'early')}`,
              )
              .commit(),
          ])
          .go(),
      )
      return !failed.includes(0)
    },

    find: async (key) => {
      const { data } = await pack.get(keyOf(key)).go({ consistent: true })
      return data ? parseItem(Pack, data) : null
    },

    list: async ({ partnershipId, planId, cycleId }) => {
      const { data } = await pack.query
        .primary({ partnershipId, planId, cycleId })
        .go({ pages: 'all', consistent: true })
      return data
        .map((item) => parseItem(Pack, item))
        .sort((a, b) => a.boardName.localeCompare(b.boardName, 'en'))
    },

    build: (read, built, at) =>
      written(() =>
        pack
          .patch(keyOf(read))
          .set({ built, state: 'built', ...attend(at) })
          .where((attributes, operations) => isAsRead(attributes, operations, read, ['wanted']))
          .go(),
      ),

    lookAgain: (read, attentionAt) =>
      written(() =>
        pack
          .patch(keyOf(read))
          .set(attend(attentionAt))
          .where((attributes, operations) => isAsRead(attributes, operations, read, ['built']))
          .go(),
      ),

    sketch: (wanted) => {
      const { boardName, round, attentionAt } = wanted
      return succeeds(() =>
        service.transaction
          .write((items) => [
            items.cycle
              .check(cycleKeyOf(wanted))
              .where((attributes, operations) =>
                isReadIn(attributes, operations, { ...wanted, revision: round }, ['open']),
              )
              .commit(),
            items.pack
              .upsert({ ...keyOf(wanted), boardName, state: 'early', round, ...attend(attentionAt) })
              .where(
                ({ state }, { eq, notExists }) =>
                  `${notExists(state)} OR ${eq(state, 'withdrawn')} OR ${eq(state, 'early')}`,
              )
              .commit(),
          ])
          .go(),
      )
    },

    keepSketch: (read, built) =>
      written(() =>
        pack
          .patch(keyOf(read))
          .set({ built, ...attend('') })
          .where((attributes, operations) => isAsRead(attributes, operations, read, ['early']))
          .go(),
      ),

    withdraw: async (key, { revision }) => {
      const failed = failedConditions(
        await service.transaction
          .write((items) => [
            items.cycle
              .check(cycleKeyOf(key))
              .where((attributes, operations) =>
                isReadIn(attributes, operations, { ...key, revision }, ['reopening']),
              )
              .commit(),
            items.pack
              .patch(keyOf(key))
              .set({ state: 'withdrawn', ...attend('') })
              .add({ edition: 1 })
              .remove(['built', 'asked', 'approved'])
              .where(({ state }, { eq }) => `${eq(state, 'wanted')} OR ${eq(state, 'built')}`)
              .commit(),
          ])
          .go(),
      )
      return !failed.includes(0)
    },

    comment: (read, commentary, event) => changePapers(read, { commentary }, event),

    explain: (read, why, event) =>
      read.reissue === null
        ? Promise.resolve(false)
        : changePapers(read, { reissue: { ...read.reissue, why } }, event),

    askApproval: (read, asked, event) =>
      decide(event, (items) =>
        items.pack
          .patch(keyOf(read))
          .set({ asked })
          .add({ edition: 1 })
          .where(
            (attributes, operations) =>
              `${isAsRead(attributes, operations, read, ['built'])} AND ${operations.notExists(attributes.asked)}`,
          ),
      ),

    approve: (read, approved, event) =>
      decide(event, (items) =>
        items.pack
          .patch(keyOf(read))
          .set({ approved, state: 'wanted', ...attend(event.at) })
          .add({ edition: 1 })
          .where(
            (attributes, operations) =>
              `${isAsRead(attributes, operations, read, ['built'])} AND ${operations.exists(attributes.asked)} AND ${operations.notExists(attributes.approved)}`,
          ),
      ),

    sendBack: (read, event) =>
      decide(event, (items) =>
        items.pack
          .patch(keyOf(read))
          .set({ state: 'wanted', ...attend(event.at) })
          .add({ edition: 1 })
          .remove(['asked', 'approved'])
          .where(
            (attributes, operations) =>
              `${isAsRead(attributes, operations, read, ['wanted', 'built'])} AND ${operations.exists(attributes.asked)}`,
          ),
      ),

    issue: (read, issued, event) => {
      const { built, approved, version, boardName } = read
      if (!built || !approved) return Promise.resolve(false)
      return succeeds(() =>
        service.transaction
          .write((items) => [
            items.pack
              .patch(keyOf(read))
              .set({ state: 'issued', issued, ...attend(issued.at) })
              .where(
                (attributes, operations) =>
                  `${isAsRead(attributes, operations, read, ['built'])} AND ${operations.exists(attributes.approved)}`,
              )
              .commit(),
            items.cycle
              .patch(cycleKeyOf(read))
              .set({ issued: true })
              .where(({ state }, { eq }) => eq(state, 'closed'))
              .commit(),
            items.issuedPack.create({ ...keyOf(read), version, boardName, built, approved, issued }).commit(),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      )
    },

    reissue: (read, why, event) => {
      const { built, issued, version } = read
      if (!built || !issued) return Promise.resolve(false)
      return decide(event, (items) =>
        items.pack
          .patch(keyOf(read))
          .set({
            state: 'wanted',
            version: version + 1,
            reissue: { why, of: { sha256: built.modelSha256, issued } },
            ...attend(event.at),
          })
          .add({ edition: 1 })
          .remove(['asked', 'approved', 'built', 'issued'])
          .where((attributes, operations) => isAsRead(attributes, operations, read, ['issued'])),
      )
    },

    noticesOwed: async (issued) => {
      await written(() =>
        pack
          .patch(keyOf(issued))
          .set(attend(''))
          .where(({ state, version }, { eq, notExists }) => {
            // The first version may not say so.
            const isVersion = eq(version, issued.version)
            const isThis = issued.version === 1 ? `(${isVersion} OR ${notExists(version)})` : isVersion
            return `${eq(state, 'issued')} AND ${isThis}`
          })
          .go(),
      )
    },

    listIssued: async (key) => {
      const { data } = await issuedPack.query.primary(keyOf(key)).go({ pages: 'all', consistent: true })
      // In the table's key the tenth stands before the second.
      return data.map((item) => parseItem(IssuedPack, toItem(item))).sort((a, b) => b.version - a.version)
    },
  }
}
