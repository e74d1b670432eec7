import { beforeAll, describe, expect, it } from 'vitest'
import { MODEL_FILE } from '../../../functions/pack/build-pack.ts'
import { readAttachment } from '../../../functions/pack/html/attachment.ts'
import { renderHtml } from '../../../functions/pack/html/render-html.tsx'
import { noPapers, PackModel, type PackPapers, serialiseModel } from '../../../functions/pack/pack-model.ts'
import type { Snapshot } from '../../../functions/pack/snapshot.ts'
import { writeWorkbook } from '../../../functions/pack/write-workbook.ts'
import { Status } from '../../../functions/plan/plan.ts'
import { createPackTypst, findPackAssets } from '../../../functions/platform/typst.ts'
import type { Update } from '../../../functions/update/update.ts'
import { type BuiltPack, builtPack } from '../../support/built-pack.ts'
import { onlyPdf } from '../../support/only-pdf.ts'
import { type ReadPdf, readPdf, squeeze } from '../../support/read-pdf.ts'
import { inventAction, inventChange, inventMonth, inventSnapshot, inventUpdate } from './invented-snapshot.ts'

const renderers = {
  renderPdf: createPackTypst(findPackAssets()).compilePdf,
  renderHtml,
  renderWorkbook: writeWorkbook,
}

const approved: PackPapers = {
  ...noPapers,
  asked: { by: 'Ines Porter', at: '2026-12-23T09:00:00.000Z' },
  approved: { by: 'Hana Whitlock', at: '2026-12-23T15:00:00.000Z' },
}

const build = (snapshot: Snapshot, papers = approved) =>
  builtPack({ snapshot, boardId: 'inclusion', papers }, renderers)

/** One action of the board whose lead has written this, and what the PDF says of it. */
const printAnswer = async (progress: string, obstacles = '', said: Partial<Update> = {}) => {
  const update = inventUpdate({ ref: '1.1', statusCode: 'amber', progress, obstacles, ...said })
  return await readPdf(
    onlyPdf(await build(inventSnapshot({ actions: [inventAction({ ref: '1.1', update })] }))),
  )
}

const attachmentOf = async (pdf: Uint8Array): Promise<string> => {
  const { attachments } = await readPdf(pdf)
  return new TextDecoder().decode(attachments.find(({ filename }) => filename === MODEL_FILE)?.content)
}

/** Eleven months before, in which one action was asked about and answered every second time. */
const inventPast = (): Snapshot['past'] =>
  Array.from({ length: 11 }, (_, index) => {
    const cycleId = `2026-${String(11 - index).padStart(2, '0')}`
    return {
      cycleId,
      closedAt: `${cycleId}-22T17:00:00.000Z`,
      actions: [{ ref: '1.1', statusCode: index % 2 === 0 ? 'green' : 'red' }],
      requests: [{ personId: 'person-1', asked: ['1.1'], answered: index % 2 === 0 ? ['1.1'] : [] }],
    }
  })

/** The part of a text from the last place of one heading to another. */
const between = (text: string, from: string, to: string): string => {
  const start = text.lastIndexOf(from)
  return text.slice(start, text.indexOf(to, start))
}

