import { writeFileSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPack } from '../../../functions/pack/build-pack.ts'
import { type Snapshot, serialiseSnapshot } from '../../../functions/pack/snapshot.ts'
import { Status } from '../../../functions/plan/plan.ts'
import { createTypst, findAssetsIn, findSourceAssets, TypstError } from '../../../functions/platform/typst.ts'
import type { Update } from '../../../functions/update/update.ts'
import { type ReadPdf, readPdf, squeeze, unpack } from '../../support/read-pdf.ts'
import { inventAction, inventMonth, inventSnapshot, inventUpdate } from './invented-snapshot.ts'

const { compilePdf } = createTypst(findSourceAssets())

const build = (snapshot: Snapshot, draft = false) =>
  buildPack({ snapshot, boardId: 'inclusion', draft }, { renderPdf: compilePdf })

/** One action of the board whose lead has written this, and what the PDF says of it. */
const printAnswer = (progress: string, obstacles = '', said: Partial<Update> = {}) =>
  readPdf(
    build(
      inventSnapshot({
        actions: [
          inventAction({
            ref: '1.1',
            update: inventUpdate({ ref: '1.1', statusCode: 'amber', progress, obstacles, ...said }),
          }),
        ],
      }),
    ).pdf,
  )

/** The part of a text from one heading to another. */
const between = (text: string, from: string, to: string): string => {
  const start = text.lastIndexOf(from)
  return text.slice(start, text.indexOf(to, start))
}

