import type { Context, Hono } from 'hono'
import type { Calendar } from '../cycle/calendar.ts'
import type { Cycle } from '../cycle/cycle.ts'
import { takesAnswers } from '../cycle/cycle.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { objectionToStep, type PackStep, packObjectionWords } from '../pack/decide-pack.ts'
import { packMoments } from '../pack/pack-schedule.ts'
import {
  type BuiltCut,
  hasCommentary,
  type Pack,
  type PackFiles,
  type ReaderStore,
  type Signature,
} from '../pack/ports.ts'
import { FILE_ADDRESS, fileAt, shownIn } from '../pack/reader/shown-file.ts'
import { type SteerPackDeps, type StepTaken, steerPack, type WantedStep } from '../pack/steer-pack.ts'
import { tellApprovers } from '../pack/tell-approvers.ts'
import { findPerson } from '../plan/directory.ts'
import type { Board, Plan } from '../plan/plan.ts'
import { monthName } from '../plan/wording.ts'
import { ErrorPage } from '../ui/page.tsx'
import { PackPage, type PackView } from './pages/pack.tsx'
import { shownFiles } from './pages/pack-words.ts'
import { NoPacksPage, PacksPage } from './pages/packs.tsx'
import { ReissuePage } from './pages/reissue.tsx'
import { ConfirmStepPage } from './pages/steering.tsx'
import { whenMailed } from './pages/when-mailed.ts'
import { readCommentary } from './read-commentary.ts'
import { type ConsoleSession, formOf, keyOf, refused, type SessionDeps, withPlan } from './request.tsx'

export type PackRoutesDeps = SessionDeps &
  SteerPackDeps & {
    plans: PlanReader
    cycles: Pick<CycleStore, 'listCycles' | 'findCycle'>
    packFiles: Pick<PackFiles, 'loadPack'>
    readers: Pick<ReaderStore, 'listReadings'>
    calendarOf: (plan: Plan) => Calendar
  }

const PACK_READERS = ['coordinator', 'approver'] as const

/** Steps that one press takes with several packs. */
const together = {
  ask: { done: 'asked', title: 'Ask for the approval of', button: 'Yes, ask' },
  approve: { done: 'approved', title: 'Approve', button: 'Yes, approve' },
  issue: { done: 'issued', title: 'Issue', button: 'Yes, issue' },
} as const satisfies Partial<Record<PackStep, { done: string; title: string; button: string }>>
type Together = keyof typeof together

const noticesOf = (plan: Plan): Record<string, string> => ({
  asked: 'Approval is asked for.',
  approved: 'Approved. What is issued is being built.',
  'sent-back': 'Sent back. It is a draft again, and can be changed.',
  issued: `Issued. Every member of the board is mailed, ${whenMailed(plan)}.`,
  commented: 'The commentary is saved. The draft is being built with it.',
  'commented-all':
    'The commentary is saved here, and in the packs that had none and are not approved. The drafts are being built with it.',
  reissuing: 'The next version is begun as a draft. The version before stays as it is.',
  sketched: 'Drafts of the open month are being made. Load this page again in a minute.',
})

