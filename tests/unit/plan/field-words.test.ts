import { describe, expect, it } from 'vitest'
import { fieldName, fieldTitle, fieldValue } from '../../../functions/plan/field-words.ts'
import { textFields } from '../../../functions/plan/merge-plan.ts'

describe('the fields of an action in words', () => {
  it('says values as people say them', () => {
    expect(fieldValue('due', '2026-03')).toBe('March 2026')
    expect(fieldValue('lastReviewed', '2026-03-09')).toBe('9 March 2026')
    expect(fieldValue('improvementLeads', ['Ann Lead', 'Bob Lead'])).toBe('Ann Lead, Bob Lead')
    expect(fieldValue('closed', true)).toBe('closed')
    expect(fieldValue('closed', false)).toBe('open')
    expect(fieldValue('priority', 3)).toBe('3')
    expect(fieldValue('history', [{ date: '2026-03-09', text: 'Done' }])).toBe(
      '1 note, the newest of 9 March 2026',
    )
    expect(fieldValue('history', [{ date: null, text: 'Begun' }])).toBe('1 note')
  })

  it('says that there is no value', () => {
    expect(fieldValue('due', null)).toBe('no date')
    expect(fieldValue('boards', [])).toBe('nothing')
    expect(fieldValue('strategicLeads', [])).toBe('nobody')
    expect(fieldValue('status', null)).toBe('no status')
  })

  it('has a name of its own for every field', () => {
    const names = textFields.map(fieldName)
    expect(new Set(names).size).toBe(19)
    expect(fieldTitle('due')).toBe('Due date')
    expect(fieldName('due')).toBe('due date')
  })
})
