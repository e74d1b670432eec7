import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attachModel, MODEL_FILE } from '../../../functions/pack/build-pack.ts'
import type { PackDocument } from '../../../functions/pack/document.ts'
import { renderHtml } from '../../../functions/pack/html/render-html.tsx'
import { noPapers, type PackModel, serialiseModel } from '../../../functions/pack/pack-model.ts'
import { splitDocument } from '../../../functions/pack/split-document.ts'
import { isWrong } from '../../../functions/pack/verify/finding.ts'
import { verifyPack } from '../../../functions/pack/verify/verify-pack.ts'
import { verifyStored } from '../../../functions/pack/verify/verify-stored.ts'
import { writeDocument } from '../../../functions/pack/write-document.ts'
import { writeWorkbook } from '../../../functions/pack/write-workbook.ts'
import { toItem } from '../../../functions/platform/dynamo/item.ts'
import { type ArchiveRecord, writeArchive } from '../../../functions/platform/partnership-file.ts'
import { createPackTypst, findPackAssets } from '../../../functions/platform/typst.ts'
import { readStored } from '../../../infra/local/read-stored.ts'
import { reportOf, verifyFile } from '../../../infra/local/verify-file.ts'
import { type BuiltPack, builtPack } from '../../support/built-pack.ts'
import { runCommand } from '../../support/commands.ts'
import { onlyPdf } from '../../support/only-pdf.ts'
import { answeredMonth, answersEver } from '../pack/answered-month.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const named = '2.11 version 3, by Amira Holt on behalf of Bryn Castle, 10am on Friday 4 December 2026'
const typst = createPackTypst(findPackAssets())
const encode = (text: string) => new TextEncoder().encode(text)

/** By which the pack has three volumes. */
const volumeLimits = { whole: 1, volume: 45_000 }

let pack: BuiltPack
let volumes: BuiltPack['volumes']

