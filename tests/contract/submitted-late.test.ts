import { beforeEach, describe, expect, it } from 'vitest'
import { reopenCycle } from '../../functions/cycle/reopen-cycle.ts'
import { openTestConsole } from '../support/console.ts'
import { CLOSES, december, openDecember, openTestLeads } from '../support/lead.ts'

const ann = { ...december, personId: 'ann' }
const answer = { status: 'on-track', progress: '', obstacles: '', impact: '', links: '' }
const AFTER = '2026-12-02T20:00:00.000Z'

describe('answers that are submitted after the month has closed', () => {
  type December = Awaited<ReturnType<typeof openDecember>>
  let month: December['month']
  let clock: December['clock']
  let later: December['later']
  let lead: Awaited<ReturnType<December['leads']['enter']>>

  beforeEach(async () => {
    const opened = await openDecember()
    ;({ month, clock, later } = opened)
    lead = await opened.leads.enter('ann')
    await type('1.1', 'Said of 1.1')
    await type('1.2', 'Said of 1.2')
  })

  const type = (ref: string, progress: string, revision = '0', status = 'on-track') =>
    lead.post(`/form/action/${ref}/draft`, { ...answer, status, progress, revision, page: 'p' })
  const close = async () => {
    await month.tick(CLOSES)
    // The session of somebody who was at the form a while ago still goes on.
    clock.now = AFTER
  }
  const submit = async (...chosen: string[]) => {
    const page = await lead.post(
      '/form/submit',
      chosen.map((one): [string, string] => ['submit', one]),
    )
    return { status: page.status, html: await page.text() }
  }
  const ask = (ref = '1.1') => month.table.forms.findAsk({ ...ann, ref })
  const overview = async () => {
    const console = await openTestConsole(month, () => '2026-12-18T18:00:00.000Z')
    return (await console.read('/console/plan')).replaceAll(/\s+/g, ' ')
  }

  it('are handed back, said not to be submitted, and kept as late', async () => {
    await close()
    const { status, html } = await submit('1.1:1', '1.2:1')
    expect(status).toBe(410)
    expect(html).toContain('<h1 class="govuk-heading-l">Nothing was submitted: it came too late</h1>')
    expect(html).toMatch(/1\.1 Do what.*On track.*Said of 1\.1.*1\.2 Do what.*Said of 1\.2/s)
    expect(await ask()).toMatchObject({
      answer: null,
      late: [{ progress: 'Said of 1.1', submittedAt: AFTER }],
    })
    expect(await overview()).toMatch(/Too late for December 2026.*Said of 1\.1.*Ann Lead, submitted too late/)
  })

  it('are kept once, however often the button is pressed', async () => {
    await close()
    await Promise.all([submit('1.1:1'), submit('1.1:1')])
    later(5)
    expect((await submit('1.1:1')).html).toContain('Said of 1.1')
    const kept = await ask()
    expect(kept).toMatchObject({ late: [{ submittedAt: AFTER }], lateRevision: 1 })
  })

  it('take the place of a text that was only typed too late', async () => {
    await close()
    await type('1.1', 'Typed too late', '1')
    expect(await ask()).toMatchObject({ late: [{ progress: 'Typed too late', submittedAt: null }] })
    expect(await overview()).toContain('Ann Lead, typed and not submitted')
    later(1)
    expect((await submit('1.1:1')).html).toContain('Typed too late')
    expect((await ask())?.late).toMatchObject([{ progress: 'Typed too late', submittedAt: clock.now }])
  })

  it('are told apart from what a first press had stored in time', async () => {
    expect((await submit('1.1:1')).status).toBe(303)
    await close()
    const { html } = await submit('1.1:1', '1.2:1')
    expect(html).toContain('Part of it was not submitted: it came too late')
    expect(html).toMatch(/stored in time.*1\.1 Do what[^<]*reference 1\.1-[0-9A-F]{8}/s)
    expect(html).not.toContain('Said of 1.1')
    expect([(await ask('1.1'))?.late.length, (await ask('1.2'))?.late.length]).toEqual([0, 1])
    expect((await submit('1.1:1')).html).toContain('It was submitted in time')
  })

  it('are kept also where the month closes during the press', async () => {
    const { forms } = month.table
    const closing = openTestLeads(month, clock, {
      forms: {
        ...forms,
        submit: async (submission) => {
          await month.tick(CLOSES)
          return await forms.submit(submission)
        },
      },
    })
    const late = await (await closing.enter('ann')).post('/form/submit', { submit: '1.1:1' })
    expect(late.status).toBe(410)
    expect(await late.text()).toContain('Nothing was submitted: it came too late')
    expect((await ask())?.late).toHaveLength(1)
  })

  it('are on the form again where the month is opened again, and can be submitted, once', async () => {
    expect((await submit('1.2:1')).status).toBe(303)
    await close()
    await submit('1.1:1')
    await type('1.2', 'Said better of 1.2', '1')
    const deps = { ...month.deps, steering: month.table.steering }
    expect(await reopenCycle(december, '2026-12-22', 'cora', '2026-12-18T18:00:00.000Z', deps)).toEqual({
      ok: true,
    })
    later(30)
    const page = await lead.read('/form/action/1.1')
    expect(page).toMatch(/<textarea[^>]*>\s*Said of 1\.1/)
    expect(page).toContain('You submitted this after the month had closed.')
    for (const press of [1, 2]) {
      expect([press, (await submit('1.1:1', '1.2:1')).status]).toEqual([press, 303])
    }
    expect((await ask('1.1'))?.answer).toMatchObject({ progress: 'Said of 1.1', version: 1 })
    expect((await ask('1.2'))?.answer).toMatchObject({ progress: 'Said better of 1.2', version: 2 })
    expect(await lead.read('/form/action/1.1')).not.toContain('after the month had closed')
  })

  it('are what the form goes on from once they are submitted in a month that is opened again', async () => {
    await close()
    await type('1.1', 'Said better', '1')
    const deps = { ...month.deps, steering: month.table.steering }
    await reopenCycle(december, '2026-12-22', 'cora', '2026-12-18T18:00:00.000Z', deps)
    expect((await submit('1.1:1')).status).toBe(303)
    const page = await lead.read('/form/action/1.1')
    expect(page).toMatch(/<textarea[^>]*>\s*Said better/)
    expect(page).not.toContain('Discard my change')
    expect((await ask())?.draft).toMatchObject({ progress: 'Said better' })
  })

  it('stay submitted whatever the same page goes on to say', async () => {
    await close()
    await submit('1.1:1')
    const submitted = { progress: 'Said of 1.1', submittedAt: AFTER }
    later(1)
    await type('1.1', 'Said of 1.1 and more', '1')
    expect((await ask())?.late).toMatchObject([submitted, { progress: 'Said of 1.1 and more' }])
    later(1)
    await type('1.1', 'Said of 1.1', '1')
    expect((await ask())?.late).toContainEqual(expect.objectContaining(submitted))
  })

  it('are submitted from such a form also where somebody else comes between', async () => {
    expect((await submit('1.2:1')).status).toBe(303)
    await close()
    await type('1.2', 'Said better of 1.2', '1')
    const deps = { ...month.deps, steering: month.table.steering }
    await reopenCycle(december, '2026-12-22', 'cora', '2026-12-18T18:00:00.000Z', deps)
    const { forms } = month.table
    let tries = 0
    const leads = openTestLeads(month, clock, {
      forms: {
        ...forms,
        submit: async (one) => {
          tries += 1
          return tries === 1 ? 'stale' : await forms.submit(one)
        },
      },
    })
    lead = await leads.enter('ann')
    expect((await submit('1.2:1')).status).toBe(303)
    expect((await ask('1.2'))?.answer).toMatchObject({ progress: 'Said better of 1.2', version: 2 })
  })

  it('are on the page that comes back of such a form where a part of a press was not stored', async () => {
    await close()
    await type('1.1', 'Said better of 1.1', '1')
    const deps = { ...month.deps, steering: month.table.steering }
    await reopenCycle(december, '2026-12-22', 'cora', '2026-12-18T18:00:00.000Z', deps)
    later(30)
    const { status, html } = await submit('1.2:0')
    expect(status).toBe(409)
    expect(html).toContain('Said better of 1.1')
    expect(html).not.toContain('Said of 1.1')
  })

  it('are not kept of an action that was handed over before', async () => {
    await lead.post('/form/hand-over', { ref: '1.2', who: 'colleague', personId: 'mia' })
    expect((await ask('1.2'))?.handedTo?.personId).toBe('mia')
    await close()
    expect((await submit('1.1:1', '1.2:1')).html).not.toContain('Said of 1.2')
    expect([(await ask('1.1'))?.late.length, (await ask('1.2'))?.late.length]).toEqual([1, 0])
  })

  it('that never came are shown to the coordinator as written, without their text', async () => {
    await type('1.2', 'Half of', '1', '')
    await close()
    const html = await overview()
    expect(html).toContain('Written and not submitted for December 2026')
    expect(html).toMatch(/1\.1 Do what 1\.1 says: ready to be submitted by Ann Lead, saved/)
    expect(html).toMatch(/1\.2 Do what 1\.2 says: a draft by Ann Lead, saved/)
    expect(html).not.toContain('Said of 1.1')
    await submit('1.1:1')
    expect(await overview()).not.toContain('ready to be submitted')
  })
})
