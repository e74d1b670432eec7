import type { Chart } from '../document.ts'
import type { PackStatus } from '../pack-action.ts'
import { ShapePath, StatusShape, toneOf } from './status-tag.tsx'

type Row = Chart['rows'][number]
/** A part of a row: where it begins and how much of the scale it takes, both from 0 to 1. */
type Part = { status: PackStatus | null; number: number; from: number; share: number }

/** From how much of the scale on a part has room for its number, and for its shape too. */
const room = { number: 0.03, shape: 0.07, numberOnPhone: 0.1, shapeOnPhone: 0.2 }

/** What columns have room for, on a page as wide as A4; all that is across is in letters of that width. */
const standing = {
  width: 75,
  /** Of the height, for a number in its part. */
  number: 0.12,
  /** With more columns, parts are too narrow for a shape and a number, and for a number. */
  columnsWithShapes: 12,
  columnsWithNumbers: 24,
  /** A name that is longer than this is not written upwards; the columns then lie. */
  longestName: 24,
  /** How many columns' names fit side by side upwards. */
  upward: 50,
} as const

const formatter = new Intl.NumberFormat('en-GB')

const percent = (share: number): string => `${Number((share * 100).toFixed(3))}%`

const em = (length: number): string => `${Number(length.toFixed(2))}em`

const sizeOf = (number: number): number => (Number.isFinite(number) && number > 0 ? number : 0)

const sumOf = (row: Row): number => row.parts.reduce((sum, { number }) => sum + sizeOf(number), 0)

/** The scale's end. No row is cut off, whatever the document says that the most is. */
const scaleOf = ({ rows, most }: Chart): number =>
  rows.reduce((greatest, row) => Math.max(greatest, sumOf(row)), most ?? 0) || 1

/**
 * Each part of a row, those with less than `least` of the scale drawn larger and the others smaller for it, so
 * that each has its number; as they are where the row has no room for that.
 */
const partsOf = (row: Row, scale: number, least: number): Part[] => {
  const parts = row.parts
    .filter(({ number }) => sizeOf(number) > 0)
    .map((part) => ({ ...part, share: sizeOf(part.number) / scale }))
  const lack = parts.reduce((sum, { share }) => sum + Math.max(0, least - share), 0)
  const spare = parts.reduce((sum, { share }) => sum + Math.max(0, share - least), 0)
  const isDrawnLarger = parts.length > 1 && lack > 0 && lack <= spare
  const drawn = (share: number): number => {
    if (!isDrawnLarger) return share
    return share <= least ? least : least + (share - least) * (1 - lack / spare)
  }
  let from = 0
  return parts.map(({ status, number, share }) => {
    const part = { status, number, from, share: drawn(share) }
    from += part.share
    return part
  })
}

/** The number beside a row, where the row's only part is not told apart by a number of its own. */
const totalOf = (row: Row, unit: Chart['unit']): string | null =>
  row.parts.length === 1 || sumOf(row) === 0 ? formatter.format(sumOf(row)) + unit : null

type LabelProps = { status: PackStatus | null; number: number; x: string; y: string; class: string }

/** A part's shape, where it has one, and its number, around a point of the picture. */
const Label = ({ status, number, x, y, class: names }: LabelProps) => {
  const text = formatter.format(number)
  const shape = status ? 1.16 : 0
  const left = -(shape + text.length * 0.66) / 2
  return (
    <svg x={x} y={y} class={names} aria-hidden="true">
      {status && (
        <svg x={em(left)} y="-.43em" width=".86em" height=".86em" viewBox="0 0 16 16" aria-hidden="true">
          <ShapePath status={status} />
        </svg>
      )}
      <text x={em(left + shape)} dy=".36em">
        {text}
      </text>
    </svg>
  )
}

const LyingPart = ({ part, alone }: { part: Part; alone: boolean }) => {
  const { status, share, from, number } = part
  const hasShape = status !== null && share >= room.shape
  const hasRoomForAll = share >= room.shapeOnPhone || (!hasShape && share >= room.numberOnPhone)
  const label = { number, x: percent(from + share / 2), y: '50%' }
  return (
    <g class={toneOf(status)}>
      <rect class="part" x={percent(from)} width={percent(share)} height="100%" />
      {from > 0 && <line class="gap" x1={percent(from)} x2={percent(from)} y1="0" y2="100%" />}
      {!alone && share >= room.number && (
        <Label
          {...label}
          status={hasShape ? status : null}
          class={hasRoomForAll ? 'number' : 'number roomy'}
        />
      )}
      {!alone && !hasRoomForAll && share >= room.numberOnPhone && (
        <Label {...label} status={null} class="number tight" />
      )}
    </g>
  )
}

const Bars = ({ chart, label }: { chart: Chart; label: string }) => {
  const scale = scaleOf(chart)
  return (
    <div class="bars" role="img" aria-label={label}>
      {chart.rows.map((row) => {
        const total = totalOf(row, chart.unit)
        return (
          <div class="bar">
            <div class="bar-name">
              <bdi>{row.name}</bdi>
            </div>
            <svg class="bar-parts" width="100%" height="1.75em" aria-hidden="true" focusable="false">
              <rect class="track" width="100%" height="100%" />
              {partsOf(row, scale, room.number).map((part) => (
                <LyingPart part={part} alone={total !== null} />
              ))}
            </svg>
            {total !== null && <div class="bar-total">{total}</div>}
          </div>
        )
      })}
    </div>
  )
}

