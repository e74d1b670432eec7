import type { Hono } from 'hono'
import { autosavePath, autosaveScript } from '../ui/generated/autosave.ts'
import { stylesheet, stylesheetPath } from '../ui/generated/stylesheet.ts'
import { uploadPath, uploadScript } from '../ui/generated/upload.ts'
import { createWebApp } from '../ui/web-app.tsx'
import { type ActionPagesDeps, addActionPages } from './action-pages.tsx'
import { addFilePages, type FilePagesDeps } from './file-pages.tsx'
import { addFormPages, type FormPagesDeps } from './form-pages.tsx'
import { addHandOverPages, type HandOverPagesDeps } from './hand-over-pages.tsx'
import { addLinkPages, type LinkPagesDeps } from './link-pages.tsx'
import { addNewLinkPages, type NewLinkPagesDeps } from './new-link-pages.tsx'
import { NEW_LINK_PATH } from './pages/frame.tsx'

export type LeadAppDeps = FormPagesDeps &
  ActionPagesDeps &
  FilePagesDeps &
  HandOverPagesDeps &
  LinkPagesDeps &
  NewLinkPagesDeps & {
    publicUrl: string
  }

/** Three full texts and all the links take 900,000 where each character is sent as nine bytes. Bytes. */
const LARGEST_BODY = 1_000_000

const advice = {
  tooLarge: (
    <p class="govuk-body">
      This was not saved. Go back, shorten the text or add it as a file instead, and save again.
    </p>
  ),
  forged: <p class="govuk-body">Nothing was changed. Open the link in your email and try again.</p>,
  notFound: (
    <p class="govuk-body">
      Use the link in your email to open your form, or{' '}
      <a class="govuk-link" href={NEW_LINK_PATH}>
        ask for a new link
      </a>
      .
    </p>
  ),
  fault: (
    <p class="govuk-body">
      What you saved before is kept. Wait a minute, then{' '}
      <a class="govuk-link" href="/form">
        go to your actions
      </a>{' '}
      and try again.
    </p>
  ),
}

/** The lead's pages: from the link in the mail to the thank-you. */
export const createLeadApp = (deps: LeadAppDeps): Hono => {
  const app = createWebApp({ ...deps, largestBody: LARGEST_BODY, advice })
  // Named by what they hold, so browsers may keep them for ever.
  const asset = (path: string, text: string, type: string) =>
    app.get(path, (c) =>
      c.body(text, 200, {
        'Content-Type': `${type}; charset=utf-8`,
        'Cache-Control': 'public, max-age=31536000, immutable',
      }),
    )
  asset(stylesheetPath, stylesheet, 'text/css')
  asset(autosavePath, autosaveScript, 'text/javascript')
  asset(uploadPath, uploadScript, 'text/javascript')
  addLinkPages(app, deps)
  addNewLinkPages(app, deps)
  addFormPages(app, deps)
  addHandOverPages(app, deps)
  addActionPages(app, deps)
  addFilePages(app, deps)
  return app
}