describe('the pack of a month', () => {
  const snapshot = { ...inventMonth(81), past: inventPast() }
  let pack: BuiltPack
  let read: ReadPdf

  beforeAll(async () => {
    pack = await build(snapshot)
    read = await readPdf(onlyPdf(pack))
  })

  it('has its sections in the order in which a board reads them', () => {
    const sections = read.bookmarks.filter(({ level }) => level === 1).map(({ title }) => title)

    expect(sections).toEqual([
      'About this pack',
      'The month on one page',
      'The plan in charts',
      'Exceptions',
      'What moved',
      'Overdue and re-dated',
      'Decisions asked of this board',
      'Changes decided',
      'Closures proposed',
      'Nobody to ask',
      'Who left something unanswered',
      'Impact',
      'Actions of this board',
      'Other actions of the plan',
      'Closed actions',
      'What the statuses mean',
      'Glossary of sources',
    ])
  })

  it('has headings of which none is skipped, and every live action as a bookmark, once', () => {
    const levels = read.roles.filter((role) => /^H\d$/.test(role)).map((role) => Number(role.slice(1)))
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1)
    })
    const refs = read.bookmarks.filter(({ level }) => level === 3).map(({ title }) => title.split(' ')[0])
    const { board, others } = pack.model
    expect(refs).toEqual([...board, ...others].flatMap(({ actions }) => actions.map(({ ref }) => ref)))
    expect(refs).toHaveLength(snapshot.actions.filter(({ closed }) => !closed).length)
  })

  it('prints every answer of the month in full, with who gave it and its reference', () => {
    const text = squeeze(read.text)
    const said = snapshot.actions.flatMap(({ update }) =>
      update
        ? [update.progress, update.obstacles, `${update.byName}, 2:15pm on Thursday 10 December 2026`]
        : [],
    )
    const references = pack.model.board.flatMap(({ actions }) =>
      actions.flatMap(({ update }) => (update ? [`reference ${update.reference}`] : [])),
    )

    expect(references.length).toBeGreaterThan(20)
    expect([...said, ...references].filter((part) => !text.includes(squeeze(part)))).toEqual([])
  })

  it('says on its first page who approved it, and has its hash there and at the foot of every page', () => {
    const { sha256 } = serialiseModel(pack.model)
    expect(pack.modelSha256).toBe(sha256)
    const first = squeeze(read.pages[0]?.text ?? '')
    for (const part of [
      'Asked for by Ines Porter, 9am on Wednesday 23 December 2026',
      'approved by Hana Whitlock, 3pm on Wednesday 23 December 2026',
      sha256,
    ])
      expect(first).toContain(squeeze(part))
    expect(read.artifacts).toHaveLength(pack.pages)
    read.artifacts.forEach((running, index) => {
      expect(squeeze(running)).toContain(squeeze(`December 2026 · ${sha256.slice(0, 12)}`))
      expect(squeeze(running)).toContain(squeeze(`Page ${index + 1} of ${pack.pages}`))
      expect(running).not.toContain('DRAFT')
    })
  })

  it('carries its model, byte for byte, in the PDF and in the page', async () => {
    const { body } = serialiseModel(pack.model)
    expect(await attachmentOf(onlyPdf(pack))).toBe(body)
    const script = /<script [^>]*id="model"[^>]*>(.*?)<\/script>/s.exec(pack.html)?.[1] ?? ''
    expect(readAttachment(script)).toBe(body)
    expect(PackModel.parse(JSON.parse(body))).toEqual(pack.model)
  })

  it('has every chart as a figure with its numbers in words, and a table after it', () => {
    const figures = read.roles.filter((role) => role === 'Figure')
    expect(figures.length).toBe(5)
    expect(read.roles).toContain('TH')
  })

  it('is smaller than a megabyte', () => {
    expect(onlyPdf(pack).length).toBeLessThan(1_000_000)
  })

  it('is the same, byte for byte, when it is built again', async () => {
    await build(inventMonth(3), noPapers)
    const again = await build(snapshot)
    expect(Buffer.compare(onlyPdf(again), onlyPdf(pack))).toBe(0)
    expect(again.html).toBe(pack.html)
    expect(Buffer.compare(again.workbook, pack.workbook)).toBe(0)
  })
})

describe('a draft', () => {
  it('is marked on every page, and says on the first what is still missing', async () => {
    const month = inventMonth(20)
    const early = { ...month, cycle: { ...month.cycle, isLocked: false } }
    const read = await readPdf(onlyPdf(await build(early, noPapers)))

    expect(read.artifacts.every((running) => running.includes('DRAFT'))).toBe(true)
    const first = squeeze(read.pages[0]?.text ?? '')
    for (const part of [
      'It has not been approved, and may change.',
      'The month is still open',
      'have no answer yet',
      'There is no commentary.',
      'Nobody has approved it.',
    ])
      expect(first).toContain(squeeze(part))
  })
})

