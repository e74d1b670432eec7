/**
 * What would end the script element, or is no valid character of HTML. In JSON these stand in strings
 * alone, and `JSON.stringify` writes none of them as an escape.
 */
const unsafe = /[<\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/u

const unsafeAnywhere = new RegExp(unsafe, 'gu')

/** An escape of JSON: the character's number, or whatever else is escaped. */
const anyEscape = /\\(?:u([0-9a-f]{4})|.)/gsu

/**
 * JSON, as `JSON.stringify` writes it, as the text of a script element that nothing runs. It is still the
 * same JSON, and `readAttachment` gives the very same text.
 */
export const attachmentText = (json: string): string =>
  json.replace(unsafeAnywhere, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The JSON from the text of the element. */
export const readAttachment = (text: string): string =>
  text.replace(anyEscape, (whole: string, number: string | undefined) => {
    const character = number === undefined ? '' : String.fromCharCode(Number.parseInt(number, 16))
    return unsafe.test(character) ? character : whole
  })
