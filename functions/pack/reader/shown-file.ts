import type { Context } from 'hono'
import { allowOwnStyle } from '../../ui/security-headers.ts'
import { stylesheetSha256 } from '../html/stylesheet.ts'
import type { PackFileKeys } from '../ports.ts'

/** The forms of a pack as addresses have them. */
export const keyOfForm = {
  pdf: 'pdf',
  html: 'html',
  xlsx: 'workbook',
} as const satisfies Record<string, keyof PackFileKeys>
type ShownForm = keyof typeof keyOfForm

export const isShownForm = (form: string): form is ShownForm => form in keyOfForm

const types = {
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const satisfies Record<ShownForm, string>

/** Answers with a pack's file: PDF and HTML are shown, the workbook is downloaded. */
export const shownIn = (c: Context, bytes: Uint8Array, form: ShownForm, name: string): Response => {
  if (form === 'html') allowOwnStyle(c, stylesheetSha256)
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': types[form],
    'Content-Disposition': `${form === 'xlsx' ? 'attachment' : 'inline'}; filename="${name}.${form}"`,
  })
}