type Names = { lines: (name: string) => string[]; upward: boolean; every: number; height: number }

/** Up to two lines: the first word and the rest. */
const twoLines = (name: string): string[] => {
  const space = name.indexOf(' ')
  return space === -1 ? [name] : [name.slice(0, space), name.slice(space + 1)]
}

const longest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, [...text].length), 0)

/** How the columns' names stand under them; null where they have no room at all. */
const arrangeNames = (rows: readonly Row[]): Names | null => {
  const names = rows.map(({ name }) => name)
  if (longest(names.flatMap(twoLines)) + 1 <= standing.width / rows.length) {
    return { lines: twoLines, upward: false, every: 1, height: 2.6 }
  }
  const length = longest(names)
  if (length > standing.longestName) return null
  const every = Math.ceil(rows.length / standing.upward)
  return { lines: (name) => [name], upward: true, every, height: Math.ceil(length * 0.62) + 1 }
}

type StandingPartProps = { part: Part; x: number; width: number; count: number; alone: boolean }

const StandingPart = ({ part, x, width, count, alone }: StandingPartProps) => {
  const { status, share, from, number } = part
  const [middle, y] = [percent(x), percent(1 - from - share / 2)]
  const hasNumber = !alone && share >= standing.number && count <= standing.columnsWithNumbers
  const hasShape = status !== null && hasNumber && count <= standing.columnsWithShapes
  const [left, right, bottom] = [percent(x - width / 2), percent(x + width / 2), percent(1 - from)]
  return (
    <g class={toneOf(status)}>
      <rect
        class="part"
        x={left}
        y={percent(1 - from - share)}
        width={percent(width)}
        height={percent(share)}
      />
      {from > 0 && <line class="gap" x1={left} x2={right} y1={bottom} y2={bottom} />}
      {hasNumber && (
        <Label status={hasShape ? status : null} number={number} x={middle} y={y} class="number" />
      )}
    </g>
  )
}

const ColumnName = ({ name, x, names }: { name: string; x: string; names: Names }) => (
  <svg x={x} aria-hidden="true">
    <text class={names.upward ? 'name upward' : 'name'} transform={names.upward ? 'rotate(-90)' : undefined}>
      {names.lines(name).map((line, index) => (
        <tspan x="0" dy={names.upward ? '.35em' : index === 0 ? '1em' : '1.2em'}>
          {line}
        </tspan>
      ))}
    </text>
  </svg>
)

const Columns = ({ chart, label, names }: { chart: Chart; label: string; names: Names }) => {
  const scale = scaleOf(chart)
  const count = chart.rows.length
  const width = Math.min(0.72 / count, 0.12)
  const columns = chart.rows.map((row, index) => ({ row, index, x: (index + 0.5) / count }))
  return (
    <svg
      class="columns"
      role="img"
      aria-label={label}
      focusable="false"
      width="100%"
      height={`${14 + names.height}em`}
    >
      <svg aria-hidden="true" y="1.6em" width="100%" height="12em">
        {columns.map(({ row, x }) => (
          <>
            {partsOf(row, scale, standing.number).map((part) => (
              <StandingPart part={part} x={x} width={width} count={count} alone={row.parts.length === 1} />
            ))}
            {count <= standing.columnsWithNumbers && (
              <text class="total" x={percent(x)} y={percent(1 - sumOf(row) / scale)} dy="-.4em">
                {formatter.format(sumOf(row)) + chart.unit}
              </text>
            )}
          </>
        ))}
        <line class="ground" x1="0" x2="100%" y1="100%" y2="100%" />
      </svg>
      <svg aria-hidden="true" y="13.9em" width="100%">
        {columns.map(({ row, index, x }) =>
          index % names.every === 0 ? <ColumnName name={row.name} x={percent(x)} names={names} /> : null,
        )}
      </svg>
    </svg>
  )
}

/** What each colour and shape stands for, in the order of the parts; whoever hears the chart has it in words. */
const Key = ({ rows }: Chart) => {
  const statuses = rows
    .flatMap(({ parts }) => parts)
    .flatMap(({ status, number }) => (status && sizeOf(number) > 0 ? [status] : []))
  const occurring = new Set(statuses.map(({ label }) => label))
  const inOrder = (rows[0]?.parts ?? []).flatMap(({ status }) =>
    status && occurring.has(status.label) ? [status] : [],
  )
  if (inOrder.length === 0) return null
  return (
    <ul class="key" aria-hidden="true">
      {inOrder.map((status) => (
        <li class={toneOf(status)}>
          <svg class="swatch" width="1.6em" height="1em" aria-hidden="true" focusable="false">
            <rect class="part" width="100%" height="100%" />
          </svg>
          <StatusShape status={status} />
          <span>{status.label}</span>
        </li>
      ))}
    </ul>
  )
}

/**
 * A chart in pictures that grow with the page and with its letters. Columns are drawn lying as well, for
 * pages on which they have no room to stand; only one of the two is there for anybody.
 */
export const ChartPicture = ({ chart, label }: { chart: Chart; label: string }) => {
  const names = chart.shape === 'columns' ? arrangeNames(chart.rows) : null
  if (names === null) {
    return (
      <>
        <Bars chart={chart} label={label} />
        <Key {...chart} />
      </>
    )
  }
  return (
    <>
      <div class="standing">
        <Columns chart={chart} label={label} names={names} />
      </div>
      <div class="lying">
        <Bars chart={chart} label={label} />
      </div>
      <Key {...chart} />
    </>
  )
}
