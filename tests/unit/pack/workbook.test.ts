import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { parseCsv } from 'hucre/csv'
import { type CellValue, readXlsx, type Sheet } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { buildPackModel, noPapers, type PackPapers } from '../../../functions/pack/pack-model.ts'
import { readableText } from '../../../functions/pack/printable-text.ts'
import { cutForPublic } from '../../../functions/pack/public-cut.ts'
import type { Snapshot } from '../../../functions/pack/snapshot.ts'
import { writeWorkbook } from '../../../functions/pack/write-workbook.ts'
import { ensureSystemPackage } from '../../../infra/local/system-packages.ts'
import { partsOf } from '../export/parts-of.ts'
import { inventAction, inventChange, inventMonth, inventSnapshot, inventUpdate } from './invented-snapshot.ts'

const sha256 = 'c'.repeat(64)
const modelOf = (snapshot: Snapshot, papers: PackPapers = noPapers) =>
  buildPackModel(snapshot, 'inclusion', { papers, snapshotSha256: 'a'.repeat(64) })

const write = (snapshot: Snapshot, papers?: PackPapers) => writeWorkbook(modelOf(snapshot, papers), sha256)

const read = async (snapshot: Snapshot, papers?: PackPapers) => {
  const { sheets } = await readXlsx(await write(snapshot, papers), { readStyles: true })
  const sheet = (name: string): Sheet => {
    const found = sheets.find((one) => one.name === name)
    if (!found) throw new Error(`there is no sheet ${name}`)
    return found
  }
  /** Rows by their headings. */
  const rows = (name: string): Record<string, CellValue>[] => {
    const [headings = [], ...lines] = sheet(name).rows
    return lines.map((line) =>
      Object.fromEntries(headings.map((heading, index) => [String(heading), line[index] ?? null])),
    )
  }
  const row = (name: string, ref: string) => {
    const found = rows(name).find((one) => one['Ref'] === ref)
    if (!found) throw new Error(`the sheet ${name} has no ${ref}`)
    return found
  }
  return { sheets, sheet, rows, row }
}

const names = [
  'About',
  'Commentary',
  'Actions',
  'Exceptions',
  'Movement',
  'Dates',
  'Re-dates',
  'Decisions asked',
  'Changes decided',
  'Closures proposed',
  'Nobody to ask',
  'Did not answer',
  'Impact',
  'Months',
  'Key',
  'Glossary',
]

const registers = names.filter((name) => !['About', 'Months', 'Key'].includes(name))

