import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { MODEL_FILE } from '../../../functions/pack/build-pack.ts'
import { noPapers, serialiseModel } from '../../../functions/pack/pack-model.ts'
import { writeDocument } from '../../../functions/pack/write-document.ts'
import { createPackTypst, findPackAssets } from '../../../functions/platform/typst.ts'
import { textsOf } from '../../bench/pack/texts.ts'
import { type BuiltPack, builtPack } from '../../support/built-pack.ts'
import { inventDocument } from '../../support/pack-document.ts'
import { type ReadPdf, readPdf, squeeze } from '../../support/read-pdf.ts'
import { inventMonth } from './invented-snapshot.ts'

const { compilePdf } = createPackTypst(findPackAssets())

describe('a pack in volumes', () => {
  const renderers = {
    renderPdf: compilePdf,
    renderHtml: () => '',
    renderWorkbook: async () => new Uint8Array(),
    volumeLimits: { whole: 1, volume: 60_000 },
  }
  const input = { snapshot: inventMonth(40), boardId: 'inclusion', papers: noPapers }
  let pack: BuiltPack
  let read: ReadPdf[]

  beforeAll(async () => {
    pack = await builtPack(input, renderers)
    read = await Promise.all(pack.volumes.map(({ pdf }) => readPdf(pdf)))
  })

  it('is several tagged documents, whose hash is that of all their bytes', () => {
    expect(pack.volumes.length).toBeGreaterThan(1)
    expect(pack.volumes.length).toBeLessThan(5)
    expect(read.every(({ tagged }) => tagged)).toBe(true)
    expect(pack.pages).toBe(read.reduce((sum, { pages }) => sum + pages.length, 0))
    expect(pack.volumes.map(({ pages }) => pages)).toEqual(read.map(({ pages }) => pages.length))
    const bytes = Buffer.concat(pack.volumes.map(({ pdf }) => pdf))
    expect(pack.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('says on each page which volume it is of, with its own number and its hash', () => {
    for (const [index, { artifacts, info, pageLabels }] of read.entries()) {
      const name = `volume ${index + 1} of ${read.length}`
      expect(info['Title']).toBe(`${pack.model.title}, ${name}`)
      artifacts.forEach((running, page) => {
        expect(squeeze(running)).toContain(
          squeeze(
            `December 2026, ${name} · ${pack.modelSha256.slice(0, 12)} Page ${page + 1} of ${artifacts.length}`,
          ),
        )
      })
      expect(pageLabels?.[0] ?? '1').toBe('1')
    }
  })

  it('has every word, and the hash in full and the model in each', () => {
    const all = squeeze(read.map(({ text }) => text).join('\n'))
    const document = writeDocument(pack.model, pack.modelSha256)
    const inOrder = document.blocks.flatMap(textsOf).map((text) => squeeze(text))
    // Of what leads elsewhere the words are there, with the volume between them.
    const found = squeeze(all.replaceAll(/\(volume\d+\)/gu, ''))
    for (const text of inOrder) for (const part of text.split(/\n+/u)) expect(found).toContain(part)
    for (const { text, attachments } of read) {
      expect(squeeze(text)).toContain(`Hashofthispack${pack.modelSha256}`)
      const model = attachments.find(({ filename }) => filename === MODEL_FILE)
      expect(new TextDecoder().decode(model?.content)).toBe(serialiseModel(pack.model).body)
    }
  })

  it('begins each with its contents, and goes on under the headings it is within', () => {
    for (const [index, { bookmarks, pages }] of read.entries()) {
      const first = squeeze(pages[0]?.text ?? '')
      expect(first).toContain('Contents')
      if (index === 0) {
        expect(first).toContain(squeeze(`This pack comes in ${read.length} volumes`))
        continue
      }
      expect(bookmarks[0]).toEqual({ title: `Volume ${index + 1} of ${read.length}`, level: 1 })
      expect(bookmarks[1]?.title).toMatch(/, continued$|^[A-Z]/)
      expect(first).toContain(squeeze(bookmarks[1]?.title ?? '-'))
    }
    expect(
      read
        .slice(1)
        .flatMap(({ bookmarks }) => bookmarks)
        .map(({ title }) => title),
    ).toContainEqual(expect.stringMatching(/, continued$/))
  })

  it('keeps the word volume whole in a narrow column', async () => {
    // A torn word has its parts on lines of their own.
    const text = read.map((each) => each.text).join('\n')
    expect(text).toMatch(/\(volume/)
    expect(text).not.toMatch(/\((?:v|vo|vol|volu|volum)\n/)
  })

  it('has room in the foot of a page for the longest month and many volumes', async () => {
    const running = {
      plan: 'A plan',
      board: 'Strategic Board for Inclusion and Attendance',
      period: 'September 2026, volume 12 of 20',
    }
    const { artifacts } = await readPdf((await compilePdf(inventDocument([], { running }))).pdf)
    // In one line.
    expect(artifacts[0]).toContain(`${running.board} · ${running.period} · 0123456789ab`)
  })

  it('gives the same bytes again', async () => {
    const again = await builtPack(input, renderers)
    expect(again.sha256).toBe(pack.sha256)
  })
})
