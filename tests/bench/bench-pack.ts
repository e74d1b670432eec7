import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { PackDocument } from '../../functions/pack/document.ts'
import { ensureSystemPackage } from '../../infra/local/system-packages.ts'
import { installPeers } from './pack/peers.ts'
import { processesUnder, readProcess } from './pack/processes.ts'
import { missingWords } from './pack/texts.ts'

const run = promisify(execFile)

const MEASURE = fileURLToPath(new URL('measure-pack.ts', import.meta.url))
/** Actions, and in how many rounds each renderer has its turn; the median counts. */
const SIZES = [
  { actions: 81, rounds: 3 },
  { actions: 810, rounds: 3 },
  { actions: 8_100, rounds: 1 },
]
/** What each process makes before it is measured. */
const WARM_UP = 8
const RENDERERS = ['muster', 'chromium', 'pdfmake', 'react-pdf'] as const
/** Seconds that each may take, reading and warming up included; the others are wanted for their ratio. */
const LIMIT = { library: 120, other: 300, whole: 900 }
/** Megabytes of heap that each process may have. */
const HEAP = 8_192
const WANTED = { ofChromium: 0.5, ofReactPdf: 0.1, growth: 1.3, memory: 2_000_000_000, hull: 1_000_000 }

type Renderer = (typeof RENDERERS)[number]

/** A board's pack alone, and with its public cut. */
const CUTS = ['board', 'public'] as const

/** Milliseconds and bytes. */
const Rendered = z.object({
  milliseconds: z.number(),
  processor: z.number(),
  memory: z.number(),
  bytes: z.number(),
  /** How many PDFs there are, and the bytes of the largest. */
  volumes: z.number(),
  largest: z.number(),
})
type Rendered = z.infer<typeof Rendered>
/** `over`: it was stopped, after having taken so much. */
type Failed = { failed: string; over?: { milliseconds: number; processor: number } }
type Row = { actions: number; renderer: Renderer; cold?: boolean } & (
  | (Rendered & { pages: number; tagged: boolean; words: number; missing: number })
  | Failed
)

const Whole = z.object({
  milliseconds: z.number(),
  processor: z.number(),
  memory: z.number(),
  volumes: z.number(),
  pages: z.number(),
  took: z.object({ pdf: z.number(), html: z.number(), workbook: z.number() }),
  bytes: z.object({ pdf: z.number(), html: z.number(), workbook: z.number() }),
})
type Whole = z.infer<typeof Whole> & { actions: number; cut: (typeof CUTS)[number] }

/** A browser ends with the process that started it, and may be gone by now. */
const killIfThere = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {}
}

