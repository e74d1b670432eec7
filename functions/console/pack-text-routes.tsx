import type { Hono } from 'hono'
import { packObjectionWords } from '../pack/decide-pack.ts'
import { hasCommentary } from '../pack/ports.ts'
import { steerPack } from '../pack/steer-pack.ts'
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
import { ReissuePage, type WhyStep } from './pages/reissue.tsx'
import { readCommentary } from './read-commentary.ts'
import { formOf, refused } from './request.tsx'

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
      return c.html(<ReissuePage {...{ session, plan, pack, step, why }} edition={pack.edition} />)
    }),
  )

  app.post(`${PACK}/reissue`, (c) =>
    withPacks(c, deps, async (session, plan) => {
      const form = await formOf(c)
      const { why = '' } = form
      const view = await loadPack(c, session, plan, deps)
      if (!view) return packNotThere(c, plan)
      const step = form['step'] === 'explain' ? 'explain' : 'reissue'
      const edition = readEdition(form['edition'])
      const problem =
        why.trim() === ''
          ? 'Enter what changes, and why: the new version says so on its first page'
          : why.length > LONGEST_WHY
            ? `Shorten the text: at most ${LONGEST_WHY.toLocaleString('en-GB')} characters fit`
            : null
      if (problem) {
        return c.html(
          <ReissuePage
            {...{ session, plan, step, edition, why }}
            pack={view.pack}
            errors={{ why: { text: problem, href: '#why' } }}
          />,
          422,
        )
      }
      const taken = await takeStep(c, session, plan, { step, why: why.trim(), edition }, deps)
      const back = pathOfPacks(plan, view.pack.cycleId, view.pack.boardId)
      if (taken.ok) return c.redirect(`${back}?done=${step === 'explain' ? 'explained' : 'reissuing'}`, 303)
      // The text is handed back beside what somebody else has saved meanwhile.
      const now = (await loadPack(c, session, plan, deps)) ?? view
      const nowStep = stepOfWhy(now)
      const whyNot =
        taken.reason === 'not-issued' && nowStep === 'explain'
          ? `Somebody else has begun version ${now.pack.version} meanwhile.`
          : whyNotTaken(taken.reason)
      return c.html(
        <ReissuePage
          {...{ session, plan, why }}
          pack={now.pack}
          step={now.objection(nowStep) === null ? nowStep : null}
          edition={now.pack.edition}
          saved={now.pack.reissue?.why}
          errors={{ why: { text: `${whyNot} Your text is below, not saved`, href: '#why' } }}
        />,
        409,
      )
    }),
  )
}

/** What the page about a later version does: begins one, or puts right what the one that is begun says of itself. */
const stepOfWhy = ({ pack }: PackView): WhyStep =>
  pack.reissue !== null && pack.state !== 'issued' ? 'explain' : 'reissue'