describe('the PDF of a whole month', () => {
  const snapshot = inventMonth(81)
  const pack = build(snapshot)
  let read: ReadPdf

  beforeAll(async () => {
    read = await readPdf(pack.pdf)
  })

  it('is a tagged PDF/UA-1 in British English with a title and page labels', () => {
    expect(read.tagged).toBe(true)
    expect(unpack(pack.pdf)).toMatch(/pdfuaid:part[>="]+1/)
    expect(read.info).toMatchObject({
      Title: 'Marram SEND Improvement Plan: pack for Inclusion Board, December 2026',
      Language: 'en-GB',
    })
    expect(read.pageLabels).toEqual(Array.from({ length: pack.pages }, (_, index) => String(index + 1)))
  })

  it('has its bookmarks in the order of the contents, with no level skipped', () => {
    const sections = read.bookmarks.filter(({ level }) => level === 1).map(({ title }) => title)

    expect(sections).toEqual([
      'About this pack',
      'The month on one page',
      'What moved',
      'Exceptions',
      'Overdue',
      'Closures proposed',
      'Nobody to ask',
      'Who did not answer',
      'Actions of this board',
      'Other actions of the plan',
      'Closed actions',
      'What the statuses mean',
      'Glossary of sources',
    ])
    read.bookmarks.forEach(({ level }, index) => {
      expect(level - (read.bookmarks[index - 1]?.level ?? 0)).toBeLessThanOrEqual(1)
    })
  })

  it('has headings of three levels, none skipped, and tables with header cells', () => {
    const levels = read.roles.filter((role) => /^H\d$/.test(role)).map((role) => Number(role.slice(1)))

    expect(Math.max(...levels)).toBe(3)
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1)
    })
    expect(read.roles).toContain('THead')
    expect(read.roles).toContain('TH')
  })

  it('has every live action as a bookmark, once, the board’s own first', () => {
    const { board, others } = pack.model
    const refs = read.bookmarks.filter(({ level }) => level === 3).map(({ title }) => title.split(' ')[0])

    expect(refs).toEqual([...board, ...others].flatMap(({ actions }) => actions.map(({ ref }) => ref)))
    expect(refs).toHaveLength(snapshot.actions.filter(({ closed }) => !closed).length)
  })

  it('prints every answer of the month in full', () => {
    const text = squeeze(read.text)
    const missing = snapshot.actions
      .flatMap(({ update }) => (update ? [update.progress, update.obstacles] : []))
      .filter((said) => !text.includes(squeeze(said)))

    expect(missing).toEqual([])
  })

  it('prints impact, evidence, the new date and for whom it was said', async () => {
    const said = {
      statusCode: 'blue',
      progress: 'In use everywhere.',
      obstacles: 'Nothing any more.',
      impact: 'Seventeen of twenty plans have clear outcomes.',
      links: ['https://schools.example/audit'],
      files: [{ name: 'Audit of plans.pdf', mediaType: 'application/pdf', bytes: 9, sha256: 'b'.repeat(64) }],
      forecast: '2028-03',
      onBehalfOf: { personId: 'kim', name: 'Kim Porter' },
    }
    const { text } = await printAnswer('', '', said)
    for (const part of [
      said.progress,
      said.obstacles,
      said.impact,
      ...said.links,
      'Audit of plans.pdf',
      'March 2028',
    ])
      expect(squeeze(text)).toContain(squeeze(part))
    expect(squeeze(text)).toContain(squeeze('Amira Holt on behalf of Kim Porter'))
  })

  it('gives every exception its reason in full', () => {
    const section = squeeze(between(read.text, '\nExceptions', '\nOverdue'))
    const reasons = pack.model.exceptions.flatMap(({ answer }) => (answer ? [answer.obstacles] : []))

    expect(reasons.length).toBeGreaterThan(9)
    for (const reason of reasons) expect(section).toContain(squeeze(reason))
  })

  it('gives every movement its reason in full', () => {
    const section = squeeze(between(read.text, '\nWhat moved', '\nExceptions'))

    expect(pack.model.movements.length).toBeGreaterThan(9)
    for (const { answer } of pack.model.movements) expect(section).toContain(squeeze(answer.progress))
  })

  it('has board, period, short hash and "page x of y" at the foot of every page', () => {
    const hash = serialiseSnapshot(snapshot).sha256

    expect(read.artifacts).toHaveLength(pack.pages)
    read.artifacts.forEach((running, index) => {
      expect(squeeze(running)).toContain(squeeze(`Inclusion Board · December 2026 · ${hash.slice(0, 12)}`))
      expect(squeeze(running)).toContain(squeeze(`Page ${index + 1} of ${pack.pages}`))
    })
    expect(squeeze(read.text)).toContain(hash)
  })

  it('lets no text run off the page', () => {
    for (const { width, right, bottom } of read.pages) {
      expect(right).toBeLessThan(width - 56)
      expect(bottom).toBeGreaterThan(56)
    }
  })

  it('uses no font but the given ones, whatever the machine has', () => {
    const fonts = unpack(pack.pdf).match(/\/BaseFont\s*\/[A-Z]{6}\+[\w-]+/g) ?? []

    expect(fonts.length).toBeGreaterThan(0)
    for (const font of fonts) expect(font).toContain('AtkinsonHyperlegibleNext')
  })
})

describe('the month on one page', () => {
  const month = inventMonth(30)
  const keyOf = (size: number) =>
    Array.from({ length: size }, (_, index) => {
      const known = month.plan.statuses[index]
      const label = `Status ${index + 1}, which this plan says in rather many words`
      return { ...(known ?? { ...month.plan.statuses[1], code: `s${index}` }), label, order: index }
    })

  it.each([2, 4, 5, 6, 12])('fits it with %i statuses and as many words as one has', async (size) => {
    const plan = { ...month.plan, statuses: Status.array().parse(keyOf(size)) }
    const read = await readPdf(build({ ...month, plan }).pdf)
    const pages = read.pages.filter(({ text }) => text.includes('The month on one page')).slice(1)

    expect(pages).toHaveLength(1)
    expect(pages[0]?.text).toContain('Did not answer')
    expect(read.pages[2]?.text).toContain('What moved')
  })
})

