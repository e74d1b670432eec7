import { compareText, type Item } from './values.ts'

/** One version of an item; never changed once it is stored. */
export type Slot = { pk: string; sk: string; item: Item; size: number }

/** An item's place in the orders it belongs to: while its keys there stay as they are, only the version changes. */
export type Entry = { slot: Slot }

/** The table itself or an index, as its two key attributes. */
export type View = { name: string; partitionKey: string; sortKey: string }

/** One item's write: what stood there and what stands there now, if anything. */
export type Change = { pk: string; sk: string; before: Slot | undefined; after: Slot | undefined }

/** How many writes back a late reader can be. */
const KEPT_WRITES = 256

export type Store = ReturnType<typeof createStore>

/** Items by key, in the order of the table and of each of its indexes, and what the last writes replaced. */
export const createStore = (
  table: View,
  indexes: readonly View[],
  onChange: (change: Change) => void = () => {},
) => {
  const items = new Map<string, Map<string, Entry>>()
  const orders = new Map([table, ...indexes].map((view) => [view, createOrder(view)]))
  const log: Change[] = []
  let writes = 0

  /** What stood, some writes ago, where something else stands now. */
  const replacedSince = (lag: number): Map<string, Map<string, Slot | undefined>> => {
    if (lag > KEPT_WRITES) throw new RangeError(`only the last ${KEPT_WRITES} writes are kept, not ${lag}`)
    const replaced = new Map<string, Map<string, Slot | undefined>>()
    for (let back = 1; back <= lag; back += 1) {
      const change = log[(writes - back) % KEPT_WRITES]
      if (!change) break
      const ofPartition = replaced.get(change.pk) ?? new Map<string, Slot | undefined>()
      ofPartition.set(change.sk, change.before)
      replaced.set(change.pk, ofPartition)
    }
    return replaced
  }

  return {
    /** @param lag how many writes ago. */
    get: (pk: string, sk: string, lag: number): Slot | undefined => {
      const replaced = lag === 0 ? undefined : replacedSince(lag).get(pk)
      return replaced?.has(sk) ? replaced.get(sk) : items.get(pk)?.get(sk)?.slot
    },

    /** A partition of the table or of an index in its order. @param lag how many writes ago. */
    list: (view: View, partition: string, lag: number): readonly Entry[] => {
      const order = orders.get(view)
      const now = order?.lists.get(partition) ?? []
      if (lag === 0 || !order) return now
      const replaced = replacedSince(lag)
      const then = now.filter(({ slot }) => !replaced.get(slot.pk)?.has(slot.sk))
      for (const ofPartition of replaced.values()) {
        for (const slot of ofPartition.values()) {
          if (slot && order.partitionOf(slot) === partition) then.push({ slot })
        }
      }
      return then.sort((one, other) => order.compare(one.slot, other.slot))
    },

    apply: (change: Change): void => {
      const { pk, sk, before, after } = change
      log[writes % KEPT_WRITES] = change
      writes += 1
      const partition = items.get(pk) ?? new Map<string, Entry>()
      items.set(pk, partition)
      const entry = partition.get(sk) ?? (after && { slot: after })
      if (!entry) return
      for (const order of orders.values()) order.move(entry, before, after)
      if (after) {
        entry.slot = after
        partition.set(sk, entry)
      } else {
        partition.delete(sk)
      }
      onChange(change)
    },

    /** How many writes there have been; the same number, the same content. */
    writes: (): number => writes,

    all: (): Slot[] =>
      [...items.values()]
        .flatMap((partition) => [...partition.values()].map(({ slot }) => slot))
        .sort((one, other) => compareText(one.pk, other.pk) || compareText(one.sk, other.sk)),
  }
}

/** By sort key; where two are alike, as two items of an index may be, by their own keys. */
export const compareKeys =
  (sortKey: string) =>
  (one: Slot, other: Slot): number =>
    compareText(String(one.item[sortKey]), String(other.item[sortKey])) ||
    compareText(one.pk, other.pk) ||
    compareText(one.sk, other.sk)

const createOrder = ({ partitionKey, sortKey }: View) => {
  const lists = new Map<string, Entry[]>()
  const compare = compareKeys(sortKey)

  /** Undefined for an item that is not in this index, for it lacks one of its keys. */
  const partitionOf = ({ item }: Slot): string | undefined => {
    const partition = item[partitionKey]
    return typeof partition === 'string' && item[sortKey] !== undefined ? partition : undefined
  }
  const placeOf = (list: Entry[], wanted: Slot) => placeIn(list, (slot) => compare(slot, wanted) >= 0)

  return {
    lists,
    compare,
    partitionOf,
    /** Takes an entry to where its next version belongs, while it still holds the one before. */
    move: (entry: Entry, before: Slot | undefined, after: Slot | undefined): void => {
      const from = before && partitionOf(before)
      const to = after && partitionOf(after)
      if (from === to && before?.item[sortKey] === after?.item[sortKey]) return
      if (before && from !== undefined) {
        const list = lists.get(from) ?? []
        list.splice(placeOf(list, before), 1)
        if (list.length === 0) lists.delete(from)
      }
      if (after && to !== undefined) {
        const list = lists.get(to) ?? []
        list.splice(placeOf(list, after), 0, entry)
        lists.set(to, list)
      }
    },
  }
}

/** Where in an ordered list the first one is of which this is true; it is true of all that follow. */
export const placeIn = (list: readonly Entry[], isThere: (slot: Slot) => boolean): number => {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = list[middle]
    if (entry && isThere(entry.slot)) high = middle
    else low = middle + 1
  }
  return low
}
