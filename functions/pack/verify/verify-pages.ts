import { differenceOf, type Finding } from './finding.ts'

/** A document as it is read back: its bytes, and the text of each page without its blanks. */
export type ReadDocument = { bytes: Uint8Array; pages: string[] }

/**
 * Compares a document with what its model is made into anew. Where not every byte is the same, but every
 * word of every page is, another release may have made it.
 */
export const verifyPages = (given: ReadDocument, rendered: ReadDocument): Finding[] => {
  if (Buffer.compare(given.bytes, rendered.bytes) === 0) return []
  const most = Math.max(given.pages.length, rendered.pages.length)
  const pages = Array.from({ length: most }, (_, index) => index + 1).filter(
    (page) => given.pages[page - 1] !== rendered.pages[page - 1],
  )
  const [first] = pages
  if (first === undefined) return [{ kind: 'made-otherwise' }]
  const difference = differenceOf(given.pages[first - 1] ?? '', rendered.pages[first - 1] ?? '')
  if (most === 1) return [{ kind: 'text-differs', difference }]
  return [
    ...(given.pages.length === rendered.pages.length
      ? []
      : [
          {
            kind: 'page-count-differs' as const,
            pages: given.pages.length,
            rendered: rendered.pages.length,
          },
        ]),
    { kind: 'pages-differ', pages, difference },
  ]
}
