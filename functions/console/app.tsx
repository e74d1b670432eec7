import type { Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import type { AdvanceDeps } from '../cycle/advance.ts'
import { momentsFromNow } from '../cycle/moments.ts'
import { closeNow, openNow, remindNow, type SteerResult } from '../cycle/steer.ts'
import type { MessageStore } from '../message/ports.ts'
import { sendAgain } from '../message/send-again.ts'
import { type IssuePackDeps, issuePack } from '../pack/issue-pack.ts'
import type { PackFiles, PackStore } from '../pack/ports.ts'
import { decodeText } from '../plan/import/decode-text.ts'
import { type ImportDeps, importPlan, previewPlan } from '../plan/import-plan.ts'
import type { Person, Plan, PlanKey } from '../plan/plan.ts'
import { ErrorPage } from '../ui/page.tsx'
import { createWebApp } from '../ui/web-app.tsx'
import type { Secrets } from '../update/link.ts'
import type { CoordinatorSession, SessionStore } from '../update/ports.ts'
import { loadOverview, type OverviewDeps } from './overview.ts'
import { ConfirmPage } from './pages/confirm.tsx'
import { CyclePage } from './pages/cycle.tsx'
import { ImportPage, ImportPreviewPage } from './pages/import.tsx'
import { CodePage, SignInPage } from './pages/sign-in.tsx'
import { checkCode, requestCode, type SignInDeps } from './sign-in.ts'

export type ConsoleAppDeps = OverviewDeps &
  AdvanceDeps &
  Omit<IssuePackDeps, 'packs'> &
  Omit<SignInDeps, 'hashToken'> &
  ImportDeps & {
    packs: PackStore
    packFiles: Pick<PackFiles, 'loadPdf'>
    messages: MessageStore
    sessions: SessionStore
    listPlans: (partnershipId: string) => Promise<PlanKey[]>
    findPerson: (partnershipId: string, personId: string) => Promise<Person | null>
    secrets: Secrets
    publicUrl: string
    onFault: (error: unknown) => void
  }

const SESSION_COOKIE = '__Host-console'
const SIGN_IN_COOKIE = '__Host-sign-in'
const COOKIE_OPTIONS = { httpOnly: true, secure: true, sameSite: 'Lax', path: '/' } as const
/** A plan of 500 actions as text is under 1 MB. Bytes. */
const LARGEST_BODY = 5_000_000

const notices: Record<string, string> = {
  opened: 'The month is open. Every lead is being mailed.',
  reminded: 'Reminders are on their way to those who have not answered.',
  'reminded-before': 'Nobody was mailed: whoever has not answered had a reminder for this day already.',
  closed: 'The month is closed. The packs are being built.',
  issued: 'The packs are issued. Every board member is being mailed.',
  imported: 'The plan is imported.',
  'sent-again': 'The mail is being sent again.',
}

const refusals = {
  'no-plan': 'There is no cycle of this plan yet.',
  'not-open': 'No month is open, so nothing was done.',
  'already-open': 'The month is open already.',
} as const satisfies Record<Extract<SteerResult, { ok: false }>['reason'], string>

const advice = {
  tooLarge: (
    <p class="govuk-body">A plan’s file is at most 5 MB. Nothing was changed. Go back and choose another.</p>
  ),
  forged: <p class="govuk-body">Nothing was changed. Open the console and try again.</p>,
  notFound: (
    <p class="govuk-body">
      <a class="govuk-link" href="/console">
        Go to the console
      </a>
      .
    </p>
  ),
  fault: (
    <p class="govuk-body">
      What was begun is finished by itself within a quarter of an hour. Go back and look again; pressing the
      button once more does no harm.
    </p>
  ),
}

/** The coordinator's console. */
export const createConsoleApp = (deps: ConsoleAppDeps): Hono => {
  const app = createWebApp({ ...deps, largestBody: LARGEST_BODY, advice })
  const signIn: SignInDeps = { ...deps, hashToken: deps.secrets.hashToken }

  app.get('/', (c) => c.redirect('/console', 303))

  app.get('/sign-in', (c) => c.html(<SignInPage />))

  app.post('/sign-in', async (c) => {
    const { email } = await formOf(c)
    const address = z.email().safeParse(email?.trim())
    if (!address.success) {
      const errors = { email: { text: 'Enter an email address, like name@council.example', href: '#email' } }
      return c.html(<SignInPage email={email ?? ''} errors={errors} />, 422)
    }
    const token = deps.secrets.newToken()
    await requestCode(address.data, token, signIn)
    setCookie(c, SIGN_IN_COOKIE, token, COOKIE_OPTIONS)
    return c.redirect('/sign-in/code', 303)
  })

  app.get('/sign-in/code', (c) => c.html(<CodePage />))

  app.post('/sign-in/code', async (c) => {
    const { code } = await formOf(c)
    const token = getCookie(c, SIGN_IN_COOKIE) ?? ''
    const result = await checkCode(token, (code ?? '').replaceAll(/\D/g, ''), {
      ...signIn,
      findPerson: deps.findPerson,
    })
    if (!result.ok) {
      const text = {
        wrong: 'That is not the code. Check the newest email and try again',
        'no-tries-left': 'Too many wrong codes. Ask for another code',
        expired: 'That code no longer works. Ask for another code',
      }[result.reason]
      return c.html(<CodePage errors={{ code: { text, href: '#code' } }} />, 422)
    }
    const session = deps.secrets.newToken()
    await deps.sessions.saveSession(deps.secrets.hashToken(session), result.session)
    deleteCookie(c, SIGN_IN_COOKIE, COOKIE_OPTIONS)
    setCookie(c, SESSION_COOKIE, session, COOKIE_OPTIONS)
    return c.redirect('/console', 303)
  })

  app.post('/sign-out', async (c) => {
    const token = getCookie(c, SESSION_COOKIE)
    if (token) await deps.sessions.endSession(deps.secrets.hashToken(token), deps.now())
    deleteCookie(c, SESSION_COOKIE, COOKIE_OPTIONS)
    return c.redirect('/sign-in', 303)
  })

  app.get('/console', (c) =>
    withSession(c, deps, async (session) => {
      const [first] = await deps.listPlans(session.partnershipId)
      if (first) return c.redirect(`/console/${first.planId}`, 303)
      return c.html(
        <ErrorPage title="There is no plan yet">
          <p class="govuk-body">Ask whoever installed Muster to set up your plan.</p>
        </ErrorPage>,
        404,
      )
    }),
  )

  app.get('/console/:planId', (c) =>
    withSession(c, deps, async (session) => {
      const overview = await loadOverview(keyOf(c, session), deps)
      if (!overview) return noSuchPlan(c)
      return c.html(
        <CyclePage session={session} overview={overview} notice={notices[c.req.query('done') ?? '']} />,
      )
    }),
  )

  const steps = {
    open: [openNow, 'opened'],
    remind: [remindNow, 'reminded'],
    close: [closeNow, 'closed'],
  } as const
  app.post('/console/:planId/:step{open|remind|close}', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const step = z.enum(['open', 'remind', 'close']).parse(c.req.param('step'))
      const [steer, done] = steps[step]
      const { cycle, confirm } = await formOf(c)
      // A page that was left open since another month must not steer this one.
      if (cycle !== plan.currentCycleId) return refused(c, plan, 'That page was of another month.')
      if (step !== 'remind' && confirm !== 'yes') {
        const overview = await loadOverview(plan, deps)
        if (!overview) return noSuchPlan(c)
        const now = deps.now()
        const ifOpened = momentsFromNow(plan.policy, deps.calendarOf(plan), now)
        return c.html(<ConfirmPage {...{ session, overview, cycleId: cycle, step, now, ifOpened }} />)
      }
      const result = await steer(plan, deps.now(), deps)
      if (!result.ok) return refused(c, plan, refusals[result.reason])
      await recordStep(session, plan, `cycle-${done}-by-hand`, { cycleId: cycle }, deps)
      const news = result.added === 0 ? 'reminded-before' : done
      return c.redirect(`/console/${plan.planId}?done=${news}`, 303)
    }),
  )

  app.post('/console/:planId/issue', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { cycle } = await formOf(c)
      const packs = await deps.packs.list({ ...keyOf(c, session), cycleId: cycle ?? '' })
      const issued: string[] = []
      for (const pack of packs) {
        if (await issuePack(pack, session.personId, deps.now(), deps)) issued.push(pack.boardId)
      }
      if (issued.length > 0)
        await recordStep(session, plan, 'packs-issued', { cycleId: cycle, boards: issued }, deps)
      return c.redirect(`/console/${plan.planId}?done=issued`, 303)
    }),
  )

  app.post('/console/:planId/send-again', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { message } = await formOf(c)
      const id = { partnershipId: session.partnershipId, messageId: message ?? '' }
      if (!(await sendAgain(id, deps.now(), deps))) {
        return refused(c, plan, 'That mail no longer needs a decision.')
      }
      await recordStep(session, plan, 'mail-sent-again', { messageId: id.messageId }, deps)
      return c.redirect(`/console/${plan.planId}?done=sent-again`, 303)
    }),
  )

  app.get('/console/:planId/packs/:cycleId/:file{.+\\.pdf}', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const boardId = c.req.param('file').replace(/\.pdf$/, '')
      const pack = await deps.packs.find({ ...keyOf(c, session), cycleId: c.req.param('cycleId'), boardId })
      const pdf = pack?.file ? await deps.packFiles.loadPdf(pack.file) : null
      if (!pdf) return refused(c, plan, 'That pack is not built yet.')
      return c.body(new Uint8Array(pdf), 200, {
        'Content-Type': 'application/pdf',
        'Content-Disposition': `inline; filename="${boardId}-${c.req.param('cycleId')}.pdf"`,
      })
    }),
  )

  app.get('/console/:planId/import', (c) =>
    withPlan(c, deps, (session, plan) => c.html(<ImportPage session={session} plan={plan} />)),
  )

  app.post('/console/:planId/import', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const file = (await c.req.parseBody())['file']
      const problem = (text: string) =>
        c.html(<ImportPage session={session} plan={plan} errors={{ file: { text, href: '#file' } }} />, 422)
      if (!(file instanceof File) || file.size === 0) return problem('Choose a file that is not empty')
      const text = decodeText(new Uint8Array(await file.arrayBuffer()))
      const preview = await previewPlan(plan, text, deps)
      if (!preview.ok) return problem(preview.reason)
      return c.html(<ImportPreviewPage session={session} plan={plan} text={text} preview={preview} />)
    }),
  )

  app.post('/console/:planId/import/confirm', (c) =>
    withPlan(c, deps, async (session, plan) => {
      const { text } = await formOf(c)
      const result = await importPlan(plan, text ?? '', session.personId, deps)
      if (!result.ok) {
        const errors = { file: { text: result.reason, href: '#file' } }
        return c.html(<ImportPage session={session} plan={plan} errors={errors} />, 422)
      }
      return c.redirect(`/console/${plan.planId}?done=imported`, 303)
    }),
  )

  return app
}

