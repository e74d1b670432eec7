import { beforeEach, describe, expect, it } from 'vitest'
import { december, openDecember } from '../support/lead.ts'
import { actions } from '../support/small-plan.ts'

const answer = { status: 'on-track', obstacles: '', impact: '', links: '', page: 'p' }

describe('the page that submits', () => {
  type December = Awaited<ReturnType<typeof openDecember>>
  let opened: December
  let lead: Awaited<ReturnType<December['leads']['enter']>>

  beforeEach(async () => {
    opened = await openDecember()
    const { month } = opened
    // A third action of hers.
    const [second, third] = ['1.2', '1.5']
    const shared = await month.table.forms.findAsk({ ...december, personId: 'ann', ref: second })
    const [action] = actions
    if (!shared || !action) throw new Error('the month has no such action')
    await month.table.imports.writeActions([{ ...action, ref: third }])
    await month.table.entities.ask
      .create({
        ...december,
        personId: 'ann',
        ref: third,
        says: shared.says,
        holders: ['ann'],
        draftRevision: 0,
        answerVersion: 0,
      })
      .go()
    lead = await opened.leads.enter('ann')
    for (const ref of ['1.1', second, third]) await type(ref, `Said of ${ref}`)
  })

  const type = (ref: string, progress: string, revision = '0', page = 'p') =>
    lead.post(`/form/action/${ref}/draft`, { ...answer, progress, revision, page })
  const submit = async (...chosen: string[]) => {
    const page = await lead.post(
      '/form/submit',
      chosen.map((one): [string, string] => ['submit', one]),
    )
    return { status: page.status, html: await page.text() }
  }
  const boxes = (html: string) =>
    [...html.matchAll(/name="submit" type="checkbox" value="([^":]+):\d+"( checked)?/g)].map(
      ([, ref, checked]) => `${ref}${checked ? ' ticked' : ''}`,
    )

  it('has all that is ready ticked at first', async () => {
    expect(boxes(await lead.read('/form/check'))).toEqual(['1.1 ticked', '1.2 ticked', '1.5 ticked'])
  })

  it('keeps what was chosen when one of them was changed elsewhere', async () => {
    await type('1.1', 'Changed elsewhere', '1', 'q')
    const { status, html } = await submit('1.1:1')
    expect(status).toBe(409)
    expect(boxes(html)).toEqual(['1.1 ticked', '1.2', '1.5'])
    expect(html).not.toContain('is stored')
  })

  it('ticks nothing anew where nothing was chosen', async () => {
    const { status, html } = await submit()
    expect(status).toBe(422)
    expect(html).toContain('Choose what to submit')
    expect(boxes(html)).toEqual(['1.1', '1.2', '1.5'])
  })

  it('keeps the choice also where one action alone is left, and says what of the press is stored', async () => {
    await type('1.2', 'Unfinished', '1', 'q')
    await lead.post('/form/action/1.2', {
      ...answer,
      status: '',
      progress: 'Unfinished',
      revision: '2',
      page: 'q',
    })
    const { status, html } = await submit('1.1:1', '1.2:1')
    expect(status).toBe(409)
    expect(boxes(html)).toEqual(['1.5'])
    expect(html).toContain('1 update is stored')
    expect(html).toMatch(/1\.1 Do what 1\.1 says \(reference 1\.1-[0-9A-F]{8}/)
    expect(html).toContain('A receipt with all of it is on its way to you by email.')
    // Pressed again it says the same.
    expect((await submit('1.1:1', '1.2:1')).html).toContain('1 update is stored')
  })
})
