/**
 * Measures one file in a process of its own: the workbook reader alone and the whole import, in turns,
 * after warming up; then the memory of one more import above what the process had before it.
 */
import { readFileSync } from 'node:fs'
import { readXlsx } from 'hucre/xlsx'
import { readPlanFile } from '../../functions/plan/import/read-plan.ts'
import { words } from './large-plan.ts'

const WARM_UPS = 2
const ROUNDS = 7

const bytes = new Uint8Array(readFileSync(process.argv[2] ?? ''))
const read = async () => {
  const result = await readPlanFile(bytes, { words, today: '2026-11-24' })
  if (!result.ok) throw new Error(result.reason)
  return result
}
const time = async (run: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await run()
  return performance.now() - from
}
const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

if (process.argv[3] === 'memory') {
  const idle = process.memoryUsage().rss
  await read()
  process.stdout.write(JSON.stringify({ memory: process.resourceUsage().maxRSS * 1024 - idle }))
} else {
  for (let round = 0; round < WARM_UPS; round += 1) {
    await readXlsx(bytes)
    await read()
  }
  const reader: number[] = []
  const whole: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    reader.push(await time(() => readXlsx(bytes)))
    whole.push(await time(read))
  }
  const { actions } = await read()
  process.stdout.write(
    JSON.stringify({
      actions: actions.length,
      reader: median(reader),
      whole: median(whole),
      ratio: median(whole.map((took, round) => took / (reader[round] ?? took))),
    }),
  )
}
