import type { CycleState } from '../../cycle/cycle.ts'
import type { ReadCycle } from '../../cycle/ports.ts'
import { isCount } from './item.ts'

/** That a cycle is in one of the states, with the moments that were read. */
export const isReadIn = <S, R>(
  { state, revision }: { state: S; revision: R },
  operations: {
    eq: ((name: S, value: string) => string) & ((name: R, value: number) => string)
    notExists: (name: R) => string
  },
  read: ReadCycle,
  states: readonly string[],
): string =>
  `(${states.map((one) => operations.eq(state, one)).join(' OR ')}) AND ${isCount(revision, read.revision, operations)}`

const betweenSteps: readonly string[] = ['opening', 'closing', 'reopening'] satisfies CycleState[]

/** That a cycle's requests are not just being written, locked or unlocked one by one. */
export const isSettled = <A>(
  { state }: { state: A },
  { ne }: { ne: (name: A, value: string) => string },
): string => betweenSteps.map((step) => ne(state, step)).join(' AND ')

/** That a plan is not paused. */
export const goesOn = <A>(
  { paused }: { paused: A },
  { notExists }: { notExists: (name: A) => string },
): string => notExists(paused)

/** That a plan's current cycle is the one that was read. */
export const standsAt = <A>(
  { currentCycleId }: { currentCycleId: A },
  { eq, notExists }: { eq: (name: A, value: string) => string; notExists: (name: A) => string },
  known: string | null,
): string => (known === null ? notExists(currentCycleId) : eq(currentCycleId, known))
