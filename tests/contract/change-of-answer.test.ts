import { beforeEach, describe, expect, it } from 'vitest'
import { formFields } from '../support/console.ts'
import { answer, openHandOver } from '../support/hand-over.ts'
import { key } from '../support/small-plan.ts'

describe('a change of what was submitted', () => {
  type Opened = Awaited<ReturnType<typeof openHandOver>>
  let opened: Opened
  let ann: Opened['ann']
  const said = {
    ...answer,
    progress: 'As submitted',
    links: 'www.a.example/report',
    'forecast-month': 'June',
    'forecast-year': '2027',
  }

  beforeEach(async () => {
    opened = await openHandOver()
    ;({ ann } = opened)
    await opened.submit(ann, 'ann', '1.1', said)
    opened.later(5)
  })

  const save = (fields: Record<string, string>, of = ann) => opened.save(of, '1.1', { ...said, ...fields })
  const press = async () => {
    const revision = (await opened.ask('ann'))?.draftRevision
    return await ann.post('/form/submit', { submit: `1.1:${revision}` })
  }
  const versions = async () => (await opened.month.table.listUpdates({ ...key, ref: '1.1' })).length
  const discard = async (html: string) => {
    const done = await ann.post('/form/action/1.1/discard', formFields(html))
    expect(done.status).toBe(303)
    return await ann.read(done.headers.get('location') ?? '')
  }

  it('is none where the same is typed again, and makes no second version', async () => {
    await save({ progress: 'Changed' })
    expect(await ann.read('/form')).toContain('Change not submitted')
    opened.later(5)
    await save({})
    expect(await ann.read('/form')).not.toContain('Change not submitted')
    expect(await ann.read('/form/check')).toContain('Nothing is waiting to be submitted.')
    expect((await press()).headers.get('location')).toBe('/form/done')
    expect(await versions()).toBe(1)
  })

  it('is none where the same is typed as it was stored', async () => {
    await save({ links: 'https://www.a.example/report', 'forecast-month': '6', 'forecast-year': '2027' })
    expect(await ann.read('/form')).not.toContain('Change not submitted')
    await save({ links: '' })
    expect(await ann.read('/form')).toContain('Change not submitted')
  })

  it('can be discarded by one press, and nothing of it is left', async () => {
    expect(await ann.read('/form/action/1.1')).not.toContain('Discard my change')
    await save({ progress: 'Changed' })
    const page = await ann.read('/form/action/1.1')
    expect(page).toMatch(/formaction="\/form\/action\/1\.1\/discard"[^>]*>\s*Discard my change/)
    const after = await discard(page)
    expect(after).toContain('Your change is discarded. What was submitted stands.')
    expect(after).toMatch(/<textarea[^>]*>\s*As submitted/)
    expect(await ann.read('/form')).not.toContain('Change not submitted')
    // Pressed again on the page that was left it changes nothing.
    expect(await discard(page)).toContain('Your change is discarded.')
    expect(await versions()).toBe(1)
  })

  it('is not discarded where it was changed elsewhere since the page was shown', async () => {
    await save({ progress: 'Changed' })
    const page = await ann.read('/form/action/1.1')
    await save({ progress: 'Changed on the phone' }, await opened.leads.enter('ann'))
    const after = await discard(page)
    expect(after).toContain('It was changed in another window or on another device meanwhile.')
    expect(after).toMatch(/<textarea[^>]*>\s*Changed on the phone/)
  })

  it('is discarded with what it added and removed of the files', async () => {
    const [audit, minutes] = ['a', 'b'].map((digit) => ({
      name: `${digit}.pdf`,
      mediaType: 'application/pdf',
      bytes: 1,
      sha256: digit.repeat(64),
    }))
    if (!audit || !minutes) throw new Error('there are two files')
    const { forms } = opened.month.table
    const attach = async (file: typeof audit) => {
      const ask = await opened.ask('ann')
      if (!ask?.draft) throw new Error('nothing is saved')
      const draft = { ...ask.draft, files: [file], savedAt: opened.clock.now }
      expect(await forms.saveDraft(ask, draft, ask.draftRevision)).toBe(true)
    }
    await attach(audit)
    await press()
    opened.later(5)
    await attach(minutes)
    expect(await ann.read('/form')).toContain('Change not submitted')
    await discard(await ann.read('/form/action/1.1'))
    expect((await opened.ask('ann'))?.draft?.files).toEqual([audit])
    expect(await ann.read('/form')).not.toContain('Change not submitted')
  })

  it('is not what is saved of an action without an answer: that is not discarded', async () => {
    await opened.save(ann, '1.2', { progress: 'Not submitted yet' })
    await ann.post('/form/action/1.2/discard', formFields(await ann.read('/form/action/1.2')))
    expect((await opened.ask('ann', '1.2'))?.draft?.progress).toBe('Not submitted yet')
  })

  it('can be discarded to nothing where a colleague has answered', async () => {
    const bob = await opened.leads.enter('bob')
    await opened.submit(bob, 'bob', '1.2')
    opened.later(5)
    await opened.save(ann, '1.2', { progress: 'Mine too' })
    expect(await ann.read('/form')).toContain('Change not submitted')
    await ann.post('/form/action/1.2/discard', formFields(await ann.read('/form/action/1.2')))
    expect(await ann.read('/form')).not.toContain('Change not submitted')
    expect((await opened.ask('ann', '1.2'))?.answer?.byName).toBe('Bob Lead')
  })

  describe('and a first answer', () => {
    const bannerAfter = async (saved: Response) => {
      const page = await ann.read(saved.headers.get('location') ?? '')
      return (
        /<div\s+class="govuk-notification-banner .*?<\/p>/s
          .exec(page)?.[0]
          .replaceAll(/<[^>]+>|\s+/g, ' ')
          .replaceAll(/ +/g, ' ') ?? ''
      )
    }

    it('are said to be saved on the page that comes after, with a link back', async () => {
      const saved = await opened.save(ann, '1.2')
      expect(saved.headers.get('location')).toBe('/form/check?saved=1.2')
      expect(await bannerAfter(saved)).toContain(
        'Your answer for action 1.2 is saved as a draft. It counts once you submit it.',
      )
      expect(await ann.read('/form/check?saved=1.2')).toContain(
        '<a class="govuk-notification-banner__link" href="/form/action/1.2">',
      )
      const fields = { ...formFields(await ann.read('/form/action/1.2')), progress: '' }
      expect(
        await bannerAfter(await ann.post('/form/action/1.2', [...Object.entries(fields), ['then', 'list']])),
      ).toContain('It is not complete yet')
    })

    it('are told apart', async () => {
      const saved = await save({ progress: 'Changed' })
      expect(saved.headers.get('location')).toBe('/form/action/1.2?saved=1.1')
      expect(await bannerAfter(saved)).toContain(
        'Your change of action 1.1 is saved, and not submitted yet: what was submitted before stands until you submit it.',
      )
      opened.later(5)
      expect(await bannerAfter(await save({}))).toContain('so there is nothing to submit')
    })

    it('are said to be saved of no action that nobody saved', async () => {
      expect(await ann.read('/form?saved=1.2')).not.toContain('govuk-notification-banner')
      expect(await ann.read('/form?saved=9.9')).not.toContain('govuk-notification-banner')
    })
  })
})