describe('what people write', () => {
  it('is printed in full at 6,000 characters, in the action and wherever else it is shown', async () => {
    const words = Array.from({ length: 1000 }, (_, index) => `w${String(index).padStart(4, '0')}`).join(' ')
    const { text } = await printAnswer(words)
    expect(squeeze(text).split(squeeze(words))).toHaveLength(3)
  })

  it.each([
    '#import "x.typ": * #panic("no") #sys.inputs',
    '<script>alert(1)</script> <p>one</p> &amp;',
    '=SUM(A1:A9) +1 -1 @cmd',
    '$x^2$ *bold* _it_ `raw` @ref <label> = Heading',
    '\\ \\n \\u{41} ~ -- --- ... // comment /* c */ "quotes" \'one\'',
  ])('prints %s as it was typed', async (hostile) => {
    const { text } = await printAnswer(hostile, hostile)
    expect(between(squeeze(text), 'Thismonth', 'Closedactions')).toContain(squeeze(hostile))
  })

  it('is printed with its impact, evidence, new date, what happens otherwise, and for whom it was said', async () => {
    const said = {
      statusCode: 'red',
      consequence: 'Forty families wait into the summer.',
      impact: 'Seventeen of twenty plans have clear outcomes.',
      links: ['https://schools.example/audit'],
      files: [{ name: 'Audit of plans.pdf', mediaType: 'application/pdf', bytes: 9, sha256: 'b'.repeat(64) }],
      forecast: '2028-03',
      onBehalfOf: { personId: 'kim', name: 'Kim Porter' },
    }
    const { text } = await printAnswer('In use.', 'No staff.', said)
    const exception = squeeze(between(text, '\nExceptions', '\nWhat moved'))
    for (const part of [
      'No staff.',
      said.consequence,
      'March 2028, as asked for',
      'Amira Holt on behalf of Kim Porter',
    ])
      expect(exception).toContain(squeeze(part))
    const action = squeeze(between(text, '\nActions of this board', '\nOther actions'))
    for (const part of [said.impact, ...said.links, 'Audit of plans.pdf', 'March 2028'])
      expect(action).toContain(squeeze(part))
  })

  it('prints names in other scripts, and emoji, in their own characters', async () => {
    const { text } = await printAnswer('Done 😀 with مرحبا, שלום, Łódź and Ελένη; 汉 has no glyph here')
    for (const part of ['😀', 'שלום', 'Łódź', 'Ελένη', '[U+6C49]']) expect(squeeze(text)).toContain(part)
  })
})

describe('a plan with little in it', () => {
  it('says in one sentence what each empty section has not', async () => {
    const { text } = await readPdf(onlyPdf(await build(inventSnapshot())))

    for (const sentence of [
      'There are no live actions.',
      'Nobody was asked this month.',
      'No action changed its status this month.',
      'No live action is amber or red.',
      'No action is overdue or has another date than its first.',
      'No change to this board’s actions waits for a decision.',
      'No change to the plan has been decided on.',
      'No lead says that an action is done which the plan does not call done.',
      'Every live action that is not done has an improvement lead.',
      'No answer of this month says what has become different, or shows it.',
      'No live action of the plan reports to Inclusion Board.',
      'The plan has no other live actions.',
      'No action is closed.',
      'No live action names a source.',
    ]) {
      expect(squeeze(text)).toContain(squeeze(sentence))
    }
  })

  it('stands up to two actions with one ref, one without a lead, and forty re-dates', async () => {
    const redates = Array.from({ length: 40 }, (_, index) => ({
      from: '2026-01',
      to: '2026-02',
      at: `2026-01-01T10:00:${String(index).padStart(2, '0')}.000Z`,
      by: 'Ines Porter',
      reason: `Reason ${index + 1}`,
    }))
    const action = inventAction({ ref: '1.1', due: '2026-02', redates })
    const bare = inventAction({ ref: '1.2', improvementLeads: [], improvementLeadIds: [] })
    const { text, bookmarks } = await readPdf(
      onlyPdf(await build(inventSnapshot({ actions: [action, action, bare] }))),
    )

    expect(bookmarks.filter(({ level }) => level === 3)).toHaveLength(3)
    for (let index = 1; index <= 40; index += 1) expect(text).toContain(`Reason ${index}`)
    expect(text).toContain('Nobody to ask: it has no improvement lead.')
  })

  it.each([2, 4, 5, 6, 8])('has the month on one page with %i statuses', async (size) => {
    const month = inventMonth(30)
    const statuses = Array.from({ length: size }, (_, index) => ({
      ...(month.plan.statuses[index] ?? { ...month.plan.statuses[1], code: `s${index}` }),
      label: `Status ${index + 1}, said in some words`,
      order: index,
    }))
    const plan = { ...month.plan, statuses: Status.array().parse(statuses) }
    const { pages } = await readPdf(onlyPdf(await build({ ...month, plan })))

    expect(pages[1]?.text).toContain('The month on one page')
    expect(pages[1]?.text).toContain('None answered')
    expect(pages[2]?.text).toContain('The plan in charts')
  })
})

