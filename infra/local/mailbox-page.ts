import type { ServerResponse } from 'node:http'
import { html } from 'hono/html'
import type { Attachment } from 'postal-mime'
import { britishTime } from './local-time.ts'
import type { Mail } from './mail-store.ts'

type Markup = ReturnType<typeof html>
type Answer = { status: number; type: string; body: string | Uint8Array; headers?: Record<string, string> }

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
/** A mail may style itself and open links in a new tab; it may load nothing and run nothing. */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/** The mailbox's pages: the list, one mail, its HTML, its attachments and its source. */
export const serveMailboxPage = async (
  target: string,
  mails: readonly Mail[],
  response: ServerResponse,
): Promise<void> => {
  const answer = await answerTo(new URL(target, 'http://localhost').pathname, mails)
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...answer.headers,
  })
  response.end(answer.body)
}

const answerTo = async (path: string, mails: readonly Mail[]): Promise<Answer> => {
  if (path === '/') return await page('Mailbox', listOf(mails))
  if (path === '/mailbox.css') return { status: 200, type: 'text/css', body: CSS }
  const [, number, part = '', index] = /^\/mail\/(\d+)(?:\/([a-z.]+)(?:\/(\d+))?)?$/.exec(path) ?? []
  const mail = mails.find((each) => each.number === Number(number))
  const attachment = mail?.email.attachments[Number(index)]
  if (mail && part === '') return await page(mail.subject, oneMail(mail))
  if (mail && part === 'html') {
    const headers = { 'content-security-policy': MAIL_POLICY }
    return { status: 200, type: 'text/html; charset=utf-8', body: framed(mail), headers }
  }
  if (mail && part === 'source.eml') return download(`${mail.number}.eml`, mail.raw, 'message/rfc822')
  if (mail && part === 'attachment' && attachment) {
    return download(nameOf(attachment), bytesOf(attachment), attachment.mimeType)
  }
  return { ...(await page('Page not found', html`<h1>Page not found</h1>`)), status: 404 }
}

const page = async (title: string, main: Markup): Promise<Answer> => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  headers: { 'content-security-policy': PAGE_POLICY },
  body: String(
    await html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === 'Mailbox' ? title : `${title} - Mailbox`}</title>
<link rel="stylesheet" href="/mailbox.css">
</head>
<body>
<header><p><a href="/">Mailbox</a> Mail sent by this machine. None of it has left it.</p></header>
<main>${main}</main>
</body>
</html>`,
  ),
})

const listOf = (mails: readonly Mail[]): Markup => html`<h1>Mailbox</h1>
<p><a href="/">Check for new mail</a></p>
${
  mails.length === 0
    ? html`<p>There is no mail yet.</p>`
    : html`<table>
<caption>${mails.length === 1 ? '1 mail' : `${mails.length} mails`}, newest first</caption>
<thead><tr><th scope="col">Sent</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>${mails.toReversed().map(
        (mail) => html`<tr>
<td>${sentAt(mail.at)}</td>
<td>${mail.to.join(', ')}</td>
<td><a href="/mail/${mail.number}">${mail.subject || 'No subject'}</a></td>
</tr>`,
      )}</tbody>
</table>`
}`

const oneMail = (mail: Mail): Markup => {
  const { email } = mail
  const header = (key: string) => email.headers.find((each) => each.key === key)?.value ?? ''
  const replyTo = (email.replyTo ?? []).map(({ address }) => address ?? '').join(', ')
  return html`<p><a href="/">Back to all mail</a></p>
<h1>${mail.subject || 'No subject'}</h1>
<dl>
<dt>From</dt><dd>${email.from?.name ?? ''} ${email.from?.address ?? ''}</dd>
<dt>To</dt><dd>${mail.to.join(', ')}</dd>
${replyTo === '' ? '' : html`<dt>Reply to</dt><dd>${replyTo}</dd>`}
<dt>Sent</dt><dd>${sentAt(mail.at)}</dd>
${header('in-reply-to') === '' ? '' : html`<dt>In reply to</dt><dd>${header('in-reply-to')}</dd>`}
</dl>
${
  email.attachments.length === 0
    ? ''
    : html`<h2>Attachments</h2>
<ul>${email.attachments.map(
        (each, index) =>
          html`<li><a href="/mail/${mail.number}/attachment/${index}" download>${nameOf(each)}</a> (${each.mimeType}, ${bytesOf(each).length} bytes)</li>`,
      )}</ul>`
}
${
  email.html === undefined
    ? ''
    : html`<h2>As most people see it</h2>
<p>Links open in a new tab.</p>
<iframe src="/mail/${mail.number}/html" title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
}
<h2>As plain text</h2>
<pre tabindex="0">${linked(email.text ?? 'This mail has no plain-text part.')}</pre>
<p><a href="/mail/${mail.number}/source.eml" download>Download the whole mail</a> (.eml)</p>`
}

const linked = (text: string): Markup[] =>
  text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>` : html`${part}`,
    )

/** The mail's own HTML with links sent to a new tab and its inline pictures put in. */
const framed = ({ email }: Mail): string => {
  const pictures = email.attachments.flatMap((each) =>
    each.contentId === undefined ? [] : [{ id: each.contentId.replaceAll(/[<>]/g, ''), each }],
  )
  const body = pictures.reduce(
    (text, { id, each }) =>
      text.replaceAll(
        `cid:${id}`,
        `data:${each.mimeType};base64,${Buffer.from(bytesOf(each)).toString('base64')}`,
      ),
    email.html ?? '',
  )
  const base = '<base target="_blank">'
  return /<head[^>]*>/i.test(body) ? body.replace(/<head[^>]*>/i, (head) => head + base) : base + body
}

const nameOf = (attachment: Attachment): string => attachment.filename ?? 'attachment'

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)

const download = (name: string, body: string | Uint8Array, type: string): Answer => ({
  status: 200,
  type,
  body,
  headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` },
})

const sentAt = (instant: string): Markup => html`<time datetime="${instant}">${britishTime(instant)}</time>`

const CSS = `
body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; color: #0b0c0c; background: #fff; }
header { background: #0b0c0c; color: #fff; padding: .25rem 1.5rem; }
header a { color: #fff; font-weight: 700; margin-right: 1rem; }
main { max-width: 62rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
h1 { font-size: 1.75rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; }
a { color: #1d70b8; text-underline-offset: .15em; }
a:focus-visible, pre:focus-visible { outline: 3px solid #0b0c0c; background: #ffdd00; color: #0b0c0c; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; padding-bottom: .5rem; color: #484949; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1rem .5rem 0; border-bottom: 1px solid #b1b4b6; overflow-wrap: anywhere; }
td:first-child { width: 15rem; }
@media (max-width: 40em) { table, tbody, tr, td { display: block; } thead { display: none; } tr { padding: .5rem 0; border-bottom: 1px solid #b1b4b6; } td, td:first-child { width: auto; padding: 0; border: 0; } }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { font-weight: 700; } dd { margin: 0; overflow-wrap: anywhere; }
iframe { box-sizing: border-box; width: 100%; height: 40rem; border: 1px solid #b1b4b6; resize: vertical; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #b1b4b6; padding: 1rem; }
`
