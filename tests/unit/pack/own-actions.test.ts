import { describe, expect, it } from 'vitest'
import { buildPackModel, noPapers } from '../../../functions/pack/pack-model.ts'
import type { Snapshot } from '../../../functions/pack/snapshot.ts'
import { writeDocument } from '../../../functions/pack/write-document.ts'
import { createPackTypst, findPackAssets } from '../../../functions/platform/typst.ts'
import { readPdf, squeeze } from '../../support/read-pdf.ts'
import { inventAction, inventSnapshot, inventUpdate } from './invented-snapshot.ts'

const { compilePdf } = createPackTypst(findPackAssets())
const options = { papers: noPapers, snapshotSha256: 'a'.repeat(64) }

const snapshot = (sees: 'own-first' | 'own-only'): Snapshot =>
  inventSnapshot({
    boards: [{ boardId: 'inclusion', name: 'Inclusion Board', chair: null, sees, publishes: false }],
    actions: [
      inventAction({
        ref: '1.1',
        boardIds: ['inclusion'],
        update: inventUpdate({ ref: '1.1', statusCode: 'red' }),
      }),
      inventAction({
        ref: '1.2',
        boardIds: ['health'],
        update: inventUpdate({ ref: '1.2', statusCode: 'red' }),
      }),
      inventAction({ ref: '1.3', boardIds: ['inclusion', 'health'] }),
      inventAction({ ref: '1.4', boardIds: [], closed: true }),
    ],
    requests: [
      { personId: 'person-1', name: 'Amira Holt', asked: ['1.1', '1.2', '1.3'], answered: ['1.1', '1.2'] },
      { personId: 'person-2', name: 'Bryn Castle', asked: ['1.2'], answered: [] },
    ],
  })

describe('a board that sees its own actions alone', () => {
  const model = buildPackModel(snapshot('own-only'), 'inclusion', options)

  it('has its own in the pack, and is shown and counted no others', () => {
    expect(model.board.flatMap(({ actions }) => actions.map(({ ref }) => ref))).toEqual(['1.1', '1.3'])
    expect(model.others).toEqual([])
    expect(model.closed).toEqual([])
    expect(model.exceptions.map(({ ref }) => ref)).toEqual(['1.1'])
    expect(model.month.live).toBe(2)
    expect(model.month.leads.asked).toBe(1)
    expect(model.silentLeads.map(({ name }) => name)).toEqual(['Amira Holt'])
  })

  it('is told so in the PDF', async () => {
    const { pdf } = await compilePdf(writeDocument(model, 'b'.repeat(64)))
    const text = squeeze((await readPdf(pdf)).text)
    expect(text).toContain(squeeze('this pack has no others'))
    expect(text).not.toContain(squeeze('Bryn Castle'))
  })

  it('is unlike one that sees the whole plan', () => {
    const whole = buildPackModel(snapshot('own-first'), 'inclusion', options)
    expect(whole.others.flatMap(({ actions }) => actions.map(({ ref }) => ref))).toEqual(['1.2'])
    expect(whole.exceptions.map(({ ref }) => ref)).toEqual(['1.1', '1.2'])
    expect(whole.month.leads.asked).toBe(2)
  })
})
