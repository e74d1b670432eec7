import { cycleKeyOf, planKeyOf, statesBefore } from '../../cycle/cycle.ts'
import type { AuditEvent, SteeringStore } from '../../cycle/ports.ts'
import { succeeds } from './action-item.ts'
import { attend } from './attributes.ts'
import { audited } from './audit-repository.ts'
import type { Entities, Items } from './entities.ts'
import { isCount } from './item.ts'
import { goesOn, isReadIn, standsAt } from './read-conditions.ts'

export const createSteeringRepository = ({ service }: Entities): SteeringStore => {
  /** The plan goes on, stands at the cycle that was read, and is to be looked at once the step is written. */
  const calledTo = (
    { plan }: Pick<Items, 'plan'>,
    event: AuditEvent,
    read: string,
    change: { currentCycleId?: string } = {},
  ) =>
    plan
      .patch(planKeyOf(event))
      .set({ ...change, ...attend(event.at) })
      .where(
        (attributes, operations) =>
          `${goesOn(attributes, operations)} AND ${standsAt(attributes, operations, read)}`,
      )
      .commit()

  return {
    pause: (event) =>
      succeeds(() =>
        service.transaction
          .write((items) => [
            items.plan
              .patch(planKeyOf(event))
              .set({ paused: { at: event.at, by: event.by }, ...attend(event.at) })
              .where((attributes, operations) => goesOn(attributes, operations))
              .commit(),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),

    resume: (event) =>
      succeeds(() =>
        service.transaction
          .write((items) => [
            items.plan
              .patch(planKeyOf(event))
              .set({ resumedAt: event.at, ...attend(event.at) })
              .remove(['paused'])
              .where(({ paused }, { exists }) => exists(paused))
              .commit(),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),

    skip: (read, event) =>
      succeeds(() =>
        service.transaction
          .write((items) => [
            items.cycle
              .patch(cycleKeyOf(read))
              .set({ state: 'skipped' })
              .where((attributes, operations) =>
                isReadIn(attributes, operations, read, statesBefore('skipped')),
              )
              .commit(),
            calledTo(items, event, read.cycleId),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),

    extend: (read, moments, event) =>
      succeeds(() =>
        service.transaction
          .write((items) => [
            items.cycle
              .patch(cycleKeyOf(read))
              .set({ moments, revision: read.revision + 1, escalated: false })
              .where((attributes, operations) =>
                [
                  isReadIn(attributes, operations, read, ['open']),
                  // A reminder that is done meanwhile has a place in the moments that were read.
                  operations.eq(attributes.remindersDone, read.remindersDone),
                ].join(' AND '),
              )
              .commit(),
            calledTo(items, event, read.cycleId),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),

    reopen: (read, moments, current, event) =>
      succeeds(() =>
        service.transaction
          .write((items) => [
            items.cycle
              .patch(cycleKeyOf(read))
              .set({ state: 'reopening', moments, revision: read.revision + 1, reopenedAt: event.at })
              .remove(['closedAt', 'snapshot'])
              .where((attributes, operations) => {
                const { eq, notExists } = operations
                const unissued = `(${notExists(attributes.issued)} OR ${eq(attributes.issued, false)})`
                return `${isReadIn(attributes, operations, read, statesBefore('reopening'))} AND ${unissued}`
              })
              .commit(),
            calledTo(items, event, current, { currentCycleId: read.cycleId }),
            ...(current === read.cycleId
              ? []
              : [
                  items.cycle
                    .check({ ...cycleKeyOf(read), cycleId: current })
                    .where(({ state }, { eq }) => `${eq(state, 'planned')} OR ${eq(state, 'skipped')}`)
                    .commit(),
                ]),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),

    saveSettings: ({ settingsRevision, paused, ...key }, settings, event) =>
      succeeds(() =>
        service.transaction
          .write((items) => [
            items.plan
              .patch(planKeyOf(key))
              // A paused plan is looked at when it is resumed.
              .set({ settings, ...(paused ? {} : attend(event.at)) })
              .add({ settingsRevision: 1 })
              .where((attributes, operations) => {
                const known = isCount(attributes.settingsRevision, settingsRevision, operations)
                const stands = paused ? operations.exists(attributes.paused) : goesOn(attributes, operations)
                return `${known} AND ${stands}`
              })
              .commit(),
            items.audit.create(audited(event)).commit(),
          ])
          .go(),
      ),
  }
}
