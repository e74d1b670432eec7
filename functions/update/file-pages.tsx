import type { Context, Hono } from 'hono'
import type { PlanKey } from '../plan/plan.ts'
import { allowFormTo } from '../ui/security-headers.ts'
import { startOf } from './answer.ts'
import type { Ask } from './ask.ts'
import { addFile, type ChangeFilesDeps, type EvidenceFiles, removeFile } from './change-files.ts'
import { filesOf, LARGEST_FILE, MOST_FILES, tooLarge, uploadFolder } from './evidence.ts'
import type { Secrets } from './link.ts'
import { type OpenForm, type OpenFormDeps, readForm, withAsk, withOwnAsk } from './open-form.tsx'
import { filesPath } from './pages/check.tsx'
import { FilesFailedPage, FilesPage, NoSuchFilePage } from './pages/files.tsx'
import type { FormStore } from './ports.ts'
import type { Update } from './update.ts'

export type FilePagesDeps = OpenFormDeps &
  ChangeFilesDeps & {
    forms: FormStore
    secrets: Secrets
    evidence: EvidenceFiles
    publicUrl: string
    onFault: (error: unknown) => void
    /** All updates of an action, the newest first. */
    listUpdates: (key: PlanKey & { ref: string }) => Promise<Update[]>
  }

/** Files that show impact: added through the bucket, removed, and downloaded. */
export const addFilePages = (app: Hono, deps: FilePagesDeps): void => {
  /** The page of an action's files, with a form for one more. */
  const show = async (
    c: Context,
    { session }: OpenForm,
    ask: Ask,
    said: { error?: string; notice?: string | undefined } = {},
  ): Promise<Response> => {
    const files = startOf(ask)?.files ?? []
    const upload =
      files.length < MOST_FILES
        ? await deps.evidence.offerUpload(
            `${uploadFolder(ask)}${deps.secrets.newToken()}/`,
            `${deps.publicUrl}${filesPath(ask.ref)}/added`,
          )
        : null
    if (upload) allowFormTo(c, upload.action)
    const errors = said.error ? { file: { text: said.error, href: '#file' } } : undefined
    return c.html(
      <FilesPage {...{ session, ask, files, upload, errors }} notice={said.notice} />,
      said.error ? 422 : 200,
    )
  }

  /** Runs a page; where the table or the bucket fails, says what is kept and has it tried again. */
  const orSayFailed = async (
    c: Context,
    page: Promise<Response>,
    title: string,
    again: { href: string; text: string },
  ): Promise<Response> =>
    await page.catch((error: unknown) => {
      deps.onFault(error)
      return c.html(<FilesFailedPage {...{ title, again }} ref={c.req.param('ref') ?? ''} />, 503)
    })

  app.get('/form/action/:ref/files', (c) =>
    orSayFailed(
      c,
      withOwnAsk(c, deps, (open, ask) => {
        const bytes = Number(c.req.query('too-large'))
        const said =
          bytes > LARGEST_FILE ? { error: `The file ${tooLarge(bytes)}` } : { notice: noticeOf(c, ask) }
        return show(c, open, ask, said)
      }),
      'Files cannot be added just now',
      { href: c.req.path, text: 'open the page again' },
    ),
  )

  // The bucket leads a browser here by a GET. Repeated, it finds the file there and changes nothing.
  app.get('/form/action/:ref/files/added', (c) =>
    orSayFailed(
      c,
      withOwnAsk(
        c,
        deps,
        async (open, ask) => {
          const added = await addFile(ask, open.file.request, c.req.query('key') ?? '', deps)
          return added.outcome === 'added'
            ? c.redirect(`${filesPath(ask.ref)}?added=${added.file.sha256}`, 303)
            : await show(c, open, ask, { error: added.text })
        },
        { notDone: 'The file was not added.' },
      ),
      'The file is not added yet',
      { href: `${c.req.path}${new URL(c.req.url).search}`, text: 'try to add it again' },
    ),
  )

  app.post('/form/action/:ref/files/:sha256/remove', async (c) => {
    await readForm(c)
    return await orSayFailed(
      c,
      withOwnAsk(
        c,
        deps,
        async ({ file }, ask) => {
          await removeFile(ask, file.request, c.req.param('sha256'), deps)
          return c.redirect(`${filesPath(ask.ref)}?removed`, 303)
        },
        { notDone: 'The file was not removed.' },
      ),
      'The file is not removed yet',
      { href: filesPath(c.req.param('ref')), text: 'open the files again' },
    )
  })

  app.get('/form/action/:ref/files/:sha256', (c) =>
    orSayFailed(
      c,
      withAsk(c, deps, async ({ session }, ask) => {
        const isIt = ({ sha256 }: { sha256: string }) => sha256 === c.req.param('sha256')
        const file =
          filesOf(ask).find(isIt) ?? (await deps.listUpdates(ask)).flatMap(({ files }) => files).find(isIt)
        if (!file) return c.html(<NoSuchFilePage {...{ session, ask }} />, 404)
        return c.redirect(await deps.evidence.linkToEvidence(ask, file), 303)
      }),
      'The file cannot be downloaded just now',
      { href: c.req.path, text: 'try again' },
    ),
  )
}

/** What has just been done, where the page comes after it. */
const noticeOf = (c: Context, ask: Ask): string | undefined => {
  if (c.req.query('removed') !== undefined) return 'The file is removed from your answer'
  const added = startOf(ask)?.files.find(({ sha256 }) => sha256 === c.req.query('added'))
  return added && `“${added.name}” is added. It counts once you submit your answer`
}
