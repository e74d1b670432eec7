import { validation } from './errors.ts'
import {
  type Cursor,
  createCursor,
  type Environment,
  type Path,
  parsePath,
  parseValueName,
  readPath,
  remembered,
  syntaxError,
} from './syntax.ts'
import { compareText, type Item, isEqual, typeOf, type Value } from './values.ts'

export type Operand =
  | { kind: 'path'; path: Path }
  | { kind: 'value'; name: string }
  | { kind: 'size'; of: Operand }

type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

export type Condition =
  | { kind: 'compare'; by: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; of: Operand; low: Operand; high: Operand }
  | { kind: 'in'; of: Operand; list: Operand[] }
  | { kind: 'attribute_exists' | 'attribute_not_exists'; path: Path }
  | { kind: 'attribute_type' | 'begins_with' | 'contains'; of: Operand; by: Operand }
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; of: Condition }

type Node = Operand | Condition | { kind: 'parens'; of: Operand | Condition }

export type ParsedCondition = { condition: Condition; test: Test; placeholders: ReadonlySet<string> }
type Test = (item: Item, environment: Environment) => boolean

/** A condition, key condition or filter; parsed once for each text. @throws a ValidationException. */
export const parseCondition = remembered((expression: string): ParsedCondition => {
  const cursor = createCursor(expression)
  const condition = asCondition(parseOr(cursor))
  const rest = cursor.peek()
  if (rest.kind !== 'end') throw syntaxError(rest.text)
  return { condition, test: compile(condition), placeholders: cursor.placeholders }
})

const parseOr = (cursor: Cursor): Node => {
  let left = parseAnd(cursor)
  while (cursor.accept('OR')) {
    left = { kind: 'or', left: asCondition(left), right: asCondition(parseAnd(cursor)) }
  }
  return left
}

const parseAnd = (cursor: Cursor): Node => {
  let left = parseNot(cursor)
  while (cursor.accept('AND')) {
    left = { kind: 'and', left: asCondition(left), right: asCondition(parseNot(cursor)) }
  }
  return left
}

const parseNot = (cursor: Cursor): Node =>
  cursor.accept('NOT') ? { kind: 'not', of: asCondition(parseNot(cursor)) } : parseComparison(cursor)

const COMPARATORS: readonly Comparator[] = ['=', '<>', '<', '<=', '>', '>=']

const parseComparison = (cursor: Cursor): Node => {
  const left = parsePrimary(cursor)
  const by = COMPARATORS.find((comparator) => comparator === cursor.peek().text)
  if (by) {
    cursor.take()
    const right = asOperand(parsePrimary(cursor))
    return { kind: 'compare', by, left: distinct(asOperand(left), [right]), right }
  }
  if (cursor.accept('BETWEEN')) {
    const low = asOperand(parsePrimary(cursor))
    cursor.expect('AND')
    const high = asOperand(parsePrimary(cursor))
    return { kind: 'between', of: distinct(asOperand(left), [low, high]), low, high }
  }
  if (cursor.accept('IN')) {
    cursor.expect('(')
    const list = [asOperand(parsePrimary(cursor))]
    while (cursor.accept(',')) list.push(asOperand(parsePrimary(cursor)))
    cursor.expect(')')
    return { kind: 'in', of: distinct(asOperand(left), list), list }
  }
  return left
}

const parsePrimary = (cursor: Cursor): Node => {
  const { text, kind } = cursor.peek()
  if (cursor.accept('(')) {
    const of = parseOr(cursor)
    cursor.expect(')')
    if (of.kind === 'parens') throw validation('The expression has redundant parentheses;')
    return { kind: 'parens', of }
  }
  if (kind !== 'word') throw syntaxError(text)
  if (text.startsWith(':')) return { kind: 'value', name: parseValueName(cursor) }
  return cursor.isFollowedBy('(') ? parseCall(cursor) : { kind: 'path', path: parsePath(cursor) }
}

const parseCall = (cursor: Cursor): Node => {
  const { text: name } = cursor.take()
  cursor.expect('(')
  const of = asOperand(parsePrimary(cursor))
  const by = cursor.accept(',') ? asOperand(parsePrimary(cursor)) : null
  cursor.expect(')')
  if (name === 'size' && !by && of.kind !== 'size') return { kind: 'size', of }
  if ((name === 'attribute_exists' || name === 'attribute_not_exists') && !by) {
    if (of.kind !== 'path') throw validation(`Operator or function requires a document path; ${name}`)
    return { kind: name, path: of.path }
  }
  if ((name === 'attribute_type' || name === 'begins_with' || name === 'contains') && by) {
    return { kind: name, of: distinct(of, [by]), by }
  }
  throw validation(`Invalid function name; function: ${name}`)
}

const asOperand = (node: Node): Operand => {
  const bare = node.kind === 'parens' ? node.of : node
  if (bare.kind === 'path' || bare.kind === 'value' || bare.kind === 'size') return bare
  throw syntaxError(bare.kind)
}

const asCondition = (node: Node): Condition => {
  const bare = node.kind === 'parens' ? node.of : node
  if (bare.kind === 'path' || bare.kind === 'value' || bare.kind === 'size') throw syntaxError(bare.kind)
  return bare
}

