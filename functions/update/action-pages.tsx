import type { Context, Hono } from 'hono'
import type { PlanKey } from '../plan/plan.ts'
import { monthName, shortMoment } from '../plan/wording.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import {
  type AnswerErrors,
  type AnswerField,
  draftOf,
  errorsOf,
  givenOf,
  isChange,
  isEmptyTyped,
  isTooLarge,
  progressOf,
  startOf,
  type Typed,
  typedOf,
} from './answer.ts'
import { type Ask, isOwn } from './ask.ts'
import { type KeptLate, keepLate } from './keep-late.ts'
import { findLeftOver } from './left-over.ts'
import type { Secrets } from './link.ts'
import {
  type AskPage,
  type FoundForm,
  findForm,
  inOrder,
  type OpenForm,
  type OpenFormDeps,
  readForm,
  withAsk,
  withOwnAsk,
} from './open-form.tsx'
import { ActionPage } from './pages/action.tsx'
import { actionPath, filesPath } from './pages/check.tsx'
import { ClosedPage, type Kept, textsOf } from './pages/frame.tsx'
import { HandedPage, whoAnswers } from './pages/hand-over.tsx'
import { HistoryPage } from './pages/history.tsx'
import type { Before } from './pages/last-time.tsx'
import { NotSavedPage } from './pages/not-saved.tsx'
import { begunNotice, discardedNotice, savedNotice, savedQuery } from './pages/notices.tsx'
import type { FormStore } from './ports.ts'
import { type SentDraft, saveDraft } from './save-draft.ts'
import { type SubmitDeps, stateNoChange } from './submit-answers.ts'
import type { Update } from './update.ts'

export type ActionPagesDeps = OpenFormDeps &
  SubmitDeps & {
    forms: FormStore
    secrets: Secrets
    onFault: (error: unknown) => void
    /** All updates of an action, the newest first. */
    listUpdates: (key: PlanKey & { ref: string }) => Promise<Update[]>
  }

