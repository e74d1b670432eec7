import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkWorkbook } from '../../../functions/plan/import/check-workbook.ts'
import { readPlanFile } from '../../../functions/plan/import/read-plan.ts'
import { workbookInOrder } from '../../bench/large-plan.ts'
import {
  type Part,
  packageOf,
  relationshipsOf,
  rowOf,
  SHEET_HEAD,
  sheetOf,
  workbookParts,
} from '../../support/packages.ts'

const run = promisify(execFile)
const READER = fileURLToPath(new URL('../../support/read-plan-in-process.ts', import.meta.url))
const MEGABYTE = 1024 * 1024

const HEAD = rowOf('Ref', 'Description', 'Due date', 'Status', 'Improvement lead', 'SRO')
const ACTION = rowOf('1.1', 'Do it', 'Mar-26', 'Completed', 'Kelly Hare', 'Mary Meredith')
const sound = sheetOf(HEAD + ACTION)
const workbook = (sheet: Parameters<typeof workbookParts>[0], more = {}) =>
  packageOf(workbookParts(sheet, more))
const withRow3 = (cell: string) => workbook(sheetOf(`${HEAD}${ACTION}<row r="3">${cell}</row>`))

/** A sheet with something repeated before its rows or behind them. */
const around = (
  place: 'before' | 'behind',
  head: string,
  repeated: string,
  times: number,
  tail: string,
): Part => {
  const before = SHEET_HEAD.replace('<sheetData>', '')
  const rows = `<sheetData>${HEAD}${ACTION}${'<row/>'.repeat(49_000)}</sheetData>`
  return place === 'before'
    ? { head: before + head, repeated, times, tail: `${tail}${rows}</worksheet>` }
    : { head: before + rows + head, repeated, times, tail: `${tail}</worksheet>` }
}
/** A sound sheet, and a part of another kind that is repeated without an end. */
const withPart = (kind: string, head: string, repeated: string, times: number, tail: string) =>
  workbook(sound, {
    'xl/_rels/workbook.xml.rels': relationshipsOf({ worksheet: 'worksheets/sheet1.xml', [kind]: 'part.xml' }),
    'xl/part.xml': { head, repeated, times, tail },
  })
const sheetAt = (path: string, sheet: Part) =>
  workbook('<worksheet/>', {
    'xl/_rels/workbook.xml.rels': relationshipsOf({ worksheet: path }),
    [`xl/${path}`]: sheet,
  })
const MORE_THAN_A_PLAN = /has more in it than a plan has, or is built in a way no plan is/

/** The package with what it says of the size of its largest part made a lie. */
const lyingAboutSizes = (zip: Uint8Array): Uint8Array => {
  const copy = Buffer.from(zip)
  // Central directory headers (PK\1\2) have the unpacked size at byte 24.
  for (let at = copy.indexOf('PK\u0001\u0002'); at !== -1; at = copy.indexOf('PK\u0001\u0002', at + 4)) {
    if (copy.readUInt32LE(at + 24) > 100_000) copy.writeUInt32LE(90_000, at + 24)
  }
  return copy
}
const LONG_CELL = `<row><c t="inlineStr"><is><t>${'a'.repeat(10_000)}</t></is></c></row>`

