/** White space made one space: what a name looks like. */
export const tidy = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/** Lines of what was typed, tidied; those that are empty are none. */
export const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n]+/)
    .map(tidy)
    .filter((line) => line !== '')
