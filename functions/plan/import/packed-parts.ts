import type { Readable } from 'node:stream'
import { type Entry, fromBufferPromise } from 'yauzl'

/** A packed file has more parts than whoever looks into it allows. */
export class TooManyParts extends Error {}

/** A part's bytes, unpacked; they end in an error where there are more of them than the part says. */
type OpenPart = (part: Entry) => Promise<Readable>

/**
 * Looks into a packed file, such as a workbook, and closes it again. Nothing of it is unpacked but what
 * `look` opens. Throws `TooManyParts` for one of more than `most`, yauzl's error for one that is
 * damaged, and whatever `look` throws.
 */
export const lookIntoParts = async <T>(
  bytes: Uint8Array,
  most: number,
  look: (parts: Entry[], open: OpenPart) => Promise<T>,
): Promise<T> => {
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    autoClose: false,
  })
  try {
    const parts: Entry[] = []
    for await (const part of zip.eachEntry()) {
      parts.push(part)
      if (parts.length > most) throw new TooManyParts()
    }
    return await look(parts, (part) => zip.openReadStreamPromise(part))
  } finally {
    zip.close()
  }
}