const distinct = (first: Operand, others: readonly Operand[]): Operand => {
  const isFirst = (other: Operand) => other.kind === 'path' && String(other.path) === String(firstPath)
  const firstPath = first.kind === 'path' ? first.path : null
  if (firstPath && others.some(isFirst)) {
    throw validation('The first operand must be distinct from the remaining operands')
  }
  return first
}

/**
 * Both sides of AND and OR are always looked at: an operand of a type that DynamoDB refuses is refused
 * wherever it stands.
 */
const compile = (condition: Condition): Test => {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const [left, right, isAnd] = [
        compile(condition.left),
        compile(condition.right),
        condition.kind === 'and',
      ]
      return (item, environment) => {
        const first = left(item, environment)
        const second = right(item, environment)
        return isAnd ? first && second : first || second
      }
    }
    case 'not': {
      const of = compile(condition.of)
      return (item, environment) => !of(item, environment)
    }
    case 'attribute_exists':
      return (item, environment) => readPath(item, condition.path, environment) !== undefined
    case 'attribute_not_exists':
      return (item, environment) => readPath(item, condition.path, environment) === undefined
    case 'in': {
      const of = reader(condition.of)
      const list = condition.list.map(reader)
      return (item, environment) => {
        const value = of(item, environment)
        return list.some((one) => isEqual(value, one(item, environment)))
      }
    }
    case 'between': {
      const of = reader(condition.of)
      const [low, high] = [ordered(condition.low), ordered(condition.high)]
      const isFixed = condition.low.kind === 'value' && condition.high.kind === 'value'
      return (item, environment) => {
        const [from, to] = [low(item, environment), high(item, environment)]
        if (isFixed && !isAtMost(from, to)) throw validation('The BETWEEN operator requires an upper bound')
        const value = of(item, environment)
        return isAtMost(from, value) && isAtMost(value, to)
      }
    }
    case 'compare':
      return compileComparison(condition)
    case 'attribute_type':
    case 'begins_with':
    case 'contains':
      return compileCall(condition)
  }
}

const compileComparison = ({ by, left, right }: Extract<Condition, { kind: 'compare' }>): Test => {
  if (by === '=' || by === '<>') {
    const [one, other, wanted] = [reader(left), reader(right), by === '=']
    return (item, environment) => isEqual(one(item, environment), other(item, environment)) === wanted
  }
  const [one, other] = [ordered(left), ordered(right)]
  return (item, environment) => {
    const order = compareValues(one(item, environment), other(item, environment))
    if (order === null) return false
    if (order === 0) return by === '<=' || by === '>='
    return order < 0 === (by === '<' || by === '<=')
  }
}

const TYPES = new Set(['S', 'N', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'B', 'BS'])

const compileCall = ({
  kind,
  of: first,
  by: second,
}: Extract<Condition, { kind: 'attribute_type' | 'begins_with' | 'contains' }>): Test => {
  const [of, by] = [reader(first), reader(second)]
  if (kind === 'contains') {
    return (item, environment) => contains(of(item, environment), by(item, environment))
  }
  const isFixed = second.kind === 'value'
  return (item, environment) => {
    const value = of(item, environment)
    const operand = by(item, environment)
    if (typeof operand !== 'string') {
      if (isFixed) throw validation(`Incorrect operand type for operator or function: ${kind}`)
      return false
    }
    if (kind === 'begins_with') return typeof value === 'string' && value.startsWith(operand)
    if (!TYPES.has(operand)) throw validation('Invalid attribute type name found')
    return value !== undefined && typeOf(value) === operand
  }
}

const contains = (holder: Value | undefined, member: Value | undefined): boolean => {
  if (holder === undefined || member === undefined) return false
  if (typeof holder === 'string') return typeof member === 'string' && holder.includes(member)
  if (holder instanceof Set) {
    return (typeof member === 'string' || typeof member === 'number') && holder.has(member)
  }
  return Array.isArray(holder) && holder.some((one) => isEqual(one, member))
}

type Reader = (item: Item, environment: Environment) => Value | undefined

const reader = (operand: Operand): Reader => {
  switch (operand.kind) {
    case 'path':
      return (item, environment) => readPath(item, operand.path, environment)
    case 'value':
      return (_, { values }) => values[operand.name]
    case 'size': {
      const of = reader(operand.of)
      return (item, environment) => sizeOf(of(item, environment))
    }
  }
}

/** Reads what is to be compared by order: a value of the expression that has none is refused. */
const ordered = (operand: Operand): Reader => {
  const read = reader(operand)
  if (operand.kind !== 'value') return read
  return (item, environment) => {
    const value = read(item, environment)
    if (typeof value === 'string' || typeof value === 'number') return value
    throw validation('Incorrect operand type for operator or function')
  }
}

/** What `size` says: characters, members, or nothing. DynamoDB's own engine counts a string in UTF-16. */
const sizeOf = (value: Value | undefined): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  if (value instanceof Set) return value.size
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined
}

const compareValues = (one: Value | undefined, other: Value | undefined): number | null => {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  return typeof one === 'string' && typeof other === 'string' ? compareText(one, other) : null
}

const isAtMost = (one: Value | undefined, other: Value | undefined): boolean => {
  const order = compareValues(one, other)
  return order !== null && order <= 0
}
