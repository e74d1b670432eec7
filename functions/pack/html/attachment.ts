import { z } from 'zod'

/**
 * What would end the script element, or is no valid character of HTML. In JSON these stand in strings
 * alone, and `JSON.stringify` writes none of them as an escape.
 */
const unsafe = /[<\u007f-\u009f\p{Noncharacter_Code_Point}]/u

const unsafeAnywhere = new RegExp(unsafe, 'gu')

/** An escape of JSON; of a character that takes two, both. */
const anyEscape = /\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\u[0-9a-f]{4}|\\./gsu

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

const unescaped = (sequence: string): string => z.string().parse(JSON.parse(`"${sequence}"`))

/**
 * JSON, as `JSON.stringify` writes it, as the text of a script element that nothing runs. It is still the
 * same JSON, and `readAttachment` gives the very same text.
 */
export const attachmentText = (json: string): string => json.replace(unsafeAnywhere, escaped)

/** The JSON from the text of the element, to the letter. Throws where the text holds no JSON. */
export const readAttachment = (text: string): string =>
  text.replace(anyEscape, (sequence) => {
    const character = unescaped(sequence)
    return unsafe.test(character) ? character : sequence
  })
