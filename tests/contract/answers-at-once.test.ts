import { describe, expect, it } from 'vitest'
import type { FormStore } from '../../functions/update/ports.ts'
import { openHandOver } from '../support/hand-over.ts'
import { askForApril, openTestLeads } from '../support/lead.ts'
import { key } from '../support/small-plan.ts'

const june = { 'forecast-month': 'June', 'forecast-year': '2027' }
const none = { 'forecast-month': '', 'forecast-year': '' }

const opened = async () => {
  const all = await openHandOver()
  const { month, clock } = all
  const coraAsks = () => askForApril(month, clock)
  const open = async () =>
    (await month.table.changes.listOpen(key)).map(({ askedBy, changes }) => [askedBy, changes[0]?.to])
  return { ...all, coraAsks, open }
}

describe('a new date in an answer', () => {
  it('asks for nothing where somebody else has asked between the reading and the writing', async () => {
    const { month, clock, submit, head, coraAsks, open } = await opened()
    const { forms } = month.table
    let first = true
    const afterCora: FormStore['submit'] = async (submission) => {
      if (first) {
        first = false
        expect((await coraAsks()).outcome).toBe('asked')
      }
      return await forms.submit(submission)
    }
    const leads = openTestLeads(month, clock, { forms: { ...forms, submit: afterCora } })
    const answered = await submit(await leads.enter('ann'), 'ann', '1.1', june)
    expect(answered.headers.get('location')).toBe('/form/done')
    expect(await open()).toEqual([['cora', '2027-04']])
    expect(await head()).toMatchObject({ version: 1, forecast: '2027-06', changeId: null })
  })

  it('that is taken back leaves the date free for somebody else to ask about', async () => {
    const { ann, later, submit, coraAsks, open } = await opened()
    await submit(ann, 'ann', '1.1', june)
    expect((await coraAsks()).outcome).toBe('refused')
    later(5)
    await submit(ann, 'ann', '1.1', none)
    expect(await open()).toEqual([])
    expect((await coraAsks()).outcome).toBe('asked')
    expect(await open()).toEqual([['cora', '2027-04']])
  })
})

describe('a draft that a colleague’s answer has overtaken', () => {
  it('is ready again once it is saved as it is', async () => {
    const { ann, leads, ask, head, later, save, submit } = await opened()
    await save(ann, '1.2', { progress: 'Ann says' })
    later(5)
    await submit(await leads.enter('bob'), 'bob', '1.2', { progress: 'Bob says' })
    expect(await ann.read('/form/check')).not.toContain('Ann says')
    later(5)
    await save(ann, '1.2', { progress: 'Ann says' })
    expect((await ask('ann', '1.2'))?.draftRevision).toBe(2)
    expect(await ann.read('/form/check')).toContain('Ann says')
    await ann.post('/form/submit', { submit: '1.2:2' })
    expect(await head('1.2')).toMatchObject({ version: 2, progress: 'Ann says' })
  })
})
