import { saysClosed } from '../import/closures.ts'
import type { LayoutTable } from '../plan-import.ts'

/** What Excel takes in a sheet's name. */
const LONGEST_NAME = 31
const FORBIDDEN = /[[\]:*?/\\\p{Cc}]/gu
const RESERVED = /^history$/i

/** A sheet's name for each table: the one it came with where Excel takes it, and no name twice. */
export const nameSheets = (tables: Pick<LayoutTable, 'sheet' | 'closed'>[]): string[] => {
  const taken = new Set<string>()
  return tables.map(({ sheet, closed }) => {
    const usual = closed ? 'Closed actions' : 'Plan'
    const wished = cut(sheet.replace(FORBIDDEN, ' ').replace(/\s+/g, ' '), LONGEST_NAME)
    const fits = (name: string) => name !== '' && !RESERVED.test(name) && saysClosed(name) === closed
    const isFree = (name: string) => !taken.has(name.toLowerCase())
    let name = fits(wished) ? wished : usual
    for (let number = 2; !isFree(name) || !fits(name); number += 1) {
      const numbered = withNumber(wished, number)
      name = fits(numbered) ? numbered : withNumber(usual, number)
    }
    taken.add(name.toLowerCase())
    return name
  })
}

const withNumber = (name: string, number: number): string => {
  const end = ` ${number}`
  return `${cut(name, LONGEST_NAME - end.length)}${end}`.trim()
}

/** An apostrophe may neither begin nor end a name, and no character is cut in two. */
const cut = (name: string, most: number): string =>
  name
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/^['\s]+|['\s]+$/g, '')
