import type { Context, Hono } from 'hono'
import type { PackStep } from '../pack/decide-pack.ts'
import { packObjectionWords } from '../pack/decide-pack.ts'
import { hasCommentary } from '../pack/ports.ts'
import { steerPack } from '../pack/steer-pack.ts'
import type { Plan } from '../plan/plan.ts'
import {
  loadPack,
  PACK,
  type PackRequestDeps,
  packNotThere,
  pathOfPacks,
  readEdition,
  signatureOf,
  takeStep,
  whyNotTaken,
  withPacks,
} from './pack-request.tsx'
import { PackPage, type PackView } from './pages/pack.tsx'
import { ReissuePage } from './pages/reissue.tsx'
import { readCommentary } from './read-commentary.ts'
import { type ConsoleSession, formOf, refused } from './request.tsx'

/** Characters of what a later version says of itself. */
const LONGEST_WHY = 5_000

/** What somebody writes of a pack: the commentary, and what a later version changes and why. */
export const addPackTextRoutes = (app: Hono, deps: PackRequestDeps): void => {
  app.post(`${PACK}/commentary`, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const form = await formOf(c)
      const view = await loadPack(c, session, plan, deps)
      if (!view) return packNotThere(c, plan)
      const read = readCommentary(form, plan)
      const again = async (status: 409 | 422, problem: string, field: string) => {
        const now = (await loadPack(c, session, plan, deps)) ?? view
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
      const edition = readEdition(form['edition'])
      const taken = await takeStep(c, session, plan, { step: 'comment', commentary, edition }, deps)
      if (!taken.ok) {
        // A text that took an afternoon is handed back, whatever has become of the pack.
        return await again(
          409,
          `${whyNotTaken(taken.reason)} Your text is below, not saved; what is saved stands above it.`,
          'overall',
        )
      }
      const back = pathOfPacks(plan, view.pack.cycleId, view.pack.boardId)
      if (form['all'] !== 'yes') return c.redirect(`${back}?done=commented`, 303)
      // What somebody has written for another board stays; so do packs that are approved or issued.
      const others = (await deps.packs.list(view.pack)).filter(
        (other) => other.boardId !== view.pack.boardId && !hasCommentary(other.commentary),
      )
      const forAll = { ...commentary, internal: '' }
      for (const other of others) {
        await steerPack(
          other,
          { step: 'comment', commentary: forAll, edition: other.edition },
          signatureOf(session, deps.now()),
          plan,
          deps,
        )
      }
      return c.redirect(`${back}?done=commented-all`, 303)
    }),
  )

  const reissuePage = (
    c: Context,
    {
      session,
      plan,
      pack,
      may,
    }: { session: ConsoleSession; plan: Plan; pack: PackView['pack']; may: boolean },
    why: string,
    refusal?: { status: 409 | 422; text: string },
  ) =>
    c.html(
      <ReissuePage
        {...{ session, plan, pack, why, may }}
        errors={refusal && { why: { text: refusal.text, href: '#why' } }}
      />,
      refusal?.status ?? 200,
    )

  app.get(`${PACK}/reissue`, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const view = await loadPack(c, session, plan, deps)
      if (!view) return packNotThere(c, plan)
      const { pack } = view
      const step = stepOfWhy(view)
      const objection = view.objection(step)
      if (objection) {
        return refused(c, plan, packObjectionWords[objection], pathOfPacks(plan, pack.cycleId, pack.boardId))
      }
      const why = step === 'explain' ? (pack.reissue?.why ?? '') : ''
      return reissuePage(c, { session, plan, pack, may: true }, why)
    }),
  )

  app.post(`${PACK}/reissue`, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const { why = '', edition, step } = await formOf(c)
      const view = await loadPack(c, session, plan, deps)
      if (!view) return packNotThere(c, plan)
      const problem =
        why.trim() === ''
          ? 'Enter what changes, and why: the new version says so on its first page'
          : why.length > LONGEST_WHY
            ? `Shorten the text: at most ${LONGEST_WHY.toLocaleString('en-GB')} characters fit`
            : null
      const page = (shown: PackView, refusal: { status: 409 | 422; text: string }) => {
        const may = shown.objection(stepOfWhy(shown)) === null
        return reissuePage(c, { session, plan, pack: shown.pack, may }, why, refusal)
      }
      if (problem) return page(view, { status: 422, text: problem })
      const wanted = step === 'explain' ? 'explain' : 'reissue'
      const taken = await takeStep(
        c,
        session,
        plan,
        { step: wanted, why: why.trim(), edition: readEdition(edition) },
        deps,
      )
      if (!taken.ok) {
        const now = (await loadPack(c, session, plan, deps)) ?? view
        return page(now, { status: 409, text: `${whyNotTaken(taken.reason)} Your text is below, not saved` })
      }
      const done = wanted === 'explain' ? 'explained' : 'reissuing'
      return c.redirect(`${pathOfPacks(plan, view.pack.cycleId, view.pack.boardId)}?done=${done}`, 303)
    }),
  )
}

/** What the page about a later version does: begins one, or puts right what the one that is begun says of itself. */
export const stepOfWhy = ({ pack }: PackView): Extract<PackStep, 'reissue' | 'explain'> =>
  pack.reissue !== null && pack.state !== 'issued' ? 'explain' : 'reissue'
