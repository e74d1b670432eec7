import type { Chart } from '../document.ts'
import type { PackStatus } from '../pack-action.ts'
import { oneLine, type Print } from './prepare-text.ts'

const size = (number: number): number => (Number.isFinite(number) && number > 0 ? number : 0)
const shownNumber = (number: number): string => String(Math.round(number * 10) / 10)

/** A chart whose scale holds every row, with the statuses that occur in it, each once. */
export const prepareChart = (chart: Chart, print: Print, status: (shown: PackStatus) => unknown) => {
  const rows = chart.rows.map(({ name, parts }) => {
    const sum = parts.reduce((total, { number }) => total + size(number), 0)
    return {
      name: print(oneLine(name)),
      parts: parts
        .filter(({ number }) => size(number) > 0)
        .map((part) => ({
          status: part.status && status(part.status),
          number: part.number,
          shown: shownNumber(part.number) + chart.unit,
        })),
      sum: shownNumber(sum) + chart.unit,
      total: sum,
    }
  })
  const parts = chart.rows.flatMap((row) => row.parts)
  const nameOf = ({ code, label }: PackStatus) => `${code} ${label}`
  const seen = new Set(
    parts.flatMap((part) => (part.status && size(part.number) > 0 ? [nameOf(part.status)] : [])),
  )
  const occurring = new Map(
    parts.flatMap((part) =>
      part.status && seen.has(nameOf(part.status)) ? [[nameOf(part.status), part.status] as const] : [],
    ),
  )
  return {
    shape: chart.shape,
    unit: chart.unit,
    rows,
    most: Math.max(size(chart.most ?? 0), ...rows.map(({ total }) => total)) || 1,
    key: [...occurring.values()].map(status),
  }
}
