import { beforeEach, describe, expect, it } from 'vitest'
import { packsByDefault } from '../../functions/plan/plan.ts'
import { formFields, openTestConsole, wordsOf } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { key, people } from '../support/small-plan.ts'

const NOW = '2026-11-23T10:00:00.000Z'
const PATH = '/console/plan/packs/settings'

describe('how packs are approved and issued', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let cora: Awaited<ReturnType<typeof openTestConsole>>

  const saved = async () => (await month.table.plans.findPlan(key))?.packs
  const typed = async (change: Record<string, string> = {}) => ({
    ...formFields(await cora.read(PATH)),
    ...change,
  })
  const events = async () =>
    (await month.table.entities.audit.scan.go({ pages: 'all' })).data.filter(
      ({ what }) => what === 'pack-settings-changed',
    )

  beforeEach(async () => {
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    cora = await openTestConsole(month, () => NOW)
  })

  it('are shown as they are saved, and save as they are shown', async () => {
    expect(await typed()).toMatchObject({ approval: 'another-person', issue: 'meeting', issueAt: '10am' })
    const answer = await cora.post(PATH, await typed())
    expect(answer.headers.get('location')).toBe(`${PATH}?done=saved`)
    expect(await saved()).toEqual(packsByDefault)
  })

  it('are changed together, with an event that says from what to what', async () => {
    await cora.post(
      PATH,
      await typed({
        approval: 'anyone',
        issueDays: ' 3 ',
        issueAt: '5:30pm',
        remindBefore: '1',
        internal: '1.1\n\n1.1 ',
      }),
    )
    const changed = {
      approval: 'anyone',
      issue: { workingDays: 3, at: '17:30' },
      remindBefore: 1,
      internal: ['1.1'],
    }
    expect(await saved()).toEqual(changed)
    expect(await events()).toMatchObject([
      { by: 'cora', at: NOW, details: { from: packsByDefault, to: changed } },
    ])
    await cora.post(PATH, await typed({ issue: 'hand' }))
    expect((await saved())?.issue).toBeNull()
  })

  it.each([
    [{ approval: '' }, 'Choose who may approve a pack'],
    [{ approval: 'nobody' }, 'Choose who may approve a pack'],
    [{ issue: 'sometimes' }, 'Choose when packs are issued'],
    [{ issueDays: '41' }, 'Working days before the meeting must be a whole number from 0 to 40'],
    [{ issueDays: '-1' }, 'must be a whole number'],
    [{ issueAt: 'noonish' }, 'The hour must be a time, for example 10am or 5:30pm'],
    [{ remindBefore: '' }, 'Working days before that must be a whole number from 0 to 20'],
    [{ internal: '1.1\n9.9' }, 'No action of the plan has the ref “9.9”'],
  ])('refuse %j, say what is wrong, and keep what was typed', async (change, words) => {
    const form = await typed({ internal: '1.1', ...change })
    const answer = await cora.post(PATH, form)
    const page = await answer.text()
    expect([answer.status, page]).toEqual([422, expect.stringContaining(words)])
    expect(formFields(page)['internal']).toBe(form['internal'])
    expect(await saved()).toEqual(packsByDefault)
  })

  it('hand back what was typed where somebody else was quicker, beside what is saved now', async () => {
    const mine = await typed({ approval: 'anyone', internal: '1.1' })
    await cora.post(PATH, await typed({ issue: 'hand', internal: '1.2' }))
    const answer = await cora.post(PATH, mine)
    const page = await answer.text()
    expect(answer.status).toBe(409)
    const words = wordsOf(page)
    expect(words).toContain('Somebody else changed the plan’s settings while this page was open.')
    expect(words).toContain(
      'Who may approve a pack An approver who did not ask for the approval Any approver, also whoever asked',
    )
    expect(words).toContain(
      'When an approved pack is issued Only when somebody presses the button By itself, before the board meets',
    )
    expect(words).toContain('Internal actions 1.2 1.1')
    expect(await saved()).toMatchObject({ approval: 'another-person', issue: null, internal: ['1.2'] })

    // Saved once more, knowingly.
    expect(formFields(page)).toMatchObject({ approval: 'anyone', internal: '1.1' })
    await cora.post(PATH, formFields(page))
    expect(await saved()).toEqual({ ...packsByDefault, approval: 'anyone', internal: ['1.1'] })
  })

  it('are for coordinators alone', async () => {
    await month.table.plans.saveDirectory({
      people: people
        .filter(({ personId }) => personId === 'cora')
        .map((cora) => ({
          ...cora,
          personId: 'ines',
          email: 'ines@testshire.example',
          roles: ['approver'],
        })),
      boards: [],
    })
    const ines = await openTestConsole(month, () => NOW, 'ines@testshire.example')
    expect((await ines.get(PATH)).headers.get('location')).toBe('/console')
    expect((await ines.post(PATH, await typed())).headers.get('location')).toBe('/console')
    expect(await events()).toEqual([])
  })
})
