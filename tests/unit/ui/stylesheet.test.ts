import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compileStylesheet } from '../../../functions/ui/compile-stylesheet.ts'
import { stylesheet, stylesheetPath } from '../../../functions/ui/generated/stylesheet.ts'
import { DoneSink, KitchenSink, WideSink } from './kitchen-sink.tsx'

/** Classes that carry no style of their own. */
const unstyled = new Set([
  'govuk-js-character-count',
  'govuk-character-count',
  'govuk-checkboxes__conditional--hidden',
  'govuk-radios__conditional--hidden',
  'govuk-table__body',
  'muster-header__names',
])

describe('the stylesheet', () => {
  it('is what the Sass gives now', { timeout: 60_000 }, () => {
    expect(compileStylesheet(), 'run functions/ui/build-assets.ts').toEqual({
      stylesheet,
      stylesheetPath,
    })
  })

  it('is named by what it holds', () => {
    const hash = createHash('sha256').update(stylesheet).digest('hex')
    expect(stylesheetPath).toBe(`/assets/${hash.slice(0, 16)}.css`)
  })

  it('loads nothing, and has neither the font nor the crown of GOV.UK', () => {
    expect(stylesheet).not.toMatch(/url\(|@import|@font-face|GDS Transport|crown/i)
  })

  it('styles every class that the components use', () => {
    const html = [KitchenSink(), WideSink(), DoneSink()].map((page) => page.toString()).join('')
    const used = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')))
    const missing = [...used].filter((name) => !unstyled.has(name) && !stylesheet.includes(`.${name}`))
    expect(missing).toEqual([])
  })

  it('is small enough for a slow line', () => {
    expect(gzipSync(stylesheet).length).toBeLessThan(20_000)
  })
})
