import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block, Inline } from '../../../functions/pack/document.ts'
import { writeMarkdown } from '../../../functions/pack/write-markdown.ts'
import { line, prose, say } from './invented-document.ts'

const list = (...items: Block[][]): Block => ({ kind: 'list', ordered: false, items })
const quote = (...blocks: Block[]): Block => ({ kind: 'quote', status: null, blocks })
const address = (text: string, href: string): Inline => ({ kind: 'address', text, href })

/** Every text that blocks hold, addresses of links included. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

const kindsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = 'kind' in value && typeof value.kind === 'string' ? [value.kind] : []
  return [...own, ...Object.values(value).flatMap(kindsIn)]
}

describe('a commentary in Markdown', () => {
  it.each<[what: string, typed: string, blocks: Block[]]>([
    ['nothing', '', []],
    ['white space', ' \n\n \t\n', []],
    ['one paragraph', 'One thing.', [line('One thing.')]],
    ['paragraphs', 'One.\n\nTwo.\n\n\n\nThree.', [line('One.'), line('Two.'), line('Three.')]],
    ['lines of one paragraph', 'One\ntwo', [line('One\ntwo')]],
    ['a forced line break', 'One\\\ntwo', [line([say('One'), say('\n'), say('two')])]],
    ['a list', '- one\n- two', [list([line('one')], [line('two')])]],
    [
      'a numbered list',
      '1. one\n2. two',
      [{ kind: 'list', ordered: true, items: [[line('one')], [line('two')]] }],
    ],
    [
      'a list in a list',
      '- one\n  - two\n\nthree',
      [list([line('one'), list([line('two')])]), line('three')],
    ],
    ['a list that says nothing', '-\n-', []],
    ['emphasis', '*a* and _b_', [line([say('a', 'emphasis'), say(' and '), say('b', 'emphasis')])]],
    ['bold', '**a** b', [line([say('a', 'strong'), say(' b')])]],
    ['bold in emphasis', '*a **b***', [line([say('a ', 'emphasis'), say('b', 'strong')])]],
    ['stars that mean nothing', '2 * 3 * 4', [line('2 * 3 * 4')]],
    ['a heading', '# Title', [line([say('Title', 'strong')])]],
    ['a heading by its underline', 'Title\n=====', [line([say('Title', 'strong')])]],
    ['a quotation', '> said', [quote(line('said'))]],
    ['a quotation of nothing', '>', []],
    ['a rule', 'a\n\n---\n\nb', [line('a'), line('b')]],
    ['inline code', 'Run `a < b`', [line([say('Run '), say('a < b')])]],
    ['a block of code', '```\na < b\n  c\n```', [prose('a < b\n  c')]],
    ['a block of code with a language', '```sql\nselect\n```', [prose('```sql\nselect\n```')]],
    ['a table', '| a | b |\n|---|---|\n| 1 | 2 |', [line('| a | b |\n|---|---|\n| 1 | 2 |')]],
    ['a year that begins a line', '2026. A good year', [line([say('2026. '), say('A good year')])]],
    [
      'a list that goes on from 3',
      '3. three\n4. **four**',
      [line([say('3. '), say('three')]), line([say('4. '), say('four', 'strong')])],
    ],
    [
      'a web address with a text',
      '[the offer](https://a.example/b?c=1&d=2)',
      [line([address('the offer', 'https://a.example/b?c=1&d=2')])],
    ],
    [
      'a web address alone',
      '<https://a.example/b>',
      [line([address('https://a.example/b', 'https://a.example/b')])],
    ],
    [
      'a web address without a text',
      '[](https://a.example/b)',
      [line([address('https://a.example/b', 'https://a.example/b')])],
    ],
    [
      'a web address with a title',
      '[a](https://a.example "read this")',
      [line([address('a', 'https://a.example'), say(' (read this)')])],
    ],
    [
      'a picture within a link',
      '[![chart](x.png)](https://a.example)',
      [line([address('![chart](x.png)', 'https://a.example')])],
    ],
    [
      'a picture',
      'See ![chart](https://a.example/x.png)',
      [line([say('See '), say('![chart](https://a.example/x.png)')])],
    ],
    ['raw HTML', '<div onclick="a()">b</div>', [prose('<div onclick="a()">b</div>')]],
    ['HTML in a line', 'a <b>c</b>', [line([say('a '), say('<b>'), say('c'), say('</b>')])]],
    ['a script', '<script>\nalert(1)\n</script>', [prose('<script>\nalert(1)\n</script>')]],
    ['a comment', '<!-- not shown? -->', [prose('<!-- not shown? -->')]],
    ['a definition of an address', '[a]: https://a.example "t"', [prose('[a]: https://a.example "t"')]],
  ])('sets %s', (_, typed, blocks) => {
    expect(writeMarkdown(typed)).toEqual(blocks)
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    '&#106;avascript:alert(1)',
    'data:text/html,hello',
    'file:///etc/passwd',
    'mailto:a@b.example',
    '/console/plan',
    '//a.example',
    'vbscript:x',
  ])('leads nowhere by %s, and keeps what was typed', (href) => {
    const typed = `[press](${href})`
    const blocks = writeMarkdown(typed)
    expect(kindsIn(blocks)).not.toContain('address')
    expect(blocks).toEqual([line(typed)])
  })

  it('holds 20,000 characters of plain text', () => {
    const typed = 'The same again. '.repeat(1250).trim()
    expect(writeMarkdown(typed)).toEqual([line(typed)])
  })

  it.each([
    ['marks of quotation', `${'>'.repeat(19_990)} words`],
    ['marks of a list', `${'- '.repeat(9_990)}words`],
    ['numbers of a list', `${'1. '.repeat(6_600)}words`],
    ['brackets', `${'['.repeat(19_990)} words`],
    ['stars', `${'*'.repeat(19_990)} words`],
  ])('holds 20,000 characters that are nothing but %s', (_, typed) => {
    expect(textsIn(writeMarkdown(typed)).join(' ')).toContain('words')
  })

  it('takes a line of 21 marks for what somebody typed, and never for lists and quotations', () => {
    const typed = `One.\n\n${'> '.repeat(21)}words`
    expect(writeMarkdown(typed)).toEqual([prose(typed)])
    expect(kindsIn(writeMarkdown(`${'> '.repeat(20)}words`))).toContain('quote')
  })

  it('sets lists six deep, and keeps what is deeper as it was typed', () => {
    const typed = Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}`).join('\n')
    const blocks = writeMarkdown(typed)
    expect(kindsIn(blocks).filter((kind) => kind === 'list')).toHaveLength(6)
    const texts = textsIn(blocks).join(' ')
    for (let depth = 0; depth < 60; depth += 1) expect(texts).toContain(`level ${depth}`)
  })

  const marks = [
    ...' \n*_-+>#`[]()!<|~=:/"\'\\.',
    '\n\n',
    '\n    ',
    '\n- ',
    '\n1. ',
    '7) ',
    '\n> ',
    '```',
    '\n```\n',
    '](https://a.example/',
    '](javascript:',
    '![',
    '<b>',
    '<!-- ',
    '\n[a]: ',
    '  \n',
    '\n---\n',
  ]

  it('loses no word, whatever marks stand around it', () => {
    const piece = fc.oneof(
      fc.constantFrom(...marks),
      fc.nat(9999).map((number) => `word${number}x`),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const typed = pieces.join('')
        const texts = textsIn(writeMarkdown(typed)).join(' ')
        for (const [word] of typed.matchAll(/word\d+x/g)) expect(texts).toContain(word)
      }),
      { numRuns: 2000 },
    )
  })

  it('makes no empty block, no heading, and no way to anywhere but the web', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...marks, 'word'), { maxLength: 60 }), (pieces) => {
        const blocks = writeMarkdown(pieces.join(''))
        expect(
          kindsIn(blocks).every((kind) =>
            ['line', 'prose', 'list', 'quote', 'text', 'address'].includes(kind),
          ),
        ).toBe(true)
        const empty = (block: Block): boolean =>
          (block.kind === 'line' && block.content.length === 0) ||
          (block.kind === 'list' && block.items.some((item) => item.length === 0 || item.some(empty))) ||
          (block.kind === 'quote' && (block.blocks.length === 0 || block.blocks.some(empty)))
        expect(blocks.filter(empty)).toEqual([])
        expect(textsIn(blocks).filter((text) => /^(?:javascript|data):/.test(text))).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })
})
