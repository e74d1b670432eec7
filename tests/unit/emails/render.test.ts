import { describe, expect, it } from 'vitest'
import { MailContent, renderEmail } from '../../../emails/render.ts'
import { attribute, type Element, parseElements, textOf } from '../../support/parsed-html.ts'
import {
  askedLink,
  coordinatorAlert,
  escalation,
  handed,
  link,
  packNotice,
  receipt,
  reminder,
  replacedLink,
  request,
  samples,
  signInCode,
} from './sample-mails.ts'

const renderParsed = async (mail: MailContent) => {
  const rendered = await renderEmail(mail)
  const elements = parseElements(rendered.html)
  return {
    ...rendered,
    elements,
    anchors: elements.filter(({ tagName }) => tagName === 'a'),
    words: elements.slice(0, 1).map(textOf).join('').replace(/\s+/g, ' '),
  }
}

describe.each(samples)('a mail of kind $kind', (mail) => {
  it('has a subject of one line, at most 120 characters', async () => {
    const { subject } = await renderEmail(mail)
    expect(subject).toMatch(/^[^\p{Cc}]{10,120}$/u)
  })

  it('says the same each time', async () => {
    expect(await renderEmail(mail)).toEqual(await renderEmail(mail))
  })

  it('is in British English, has a title, one main heading, and knows dark mode', async () => {
    const { elements, subject } = await renderParsed(mail)
    const html = elements.find(({ tagName }) => tagName === 'html')
    expect(html && attribute(html, 'lang')).toBe('en-GB')
    const title = elements.find(({ tagName }) => tagName === 'title')
    expect(title?.childNodes.map((node) => ('value' in node ? node.value : ''))).toEqual([subject])
    expect(elements.filter(({ tagName }) => tagName === 'h1')).toHaveLength(1)
    const scheme = elements.find((element) => attribute(element, 'name') === 'color-scheme')
    expect(scheme && attribute(scheme, 'content')).toBe('light dark')
  })

  it('loads nothing: no image, script, sheet or font, nothing that tracks', async () => {
    const { elements, html } = await renderParsed(mail)
    const loading = ['img', 'script', 'link', 'iframe', 'object', 'video', 'form']
    expect(elements.filter(({ tagName }) => loading.includes(tagName))).toEqual([])
    expect(html).not.toMatch(/url\(|@import|display:\s*(flex|grid)/i)
  })

  it('lays out with tables that screen readers pass over', async () => {
    const { elements } = await renderParsed(mail)
    const tables = elements.filter(({ tagName }) => tagName === 'table')
    expect(tables.length).toBeGreaterThan(1)
    expect(new Set(tables.map((table) => attribute(table, 'role')))).toEqual(new Set(['presentation']))
  })

  it('has a plain text of lines that fit, without markup', async () => {
    const { text } = await renderEmail(mail)
    const long = text.split('\n').filter((line) => line.length > 76 && !line.startsWith('https://'))
    expect(long).toEqual([])
    expect(text).not.toMatch(/<[a-z]|&[a-z]+;|\n{3}/)
    expect(text).toContain(`Hello ${mail.to},`)
  })
})

describe.each([request, reminder, handed, askedLink, replacedLink])('a $kind to a lead', (mail) => {
  it('has one button, to the link, and the address to copy', async () => {
    const { anchors, words } = await renderParsed(mail)
    expect(anchors.map((anchor) => attribute(anchor, 'href'))).toEqual([link])
    expect(words).toContain(`If the button does not work, copy this address: ${link}`)
  })

  it('has the link on a line of its own in the text', async () => {
    const { text } = await renderEmail(mail)
    expect(text.split('\n').filter((line) => line === link)).toHaveLength(1)
  })
})

describe.each([askedLink, replacedLink])('a new link that was $why', (mail) => {
  it('says in both parts what it is for, how far its reader is, and what became of the links before', async () => {
    const { text, words, subject } = await renderParsed(mail)
    expect(subject).toBe('New link: Update 3 actions by Monday 14 December: SEND improvement plan')
    for (const part of [words, text.replace(/\s+/g, ' ')]) {
      expect(part).toContain('your update of the SEND improvement plan for December 2026')
      expect(part).toContain(`Due: ${mail.dueText}`)
      expect(part).toContain(`until the cycle closes, at ${mail.closesText}`)
      expect(part).toContain('The link is personal to you')
      expect(part).toContain('Replies go to Priya Shah')
    }
    const wordsOf = {
      asked: ['2 of 3 still to answer', 'The links you had before go on working'],
      replaced: ['All answered. You can still change', 'The links you had before do not work any more'],
    }
    for (const sentence of wordsOf[mail.why]) expect(words).toContain(sentence)
  })
})

describe.each([request, reminder, handed])('a $kind', (mail) => {
  it('names each action with its last status in words and its due month, in both parts', async () => {
    const { text, words } = await renderParsed(mail)
    for (const { ref, title, status, due } of mail.actions) {
      for (const part of [words, text.replace(/\s+/g, ' ')]) {
        expect(part).toContain(ref)
        expect(part).toContain(title.slice(0, 100))
        expect(part).toContain(status?.label ?? 'No status yet')
        expect(part).toContain(due ?? '')
      }
    }
  })

  it('says what is asked, by when, until when the link works, and who reads replies', async () => {
    const { text, words } = await renderParsed(mail)
    for (const part of [words, text.replace(/\s+/g, ' ')]) {
      expect(part).toContain(`Due: ${mail.dueText}`)
      expect(part).toContain(`until the cycle closes, at ${mail.closesText}`)
      expect(part).toContain('The link is personal to you')
      expect(part).toContain('Replies go to Priya Shah')
      expect(part).toContain('Overdue: the action was due in October 2026')
    }
  })
})

it('what is handed over says by whom, and what becomes of it', async () => {
  const { subject, text, words } = await renderParsed(handed)
  expect(subject).toBe('For Kelly Hart: Update 3 actions by Monday 14 December: SEND improvement plan')
  for (const part of [words, text.replace(/\s+/g, ' ')]) {
    expect(part).toContain('Kelly Hart asks you to answer these 3 actions')
    expect(part).toContain('marked “on behalf of Kelly Hart”')
    expect(part).toContain('because Kelly Hart handed 3 actions to you')
  }
  const back = await renderParsed({ ...handed, back: true })
  expect(back.subject).toMatch(/^Given back: Update 3 actions by/)
  expect(back.words).toContain('it is yours to answer again')
})

describe.each([request, reminder, askedLink, replacedLink])('a $kind', (mail) => {
  it.each([
    [[], 'there you can hand your actions over', 'give it back on the form'],
    [['Kelly Hart', 'Sam Okoro'], 'give it back on the form', 'hand your actions over'],
  ])('to whoever answers for %j says what to do where it is not for them', async (handedBy, said, unsaid) => {
    const { text, words } = await renderParsed({ ...mail, handedBy })
    for (const part of [words, text.replace(/\s+/g, ' ')]) {
      expect(part).toContain(said)
      expect(part).not.toContain(unsaid)
      expect(part).toContain('If you have a question, reply to this email. Replies go to Priya Shah.')
      if (mail === askedLink) continue
      expect(part).toContain(
        handedBy.length > 0
          ? 'because you are asked to answer in the place of Kelly Hart and Sam Okoro'
          : 'because the SEND improvement plan names you as a lead',
      )
    }
  })
})

it('a receipt has every word in both parts, links nowhere, and says what is left', async () => {
  const { subject, text, words, anchors } = await renderParsed(receipt)
  expect(subject).toBe('Received: 1 update for December 2026: SEND improvement plan')
  expect(anchors).toEqual([])
  for (const part of [words, text.replace(/\s+/g, ' ')]) {
    for (const { title, text: said } of receipt.answers.flatMap(({ parts }) => parts)) {
      expect(part).toContain(title)
      for (const line of said.split('\n')) expect(part).toContain(line)
    }
    expect(part).toContain('Reference 2.11-5F09A1C2, 10am on Wednesday 2 December 2026')
    expect(part).toContain('2 actions of yours are still to answer')
  }
  expect(text).toContain('Six visits were made.\n\nThree are booked again.')
})

describe('the subject of a request', () => {
  it('says what, how many and by when', async () => {
    const { subject } = await renderEmail(request)
    expect(subject).toBe('Update 3 actions by Monday 14 December: SEND improvement plan')
  })

  it('counts one action as one', async () => {
    const { subject, words } = await renderParsed({
      ...request,
      actions: request.actions.slice(0, 1),
      asked: 1,
    })
    expect(subject).toBe('Update 1 action by Monday 14 December: SEND improvement plan')
    expect(words).toContain('Update your action')
  })

  it('stays readable when the due moment is written in another way', async () => {
    const { subject } = await renderEmail({ ...request, dueText: 'the end of term' })
    expect(subject).toBe('Update 3 actions by the end of term: SEND improvement plan')
  })

  it("cuts the plan's name, not what is asked", async () => {
    const { subject } = await renderEmail({ ...request, planName: 'Plan 🏳️‍🌈 '.repeat(60) })
    expect(subject).toMatch(/^Update 3 actions by Monday 14 December: Plan .*…$/u)
    expect(subject.length).toBeLessThanOrEqual(120)
    expect(subject.isWellFormed()).toBe(true)
  })
})

describe('a reminder', () => {
  it('lists what is not answered alone, says how many of how many, and thanks for the rest', async () => {
    const { text, words } = await renderParsed(reminder)
    for (const part of [words, text]) {
      expect(part).toContain('1 of 3 still to answer')
      expect(part).toContain('Thank you for answering 2 of your 3 actions')
      expect(part).not.toContain('3.11a')
    }
  })

  it("has the request's subject behind Reminder, so that the two lie together", async () => {
    const { subject } = await renderEmail({ ...request, kind: 'reminder', overdue: false })
    expect(subject).toBe(`Reminder: ${(await renderEmail(request)).subject}`)
  })

  it('after the due moment says that it has passed, and that an answer still counts', async () => {
    const { text, words } = await renderParsed({ ...reminder, overdue: true })
    for (const part of [words, text.replace(/\s+/g, ' ')]) {
      expect(part).toContain('Was due: 5pm on Monday 14 December 2026')
      expect(part).toContain(
        'If you answer before the cycle closes, it still goes into the December 2026 pack',
      )
    }
  })
})

it("a coordinator's note keeps its lines in both parts", async () => {
  const { html, text } = await renderEmail({ ...request, note: 'Inspection in January.\r\nPlease be frank.' })
  expect(text).toContain('From Priya Shah:\n  Inspection in January.\n  Please be frank.')
  expect(html).toMatch(/Inspection in January\.<\/span><span><br\/>Please be frank\./)
})

it('an escalation says who has not answered about what, and links nowhere', async () => {
  const { anchors, subject, text, words } = await renderParsed(escalation)
  expect(subject).toBe('2 leads have not answered for December 2026: SEND improvement plan')
  expect(anchors).toEqual([])
  for (const part of [words, text]) {
    expect(part).toMatch(/Kelly Hart\s+2 actions: 2\.11, 3\.2b/)
    expect(part).toMatch(/Paul Brown\s+1 action: 1\.2/)
    expect(part).not.toContain('http')
  }
})

it('a sign-in code is in both bodies, whole, and in no subject or preview', async () => {
  const { anchors, html, subject, text, words } = await renderParsed(signInCode)
  expect(subject).not.toContain(signInCode.code)
  expect(html.split(signInCode.code)).toHaveLength(2)
  expect(html.indexOf(signInCode.code)).toBeGreaterThan(html.indexOf('<h1'))
  expect(text.split('\n')).toContain(signInCode.code)
  expect(words).toContain('10 minutes')
  expect(anchors).toEqual([])
})

it('a pack notice says which pack, for whom, where to read it and what is attached', async () => {
  const { anchors, subject, text, words } = await renderParsed(packNotice)
  expect(anchors.map((anchor) => attribute(anchor, 'href'))).toEqual([packNotice.link])
  expect(text).toContain(packNotice.link)
  expect(subject).toBe('December 2026 pack for SEND Accountability Board: SEND improvement plan')
  for (const part of [words, text]) {
    expect(part).toMatch(/attached to this email: +send-accountability-board-2026-12\.pdf/)
    expect(part).toContain('2 actions turned from green to amber.')
  }
})

it('a notice of a later version says so, and of no attachment where there is none', async () => {
  const { subject, text, words } = await renderParsed({ ...packNotice, version: 2, attachmentName: null })
  expect(subject).toBe('December 2026 pack for SEND Accountability Board, version 2: SEND improvement plan')
  for (const part of [words, text]) {
    expect(part).toContain('Its first page says what changed, and why.')
    expect(part).not.toContain('attached')
  }
})

it('an alert says what has happened and where to decide', async () => {
  const { anchors, subject, text } = await renderParsed({
    ...coordinatorAlert,
    paragraphs: ['', 'It bounced.'],
  })
  expect(subject).toBe('A mail to Kelly Hart was returned: SEND improvement plan')
  expect(anchors.map((anchor) => attribute(anchor, 'href'))).toEqual([coordinatorAlert.link])
  expect(text).toContain(`It bounced.\n\nSee it in Muster:\n${coordinatorAlert.link}\n`)
})

describe('hostile content', () => {
  const evil =
    '<script>alert(1)</script>"\'&\r\nBcc: everyone@evil.example\u0000\u202e\u2028<img src=x onerror=y>'
  const [first] = request.actions

  it.each(samples)('in a $kind is text and nothing else', async (mail) => {
    const poison = (value: unknown, name = ''): unknown => {
      if (Array.isArray(value)) return value.map((item) => poison(item, name))
      if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, poison(item, key)]))
      }
      const kept = ['kind', 'why', 'link', 'code', 'colour'].includes(name)
      return typeof value === 'string' && !kept ? evil : value
    }
    const { elements, html, subject, text } = await renderParsed(MailContent.parse(poison(mail)))
    const plain = await renderParsed(mail)
    expect(elements.filter(({ tagName }) => ['script', 'img'].includes(tagName))).toEqual([])
    // A text of several paragraphs has its line breaks, and may.
    const tags = (all: Element[]) => [...new Set(['br', ...all.map(({ tagName }) => tagName)])].toSorted()
    expect(tags(elements)).toEqual(tags(plain.elements))
    expect(html).toContain('&lt;script&gt;')
    expect(text).toContain('<script>')
    expect(subject).toMatch(/^[^\p{Cc}\u2028\u202e]{10,120}$/u)
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u2028\u202e]/u)
  })

  it('is refused as a link', async () => {
    await expect(renderEmail({ ...request, link: 'javascript:alert(1)' })).rejects.toThrow()
  })

  it('cuts a title of 500 characters to about 140', async () => {
    const title = 'Further develop the framework '.repeat(17).trim()
    const actions = first ? [{ ...first, title }] : []
    const { text, words } = await renderParsed({ ...request, actions })
    const shown = /1\.2 (Further[^…]*…)/.exec(words)?.[1] ?? ''
    expect(shown.length).toBeGreaterThan(100)
    expect(shown.length).toBeLessThanOrEqual(140)
    expect(text.replace(/\s+/g, ' ')).toContain(shown)
  })

  it('cuts a name of 500 characters', async () => {
    const { text } = await renderEmail({ ...request, to: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(15) })
    expect(text).toMatch(/^Hello\s+\w{99}…,$/m)
  })
})

it('a lead of many actions gets a mail that Gmail shows whole', async () => {
  const [first = { ref: '', title: '', status: null, due: null, overdue: false }] = request.actions
  const actions = Array.from({ length: 300 }, (_, index) => ({ ...first, ref: `7.${index + 1}` }))
  const { html, subject, text } = await renderEmail({ ...request, actions, asked: 300 })
  expect(subject).toContain('Update 300 actions')
  expect(text).toContain('And 260 more, all on the same form.')
  expect(Buffer.byteLength(html)).toBeLessThan(100_000)
})
