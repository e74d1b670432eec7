import { raw } from 'hono/html'
import { describe, expect, it } from 'vitest'
import { Checkboxes, Radios } from '../../../functions/ui/choices.tsx'
import { FormErrorSummary } from '../../../functions/ui/error-summary.tsx'
import { type FormErrors, listErrors } from '../../../functions/ui/form-errors.ts'
import { stylesheetPath } from '../../../functions/ui/generated/stylesheet.ts'
import { Input } from '../../../functions/ui/input.tsx'
import { Layout, titlePage } from '../../../functions/ui/layout.tsx'
import { MonthInput } from '../../../functions/ui/month-input.tsx'
import { ErrorPage } from '../../../functions/ui/page.tsx'
import { StatusTag } from '../../../functions/ui/status-tag.tsx'
import { CharacterCount, Textarea } from '../../../functions/ui/textarea.tsx'
import { parseTree } from './parsed-tree.ts'

const service = { partnership: 'Anytown Partnership', plan: 'SEND Improvement Plan' }
const errors: FormErrors = {
  status: { text: 'Choose a status', href: '#status' },
  progress: { text: 'Say what has happened', href: '#progress' },
}

describe('a page', () => {
  const page = Layout({
    title: 'Your actions',
    service,
    backLink: { href: '/form' },
    scripts: ['/assets/form.js'],
    children: raw('<p>Words</p>'),
  }).toString()

  it('is a document in British English that search engines leave alone', () => {
    expect(page).toMatch(/^<!DOCTYPE html><html lang="en-GB"/)
    expect(page).toContain('<meta name="robots" content="noindex"/>')
  })

  it('has its title and stylesheet in the head', () => {
    const head = page.slice(0, page.indexOf('</head>'))
    expect(head).toContain('<title>Your actions – SEND Improvement Plan – Anytown Partnership</title>')
    expect(head).toContain(`<link rel="stylesheet" href="${stylesheetPath}"/>`)
    expect(head).toContain('<script type="module" src="/assets/form.js"></script>')
  })

  it('leads from the skip link to its main content', () => {
    expect(page).toMatch(/<body[^>]*><a href="#main-content" class="govuk-skip-link"/)
    expect(page).toContain('id="main-content"><p>Words</p></main>')
  })

  it('has no script or style written into it', () => {
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=/)
  })

  it('bears neither the crown nor the name GOV.UK', () => {
    expect(page).not.toMatch(/crown|GOV\.UK|govuk-header|govuk-footer/)
  })

  it('goes by the name of Muster before anybody is known', () => {
    expect(titlePage({ title: 'Sign in' })).toBe('Sign in – Muster')
  })

  it('shows what people wrote as text', () => {
    const html = ErrorPage({ title: '<b>Gone</b>', children: '<script>alert(1)</script>' }).toString()
    expect(html).toContain('<h1 class="govuk-heading-l">&lt;b&gt;Gone&lt;/b&gt;</h1>')
    expect(html).toContain('&lt;script&gt;')
    expect(html).not.toContain('<script')
  })
})

describe('a form with errors', () => {
  it('says so at the beginning of the title', () => {
    expect(titlePage({ title: 'Update 2.11', service, errors })).toMatch(/^Error: Update 2\.11 – /)
    expect(titlePage({ title: 'Update 2.11', service, errors: {} })).toMatch(/^Update 2\.11 – /)
  })

  it('lists them in the order of the page', () => {
    expect(listErrors(errors)).toEqual([
      { text: 'Choose a status', href: '#status' },
      { text: 'Say what has happened', href: '#progress' },
    ])
    expect(listErrors(undefined)).toEqual([])
  })

  it('has a summary that takes the focus', () => {
    const summary = FormErrorSummary({ errors })?.toString()
    expect(summary).toContain('tabindex="-1" autofocus=""')
    expect(summary).toContain('<a href="#progress">Say what has happened</a>')
  })

  it('has no summary once there is nothing wrong', () => {
    expect(FormErrorSummary({ errors: {} })).toBeNull()
  })

  it('describes each control by its hint and error', () => {
    const input = Input({ name: 'code', label: 'Code', hint: '6 digits', error: 'Enter the code' }).toString()
    expect(input).toContain('aria-describedby="code-hint code-error"')
  })
})

describe('what an error links to', () => {
  const idsOf = (html: string) => [...html.matchAll(/<input class="[^"]*" id="([^"]+)"/g)].map(([, id]) => id)

  it('is the first choice that is there', () => {
    const items = [null, { value: 'a', text: 'A' }, { divider: 'or' }, { value: 'b', text: 'B' }]
    expect(idsOf(Radios({ name: 'who', items }).toString())).toEqual(['who', 'who-4'])
    expect(idsOf(Checkboxes({ name: 'who', items }).toString())).toEqual(['who', 'who-4'])
  })

  it.each([
    ['due', ['due-month', 'due-year']],
    ['due-month', ['due-month']],
    ['due-year', ['due-year']],
  ])('is the part of a month that is wrong, which alone is red: %s', (field, wrong) => {
    const html = MonthInput({
      name: 'due',
      legend: 'When?',
      errors: { [field]: { text: 'Is wrong', href: '#' } },
      month: '13',
      year: '27',
    }).toString()
    const red = [...html.matchAll(/govuk-input--error" id="([^"]+)"/g)].map(([, id]) => id)
    expect(red).toEqual(wrong)
    expect(html).toMatch(/id="due-error".*Is wrong/)
  })
})

describe('a status', () => {
  const key = [
    { label: 'Embedded', colour: 'blue' },
    { label: 'On track', colour: 'green' },
    { label: 'Some concerns', colour: 'amber' },
    { label: 'Off track', colour: 'red' },
    null,
  ] as const

  it('is told by words and by a shape that no other status has', () => {
    const tags = key.map((status) => StatusTag({ status }).toString())
    for (const [index, status] of key.entries())
      expect(tags[index]).toContain(`<span>${status?.label ?? 'No status'}</span>`)
    const shapes = tags.map((tag) => / d="([^"]+)"/.exec(tag)?.[1])
    expect(shapes).not.toContain(undefined)
    expect(new Set(shapes).size).toBe(key.length)
  })
})

describe('a long answer', () => {
  it.each(['', 'One line', '\nAfter an empty line', 'Trailing\n\n', '</textarea><b>'])(
    'comes back as it was typed: %j',
    (value) => {
      const html = Textarea({ name: 'progress', label: 'Progress', value }).toString()
      expect(JSON.stringify(parseTree(html))).toContain(`"children":${JSON.stringify(value)}`)
    },
  )

  it('says how much it takes, with a comma in thousands', () => {
    const html = CharacterCount({ name: 'progress', label: 'Progress', maxlength: 4000 }).toString()
    expect(html).toContain('You can enter up to 4,000 characters')
  })
})