/** Packs: drafts, what the coordinator tells the boards, approval, issue, and later versions. */
export const addPackRoutes = (app: Hono, deps: PackRoutesDeps): void => {
  const base = '/console/:planId/packs'

  const withPacks = (
    c: Context,
    page: (session: ConsoleSession, plan: Plan) => Response | Promise<Response>,
  ): Promise<Response> => withPlan(c, deps, page, PACK_READERS)

  const noticeOf = (c: Context, plan: Plan) => {
    const heading = new Map(Object.entries(noticesOf(plan))).get(c.req.query('done') ?? '')
    const left = Number(c.req.query('left') ?? '0')
    if (heading === undefined) return undefined
    return left > 0
      ? { heading: `${heading} ${left} changed meanwhile or could not be; they are as they were.` }
      : { heading, type: 'success' as const }
  }

  app.get(base, (c) =>
    withPacks(c, async (session, plan) => {
      const cycles = await deps.cycles.listCycles(keyOf(c, session))
      const shown = cycles.find((cycle) => cycle.state === 'closed' || takesAnswers(cycle))
      if (!shown) return c.html(<NoPacksPage {...{ session, plan }} />)
      return c.redirect(`/console/${plan.planId}/packs/${shown.cycleId}`, 303)
    }),
  )

  app.get(`${base}/:cycleId{\\d{4}-\\d{2}}`, (c) =>
    withPacks(c, async (session, plan) => {
      const cycles = await deps.cycles.listCycles(keyOf(c, session))
      const cycle = cycles.find(({ cycleId }) => cycleId === c.req.param('cycleId'))
      if (!cycle) return notThere(c, plan, 'There is no such month')
      const [packs, directory] = await Promise.all([
        deps.packs.list(cycle),
        deps.directory.loadDirectory(session.partnershipId),
      ])
      const can = (step: PackStep) => (pack: Pack) =>
        objectionToStep(step, pack, session.personId, { directory, policy: plan.packs }) === null
      return c.html(
        <PacksPage
          {...{ session, plan, cycle, packs }}
          now={deps.now()}
          months={cycles
            .filter((other) => other !== cycle && (other.state === 'closed' || takesAnswers(other)))
            .map(({ cycleId }) => cycleId)}
          boards={directory.boards.length}
          steps={{
            ask: packs.filter(can('ask')),
            approve: packs.filter(can('approve')),
            issue: packs.filter(can('issue')),
          }}
          notice={noticeOf(c, plan)}
        />,
      )
    }),
  )

  /** One board's pack with all that its page needs; null where there is none. */
  const load = async (c: Context, session: ConsoleSession, plan: Plan): Promise<PackView | null> => {
    const key = {
      ...keyOf(c, session),
      cycleId: c.req.param('cycleId') ?? '',
      boardId: c.req.param('boardId') ?? '',
    }
    const [pack, cycle, directory] = await Promise.all([
      deps.packs.find(key),
      deps.cycles.findCycle(key),
      deps.directory.loadDirectory(session.partnershipId),
    ])
    if (!pack || !cycle) return null
    const board = directory.boards.find(({ boardId }) => boardId === pack.boardId) ?? null
    return {
      pack,
      board,
      members: (board?.members ?? []).flatMap((personId) => findPerson(directory, personId) ?? []),
      readings: await deps.readers.listReadings(pack),
      moments: momentsOf(plan, cycle, board),
      versions: await deps.packs.listIssued(pack),
      now: deps.now(),
      objection: (step) => objectionToStep(step, pack, session.personId, { directory, policy: plan.packs }),
    }
  }

  const momentsOf = (plan: Plan, { closedAt }: Cycle, board: Board | null) =>
    board && closedAt ? packMoments(board, plan.packs, deps.calendarOf(plan), closedAt) : null

  const notThere = (c: Context, plan: Plan, title: string, back = `/console/${plan.planId}/packs`) =>
    c.html(
      <ErrorPage title={title}>
        <p class="govuk-body">
          <a class="govuk-link" href={back}>
            Go to the packs
          </a>
          .
        </p>
      </ErrorPage>,
      404,
    )
  const noSuchPack = (c: Context, plan: Plan) => notThere(c, plan, 'There is no such pack')

  const pack = `${base}/:cycleId{\\d{4}-\\d{2}}/:boardId`

  app.get(pack, (c) =>
    withPacks(c, async (session, plan) => {
      const view = await load(c, session, plan)
      if (!view) return noSuchPack(c, plan)
      return c.html(<PackPage {...{ session, plan, view }} notice={noticeOf(c, plan)} />)
    }),
  )

  app.get(`${pack}/:version{(?:draft|\\d+)(?:-public)?}/${FILE_ADDRESS}`, (c) =>
    withPacks(c, async (session, plan) => {
      const view = await load(c, session, plan)
      const version = c.req.param('version') ?? ''
      const built = view && builtOf(view, version)
      const file = built && fileAt(built, c.req.param('file') ?? '')
      const bytes = file && (await deps.packFiles.loadPack(file.key))
      if (!view) return noSuchPack(c, plan)
      if (!bytes) {
        const what = built && !file ? 'There is no such volume' : whyNoFiles(version)
        return notThere(c, plan, what, backTo(plan, view.pack.cycleId, view.pack.boardId))
      }
      return shownIn(c, bytes, file, `${view.pack.boardId}-${view.pack.cycleId}-${version}`)
    }),
  )

  const backTo = (plan: Plan, cycleId: string, boardId?: string) =>
    `/console/${plan.planId}/packs/${cycleId}${boardId === undefined ? '' : `/${boardId}`}`

  const signedBy = ({ personId, personName }: ConsoleSession): Signature => ({
    by: personId,
    byName: personName,
    at: deps.now(),
  })

  const overtaken =
    'Somebody else has changed the pack since you opened the page, so nothing was done. Look at it as it is now.'
  const whyNot = (reason: Extract<StepTaken, { ok: false }>['reason']): string => {
    if (reason === 'overtaken') return overtaken
    return reason === 'not-there' ? 'There is no such pack.' : packObjectionWords[reason]
  }

  /** One step with one pack, and then its page. */
  const take = async (
    c: Context,
    session: ConsoleSession,
    plan: Plan,
    wanted: WantedStep,
    done: string,
  ): Promise<Response> => {
    const cycleId = c.req.param('cycleId') ?? ''
    const boardId = c.req.param('boardId') ?? ''
    const taken = await steerPack(
      { ...keyOf(c, session), cycleId, boardId },
      wanted,
      signedBy(session),
      plan,
      deps,
    )
    if (!taken.ok) return refused(c, plan, whyNot(taken.reason), backTo(plan, cycleId, boardId))
    return c.redirect(`${backTo(plan, cycleId, boardId)}?done=${done}`, 303)
  }

  app.post(`${pack}/commentary`, (c) =>
    withPacks(c, async (session, plan) => {
      const form = await formOf(c)
      const view = await load(c, session, plan)
      if (!view) return noSuchPack(c, plan)
      const read = readCommentary(form, plan)
      const edition = readEdition(form['edition'])
      const again = async (status: 409 | 422, problem: string, field: string) => {
        const now = (await load(c, session, plan)) ?? view
        const href = now.objection('comment') === null ? `#${field}` : '#unsaved'
        return c.html(
          <PackPage
            {...{ session, plan }}
            view={now}
            typed={read.typed}
            errors={{ [field]: { text: problem, href } }}
          />,
          status,
        )
      }
      if (!read.ok) return await again(422, read.text, read.field)
      const { commentary } = read
      const wanted: WantedStep = { step: 'comment', commentary, edition }
      const taken = await steerPack(view.pack, wanted, signedBy(session), plan, deps)
      if (!taken.ok) {
        // A text that took an afternoon is handed back, whatever has become of the pack.
        return await again(
          409,
          `${whyNot(taken.reason)} Your text is below, not saved; what is saved stands above it.`,
          'overall',
        )
      }
      const { cycleId, boardId } = view.pack
      if (form['all'] !== 'yes') return c.redirect(`${backTo(plan, cycleId, boardId)}?done=commented`, 303)
      // What somebody has written for another board stays; so do packs that are approved or issued.
      const others = (await deps.packs.list(view.pack)).filter(
        (other) => other.boardId !== boardId && !hasCommentary(other.commentary),
      )
      const forAll = { ...commentary, internal: '' }
      for (const other of others) {
        await steerPack(
          other,
          { step: 'comment', commentary: forAll, edition: other.edition },
          signedBy(session),
          plan,
          deps,
        )
      }
      return c.redirect(`${backTo(plan, cycleId, boardId)}?done=commented-all`, 303)
    }),
  )

  app.get(`${pack}/reissue`, (c) =>
    withPacks(c, async (session, plan) => {
      const view = await load(c, session, plan)
      if (!view) return noSuchPack(c, plan)
      const objection = view.objection('reissue')
      if (objection) {
        const back = backTo(plan, view.pack.cycleId, view.pack.boardId)
        return refused(c, plan, packObjectionWords[objection], back)
      }
      return c.html(<ReissuePage {...{ session, plan, pack: view.pack, why: '' }} />)
    }),
  )

  app.post(`${pack}/reissue`, (c) =>
    withPacks(c, async (session, plan) => {
      const { why = '', edition } = await formOf(c)
      const view = await load(c, session, plan)
      if (!view) return noSuchPack(c, plan)
      const problem =
        why.trim() === ''
          ? 'Enter what changes, and why: the new version says so on its first page'
          : why.length > LONGEST_WHY
            ? `Shorten the text: at most ${LONGEST_WHY.toLocaleString('en-GB')} characters fit`
            : null
      if (problem) {
        return c.html(
          <ReissuePage
            {...{ session, plan, pack: view.pack, why }}
            errors={{ why: { text: problem, href: '#why' } }}
          />,
          422,
        )
      }
      return await take(
        c,
        session,
        plan,
        { step: 'reissue', why: why.trim(), edition: readEdition(edition) },
        'reissuing',
      )
    }),
  )

  app.post(`${pack}/send-back`, (c) =>
    withPacks(c, async (session, plan) => {
      const { edition } = await formOf(c)
      return await take(c, session, plan, { step: 'send-back', edition: readEdition(edition) }, 'sent-back')
    }),
  )

  app.post(`${base}/:cycleId{\\d{4}-\\d{2}}/sketch`, (c) =>
    withPlan(c, deps, async (session, plan) => {
      const key = { ...keyOf(c, session), cycleId: c.req.param('cycleId') ?? '' }
      const cycle = await deps.cycles.findCycle(key)
      if (!cycle || !takesAnswers(cycle))
        return refused(
          c,
          plan,
          'The month is not open, so there is nothing to make drafts of.',
          `/console/${plan.planId}/packs`,
        )
      const { boards } = await deps.directory.loadDirectory(session.partnershipId)
      for (const { boardId, name } of boards) {
        const wanted = { ...key, boardId, boardName: name, round: cycle.revision, attentionAt: deps.now() }
        if (await deps.packs.sketch(wanted)) await deps.packQueue.enqueuePack(wanted)
      }
      return c.redirect(`${backTo(plan, key.cycleId)}?done=sketched`, 303)
    }),
  )

  // Packs that a page has shown, by `board:edition`: what has changed since is left as it is.
  app.post(`${base}/:cycleId{\\d{4}-\\d{2}}/:step{ask|approve|issue}`, (c) =>
    withPacks(c, async (session, plan) => {
      const step = stepOf(c.req.param('step'))
      const cycleId = c.req.param('cycleId') ?? ''
      const { packs = '', confirm } = await formOf(c)
      const chosen = readChosen(packs)
      const known = await deps.packs.list({ ...keyOf(c, session), cycleId })
      const names = known.filter(({ boardId }) => chosen.has(boardId)).map(({ boardName }) => boardName)
      if (names.length === 0)
        return refused(c, plan, 'No pack was chosen, so nothing was done.', backTo(plan, cycleId))
      if (step === 'issue' && confirm !== 'yes') {
        const what = names.length === 1 ? `the pack of ${names[0]}` : `${names.length} packs`
        return c.html(
          <ConfirmStepPage
            {...{ session, plan }}
            section="packs"
            back={backTo(plan, cycleId)}
            title={`Issue ${what}?`}
            button={names.length === 1 ? 'Yes, issue it' : 'Yes, issue them'}
            action={`${backTo(plan, cycleId)}/issue`}
            fields={{ packs }}
            means={[
              `Every member of ${names.length === 1 ? 'the board' : 'these boards'} is mailed their ${monthName(cycleId)} pack, ${whenMailed(plan)}.`,
              'What is issued is never changed. You can issue a later version that says what changed.',
              `${monthName(cycleId)} can not be opened again after that.`,
              ...(names.length === 1 ? [] : [`The boards are: ${names.join('; ')}.`]),
            ]}
          />,
        )
      }
      let left = chosen.size - names.length
      const by = signedBy(session)
      const done: Pack[] = []
      for (const pack of known) {
        const { boardId } = pack
        const edition = chosen.get(boardId)
        if (edition === undefined) continue
        const key = { ...keyOf(c, session), cycleId, boardId }
        const taken = await steerPack(key, { step, edition }, by, plan, deps)
        if (taken.ok) done.push(pack)
        else {
          if (chosen.size === 1) return refused(c, plan, whyNot(taken.reason), backTo(plan, cycleId, boardId))
          left += 1
        }
      }
      if (step === 'ask') await tellApprovers(done, by, plan, deps)
      const [only] = chosen.keys()
      const back = backTo(plan, cycleId, chosen.size === 1 ? only : undefined)
      return c.redirect(`${back}?done=${together[step].done}&left=${left}`, 303)
    }),
  )
}

