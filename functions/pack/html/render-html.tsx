import { raw } from 'hono/html'
import type { PackDocument } from '../document.ts'
import { readableText } from '../printable-text.ts'
import { attachmentText } from './attachment.ts'
import { Blocks } from './block.tsx'
import { placeHeadings } from './headings.ts'
import { stylesheet, stylesheetSha256 } from './stylesheet.ts'

/** Ids that the page has besides its headings'. */
const ids = { content: 'content', attachment: 'model' } as const

/** The file refuses to run or to load anything, also where no server says so. */
const policy = `default-src 'none'; style-src 'sha256-${stylesheetSha256}'; img-src data:; base-uri 'none'; form-action 'none'`

const draftWord = 'Draft'

/** How much of the hash each printed page has. */
const shortHash = 12

const Head = ({ document }: { document: PackDocument }) => (
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content={policy} />
    <title>{document.title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="author" content={document.author} />
    <meta name="dcterms.created" content={document.at} />
    <meta name="color-scheme" content="light dark" />
    <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
    <meta name="referrer" content="no-referrer" />
    <meta name="robots" content="noindex, nofollow" />
    <link rel="icon" href="data:," />
    <style>{raw(stylesheet)}</style>
  </head>
)

/** What every printed page has in its margins, where the style finds it. */
const running = ({ running: { plan, board, period }, sha256, draft }: PackDocument) => ({
  'data-plan': plan,
  'data-pack': [board, period, sha256.slice(0, shortHash)].join(' · '),
  'data-draft': draft ? draftWord : undefined,
})

const PackPage = ({ document }: { document: PackDocument }) => {
  const { blocks, ...page } = placeHeadings(document.blocks, Object.values(ids))
  return (
    <html lang="en-GB" {...running(document)}>
      <Head document={document} />
      <body>
        <a class="skip" href={`#${ids.content}`}>
          Skip to main content
        </a>
        {document.draft && (
          <div class="draft-mark" aria-hidden="true">
            {draftWord}
          </div>
        )}
        <header>
          <p class="author" dir="auto">
            {document.author}
          </p>
          <h1 dir="auto">{document.title}</h1>
          {document.draft && (
            <p class="draft-tag">
              <strong>{draftWord}</strong>
            </p>
          )}
        </header>
        <main id={ids.content} tabindex={-1}>
          <Blocks blocks={blocks} page={page} />
        </main>
        <footer>
          <p>
            <bdi>{document.running.plan}</bdi> · <bdi>{document.running.board}</bdi> ·{' '}
            {document.running.period}
          </p>
          <p>
            SHA-256 <code>{document.sha256}</code>
          </p>
        </footer>
      </body>
    </html>
  )
}

const end = '</body></html>'

/**
 * A pack as one HTML file that needs nothing else and runs nothing. The same document gives the same
 * text. `attachment` is JSON as `JSON.stringify` writes it: it is kept in the element `#model`, whose text
 * `readAttachment` turns back. Under a content security policy of its own, let `style-src` have
 * `'sha256-<stylesheetSha256>'`, and `img-src` have `data:`.
 */
export const renderHtml = (document: PackDocument, attachment?: { name: string; json: string }): string => {
  const page = readableText((<PackPage document={document} />).toString())
  if (!attachment) return `<!doctype html>\n${page}\n`
  const kept = (
    <script type="application/json" id={ids.attachment} data-name={attachment.name}>
      {raw(attachmentText(attachment.json))}
    </script>
  )
  return `<!doctype html>\n${page.slice(0, -end.length)}${kept.toString()}${end}\n`
}
