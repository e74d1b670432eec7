import type { Context } from 'hono'
import { compress } from 'hono/compress'
import { allowOwnStyle } from '../../ui/security-headers.ts'
import { stylesheetSha256 } from '../html/stylesheet.ts'
import { type BuiltCut, volumesOf } from '../ports.ts'

const types = {
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
type ShownForm = keyof typeof types

/** A pack's file: its key in the bucket, and how its name ends after that of the pack. */
type ShownFile = { key: string; form: ShownForm; ending: string }

/** The end of a route that leads to a pack's files, as Hono has it. */
export const FILE_ADDRESS = ':file{(?:pdf(?:-\\d+)?|html|xlsx)}'

/** What the address of a volume ends with: the first is the PDF of a pack that has one. */
export const addressOfVolume = (number: number): string => (number === 1 ? 'pdf' : `pdf-${number}`)

/** The file that an address ends with: `html`, `xlsx`, or that of a volume; null where the pack has none such. */
export const fileAt = (built: BuiltCut, address: string): ShownFile | null => {
  if (address === 'html') return { key: built.files.html, form: 'html', ending: '.html' }
  if (address === 'xlsx') return { key: built.files.workbook, form: 'xlsx', ending: '.xlsx' }
  const volumes = volumesOf(built)
  const index = volumes.findIndex((_, each) => addressOfVolume(each + 1) === address)
  const volume = volumes[index]
  if (!volume) return null
  return { key: volume.pdf, form: 'pdf', ending: volumes.length === 1 ? '.pdf' : `-volume-${index + 1}.pdf` }
}

/**
 * Compresses a pack's page for who takes it so: about an eighth of it goes over the wire, and a function, which
 * answers with 6 MB at most, can answer with the page of some thousands of actions. PDF and workbook are left
 * as they are.
 */
export const compressed = compress()

/** Answers with a pack's file: PDF and HTML are shown, the workbook is downloaded. */
export const shownIn = (
  c: Context,
  bytes: Uint8Array,
  { form, ending }: Omit<ShownFile, 'key'>,
  name: string,
): Response => {
  if (form === 'html') allowOwnStyle(c, stylesheetSha256)
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': types[form],
    'Content-Disposition': `${form === 'xlsx' ? 'attachment' : 'inline'}; filename="${name}${ending}"`,
  })
}
