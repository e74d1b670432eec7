/**
 * A file's bytes as text: UTF-16 by its mark, UTF-8 where it is that, else Windows-1252, which is what
 * spreadsheets write as "Text (Tab delimited)". Any bytes give a text.
 */
export const decodeText = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
