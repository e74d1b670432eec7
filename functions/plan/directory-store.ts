import type { CycleKey } from '../cycle/cycle.ts'
import type { AuditEvent } from '../cycle/ports.ts'
import type { Directory, DirectoryReader } from './directory.ts'
import type { Board, Person } from './plan.ts'

/** Counts the changes of a partnership's directory: whoever changes it says which count they had read. */
export type ReadDirectory = Directory & { revision: number }

/** What one transaction writes; at most ENTRIES_AT_ONCE people and boards together. */
export type DirectoryChange = {
  partnershipId: string
  /** The directory's count as it was read. */
  revision: number
  people: Person[]
  boards: Board[]
  /** Cycles of which no requests are being written or locked. */
  settled?: CycleKey[]
  event: AuditEvent | null
}

/** As many people and boards as one transaction holds beside what else it writes. */
export const ENTRIES_AT_ONCE = 80

export type DirectoryStore = DirectoryReader & {
  readDirectory: (partnershipId: string) => Promise<ReadDirectory>
  /** One transaction. False when the directory has changed since it was read, or a cycle is not settled. */
  writeDirectory: (change: DirectoryChange) => Promise<boolean>
  /** An id for somebody new. */
  newPersonId: () => string
}

type Change = Pick<DirectoryChange, 'people' | 'boards' | 'event'>

/** What somebody's decision does to the directory as it stands: `change` is null where it does nothing. */
export type Decision<T> = { change: Change | null; result: T }

const MOST_TRIES = 6

/**
 * Reads the directory, decides, and writes in one transaction. Where another change came between, it
 * reads and decides again, so that what holds of the directory as a whole (addresses are nobody
 * else's, one coordinator is left) holds whoever else changes it. Throws when others never pause.
 */
export const changeDirectory = async <T>(
  partnershipId: string,
  store: Pick<DirectoryStore, 'readDirectory' | 'writeDirectory'>,
  decide: (directory: Directory) => Decision<T>,
): Promise<T> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const directory = await store.readDirectory(partnershipId)
    const { change, result } = decide(directory)
    if (!change) return result
    if (await store.writeDirectory({ partnershipId, revision: directory.revision, ...change })) return result
  }
  throw new Error('the directory is being changed by others at the same moment')
}

/** Something wrong with what somebody typed, by the field it is in. */
export type Problem = { field: string; text: string }