const keyOf = (c: Context, { partnershipId }: CoordinatorSession): PlanKey => ({
  partnershipId,
  planId: c.req.param('planId') ?? '',
})

const withSession = async (
  c: Context,
  deps: ConsoleAppDeps,
  page: (session: CoordinatorSession) => Response | Promise<Response>,
): Promise<Response> => {
  const token = getCookie(c, SESSION_COOKIE)
  const session = token ? await deps.sessions.findSession(deps.secrets.hashToken(token)) : null
  if (session?.kind !== 'coordinator' || session.expiresAt <= deps.now()) return c.redirect('/sign-in', 303)
  return await page(session)
}

const withPlan = (
  c: Context,
  deps: ConsoleAppDeps,
  page: (session: CoordinatorSession, plan: Plan) => Response | Promise<Response>,
): Promise<Response> =>
  withSession(c, deps, async (session) => {
    const plan = await deps.plans.findPlan(keyOf(c, session))
    return plan ? await page(session, plan) : noSuchPlan(c)
  })

/** Keeps in the audit trail what a coordinator decided. */
const recordStep = (
  { personId }: CoordinatorSession,
  { partnershipId, planId }: Plan,
  what: string,
  details: Record<string, unknown>,
  deps: ConsoleAppDeps,
): Promise<void> => deps.audit.record({ partnershipId, planId, at: deps.now(), what, by: personId, details })

const noSuchPlan = (c: Context) =>
  c.html(
    <ErrorPage title="There is no such plan">
      <p class="govuk-body">
        <a class="govuk-link" href="/console">
          Go to your plan
        </a>
        .
      </p>
    </ErrorPage>,
    404,
  )

const refused = (c: Context, plan: Plan, sentence: string) =>
  c.html(
    <ErrorPage title="Nothing was changed">
      <p class="govuk-body">{sentence}</p>
      <p class="govuk-body">
        <a class="govuk-link" href={`/console/${plan.planId}`}>
          Look at {plan.name} as it is now
        </a>
        .
      </p>
    </ErrorPage>,
    409,
  )

/** A form's fields as texts. A missing field reads as undefined. */
const formOf = async (c: Context): Promise<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(await c.req.parseBody()).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : undefined,
    ]),
  )
