import { unsupported, validation } from './errors.ts'
import {
  type Cursor,
  createCursor,
  type Environment,
  type Path,
  parsePath,
  parseValueName,
  readPath,
  refuseOverlaps,
  remembered,
  resolvePath,
  syntaxError,
} from './syntax.ts'
import type { Item, Value } from './values.ts'

type Read = (item: Item, environment: Environment) => Value
type Section = 'SET' | 'REMOVE' | 'ADD' | 'DELETE'
type Action = { section: Section; path: Path; read: Read }

export type ParsedUpdate = { actions: readonly Action[]; placeholders: ReadonlySet<string> }

const SECTIONS: readonly Section[] = ['SET', 'REMOVE', 'ADD', 'DELETE']

/** An update expression; parsed once for each text. @throws a ValidationException. */
export const parseUpdate = remembered((expression: string): ParsedUpdate => {
  const cursor = createCursor(expression)
  const actions: Action[] = []
  const done = new Set<Section>()
  while (cursor.peek().kind !== 'end') {
    const section = SECTIONS.find((one) => cursor.accept(one))
    if (!section) throw syntaxError(cursor.peek().text)
    if (done.has(section)) throw validation(`The "${section}" section can only be used once`)
    done.add(section)
    do actions.push({ section, ...parseAction(cursor, section) })
    while (cursor.accept(','))
  }
  return { actions, placeholders: cursor.placeholders }
})

const parseAction = (cursor: Cursor, section: Section): Omit<Action, 'section'> => {
  const path = parsePath(cursor)
  if (section === 'REMOVE') return { path, read: () => null }
  if (section === 'SET') {
    cursor.expect('=')
    return { path, read: parseSum(cursor) }
  }
  return { path, read: valueNamed(parseValueName(cursor)) }
}

const valueNamed =
  (name: string): Read =>
  (_, { values }) => {
    const value = values[name]
    if (value === undefined) throw validation(`The value ${name} is not defined`)
    return value
  }

const parseSum = (cursor: Cursor): Read => {
  const left = parseTerm(cursor)
  const isMinus = cursor.peek().text === '-'
  if (!cursor.accept('+') && !cursor.accept('-')) return left
  const right = parseTerm(cursor)
  return (item, environment) =>
    add(left(item, environment), (isMinus ? -1 : 1) * numberIn(right(item, environment)))
}

const parseTerm = (cursor: Cursor): Read => {
  if (cursor.accept('(')) {
    const inner = parseSum(cursor)
    cursor.expect(')')
    return inner
  }
  if (cursor.peek().text.startsWith(':')) return valueNamed(parseValueName(cursor))
  if (cursor.isFollowedBy('(')) return parseCall(cursor)
  const path = parsePath(cursor)
  return (item, environment) => {
    const value = readPath(item, path, environment)
    if (value === undefined)
      throw validation('The provided expression refers to an attribute that does not exist')
    return value
  }
}

const parseCall = (cursor: Cursor): Read => {
  const { text: name } = cursor.take()
  cursor.expect('(')
  if (name === 'if_not_exists') {
    const path = parsePath(cursor)
    cursor.expect(',')
    const otherwise = parseTerm(cursor)
    cursor.expect(')')
    return (item, environment) => {
      const value = readPath(item, path, environment)
      return value === undefined ? otherwise(item, environment) : value
    }
  }
  if (name !== 'list_append') throw validation(`Invalid function name; function: ${name}`)
  const first = parseTerm(cursor)
  cursor.expect(',')
  const second = parseTerm(cursor)
  cursor.expect(')')
  return (item, environment) => [...listIn(first(item, environment)), ...listIn(second(item, environment))]
}

const wrongType = () => validation('An operand in the update expression has an incorrect data type')

const numberIn = (value: Value): number => {
  if (typeof value !== 'number') throw wrongType()
  return value
}

const listIn = (value: Value): Value[] => {
  if (!Array.isArray(value)) throw wrongType()
  return value
}

const setIn = (value: Value): Set<string | number> => {
  if (!(value instanceof Set)) throw wrongType()
  return value
}

/** DynamoDB adds decimal numbers; only of whole ones is the sum the same here. */
const add = (one: Value, other: number): number => {
  const sum = numberIn(one) + other
  if (!Number.isSafeInteger(one) || !Number.isSafeInteger(other) || !Number.isSafeInteger(sum)) {
    throw unsupported('arithmetic with numbers that are not whole')
  }
  return sum
}

