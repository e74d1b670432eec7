import { createReadStream } from 'node:fs'

/** The lines of a file of any size, whose lines may be of any length. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let begun: string[] = []
  for await (const chunk of createReadStream(file, 'utf8')) {
    const [first = '', ...others] = String(chunk).split('\n')
    begun.push(first)
    for (const next of others) {
      yield begun.join('')
      begun = [next]
    }
  }
  const last = begun.join('')
  if (last !== '') yield last
}
