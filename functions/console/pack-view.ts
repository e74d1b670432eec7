import type { Context } from 'hono'
import { stylesheetSha256 } from '../pack/html/stylesheet.ts'
import { restrictTo } from '../ui/security-headers.ts'

const types: Record<string, string> = {
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** A pack's page may have its own style and nothing else: no script, nothing from elsewhere. */
const HTML_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${stylesheetSha256}'`,
  // The empty icon, without which browsers ask for one.
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Answers with a pack's file: PDF and HTML are shown, the workbook is downloaded. */
export const shownIn = (c: Context, bytes: Uint8Array, form: string, name: string): Response => {
  if (form === 'html') restrictTo(c, HTML_POLICY)
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': types[form] ?? 'application/octet-stream',
    'Content-Disposition': `${form === 'xlsx' ? 'attachment' : 'inline'}; filename="${name}.${form}"`,
  })
}
