import { unsupported, validation } from './errors.ts'
import type { Environment } from './syntax.ts'
import { copyIn, type Value } from './values.ts'

/** Refuses what a command asks for beyond what is known here, lest it be overlooked. */
export const refuseOthers = (input: object, ...known: readonly string[]): void => {
  for (const field in input) {
    if (known.includes(field)) continue
    if (input[field as keyof typeof input] !== undefined) throw unsupported(`the parameter ${field}`)
  }
}

type Placeholders = {
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Record<string, unknown> | undefined
}
type Parsed = { placeholders: ReadonlySet<string> } | null

/**
 * What a command's placeholders stand for.
 *
 * @param expressions all of the command's, for each placeholder must be used by one of them.
 * @throws a ValidationException for a placeholder that is not defined or not used.
 */
export const environmentOf = (
  { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: given = {} }: Placeholders,
  ...expressions: readonly Parsed[]
): Environment => {
  const values: Record<string, Value> = {}
  for (const name in given) {
    if (given[name] === undefined) continue
    refuseUnused(name, expressions)
    values[name] = copyIn(given[name])
  }
  for (const name in names) refuseUnused(name, expressions)
  for (const expression of expressions) {
    if (!expression) continue
    for (const placeholder of expression.placeholders) {
      if (values[placeholder] === undefined && names[placeholder] === undefined) {
        throw validation(`An expression attribute used in expression is not defined: ${placeholder}`)
      }
    }
  }
  return { names, values }
}

const refuseUnused = (placeholder: string, expressions: readonly Parsed[]): void => {
  for (const expression of expressions) if (expression?.placeholders.has(placeholder)) return
  throw validation(`Value provided is unused in expressions: ${placeholder}`)
}
