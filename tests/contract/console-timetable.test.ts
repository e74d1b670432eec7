import { beforeEach, describe, expect, it } from 'vitest'
import { formFields, openTestConsole } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const NOVEMBER = '2026-11-20T10:00:00.000Z'
const cycle = { ...key, cycleId: '2026-12' }
const PATH = '/console/plan/timetable'

let month: Awaited<ReturnType<typeof openTestMonth>>
let console: Awaited<ReturnType<typeof openTestConsole>>
let now: string

const findPlan = async () => {
  const found = await month.table.plans.findPlan(key)
  if (!found) throw new Error('the plan is gone')
  return found
}
const trail = async (what: string) => {
  const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
  return data.filter((event) => event.what === what).map(({ by }) => by)
}
const found = () => month.table.cycles.findCycle(cycle)
/** A page's words, with no markup between them. */
const wordsOf = (html: string) =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<span class="muster-stacked__label"[^>]*>.*?<\/span>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

/** Time goes on to an instant; whoever was signed in signs in again. */
const goOnTo = async (instant: string) => {
  now = instant
  await month.tick(now)
  console = await openTestConsole(month, () => now)
}

beforeEach(async () => {
  now = NOVEMBER
  month = await openTestMonth()
  await month.tick(NOVEMBER)
  console = await openTestConsole(month, () => now)
})

describe('the timetable', () => {
  const typed = async (change: Record<string, string> = {}) => ({
    ...formFields(await console.read(PATH)),
    ...change,
  })

  it('is shown as it is, and previewed with every moment and whom it would reach', async () => {
    const answer = await console.post(PATH, await typed())
    expect(answer.status).toBe(200)
    const page = wordsOf(await answer.text())
    expect(page).toContain('The next 3 months by this timetable')
    for (const words of [
      '9am on Tuesday 1 December 2026 The month opens 2 leads: the request, with a link to their form Ann Lead, Bob Lead',
      '1 action would have nobody to ask.',
      '9am on Thursday 10 December 2026 Reminder Leads who have not answered by then, at most 2: a reminder',
      '5pm on Tuesday 15 December 2026 Answers are due Nobody is mailed',
      'at most 1 strategic lead: one digest each Sue Strategic',
      '5pm on Friday 18 December 2026 The month closes Nobody is mailed. 1 pack is built',
      '9am on Monday 4 January 2027 The month opens',
      '9am on Monday 1 February 2027 The month opens',
    ]) {
      expect(page).toContain(words)
    }
  })

  it('saves nothing before the last press, and then all of it', async () => {
    const fields = await typed({ rule: 'weekday', nth: '1', weekday: '1', openAt: '7am', 'skip-1': 'yes' })
    const before = await findPlan()
    const preview = await (await console.post(PATH, fields)).text()
    expect(wordsOf(preview)).toContain('7am on Monday 7 December 2026')
    expect(wordsOf(preview)).toContain('The mail waits until 8am on Monday 7 December 2026.')
    expect(wordsOf(preview)).toContain('January 2027 is skipped.')
    expect(await findPlan()).toEqual(before)

    const changing = await console.post(PATH, { ...formFields(preview), step: 'change' })
    expect(formFields(await changing.text())).toMatchObject(fields)
    expect(await findPlan()).toEqual(before)

    const saved = await console.post(PATH, { ...formFields(preview), step: 'save' })
    expect(saved.headers.get('location')).toBe(`${PATH}?done=saved`)
    expect(await findPlan()).toMatchObject({
      settingsRevision: 1,
      policy: { open: { weekday: 1, nth: 1, at: '07:00' }, skip: [1] },
    })
    expect((await found())?.moments.opensAt).toBe('2026-12-07T07:00:00.000Z')
    expect(month.armed.at(-1)).toBe('2026-12-07T07:00:00.000Z')
    expect(await trail('timetable-changed')).toEqual(['cora'])
  })

  it('keeps every character of what is wrong, beside what is wrong with it', async () => {
    const change = {
      reminders: 'now and then\n3 days before, 9am',
      dueDays: ' ten ',
      rule: 'dates',
      dates: '<25/12/2026>',
    }
    for (const step of ['', 'save', 'change']) {
      const answer = await console.post(PATH, { ...(await typed(change)), step })
      expect(answer.status).toBe(422)
      const html = await answer.text()
      expect(formFields(html)).toMatchObject(change)
      expect(html).toContain('href="#dueDays"')
      expect(wordsOf(html)).toContain('Days to answer must be a whole number from 1 to 40')
      expect(wordsOf(html)).toContain('“now and then” is not a reminder')
    }
    expect((await findPlan()).settingsRevision).toBe(0)
  })

  it('is not saved over what somebody else saved meanwhile, and says what that was', async () => {
    const mine = await typed({ dueDays: '5' })
    await console.post(PATH, { ...(await typed({ dueDays: '7' })), step: 'save' })
    const answer = await console.post(PATH, { ...mine, step: 'save' })
    expect(answer.status).toBe(409)
    const html = await answer.text()
    expect(wordsOf(html)).toContain('Answers due 7 working days later, 5pm 5 working days later, 5pm')
    expect(formFields(html)).toMatchObject({ dueDays: '5', seen: '1' })
    expect((await findPlan()).policy.due.workingDays).toBe(7)
    // Having seen it, they save theirs.
    expect((await console.post(PATH, { ...formFields(html), step: 'save' })).status).toBe(303)
    expect((await findPlan()).policy.due.workingDays).toBe(5)
  })

  it('warns where the month that is planned would not open, and where one is open', async () => {
    const dates = { rule: 'dates', dates: '3/2/2027' }
    const page = wordsOf(await (await console.post(PATH, await typed(dates))).text())
    expect(page).toContain('December 2026 is planned now, and by this timetable does not open by itself')
    expect(page).toContain('No further month opens by itself')
    await goOnTo('2026-12-01T09:00:00.000Z')
    const open = wordsOf(await (await console.post(PATH, await typed())).text())
    expect(open).toContain('December 2026 is open and keeps its dates')
    expect(open).toContain('9am on Monday 4 January 2027 The month opens')
  })

  it('lets nobody in who is not signed in, and no form of another site', async () => {
    for (const path of ['timetable', 'pause', 'resume', 'skip', 'extend', 'reopen']) {
      const address = `https://muster.example/console/plan/${path}`
      expect((await console.app.request(address)).headers.get('location')).toBe(
        `/sign-in?next=%2Fconsole%2Fplan%2F${path}`,
      )
      const forged = await console.app.request(address, {
        method: 'POST',
        headers: { origin: 'https://evil.example' },
        body: new URLSearchParams(),
      })
      expect(forged.status).toBe(403)
    }
  })
})

