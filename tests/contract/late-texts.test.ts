import { beforeEach, describe, expect, it } from 'vitest'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import type { GivenAnswer } from '../../functions/update/ask.ts'
import { takeUpLate } from '../../functions/update/keep-late.ts'
import { openTestConsole } from '../support/console.ts'
import { makeDraft } from '../support/draft.ts'
import { CLOSES, december, openDecember } from '../support/lead.ts'
import { plainAnswer } from '../support/plain-answer.ts'

const ann = { ...december, personId: 'ann' }
const answer = { status: 'on-track', progress: 'In time', obstacles: '', impact: '', links: '' }

describe('what is typed after the month has closed', () => {
  type December = Awaited<ReturnType<typeof openDecember>>
  let month: December['month']
  let clock: December['clock']
  let lead: Awaited<ReturnType<December['leads']['enter']>>

  beforeEach(async () => {
    const opened = await openDecember()
    ;({ month, clock } = opened)
    lead = await opened.leads.enter('ann')
    await type({ revision: '0', page: 'in-time' })
  })

  /** What a page sends by itself. */
  const type = async (fields: Record<string, string>, ref = '1.1') => {
    const told = await lead.post(`/form/action/${ref}/draft`, { ...answer, ...fields })
    return { status: told.status, ...Object(await told.json()) }
  }
  const close = async () => {
    await month.tick(CLOSES)
    // The session of somebody who was at the form a while ago still goes on.
    clock.now = '2026-12-02T20:00:00.000Z'
  }
  const ask = (ref = '1.1') => month.table.forms.findAsk({ ...ann, ref })
  const lateTexts = async (ref = '1.1') => (await ask(ref))?.late.map(({ progress }) => progress)
  const lateAt = async () => (await month.table.forms.loadRequestFile(ann))?.request.lateAt
  const console = () => openTestConsole(month, () => '2026-12-18T18:00:00.000Z')

  it('is kept for the coordinator, and changes nothing that the packs have', async () => {
    await close()
    const late = { ...answer, progress: 'Too late', revision: '1', page: 'p' }
    const page = await lead.post('/form/action/1.1', late)
    expect(page.status).toBe(410)
    const html = await page.text()
    expect(html).toContain('Too late')
    expect(html).toContain('It is kept, marked as late, and your coordinator can see it.')
    expect(await ask()).toMatchObject({ draft: { progress: 'In time' }, late: [{ progress: 'Too late' }] })
    expect(await lateAt()).toBe(clock.now)
  })

  it('is kept of each page as it sent it last, and the coordinator sees all of them', async () => {
    await close()
    const first = await type({ progress: 'Too', page: 'desk' })
    expect(first).toEqual({
      status: 410,
      kept: true,
      text: 'The month has closed. Your text is kept, marked as late, and your coordinator can see it.',
    })
    await type({ progress: 'On the phone', page: 'phone' })
    await type({
      progress: 'Too late, whole',
      'forecast-month': 'June',
      'forecast-year': '27',
      page: 'desk',
    })
    expect(await lateTexts()).toEqual(['On the phone', 'Too late, whole'])
    const page = await (await console()).read('/console/plan')
    expect(page).toMatch(/Too late for December 2026.*is shown here until the next\s+month closes/s)
    expect(page).toMatch(/On the phone.*Too late, whole.*New date.*June 27/s)
  })

  it('is lost of neither of two devices that send at the same moment', async () => {
    await close()
    await type({ progress: 'Begun', page: 'p1' })
    const pages = ['p1', 'p2', 'p3', 'p4']
    const told = await Promise.all(pages.map((page) => type({ progress: `All of ${page}`, page })))
    expect(told.map(({ kept }) => kept)).toEqual([true, true, true, true])
    expect((await lateTexts())?.sort()).toEqual(pages.map((page) => `All of ${page}`))
  })

  it('is kept once where a page that names itself to nobody sends it again', async () => {
    await close()
    for (const progress of ['One', 'Two', 'One']) await type({ progress })
    expect(await lateTexts()).toEqual(['One', 'Two'])
  })

  it('is no late text where it is empty, or as it was saved or submitted in time', async () => {
    await lead.post('/form/submit', { submit: '1.1:1' })
    await type({ progress: 'Saved after that', revision: '1', page: 'in-time' })
    await close()
    for (const [said, ref] of [
      [{ progress: 'In time' }, '1.1'],
      [{ progress: 'Saved after that' }, '1.1'],
      [{ progress: ' ', status: '' }, '1.2'],
    ] as const) {
      expect(await type({ ...said, page: 'p' }, ref)).toMatchObject({
        status: 410,
        kept: true,
        text: 'The month has closed. What was saved before stays as it was.',
      })
      expect(await lateTexts(ref)).toEqual([])
    }
    const page = await lead.post('/form/action/1.1', { ...answer, progress: 'Saved after that', page: 'p' })
    expect(await page.text()).toContain('This is no more than what was saved before the month closed.')
    expect(await lateAt()).toBeNull()
  })

  it('does not keep what a page said in between and has taken out again', async () => {
    await close()
    await type({ progress: 'In time, and a slip', page: 'p' })
    expect(await lateTexts()).toEqual(['In time, and a slip'])
    await type({ progress: 'In time', page: 'p' })
    expect(await lateTexts()).toEqual([])
  })

  describe('in a month that is opened again', () => {
    const REOPENED = '2026-12-18T18:00:00.000Z'
    const reopen = async () => {
      const deps = { ...month.deps, steering: month.table.steering }
      expect(await reopenCycle(december, '2026-12-22', 'cora', REOPENED, deps)).toEqual({ ok: true })
      clock.now = '2026-12-02T20:30:00.000Z'
    }
    beforeEach(async () => {
      await close()
      await type({ progress: 'Came too late', page: 'p' })
      await reopen()
    })

    it('is on the form again, ready to be submitted, and the coordinator still sees it', async () => {
      const page = await lead.read('/form/action/1.1')
      expect(page).toMatch(/<textarea[^>]*>\s*Came too late/)
      expect(page).toContain('You typed this after the month had closed.')
      expect(await lead.read('/form/check')).toContain('Came too late')
      const month = await (await console()).read('/console/plan')
      expect(month).toMatch(
        /Too late for December 2026.*their form has it, for them to submit.*Came too late/s,
      )
      const done = await lead.post('/form/submit', { submit: `1.1:${(await ask())?.draftRevision}` })
      expect(done.headers.get('location')).toBe('/form/done')
      expect((await ask())?.answer?.progress).toBe('Came too late')
    })

    it('is shown no more to the coordinator as too late once its lead has answered', async () => {
      await lead.post('/form/submit', { submit: `1.1:${(await ask())?.draftRevision}` })
      await month.tick('2026-12-22T17:00:00.000Z')
      expect(await (await console()).read('/console/plan')).not.toContain('Came too late')
    })

    it('gives way to what is saved since', async () => {
      clock.now = '2026-12-02T20:31:00.000Z'
      await type({ progress: 'Written anew', revision: '1', page: 'q' })
      expect(await lead.read('/form/action/1.1')).toMatch(/<textarea[^>]*>\s*Written anew/)
    })
  })

  it('is the lead’s own also where a colleague has answered since', async () => {
    await close()
    await type({ progress: 'Mine', page: 'p' }, '1.2')
    const shared = await ask('1.2')
    if (!shared) throw new Error('the action is not on the form')
    const given: GivenAnswer = {
      ...plainAnswer,
      progress: 'Theirs',
      by: 'bob',
      byName: 'Bob Lead',
      at: '2026-12-02T21:00:00.000Z',
      version: 1,
      hash: '0'.repeat(64),
      draftRevision: 1,
    }
    expect(takeUpLate({ ...shared, answer: given }).draft?.progress).toBe('Mine')
    expect(takeUpLate({ ...shared, answer: { ...given, by: 'ann' } }).draft).toBe(shared.draft)
  })

  it('is read where an archive of before holds a single one', async () => {
    await close()
    await month.table.entities.ask
      .patch({ ...ann, ref: '1.1' })
      .set({ late: makeDraft(clock.now, { progress: 'The only one' }) })
      .remove(['lateRevision'])
      .go()
    expect(await lateTexts()).toEqual(['The only one'])
    await type({ progress: 'Another', page: 'p' })
    expect(await lateTexts()).toEqual(['The only one', 'Another'])
  })
})
