import { createHash } from 'node:crypto'

/**
 * Tells one value from another, of whatever JSON can write: a form carries that of what it has shown, so that a
 * change in between is seen, and a mail that of what it is about. `length`: so many hexadecimal digits.
 */
export const fingerprint = (value: unknown, length = 32): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, length)