const save = (name: string, bytes: Uint8Array | string): string => {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

/** The partnership's archive as an export writes it, and nothing in it but answers and actions. */
const saveArchive = async (name: string, change: (text: string) => string = (text) => text) => {
  const heads = new Map(
    answersEver()
      .toSorted((a, b) => a.version - b.version)
      .map((update) => [update.ref, update]),
  )
  async function* records(): AsyncGenerator<ArchiveRecord> {
    for (const update of answersEver()) yield { entity: 'update', item: toItem(update) }
    for (const { partnershipId, planId, ref, version, hash } of heads.values()) {
      yield { entity: 'action', item: { partnershipId, planId, ref, headVersion: version, headHash: hash } }
    }
    const none = { partnershipId: 'marram', planId: 'send', ref: '9.9', headVersion: 0 }
    yield { entity: 'action', item: none }
    const issued = { planId: 'send', cycleId: '2026-12', boardName: 'Inclusion Board', version: 1 }
    yield { entity: 'issuedPack', item: { ...issued, built: { modelSha256: pack.modelSha256 } } }
  }
  const head = {
    format: 'muster-partnership' as const,
    version: 1,
    partnershipId: 'marram',
    exportedAt: '2027-01-04T09:00:00.000Z',
    table: '1',
  }
  let text = ''
  for await (const piece of writeArchive(head, records())) text += piece
  return save(name, change(text))
}

/** The model with something else in a record, as whoever forges it would write it. */
const forged = (change: (model: PackModel) => void): PackModel => {
  const model = structuredClone(pack.model)
  change(model)
  return model
}

beforeAll(async () => {
  pack = await builtPack(
    { snapshot: answeredMonth(), boardId: 'inclusion', papers: noPapers },
    { renderPdf: typst.compilePdf, renderHtml, renderWorkbook: writeWorkbook },
  )
  const inVolumes = await builtPack(
    { snapshot: answeredMonth(), boardId: 'inclusion', papers: noPapers },
    { renderPdf: typst.compilePdf, renderHtml, renderWorkbook: writeWorkbook, volumeLimits },
  )
  volumes = inVolumes.volumes
})

describe('a volume of a pack', () => {
  const whole = (index: number) => save(`volume-${index}.pdf`, volumes[index]?.pdf ?? '')

  it('matches, each by itself, and is told which it is', async () => {
    const archive = await saveArchive('whole.json')
    for (const [index, { pages }] of volumes.entries()) {
      const verification = await verifyFile(whole(index), archive, volumeLimits)

      expect(verification).toMatchObject({ matches: true, volume: { number: index + 1, of: 3 } })
      const report = reportOf(verification)
      expect(report.slice(1, 4)).toEqual([
        `Hash of this pack: ${pack.modelSha256}`,
        `This is volume ${index + 1} of 3, with the data of the whole pack. Its pages alone are compared: verify the others one by one.`,
        `Hash: The document prints the hash of the data that travels with it, in full on its first page and its beginning at the foot of all ${pages} pages.`,
      ])
      expect(report).toContain(
        `Pages: Every page of this volume is what the data says: made anew, all ${pages} pages are the same, byte for byte.`,
      )
      expect(report.at(-1)).toBe('This volume, its data and its hash agree, and it is what is stored.')
    }
  })

  it('does not match where one word of it is another, and the others do', async () => {
    const changed = structuredClone(splitDocument(writeDocument(pack.model, pack.modelSha256), volumeLimits))
    const text = JSON.stringify(changed)
    const index = changed.findIndex((volume) => JSON.stringify(volume).includes('Two of five are done.'))
    const forgedVolumes: PackDocument[] = JSON.parse(
      text.replaceAll('Two of five are done.', 'Nine of five are done.'),
    )
    const document = forgedVolumes[index]
    if (!document) throw new Error('no volume has the words')
    const { pdf } = await typst.compilePdf(document, attachModel(encode(serialiseModel(pack.model).body)))
    const { findings, said } = await verifyFile(save('word.pdf', pdf), null, volumeLimits)

    expect(findings.filter(isWrong).map(({ kind }) => kind)).toEqual(['pages-differ'])
    expect(said.find(({ wrong }) => wrong)?.says).toMatch(/“…?.*Nineoffivearedone.*” and the data says “/)
    const other = (index + 1) % volumes.length
    expect((await verifyFile(whole(other), null, volumeLimits)).matches).toBe(true)
  })

  it('does not match where it says that it is another, or of more volumes than there are', async () => {
    const model = attachModel(encode(serialiseModel(pack.model).body))
    const [, second] = splitDocument(writeDocument(pack.model, pack.modelSha256), volumeLimits)
    if (!second) throw new Error('there is no second volume')
    const saying = async (name: string) => {
      const running = { ...second.running, period: `December 2026, volume ${name}` }
      const { pdf } = await typst.compilePdf({ ...second, running }, model)
      const { findings } = await verifyFile(save('saying.pdf', pdf), null, volumeLimits)
      return findings.filter(isWrong)
    }

    expect(await saying('2 of 4')).toEqual([{ kind: 'no-such-volume', number: 2, of: 4, made: 3 }])
    expect(await saying('4 of 3')).toEqual([{ kind: 'no-such-volume', number: 4, of: 3, made: 3 }])
    expect((await saying('3 of 3')).map(({ kind }) => kind)).toContain('pages-differ')
  })

  it('does not match where the foot of a page has another hash', async () => {
    const [, second] = splitDocument(writeDocument(pack.model, pack.modelSha256), volumeLimits)
    if (!second) throw new Error('there is no second volume')
    const { pdf, pages } = await typst.compilePdf(
      { ...second, sha256: 'e'.repeat(64) },
      attachModel(encode(serialiseModel(pack.model).body)),
    )
    const { findings } = await verifyFile(save('foot.pdf', pdf), null, volumeLimits)

    expect(findings).toContainEqual({
      kind: 'foot-hash-differs',
      pages: Array.from({ length: pages }, (_, index) => index + 1),
    })
  })
})

describe('a pack’s PDF', () => {
  it('matches: by itself, page by page, and with what is stored', async () => {
    const file = save('onlyPdf(pack)', onlyPdf(pack))
    const verification = await verifyFile(file, await saveArchive('whole.json'))

    expect(verification).toMatchObject({ matches: true, sha256: pack.modelSha256 })
    expect(reportOf(verification)).toEqual([
      pack.model.title,
      `Hash of this pack: ${pack.modelSha256}`,
      `Hash: The document prints the hash of the data that travels with it, in full on its first page and its beginning at the foot of all ${pack.pages} pages.`,
      `Records: Each of the ${pack.model.records.length} answers that travel with it has the hash of what it says.`,
      'Chain: Each of these answers names the one before it, and the last of each action is the one that the pack names.',
      'Chain: 2.11: version 2 is between the two that the pack shows.',
      'Shown: Wherever the pack shows an answer or a status of its 20 actions, it is that of these answers, or the plan’s own where there is none.',
      `Pages: Every page is what the data says: made anew, all ${pack.pages} pages are the same, byte for byte.`,
      `Archive: Each of ${answersEver().length} stored updates has its hash, no version is missing, and the pack’s records are those that are stored.`,
      'The document, its data and its hash agree, and it is what is stored.',
    ])
  })

  it('names the answer that was changed in its data, and the pages that do not say so', async () => {
    const changed = forged((model) => {
      for (const record of model.records) if (record.ref === '2.11') record.progress += ' Or nearly.'
    })
    const document = writeDocument(pack.model, pack.modelSha256)
    const { pdf } = await typst.compilePdf(document, attachModel(encode(JSON.stringify(changed))))
    const { matches, said } = await verifyFile(save('attachment.pdf', pdf), null)
    const says = said.filter(({ wrong }) => wrong).map((one) => one.says)

    expect(matches).toBe(false)
    expect(says[0]).toMatch(`The document prints the hash ${pack.modelSha256}`)
    expect(says[1]).toMatch(/^The foot of pages 1 to \d+ does not have the beginning/)
    expect(says).toContainEqual(expect.stringMatching(`^${named}: what the record says has the hash`))
    expect(says.at(-1)).toMatch(/do not say what the data says/)
  })

  it('names the pages that were changed, though its data and hash were not', async () => {
    const changed = forged((model) => {
      for (const action of [...model.board, ...model.others].flatMap(({ actions }) => actions)) {
        if (action.ref === '2.11' && action.update) action.update.progress = 'Nine of five are done.'
      }
    })
    const document = writeDocument(changed, pack.modelSha256)
    const { pdf } = await typst.compilePdf(document, attachModel(encode(serialiseModel(pack.model).body)))
    const { said, findings } = await verifyFile(save('page.pdf', pdf), null)

    expect(said.filter(({ wrong }) => wrong).map((one) => one.says)).toEqual([
      expect.stringMatching(
        /^Pages \d+ and \d+ do not say what the data says\. On page \d+, from character \d+ on, the document says “…?.*Nineoffivearedone.*” and the data says “…?.*Twooffivearedone.*”\.$/,
      ),
    ])
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'pages-differ', pages: [expect.any(Number), expect.any(Number)] }),
    )
  })

  it('is not called false where another release set the same words', async () => {
    const { matches, said } = await verifyFile(
      save('other.pdf', Buffer.concat([onlyPdf(pack), encode('\n% another release\n')])),
      null,
    )

    expect(matches).toBe(true)
    expect(said).toContainEqual({
      check: 'pages',
      wrong: false,
      says: expect.stringContaining('The document says the same words on every page'),
    })
  })
})

