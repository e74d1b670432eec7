import type { Lookup } from './plan-words.ts'

export type ReadSources = {
  /** Codes of the plan, each once, in the order of the cell. */
  codes: string[]
  /** What was written, and the code it was taken for. */
  mistyped: { written: string; code: string }[]
  /** Parts that are no code of the plan, as written. */
  unknown: string[]
}

/** Reads a cell of sources: `SEF/DBV`, `AFI4 AFI5`, `AFI 2`, `ASC Programme`. */
export const readSources = (cell: string, lookup: Pick<Lookup, 'source'>): ReadSources => {
  const found: ReadSources = { codes: [], mistyped: [], unknown: [] }
  for (const part of cell.split(/[/,;\n]/).map((text) => text.trim())) {
    const codes = readCodes(part, lookup)
    if (part !== '' && codes === null) found.unknown.push(part)
    for (const { code, exact, written } of codes ?? []) {
      if (!found.codes.includes(code)) found.codes.push(code)
      if (!exact) found.mistyped.push({ written, code })
    }
  }
  return found
}

/** The codes of a part that has nothing but codes; null for any other. */
const readCodes = (part: string, lookup: Pick<Lookup, 'source'>) => {
  const codes: { written: string; code: string; exact: boolean }[] = []
  // A code and its number may be apart, as in AFI 2.
  for (const written of part.replace(/(\p{L}) (?=\d+\b)/gu, '$1').split(/\s*(?:[&+]|\band\b|\s)\s*/)) {
    if (written === '') continue
    const source = lookup.source(written)
    if (source === null) return null
    codes.push({ written, ...source })
  }
  return codes
}