/** Characters of what a later version says of itself. */
const LONGEST_WHY = 5_000

/** The edition of the pack that a form was made from; where it does not say, none that there is. */
const readEdition = (edition: string | undefined): number =>
  /^\d+$/.test(edition ?? '') ? Number(edition) : Number.NaN

const stepOf = (step: string): Together => (step === 'ask' || step === 'approve' ? step : 'issue')

const whyNoFiles = (version: string): string =>
  version.startsWith('draft') ? 'That pack is not built yet' : 'There is no such version'

/** The files of a version as its board got it, or of the draft; `-public` for the public cut. */
const builtOf = ({ pack, versions }: PackView, address: string): BuiltCut | null => {
  const [version, cut] = address.split('-')
  const built =
    version === 'draft'
      ? shownFiles(pack)
      : (versions.find((issued) => String(issued.version) === version)?.built ?? null)
  return cut === 'public' ? (built?.publicCut ?? null) : built
}

/** Boards by id with the edition of their pack that was shown. */
const readChosen = (packs: string): Map<string, number> =>
  new Map(
    packs
      .split(',')
      .map((one) => one.split(':'))
      .flatMap(([boardId, edition]) =>
        boardId && /^\d+$/.test(edition ?? '') ? [[boardId, Number(edition)] as const] : [],
      ),
  )
