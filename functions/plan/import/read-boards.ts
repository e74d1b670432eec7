import { distance } from 'fastest-levenshtein'
import { fold } from '../fold.ts'
import type { BoardSpelling, Lookup } from './plan-words.ts'

export type ReadBoards = {
  /** Boards by their names in the directory, each once, in the order of the cell. */
  names: string[]
  /** Runs of words that are in no board's name, as written. */
  unknown: string[]
  /** What was written, and the board it was taken for. */
  mistyped: { written: string; name: string }[]
  /** Marks around the boards that do not merely part them, such as a question mark. */
  marks: string[]
}

/** What is neither a word nor a sign that parts two boards. */
const MARK = /[^\p{L}\p{N}'’&\s.,;:/–-]/gu

/** Slips of the keyboard that a name of a board may have; a shorter name would become another one. */
const MOST_SLIPS = 2
const SHORTEST_WITH_SLIPS = 10

/** A board whose name has more words than fit exactly, and is written here but for a slip. */
const findMistyped = (
  words: { word: string }[],
  exactly: number,
  boardsByFirstWord: Lookup['boardsByFirstWord'],
): BoardSpelling | undefined =>
  boardsByFirstWord.get(words[0]?.word ?? '')?.find((spelling) => {
    if (spelling.words.length <= exactly || spelling.words.length > words.length) return false
    const name = spelling.words.join(' ')
    const written = words
      .slice(0, spelling.words.length)
      .map(({ word }) => word)
      .join(' ')
    return name.length >= SHORTEST_WITH_SLIPS && distance(name, written) <= MOST_SLIPS
  })

const BINDING_WORDS = new Set(['and', 'the', 'of', 'to'])

/**
 * Finds the boards in the text of a governance cell, which may name several with nothing between them.
 * At each word the longest spelling that fits wins. A cell with a board's own name on each of its lines
 * has just those.
 */
export const readBoards = (
  cell: string,
  { boardsByFirstWord, foldWord }: Pick<Lookup, 'boardsByFirstWord' | 'foldWord'>,
): ReadBoards => {
  const lines = cell.split('\n')
  const isName = (line: string) =>
    boardsByFirstWord.get(fold(line).split(' ')[0] ?? '')?.some(({ name }) => name === line) ?? false
  if (lines.every(isName)) return { names: [...new Set(lines)], unknown: [], mistyped: [], marks: [] }
  const words = [...cell.matchAll(/&|[\p{L}\p{N}'’]+/gu)].map((match) => ({
    word: foldWord(match[0]),
    from: match.index,
    to: match.index + match[0].length,
  }))
  const found: ReadBoards = { names: [], unknown: [], mistyped: [], marks: [] }
  let marksFrom = 0
  const passMarks = (from: number, to: number) => {
    found.marks.push(...(cell.slice(marksFrom, from).match(MARK) ?? []))
    marksFrom = to
  }
  let run: typeof words = []
  const endRun = () => {
    const [first, last] = [run[0], run.at(-1)]
    if (first && last && !run.every(({ word }) => BINDING_WORDS.has(word))) {
      found.unknown.push(cell.slice(first.from, last.to))
      passMarks(first.from, last.to)
    }
    run = []
  }
  for (let at = 0; at < words.length; ) {
    const exact = boardsByFirstWord
      .get(words[at]?.word ?? '')
      ?.find((spelling) => spelling.words.every((word, offset) => words[at + offset]?.word === word))
    const board = findMistyped(words.slice(at), exact?.words.length ?? 0, boardsByFirstWord) ?? exact
    if (board) {
      endRun()
      if (board !== exact) {
        const written = cell.slice(words[at]?.from, words[at + board.words.length - 1]?.to)
        found.mistyped.push({ written, name: board.name })
      }
      passMarks(words[at]?.from ?? 0, words[at + board.words.length - 1]?.to ?? 0)
      if (!found.names.includes(board.name)) found.names.push(board.name)
    } else {
      run.push(...words.slice(at, at + 1))
    }
    at += board?.words.length ?? 1
  }
  endRun()
  passMarks(cell.length, cell.length)
  return found
}
