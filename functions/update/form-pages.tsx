import type { Hono } from 'hono'
import type { CycleStore } from '../cycle/ports.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import { NotificationBanner, type NotificationBannerProps } from '../ui/notice.tsx'
import { type Ask, isOwn } from './ask.ts'
import { keepSubmitted, takeUpLate } from './keep-late.ts'
import { inOrder, type OpenForm, type OpenFormDeps, readForm, withForm } from './open-form.tsx'
import { actionPath, CheckPage } from './pages/check.tsx'
import { DonePage } from './pages/done.tsx'
import { LatePage, type LatePageProps } from './pages/late.tsx'
import { savedNotice } from './pages/notices.tsx'
import { TaskListPage } from './pages/task-list.tsx'
import type { FormStore, LeadSession, RequestFile } from './ports.ts'
import { oweReceipt, type ReceiptDeps } from './receipt.ts'
import { rememberMoments } from './remember-moments.ts'
import { type Chosen, judgeOf, type SubmitDeps, submitAnswers } from './submit-answers.ts'

type Notice = Pick<NotificationBannerProps, 'heading' | 'type'>

export type FormPagesDeps = OpenFormDeps &
  SubmitDeps &
  ReceiptDeps & { forms: FormStore; cycles: Pick<CycleStore, 'findCycle'> }

/** What was just done, by the query of the page that comes after it. Success is green; a refusal is none. */
const notices: Record<string, Notice> = {
  handed: { heading: 'It is handed over. They get an email with a link of their own.', type: 'success' },
  'all-handed': {
    heading: 'They are handed over. Whoever answers gets an email with a link of their own.',
    type: 'success',
  },
  proposed: {
    heading: 'Your coordinator is asked to add them. Until then the actions stay with you.',
    type: 'success',
  },
  'answered-meanwhile': {
    heading: 'It was answered meanwhile, so it was not taken back. You can read the answer.',
  },
  'given-back': { heading: 'It is given back.', type: 'success' },
}

/** The form as a whole: the list of actions, what will be submitted, the thank-you. */
export const addFormPages = (app: Hono, deps: FormPagesDeps): void => {
  const momentsOf = rememberMoments(deps)

  app.get('/form', (c) =>
    withForm(c, deps, async ({ session, file, judge }) => {
      const stated = file.asks.find(({ ref, answer }) => ref === c.req.query('stated') && answer !== null)
      const done: Notice | undefined = stated
        ? {
            heading: `For ${stated.ref} it is stored that nothing has changed, under your name and today’s date.`,
            type: 'success',
          }
        : notices[c.req.query('done') ?? '']
      const asks = inOrder(file.asks)
      const notice = done ? <NotificationBanner {...done} /> : savedNotice(asks, c.req.query('saved'), judge)
      const moments = await momentsOf(session)
      return c.html(
        <TaskListPage {...{ session, judge, moments, notice, asks }} isLate={moments.dueAt <= deps.now()} />,
      )
    }),
  )

  app.get('/form/check', (c) =>
    withForm(c, deps, ({ session, file, judge }) =>
      c.html(
        <CheckPage
          {...{ session, judge }}
          asks={inOrder(file.asks.filter(isOwn))}
          notice={savedNotice(file.asks, c.req.query('saved'), judge)}
        />,
      ),
    ),
  )

  app.post('/form/submit', async (c) => {
    const body = await readForm(c)
    const chosen = body.getAll('submit').flatMap(readChosen)
    const tooLate = async ({ session, file }: { session: LeadSession; file: RequestFile | null }) =>
      c.html(<LatePage session={session} {...(await keepChosen(session, file?.asks ?? [], chosen))} />, 410)
    const page = async ({ session, judge, file: { asks } }: OpenForm) => {
      const results = await submitAnswers({ session, asks }, chosen, deps)
      await oweReceipt(session, results, deps)
      const problems = results.filter(({ outcome }) => outcome !== 'stored')
      if (results.length > 0 && problems.length === 0) return c.redirect('/form/done', 303)
      const file = await deps.forms.loadRequestFile(session)
      if (problems.some(({ outcome }) => outcome === 'closed')) return await tooLate({ session, file })
      const errors: FormErrors =
        results.length === 0
          ? { submit: { text: 'Choose what to submit', href: '#submit-0' } }
          : Object.fromEntries(
              problems.map(({ ref }) => [
                `action ${ref}`,
                {
                  text: `Action ${ref} was answered or changed elsewhere since you opened this page, so nothing was submitted for it. Check it again`,
                  href: actionPath(ref),
                },
              ]),
            )
      const own = inOrder(file?.asks.map(takeUpLate).filter(isOwn) ?? [])
      const stored = new Set(results.flatMap(({ ref, outcome }) => (outcome === 'stored' ? [ref] : [])))
      return c.html(
        <CheckPage
          {...{ session, judge, errors }}
          asks={own}
          again={{
            chosen: new Set(chosen.map(({ ref }) => ref)),
            stored: own.filter(({ ref }) => stored.has(ref)),
          }}
        />,
        results.length === 0 ? 422 : 409,
      )
    }
    return await withForm(c, deps, page, { notDone: 'Nothing was submitted.', closed: tooLate })
  })

  /** Keeps what was chosen on a page that was shown before the month closed, in the order of the list. */
  const keepChosen = async (session: LeadSession, asks: Ask[], chosen: Chosen[]) => {
    const late: LatePageProps['late'] = []
    const inTime: LatePageProps['inTime'] = []
    for (const ask of inOrder(asks.filter(isOwn))) {
      const choice = chosen.find(({ ref }) => ref === ask.ref)
      if (!choice) continue
      const kept = await keepSubmitted(ask, choice, judgeOf(session, deps.now()), deps)
      if (kept.outcome === 'late') late.push({ ask, draft: kept.draft })
      if (kept.outcome === 'in-time') inTime.push({ ask, answer: kept.answer })
    }
    return { late, inTime }
  }

  app.get('/form/done', (c) =>
    withForm(c, deps, async ({ session, file }) => {
      const answered = file.asks.some((ask) => ask.answer?.by === session.personId)
      if (!answered) return c.redirect('/form', 303)
      const { closesAt } = await momentsOf(session)
      return c.html(<DonePage {...{ session, closesAt }} asks={inOrder(file.asks.filter(isOwn))} />)
    }),
  )
}

const readChosen = (text: string): Chosen[] => {
  const match = /^(.{1,40}):(\d{1,9})$/.exec(text)
  return match?.[1] && match[2] ? [{ ref: match[1], revision: Number(match[2]) }] : []
}
