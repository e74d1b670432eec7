import { validation } from './errors.ts'
import { attributeOf, type Item, type Value } from './values.ts'

/** What the placeholders of an expression stand for. */
export type Environment = { names: Record<string, string>; values: Record<string, Value> }

/** Attribute, document and list place by place; a name that begins with # is a placeholder. */
export type Path = readonly (string | number)[]

type Token = { text: string; kind: 'word' | 'number' | 'sign' | 'end' }

/** A reader of an expression's tokens that remembers which placeholders were used. */
export type Cursor = {
  peek: () => Token
  /** Whether the token after the next one is this sign. */
  isFollowedBy: (sign: string) => boolean
  take: () => Token
  /** Takes a sign or a keyword, in any case of letters, if it is the next token. */
  accept: (text: string) => boolean
  expect: (text: string) => void
  placeholders: Set<string>
}

const TOKEN = /\s*(?:([#:]?[A-Za-z_][\w]*|[#:]\w+)|(\d+)|(<>|<=|>=|[<>=(),.[\]+-]))/y
const END: Token = { text: '<EOF>', kind: 'end' }

const tokensOf = (expression: string): Token[] => {
  const tokens: Token[] = []
  const end = expression.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(expression)
    if (!found) throw syntaxError(expression.slice(at))
    const [, word, number, sign = ''] = found
    if (word !== undefined) tokens.push({ text: word, kind: 'word' })
    else tokens.push(number === undefined ? { text: sign, kind: 'sign' } : { text: number, kind: 'number' })
  }
  return tokens
}

export const syntaxError = (text: string) => validation(`Syntax error; token: "${text}"`)

export const createCursor = (expression: string): Cursor => {
  const tokens = tokensOf(expression)
  if (tokens.length === 0) throw validation('The expression can not be empty;')
  let place = 0
  const peek = () => tokens[place] ?? END
  const accept = (text: string) => {
    const is = peek().text.toUpperCase() === text.toUpperCase()
    if (is) place += 1
    return is
  }
  return {
    peek,
    isFollowedBy: (sign) => tokens[place + 1]?.text === sign,
    take: () => {
      const token = peek()
      place += 1
      return token
    },
    accept,
    expect: (text) => {
      if (!accept(text)) throw syntaxError(peek().text)
    },
    placeholders: new Set(),
  }
}

/** The name of a value's placeholder. */
export const parseValueName = (cursor: Cursor): string => {
  const { text } = cursor.take()
  if (!text.startsWith(':')) throw syntaxError(text)
  cursor.placeholders.add(text)
  return text
}

export const parsePath = (cursor: Cursor): Path => {
  const path: (string | number)[] = [parseName(cursor)]
  for (;;) {
    if (cursor.accept('.')) {
      path.push(parseName(cursor))
    } else if (cursor.accept('[')) {
      const { text, kind } = cursor.take()
      if (kind !== 'number') throw syntaxError(text)
      path.push(Number(text))
      cursor.expect(']')
    } else {
      return path
    }
  }
}

const parseName = (cursor: Cursor): string => {
  const { text, kind } = cursor.take()
  if (kind !== 'word' || text.startsWith(':')) throw syntaxError(text)
  if (text.startsWith('#')) cursor.placeholders.add(text)
  return text
}

const NUMBER_SIGN = 35

/** The path with its placeholders' names. */
export const resolvePath = (path: Path, { names }: Environment): Path =>
  path.map((step) =>
    typeof step === 'string' && step.charCodeAt(0) === NUMBER_SIGN ? (names[step] ?? step) : step,
  )

/** What stands at a path of an item; undefined where nothing does. */
export const readPath = (item: Item, path: Path, environment: Environment): Value | undefined => {
  let value: Value | undefined = item
  for (const step of path) {
    if (typeof value !== 'object' || value === null || value instanceof Set) return undefined
    if (typeof step === 'number') {
      value = Array.isArray(value) ? value[step] : undefined
    } else {
      if (Array.isArray(value)) return undefined
      value = attributeOf(
        value,
        step.charCodeAt(0) === NUMBER_SIGN ? (environment.names[step] ?? step) : step,
      )
    }
  }
  return value
}

/**
 * Refuses paths of which one lies on another, for one write cannot do two things to one place.
 *
 * @param paths with their placeholders resolved.
 */
export const refuseOverlaps = (paths: readonly Path[]): void => {
  const flat = new Set<string | number | undefined>()
  for (const [step] of paths) flat.add(step)
  if (flat.size === paths.length) return
  for (const [place, one] of paths.entries()) {
    for (const other of paths.slice(place + 1)) {
      const parting = one.findIndex((step, depth) => step !== other[depth])
      const [left, right] = parting === -1 ? [undefined, undefined] : [one[parting], other[parting]]
      if (left === undefined || right === undefined)
        throw validation('Two document paths overlap with each other')
      if (typeof left !== typeof right) throw validation('Two document paths conflict with each other')
    }
  }
}

/** Keeps what was parsed by its text: the same few expressions come again and again. */
export const remembered = <T>(parse: (expression: string) => T): ((expression: string) => T) => {
  const known = new Map<string, T>()
  return (expression) => {
    let parsed = known.get(expression)
    if (parsed === undefined) {
      parsed = parse(expression)
      known.set(expression, parsed)
    }
    return parsed
  }
}