describe('the public cut', () => {
  const names = [
    'Amira Holt',
    'Bryn Castle',
    'Hana Whitlock',
    'Ines Porter',
    'Zoë O’Brien-Łuk',
    'Gwen Ashdown',
  ]
  const text = [
    'Amira Holt met AMIRA  HOLT and Holt, Amira; Mrs Holt, A. Holt and Dr Amira Holt agreed.',
    "Zoe O'Brien Luk wrote from zoe@marram.example, telephone 01482 300 300 or +44 7700 900123.",
    'Holts Lane and the Castle ward stay.',
  ].join('\n')
  const update = inventUpdate({
    ref: '1.1',
    statusCode: 'red',
    progress: text,
    obstacles: text,
    impact: text,
  })
  const snapshot = inventSnapshot({
    names,
    internal: ['1.2'],
    boards: [{ boardId: 'inclusion', name: 'Inclusion Board', chair: 'Hana Whitlock', publishes: true }],
    actions: [
      inventAction({ ref: '1.1', description: `Ask Bryn Castle. ${text}`, update, due: '2026-01' }),
      inventAction({
        ref: '1.2',
        description: 'The secret building',
        update: inventUpdate({ ref: '1.2', progress: 'Whispered progress' }),
      }),
      inventAction({ ref: '1.3', strategicLeads: ['Head of Service (SEND)'] }),
    ],
    requests: [
      { personId: 'person-1', name: 'Amira Holt', asked: ['1.1', '1.2'], answered: ['1.1', '1.2'] },
      { personId: 'person-2', name: 'Bryn Castle', asked: ['1.3'], answered: [] },
    ],
    changes: [
      inventChange({ ref: '1.1', reason: text }),
      inventChange({ ref: '1.2', reason: 'Whispered reason' }),
    ],
  })
  const papers: PackPapers = {
    ...approved,
    commentary: {
      overall: `Thanks to Bryn Castle. ${text}`,
      priorities: [{ number: 1, text }],
      internal: 'Between ourselves',
      by: 'Ines Porter',
      at: '2026-12-23T08:00:00.000Z',
    },
  }
  let shown: { [rendering: string]: string }

  beforeAll(async () => {
    const { publicCut } = await build(snapshot, papers)
    if (!publicCut) throw new Error('there is no public cut')
    const { html, workbook, model } = publicCut
    const pdf = onlyPdf(publicCut)
    const { readXlsx } = await import('hucre')
    const sheets = await readXlsx(workbook)
    shown = {
      pdf: squeeze((await readPdf(pdf)).text),
      attachment: squeeze(await attachmentOf(pdf)),
      html: squeeze(html),
      workbook: squeeze(JSON.stringify(sheets)),
      model: squeeze(JSON.stringify(model)),
    }
  })

  it.each(['pdf', 'attachment', 'html', 'workbook', 'model'])(
    'names nobody and nothing internal in its %s',
    (rendering) => {
      const found = shown[rendering] ?? ''
      for (const hidden of [
        ...names,
        'AMIRA HOLT',
        'Holt, Amira',
        'Mrs Holt',
        'A. Holt',
        'Zoe O',
        'Brien Luk',
        'zoe@marram.example',
        '300 300',
        '900123',
        'The secret building',
        'Whispered',
        'Between ourselves',
      ])
        expect(found.toLowerCase(), hidden).not.toContain(squeeze(hidden).toLowerCase())
    },
  )

  it('says what it leaves out, and keeps everything else', () => {
    const found = shown['pdf'] ?? ''
    for (const kept of [
      'people’s names and what is internal are left out',
      '[name withheld]',
      '[address withheld]',
      '[number withheld]',
      'Holts Lane and the Castle ward stay.',
      'Head of Service (SEND)',
      'Off track',
    ])
      expect(found).toContain(squeeze(kept))
  })

  it('is not made for a board that does not want one, and leaves the board’s own pack whole', async () => {
    const boards = snapshot.boards.map((board) => ({ ...board, publishes: false }))
    const pack = await build({ ...snapshot, boards }, papers)
    expect(pack.publicCut).toBeNull()
    const found = squeeze((await readPdf(onlyPdf(pack))).text)
    for (const kept of ['Amira Holt', 'The secret building', 'Between ourselves'])
      expect(found).toContain(squeeze(kept))
  })
})
