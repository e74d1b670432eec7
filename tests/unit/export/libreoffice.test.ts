import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseCsv } from 'hucre/csv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CycleUpdates, type ExportCell, planTables } from '../../../functions/plan/export/plan-tables.ts'
import { toWorkbook } from '../../../functions/plan/export/to-workbook.ts'
import { readPlanFile } from '../../../functions/plan/import/read-plan.ts'
import { ensureSystemPackage } from '../../../infra/local/system-packages.ts'
import { unsaid } from '../../support/unsaid.ts'
import { hullText, hullWords, readOk, TODAY } from '../import/hull.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Comma, quotation marks, UTF-8, from line 1, as shown, every sheet into a file of its own. */
const CSV_AS_SHOWN = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1'

const hull = readOk(hullText)
const updates = new Map(
  ['1.2', '6.16'].map((ref) => [
    ref,
    {
      statusCode: 'some-concerns',
      progress: '=Two lines,\n"so to speak"',
      obstacles: '+44 is no sum',
      consequence: '',
      ...unsaid,
      byName: 'Paul Brownlee',
      // Just after midnight in London, the day before in New York.
      at: '2026-07-31T23:30:00.000Z',
    },
  ]),
)
const cycle: CycleUpdates = { cycleId: '2026-07', updates }
const actions = hull.actions.map((text) => ({
  ...text,
  partnershipId: 'hull',
  planId: 'send-improvement',
  statusCode: null,
  strategicLeadIds: [],
  improvementLeadIds: [],
  boardIds: [],
  decided: {},
  head: null,
}))
const tables = planTables(hullWords, actions, hull.layout, cycle)

/** What a spreadsheet shows of a cell. */
const shown = (cell: ExportCell): string => {
  switch (cell?.kind) {
    case undefined:
      return ''
    case 'text':
    case 'status':
      return cell.text
    case 'month':
      return `${MONTHS[Number(cell.month.slice(5)) - 1]}-${cell.month.slice(2, 4)}`
    case 'day':
      return cell.day.split('-').reverse().join('/')
    case 'minute':
      return `${cell.minute.slice(0, 10).split('-').reverse().join('/')} ${cell.minute.slice(11)}`
    case 'notes':
      return cell.paragraphs.join('\n')
  }
}

describe.each(['Europe/London', 'America/New_York'])('a workbook opened in LibreOffice in %s', (TZ) => {
  let folder = ''
  const convert = async (to: string, out: string) => {
    await promisify(execFile)(
      ensureSystemPackage('libreoffice'),
      [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        '--convert-to',
        to,
        '--outdir',
        join(folder, out),
        join(folder, 'plan.xlsx'),
      ],
      { env: { ...process.env, HOME: folder, TZ } },
    )
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-office-'))
    const workbook = await toWorkbook(tables, {
      title: 'SEND improvement plan',
      company: 'Hull',
      at: '2026-11-24T09:00:00.000Z',
    })
    if (!workbook.ok) throw new Error(workbook.reason)
    writeFileSync(join(folder, 'plan.xlsx'), workbook.bytes)
    await convert(CSV_AS_SHOWN, 'csv')
    await convert('xlsx:Calc MS Excel 2007 XML', 'xlsx')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(tables.map((table) => [table.sheet, table] as const))(
    'shows every value and date of the sheet %s as it was written',
    (sheet, { columns, rows }) => {
      const csv = readFileSync(join(folder, 'csv', `plan-${sheet}.csv`), 'utf8')
      expect(parseCsv(csv, { delimiter: ',' })).toEqual([
        columns.map(({ heading }) => heading),
        ...rows.map((row) => row.map(shown)),
      ])
    },
  )

  it('imports as it was, once LibreOffice has saved it', async () => {
    const saved = new Uint8Array(readFileSync(join(folder, 'xlsx', 'plan.xlsx')))
    const back = await readPlanFile(saved, { words: hullWords, today: TODAY })
    expect(back.ok && back.actions).toEqual(hull.actions)
  })
})
