/** A plan as rows of cells, as the file has them: nothing trimmed, nothing moved. */
export type Rows = { ok: true; rows: string[][] } | { ok: false; reason: string }

const LARGEST_CHARACTERS = 5_000_000

/**
 * Splits tab-separated text into rows of cells. A leading byte order mark and any kind of line end
 * will do. `reason` is a sentence for the coordinator.
 */
export const textToRows = (text: string): Rows => {
  const body = text.replace(/^\uFEFF/, '')
  if (body.trim() === '') {
    return unreadable('The file is empty. Save the plan from the spreadsheet again and choose that file.')
  }
  if (body.length > LARGEST_CHARACTERS) {
    return unreadable(
      'The file has more than 5 million characters, which no plan has. Save the plan’s own sheet and choose that file.',
    )
  }
  if (isBinary(body)) {
    return unreadable(
      'The file is not plain text: it may be a workbook. Save the plan as tab-separated text in UTF-8 and choose that file.',
    )
  }
  return { ok: true, rows: body.split(/\r\n|\r|\n/).map((line) => line.split('\t').map(unquote)) }
}

const unreadable = (reason: string): Rows => ({ ok: false, reason })

/** A NUL is in no text; a character that could not be decoded now and then is. */
const isBinary = (text: string): boolean =>
  text.includes('\0') || text.startsWith('PK\u0003\u0004') || count(text, '\uFFFD') > text.length / 100

const count = (text: string, character: string): number => text.split(character).length - 1

/** Spreadsheets put a cell that has a quotation mark in quotation marks, and double those within. */
const unquote = (cell: string): string => {
  if (cell.length < 2 || !cell.startsWith('"') || !cell.endsWith('"')) return cell
  const inner = cell.slice(1, -1)
  return inner.replaceAll('""', '').includes('"') ? cell : inner.replaceAll('""', '"')
}