describe('a pack’s HTML page and its bare model', () => {
  it('match as they were made', async () => {
    const html = await verifyFile(save('pack.html', pack.html), null)
    expect([html.matches, html.findings.map(({ kind }) => kind)]).toEqual([true, ['versions-between']])
    const model = await verifyFile(save('model.json', serialiseModel(pack.model).body), null)
    expect([model.matches, model.sha256]).toEqual([true, pack.modelSha256])
    expect(model.verdict).toMatch(/^The data agrees with itself\./)
  })

  it('are named where a word of the page or of its data is another', async () => {
    const [page = '', data = ''] = pack.html.split('<script')
    const onPage = `${page.replace('Two of five', 'Nine of five')}<script${data}`
    const { said } = await verifyFile(save('page.html', onPage), null)
    expect(said.filter(({ wrong }) => wrong).map((one) => one.says)).toEqual([
      expect.stringMatching(/^The document does not say what the data says: .*Nineoffive/),
    ])
    const inData = `${page}<script${data.replaceAll('Two of five', 'Nine of five')}`
    const names = (await verifyFile(save('data.html', inData), null)).said.map((one) => one.says)
    expect(names).toContainEqual(expect.stringMatching(`^${named}: what the record says has the hash`))
    expect(names).toContainEqual(expect.stringMatching(/^The document prints the hash/))
  })
})

