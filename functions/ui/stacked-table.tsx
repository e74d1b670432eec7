import type { Content } from './markup.ts'
import { Table } from './table.tsx'

type StackedTableProps = {
  /** Names the table; only to people who cannot see it, unless `captionClass` says how it looks. */
  caption: string
  captionClass?: string | undefined
  head: readonly string[]
  rows: readonly (readonly Content[])[]
}

/**
 * A table whose rows are read one below the other on a phone, where each cell says its column. The
 * first cell of a row is its heading.
 */
export const StackedTable = ({ caption, captionClass, head, rows }: StackedTableProps) => (
  <Table
    class="muster-table--compact muster-stacked"
    caption={caption}
    captionClass={captionClass ?? 'govuk-visually-hidden'}
    firstCellIsHeader
    head={head}
    rows={rows.map((cells) =>
      cells.map((content, index) =>
        index === 0 ? (
          content
        ) : (
          <>
            <span class="muster-stacked__label" aria-hidden="true">
              {head[index]}:{' '}
            </span>
            {content}
          </>
        ),
      ),
    )}
  />
)
