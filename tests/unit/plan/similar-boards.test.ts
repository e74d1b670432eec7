import { describe, expect, it } from 'vitest'
import { likelyBoards } from '../../../functions/plan/similar-boards.ts'

const boards = ['SEND Strategic Board', 'Transition Group', 'Locality Board 1', 'SIB'].map((name) => ({
  name,
  aliases: name === 'SIB' ? ['Send Improvement Board'] : [],
}))
const found = (name: string) => likelyBoards(name, boards).map((board) => board.name)

describe('boards of similar names', () => {
  it.each([
    ['SEND Strategic Baord', 'SEND Strategic Board'],
    ['Send strategc board', 'SEND Strategic Board'],
    ['Transitions Group', 'Transition Group'],
    ['SEND Improvment Board', 'SIB'],
    ['Locality Boards 1', 'Locality Board 1'],
    ['SEB', 'SIB'],
  ])('takes %s for %s', (name, board) => {
    expect(found(name)).toEqual([board])
  })

  it.each(['Locality Board 2', 'SEND Operational Board', 'LAC', 'Translation Groups'])(
    'takes %s for none',
    (name) => {
      expect(found(name)).toEqual([])
    },
  )
})
