import {
  type Cursor,
  createCursor,
  type Environment,
  type Path,
  parsePath,
  refuseOverlaps,
  remembered,
  resolvePath,
  syntaxError,
} from './syntax.ts'
import type { Item, Value } from './values.ts'

export type ParsedProjection = { paths: readonly Path[]; placeholders: ReadonlySet<string> }

/** A projection expression; parsed once for each text. @throws a ValidationException. */
export const parseProjection = remembered((expression: string): ParsedProjection => {
  const cursor = createCursor(expression)
  const paths = [parsePath(cursor)]
  while (cursor.accept(',')) paths.push(parsePath(cursor))
  refuseRest(cursor)
  return { paths, placeholders: cursor.placeholders }
})

const refuseRest = (cursor: Cursor): void => {
  const rest = cursor.peek()
  if (rest.kind !== 'end') throw syntaxError(rest.text)
}

/** What an expression keeps of an item. */
export const project = ({ paths }: ParsedProjection, item: Item, environment: Environment): Item => {
  const wanted = paths.map((path) => resolvePath(path, environment))
  refuseOverlaps(wanted)
  const kept = keep(item, wanted)
  return kept !== undefined && isMap(kept) ? kept : {}
}

const isMap = (value: Value): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Set)

/** Undefined where none of the paths leads anywhere. */
const keep = (value: Value, paths: readonly Path[]): Value | undefined => {
  if (paths.some((path) => path.length === 0)) return value
  const rest = (step: string | number) =>
    paths.filter(([first]) => first === step).map((path) => path.slice(1))
  const kept = (inner: Value, step: string | number): [string | number, Value][] => {
    const left = rest(step)
    const found = left.length === 0 ? undefined : keep(inner, left)
    return found === undefined ? [] : [[step, found]]
  }
  if (Array.isArray(value)) {
    const members = value.flatMap(kept).map(([, member]) => member)
    return members.length === 0 ? undefined : members
  }
  if (!isMap(value)) return undefined
  const members = Object.entries(value).flatMap(([name, inner]) => kept(inner, name))
  return members.length === 0 ? undefined : Object.fromEntries(members)
}
