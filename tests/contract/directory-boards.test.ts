import { beforeEach, describe, expect, it } from 'vitest'
import { formFields, openTestConsole } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { actions } from '../support/small-plan.ts'

const NOW = '2026-11-23T10:00:00.000Z'

describe("a board's page", () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let console: Awaited<ReturnType<typeof openTestConsole>>
  const save = async (path: string, fields: Record<string, string>) => {
    const form = formFields(await console.read(path))
    const answer = await console.post(path, { ...form, ...fields })
    return answer.headers.get('location') ?? ''
  }
  const edit = (meetings: string) => save('/console/plan/boards/board/edit', { meetings })

  beforeEach(async () => {
    month = await openTestMonth()
    console = await openTestConsole(month, () => NOW)
  })

  it('shows meetings that are past folded, and says when one was entered', async () => {
    const page = await console.read(await edit('22/11/2026\n23/11/2026\n1/10/2025'))
    expect(page).toContain('The changes are saved. A meeting day that you entered is past')
    expect(page).toMatch(
      /23 November 2026<\/div><details.*2 past meetings.*22 November 2026.*1 October 2025/s,
    )
    // It is nothing new the next time.
    const later = await console.read(await edit('22/11/2026\n23/11/2026\n1/10/2025\n1/2/2027'))
    expect(later).not.toContain('that you entered is past')
    expect(later).toContain('The changes are saved.')
    const none = await console.read(await edit(''))
    expect(none).toContain('No meeting day from today on is known')
    expect(none).not.toContain('<details')
  })

  it('says so of a new board too', async () => {
    const href = await save('/console/plan/boards/new', { name: 'New Group', meetings: '1/10/2025' })
    const page = await console.read(href)
    expect(page).toContain('The board is added. A meeting day that you entered is past')
    expect(page).toMatch(/No meeting day from today on is known.*1 past meeting</s)
  })

  it('lists its actions in the order people read refs in', async () => {
    const [action] = actions
    if (!action) throw new Error('the small plan has an action')
    await month.table.imports.writeActions([{ ...action, ref: '1.10' }])
    expect(await console.read('/console/plan/boards/board')).toContain('1.1, 1.2, 1.3, 1.4, 1.10')
  })
})
