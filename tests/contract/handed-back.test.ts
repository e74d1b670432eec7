import { beforeEach, describe, expect, it } from 'vitest'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import { CLOSES, december, openDecember } from '../support/lead.ts'

const answer = { status: 'off-track', progress: 'Typed', obstacles: '', impact: '', links: '' }
const HOUR = 60

describe('what is pressed on a page that is over', () => {
  type December = Awaited<ReturnType<typeof openDecember>>
  let opened: December
  let lead: Awaited<ReturnType<December['leads']['enter']>>

  beforeEach(async () => {
    opened = await openDecember()
    lead = await opened.leads.enter('ann')
  })

  const endSession = () => opened.later(13 * HOUR)
  const close = () => opened.month.tick(CLOSES)
  const read = async (page: Response | Promise<Response>) =>
    (await (await page).text()).replaceAll(/\s+/g, ' ')
  const colleague: [string, string][] = [
    ['ref', '1.1'],
    ['who', 'new'],
    ['name', 'Nora New'],
    ['email', 'nora@testshire.example'],
  ]

  describe.each([
    ['the session has ended', 401, endSession],
    ['the month has closed', 410, close],
  ])('because %s', (_, status, end) => {
    it('hands back the status that was chosen', async () => {
      await end()
      const page = await lead.post('/form/action/1.1', { ...answer, revision: '0', page: 'p' })
      expect(page.status).toBe(status)
      expect(await read(page)).toMatch(
        /How this action stands<\/h3> <p[^>]*>Off track<|stands<\/h3><p[^>]*>Off track</,
      )
    })

    it('hands back whom a lead named, and says that nothing was handed over', async () => {
      await end()
      const page = await read(lead.post('/form/hand-over', colleague))
      expect(page).toContain('Nothing was handed over.')
      expect(page).toMatch(
        /Actions.*1\.1.*Their name.*Nora New.*Their email address.*nora@testshire\.example/,
      )
    })

    it.each([
      ['/form/submit', 'Nothing was submitted'],
      ['/form/action/1.1/no-change', 'It was not stored that nothing has changed.'],
      ['/form/action/1.1/take-back', 'The action was not taken back.'],
      ['/form/action/1.1/give-back', 'The action was not given back.'],
      ['/form/action/1.1/discard', 'Nothing was discarded.'],
      ['/form/action/1.1/take-up', 'Nothing was copied.'],
      [`/form/action/1.1/files/${'a'.repeat(64)}/remove`, 'The file was not removed.'],
    ])('says of %s that it is not done', async (path, said) => {
      await end()
      const page = await lead.post(path)
      expect(page.status).toBe(status)
      expect(await read(page)).toContain(said)
    })

    it('says of a file that it was not added', async () => {
      await end()
      expect(await read(lead.get('/form/action/1.1/files/added?key=k'))).toContain('The file was not added.')
    })
  })

  it('is said to come after the month has closed also days after the session, and nothing is kept', async () => {
    await close()
    opened.later(48 * HOUR)
    const page = await lead.post('/form/action/1.1', { ...answer, revision: '0', page: 'p' })
    expect(page.status).toBe(410)
    const html = await read(page)
    expect(html).toContain('Updates for December 2026 have closed')
    expect(html).toMatch(/This was not saved\. Copy it before you leave this page\..*Typed/)
    const ask = await opened.month.table.forms.findAsk({ ...december, personId: 'ann', ref: '1.1' })
    expect(ask?.late).toEqual([])
  })

  it('is not said to be kept or closed to whoever has a link that was taken back', async () => {
    await close()
    await opened.month.table.entities.request
      .patch({ ...december, personId: 'ann' })
      .add({ linkRevision: 1 })
      .go()
    opened.later(48 * HOUR)
    expect((await lead.post('/form/action/1.1', { ...answer, revision: '0', page: 'p' })).status).toBe(401)
  })

  it('is said on the list of a month that was opened again when it was due and when it closes', async () => {
    await close()
    const deps = { ...opened.month.deps, steering: opened.month.table.steering }
    await reopenCycle(december, '2026-12-22', 'cora', '2026-12-18T18:00:00.000Z', deps)
    opened.clock.now = '2026-12-18T19:00:00.000Z'
    expect(await (await opened.leads.enter('ann')).read('/form')).toMatch(
      /They were due by 5pm on Tuesday 15 December 2026\. You can still submit until the month closes at .* on Tuesday 22 December 2026\./,
    )
  })
})
