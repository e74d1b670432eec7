import { beforeEach, describe, expect, it } from 'vitest'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import { findLeftOver } from '../../functions/update/left-over.ts'
import { openHandOver } from '../support/hand-over.ts'
import { CLOSES, december, openTestLeads } from '../support/lead.ts'
import { key } from '../support/small-plan.ts'

const JANUARY = '2027-01-04T09:00:00.000Z'
const january = { ...key, cycleId: '2027-01' }
const SUMMARY = 'What you wrote for December 2026 and did not submit'

describe('what was written last month and not submitted', () => {
  type Opened = Awaited<ReturnType<typeof openHandOver>>
  let opened: Opened
  let ann: Opened['ann']

  beforeEach(async () => {
    opened = await openHandOver()
    ;({ ann } = opened)
  })

  const file = { name: 'minutes.pdf', mediaType: 'application/pdf', bytes: 1, sha256: 'a'.repeat(64) }
  const close = async () => {
    await opened.month.tick(CLOSES)
  }
  /** Ann's browser in January. */
  const enter = async (personId = 'ann') => {
    await opened.month.tick(JANUARY)
    opened.clock.now = '2027-01-05T10:00:00.000Z'
    return await openTestLeads(opened.month, opened.clock).enter(personId, january)
  }
  const ask = (ref: string) => opened.month.table.forms.findAsk({ ...january, personId: 'ann', ref })

  it('is on the page of the action, to its own lead alone', async () => {
    await opened.save(ann, '1.2', { progress: 'Written in December' })
    await close()
    const page = await (await enter()).read('/form/action/1.2')
    expect(page).toContain(SUMMARY)
    expect(page).toMatch(/How this action stands.*On track.*Written in December/s)
    expect(await (await enter('bob')).read('/form/action/1.2')).not.toContain('Written in December')
  })

  it('is also what came too late, the newest first, and each text once', async () => {
    await opened.save(ann, '1.1', { progress: 'Before closing' })
    await close()
    opened.clock.now = '2026-12-02T20:00:00.000Z'
    await ann.post('/form/action/1.1', { status: 'on-track', progress: 'After closing', page: 'q' })
    await ann.post('/form/submit', { submit: '1.1:1' })
    const page = await (await enter()).read('/form/action/1.1')
    expect(page.match(/After closing/g)).toHaveLength(1)
    expect(page).toMatch(/After closing.*Before closing/s)
  })

  it('begins this month’s answer by one press, with its files, and once', async () => {
    await opened.save(ann, '1.1', { progress: 'Written in December' })
    const draft = (await opened.ask('ann'))?.draft
    if (!draft) throw new Error('nothing was saved')
    await opened.month.table.forms.saveDraft(
      { ...key, cycleId: '2026-12', personId: 'ann', ref: '1.1' },
      { ...draft, files: [file] },
      1,
    )
    await close()
    const lead = await enter()
    const take = (revision: string) =>
      lead.post('/form/action/1.1/take-up', { text: draft.savedAt, revision, page: 'p' })
    const page = (await take('0')).headers.get('location') ?? ''
    expect(await lead.read(page)).toContain('What you wrote last month is copied here as a draft.')
    expect(await ask('1.1')).toMatchObject({
      draft: { progress: 'Written in December', files: [file], savedAt: opened.clock.now },
      draftRevision: 1,
    })
    expect(await lead.read('/form/action/1.1')).not.toContain('Begin this month’s answer with it')
    await opened.save(lead, '1.1', { progress: 'Said better' })
    await take('2')
    expect((await ask('1.1'))?.draft?.progress).toBe('Said better')
  })

  it('does not take the place of what was typed meanwhile', async () => {
    await opened.save(ann, '1.1', { progress: 'Written in December' })
    const text = (await opened.ask('ann'))?.draft?.savedAt ?? ''
    await close()
    const lead = await enter()
    const typed = { text, revision: '0', page: 'p', progress: 'January' }
    const begun = await lead.post('/form/action/1.1/take-up', typed)
    const page = await lead.read(begun.headers.get('location') ?? '')
    expect(page).toContain('Nothing was copied, for you had begun to type.')
    expect((await ask('1.1'))?.draft?.progress).toBe('January')
    const elsewhere = await lead.post('/form/action/1.1/take-up', { ...typed, page: 'q', progress: 'Other' })
    expect(elsewhere.status).toBe(409)
    expect(await elsewhere.text()).toMatch(/January.*<textarea[^>]*>\s*Other/s)
  })

  it('is not what was submitted, and is not shown where the action is answered', async () => {
    await opened.submit(ann, 'ann', '1.1')
    await opened.save(ann, '1.2', { progress: 'Written in December' })
    await close()
    const lead = await enter()
    expect(await lead.read('/form/action/1.1')).not.toContain(SUMMARY)
    await opened.save(lead, '1.2', { progress: 'January' })
    expect(await lead.read('/form/action/1.2')).toContain('Written in December')
    await lead.post('/form/submit', { submit: '1.2:1' })
    expect(await lead.read('/form/action/1.2')).not.toContain('Written in December')
  })

  it('is not shown to whoever answers in the lead’s place', async () => {
    await opened.save(ann, '1.1', { progress: 'Written in December' })
    await close()
    await opened.handTo('mia', ['1.1'], await enter())
    const page = await (await enter('mia')).read('/form/action/1.1')
    expect(page).toContain('in the place of Ann Lead')
    expect(page).not.toContain('Written in December')
  })

  it('is not what came too late and was followed by an answer', async () => {
    const { month, clock, later } = opened
    await close()
    clock.now = '2026-12-02T20:00:00.000Z'
    await ann.post('/form/action/1.1', { status: 'on-track', progress: 'Came too late', page: 'q' })
    const deps = { ...month.deps, steering: month.table.steering }
    await reopenCycle(december, '2026-12-22', 'cora', '2026-12-18T18:00:00.000Z', deps)
    later(30)
    await opened.submit(ann, 'ann', '1.1', { progress: 'Said in time' })
    expect((await opened.ask('ann'))?.late).toMatchObject([{ progress: 'Came too late' }])
    await month.tick('2026-12-22T17:00:00.000Z')
    const page = await (await enter()).read('/form/action/1.1')
    expect(page).toContain('Said in time')
    expect(page).not.toContain(SUMMARY)
  })

  it('is nothing where all of it was taken out again', async () => {
    await opened.save(ann, '1.1')
    await opened.save(ann, '1.1', { status: '', progress: '' })
    expect((await opened.ask('ann'))?.draft?.progress).toBe('')
    await close()
    expect(await (await enter()).read('/form/action/1.1')).not.toContain(SUMMARY)
  })

  it('is found behind a month that was skipped', async () => {
    await opened.save(ann, '1.1', { progress: 'Written in December' })
    await close()
    const february = { ...key, cycleId: '2027-02' }
    const asked = await opened.ask('ann')
    if (!asked) throw new Error('the action is not on the form')
    const left = await findLeftOver({ ...asked, ...february, draft: null }, opened.month.table)
    expect(left?.texts.map(({ progress }) => progress)).toEqual(['Written in December'])
  })
})
