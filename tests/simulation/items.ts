import type { StoredItem as Item } from './memory-table.ts'

export const text = (item: Item, field: string): string => String(item[field] ?? '')
export const entityOf = (item: Item): string => text(item, '__edb_e__')
export const cycleOf = (item: Item): string =>
  `${text(item, 'partnershipId')}/${text(item, 'planId')}/${text(item, 'cycleId')}`
export const requestOf = (item: Item): string => `${cycleOf(item)}/${text(item, 'personId')}`
/** Where a pack's PDF is; empty while it has none. */
export const pdfOf = ({ built }: Item): string => {
  const files = built instanceof Object && 'files' in built ? built['files'] : null
  return files instanceof Object && 'pdf' in files ? String(files['pdf']) : ''
}
export const idOf = (item: Item): string => `${text(item, 'partnershipId')}/${text(item, 'messageId')}`
