/** Words that follow `/boards/` in an address and are no board. */
const RESERVED = ['new', 'import']

/** A name in small letters and hyphens, as it stands in addresses and file names. */
export const boardSlug = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')

/** An id for a new board, made of its name: one that none of the boards has. */
export const boardIdOf = (name: string, boards: readonly { boardId: string }[]): string => {
  const slug = boardSlug(name) || 'board'
  const taken = new Set([...RESERVED, ...boards.map(({ boardId }) => boardId)])
  for (let number = 1; ; number += 1) {
    const boardId = number === 1 ? slug : `${slug}-${number}`
    if (!taken.has(boardId)) return boardId
  }
}
