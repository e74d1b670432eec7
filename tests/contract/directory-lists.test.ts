import { beforeEach, describe, expect, it } from 'vitest'
import { formFields, openTestConsole } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const NOW = '2026-11-23T10:00:00.000Z'

describe('lists that come in', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let console: Awaited<ReturnType<typeof openTestConsole>>
  const directory = () => month.table.directoryStore.readDirectory(key.partnershipId)
  const upload = async (list: 'people' | 'boards', content: string) => {
    const form = new FormData()
    form.set('file', new File([content], 'list.csv', { type: 'text/csv' }))
    return await (await console.post(`/console/plan/${list}/import`, form)).text()
  }

  beforeEach(async () => {
    month = await openTestMonth()
    console = await openTestConsole(month, () => NOW)
  })

  it('ask which board is meant where a name is nearly one of theirs, and add none unasked', async () => {
    const page = await upload('boards', 'Board,Members\nMian Board,"Ann Lead, Bob Lead"\nMain Bord,')
    expect(page).toContain('Row 2: which board is Mian Board?')
    expect(page).toContain('The same board as Main Board')
    const fields = formFields(page)
    const forged = await console.post('/console/plan/boards/import/confirm', fields)
    expect(await forged.text()).toContain('<a href="#row-2">Choose which board row 2 is</a>')
    expect((await directory()).boards).toHaveLength(1)

    const half = await console.post('/console/plan/boards/import/decide', { ...fields, 'row-2': 'board' })
    expect(half.status).toBe(422)
    expect(await half.text()).toContain('Choose which board row 3 is')
    const decided = await console.post('/console/plan/boards/import/decide', {
      ...fields,
      'row-2': 'board',
      'row-3': 'another',
    })
    const confirm = await decided.text()
    expect(confirm).toContain('Import 2 boards')
    await console.post('/console/plan/boards/import/confirm', formFields(confirm))
    const { boards } = await directory()
    expect(boards.map(({ name }) => name).sort()).toEqual(['Main Board', 'Main Bord'])
    expect(boards.find(({ boardId }) => boardId === 'board')).toMatchObject({
      aliases: ['Mian Board'],
      members: ['ann', 'bob', 'mia'],
    })
  })

  it('show the rows to be decided also while others are refused', async () => {
    const page = await upload('people', 'Name,Email\nA Lead,a@elsewhere.example\nNo Address,')
    expect(page).toContain('Refused rows')
    expect(page).toMatch(/Rows to be decided.*A Lead.*Ann Lead/s)
    expect(page).not.toContain('import/decide')
  })
})
