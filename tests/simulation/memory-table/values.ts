/** What DynamoDB keeps, as the document client shows it. What is stored is never changed, only replaced. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Value[]
  | Set<string | number>
  | { [name: string]: Value }
export type Item = { [name: string]: Value }

export type TypeName = 'S' | 'N' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS'

/**
 * A copy of what a caller gives, so that nothing is shared with it.
 *
 * @throws Error for what the document client refuses to send, and for what it would send in a shape that
 *   nothing here needs: bytes, instances of classes, numbers beyond JavaScript's safe integers.
 */
export const copyIn = (value: unknown): Value => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) throw new Error(`${value} is not stored exactly`)
      // DynamoDB has one zero.
      return value === 0 ? 0 : value
    case 'object':
      if (value === null) return null
      if (Array.isArray(value)) return value.map(copyIn)
      if (value instanceof Set) return copySetIn(value)
      return copyMapIn(value)
    default:
      throw new Error(`a value of type ${typeof value} cannot be stored`)
  }
}

const copySetIn = (members: Set<unknown>): Set<string | number> => {
  if (members.size === 0) throw new Error('an empty set cannot be stored')
  const copy = new Set<string | number>()
  for (const member of members) {
    const one = copyIn(member)
    if (typeof one !== 'string' && typeof one !== 'number')
      throw new Error('a set of neither strings nor numbers cannot be stored')
    copy.add(one)
  }
  const [first] = copy
  for (const member of copy)
    if (typeof member !== typeof first) throw new Error('a set of two types cannot be stored')
  return copy
}

const copyMapIn = (map: object): Item => {
  const prototype: unknown = Object.getPrototypeOf(map)
  if (prototype !== Object.prototype && prototype !== null) throw new Error('an instance cannot be stored')
  const copy: Item = {}
  for (const name in map) copy[checkedName(name)] = copyIn(map[name as keyof typeof map])
  return copy
}

const checkedName = (name: string): string => {
  if (name === '__proto__') throw new Error('an attribute cannot be called __proto__')
  return name
}

/** A whole item; unlike in its documents, what is undefined at its top is left out, as the SDK does. */
export const copyItemIn = (given: Record<string, unknown>): Item => {
  const copy: Item = {}
  for (const name in given) {
    if (given[name] !== undefined) copy[checkedName(name)] = copyIn(given[name])
  }
  return copy
}

const copyOut = (value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOut)
  if (value instanceof Set) return new Set(value)
  return copyItemOut(value)
}

/** A copy to hand out, so that nobody can change what is stored. */
export const copyItemOut = (item: Item): Item => {
  const copy = { ...item }
  for (const name in copy) {
    const value = copy[name]
    if (typeof value === 'object') copy[name] = copyOut(value)
  }
  return copy
}

export const typeOf = (value: Value): TypeName => {
  if (typeof value === 'string') return 'S'
  if (typeof value === 'number') return 'N'
  if (typeof value === 'boolean') return 'BOOL'
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return 'L'
  if (value instanceof Set) {
    const [first] = value
    return typeof first === 'number' ? 'NS' : 'SS'
  }
  return 'M'
}

/** Whether two values are the same to DynamoDB: sets and maps in any order. */
export const isEqual = (one: Value | undefined, other: Value | undefined): boolean => {
  if (one === undefined || other === undefined) return false
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((member, place) => isEqual(member, other[place]))
    )
  }
  if (one instanceof Set) {
    return other instanceof Set && one.size === other.size && [...one].every((member) => other.has(member))
  }
  if (Array.isArray(other) || other instanceof Set) return false
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isEqual(one[name], attributeOf(other, name)))
  )
}

/** An attribute of an item or of a document in it. */
export const attributeOf = (item: Item, name: string): Value | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined

/**
 * Orders strings as DynamoDB does, by their UTF-8 bytes. JavaScript's own order differs where a character
 * beyond the first 65,536 meets one of the last 8,192 of these.
 */
export const compareText = (one: string, other: string): number => {
  if (one === other) return 0
  const shorter = Math.min(one.length, other.length)
  for (let place = 0; place < shorter; place += 1) {
    const left = one.charCodeAt(place)
    const right = other.charCodeAt(place)
    if (left !== right) return byteRank(left) - byteRank(right)
  }
  return one.length - other.length
}

const byteRank = (codeUnit: number): number =>
  codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit

/** What an item weighs, in bytes, as its 400 KB and a page's 1 MB are counted. */
export const sizeOfItem = (item: Item): number => {
  let size = 0
  for (const name in item) {
    const value = item[name]
    if (value !== undefined) size += sizeOfText(name) + sizeOfValue(value)
  }
  return size
}

export const sizeOfText = (text: string): number => Buffer.byteLength(text)

const DOCUMENT_BYTES = 3
const MEMBER_BYTES = 1

const sizeOfValue = (value: Value): number => {
  if (typeof value === 'string') return sizeOfText(value)
  if (typeof value === 'number') return sizeOfNumber(value)
  if (typeof value === 'boolean' || value === null) return 1
  if (Array.isArray(value)) {
    return value.reduce<number>((size, one) => size + sizeOfValue(one) + MEMBER_BYTES, DOCUMENT_BYTES)
  }
  if (value instanceof Set) {
    let size = 0
    for (const member of value) size += sizeOfValue(member)
    return size
  }
  return sizeOfItem(value) + MEMBER_BYTES * Object.keys(value).length + DOCUMENT_BYTES
}

/** A byte for each pair of digits from the point on either way, zeros at the ends left out, one more, and one for a minus. */
const sizeOfNumber = (value: number): number => {
  if (value === 0) return 1
  const [digits = '', exponent = '0'] = Math.abs(value).toExponential().replace('.', '').split('e')
  const isSplit = Number(exponent) % 2 === 0
  return Math.ceil((digits.length + (isSplit ? 1 : 0)) / 2) + 1 + (value < 0 ? 1 : 0)
}
