import { z } from 'zod'
import { Board, Person } from '../../plan/plan.ts'
import type { Items } from './entities.ts'
import { isCount } from './item.ts'

const PersonDetails = Person.omit({ partnershipId: true, personId: true, email: true })
const BoardDetails = Board.omit({ partnershipId: true, boardId: true })

type Item = Record<string, unknown>

export const parsePerson = (item: Item): Person =>
  Person.parse({
    ...PersonDetails.parse(item['details']),
    partnershipId: item['partnershipId'],
    personId: item['personId'],
    email: item['email'],
  })

export const parseBoard = (item: Item): Board =>
  Board.parse({
    ...BoardDetails.parse(item['details']),
    partnershipId: item['partnershipId'],
    boardId: item['boardId'],
  })

export const parseRevision = (item: Item | undefined): number =>
  z.object({ revision: z.number() }).parse(item ?? { revision: 0 }).revision

export const personItem = ({ partnershipId, personId, email, ...details }: Person) => ({
  partnershipId,
  personId,
  email,
  details: PersonDetails.parse(details),
})

export const boardItem = ({ partnershipId, boardId, ...details }: Board) => ({
  partnershipId,
  boardId,
  details: BoardDetails.parse(details),
})

/** The directory's next revision, whatever it was. */
export const countDirectory = ({ register }: Pick<Items, 'register'>, partnershipId: string) =>
  register.upsert({ partnershipId }).add({ revision: 1 })

/** The directory's next revision, on condition that nobody has changed it since it was read. */
export const nextDirectoryRevision = (
  items: Pick<Items, 'register'>,
  { partnershipId, revision: read }: { partnershipId: string; revision: number },
) =>
  countDirectory(items, partnershipId).where(({ revision }, operations) =>
    isCount(revision, read, operations),
  )
