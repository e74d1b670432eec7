/** What the entities of the table are made of: kinds of attributes, keys, and the two indexes. */

export const text = { type: 'string', required: true } as const
export const optionalText = { type: 'string' } as const
export const count = { type: 'number', required: true } as const
export const epochSeconds = { type: 'number', required: true } as const
/** A document whose shape its zod schema knows: written whole, parsed when read. */
export const document = { type: 'any' } as const
export const names = { type: 'set', items: 'string' } as const

export const planKey = { partnershipId: text, planId: text } as const
export const cycleKey = { ...planKey, cycleId: text } as const
export const requestKey = { ...cycleKey, personId: text } as const

export const model = <E extends string>(entity: E) => ({ entity, service: 'muster', version: '1' }) as const

/** The requests and messages of one cycle, side by side, by person. */
export const CYCLE_BOARD = {
  index: 'gsi1',
  collection: 'cycleBoard',
  pk: { field: 'gsi1pk', composite: ['partnershipId', 'planId', 'cycleId'], casing: 'none' },
} as const

export const attentionAttributes = { attention: text, attentionAt: text } as const
const EVERYBODY = 'due'

/** When the sweeper must look at an item; an empty instant takes it out of the sweeper's sight. */
export const attend = (attentionAt: string) => ({ attention: EVERYBODY, attentionAt })

/**
 * Whatever somebody must look at, by when. The partition is one for all partnerships, for the
 * sweeper sweeps them all; an item with an empty `attentionAt` is not in it.
 */
export const ATTENTION = {
  index: 'gsi2',
  collection: 'attention',
  type: 'clustered',
  condition: (item: Record<string, unknown>) => Boolean(item['attentionAt']),
  pk: { field: 'gsi2pk', composite: ['attention'], casing: 'none' },
  sk: { field: 'gsi2sk', composite: ['attentionAt'], casing: 'none' },
} as const

export const key = <const P extends readonly string[], const S extends readonly string[]>(pk: P, sk: S) =>
  ({
    pk: { field: 'pk', composite: pk, casing: 'none' },
    sk: { field: 'sk', composite: sk, casing: 'none' },
  }) as const
