/** One sheet of a plan's file as rows of cells: nothing trimmed, nothing moved. A text file is one sheet without a name. */
export type Sheet = {
  name: string
  /** Texts as the file shows them: real dates as `YYYY-MM-DD`, months as `YYYY-MM`, empty cells as ''. */
  rows: string[][]
  /** Rows that the workbook hides, counted from 0. */
  hiddenRows: ReadonlySet<number>
  /** Cells that were filled from above by a merge, as `row,column` counted from 0. */
  mergedCells: ReadonlySet<string>
  /** What somebody has noted on cells such as `B7`. */
  notes: { cell: string; text: string }[]
}

/** A sheet that is not read as the plan, with all that it says: rows on lines, tabs between cells. */
export type LeftOut = { name: string; text: string }

/** `reason` is a sentence for the coordinator: what is wrong, and what to do. */
export type Sheets = { ok: true; sheets: Sheet[]; leftOut: LeftOut[] } | { ok: false; reason: string }

export const unreadable = (reason: string): { ok: false; reason: string } => ({ ok: false, reason })
