import type { Context, Hono } from 'hono'
import { takesAnswers } from '../cycle/cycle.ts'
import type { CycleStore } from '../cycle/ports.ts'
import { objectionToStep, type PackStep } from '../pack/decide-pack.ts'
import type { BuiltCut, Pack, PackFiles } from '../pack/ports.ts'
import { compressed, FILE_ADDRESS, fileAt, shownIn } from '../pack/reader/shown-file.ts'
import { steerPack } from '../pack/steer-pack.ts'
import { tellApprovers } from '../pack/tell-approvers.ts'
import type { Plan } from '../plan/plan.ts'
import { monthName } from '../plan/wording.ts'
import {
  loadPack,
  PACK,
  PACKS,
  type PackRequestDeps,
  packNotThere,
  pathOfPacks,
  readEdition,
  signatureOf,
  takeStep,
  whyNotTaken,
  withPacks,
} from './pack-request.tsx'
import { addPackTextRoutes } from './pack-text-routes.tsx'
import { PackPage, type PackView } from './pages/pack.tsx'
import { shownFiles } from './pages/pack-words.ts'
import { NoPacksPage, PacksPage } from './pages/packs.tsx'
import { ConfirmStepPage } from './pages/steering.tsx'
import { whenMailed } from './pages/when-mailed.ts'
import { formOf, keyOf, refused, withPlan } from './request.tsx'

export type PackRoutesDeps = PackRequestDeps & {
  cycles: Pick<CycleStore, 'listCycles'>
  packFiles: Pick<PackFiles, 'loadPack'>
}

/** Steps that one press takes with several packs, and what is said after each. */
const together = { ask: 'asked', approve: 'approved', issue: 'issued' } as const satisfies Partial<
  Record<PackStep, string>
>
type Together = keyof typeof together

const noticesOf = (plan: Plan): Record<string, string> => ({
  asked: 'Approval is asked for.',
  approved: 'Approved. What is issued is being built.',
  'sent-back': 'Sent back. It is a draft again, and can be changed.',
  issued: `Issued. Every member of the board is mailed, ${whenMailed(plan)}.`,
  commented: 'The commentary is saved. The draft is being built with it.',
  'commented-all':
    'The commentary is saved here, and in the packs that had none and are not approved. The drafts are being built with it.',
  explained: 'What changes, and why, is saved. The draft is being built with it.',
  reissuing: 'The next version is begun as a draft. The version before stays as it is.',
  sketched: 'Drafts of the open month are being made. Load this page again in a minute.',
})

