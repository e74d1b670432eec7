import { describe, expect, it } from 'vitest'
import type { FormStore } from '../../functions/update/ports.ts'
import { answer, openHandOver } from '../support/hand-over.ts'
import { december, openTestLeads } from '../support/lead.ts'

const opened = async () => {
  const all = await openHandOver()
  const { month, clock, leads } = all
  const mia = async () => await leads.enter('mia')
  /** Ann at a form where something happens just before her first action is moved. */
  const annBeforeWhom = async (happens: () => unknown) => {
    const { forms } = month.table
    let first = true
    const moveAsk: FormStore['moveAsk'] = async (move) => {
      if (first) {
        first = false
        await happens()
      }
      return await forms.moveAsk(move)
    }
    return await openTestLeads(month, clock, { forms: { ...forms, moveAsk } }).enter('ann')
  }
  const asked = async () => (await month.table.cycles.findCycle(december))?.leadsAsked
  return { ...all, mia, annBeforeWhom, asked }
}

/** The month begins to close, and gets as far as one form. */
const closeForm = async ({ table }: Awaited<ReturnType<typeof opened>>['month'], personId: string) => {
  const read = { ...december, revision: 0 }
  await table.cycles.moveCycle(read, 'closing', {})
  await table.cycles.closeRequest({ ...december, personId }, read)
}

describe('what is typed while an action changes hands', () => {
  const typed = {
    ...answer,
    progress: 'Typed at length',
    obstacles: 'It rains',
    impact: 'Fewer wait',
    links: 'https://a.example',
    'forecast-month': 'June',
    'forecast-year': '2027',
    revision: '0',
    page: 'p',
  }
  const texts = ['Typed at length', 'It rains', 'Fewer wait', 'https://a.example', 'June 2027']

  it('comes back to the lead who handed it over in another tab, and is kept as their draft', async () => {
    const { ann, ask, handTo } = await opened()
    await handTo('mia')
    const page = await ann.post('/form/action/1.1', typed)
    expect(page.status).toBe(409)
    const html = await page.text()
    expect(html).toContain('This went to Mia Member on 2 December 2026.')
    expect(html).toContain('It is kept as a draft, in case the action comes back to you.')
    for (const text of texts) expect(html).toContain(text)
    expect((await ask('ann'))?.draft).toMatchObject({ progress: 'Typed at length', page: 'p' })
    expect((await ask('mia'))?.draft).toBeNull()
    await ann.post('/form/action/1.1/take-back')
    expect(await ann.read('/form/action/1.1')).toContain('Typed at length')
  })

  it('comes back to the colleague it was taken back from, and is kept as theirs', async () => {
    const { ann, ask, handTo, mia: enter } = await opened()
    await handTo('mia')
    const mia = await enter()
    await ann.post('/form/action/1.1/take-back')
    const page = await mia.post('/form/action/1.1', typed)
    expect(page.status).toBe(409)
    const html = await page.text()
    expect(html).toContain('This went back to Ann Lead on 2 December 2026.')
    for (const text of texts) expect(html).toContain(text)
    expect(html).not.toContain('Take it back')
    expect((await ask('mia'))?.draft?.progress).toBe('Typed at length')
    expect((await ask('ann'))?.draft).toBeNull()
  })

  it('is kept in case it comes back where the session has ended too, which is what the page says', async () => {
    const { ann, ask, clock, handTo } = await opened()
    await handTo('mia')
    clock.now = '2026-12-03T09:00:00.000Z'
    const page = await ann.post('/form/action/1.1', typed)
    expect(page.status).toBe(401)
    expect(await page.text()).toContain('Somebody else answers this action now. This is kept as a draft')
    expect((await ask('ann'))?.draft?.progress).toBe('Typed at length')
  })

  it('is handed back unsaved where a draft from another window is in the way', async () => {
    const { ann, ask, handTo, save } = await opened()
    await save(ann, '1.1', { progress: 'From the phone' })
    await handTo('mia')
    const html = await (await ann.post('/form/action/1.1', typed)).text()
    expect(html).toContain('Typed at length')
    expect(html).toContain('This was not saved.')
    expect((await ask('ann'))?.draft?.progress).toBe('From the phone')
  })

  it('is kept when it is saved by itself, with a word on who answers', async () => {
    const { ann, ask, handTo, mia: enter } = await opened()
    await handTo('mia')
    const mia = await enter()
    const told = await ann.post('/form/action/1.1/draft', typed)
    expect([told.status, await told.json()]).toEqual([
      409,
      {
        text: 'This went to Mia Member on 2 December 2026. Your text is kept as a draft, and nothing more is saved by itself.',
      },
    ])
    await ann.post('/form/action/1.1/take-back')
    const toldMia = await mia.post('/form/action/1.1/draft', { ...typed, progress: 'By Mia' })
    expect([toldMia.status, await toldMia.json()]).toEqual([
      409,
      {
        text: 'This went back to Ann Lead on 2 December 2026. Your text is kept as a draft, and nothing more is saved by itself.',
      },
    ])
    expect((await ask('ann'))?.draft?.progress).toBe('Typed at length')
    expect((await ask('mia'))?.draft?.progress).toBe('By Mia')
    const again = { ...typed, progress: 'Elsewhere', page: 'q' }
    expect(await (await mia.post('/form/action/1.1/draft', again)).json()).toMatchObject({
      text: expect.stringContaining('Copy your text before you leave.'),
    })
  })

  it('says nothing for whoever does not answer any more', async () => {
    const { ann, head, handTo, mia: enter } = await opened()
    await handTo('mia')
    const mia = await enter()
    expect((await ann.post('/form/action/1.1/no-change')).headers.get('location')).toBe('/form/action/1.1')
    await ann.post('/form/action/1.1/take-back')
    expect((await mia.post('/form/action/1.1/no-change')).headers.get('location')).toBe('/form/action/1.1')
    expect(await head()).toBeNull()
    expect((await ann.post('/form/action/9.9', typed)).status).toBe(404)
  })
})

