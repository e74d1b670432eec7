import { boardSlug } from './board-id.ts'
import { type DirectoryReader, stayingId } from './directory.ts'
import type { BoardsFile, PeopleFile } from './import/directory-file.ts'
import type { Board, Person, PlanKey, PlanSettings } from './plan.ts'
import type { PlanWriter } from './ports.ts'

export type SetUp = PlanKey & {
  partnershipName: string
  settings: PlanSettings
  people: PeopleFile
  boards: BoardsFile
}

export type SetUpDeps = {
  directory: DirectoryReader
  writer: Pick<PlanWriter, 'saveDirectory' | 'savePlan'>
  newPersonId: () => string
}

/**
 * Writes a plan's settings and its partnership's directory. A repeat changes what is there and adds
 * what is not; an address that changed stays with its person.
 *
 * @throws Error that names the board and the person, where a board's chair or member is not in the people file.
 */
export const setUpPlan = async (setUp: SetUp, deps: SetUpDeps): Promise<void> => {
  const { partnershipId, planId, partnershipName, settings } = setUp
  const known = await deps.directory.loadDirectory(partnershipId)
  const people = setUp.people.map(({ name, email, roles }): Person => {
    // By address; by name where the address is new and the old one is gone from the file.
    const before =
      known.people.find((person) => person.email === email) ??
      known.people.find(
        (person) => person.name === name && !setUp.people.some((other) => other.email === person.email),
      )
    // It was found to be somebody else's second spelling, and the file does not know.
    if (before && before.mergedInto !== null) return before
    return {
      partnershipId,
      personId: before?.personId ?? deps.newPersonId(),
      name,
      email,
      roles: roles ?? [],
      position: before?.position ?? null,
      otherNames: before?.otherNames ?? [],
      formerEmails: before?.formerEmails ?? [],
      deputyId: before?.deputyId ?? null,
      absences: before?.absences ?? [],
      mergedInto: null,
      // Whoever brings the file vouches for its addresses.
      mailStopped: null,
    }
  })
  const boards = setUp.boards.map(({ name, aliases, chair, members }): Board => {
    const idOf = (member: string): string => {
      const found = people.find((person) => person.name === member)
      if (!found) throw new Error(`The board “${name}” names ${member}, who is not in the people file.`)
      return stayingId(known, found.personId)
    }
    const boardId = boardSlug(name)
    const before = known.boards.find((board) => board.boardId === boardId)
    return {
      partnershipId,
      boardId,
      name,
      aliases,
      chair: chair === null ? null : idOf(chair),
      members: members.map(idOf),
      sees: before?.sees ?? 'own-first',
      sends: before?.sends ?? 'link-and-pdf',
      publishes: before?.publishes ?? false,
      meetings: before?.meetings ?? [],
    }
  })
  // Whoever is no longer in the file keeps their history and loses their roles.
  const left = known.people.filter((person) => !people.some(({ personId }) => personId === person.personId))
  await deps.writer.saveDirectory({
    people: [...people, ...left.map((person) => ({ ...person, roles: [] }))],
    boards,
  })
  await deps.writer.savePlan({ ...settings, partnershipId, planId, partnershipName })
}
