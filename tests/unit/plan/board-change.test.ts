import { describe, expect, it } from 'vitest'
import { withIds } from '../../../functions/plan/action-ids.ts'
import { typedOfBoard } from '../../../functions/plan/board-change.ts'
import { decideBoard, type TypedBoard } from '../../../functions/plan/decide-board.ts'
import type { Board } from '../../../functions/plan/plan.ts'
import { actions, boards, people, plan } from '../../support/small-plan.ts'

const directory = { people, boards }
const changed = (before: Board, typed: Partial<TypedBoard>): Board => {
  const decided = decideBoard(before, { ...typedOfBoard(before, directory), ...typed }, directory)
  if (!decided.ok) throw new Error(decided.problems.map(({ text }) => text).join(' '))
  return decided.board
}
const [main] = boards
const [action] = actions
if (!main || !action) throw new Error('the small plan has a board and an action')

describe('changing a board', () => {
  it.each(['Strategic Board', 'MAIN BOARD', 'Main-Board'])(
    'keeps the name it had when it becomes %s, so that actions still find it',
    (name) => {
      const renamed = changed(main, { name })
      expect(renamed).toMatchObject({ name, aliases: ['Main Board'] })
      // Nor does the next change of anything else lose it.
      const later = changed(renamed, { sees: 'own-only' })
      expect(later.aliases).toEqual(['Main Board'])
      expect(withIds(action, plan, { people, boards: [later] }).boardIds).toEqual(['board'])
    },
  )

  it('takes its old name back', () => {
    const back = changed(changed(main, { name: 'Strategic Board' }), { name: 'Main Board' })
    expect(back).toMatchObject({ name: 'Main Board', aliases: ['Strategic Board'] })
  })

  it('keeps each spelling once, in the order of the lines', () => {
    expect(changed(main, { aliases: 'The Board\r\n\nMain  Board\nMB\nThe Board' }).aliases).toEqual([
      'The Board',
      'MB',
    ])
  })
})
