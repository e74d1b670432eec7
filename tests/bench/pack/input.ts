import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildPackInput, MODEL_FILE, type PackAttachment } from '../../../functions/pack/build-pack.ts'
import type { Block, Inline, PackDocument } from '../../../functions/pack/document.ts'
import { renderHtml } from '../../../functions/pack/html/render-html.tsx'
import {
  buildPackModel,
  noPapers,
  type PackPapers,
  serialiseModel,
} from '../../../functions/pack/pack-model.ts'
import { serialiseSnapshot } from '../../../functions/pack/snapshot.ts'
import { writeDocument } from '../../../functions/pack/write-document.ts'
import { inventMonth } from '../../unit/pack/invented-snapshot.ts'

/** What a renderer is given. */
export type Input = { document: PackDocument; attachment: PackAttachment; html: string }

const boardId = 'inclusion'
const papers: PackPapers = { ...noPapers, approved: { by: 'Hana Whitlock', at: '2027-01-05T10:00:00.000Z' } }

/** A month of so many actions, as a pack is built from it, and the public cut if the board has one. */
export const inputOf = (size: number, publishes = false): BuildPackInput => {
  const snapshot = inventMonth(size)
  return {
    snapshot: { ...snapshot, boards: snapshot.boards.map((board) => ({ ...board, publishes })) },
    boardId,
    papers,
  }
}

const tallWords = 2_000

const say = (text: string): Inline => ({ kind: 'text', text, style: 'plain' })

/** A table of one row that is taller than a page; each of its words is there once. */
const tallTable: Block = {
  kind: 'table',
  label: 'Answers',
  columns: [
    { header: 'Action', share: 1, align: 'left' },
    { header: 'Progress', share: 3, align: 'left' },
  ],
  rows: [
    [
      [{ kind: 'line', tone: 'plain', content: [say('1.1')] }],
      [{ kind: 'prose', text: Array.from({ length: tallWords }, (_, index) => `word${index}`).join(' ') }],
    ],
  ],
}

const filesOf = (folder: string, name: string) => ({
  document: join(folder, `${name}.document.json`),
  attachment: join(folder, `${name}.model.json`),
  html: join(folder, `${name}.html`),
})

/** Writes what the renderers are given: packs of these sizes, and one, `tall`, whose table has a tall row. */
export const writeInputs = async (folder: string, sizes: readonly number[]): Promise<void> => {
  const write = async (name: string, document: PackDocument, model: string) => {
    const files = filesOf(folder, name)
    await writeFile(files.document, JSON.stringify(document))
    await writeFile(files.attachment, model)
    await writeFile(files.html, renderHtml(document))
  }
  for (const size of sizes) {
    const { snapshot } = inputOf(size)
    const model = buildPackModel(snapshot, boardId, {
      papers,
      snapshotSha256: serialiseSnapshot(snapshot).sha256,
    })
    const { body, sha256 } = serialiseModel(model)
    const document = writeDocument(model, sha256)
    await write(String(size), document, body)
    if (size === sizes[0]) {
      const start: Block = {
        kind: 'heading',
        level: 1,
        id: 'answers',
        content: [say('Answers')],
        outlined: true,
      }
      await write('tall', { ...document, blocks: [start, tallTable] }, '{}')
    }
  }
}

export const readInput = (folder: string, name: string): Input => {
  const files = filesOf(folder, name)
  return {
    document: JSON.parse(readFileSync(files.document, 'utf8')),
    attachment: {
      name: MODEL_FILE,
      mediaType: 'application/json',
      description: 'All that this pack says, as data, to verify it by',
      bytes: readFileSync(files.attachment),
    },
    html: files.html,
  }
}
