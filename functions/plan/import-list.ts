import { createHash } from 'node:crypto'
import { type DirectoryChange, ENTRIES_AT_ONCE } from './directory-store.ts'
import { knownInList, type ReadList, readList } from './import/directory-columns.ts'
import { readFile } from './import/read-file.ts'
import type { DirectoryDeps } from './person-change.ts'
import type { Board, Person, PlanKey } from './plan.ts'

/** More rows than any partnership has people or boards. */
const MOST_ROWS = 2000

/** What somebody said of rows whose name is like one in the directory: by row number, whose they are. */
export type RowDecisions = ReadonlyMap<number, { is: 'another' } | { is: 'same'; id: string }>

/** A list that somebody brings, with what they have said of its rows. */
export type BroughtList = { partnershipId: string; bytes: Uint8Array; decisions: RowDecisions; by: string }

/** A list as somebody confirms it. */
export type ListOrder = PlanKey &
  BroughtList & {
    /** The directory's count that the preview was against. */
    revision: number
  }

/** What came of a list that was confirmed. */
export type ListImported =
  | { outcome: 'imported'; added: number; changed: number }
  /** The directory has changed since the preview. */
  | { outcome: 'stale' }
  /** Rows are refused, or wait for a decision: nothing was written. */
  | { outcome: 'not-ready' }
  | { outcome: 'unreadable'; reason: string }

/** The rows of a list's file, `needed` among its headings in one of the ways given. */
export const readListFile = async <Field extends string>(
  bytes: Uint8Array,
  headings: Parameters<typeof knownInList<Field>>[0],
  needed: readonly (readonly Field[])[],
  noHeadings: string,
): Promise<ReadList<Field>> => {
  const file = await readFile(bytes, knownInList(headings))
  if (!file.ok) return file
  const list = readList(file.sheets, headings, needed, noHeadings)
  if (!list.ok) return list
  if (list.rows.length === 0) return { ok: false, reason: 'The list has headings and no rows below them.' }
  if (list.rows.length > MOST_ROWS) {
    return { ok: false, reason: `The list has more than ${MOST_ROWS} rows. Split it and choose each part.` }
  }
  return list
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
