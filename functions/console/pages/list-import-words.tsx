import type { BoardFieldChange } from '../../plan/board-change.ts'
import { type Directory, findPerson } from '../../plan/directory.ts'
import type { PersonFieldChange } from '../../plan/person-change.ts'
import { dateName } from '../../plan/wording.ts'
import type { Content } from '../../ui/markup.ts'
import { seesWords, sendsWords } from './boards.tsx'
import { absenceWords, lines } from './person-words.tsx'

export const nameOf = (personId: string | null, directory: Directory): string =>
  personId === null ? 'Nobody' : (findPerson(directory, personId)?.name ?? 'Somebody')

type BothWays = { from: Content; to: Content }

/** A change of a person, as people read it. */
export const personChangeWords = (change: PersonFieldChange, directory: Directory): BothWays => {
  switch (change.field) {
    case 'name':
    case 'email':
    case 'position':
      return { from: change.from ?? 'Not given', to: change.to ?? 'Not given' }
    case 'otherNames':
      return { from: lines(change.from), to: lines(change.to) }
    case 'roles':
      return {
        from: change.from.includes('coordinator') ? 'Yes' : 'No',
        to: change.to.includes('coordinator') ? 'Yes' : 'No',
      }
    case 'deputyId':
      return { from: nameOf(change.from, directory), to: nameOf(change.to, directory) }
    case 'absences':
      return { from: lines(change.from.map(absenceWords)), to: lines(change.to.map(absenceWords)) }
  }
}

export const boardFieldNames = {
  name: 'Name',
  aliases: 'Other spellings',
  chair: 'Chair',
  members: 'Members',
  sees: 'Its pack has',
  sends: 'Its members get it',
  publishes: 'Public cut',
  meetings: 'Meets',
} as const satisfies Record<BoardFieldChange['field'], string>

/** A change of a board, as people read it. */
export const boardChangeWords = (change: BoardFieldChange, directory: Directory): BothWays => {
  switch (change.field) {
    case 'name':
      return change
    case 'aliases':
      return { from: lines(change.from), to: lines(change.to) }
    case 'chair':
      return { from: nameOf(change.from, directory), to: nameOf(change.to, directory) }
    case 'members':
      return {
        from: lines(change.from.map((id) => nameOf(id, directory))),
        to: lines(change.to.map((id) => nameOf(id, directory))),
      }
    case 'sees':
      return { from: seesWords[change.from], to: seesWords[change.to] }
    case 'sends':
      return { from: sendsWords[change.from], to: sendsWords[change.to] }
    case 'publishes':
      return { from: change.from ? 'Yes' : 'No', to: change.to ? 'Yes' : 'No' }
    case 'meetings':
      return { from: lines(change.from.map(dateName)), to: lines(change.to.map(dateName)) }
  }
}