describe('the same model', () => {
  it('gives the same bytes, twice from one compiler and once from a fresh one', () => {
    const snapshot = inventMonth(12)
    const first = build(snapshot)
    compilePdf(build(inventMonth(3), true).model)
    const fresh = createTypst(findSourceAssets()).compilePdf(first.model)

    expect(build(snapshot).sha256).toBe(first.sha256)
    expect(Buffer.compare(fresh.pdf, first.pdf)).toBe(0)
    expect(fresh.pages).toBe(first.pages)
  })

  it('is dated by the closing of its cycle, not by the clock', async () => {
    const { info } = await readPdf(build(inventMonth(1)).pdf)

    expect(info).toMatchObject({ CreationDate: expect.stringMatching(/^D:20261222170000/) })
  })
})

describe('a draft', () => {
  it('is marked on every page, outside the text, and says so on the first', async () => {
    const draft = await readPdf(build(inventMonth(6), true).pdf)

    expect(draft.artifacts.every((running) => running.includes('DRAFT'))).toBe(true)
    expect(draft.text).toContain('It has not been approved')
    expect(draft.text).not.toContain('DRAFT')
  })

  it('is not what a final pack looks like', async () => {
    const final = await readPdf(build(inventMonth(6)).pdf)

    expect(final.artifacts.join('')).not.toContain('DRAFT')
    expect(final.text).not.toContain('It has not been approved')
  })
})

describe('what leads write', () => {
  it('prints 6,000 characters in full, over as many pages as they take', async () => {
    const progress = Array.from({ length: 1000 }, (_, index) => `w${String(index).padStart(4, '0')}`).join(
      ' ',
    )
    const read = await printAnswer(progress)

    expect(progress.length).toBeGreaterThan(5990)
    expect(squeeze(read.text).split(squeeze(progress))).toHaveLength(3)
  })

  it('breaks a word of 300 characters over lines, and prints it in full', async () => {
    const word = Array.from({ length: 300 }, (_, index) => 'abcdefghijklm'.charAt(index % 13)).join('')
    const read = await printAnswer(word, word)

    expect(squeeze(read.text)).toContain(word)
    expect(read.text).not.toContain('\u200b')
    for (const { width, right } of read.pages) expect(right).toBeLessThan(width - 56)
  })

  it.each([
    '#import "x.typ": * #panic("no") #sys.inputs',
    '<script>alert(1)</script> <p>one</p> &amp;',
    '=SUM(A1:A9) +1 -1 @cmd',
    '$x^2$ *bold* _it_ `raw` @ref <label> = Heading',
    '\\ \\n \\u{41} ~ -- --- ... // comment /* c */ "quotes" \'one\'',
  ])('prints %s as it was typed', async (hostile) => {
    const read = await printAnswer(hostile, hostile)

    expect(between(squeeze(read.text), 'Thismonth', 'Lasttime')).toContain(squeeze(hostile))
  })

  it('keeps line breaks and paragraphs', async () => {
    const read = await printAnswer('First line\nsecond line\n\nnext paragraph')

    expect(read.text).toMatch(/First line\s*\n\s*second line\s*\n\s*next paragraph/)
  })

  it('writes characters that the font does not have as their numbers', async () => {
    const read = await printAnswer('Done 😀 مرحبا 汉 and Łódź é', 'g\u0331 k\u20e3 ok')

    expect(squeeze(read.text)).toContain(
      squeeze('Done [U+1F600] [U+0645 U+0631 U+062D U+0628 U+0627] [U+6C49] and Łódź é'),
    )
    expect(squeeze(read.text)).toContain(squeeze('g[U+0331] k[U+20E3] ok'))
    expect(squeeze(read.text)).toContain(squeeze('is written as its Unicode number'))
  })

  it('writes common signs that the font does not have in plain characters', async () => {
    const read = await printAnswer('amber → green, ✔️ signed, well‑known, ● point, ﬁrst, 5 µg')

    expect(squeeze(read.text)).toContain(
      squeeze('amber -> green, [tick] signed, well-known, • point, first, 5 μg'),
    )
  })
})