type Change = { section: Section; path: Path; read: Read }

/**
 * What an update does where.
 *
 * @param isKey whether an attribute is part of the item's key, which no update may touch.
 * @throws a ValidationException for what no item would fit.
 */
export const changesOf = (
  { actions }: ParsedUpdate,
  environment: Environment,
  isKey: (name: string) => boolean,
): readonly Change[] => {
  const changes = actions.map(({ section, path, read }) => ({
    section,
    path: resolvePath(path, environment),
    read,
  }))
  for (const { section, path, read } of changes) {
    if (isKey(String(path[0])))
      throw validation(`Cannot update attribute ${path[0]}, which is part of the key`)
    if (section === 'ADD' || section === 'DELETE') refuseMisfit(section, read({}, environment))
  }
  refuseOverlaps(changes.map(({ path }) => path))
  // Places of a list are counted as they were: what is appended comes in their order, the last is removed first.
  return changes.every(({ path }) => path.length === 1) ? changes : changes.toSorted(byListPlaces)
}

const refuseMisfit = (section: 'ADD' | 'DELETE', operand: Value): void => {
  if (operand instanceof Set || (section === 'ADD' && typeof operand === 'number')) return
  throw validation(`Incorrect operand type for operator or function; operator: ${section}`)
}

/**
 * The item after an update, of which all operands are read from the item as it was.
 *
 * @throws a ValidationException when the item does not fit.
 */
export const applyChanges = (changes: readonly Change[], old: Item, environment: Environment): Item => {
  const next = { ...old }
  for (const { section, path, read } of changes) {
    const before = section === 'ADD' || section === 'DELETE' ? readPath(old, path, environment) : undefined
    write(next, path, 0, valueAfter(section, before, read(old, environment)))
  }
  return next
}

const byListPlaces = (one: Change, other: Change): number => {
  const [isLate, isOtherLate] = [one.section === 'REMOVE', other.section === 'REMOVE']
  if (isLate !== isOtherLate) return isLate ? 1 : -1
  const parting = one.path.findIndex((step, depth) => step !== other.path[depth])
  const [left, right] = [one.path[parting], other.path[parting]]
  if (typeof left !== 'number' || typeof right !== 'number') return 0
  return isLate ? right - left : left - right
}

/** What is to stand at a path; undefined where nothing is. */
const valueAfter = (section: Section, before: Value | undefined, operand: Value): Value | undefined => {
  switch (section) {
    case 'SET':
      return operand
    case 'REMOVE':
      return undefined
    case 'ADD':
      if (typeof operand === 'number') return before === undefined ? operand : add(before, operand)
      return before === undefined ? setIn(operand) : union(setIn(before), setIn(operand))
    case 'DELETE': {
      const removed = setIn(operand)
      if (before === undefined) return undefined
      const left = [...sameType(setIn(before), removed)].filter((member) => !removed.has(member))
      return left.length === 0 ? undefined : new Set(left)
    }
  }
}

const union = (one: Set<string | number>, other: Set<string | number>) =>
  new Set([...sameType(one, other), ...other])

const sameType = (one: Set<string | number>, other: Set<string | number>) => {
  const [[left], [right]] = [one, other]
  if (typeof left !== typeof right) throw wrongType()
  return one
}

/** Puts a value at a path, or takes away what is there; documents and lists on the way are replaced, not changed. */
const write = (holder: Item | Value[], path: Path, depth: number, value: Value | undefined): void => {
  const step = path[depth]
  if (step === undefined || Array.isArray(holder) !== (typeof step === 'number')) throw invalidPath()
  if (depth === path.length - 1) {
    if (Array.isArray(holder)) writeToList(holder, Number(step), value)
    else if (value === undefined) delete holder[step]
    else holder[step] = value
    return
  }
  const inner = Array.isArray(holder) ? holder[Number(step)] : holder[step]
  if (typeof inner !== 'object' || inner === null || inner instanceof Set) throw invalidPath()
  const copy = Array.isArray(inner) ? [...inner] : { ...inner }
  write(copy, path, depth + 1, value)
  if (Array.isArray(holder)) holder[Number(step)] = copy
  else holder[step] = copy
}

/** A place beyond the end means the end. */
const writeToList = (list: Value[], place: number, value: Value | undefined): void => {
  if (value !== undefined) list[Math.min(place, list.length)] = value
  else if (place < list.length) list.splice(place, 1)
}

const invalidPath = () =>
  validation('The document path provided in the update expression is invalid for update')
