const letters = (heading: string): string => heading.toLowerCase().replace(/[^a-z]/g, '')

/** Headings by meaning, matched against their letters alone: the first pattern that fits wins. */
type Headings<Field extends string> = readonly [Field, RegExp][]

export type PersonField =
  | 'name'
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'position'
  | 'deputy'
  | 'awayFrom'
  | 'awayTo'
  | 'otherNames'
  | 'coordinator'

export const personHeadings: Headings<PersonField> = [
  ['otherNames', /other(?:name|spelling)|alias|alsoknown|knownas|formername/],
  ['firstName', /^(?:first|given|fore)names?$/],
  ['lastName', /^(?:last|family|sur)names?$/],
  ['deputy', /deputy|standsin|coveredby/],
  ['email', /mail|^address$/],
  ['awayFrom', /^(?:away|absent|absence|leave)(?:from|start)/],
  ['awayTo', /^(?:away|absent|absence|leave)(?:to|until|end)/],
  ['coordinator', /coordinator/],
  ['position', /position|jobtitle|^job$|^title$|^role$|^post$/],
  ['name', /^(?:full)?names?$|^person$|^people$|^lead$/],
]

export type BoardField = 'name' | 'otherNames' | 'chair' | 'members' | 'sees' | 'meets'

export const boardHeadings: Headings<BoardField> = [
  ['otherNames', /other(?:name|spelling)|alias|alsoknown|knownas|formername/],
  ['chair', /chair/],
  ['members', /member/],
  ['sees', /^(?:sees|shows|packhas|actions)/],
  ['meets', /meet|^dates?$/],
  ['name', /^boards?$|^(?:board)?names?$|^group$/],
]

/** What each cell of a row of headings is about; null where it means nothing. A field counts once. */
const readHeadings = <Field extends string>(row: string[], headings: Headings<Field>): (Field | null)[] => {
  const taken = new Set<Field>()
  return row.map((cell) => {
    const found = headings.find(([, pattern]) => pattern.test(letters(cell)))?.[0] ?? null
    if (found === null || taken.has(found)) return null
    taken.add(found)
    return found
  })
}

/** How many headings of a row mean something: how text is told to be split right. */
export const knownInList =
  <Field extends string>(headings: Headings<Field>) =>
  (row: string[]): number =>
    readHeadings(row, headings).filter((field) => field !== null).length

/** One row of a list: its number as the spreadsheet shows it, and its cells by meaning, tidied. */
export type ListRow<Field extends string> = { row: number; cells: Partial<Record<Field, string>> }

export type ReadList<Field extends string> =
  | { ok: true; fields: Field[]; rows: ListRow<Field>[]; ignored: string[] }
  | { ok: false; reason: string }

/** Rows above the headings, such as a title. */
const ROWS_ABOVE = 20

/**
 * The rows of the first sheet that has headings of a list, `needed` among them in one of the ways
 * given. Empty rows are left out.
 */
export const readList = <Field extends string>(
  sheets: readonly { rows: string[][] }[],
  headings: Headings<Field>,
  needed: readonly (readonly Field[])[],
  reason: string,
): ReadList<Field> => {
  for (const { rows } of sheets) {
    const heads = rows.slice(0, ROWS_ABOVE).map((row) => readHeadings(row, headings))
    const at = heads.findIndex((fields) => needed.some((way) => way.every((field) => fields.includes(field))))
    const fields = heads[at]
    if (!fields) continue
    return {
      ok: true,
      fields: fields.filter((field) => field !== null),
      ignored: (rows[at] ?? []).filter((cell, column) => cell.trim() !== '' && fields[column] === null),
      rows: rows
        .map((row, index) => ({ row: index + 1, cells: cellsOf(row, fields) }))
        .slice(at + 1)
        .filter(({ cells }) => Object.values(cells).some((cell) => cell !== '')),
    }
  }
  return { ok: false, reason }
}

const cellsOf = <Field extends string>(
  row: string[],
  fields: (Field | null)[],
): Partial<Record<Field, string>> => {
  const cells: Partial<Record<Field, string>> = {}
  for (const [column, field] of fields.entries()) {
    if (field !== null) cells[field] = (row[column] ?? '').trim()
  }
  return cells
}
