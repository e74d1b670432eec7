import { describe, expect, it } from 'vitest'
import { components } from './fixture-props.tsx'
import { readFixtures } from './fixtures.ts'
import { parseTree } from './parsed-tree.ts'

/** Fixtures that come out otherwise, on purpose. One that comes out the same may not stay here. */
const otherwise: readonly { component: string; fixtures: readonly string[]; because: string }[] = [
  {
    component: 'button',
    fixtures: ['start', 'start link', 'start link with html'],
    because: 'nothing here begins with a start page',
  },
  {
    component: 'character-count',
    fixtures: ['with neither maxlength nor maxwords set', 'with translations'],
    because: "only a script reads these texts, and GOV.UK Frontend's is not served",
  },
  {
    component: 'file-upload',
    fixtures: [
      'enhanced',
      'enhanced, with error message and hint',
      'enhanced, multiple files',
      'enhanced, custom wrapper classes and attributes',
      'translated',
    ],
    because: "the drop zone needs a script, and GOV.UK Frontend's is not served",
  },
  {
    component: 'panel',
    fixtures: [
      'interruption',
      'interruption-with-content-with-long-line-length',
      'interruption-with-headings-content-and-lists',
      'interruption with custom classes',
      'interruption, with actions classes and attributes',
      'interruption, submit action',
      'interruption, button link',
      'interruption, no actions',
      'interruption, no actions items',
    ],
    because: 'a panel says that a thing is done, and interrupts nobody',
  },
]

const reasonFor = (component: string, name: string): string | undefined =>
  otherwise.find((entry) => entry.component === component && entry.fixtures.includes(name))?.because

for (const [component, render] of Object.entries(components))
  describe(`${component} gives what GOV.UK Frontend gives`, () => {
    for (const { name, options, html } of readFixtures(component)) {
      const reason = reasonFor(component, name)
      it(reason ? `but not for "${name}": ${reason}` : `for "${name}"`, () => {
        const ours = parseTree(render(options).toString())
        if (reason) expect(ours).not.toEqual(parseTree(html))
        else expect(ours).toEqual(parseTree(html))
      })
    }
  })

it('every fixture that is said to differ exists', () => {
  const missing = otherwise.flatMap(({ component, fixtures }) => {
    const known = readFixtures(component).map(({ name }) => name)
    return fixtures.filter((name) => !known.includes(name)).map((name) => `${component}: ${name}`)
  })
  expect(missing).toEqual([])
})