/** The pages of one action: its answer, what was said before, and the press that says nothing has changed. */
export const addActionPages = (app: Hono, deps: ActionPagesDeps): void => {
  const newPage = () => deps.secrets.newToken().slice(0, 16)

  /** What was typed beside what was saved meanwhile in another window: the lead chooses. */
  const twoVersions = (c: Context, { session, judge }: OpenForm, ask: Ask, typed: Typed) => {
    const text = 'This answer was changed in another window or on another device. Look at both, and choose'
    const errors = { versions: { text, href: '#versions' } }
    const props = { session, ask, typed, judge, errors, savedElsewhere: ask.draft ?? undefined }
    return c.html(<ActionPage {...props} page={newPage()} />, 409)
  }

  app.get('/form/action/:ref', (c) =>
    withAsk(c, deps, async ({ session, file, judge }, ask) => {
      if (!isOwn(ask)) return c.html(<HandedPage {...{ session, ask }} />)
      const typed = typedOf(startOf(ask))
      const draft = ask.draft ?? draftOf(typed, [], deps.now())
      const errors = c.req.query(JUDGED) === undefined ? undefined : linked(errorsOf(draft, ask.says, judge))
      const notice =
        c.req.query('discarded') === undefined
          ? (begunNotice(c.req.query('begun')) ?? savedNotice(file.asks, c.req.query('saved'), judge))
          : discardedNotice(ask, judge)
      return c.html(
        <ActionPage
          {...{ session, ask, judge, typed, errors, notice }}
          page={newPage()}
          before={await findBefore(ask)}
        />,
      )
    }),
  )

  /** What the page of an action that is not answered yet shows of earlier months besides what the ask has. */
  const findBefore = async (ask: Ask): Promise<Before> => {
    if (ask.answer) return { leftOver: null, original: null }
    const [leftOver, updates] = await Promise.all([
      findLeftOver(ask, deps),
      // Where nothing more was said than that nothing has changed, what it was said of comes earlier.
      (ask.previous?.unchanged ?? 0) > 0 ? deps.listUpdates(ask) : [],
    ])
    return { leftOver, original: updates.find(({ unchanged }) => unchanged === 0) ?? null }
  }

  /** Puts the draft back to what the lead has submitted; to nothing where somebody else has, or it was no text. */
  app.post('/form/action/:ref/discard', async (c) => {
    const { revision, page } = readSent(await readForm(c))
    return await withOwnAsk(
      c,
      deps,
      async ({ file }, ask) => {
        const given = givenOf(ask)
        const sent = { typed: typedOf(given), files: given?.files ?? [], revision, page }
        if (ask.answer) await saveDraft(ask, file.request, sent, deps)
        return c.redirect(`${actionPath(ask.ref)}?discarded`, 303)
      },
      { notDone: 'Nothing was discarded.' },
    )
  })

  /** Begins this month's draft with what was left of the last month, where nothing else is written. */
  app.post('/form/action/:ref/take-up', async (c) => {
    const body = await readForm(c)
    const sent = readSent(body)
    return await withOwnAsk(
      c,
      deps,
      async (open, ask) => {
        const isTyped = !isEmptyTyped(sent.typed)
        const leftOver = isTyped || ask.draft || ask.answer ? null : await findLeftOver(ask, deps)
        const text = leftOver?.texts.find((one) => one.savedAt === body.get('text'))
        const begun = text && { ...sent, typed: typedOf(text), files: text.files }
        const saved = isTyped || begun ? await saveDraft(ask, open.file.request, begun ?? sent, deps) : null
        return saved?.outcome === 'changed-elsewhere' && isTyped
          ? twoVersions(c, open, saved.current, sent.typed)
          : c.redirect(`${actionPath(ask.ref)}?begun=${isTyped ? 'typed' : begun ? 'copied' : ''}`, 303)
      },
      {
        notDone: 'Nothing was copied.',
        typed: (session) => textsOf(sent.typed, session?.terms.statuses ?? []),
        keep: (found) => keep(found, sent),
      },
    )
  })

  app.post('/form/action/:ref', async (c) => {
    const body = await readForm(c)
    const sent = readSent(body)
    const { typed } = sent
    const answer = withOwnAsk(
      c,
      deps,
      async (open, ask) => {
        const { session, file, judge } = open
        if (isTooLarge(typed)) {
          const errors = linked(errorsOf(draftOf(typed, [], deps.now()), ask.says, judge))
          return c.html(<ActionPage {...{ session, ask, typed, judge, errors }} page={newPage()} />, 413)
        }
        // Saved before it is judged: what is unfinished or wrong is kept all the same.
        const saved = await saveDraft(ask, file.request, sent, deps)
        if (saved.outcome === 'changed-elsewhere') return twoVersions(c, open, saved.current, typed)
        const draft = draftOf(typed, saved.draft?.files ?? [], deps.now())
        const errors = errorsOf(draft, ask.says, judge)
        // Whoever goes elsewhere first finishes later.
        const elsewhere = elsewherePath(body.get('then'), ask)
        // A page of its own, which a browser can go back to without sending the form again.
        if (Object.keys(errors).length > 0 && elsewhere === null) {
          return c.redirect(`${actionPath(ask.ref)}?${JUDGED}`, 303)
        }
        const next = elsewhere ?? nextPath(file.asks, ask.ref, judge)
        // The page of its files shows the action itself.
        return c.redirect(body.get('then') === 'files' ? next : `${next}${savedQuery(ask.ref)}`, 303)
      },
      {
        typed: (session) => textsOf(typed, session?.terms.statuses ?? []),
        keep: (found) => keep(found, sent),
      },
    )
    // The browser has thrown the page away by now: what was typed must come back with the answer.
    return await answer.catch((error: unknown) => {
      deps.onFault(error)
      return c.html(<NotSavedPage action={c.req.path} sent={sent} />, 503)
    })
  })

  app.post('/form/action/:ref/draft', async (c) => {
    const sent = readSent(await readForm(c))
    if (isTooLarge(sent.typed)) return c.json({ text: TOO_LARGE }, 413)
    const found = await findForm(c, deps)
    if (found.state === 'closed') {
      const kept = await keep(found, sent)
      return c.json({ text: `The month has closed. ${lateLine[kept ?? 'lost']}`, kept: kept !== null }, 410)
    }
    if (found.state === 'ended') {
      const kept = await keep(found, sent)
      const before = kept ? 'Saved. ' : 'This is not saved: copy your text before you leave. '
      return c.json({ text: `${before}Open the link in your email to go on.`, kept: kept !== null }, 401)
    }
    const { session, ask } = found
    if (!ask) return c.json({ text: 'This action is not on your list.' }, 404)
    if (!isOwn(ask)) {
      const kept = await keep(found, sent)
      const then = kept ? KEPT_HANDED : 'Copy your text before you leave.'
      return c.json({ text: `${whoAnswers(ask, session.terms)} ${then}` }, 409)
    }
    const saved = await saveDraft(ask, found.file.request, sent, deps)
    if (saved.outcome === 'changed-elsewhere') {
      return c.json(
        {
          text: 'This answer was changed elsewhere, so nothing more is saved by itself. Press “Save and continue” to see both.',
        },
        409,
      )
    }
    const at = shortMoment(saved.draft?.savedAt ?? deps.now(), session.terms.timeZone)
    const isSubmitted = givenOf(ask) !== null && !isChange({ ...ask, draft: saved.draft }, found.judge)
    const then = isSubmitted ? 'It says what you have submitted.' : 'It counts once you submit it.'
    return c.json({ revision: saved.revision, text: `Draft saved ${at}. ${then}` })
  })

  app.post('/form/action/:ref/no-change', (c) => {
    const state: AskPage = async ({ session, file, judge }, ask) => {
      const stated = await stateNoChange({ session, asks: file.asks }, ask.ref, deps)
      switch (stated.outcome) {
        case 'stored': {
          const rest = file.asks.filter(
            (other) => isOwn(other) && other.ref !== ask.ref && other.answer === null,
          )
          return c.redirect(
            rest.length === 0 ? '/form/done' : `/form?stated=${encodeURIComponent(ask.ref)}`,
            303,
          )
        }
        case 'refused': {
          const errors = {
            status: { text: `You cannot say “no change” this month. ${stated.reason}`, href: '#status' },
          }
          const props = { session, ask, judge, errors, typed: typedOf(startOf(ask)), page: newPage() }
          return c.html(<ActionPage {...props} />, 422)
        }
        case 'closed':
          return c.html(<ClosedPage month={monthName(session.cycleId)} notDone={NOT_STATED} />, 410)
        default:
          return c.redirect(actionPath(ask.ref), 303)
      }
    }
    return withOwnAsk(c, deps, state, { notDone: NOT_STATED })
  })

  app.get('/form/action/:ref/history', (c) =>
    withAsk(c, deps, async ({ session }, ask) =>
      c.html(<HistoryPage {...{ session, ask }} updates={await deps.listUpdates(ask)} />),
    ),
  )

  /**
   * Keeps what was typed at a form that takes no more of it: as a draft where only the session is
   * over or somebody else answers, as a late text for the coordinator where the month has closed.
   */
  const keep = async (found: FoundForm, sent: SentDraft): Promise<Kept> => {
    const { file, ask } = found
    if (!file || !ask || isTooLarge(sent.typed)) return null
    if (found.state === 'closed') return await keepLate(ask, sent, deps)
    return (await saveDraft(ask, file.request, sent, deps)).outcome === 'saved' ? 'kept' : null
  }
}

