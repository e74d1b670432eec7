import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Block } from '../../../functions/pack/document.ts'
import { createPackTypst, findPackAssets, TypstError } from '../../../functions/platform/typst.ts'
import {
  countedWords,
  heading,
  inventDocument,
  prose,
  statuses,
  table,
  words,
} from '../../support/pack-document.ts'
import { unpack } from '../../support/read-pdf.ts'

const { compilePdf } = createPackTypst(findPackAssets())

const blocks: Block[] = [
  { kind: 'contents' },
  table(['Ref', 'Said'], [['1.1', countedWords(200)]]),
  {
    kind: 'quote',
    status: statuses.red,
    blocks: [
      prose('Said 😀 مرحبا 汉'),
      { kind: 'line', tone: 'plain', content: [words('Привіт', 'emphasis')] },
    ],
  },
  heading(2, 'Under it'),
]
const attachment = {
  name: 'pack.json',
  mediaType: 'application/json',
  description: 'The data',
  bytes: Buffer.from('{"a":1}'),
}

describe('the same document', () => {
  it('gives the same bytes, from one compiler twice and from a fresh one', async () => {
    const first = await compilePdf(inventDocument(blocks), attachment)
    await compilePdf(inventDocument([prose('Something else.')]))

    const again = await compilePdf(inventDocument(blocks), attachment)
    expect(Buffer.compare(again.pdf, first.pdf)).toBe(0)
    const fresh = await createPackTypst(findPackAssets()).compilePdf(inventDocument(blocks), attachment)
    expect(Buffer.compare(fresh.pdf, first.pdf)).toBe(0)
  })

  it('gives the same bytes in another process, in another place of the world', async () => {
    const typst = new URL('../../../functions/platform/typst.ts', import.meta.url).href
    const script = `
      import { createHash } from 'node:crypto'
      import { readFileSync } from 'node:fs'
      import { createPackTypst, findPackAssets } from ${JSON.stringify(typst)}
      const { document, attachment } = JSON.parse(readFileSync(0, 'utf8'))
      const bytes = Buffer.from(attachment.bytes)
      const { pdf } = await createPackTypst(findPackAssets()).compilePdf(document, { ...attachment, bytes })
      process.stdout.write(createHash('sha256').update(pdf).digest('hex'))`
    const document = inventDocument(blocks)
    const hash = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      input: JSON.stringify({ document, attachment }),
      env: { ...process.env, TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8', SOURCE_DATE_EPOCH: '1' },
      encoding: 'utf8',
    })

    const { pdf } = await compilePdf(document, attachment)
    expect(hash).toBe(createHash('sha256').update(pdf).digest('hex'))
  })

  it('uses no font but the given ones, and embeds what it uses of them', async () => {
    const raw = unpack((await compilePdf(inventDocument(blocks))).pdf)
    const fonts = raw.match(/\/BaseFont\s*\/[\w+-]+/g) ?? []

    expect(fonts.length).toBeGreaterThan(3)
    for (const font of fonts)
      expect(font).toMatch(/\/[A-Z]{6}\+(AtkinsonHyperlegibleNext|Vazirmatn|Noto(Sans|Emoji))/)
    expect(raw.match(/\/FontFile[23]/g)?.length).toBe(raw.match(/\/FontDescriptor$/gm)?.length)
  })
})

describe('the compiler of packs', () => {
  let directory: string

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'muster-typst-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  const withTemplate = (source: string) => {
    const template = join(directory, 'template.typ')
    writeFileSync(template, source)
    return createPackTypst({ ...findPackAssets(), templates: [template] })
  }

  it('works from one folder of files, as it is deployed', async () => {
    const { templates, fonts } = findPackAssets()
    for (const file of [...templates, ...fonts.map((font) => font.file)]) {
      await copyFile(file, join(directory, basename(file)))
    }
    const deployed = await createPackTypst(findPackAssets(directory)).compilePdf(inventDocument(blocks))

    const here = await compilePdf(inventDocument(blocks))
    expect(Buffer.compare(deployed.pdf, here.pdf)).toBe(0)
  })

  it('says at the start that a font is missing', () => {
    const { templates } = findPackAssets()

    expect(() =>
      createPackTypst({ templates, fonts: [{ family: 'None', file: join(directory, 'none.ttf') }] }),
    ).toThrow('none.ttf')
  })

  it.each([
    ['#int(json("/document.json").title)', 'invalid integer'],
    ['#panic(json("/document.json").title)', 'panicked'],
    ['#json("/document.json").at(json("/document.json").title)', 'does not contain key'],
    ['#set document(title: "t")\n#image("/no.png", alt: json("/document.json").title)', 'file not found'],
  ])(
    'fails with the diagnostics and the place of %s, without the text of the document',
    async (source, message) => {
      const compile = () =>
        withTemplate(source).compilePdf(inventDocument([], { title: 'a "secret" `thing`: secret' }))

      await expect(compile()).rejects.toThrow(TypstError)
      await expect(compile()).rejects.toThrow(message)
      await expect(compile()).rejects.toThrow(/template\.typ line \d/)
      await expect(compile()).rejects.not.toThrow('secret')
    },
  )

  it('fails where PDF/UA-1 is not met', async () => {
    await expect(withTemplate('= No title').compilePdf(inventDocument([]))).rejects.toThrow(
      /PDF\/UA-1 error: missing document title/,
    )
    await expect(compilePdf(inventDocument([heading(3, 'Two levels down')]))).rejects.toThrow(
      /PDF\/UA-1 error/,
    )
  })
})
