import type { DirectoryStore } from '../../plan/directory-store.ts'
import { newPersonId } from '../ids.ts'
import { succeeds } from './action-item.ts'
import { audited } from './audit-repository.ts'
import {
  boardItem,
  nextDirectoryRevision,
  parseBoard,
  parsePerson,
  parseRevision,
  personItem,
} from './directory-item.ts'
import type { Entities } from './entities.ts'
import { isSettled } from './read-conditions.ts'

export const createDirectoryRepository = ({ service }: Entities): DirectoryStore => {
  const readDirectory: DirectoryStore['readDirectory'] = async (partnershipId) => {
    const { data } = await service.collections
      .directory({ partnershipId })
      .go({ pages: 'all', consistent: true })
    return {
      people: data.person.map(parsePerson),
      boards: data.board.map(parseBoard),
      revision: parseRevision(data.register[0]),
    }
  }

  return {
    readDirectory,
    newPersonId,

    loadDirectory: async (partnershipId) => {
      const { people, boards } = await readDirectory(partnershipId)
      return { people, boards }
    },

    writeDirectory: async ({ people, boards, settled = [], event, ...read }) =>
      await succeeds(() =>
        service.transaction
          .write((items) => [
            nextDirectoryRevision(items, read).commit(),
            ...settled.map(({ partnershipId, planId, cycleId }) =>
              items.cycle
                .check({ partnershipId, planId, cycleId })
                .where((attributes, operations) => isSettled(attributes, operations))
                .commit(),
            ),
            ...people.map((person) => items.person.put(personItem(person)).commit()),
            ...boards.map((board) => items.board.put(boardItem(board)).commit()),
            ...(event ? [items.audit.create(audited(event)).commit()] : []),
          ])
          .go(),
      ),
  }
}
