/**
 * Makes one pack in a process of its own. `write FOLDER SIZE…` writes what renderers are given;
 * `RENDERER FOLDER NAME [cold]` renders one of those, after warming up with the smallest; `whole SIZE
 * [public]` builds a pack in all its renderings, and its public cut.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { type BuildPackInput, buildPack } from '../../functions/pack/build-pack.ts'
import { renderHtml } from '../../functions/pack/html/render-html.tsx'
import { splitDocument } from '../../functions/pack/split-document.ts'
import { writeWorkbook } from '../../functions/pack/write-workbook.ts'
import { createPackTypst, findPackAssets } from '../../functions/platform/typst.ts'
import { ensureSystemPackage } from '../../infra/local/system-packages.ts'
import { type Input, inputOf, readInput, writeInputs } from './pack/input.ts'
import { createPdfMake } from './pack/pdfmake.ts'
import { processesUnder } from './pack/processes.ts'
import { createReactPdf } from './pack/react-pdf.ts'

const WARM_UP = '8'
const WARM_UPS = 3

/** Milliseconds of processor and bytes. */
type Used = { processor: number; memory: number }
type Renderer = {
  /** Several PDFs where a document comes in volumes. */
  render: (input: Input) => Promise<Uint8Array[]>
  /** So far, of all its processes. */
  used: () => Used
  close?: () => Promise<void>
}

/** The most that a process ever had. */
const peakOf = (pid: number | 'self'): number =>
  Number(/^VmHWM:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024

const ownUse = (): Used => {
  const { user, system } = process.cpuUsage()
  return { processor: (user + system) / 1000, memory: peakOf('self') }
}

const muster = async (): Promise<Renderer> => {
  const { compilePdf } = createPackTypst(findPackAssets())
  return {
    render: async ({ document, attachment }) => {
      const pdfs: Uint8Array[] = []
      for (const volume of splitDocument(document)) pdfs.push((await compilePdf(volume, attachment)).pdf)
      return pdfs
    },
    used: ownUse,
  }
}

const library = async (render: (document: Input['document']) => Promise<Uint8Array>): Promise<Renderer> => ({
  render: async ({ document }) => [await render(document)],
  used: ownUse,
})

const SAMPLE_EVERY = 50

/** Prints the HTML twin, from the file on; the browser is there already. */
const browser = async (): Promise<Renderer> => {
  const before = new Set(processesUnder(process.pid).map(({ pid }) => pid))
  const launched = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? ensureSystemPackage('chromium'),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  const processor = new Map<number, number>()
  let memory = 0
  const sample = () => {
    const now = processesUnder(process.pid).filter(({ pid }) => !before.has(pid))
    for (const each of now) processor.set(each.pid, each.processor)
    memory = Math.max(
      memory,
      now.reduce((sum, each) => sum + each.memory, 0),
    )
  }
  const timer = setInterval(sample, SAMPLE_EVERY)
  return {
    render: async ({ html }) => {
      const page = await launched.newPage()
      page.setDefaultTimeout(0)
      await page.goto(pathToFileURL(html).href)
      const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true, outline: true })
      await page.close()
      return [pdf]
    },
    used: () => {
      sample()
      return { processor: [...processor.values()].reduce((sum, each) => sum + each, 0), memory }
    },
    close: async () => {
      clearInterval(timer)
      await launched.close()
    },
  }
}

const renderers: { [name: string]: () => Promise<Renderer> } = {
  muster,
  chromium: browser,
  'react-pdf': async () => library(await createReactPdf()),
  pdfmake: async () => library(await createPdfMake()),
}

const bytesOf = (files: Uint8Array[]): number => files.reduce((sum, { length }) => sum + length, 0)

const answer = (measured: object) => process.stdout.write(JSON.stringify(measured))

const measure = async (name: string, folder: string, input: string, isCold: boolean): Promise<void> => {
  const create = renderers[name]
  if (!create) throw new Error(`there is no renderer ${name}`)
  const { render, used, close } = await create()
  const small = readInput(folder, WARM_UP)
  const given = readInput(folder, input)
  if (!isCold) for (let round = 0; round < WARM_UPS; round += 1) await render(small)
  const before = used()
  const from = performance.now()
  const pdfs = await render(given)
  const milliseconds = performance.now() - from
  const after = used()
  await close?.()
  for (const [index, pdf] of pdfs.entries())
    writeFileSync(join(folder, `${name}.${input}.${index + 1}.pdf`), pdf)
  answer({
    milliseconds,
    processor: after.processor - before.processor,
    memory: after.memory,
    bytes: bytesOf(pdfs),
    volumes: pdfs.length,
    largest: Math.max(...pdfs.map(({ length }) => length)),
  })
}

/** What building takes, and of it each rendering; the rest is the model and the document. */
const measureWhole = async (size: number, publishes: boolean): Promise<void> => {
  const { compilePdf } = createPackTypst(findPackAssets())
  const took = { pdf: 0, html: 0, workbook: 0 }
  const timed =
    <A extends unknown[], R>(name: keyof typeof took, make: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      const from = performance.now()
      const made = await make(...given)
      took[name] += performance.now() - from
      return made
    }
  const using = {
    renderPdf: timed('pdf', compilePdf),
    renderHtml: (...given: Parameters<typeof renderHtml>) => {
      const from = performance.now()
      const made = renderHtml(...given)
      took.html += performance.now() - from
      return made
    },
    renderWorkbook: timed('workbook', writeWorkbook),
  }
  const build = async (input: BuildPackInput) => {
    const made = { volumes: 0, pages: 0, bytes: { pdf: 0, html: 0, workbook: 0 } }
    await buildPack(input, using, async ({ volumes, pages, html, workbook }) => {
      made.volumes += volumes.length
      made.pages += pages
      made.bytes.pdf += bytesOf(volumes.map(({ pdf }) => pdf))
      made.bytes.html += Buffer.byteLength(html)
      made.bytes.workbook += workbook.length
    })
    return made
  }
  for (let round = 0; round < WARM_UPS; round += 1) await build(inputOf(Number(WARM_UP)))
  const input = inputOf(size, publishes)
  Object.assign(took, { pdf: 0, html: 0, workbook: 0 })
  const before = ownUse()
  const from = performance.now()
  const made = await build(input)
  const milliseconds = performance.now() - from
  const after = ownUse()
  answer({
    milliseconds,
    processor: after.processor - before.processor,
    memory: after.memory,
    took,
    ...made,
  })
}

const [task = '', first = '', ...others] = process.argv.slice(2)
if (task === 'write') await writeInputs(first, others.map(Number))
else if (task === 'whole') await measureWhole(Number(first), others[0] === 'public')
else await measure(task, first, others[0] ?? '', others[1] === 'cold')