/** What a process of its own says, or why it says nothing. */
const measure = async (args: string[], limit: number): Promise<{ said: string } | Failed> => {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP}`, '--import', 'tsx', MEASURE, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let [said, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  let [memory, processor] = [0, 0]
  const watch = setInterval(() => {
    const pid = child.pid ?? 0
    const now = [...readProcess(pid), ...processesUnder(pid)]
    memory = Math.max(memory, sum(now.map((each) => each.memory)))
    processor = Math.max(processor, sum(now.map((each) => each.processor)))
  }, 500)
  let isOver = false
  const alarm = setTimeout(() => {
    isOver = true
    const started = processesUnder(child.pid ?? 0)
    child.kill('SIGKILL')
    for (const { pid } of started) killIfThere(pid)
  }, limit * 1_000)
  const [code] = await once(child, 'close')
  clearInterval(watch)
  clearTimeout(alarm)
  if (isOver)
    return {
      failed: `over ${limit} s, with ${seconds(processor)} of processor and ${megabytes(memory)} by then`,
      over: { milliseconds: limit * 1_000, processor },
    }
  if (/out of memory/u.test(errors)) return { failed: `out of memory, with ${megabytes(memory)}` }
  if (code !== 0)
    return {
      failed:
        errors
          .trim()
          .split('\n')
          .find((line) => /error/iu.test(line)) ?? 'failed',
    }
  return { said }
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0)
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`
const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(2)} s`

const median = <T>(values: T[], by: (value: T) => number): T | undefined =>
  values.toSorted((a, b) => by(a) - by(b))[Math.floor((values.length - 1) / 2)]

/** Pages, tags and words of a document's volumes, read back. */
const readBack = async (folder: string, renderer: Renderer, name: string, volumes: number) => {
  const buffer = { maxBuffer: 1e9 }
  const read: { pages: number; tagged: boolean; text: string }[] = []
  for (let volume = 1; volume <= volumes; volume += 1) {
    const pdf = join(folder, `${renderer}.${name}.${volume}.pdf`)
    const about = (await run('pdfinfo', [pdf], buffer)).stdout
    read.push({
      pages: Number(/^Pages:\s+(\d+)/mu.exec(about)?.[1]),
      tagged: /^Tagged:\s+yes/mu.test(about),
      text: (await run(ensureSystemPackage('poppler'), ['-raw', pdf, '-'], buffer)).stdout,
    })
  }
  const document: PackDocument = JSON.parse(await readFile(join(folder, `${name}.document.json`), 'utf8'))
  return {
    pages: sum(read.map(({ pages }) => pages)),
    tagged: read.every(({ tagged }) => tagged),
    ...missingWords(document, read.map(({ text }) => text).join('\n')),
  }
}

/**
 * The same documents through Muster's PDF, Chromium's print of their HTML twin, pdfmake and react-pdf, in
 * turns; whether all words are in each; and the whole of building a pack.
 */
export const benchPack = async (
  say: (line: string) => void,
): Promise<{ rows: Row[]; tall: Row[]; whole: Whole[]; wanted: typeof WANTED }> => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'))
  const rows: Row[] = []
  const tall: Row[] = []
  const whole: Whole[] = []

  const renderOne = async (renderer: Renderer, name: string, cold = false): Promise<Rendered | Failed> => {
    const limit = renderer === 'react-pdf' || renderer === 'pdfmake' ? LIMIT.library : LIMIT.other
    const outcome = await measure([renderer, folder, name, ...(cold ? ['cold'] : [])], limit)
    return 'said' in outcome ? Rendered.parse(JSON.parse(outcome.said)) : outcome
  }
  const rowOf = async (
    about: { actions: number; renderer: Renderer; cold?: boolean },
    name: string,
    rendered: (Rendered | Failed)[],
  ): Promise<Row> => {
    const failed = rendered.find((each): each is Failed => 'failed' in each)
    if (failed) return { ...about, ...failed }
    const middle = median(
      rendered.filter((each) => 'bytes' in each),
      (each) => each.milliseconds,
    )
    if (!middle) return { ...about, failed: 'not measured' }
    return { ...about, ...middle, ...(await readBack(folder, about.renderer, name, middle.volumes)) }
  }
  const show = (row: Row, all: Row[]) => say(describe(row, all))

  try {
    await installPeers()
    const written = await measure(
      ['write', folder, ...[WARM_UP, ...SIZES.map(({ actions }) => actions)].map(String)],
      LIMIT.other,
    )
    if ('failed' in written) throw new Error(written.failed)
    say('pack: the same document as PDF, each in a process of its own, in turns')
    say(heading)
    for (const { actions, rounds } of SIZES) {
      const name = String(actions)
      const results = new Map(RENDERERS.map((renderer) => [renderer, [] as (Rendered | Failed)[]]))
      for (let round = 0; round < rounds; round += 1) {
        for (const [renderer, rendered] of results) {
          if (!rendered.some((each) => 'failed' in each)) rendered.push(await renderOne(renderer, name))
        }
      }
      const ofSize: Row[] = []
      for (const [renderer, rendered] of results)
        ofSize.push(await rowOf({ actions, renderer }, name, rendered))
      for (const row of ofSize) show(row, ofSize)
      rows.push(...ofSize)
      if (actions === SIZES[0]?.actions) {
        const cold: Row[] = []
        for (const renderer of RENDERERS) {
          cold.push(
            await rowOf({ actions, renderer, cold: true }, name, [await renderOne(renderer, name, true)]),
          )
        }
        for (const row of cold) show(row, cold)
        rows.push(...cold)
      }
    }
    for (const renderer of RENDERERS) {
      const row = await rowOf({ actions: 1, renderer }, 'tall', [await renderOne(renderer, 'tall')])
      tall.push(row)
      say(
        'failed' in row
          ? `  a row taller than a page: ${renderer} ${row.failed}`
          : `  a row taller than a page: ${renderer} has ${row.words - row.missing} of ${row.words} words`,
      )
    }
    say('the whole of building a pack')
    say(
      'actions   public cut     time   processor    model      PDF     HTML   workbook   memory   pages   volumes       bytes of each form',
    )
    for (const { actions, cut } of SIZES.flatMap(({ actions }) => CUTS.map((cut) => ({ actions, cut })))) {
      const outcome = await measure(['whole', String(actions), cut], LIMIT.whole)
      if ('failed' in outcome) {
        say(`${String(actions).padStart(7)}   ${outcome.failed}`)
        continue
      }
      const row = { actions, cut, ...Whole.parse(JSON.parse(outcome.said)) }
      whole.push(row)
      say(describeWhole(row))
    }
    for (const line of judge(rows, whole)) say(line)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { rows, tall, whole, wanted: WANTED }
}

const heading =
  'actions   renderer          time   of Muster’s   processor   of Muster’s     memory   pages   volumes       bytes     largest   tagged   words missing'

const describe = (row: Row, all: Row[]): string => {
  const start = [
    String(row.actions).padStart(7),
    `   ${row.renderer}${row.cold ? ', cold' : ''}`.padEnd(18),
  ].join('')
  if ('failed' in row) return `${start}   ${row.failed}`
  const own = all.find(({ renderer }) => renderer === 'muster')
  const ratio = (of: (each: Rendered) => number): string =>
    own && 'bytes' in own ? (of(row) / of(own)).toFixed(2) : ''
  return [
    start,
    seconds(row.milliseconds).padStart(9),
    ratio((each) => each.milliseconds).padStart(14),
    seconds(row.processor).padStart(12),
    ratio((each) => each.processor).padStart(14),
    megabytes(row.memory).padStart(11),
    String(row.pages).padStart(8),
    String(row.volumes).padStart(10),
    String(row.bytes).padStart(12),
    String(row.largest).padStart(12),
    (row.tagged ? 'yes' : 'no').padStart(9),
    `${row.missing} of ${row.words}`.padStart(16),
  ].join('')
}

const describeWhole = ({
  actions,
  cut,
  milliseconds,
  processor,
  memory,
  took,
  volumes,
  pages,
  bytes,
}: Whole): string =>
  [
    String(actions).padStart(7),
    (cut === 'public' ? 'with it' : 'without').padStart(13),
    seconds(milliseconds).padStart(9),
    seconds(processor).padStart(12),
    seconds(milliseconds - took.pdf - took.html - took.workbook).padStart(9),
    seconds(took.pdf).padStart(9),
    seconds(took.html).padStart(9),
    seconds(took.workbook).padStart(11),
    megabytes(memory).padStart(9),
    String(pages).padStart(8),
    String(volumes).padStart(10),
    `   ${bytes.pdf}, ${bytes.html}, ${bytes.workbook}`,
  ].join('')

/** Each wanted figure, and whether it is met. */
const judge = (rows: Row[], whole: Whole[]): string[] => {
  const find = (renderer: Renderer, actions: number): Rendered | undefined => {
    const found = rows.find((row) => row.renderer === renderer && row.actions === actions && !row.cold)
    if (!found) return undefined
    if ('bytes' in found) return found
    // Of a peer that was stopped, what it had taken by then.
    return found.over && { ...found.over, memory: 0, bytes: 0, volumes: 0, largest: 0 }
  }
  const isStopped = (renderer: Renderer, actions: number): boolean =>
    rows.some((row) => row.renderer === renderer && row.actions === actions && 'over' in row)
  const say = (
    what: string,
    value: number | undefined,
    wanted: number,
    show: (value: number) => string,
    isAtMost = false,
  ): string => {
    const shown = value === undefined ? 'not known' : `${isAtMost ? 'less than ' : ''}${show(value)}`
    const isMet = value !== undefined && value <= wanted
    const verdict = isMet ? 'met' : value === undefined || isAtMost ? 'not known' : 'not met'
    return `  ${what}: ${shown}; wanted: ${show(wanted)} at most; ${verdict}`
  }
  const ratio = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? undefined : a / b
  const plain = (value: number) => value.toFixed(2)
  const sizes = SIZES.map(({ actions }) => actions)
  const [least = 0, middle = 0, most = 0] = sizes
  const perAction = (actions: number, of: 'milliseconds' | 'processor') =>
    ratio(find('muster', actions)?.[of], actions)
  return (['milliseconds', 'processor'] as const)
    .flatMap((of) => {
      const name = of === 'milliseconds' ? 'time' : 'processor time'
      return [
        ...sizes.map((actions) =>
          say(
            `${name} of Chromium’s at ${actions} actions`,
            ratio(find('muster', actions)?.[of], find('chromium', actions)?.[of]),
            WANTED.ofChromium,
            plain,
            isStopped('chromium', actions),
          ),
        ),
        say(
          `${name} of react-pdf’s at ${middle} actions`,
          ratio(find('muster', middle)?.[of], find('react-pdf', middle)?.[of]),
          WANTED.ofReactPdf,
          plain,
          isStopped('react-pdf', middle),
        ),
        say(
          `${name} an action at ${most}, of that at ${middle}`,
          ratio(perAction(most, of), perAction(middle, of)),
          WANTED.growth,
          plain,
        ),
      ]
    })
    .concat(
      CUTS.map((cut) =>
        say(
          `memory of building a pack of ${most} actions${cut === 'public' ? ' and its public cut' : ''}`,
          whole.find((each) => each.actions === most && each.cut === cut)?.memory,
          WANTED.memory,
          megabytes,
        ),
      ),
      say(
        `size of the PDF of ${least} actions`,
        find('muster', least)?.bytes,
        WANTED.hull,
        (bytes) => `${bytes} bytes`,
      ),
    )
}