/** Packs: drafts, what the coordinator tells the boards, approval, issue, and later versions. */
export const addPackRoutes = (app: Hono, deps: PackRoutesDeps): void => {
  addPackTextRoutes(app, deps)

  const noticeOf = (c: Context, plan: Plan) => {
    const heading = new Map(Object.entries(noticesOf(plan))).get(c.req.query('done') ?? '')
    const left = Number(c.req.query('left') ?? '0')
    if (heading === undefined) return undefined
    return left > 0
      ? { heading: `${heading} ${left} changed meanwhile or could not be; they are as they were.` }
      : { heading, type: 'success' as const }
  }

  app.get(PACKS, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const cycles = await deps.cycles.listCycles(keyOf(c, session))
      const shown = cycles.find((cycle) => cycle.state === 'closed' || takesAnswers(cycle))
      if (!shown) return c.html(<NoPacksPage {...{ session, plan }} />)
      return c.redirect(`/console/${plan.planId}/packs/${shown.cycleId}`, 303)
    }),
  )

  app.get(`${PACKS}/:cycleId{\\d{4}-\\d{2}}`, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const cycles = await deps.cycles.listCycles(keyOf(c, session))
      const cycle = cycles.find(({ cycleId }) => cycleId === c.req.param('cycleId'))
      if (!cycle) return packNotThere(c, plan, 'There is no such month')
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

  app.get(PACK, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const view = await loadPack(c, session, plan, deps)
      if (!view) return packNotThere(c, plan)
      return c.html(<PackPage {...{ session, plan, view }} notice={noticeOf(c, plan)} />)
    }),
  )

  app.get(`${PACK}/:version{(?:draft|\\d+)(?:-public)?}/${FILE_ADDRESS}`, compressed, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const view = await loadPack(c, session, plan, deps)
      const version = c.req.param('version') ?? ''
      const built = view && builtOf(view, version)
      const file = built && fileAt(built, c.req.param('file') ?? '')
      const bytes = file && (await deps.packFiles.loadPack(file.key))
      if (!view) return packNotThere(c, plan)
      if (!bytes) {
        const what = built && !file ? 'There is no such volume' : whyNoFiles(version)
        return packNotThere(c, plan, what, pathOfPacks(plan, view.pack.cycleId, view.pack.boardId))
      }
      return shownIn(c, bytes, file, `${view.pack.boardId}-${view.pack.cycleId}-${version}`)
    }),
  )

  app.post(`${PACK}/send-back`, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const { edition } = await formOf(c)
      const step = { step: 'send-back', edition: readEdition(edition) } as const
      const taken = await takeStep(c, session, plan, step, deps)
      const back = pathOfPacks(plan, c.req.param('cycleId') ?? '', c.req.param('boardId'))
      return taken.ok
        ? c.redirect(`${back}?done=sent-back`, 303)
        : refused(c, plan, whyNotTaken(taken.reason), back)
    }),
  )

  app.post(`${PACKS}/:cycleId{\\d{4}-\\d{2}}/sketch`, (c) =>
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
      return c.redirect(`${pathOfPacks(plan, key.cycleId)}?done=sketched`, 303)
    }),
  )

  // Packs that a page has shown, by `board:edition`: what has changed since is left as it is.
  app.post(`${PACKS}/:cycleId{\\d{4}-\\d{2}}/:step{ask|approve|issue}`, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const step = stepOf(c.req.param('step'))
      const cycleId = c.req.param('cycleId') ?? ''
      const { packs = '', confirm } = await formOf(c)
      const chosen = readChosen(packs)
      const known = await deps.packs.list({ ...keyOf(c, session), cycleId })
      const names = known.filter(({ boardId }) => chosen.has(boardId)).map(({ boardName }) => boardName)
      if (names.length === 0)
        return refused(c, plan, 'No pack was chosen, so nothing was done.', pathOfPacks(plan, cycleId))
      if (step === 'issue' && confirm !== 'yes') {
        const what = names.length === 1 ? `the pack of ${names[0]}` : `${names.length} packs`
        return c.html(
          <ConfirmStepPage
            {...{ session, plan }}
            section="packs"
            back={pathOfPacks(plan, cycleId)}
            title={`Issue ${what}?`}
            button={names.length === 1 ? 'Yes, issue it' : 'Yes, issue them'}
            action={`${pathOfPacks(plan, cycleId)}/issue`}
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
      const by = signatureOf(session, deps.now())
      const done: Pack[] = []
      for (const pack of known) {
        const { boardId } = pack
        const edition = chosen.get(boardId)
        if (edition === undefined) continue
        const key = { ...keyOf(c, session), cycleId, boardId }
        const taken = await steerPack(key, { step, edition }, by, plan, deps)
        if (taken.ok) done.push(pack)
        else {
          if (chosen.size === 1)
            return refused(c, plan, whyNotTaken(taken.reason), pathOfPacks(plan, cycleId, boardId))
          left += 1
        }
      }
      if (step === 'ask') await tellApprovers(done, by, plan, deps)
      const [only] = chosen.keys()
      const back = pathOfPacks(plan, cycleId, chosen.size === 1 ? only : undefined)
      return c.redirect(`${back}?done=${together[step]}&left=${left}`, 303)
    }),
  )
}

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