describe('what is done to a month now and then', () => {
  const OPENS = '2026-12-01T09:00:00.000Z'
  const CLOSES = '2026-12-18T17:00:00.000Z'
  const overview = async () => wordsOf(await console.read('/console/plan'))
  const pressed = async (path: string, fields: Record<string, string> = {}) => {
    const html = await (await console.post(path, fields)).text()
    return { html, words: wordsOf(html) }
  }

  it('pauses and resumes, and says before what resuming will do at once', async () => {
    await goOnTo(OPENS)
    expect(wordsOf(await console.read('/console/plan/pause'))).toContain('No mail goes out')
    expect((await findPlan()).paused).toBeNull()
    await console.post('/console/plan/pause', { confirm: 'yes' })
    expect(await overview()).toContain('Paused since 9am on Tuesday 1 December 2026')
    expect(await overview()).not.toContain('Close December 2026 now')
    await goOnTo('2026-12-14T10:00:00.000Z')
    const before = wordsOf(await console.read('/console/plan/resume'))
    expect(before).toContain('2 leads who have not answered get one reminder')
    expect(before).toContain('2 mails that were held back')
    expect(await trail('plan-resumed')).toEqual([])
    await console.post('/console/plan/resume', { confirm: 'yes' })
    const reminders = (await month.table.cycles.listMessages(cycle)).filter(({ kind }) => kind === 'reminder')
    expect(reminders.map(({ personId, ordinal }) => `${personId} ${ordinal}`).sort()).toEqual([
      'ann 2',
      'bob 2',
    ])
    expect(await trail('plan-resumed')).toEqual(['cora'])
  })

  it.each([
    '/packs/2026-12?done=issued',
    '?done=sent-again',
    '?done=deputy-asked',
    '?done=link-replaced',
    '/take-back/ann',
  ])('says on %s that mail waits while the plan is paused', async (page) => {
    await goOnTo(OPENS)
    const said = async () => {
      const words = (await console.read(`/console/plan${page}`)).replace(/\s+/g, ' ')
      return ['at once or when working hours begin', 'once the plan is resumed'].filter((when) =>
        words.includes(`, ${when}.`),
      )
    }
    expect(await said()).toEqual(['at once or when working hours begin'])
    await console.post('/console/plan/pause', { confirm: 'yes' })
    expect(await said()).toEqual(['once the plan is resumed'])
  })

  it('skips the month that is planned, and not another one', async () => {
    const asked = await console.read('/console/plan/skip')
    expect(wordsOf(asked)).toContain('Skip December 2026?')
    const fields = formFields(asked)
    expect((await console.post('/console/plan/skip', fields)).headers.get('location')).toContain(
      'done=skipped',
    )
    expect((await found())?.state).toBe('skipped')
    await console.post('/console/plan/skip', fields)
    expect((await findPlan()).currentCycleId).toBe('2027-01')
    expect(await trail('cycle-skipped')).toEqual(['cora'])
  })

  it('extends a month by a day that is typed, and shows all that moves before it does', async () => {
    await goOnTo(OPENS)
    const form = formFields(await console.read('/console/plan/extend'))
    expect(form).toMatchObject({ 'day-day': '22', 'day-month': '12', 'day-year': '2026' })
    for (const [day, words] of [
      ['19', 'The day must be a working day'],
      ['x', 'The day must be a real date'],
      ['14', 'The day must be later than the one on which answers are due now'],
    ] as const) {
      const { html, words: page } = await pressed('/console/plan/extend', {
        ...form,
        'day-day': day,
        confirm: 'yes',
      })
      expect(page).toContain(words)
      expect(formFields(html)['day-day']).toBe(day)
    }
    const { html, words } = await pressed('/console/plan/extend', form)
    expect(words).toContain(
      'due by 5pm on Tuesday 22 December 2026 instead of 5pm on Tuesday 15 December 2026',
    )
    expect(words).toContain(
      'reminded at 9am on Thursday 17 December 2026, and at 9am on Monday 21 December 2026',
    )
    expect((await found())?.revision).toBe(0)
    const done = await console.post('/console/plan/extend', formFields(html))
    expect(done.headers.get('location')).toContain('done=extended')
    await console.post('/console/plan/extend', formFields(html))
    expect((await found())?.moments.dueAt).toBe('2026-12-22T17:00:00.000Z')
    expect(await trail('cycle-extended')).toEqual(['cora'])
  })

  it('opens a closed month again within the day, and offers it no longer', async () => {
    await goOnTo(OPENS)
    await goOnTo(CLOSES)
    expect(await overview()).toContain('Open December 2026 again')
    const form = formFields(await console.read('/console/plan/reopen'))
    expect(form).toMatchObject({ 'day-day': '21', 'day-month': '12' })
    const { html, words } = await pressed('/console/plan/reopen', form)
    expect(words).toContain('until the month closes again at 5pm on Monday 21 December 2026')
    expect(words).toContain('1 pack is withdrawn')
    expect((await found())?.state).toBe('closed')
    await console.post('/console/plan/reopen', formFields(html))
    expect((await found())?.state).toBe('open')
    expect(await trail('cycle-reopened')).toEqual(['cora'])

    await month.tick('2026-12-21T17:00:00.000Z')
    await goOnTo('2026-12-22T17:00:00.001Z')
    expect(await overview()).not.toContain('Open December 2026 again')
    const late = await console.get('/console/plan/reopen')
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('closed more than 24 hours ago')
  })

  it('says which month a longer one keeps from opening', async () => {
    await goOnTo(OPENS)
    const fields = { cycle: '2026-12', 'day-day': '30', 'day-month': '12', 'day-year': '2026' }
    const { words } = await pressed('/console/plan/extend', fields)
    expect(words).toContain('January 2027 would open before that, and so does not open by itself')
  })
})
