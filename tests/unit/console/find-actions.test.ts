import { describe, expect, it } from 'vitest'
import { findActions } from '../../../functions/console/find-actions.ts'
import { actions } from '../../support/small-plan.ts'

const named = (ref: string, description: string) =>
  actions.slice(0, 1).map((action) => ({ ...action, ref, description }))
const all = [
  ...named('2.1', 'Café visits, with 3 schools'),
  ...named('2.11', 'Write'),
  ...named('3.11a', 'Ask'),
]
const find = (query: string) => findActions(all, query).map(({ ref }) => ref)

describe('finding actions', () => {
  it('finds by the beginning of a ref, in either case', () => {
    expect(find('2.1')).toEqual(['2.1', '2.11'])
    expect(find('2.11')).toEqual(['2.11'])
    expect(find('3.11A')).toEqual(['3.11a'])
    expect(find('11')).toEqual([])
  })

  it('finds what has every word, whatever its accents, case and punctuation', () => {
    expect(find('schools cafe')).toEqual(['2.1'])
    expect(find('cafe write')).toEqual([])
    expect(find('ann LEAD')).toHaveLength(3)
  })

  it('finds everything where nothing is looked for', () => {
    expect(find('')).toHaveLength(3)
    expect(find(' “” ')).toHaveLength(3)
  })
})
