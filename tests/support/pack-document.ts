import type { Block, Inline, PackDocument, Table } from '../../functions/pack/document.ts'
import type { PackStatus } from '../../functions/pack/pack-action.ts'

export const statuses = {
  blue: { code: 'done', label: 'Embedded and completed', colour: 'blue', shape: 'tick' },
  green: { code: 'green', label: 'On track', colour: 'green', shape: 'circle' },
  amber: { code: 'amber', label: 'Some concerns', colour: 'amber', shape: 'triangle' },
  red: { code: 'red', label: 'Off track', colour: 'red', shape: 'diamond' },
  none: { code: null, label: 'No status', colour: null, shape: 'ring' },
} satisfies { [name: string]: PackStatus }

export const words = (text: string, style: (Inline & { kind: 'text' })['style'] = 'plain'): Inline => ({
  kind: 'text',
  text,
  style,
})

export const heading = (
  level: 1 | 2 | 3,
  text: string,
  { id = null, outlined = true }: { id?: string | null; outlined?: boolean } = {},
): Block => ({ kind: 'heading', level, id, outlined, content: [words(text)] })

export const line = (text: string, tone: (Block & { kind: 'line' })['tone'] = 'plain'): Block => ({
  kind: 'line',
  tone,
  content: [words(text)],
})

export const prose = (text: string): Block => ({ kind: 'prose', text })

/** A table of texts, its columns equally wide. */
export const table = (headers: string[], rows: string[][], label = 'A table'): Table => ({
  kind: 'table',
  label,
  columns: headers.map((header) => ({ header, share: 1, align: 'left' })),
  rows: rows.map((row) => row.map((text) => [prose(text)])),
})

/** A document under one heading, `Start`, with nothing remarkable about it. */
export const inventDocument = (blocks: Block[], about: Partial<PackDocument> = {}): PackDocument => ({
  title: 'Marram SEND Improvement Plan: pack for Inclusion Board, December 2026',
  author: 'Marram Local Area Partnership',
  at: '2026-12-22T17:00:00.000Z',
  draft: false,
  running: { plan: 'Marram SEND Improvement Plan', board: 'Inclusion Board', period: 'December 2026' },
  sha256: '0123456789abcdef'.repeat(4),
  blocks: [heading(1, 'Start', { id: 'start' }), ...blocks],
  ...about,
})

/** So many words, each of them once. */
export const countedWords = (count: number): string =>
  Array.from({ length: count }, (_, index) => `w${String(index).padStart(4, '0')}`).join(' ')
