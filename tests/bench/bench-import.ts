import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { workbookInOrder, workbookThatSlipped } from './large-plan.ts'

const run = promisify(execFile)
const MEASURE = fileURLToPath(new URL('measure-import.ts', import.meta.url))
const SIZES = [1_000, 3_000, 10_000]
/** As many times the reader's own time an import of the largest workbook may take. */
const WANTED = 3

/** Times in milliseconds. */
const Times = z.object({ actions: z.number(), reader: z.number(), whole: z.number(), ratio: z.number() })
/** Bytes. */
const Memory = z.object({ memory: z.number() })

type Row = z.infer<typeof Times> & z.infer<typeof Memory> & { workbook: string; bytes: number }

/**
 * An import as far as the page that shows what was read, of workbooks of 1,000 to 10,000 actions, beside
 * the workbook reader alone on the same bytes; the growth of the time per action; and the memory.
 */
export const benchImport = async (say: (line: string) => void): Promise<Row[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'))
  const rows: Row[] = []
  try {
    say('import: a workbook read, understood and checked, beside hucre reading it alone')
    say('workbook      actions   file   reader    import   ratio   per action   memory')
    for (const [workbook, make] of [
      ['in order', workbookInOrder],
      ['slipped', workbookThatSlipped],
    ] as const) {
      for (const size of SIZES) {
        const bytes = await make(size)
        const file = join(folder, 'plan.xlsx')
        await writeFile(file, bytes)
        const times = await run(process.execPath, [MEASURE, file])
        const memory = await run(process.execPath, [MEASURE, file, 'memory'])
        const row: Row = {
          workbook,
          bytes: bytes.length,
          ...Times.parse(JSON.parse(times.stdout)),
          ...Memory.parse(JSON.parse(memory.stdout)),
        }
        rows.push(row)
        say(describe(row))
      }
      say(growth(rows.filter((row) => row.workbook === workbook)))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return rows
}

const describe = ({ workbook, actions, bytes, reader, whole, ratio, memory }: Row): string =>
  [
    workbook.padEnd(12),
    String(actions).padStart(8),
    `${(bytes / 1_000).toFixed(0)} kB`.padStart(9),
    `${reader.toFixed(0)} ms`.padStart(8),
    `${whole.toFixed(0)} ms`.padStart(9),
    ratio.toFixed(2).padStart(7),
    `${((whole / actions) * 1_000).toFixed(0)} µs`.padStart(12),
    `${(memory / 1_048_576).toFixed(0)} MB`.padStart(8),
    actions < Math.max(...SIZES) ? '' : `  wanted: ${WANTED} at most`,
  ].join('')

const growth = (rows: Row[]): string => {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return ''
  const times = last.whole / last.actions / (first.whole / first.actions)
  return `  time per action at ${last.actions} is ${times.toFixed(2)} times that at ${first.actions}`
}