const hostile: [what: string, reason: RegExp, make: () => Promise<Uint8Array>][] = [
  [
    'a sheet that unpacks to half a gigabyte',
    /unpacks to more than 40 MB/,
    () => workbook(sheetOf(LONG_CELL, 52_000)),
  ],
  [
    'a part besides the sheets that unpacks to half a gigabyte',
    /unpacks to more than 40 MB/,
    () =>
      workbook(sound, {
        'xl/media/image1.bin': { head: '', repeated: '\0'.repeat(10_000), times: 52_000, tail: '' },
      }),
  ],
  [
    'half a gigabyte that says it is small',
    /is damaged/,
    async () => lyingAboutSizes(await workbook(sheetOf(LONG_CELL, 52_000))),
  ],
  ['a million empty rows', /more than 50,000 rows/, () => workbook(sheetOf('<row/>', 1_000_000))],
  [
    'a million rows of text',
    /unpacks to more than 40 MB/,
    () => workbook(sheetOf(rowOf('1.1', 'x'), 1_000_000)),
  ],
  [
    'very many cells',
    /more than 300,000 cells/,
    () => workbook(sheetOf(`<row>${'<c/>'.repeat(200)}</row>`, 9_000)),
  ],
  [
    'one cell in the last corner of the sheet',
    /a cell far outside of the plan, XFD1048576\. In Excel press/,
    () => workbook(sheetOf(`${HEAD}${ACTION}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)),
  ],
  [
    'a far row whose cells do not say where they are',
    /far outside of the plan, A1000000/,
    () => workbook(sheetOf(`${HEAD}${ACTION}<row r="1000000"><c><v>1</v></c></row>`)),
  ],
  [
    'a far cell in other quotation marks',
    /far outside of the plan, AAA20000/,
    () => workbook(sheetOf(`${HEAD}${ACTION}<row><c\n\tr = 'AAA20000' t="b"><v>1</v></c></row>`)),
  ],
  [
    'a far cell that is written in entities',
    /is damaged/,
    () => workbook(sheetOf(`${HEAD}${ACTION}<row><c r="&#65;AA20000"><v>1</v></c></row>`)),
  ],
  [
    'a far cell behind a comment that has a tag without an end',
    /far outside of the plan, AAA3/,
    () => workbook(sheetOf(`${HEAD}${ACTION}<!-- <c r=" --><row><c r="AAA3"/></row><!-- " -->`)),
  ],
  [
    'a far cell behind ends of what has not begun',
    /far outside of the plan, AAA3/,
    () => workbook(sheetOf(`${HEAD}${ACTION}</sheetData x></a:b:sheetData><row><c r="AAA3"/></row>`)),
  ],
  [
    'a place that stands in another attribute',
    /far outside of the plan, AAA3/,
    () => workbook(sheetOf(`${HEAD}${ACTION}<row><c x=" r='A3'" r="AAA3"/></row>`)),
  ],
  [
    'two cells that make a large rectangle',
    /far outside of the plan, ZZ49998/,
    () => workbook(sheetOf(`${HEAD}${ACTION}<row><c r="ZZ3"/></row><row r="49998"><c r="A49998"/></row>`)),
  ],
  [
    'a million empty rows at another path',
    /more than 50,000 rows/,
    () => sheetAt('data/sheet1.xml', sheetOf('<row/>', 1_000_000)),
  ],
  [
    'very many cells at another path',
    /more than 300,000 cells/,
    () => sheetAt('data/sheet1.xml', sheetOf(`<row>${'<c/>'.repeat(200)}</row>`, 9_000)),
  ],
  [
    'a far cell at another path',
    /far outside of the plan, S1000000/,
    () => sheetAt('data/sheet1.xml', sheetOf(`${HEAD}${ACTION}<row><c r="S1000000"/></row>`)),
  ],
  [
    'a formula at another path',
    /has formulas, the first in cell A3\./,
    () => sheetAt('data/sheet1.xml', sheetOf(`${HEAD}${ACTION}<row><c r="A3"><f>1+1</f><v>2</v></c></row>`)),
  ],
  [
    'a sheet among the pictures',
    MORE_THAN_A_PLAN,
    () => sheetAt('media/sheet1.png', sheetOf('<row/>', 1_000_000)),
  ],
  [
    'millions of shared texts',
    MORE_THAN_A_PLAN,
    () => withPart('sharedStrings', '<sst>', '<si/>', 7_500_000, '</sst>'),
  ],
  [
    'a million runs of one text',
    MORE_THAN_A_PLAN,
    () => withPart('sharedStrings', '<sst><si>', '<r><t>a</t></r>', 1_000_000, '</si></sst>'),
  ],
  [
    'millions of fonts',
    MORE_THAN_A_PLAN,
    () => withPart('styles', '<styleSheet><fonts>', '<font/>', 5_000_000, '</fonts></styleSheet>'),
  ],
  [
    'millions of styles',
    MORE_THAN_A_PLAN,
    () => withPart('styles', '<styleSheet><cellXfs>', '<xf/>', 7_000_000, '</cellXfs></styleSheet>'),
  ],
  [
    'a tag that never ends',
    MORE_THAN_A_PLAN,
    () => withPart('styles', '<styleSheet x="', 'a'.repeat(1_000), 1_000, '"/>'),
  ],
  [
    'a million merges over each other',
    MORE_THAN_A_PLAN,
    () =>
      workbook(around('behind', '<mergeCells>', '<mergeCell ref="A1:A49000"/>', 1_000_000, '</mergeCells>')),
  ],
  [
    'a million widths of all columns',
    MORE_THAN_A_PLAN,
    () => workbook(around('before', '<cols>', '<col min="1" max="16384" width="9"/>', 1_000_000, '</cols>')),
  ],
  [
    'a formula',
    /has formulas, the first in cell B3\./,
    () => withRow3('<c r="A3"/><c r="B3"><f>1+1</f><v>2</v></c>'),
  ],
  [
    'a formula under another prefix',
    /has formulas/,
    () =>
      withRow3(
        '<c r="B3"><m:f xmlns:m="http://schemas.openxmlformats.org/spreadsheetml/2006/main">1+1</m:f><v>2</v></c>',
      ),
  ],
  [
    'a shared formula',
    /has formulas/,
    () => withRow3('<c r="B3"><f t="shared" ref="B3:B9" si="0">A1</f></c>'),
  ],
  ['macros', /has macros/, () => workbook(sound, { 'xl/vbaProject.bin': 'x' })],
  ['macros of the old kind', /has macros/, () => workbook(sound, { 'xl/macrosheets/sheet1.xml': '<x/>' })],
  [
    'links to other workbooks',
    /has links to other workbooks/,
    () => workbook(sound, { 'xl/externalLinks/externalLink1.xml': '<x/>' }),
  ],
  [
    'a password',
    /is protected by a password/,
    () =>
      writeXlsx({
        sheets: [{ name: 'Plan', rows: [['Ref']] }],
        encryption: { password: 'secret', spinCount: 1000 },
      }),
  ],
  [
    'a workbook of the old kind',
    /of the old kind \(\.xls\)/,
    async () => Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
  ],
  [
    'a binary workbook',
    /a binary workbook/,
    () => packageOf({ '[Content_Types].xml': '<x/>', 'xl/workbook.bin': 'x' }),
  ],
  [
    'a letter',
    /a Word document/,
    () => packageOf({ '[Content_Types].xml': '<x/>', 'word/document.xml': '<x/>' }),
  ],
  ['an OpenDocument spreadsheet', /OpenDocument/, () => packageOf({ mimetype: 'x', 'content.xml': '<x/>' })],
  ['any other archive', /is not an Excel workbook/, () => packageOf({ 'a.txt': 'hello' })],
  [
    'very many parts',
    /unpacks to more than 40 MB/,
    () => packageOf(Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`${n}`, 'x']))),
  ],
  [
    'a picture that is called a workbook',
    /is a picture/,
    async () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  ],
  [
    'a photograph that is called a workbook',
    /is a picture/,
    async () => Buffer.from('ffd8ffe000104a464946', 'hex'),
  ],
  ['a PDF', /is a PDF/, async () => Buffer.from('%PDF-1.7\n')],
  ['half of a workbook', /is damaged/, async () => (await workbook(sound)).slice(0, 900)],
  ['a sheet that is no XML', /cannot be read/, () => workbook('<worksheet><sheetData><row><c')],
  [
    'a million rows of commas',
    /more than 50,000 rows/,
    async () => Buffer.from('1.1,a,b,c,d\n'.repeat(1_000_000)),
  ],
  [
    'text without an end',
    /more than 20 million characters/,
    async () => Buffer.from('Ref\t'.repeat(12_000_000)),
  ],
  [
    'more bytes than a text may have characters',
    /more than 60 MB of text/,
    async () => Buffer.alloc(61 * MEGABYTE, 'Ref\t'),
  ],
  [
    'one row of very many cells',
    /No row of column headings/,
    async () => Buffer.from('x,'.repeat(4_000_000)),
  ],
  [
    'quotation marks that end nowhere',
    /No row of column headings/,
    async () => Buffer.from('"a,'.repeat(4_000_000)),
  ],
  ['an empty file', /^The file is empty/, async () => new Uint8Array()],
  [
    'bytes of no kind',
    /neither a workbook nor plain text/,
    async () => Uint8Array.from({ length: 5_000 }, (_, n) => (n * 7919) % 256),
  ],
  [
    'two rows with one ref',
    /Two rows have the ref 1\.1: row 2 of the sheet Plan and row 3 of the sheet Plan/,
    () => workbook(sheetOf(HEAD + ACTION + ACTION)),
  ],
  [
    'entities that stand for entities',
    /\.$/,
    () =>
      workbook(
        `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "${`&a${n === 0 ? '' : n - 1};`.repeat(10)}">`).join('')}]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rowOf('Ref', '&a8;')}</sheetData></worksheet>`,
      ),
  ],
]

describe('a workbook that only looks as if it did harm', () => {
  const words = { statuses: [], sources: [], people: [], boards: [] }
  const reasonOf = async (bytes: Uint8Array) => {
    const read = await readPlanFile(bytes, { words, today: '2026-11-24' })
    return read.ok ? null : read.reason
  }

  it('may have conditions, lists and charts that refer to cells', async () => {
    const conditions =
      '<extLst><ext><x14:conditionalFormatting><x14:cfRule><xm:f>$A$1</xm:f></x14:cfRule></x14:conditionalFormatting><x14:dataValidation><x14:formula1><f>Lists!A1:A9</f></x14:formula1></x14:dataValidation></ext></extLst>'
    const bytes = await workbook(around('behind', conditions, '', 1, ''), {
      'xl/charts/chart1.xml': '<c:chartSpace><c:ser><c:f>Plan!A1</c:f></c:ser></c:chartSpace>',
    })
    expect(await reasonOf(bytes)).toBeNull()
  })

  it('may have 5,000 merges of two rows, and a picture of any bytes', async () => {
    const merges = Array.from({ length: 5_000 }, (_, n) => `<mergeCell ref="H${n * 2 + 3}:H${n * 2 + 4}"/>`)
    const bytes = await workbook(around('behind', `<mergeCells>${merges.join('')}</mergeCells>`, '', 1, ''), {
      'xl/media/image1.png': Buffer.from(`<"${'<c r='.repeat(200_000)}`),
    })
    expect(await reasonOf(bytes)).toBeNull()
  })

  it('may have 10,000 actions', async () => {
    expect(await checkWorkbook(await workbookInOrder(10_000))).toBeNull()
  })
})

describe('a file that is made to do harm, or is none that a plan comes in', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-hostile-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(hostile)('%s is refused in one sentence and little memory', async (what, reason, make) => {
    const file = join(folder, what.replaceAll(/\W/g, '-'))
    await writeFile(file, await make())
    const { stdout } = await run(process.execPath, [READER, file], { maxBuffer: MEGABYTE })
    const result: { reason: string | null; memory: number } = JSON.parse(stdout)
    expect(result.reason).toMatch(reason)
    expect(result.reason).toMatch(/^[A-Z].*\.$/)
    expect(result.memory).toBeLessThan(256 * MEGABYTE)
  })
})