/** In the address of an action's page: it says what is missing or wrong in what is saved. */
const JUDGED = 'judged'

const TOO_LARGE = 'This is too long to be saved. Shorten it, or add it as a file.'
const NOT_STATED = 'It was not stored that nothing has changed.'
const KEPT_HANDED = 'Your text is kept as a draft, and nothing more is saved by itself.'
const lateLine = {
  kept: 'Your text is kept, marked as late, and your coordinator can see it.',
  'nothing-new': 'What was saved before stays as it was.',
  lost: 'Copy your text before you leave.',
} as const satisfies Record<KeptLate | 'lost', string>

const readSent = (body: URLSearchParams): SentDraft => {
  const field = (name: string) => body.get(name) ?? ''
  const revision = field('revision')
  return {
    typed: {
      status: field('status'),
      progress: field('progress'),
      obstacles: field('obstacles'),
      consequence: field('consequence'),
      impact: field('impact'),
      links: field('links'),
      forecast: { month: field('forecast-month'), year: field('forecast-year') },
    },
    revision: /^\d{1,9}$/.test(revision) ? Number(revision) : -1,
    page: field('page').slice(0, 16),
  }
}

const linked = (errors: AnswerErrors): FormErrors<AnswerField> =>
  Object.fromEntries(
    Object.entries(errors).map(([field, text]) => [
      field,
      // Of a date that is wrong as a whole, its first field.
      { text, href: field === 'forecast' ? '#forecast-month' : `#${field}` },
    ]),
  )

/** Where a button leads that does not go on to the next action; null for the one that does. */
const elsewherePath = (then: string | null, { ref }: Ask): string | null => {
  switch (then) {
    case 'list':
      return '/form'
    case 'files':
      return filesPath(ref)
    default:
      return null
  }
}

/** The next action without an answer or a ready draft, after this one; or else the page that submits. */
const nextPath = (asks: Ask[], ref: string, judge: OpenForm['judge']): string => {
  const ordered = inOrder(asks.filter(isOwn))
  const at = ordered.findIndex((ask) => ask.ref === ref)
  const next = [...ordered.slice(at + 1), ...ordered.slice(0, at)].find((ask) =>
    ['not-started', 'draft'].includes(progressOf(ask, judge)),
  )
  return next ? actionPath(next.ref) : '/form/check'
}