describe('an action that is handed over', () => {
  it.each([
    { who: 'colleague', personId: 'mia' },
    { who: 'new', name: 'Nora New', email: 'nora@testshire.example' },
  ])(
    'once more, where nothing is left to hand over, has a summary that leads somewhere: $who',
    async (to) => {
      const { ann, handTo } = await opened()
      await handTo('mia', ['1.1', '1.2'])
      const page = await ann.post('/form/hand-over', { ref: '1.1', personId: '', name: '', email: '', ...to })
      const html = await page.text()
      const [, target] = /href="#([\w-]+)"[^>]*>[^<]*1\.1|href="#(refs)"/.exec(html) ?? []
      expect(page.status === 303 || html.includes(`id="${target ?? 'refs'}"`)).toBe(true)
    },
  )

  it('goes to one of two people where two tabs hand it over at the same moment', async () => {
    const { counts, handTo, ask, annBeforeWhom } = await opened()
    const other = await annBeforeWhom(() => handTo('sue'))
    const page = await handTo('mia', ['1.1'], other)
    expect(page.status).toBe(409)
    expect(await page.text()).toContain('1.1 is not yours to hand over')
    expect(await counts()).toEqual({ ann: [1, 0], bob: [1, 0], sue: [1, 0] })
    expect((await ask('ann'))?.handedTo?.personId).toBe('sue')
    expect(await ask('mia')).toBeNull()
  })

  it.each(['ann', 'bob'])('stays where it is when the form of %s closes meanwhile', async (personId) => {
    const { month, counts, handTo, ask, annBeforeWhom } = await opened()
    const ann = await annBeforeWhom(() => closeForm(month, personId))
    const page = await handTo('bob', ['1.1'], ann)
    expect(page.status).toBe(409)
    expect(await page.text()).toContain('1.1 came too late: the month has closed')
    expect((await ask('ann'))?.handedTo).toBeNull()
    expect(await ask('bob')).toBeNull()
    expect(await counts()).toEqual({ ann: [2, 0], bob: [1, 0] })
  })

  it('stays where it is when the month begins to close, also for somebody without a form', async () => {
    const { month, counts, handTo, messages, asked, annBeforeWhom } = await opened()
    const ann = await annBeforeWhom(() =>
      month.table.cycles.moveCycle({ ...december, revision: 0 }, 'closing', {}),
    )
    const page = await handTo('mia', ['1.1'], ann)
    expect(page.status).toBe(409)
    expect(await page.text()).toContain('1.1 came too late: the month has closed')
    expect(await counts()).toEqual({ ann: [2, 0], bob: [1, 0] })
    expect(await asked()).toBe(2)
    expect(await messages('handed')).toEqual([])
  })

  it('waits while the month is still being opened, which would pass over whoever has a form already', async () => {
    const { month, clock, counts, handTo } = await opened()
    const faults: unknown[] = []
    const leads = openTestLeads(month, clock, { onFault: (error) => faults.push(error) })
    const ann = await leads.enter('ann')
    await month.table.entities.cycle.patch(december).set({ state: 'opening' }).go()
    expect((await handTo('mia', ['1.1'], ann)).status).toBe(500)
    expect(faults).toHaveLength(1)
    expect(await counts()).toEqual({ ann: [2, 0], bob: [1, 0] })
  })

  it('is not handed on by whoever answers it for somebody', async () => {
    const { counts, handTo, mia } = await opened()
    await handTo('mia')
    const page = await handTo('sue', ['1.1'], await mia())
    expect(page.status).toBe(409)
    expect(await page.text()).toContain('1.1 is not yours to hand over')
    expect(await counts()).toEqual({ ann: [1, 0], bob: [1, 0], mia: [1, 0] })
  })

  it('does not go to somebody who leads it too and has handed it on', async () => {
    const { leads, ask, counts, handTo } = await opened()
    const bob = await leads.enter('bob')
    await handTo('mia', ['1.2'], bob)
    const page = await handTo('bob', ['1.2'])
    expect(page.status).toBe(409)
    expect(await page.text()).toContain('1.2 is on their list already')
    expect(await ask('bob', '1.2')).toMatchObject({ handedTo: { personId: 'mia' }, onBehalfOf: null })
    expect(await counts()).toEqual({ ann: [2, 0], bob: [0, 0], mia: [1, 0] })
  })

  it('is answered once where its lead takes it back while another holder answers', async () => {
    const { counts, handTo, ask, submit, leads, annBeforeWhom } = await opened()
    await handTo('mia', ['1.2'])
    const bob = await leads.enter('bob')
    const ann = await annBeforeWhom(() => submit(bob, 'bob', '1.2'))
    expect((await ann.post('/form/action/1.2/take-back')).headers.get('location')).toBe(
      '/form?done=answered-meanwhile',
    )
    expect(await counts()).toEqual({ ann: [1, 0], bob: [1, 1], mia: [1, 1] })
    expect((await ask('ann', '1.2'))?.handedTo?.personId).toBe('mia')
  })

  it('taken back while another holder answers leaves every number right', async () => {
    const { month, clock, ann, counts, handTo, submit } = await opened()
    await handTo('mia', ['1.2'])
    const { forms } = month.table
    let taken = false
    const slow = openTestLeads(month, clock, {
      forms: {
        ...forms,
        submit: async (submission) => {
          if (!taken) {
            taken = true
            await ann.post('/form/action/1.2/take-back')
          }
          return await forms.submit(submission)
        },
      },
    })
    await submit(await slow.enter('bob'), 'bob', '1.2')
    expect(await counts()).toEqual({ ann: [2, 1], bob: [1, 1], mia: [0, 0] })
  })

  it('says what came of sending it back: answered, closed, or not on the list', async () => {
    const { month, ann, handTo, submit, mia: enter, annBeforeWhom } = await opened()
    expect((await ann.post('/form/action/9.9/take-back')).status).toBe(404)
    expect((await ann.post('/form/action/1.1/give-back')).status).toBe(404)
    await handTo('mia')
    const mia = await enter()
    const closing = await annBeforeWhom(() => closeForm(month, 'ann'))
    const late = await closing.post('/form/action/1.1/take-back')
    expect(late.status).toBe(410)
    expect(await late.text()).toContain('Updates for December 2026 have closed')
    await month.table.entities.request
      .patch({ ...december, personId: 'ann' })
      .set({ state: 'open' })
      .go()
    await submit(mia, 'mia')
    expect((await mia.post('/form/action/1.1/give-back')).headers.get('location')).toBe('/form/action/1.1')
  })

  it('given back twice is given back once', async () => {
    const { handTo, counts, messages, later, mia: enter } = await opened()
    await handTo('mia')
    const mia = await enter()
    for (const _ of [1, 2]) {
      later(1)
      expect((await mia.post('/form/action/1.1/give-back')).headers.get('location')).toBe(
        '/form?done=given-back',
      )
    }
    expect(await counts()).toEqual({ ann: [2, 0], bob: [1, 0], mia: [0, 0] })
    expect((await messages('handed')).map(({ personId }) => personId).sort()).toEqual(['ann', 'mia'])
  })
})
