/** A text reduced to what two spellings of the same words have in common. */
export const fold = (text: string): string =>
  PLAIN.test(text)
    ? text
        .toLowerCase()
        .replace(/['`]/g, '')
        .replace(/&/g, ' and ')
        .replace(/[^a-z0-9]+/g, ' ')
        .trim()
    : foldAny(text)

/** Most of a plan is plain ASCII, which costs far less to fold. */
const PLAIN = /^[\x20-\x7e]*$/

const foldAny = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}'’`]/gu, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