describe('a plan with little in it', () => {
  it('says in one sentence what each empty section has not', async () => {
    const read = await readPdf(build(inventSnapshot()).pdf)

    for (const sentence of [
      'The plan has no live actions.',
      'Nobody was asked this month.',
      'No action changed its status this month.',
      'No live action is amber or red.',
      'No action is overdue.',
      'No lead says that an action is done which the plan does not call done.',
      'Every live action that is not done has an improvement lead.',
      'No live action of the plan reports to Inclusion Board.',
      'The plan has no other live actions.',
      'No action of the plan is closed.',
      'No live action names a source.',
    ]) {
      expect(squeeze(read.text)).toContain(squeeze(sentence))
    }
  })

  it('says where there is no answer, and why', async () => {
    const actions = [
      inventAction({ ref: '1.1' }),
      inventAction({ ref: '1.2', improvementLeads: [], improvementLeadIds: [] }),
      inventAction({ ref: '1.3', statusCode: 'done' }),
      inventAction({ ref: '1.4', boardIds: [] }),
    ]
    const requests = [{ personId: 'person-1', name: 'Amira Holt', asked: ['1.1', '1.4'], answered: [] }]
    const { text } = await readPdf(build(inventSnapshot({ actions, requests })).pdf)

    expect(text.match(/No answer this month\./g)).toHaveLength(2)
    expect(text).toContain('Nobody to ask: it has no improvement lead.')
    expect(text).toContain('Not asked: the plan says that it is done.')
    expect(text.match(/nobody has answered before/g)).toHaveLength(4)
  })

  it('stands up to two actions with one ref', async () => {
    const action = inventAction({ ref: '1.1', due: '2026-01' })
    const read = await readPdf(build(inventSnapshot({ actions: [action, action] })).pdf)

    expect(read.bookmarks.filter(({ level }) => level === 3)).toHaveLength(2)
  })
})

describe('the compiler', () => {
  let directory: string

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'muster-typst-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  const withTemplate = (source: string) => {
    const template = join(directory, 'template.typ')
    writeFileSync(template, source)
    return createTypst({ ...findSourceAssets(), templates: [template] })
  }

  it('works from one folder of files, as it is deployed', async () => {
    const { templates, fonts } = findSourceAssets()
    for (const file of [...templates, ...fonts.map((font) => font.file)]) {
      await copyFile(file, join(directory, basename(file)))
    }
    const { model, pdf } = build(inventMonth(3))

    const deployed = createTypst(findAssetsIn(directory)).compilePdf(model)

    expect(Buffer.compare(deployed.pdf, pdf)).toBe(0)
  })

  it('says at the start that a font is missing', () => {
    const { templates } = findSourceAssets()

    expect(() =>
      createTypst({ templates, fonts: [{ family: 'None', file: join(directory, 'none.ttf') }] }),
    ).toThrow('none.ttf')
  })

  it.each([
    ['#int(json("/model.json").said)', 'invalid integer'],
    ['#panic(json("/model.json").said)', 'panicked'],
    ['#json("/model.json").at(json("/model.json").said)', 'does not contain key'],
    ['#assert(false, message: json("/model.json").said)', 'assertion failed'],
    ['#set document(title: "t")\n#image("/no.png", alt: json("/model.json").said)', 'file not found'],
  ])('fails with the diagnostics and the place of %s, without the text of the model', (source, message) => {
    const { compilePdf } = withTemplate(source)
    const compile = () => compilePdf({ said: 'a "secret" `thing`: secret' })

    expect(compile).toThrow(TypstError)
    expect(compile).toThrow(message)
    expect(compile).toThrow(/template\.typ line \d/)
    expect(compile).not.toThrow('secret')
  })

  it('fails where PDF/UA-1 is not met', () => {
    expect(() => withTemplate('= No title').compilePdf({})).toThrow(/PDF\/UA-1 error: missing document title/)
  })
})
