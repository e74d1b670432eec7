import type { Condition, Operand } from './condition.ts'
import { validation } from './errors.ts'
import { compareKeys, type Entry, placeIn, type Slot, type View } from './store.ts'
import { type Environment, resolvePath } from './syntax.ts'
import { compareText } from './values.ts'

/** Which partition a query reads, and where a sort key lies: before its range (-1), in it (0), or behind it (1). */
export type KeyRange = { partition: string; positionOf: (sortKey: string) => -1 | 0 | 1 }

/** @throws a ValidationException for a condition that no query can have. */
export const keyRangeOf = (condition: Condition, view: View, environment: Environment): KeyRange => {
  const parts = partsOf(condition)
  const named = parts.map((part) => ({ part, name: keyNameOf(part, environment) }))
  const hash = named.filter(({ name }) => name === view.partitionKey)
  const range = named.filter(({ name }) => name === view.sortKey)
  const [first] = hash
  const [second] = range
  if (!first || hash.length + range.length !== parts.length)
    throw validation('Query condition missed key schema element')
  if (hash.length > 1 || range.length > 1) throw validation('There may be one condition per key')
  const partition = positionsOf(first.part, environment)
  if (partition.fixed === null) throw validation('Query key condition not supported')
  return {
    partition: partition.fixed,
    positionOf: second ? positionsOf(second.part, environment).positionOf : () => 0,
  }
}

const partsOf = (condition: Condition): Condition[] =>
  condition.kind === 'and' ? [...partsOf(condition.left), ...partsOf(condition.right)] : [condition]

const operandOf = (part: Condition): Operand | null => {
  if (part.kind === 'compare') return part.left.kind === 'path' ? part.left : part.right
  return part.kind === 'between' || part.kind === 'begins_with' ? part.of : null
}

const keyNameOf = (part: Condition, environment: Environment): string => {
  const operand = operandOf(part)
  if (operand?.kind !== 'path')
    throw validation(`Invalid operator used in KeyConditionExpression: ${part.kind}`)
  const [name, ...rest] = resolvePath(operand.path, environment)
  if (rest.length > 0) throw validation('KeyConditionExpressions cannot have nested operations')
  return String(name)
}

type Positions = { fixed: string | null; positionOf: KeyRange['positionOf'] }

const positionsOf = (part: Condition, environment: Environment): Positions => {
  const text = (operand: Operand) => keyText(operand, environment)
  if (part.kind === 'begins_with') {
    const start = text(part.by)
    return { fixed: null, positionOf: (key) => (key.startsWith(start) ? 0 : sign(compareText(key, start))) }
  }
  if (part.kind === 'between') {
    const [low, high] = [text(part.low), text(part.high)]
    if (compareText(low, high) > 0) throw validation('The BETWEEN operator requires an upper bound')
    return {
      fixed: null,
      positionOf: (key) => (compareText(key, low) < 0 ? -1 : compareText(key, high) > 0 ? 1 : 0),
    }
  }
  if (part.kind !== 'compare')
    throw validation(`Invalid operator used in KeyConditionExpression: ${part.kind}`)
  const bound = text(part.left.kind === 'path' ? part.right : part.left)
  const inside = INSIDE[part.left.kind === 'path' ? part.by : MIRRORED[part.by]]
  if (!inside) throw validation(`Invalid operator used in KeyConditionExpression: ${part.by}`)
  return {
    fixed: part.by === '=' ? bound : null,
    positionOf: (key) => {
      const order = sign(compareText(key, bound))
      return inside.includes(order) ? 0 : inside[0] === -1 ? 1 : inside.at(-1) === 1 ? -1 : order
    },
  }
}

const MIRRORED = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/** Where keys lie that a comparison takes, as seen from its bound. */
const INSIDE: Record<keyof typeof MIRRORED, readonly (-1 | 0 | 1)[] | null> = {
  '=': [0],
  '<>': null,
  '<': [-1],
  '<=': [-1, 0],
  '>': [1],
  '>=': [0, 1],
}

const sign = (order: number): -1 | 0 | 1 => (order < 0 ? -1 : order > 0 ? 1 : 0)

const keyText = (operand: Operand, { values }: Environment): string => {
  const value = operand.kind === 'value' ? values[operand.name] : undefined
  if (typeof value !== 'string') throw validation('Condition parameter type does not match schema type')
  if (value === '') throw validation('A key attribute cannot contain an empty string value')
  return value
}

export type Walk = {
  range: KeyRange
  view: View
  isForward: boolean
  /** The last item that the reader has had. */
  after: Slot | null
  /** Stops after so many items; null reads on. */
  limit: number | null
}

const PAGE_BYTES = 1024 * 1024

/** One page of a query's items before any filter, and whether it ends where a page ends rather than the range. */
export const walk = (
  list: readonly Entry[],
  { range, view, isForward, after, limit }: Walk,
): { slots: Slot[]; isCut: boolean } => {
  const { positionOf } = range
  const sortKeyOf = ({ item }: Slot) => String(item[view.sortKey])
  const compare = compareKeys(view.sortKey)
  if (after && positionOf(sortKeyOf(after)) !== 0) {
    throw validation('The provided starting key does not match the range key predicate')
  }
  const step = isForward ? 1 : -1
  const begin = isForward
    ? placeIn(list, (slot) => (after ? compare(slot, after) > 0 : positionOf(sortKeyOf(slot)) >= 0))
    : placeIn(list, (slot) => (after ? compare(slot, after) >= 0 : positionOf(sortKeyOf(slot)) > 0)) - 1
  const slots: Slot[] = []
  let bytes = 0
  for (let place = begin; ; place += step) {
    const slot = list[place]?.slot
    if (!slot || positionOf(sortKeyOf(slot)) !== 0) return { slots, isCut: false }
    slots.push(slot)
    bytes += slot.size
    if (slots.length === limit || bytes >= PAGE_BYTES) return { slots, isCut: true }
  }
}
