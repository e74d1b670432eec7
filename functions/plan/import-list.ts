import { createHash } from 'node:crypto'
import { type DirectoryChange, ENTRIES_AT_ONCE } from './directory-store.ts'
import type { DirectoryDeps } from './person-change.ts'
import type { Board, Person, PlanKey } from './plan.ts'

/** More rows than any partnership has people or boards. */
export const MOST_ROWS = 2000

/** A list as somebody confirms it. */
export type ListOrder = PlanKey & {
  bytes: Uint8Array
  /** The directory's count that the preview was against. */
  revision: number
  by: string
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Cells that hold several things hold them one on each line, or with semicolons between. */
export const partsOfCell = (cell: string): string[] =>
  cell
    .split(/[;\n\r]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/**
 * Writes the entries of a list in as few transactions as hold them, the event with the last. False when
 * the directory has changed since it was read: what was written stays, and a new preview has the rest.
 */
export const writeList = async (
  entries: { people: Person[]; boards: Board[] },
  event: DirectoryChange['event'] & {},
  revision: number,
  { directoryStore }: DirectoryDeps,
): Promise<boolean> => {
  const all = [
    ...entries.people.map((person) => ({ people: [person], boards: [] })),
    ...entries.boards.map((board) => ({ people: [], boards: [board] })),
  ]
  for (let from = 0, step = 0; from < all.length; from += ENTRIES_AT_ONCE, step += 1) {
    const part = all.slice(from, from + ENTRIES_AT_ONCE)
    const isLast = from + ENTRIES_AT_ONCE >= all.length
    const written = await directoryStore.writeDirectory({
      partnershipId: event.partnershipId,
      revision: revision + step,
      people: part.flatMap(({ people }) => people),
      boards: part.flatMap(({ boards }) => boards),
      // What is cut short is in the trail too.
      event: isLast ? event : step === 0 ? { ...event, what: `${event.what}-begun` } : null,
    })
    if (!written) return false
  }
  return true
}