describe('what is stored', () => {
  it('is named where one byte of one stored update was changed', async () => {
    const archive = await saveArchive('one-byte.json', (text) => text.replace('Two of five', 'Two of fivf'))
    const { code, stdout } = await runCommand(
      'verify-cli.ts',
      save('onlyPdf(pack)', onlyPdf(pack)),
      '--archive',
      archive,
    )

    expect(code).toBe(1)
    const lines = stdout.trim().split('\n')
    expect(lines.filter((line) => line.startsWith('Archive: '))).toEqual([
      'Archive: NO MATCH. The archive was changed since it was exported: it does not have the hash that it bears.',
      expect.stringMatching(`^Archive: NO MATCH. ${named}: what is stored has the hash .* It was changed.$`),
      `Archive: NO MATCH. ${named}: the progress is not what the pack says; from character 11 on, the pack says “… five are done.” and the store says “… fivf are done.”.`,
    ])
    expect(lines.at(-1)).toBe('3 things do not match. Do not rely on this file before that is explained.')
  })

  it('is named whatever byte of whatever answer is another, be it that its line cannot be read any more', async () => {
    const whole = readFileSync(await saveArchive('bytes.json'))
    const model = pack.model
    let at = 0
    for (const line of whole.toString().split('\n')) {
      const bytes = Buffer.byteLength(line)
      if (line.includes('"entity":"update"') && line.includes('"ref":"2.11"')) {
        for (let place = 0; place < bytes - 1; place += 11) {
          const changed = Buffer.from(whole)
          const byte = changed[at + place] ?? 0
          changed[at + place] = byte === 0x21 ? 0x23 : 0x21
          const stored = await readStored(save('changed.json', changed))
          const found = verifyStored(model, pack.modelSha256, stored).findings.filter(isWrong)
          expect(JSON.stringify(found), `byte ${place} of ${line}`).toContain('"ref":"2.11"')
        }
      }
      at += bytes + 1
    }
  })

  it('is said where the archive was not copied whole', async () => {
    const archive = await saveArchive('cut.json', (text) => text.slice(0, text.lastIndexOf('],"counts"')))
    const { findings } = await verifyFile(save('model.json', serialiseModel(pack.model).body), archive)

    expect(findings).toContainEqual({ kind: 'archive-cut-short' })
  })
})

describe('npm run verify', () => {
  it('ends with 0 where everything matches, and says the same to machines', async () => {
    const { code, stdout } = await runCommand(
      'verify-cli.ts',
      save('model.json', serialiseModel(pack.model).body),
      '--json',
    )

    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      matches: true,
      sha256: pack.modelSha256,
      title: pack.model.title,
    })
  })

  it('takes a volume of a pack like a pack', async () => {
    const { code, stdout } = await runCommand('verify-cli.ts', save('volume.pdf', volumes[1]?.pdf ?? ''))

    // Muster's own limits make one document of a pack so small.
    expect(code).toBe(1)
    expect(stdout).toContain('This is volume 2 of 3, with the data of the whole pack.')
    expect(stdout).toContain(
      'Pages: NO MATCH. The document says that it is volume 2 of 3, and the data makes one document.',
    )
  })

  it('ends with 2 and one line where there is nothing that it can read', async () => {
    const cases: [string[], string][] = [
      [[], 'Say which pack: npm run verify -- PACK.pdf [--archive PARTNERSHIP.json] [--json]'],
      [[join(folder, 'none.pdf')], `There is no file ${join(folder, 'none.pdf')} that can be read.`],
      [
        [save('cut.pdf', onlyPdf(pack).slice(0, 2_000))],
        `${join(folder, 'cut.pdf')} is no whole PDF: it is damaged or was cut off.`,
      ],
      [
        [save('bare.pdf', (await typst.compilePdf(writeDocument(pack.model, pack.modelSha256))).pdf)],
        `${join(folder, 'bare.pdf')} has no ${MODEL_FILE} in it, so there is nothing to verify it by.`,
      ],
      [
        [save('pack.xlsx', pack.workbook)],
        `${join(folder, 'pack.xlsx')} is no pack: give its PDF, its HTML page or its model as JSON.`,
      ],
      [
        [save('bad.json', '{"format":')],
        `The data in ${join(folder, 'bad.json')} cannot be read: it is no JSON.`,
      ],
      [
        [save('model.json', serialiseModel(pack.model).body), '--archive', save('no-archive.json', '{}')],
        `${join(folder, 'no-archive.json')} is not a partnership as Muster exports it, or was formatted anew since. Export it with: npm run export -- --out FILE.json`,
      ],
    ]
    for (const [args, says] of cases) {
      expect(await runCommand('verify-cli.ts', ...args)).toEqual({ code: 2, stdout: '', stderr: `${says}\n` })
    }
  })

  it('needs no document to read a model', () => {
    const { body, sha256 } = serialiseModel(pack.model)
    expect(verifyPack(encode(body), null)).toMatchObject({ sha256, findings: [{ kind: 'versions-between' }] })
  })
})
