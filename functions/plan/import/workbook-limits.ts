import { colToLetter } from 'hucre/xlsx'

/*
 * What a workbook may have, and the sentences for one that has something else. They are the limits
 * under which reading keeps within 256 MB of memory.
 */

/** What a workbook may unpack to, bytes: a plan of 10,000 actions is some 25 MB of XML. Reading costs six times as much memory. */
export const LARGEST_UNPACKED = 40 * 1024 * 1024
export const MOST_PARTS = 1_000
/** Rows of all sheets together, empty ones included; also the last row that may hold something. */
export const MOST_ROWS = 50_000
export const MOST_CELLS = 300_000
export const LAST_COLUMN = 702
/** A sheet is read as a rectangle, so its empty cells cost memory too. */
export const LARGEST_AREA = 4_000_000
/** What the tags of all parts cost together; a plan of 20,000 actions has some 480,000. */
export const MOST_WEIGHT = 550_000
export const LONGEST_TAG = 256 * 1024
/** Merges, and the cells that they go down over. */
export const MOST_MERGED = 250_000
export const MOST_COLUMN_WIDTHS = 2_000

/** Ends a look through a workbook; the message is the sentence for the coordinator. */
export class Refused extends Error {}

export const NO_WORKBOOK =
  'The file is not an Excel workbook, whatever its name says. Save the plan as an Excel workbook (.xlsx), CSV or tab-separated text and choose that file.'
export const DAMAGED =
  'The workbook is damaged and cannot be opened. Open it in the spreadsheet, save it under another name and choose that file.'
export const PROTECTED =
  'The workbook is protected by a password. In Excel choose File, Info, Protect Workbook, remove the password, save it and choose that file.'
export const TOO_LARGE =
  'The workbook unpacks to more than 40 MB, which no plan needs. Copy the plan’s own sheet into a new workbook and choose that file.'
export const TOO_MANY_CELLS = `The workbook has more than ${MOST_CELLS.toLocaleString('en-GB')} cells, which no plan needs. Copy the plan’s own sheet into a new workbook and choose that file.`
export const TOO_MANY_ROWS = `The workbook has more than ${MOST_ROWS.toLocaleString('en-GB')} rows. Delete the rows below the plan, or copy the plan’s own rows into a new workbook, and choose that file.`
export const ODD =
  'The workbook has more in it than a plan has, or is built in a way no plan is. Copy the plan’s own sheet into a new workbook and choose that file.'

/** The sentence for a workbook with a formula, at a cell such as `B7`. */
export const hasFormula = (cell: string, sheet?: string): string =>
  `The workbook has formulas${cell === '' ? '' : `, the first in cell ${cell}`}${sheet === undefined ? '' : ` of the sheet ${sheet}`}. What they show can change unseen, so copy the sheet, paste it as values only, save it and choose that file.`

/** The sentence for a workbook with a cell beyond what a plan has; rows are counted from 1, columns from 0. */
export const hasFarCell = ({ row, column }: { row: number; column: number }): string =>
  `The workbook has a cell far outside of the plan, ${colToLetter(column)}${row}. In Excel press Ctrl and End to go there, delete the rows and columns beyond the plan, save it and choose that file.`