describe('the workbook of a pack', () => {
  it('has a sheet for what it is, one for the actions and one for each register', async () => {
    const { sheets } = await read(inventMonth(30))

    expect(sheets.map(({ name }) => name)).toEqual(names)
  })

  it('has every action once: the board’s own, then the others, then the closed', async () => {
    const model = modelOf(inventMonth(40))
    const { rows } = await read(inventMonth(40))
    const refs = (groups: typeof model.board) =>
      groups.flatMap(({ actions }) => actions.map(({ ref }) => ref))

    expect(rows('Actions').map((row) => row['Ref'])).toEqual([
      ...refs(model.board),
      ...refs(model.others),
      ...model.closed.map(({ ref }) => ref),
    ])
    const kinds = [
      ...new Set(rows('Actions').map((row) => `${row['This board’s own']} ${row['Live or closed']}`)),
    ]
    expect(kinds.slice(0, 2)).toEqual(['Yes Live', 'No Live'])
    expect(kinds.slice(2).every((kind) => kind.endsWith('Closed'))).toBe(true)
  })

  it('has every text that was submitted, in full', async () => {
    const snapshot = inventMonth(60)
    const { row } = await read(snapshot)

    for (const { ref, update, previous } of snapshot.actions) {
      const said = row('Actions', ref)
      expect(said['Progress']).toBe(update?.progress ?? null)
      expect(said['In the way, and what will bring it back']).toBe(update?.obstacles || null)
      expect(said['Answered by']).toBe(update?.byName ?? null)
      expect(said['Progress last time']).toBe(previous?.progress ?? null)
    }
  })

  it('says of an answer everything that it says', async () => {
    const update = inventUpdate({
      ref: '1.1',
      statusCode: 'amber',
      progress: 'One.\r\n\r\nTwo.',
      obstacles: 'No room',
      consequence: 'Families wait',
      impact: 'Fewer calls',
      links: ['https://a.example/x'],
      files: [{ name: 'audit.pdf', mediaType: 'application/pdf', bytes: 9, sha256: 'b'.repeat(64) }],
      forecast: '2027-05',
      onBehalfOf: { personId: 'person-2', name: 'Bryn Castle' },
    })
    const { row } = await read(
      inventSnapshot({ actions: [inventAction({ ref: '1.1', update, lastReviewed: '2026-10-25' })] }),
    )

    expect(row('Actions', '1.1')).toMatchObject({
      Priority: 1,
      'Priority title': 'Families know what to expect and when',
      'Status now': 'On track, some concerns',
      'Status last time': 'On track, no concerns',
      'Status now is the word of': 'This month’s answer',
      'Answer this month': 'Answered',
      Progress: 'One.\n\nTwo.',
      'In the way, and what will bring it back': 'No room',
      'What happens otherwise': 'Families wait',
      Impact: 'Fewer calls',
      Evidence: 'https://a.example/x\naudit.pdf',
      'New date asked for': new Date('2027-05-01T00:00:00Z'),
      'Last reviewed': new Date('2026-10-25T00:00:00Z'),
      'Answered by': 'Amira Holt on behalf of Bryn Castle',
      'Answered at': new Date('2026-12-10T14:15:00Z'),
      Reference: `1.1-${update.hash.slice(0, 8).toUpperCase()}`,
    })
    expect(row('Exceptions', '1.1')['In the way, and what will bring it back']).toBe('No room')
    expect(row('Movement', '1.1')['To']).toBe('On track, some concerns')
    expect(row('Impact', '1.1')['Impact']).toBe('Fewer calls')
  })

  it('goes on in the column beside it where a text is longer than a cell', async () => {
    const sentences = 'Words that were said. '.repeat(4_000)
    const unbroken = '👩🏽‍🚀'.repeat(10_000)
    const marks = `a${'\u0301'.repeat(40_000)}`
    const { row, rows } = await read(
      inventSnapshot({
        actions: [sentences, unbroken, marks].map((progress, index) =>
          inventAction({
            ref: `1.${index + 1}`,
            update: inventUpdate({ ref: `1.${index + 1}`, progress }),
          }),
        ),
      }),
    )
    const parts = (ref: string) => {
      const found = row('Actions', ref)
      return ['Progress', 'Progress, continued', 'Progress, continued 2'].map((name) => found[name] ?? '')
    }

    for (const [index, said] of [sentences, unbroken, marks].entries()) {
      const cells = parts(`1.${index + 1}`)
      expect(cells.join('')).toBe(said)
      expect(cells.every((cell) => String(cell).length <= 32_767)).toBe(true)
      expect(cells.every((cell) => String(cell).isWellFormed())).toBe(true)
    }
    expect(String(parts('1.1')[0]).at(-1)).toBe(' ')
    expect(String(parts('1.2')[1]).startsWith('👩🏽‍🚀')).toBe(true)
    expect(rows('About').map((fact) => fact['Fact'])).toContain('Long texts')
  })

  it('has no formula, whatever its texts begin with, and no character that breaks it', async () => {
    const texts = ['=1+1', '+44', '-5', '@SUM(A1)', '\tx', '=HYPERLINK("https://a.example")']
    const hostile = '=a\u0000\u0001\u000b_x0041_\ud800 <b>&amp;]]>\uffff\u202e'
    const snapshot = inventSnapshot({
      partnershipName: hostile,
      plan: {
        ...inventSnapshot().plan,
        name: `=& ${hostile.repeat(20)}`,
        statuses: inventSnapshot().plan.statuses.map((status) => ({ ...status, label: `=${status.label}` })),
      },
      boards: [{ boardId: 'inclusion', name: hostile, chair: '@chair', publishes: false }],
      actions: [...texts, hostile].map((said, index) =>
        inventAction({
          ref: `1.${index + 1}`,
          description: said,
          improvementLeads: [said],
          measures: said,
          update: inventUpdate({
            ref: `1.${index + 1}`,
            progress: said,
            byName: said,
            impact: said,
            links: [],
          }),
        }),
      ),
    })
    const bytes = await write(snapshot)

    for (const [name, part] of await partsOf(bytes)) {
      if (name.startsWith('xl/worksheets/')) expect(part).not.toMatch(/<f[ >]/)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
      expect(part).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
    }
    const { row, sheet } = await read(snapshot)
    for (const [index, said] of [...texts, hostile].entries()) {
      expect(row('Actions', `1.${index + 1}`)['Progress']).toBe(readableText(said))
    }
    for (const cell of sheet('Actions').cells?.values() ?? []) {
      if (cell.type === 'string') expect(cell.style?.numFmt).toBe('@')
    }
  })

  it('has whatever is typed, as readers see it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (progress) => {
        const { row } = await read(
          inventSnapshot({
            actions: [inventAction({ ref: '1.1', update: inventUpdate({ ref: '1.1', progress }) })],
          }),
        )
        const readable = readableText(progress)
        expect(row('Actions', '1.1')['Progress']).toBe(readable.trim() === '' ? null : readable)
      }),
      { numRuns: 60 },
    )
  })

  it('has real dates: months at their first, instants by the clocks of the plan across a change of them', async () => {
    const at = (instant: string, index: number) =>
      inventAction({
        ref: `1.${index + 1}`,
        start: '2026-03',
        due: '2026-10',
        update: inventUpdate({ ref: `1.${index + 1}`, at: instant }),
      })
    const instants = [
      // Clocks in London go forward at 1am on 29 March, and back at 2am on 25 October.
      ['2026-03-29T00:59:00.000Z', '2026-03-29T00:59:00Z'],
      ['2026-03-29T01:00:00.000Z', '2026-03-29T02:00:00Z'],
      ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00Z'],
      ['2026-10-25T01:30:00.000Z', '2026-10-25T01:30:00Z'],
      ['2026-07-31T23:30:00.000Z', '2026-08-01T00:30:00Z'],
      ['2026-12-31T23:59:59.999Z', '2026-12-31T23:59:00Z'],
    ] as const
    const { row, sheet } = await read(
      inventSnapshot({ actions: instants.map(([instant], index) => at(instant, index)) }),
    )

    for (const [index, [, local]] of instants.entries()) {
      expect(row('Actions', `1.${index + 1}`)).toMatchObject({
        'Answered at': new Date(local),
        Start: new Date('2026-03-01T00:00:00Z'),
        Due: new Date('2026-10-01T00:00:00Z'),
      })
    }
    const headings = sheet('Actions').rows[0] ?? []
    const formatOf = (heading: string) =>
      sheet('Actions').cells?.get(`1,${headings.indexOf(heading)}`)?.style?.numFmt
    expect(formatOf('Due')).toBe('mmm yyyy')
    expect(formatOf('Answered at')).toBe('dd/mm/yyyy hh:mm')
  })

  it('says what it is of, who asked and who approved, and its hashes', async () => {
    const { rows } = await read(inventMonth(12), {
      ...noPapers,
      version: 2,
      reissue: {
        why: 'A date was wrong.',
        of: { sha256: 'd'.repeat(64), issuedBy: 'Ines', issuedAt: '2026-12-23T09:00:00.000Z' },
      },
      asked: { by: 'Ines Porter', at: '2026-12-23T10:00:00.000Z' },
      approved: { by: 'Hana Whitlock', at: '2026-12-23T11:00:00.000Z' },
      commentary: {
        overall: 'All **well**.',
        internal: 'Not for all.',
        priorities: [{ number: 2, text: 'Slow.' }],
        by: 'Ines Porter',
        at: '2026-12-23T09:30:00.000Z',
      },
    })
    const facts = Object.fromEntries(rows('About').map((fact) => [fact['Fact'], fact['Value']]))

    expect(facts).toMatchObject({
      Board: 'Inclusion Board',
      Period: new Date('2026-12-01T00:00:00Z'),
      Closed: new Date('2026-12-22T17:00:00Z'),
      Version: 2,
      State: 'Final',
      'Why there is another version': 'A date was wrong.',
      'Approved by': 'Hana Whitlock',
      'Approved at': new Date('2026-12-23T11:00:00Z'),
      'Hash of this pack': sha256,
      'Hash of the answers': 'a'.repeat(64),
      'Dates and times are of': 'Europe/London',
      'Closed actions': 1,
    })
    expect(rows('Commentary').map((row) => row['Commentary'])).toEqual([
      'All **well**.',
      'Not for all.',
      'Slow.',
    ])
  })

  it('has of a public cut what that has, and its times, whoever is called as their place is', async () => {
    const update = inventUpdate({ ref: '1.1', byName: 'Jack London', progress: 'Jack London went.' })
    const model = modelOf(inventSnapshot({ actions: [inventAction({ ref: '1.1', update })] }))
    const { sheets } = await readXlsx(await writeWorkbook(cutForPublic(model, ['London']), sha256))

    expect(sheets[0]?.rows[1]).toEqual(['For', 'Anybody: people’s names and what is internal are left out'])
    expect(JSON.stringify(sheets.map(({ rows }) => rows))).not.toContain('Jack London')
    expect(sheets[2]?.rows[1]).toContainEqual(new Date('2026-12-10T14:15:00Z'))
  })

  it('has each step of a re-dated action, and each field of a change', async () => {
    const redates = [
      {
        from: '2026-03' as const,
        to: '2026-06' as const,
        at: '2026-02-10T09:00:00.000Z',
        by: 'Ines',
        reason: 'Late',
      },
      {
        from: '2026-06' as const,
        to: '2026-11' as const,
        at: '2026-06-10T09:00:00.000Z',
        by: 'Ines',
        reason: null,
      },
    ]
    const { row, rows } = await read(
      inventSnapshot({
        actions: [inventAction({ ref: '1.1', due: '2026-11', redates })],
        changes: [
          inventChange({
            ref: '1.1',
            changes: [
              { field: 'due', from: '2026-11', to: '2027-02' },
              { field: 'measures', from: null, to: '=Calls' },
            ],
          }),
        ],
      }),
    )

    expect(row('Dates', '1.1')).toMatchObject({
      'Due at first': new Date('2026-03-01T00:00:00Z'),
      Approved: new Date('2026-11-01T00:00:00Z'),
      Forecast: new Date('2027-02-01T00:00:00Z'),
      'Months overdue': 1,
      'Re-dates': 2,
    })
    expect(row('Actions', '1.1')['Months overdue']).toBe(1)
    expect(rows('Re-dates').map((step) => [step['Number'], step['To'], step['Reason']])).toEqual([
      [1, new Date('2026-06-01T00:00:00Z'), 'Late'],
      [2, new Date('2026-11-01T00:00:00Z'), null],
    ])
    expect(rows('Decisions asked').map((step) => [step['Change'], step['To']])).toEqual([
      [1, 'February 2027'],
      [1, '=Calls'],
    ])
  })

  it.each(registers)(
    'says that there is nothing in the register %s of a plan without actions',
    async (name) => {
      const { sheet } = await read(inventSnapshot())

      expect(sheet(name).rows).toHaveLength(2)
      expect(sheet(name).rows[1]?.filter((value) => value !== null)).toEqual([expect.stringMatching(/\.$/)])
    },
  )

  it('has headings that are bold, stay in sight and filter, columns of a width, and texts that wrap', async () => {
    const bytes = await write(inventMonth(30))
    const parts = await partsOf(bytes)
    const { sheets } = await readXlsx(bytes, { readStyles: true })

    for (const [index, { cells, rows }] of sheets.entries()) {
      const part = parts.get(`xl/worksheets/sheet${index + 1}.xml`) ?? ''
      expect(part).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/)
      expect(part).toContain('<autoFilter ref="A1:')
      expect(part.match(/<col /g)).toHaveLength(rows[0]?.length ?? 0)
      expect(cells?.get('0,0')?.style).toMatchObject({ font: { bold: true }, alignment: { wrapText: true } })
    }
    expect(parts.get('docProps/core.xml')).toContain(
      '<dc:title>Marram SEND Improvement Plan: pack for Inclusion Board, December 2026</dc:title>',
    )
    expect(parts.get('docProps/custom.xml')).toContain(sha256)
  })

  it('is the same, byte for byte, for the same model', async () => {
    const [one, other] = [await write(inventMonth(30)), await write(inventMonth(30))]

    expect(Buffer.compare(one, other)).toBe(0)
  })

  it.each(['Europe/London', 'America/New_York'])(
    'shows its dates in LibreOffice in %s as they are',
    async (TZ) => {
      const folder = mkdtempSync(join(tmpdir(), 'muster-pack-office-'))
      try {
        const update = inventUpdate({ ref: '1.1', at: '2026-07-31T23:30:00.000Z', progress: '=1+1' })
        writeFileSync(
          join(folder, 'pack.xlsx'),
          await write(inventSnapshot({ actions: [inventAction({ ref: '1.1', due: '2026-03', update })] })),
        )
        await promisify(execFile)(
          ensureSystemPackage('libreoffice'),
          [
            `-env:UserInstallation=file://${folder}/profile`,
            '--headless',
            '--convert-to',
            'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1',
            '--outdir',
            folder,
            join(folder, 'pack.xlsx'),
          ],
          { env: { ...process.env, HOME: folder, TZ } },
        )
        const [headings = [], values = []] = parseCsv(
          readFileSync(join(folder, 'pack-Actions.csv'), 'utf8'),
          { delimiter: ',' },
        )
        const shown = Object.fromEntries(headings.map((heading, index) => [String(heading), values[index]]))
        expect(shown).toMatchObject({ Due: 'Mar 2026', 'Answered at': '01/08/2026 00:30', Progress: '=1+1' })
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
