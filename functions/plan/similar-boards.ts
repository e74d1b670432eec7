import { distance } from 'fastest-levenshtein'
import { fold } from './fold.ts'

type NamedBoard = { name: string; aliases: readonly string[] }

const spellingsOf = ({ name, aliases }: NamedBoard): string[] => [name, ...aliases].map(fold)

export const isKnownAs = (board: NamedBoard, name: string): boolean => spellingsOf(board).includes(fold(name))

const MOST_SLIPS = 2

/** Whether two folded names differ by a slip of the keyboard; boards that are numbered differ by intent. */
const isSlip = (one: string, other: string): boolean => {
  const apart = distance(one, other)
  const digits = (name: string) => name.replaceAll(/\D+/g, ' ').trim()
  return (
    apart > 0 &&
    apart <= MOST_SLIPS &&
    // In a word of few letters two others make another word.
    Math.min(one.length, other.length) > 2 * apart &&
    digits(one) === digits(other)
  )
}

/** The boards that a name which none of them has may mean, in their order. */
export const likelyBoards = <B extends NamedBoard>(name: string, boards: readonly B[]): B[] =>
  boards.filter((board) => spellingsOf(board).some((known) => isSlip(known, fold(name))))
