import { beforeEach, describe, expect, it } from 'vitest'
import type { Ask, RequestKey } from '../../functions/update/ask.ts'
import type { FormStore, LeadSession } from '../../functions/update/ports.ts'
import { type Chosen, submitAnswers } from '../../functions/update/submit-answers.ts'
import { hashUpdate } from '../../functions/update/update.ts'
import { closeRequest } from '../support/close-request.ts'
import { makeDraft } from '../support/draft.ts'
import { openTestMonth } from '../support/month.ts'
import { sessionOf } from '../support/session.ts'
import { key } from '../support/small-plan.ts'

const OPENS = '2026-12-01T09:00:00.000Z'

const cycle = { ...key, cycleId: '2026-12' }
const ann = sessionOf('ann', 'Ann Lead')
const bob = sessionOf('bob', 'Bob Lead')

describe('submitting answers', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let forms: FormStore
  let time = 0
  const now = () => new Date(Date.parse(OPENS) + ++time * 1000).toISOString()
  const submit = async (session: LeadSession, chosen: Chosen[], store = forms, read?: Ask[]) => {
    const asks = read ?? (await month.table.cycles.listAsks(session))
    return await submitAnswers({ session, asks }, chosen, { forms: store, changes: month.table.changes, now })
  }
  const draft = async (lead: RequestKey, ref: string, progress: string, statusCode = 'on-track') => {
    const ask = await forms.findAsk({ ...lead, ref })
    const revision = ask?.draftRevision ?? 0
    const saved = await forms.saveDraft(
      { ...lead, ref },
      makeDraft(now(), { statusCode, progress, obstacles: 'It rains' }),
      revision,
    )
    expect(saved).toBe(true)
    return { ref, revision: revision + 1 }
  }
  const versions = async (ref: string) =>
    (await month.table.entities.update.query.primary({ ...key, ref }).go({ pages: 'all' })).data

  beforeEach(async () => {
    month = await openTestMonth()
    forms = month.table.forms
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick(OPENS)
  })

  it('stores the answer as version 1, with the whole text and a hash anybody can recompute', async () => {
    const text = `Line one\n\n${'long '.repeat(3000)}end 🎉 <b>&amp;</b>`
    const results = await submit(ann, [await draft(ann, '1.1', text)])
    expect(results).toEqual([{ ref: '1.1', outcome: 'stored', version: 1 }])
    const head = await forms.findHead({ ...key, ref: '1.1' })
    expect(head).toMatchObject({ version: 1, progress: text, byName: 'Ann Lead', previousHash: null })
    expect(head && hashUpdate(head)).toBe(head?.hash)
  })

  it('appends a further answer as the next version, chained to the one before', async () => {
    await submit(ann, [await draft(ann, '1.1', 'First')])
    await submit(ann, [await draft(ann, '1.1', 'Second')])
    const stored = await versions('1.1')
    expect(stored.map(({ version, progress }) => [version, progress])).toEqual([
      [1, 'First'],
      [2, 'Second'],
    ])
    expect(stored[1]?.previousHash).toBe(stored[0]?.hash)
  })

  it('stores one version for two presses, also at the same moment', async () => {
    const chosen = [await draft(ann, '1.1', 'Once')]
    const both = await Promise.all([submit(ann, chosen), submit(ann, chosen)])
    expect(both.flat().map(({ outcome }) => outcome)).toEqual(['stored', 'stored'])
    await submit(ann, chosen)
    expect(await versions('1.1')).toHaveLength(1)
    const file = await forms.loadRequestFile(ann)
    expect(file?.request.answered).toBe(1)
  })

  it('counts a shared action as answered for both leads, whoever answers', async () => {
    await submit(bob, [await draft(bob, '1.2', 'From Bob')])
    const anns = await forms.loadRequestFile(ann)
    expect(anns?.request).toMatchObject({ asked: 2, answered: 1 })
    expect(anns?.asks.find(({ ref }) => ref === '1.2')?.answer).toMatchObject({
      byName: 'Bob Lead',
      version: 1,
    })
    expect((await forms.loadRequestFile(bob))?.request.answered).toBe(1)
  })

  it('replaces no answer of a colleague that the lead has not seen, and keeps the draft', async () => {
    const anns = await draft(ann, '1.2', 'Ann says')
    await submit(bob, [await draft(bob, '1.2', 'Bob says')])
    expect(await submit(ann, [anns])).toEqual([{ ref: '1.2', outcome: 'changed' }])
    expect((await forms.findHead({ ...key, ref: '1.2' }))?.progress).toBe('Bob says')
    expect((await forms.findAsk({ ...ann, ref: '1.2' }))?.draft?.progress).toBe('Ann says')

    const seen = await draft(ann, '1.2', 'Ann says, having read Bob')
    expect(await submit(ann, [seen])).toEqual([{ ref: '1.2', outcome: 'stored', version: 2 }])
  })

  it('stores one of two answers given at the same moment, and tells the other lead', async () => {
    const anns = await draft(ann, '1.2', 'Ann says')
    const bobs = await draft(bob, '1.2', 'Bob says')
    const outcomes = (await Promise.all([submit(ann, [anns]), submit(bob, [bobs])])).flat()
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'stored'])
    expect(await versions('1.2')).toHaveLength(1)
    expect((await forms.loadRequestFile(ann))?.request.answered).toBe(1)
    expect((await forms.loadRequestFile(bob))?.request.answered).toBe(1)
  })

  it('decides anew where others came between the reading of the page and the press', async () => {
    const anns = await draft(ann, '1.2', 'Ann says')
    const read = await month.table.cycles.listAsks(ann)
    await submit(bob, [await draft(bob, '1.2', 'Bob says')])
    expect(await submit(ann, [anns], forms, read)).toEqual([{ ref: '1.2', outcome: 'changed' }])

    // Her own press of another page: what she presses now finds that stored, and chains what she says next to it.
    const first = await draft(ann, '1.1', 'First')
    const before = await month.table.cycles.listAsks(ann)
    await submit(ann, [first])
    expect(await submit(ann, [first], forms, before)).toEqual([{ ref: '1.1', outcome: 'stored', version: 1 }])
    const second = await draft(ann, '1.1', 'Second')
    const [stored] = await submit(ann, [second])
    expect(stored).toEqual({ ref: '1.1', outcome: 'stored', version: 2 })
    const [one, two] = await versions('1.1')
    expect(two?.previousHash).toBe(one?.hash)
  })

  it('chains to the newest version also where the form knows nothing of it', async () => {
    await submit(ann, [await draft(ann, '1.1', 'First')])
    await month.table.entities.ask
      .patch({ ...cycle, personId: 'ann', ref: '1.1' })
      .set({ answerVersion: 0 })
      .remove(['answer'])
      .go()
    const chosen = await draft(ann, '1.1', 'Second')
    expect(await submit(ann, [chosen])).toEqual([{ ref: '1.1', outcome: 'stored', version: 2 }])
    const [one, two] = await versions('1.1')
    expect(two?.previousHash).toBe(one?.hash)
  })

  it('submits nothing that was changed after it was shown', async () => {
    const shown = await draft(ann, '1.1', 'Shown')
    await draft(ann, '1.1', 'Changed elsewhere')
    expect(await submit(ann, [shown])).toEqual([{ ref: '1.1', outcome: 'changed' }])
    expect(await versions('1.1')).toEqual([])
  })

  it('refuses an answer without what its status demands, and one for an action of somebody else', async () => {
    const chosen = await draft(ann, '1.1', '')
    expect(await submit(ann, [chosen])).toEqual([{ ref: '1.1', outcome: 'incomplete' }])
    expect(await submit(bob, [{ ref: '1.1', revision: 1 }])).toEqual([{ ref: '1.1', outcome: 'not-yours' }])
  })

  it('takes no answer once the request is closed, and keeps the draft', async () => {
    const chosen = await draft(ann, '1.1', 'Too late')
    await closeRequest(month.table, ann)
    expect(await submit(ann, [chosen])).toEqual([{ ref: '1.1', outcome: 'closed' }])
    expect(await versions('1.1')).toEqual([])
    expect((await forms.findAsk({ ...ann, ref: '1.1' }))?.draft?.progress).toBe('Too late')
  })

  it.each(['before', 'after'] as const)(
    'loses no answer and doubles none when killed %s the write',
    async (when) => {
      const chosen = [await draft(ann, '1.1', 'One'), await draft(ann, '1.2', 'Two')]
      let submits = 0
      const killed: FormStore = {
        ...forms,
        submit: async (submission) => {
          submits += 1
          if (submits === 2 && when === 'before') throw new Error('killed')
          const outcome = await forms.submit(submission)
          if (submits === 2) throw new Error('killed')
          return outcome
        },
      }
      await expect(submit(ann, chosen, killed)).rejects.toThrow('killed')
      const again = await submit(ann, chosen)
      expect(again.map(({ outcome }) => outcome)).toEqual(['stored', 'stored'])
      expect((await versions('1.1')).map(({ progress }) => progress)).toEqual(['One'])
      expect((await versions('1.2')).map(({ progress }) => progress)).toEqual(['Two'])
      expect((await forms.loadRequestFile(ann))?.request.answered).toBe(2)
    },
  )

  it('has every answer of the cycle in the locked snapshot', async () => {
    await submit(ann, [await draft(ann, '1.1', 'For the board'), await draft(ann, '1.2', 'Also')])
    await month.tick('2026-12-18T17:00:00.000Z')
    const [snapshot] = month.snapshots
    expect(snapshot?.actions.map(({ ref, update }) => [ref, update?.progress ?? null])).toEqual([
      ['1.1', 'For the board'],
      ['1.2', 'Also'],
      ['1.3', null],
      ['1.4', null],
    ])
    expect(snapshot?.requests.map(({ name, answered }) => [name, answered])).toEqual([
      ['Ann Lead', ['1.1', '1.2']],
      ['Bob Lead', ['1.2']],
    ])
  })

  it('shows a lead next month what was answered this month', async () => {
    await submit(ann, [await draft(ann, '1.1', 'December')])
    await month.tick('2026-12-18T17:00:00.000Z')
    await month.tick('2027-01-04T09:00:00.000Z')
    const asks = await month.table.cycles.listAsks({ ...key, cycleId: '2027-01', personId: 'ann' })
    expect(asks.map(({ ref, previous }) => [ref, previous?.progress ?? null])).toEqual([
      ['1.1', 'December'],
      ['1.2', null],
    ])
  })
})
