import { type Content, classes, type Extras, type Maybe } from './markup.ts'

type Cell = Extras & {
  content: Content
  format?: 'numeric' | undefined
  colspan?: number | undefined
  rowspan?: number | undefined
}
type CellOrContent = Cell | Content

type TableProps = Extras & {
  /** Names the table; read out before it. */
  caption?: Content
  captionClass?: string | undefined
  head?: readonly CellOrContent[] | undefined
  rows: readonly Maybe<readonly CellOrContent[]>[]
  firstCellIsHeader?: boolean | undefined
}

const isCell = (cell: CellOrContent): cell is Cell =>
  typeof cell === 'object' && cell !== null && 'content' in cell
const toCell = (cell: CellOrContent): Cell => (isCell(cell) ? cell : { content: cell })

const HeadCell = (cell: Cell) => (
  <th
    scope="col"
    class={classes('govuk-table__header', cell.format && `govuk-table__header--${cell.format}`, cell.class)}
    colspan={cell.colspan}
    rowspan={cell.rowspan}
    {...cell.attributes}
  >
    {cell.content}
  </th>
)

const BodyCell = ({ isHeader, ...cell }: Cell & { isHeader: boolean }) => {
  const spans = { colspan: cell.colspan, rowspan: cell.rowspan, ...cell.attributes }
  return isHeader ? (
    <th scope="row" class={classes('govuk-table__header', cell.class)} {...spans}>
      {cell.content}
    </th>
  ) : (
    <td
      class={classes('govuk-table__cell', cell.format && `govuk-table__cell--${cell.format}`, cell.class)}
      {...spans}
    >
      {cell.content}
    </td>
  )
}

/** Rows and columns. A cell is its content, or an object where it needs a format or a span. */
export const Table = ({ caption, captionClass, head, rows, firstCellIsHeader, ...props }: TableProps) => (
  <table class={classes('govuk-table', props.class)} {...props.attributes}>
    {caption && <caption class={classes('govuk-table__caption', captionClass)}>{caption}</caption>}
    {head && (
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          {head.map((cell) => (
            <HeadCell {...toCell(cell)} />
          ))}
        </tr>
      </thead>
    )}
    <tbody class="govuk-table__body">
      {rows.map(
        (row) =>
          row && (
            <tr class="govuk-table__row">
              {row.map((cell, index) => (
                <BodyCell {...toCell(cell)} isHeader={index === 0 && !!firstCellIsHeader} />
              ))}
            </tr>
          ),
      )}
    </tbody>
  </table>
)

/**
 * Lets a wide table scroll by itself on a narrow screen, also by keyboard. `label` says what scrolls,
 * to people who cannot see it.
 */
export const ScrollRegion = ({ label, children }: { label: string; children: Content }) => (
  <section class="muster-scroll" aria-label={label} tabindex={0}>
    {children}
  </section>
)
