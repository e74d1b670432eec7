import type { Context } from 'hono'
import type { Calendar } from '../cycle/calendar.ts'
import type { CycleStore, PlanReader } from '../cycle/ports.ts'
import { objectionToStep, packObjectionWords } from '../pack/decide-pack.ts'
import { packMoments } from '../pack/pack-schedule.ts'
import type { ReaderStore, Signature } from '../pack/ports.ts'
import { type SteerPackDeps, type StepTaken, steerPack, type WantedStep } from '../pack/steer-pack.ts'
import { findPerson, stayingId } from '../plan/directory.ts'
import type { Instant, Plan } from '../plan/plan.ts'
import { ErrorPage } from '../ui/page.tsx'
import type { PackView } from './pages/pack.tsx'
import { type ConsoleSession, keyOf, type SessionDeps, withPlan } from './request.tsx'

/** What pages of packs read, and what changes a pack. */
export type PackRequestDeps = SessionDeps &
  SteerPackDeps & {
    plans: PlanReader
    cycles: Pick<CycleStore, 'findCycle'>
    readers: Pick<ReaderStore, 'listReadings'>
    calendarOf: (plan: Plan) => Calendar
  }

/** The address of all packs of a plan, and of one board's of one month. */
export const PACKS = '/console/:planId/packs'
export const PACK = `${PACKS}/:cycleId{\\d{4}-\\d{2}}/:boardId`

const PACK_READERS = ['coordinator', 'approver'] as const

/** A page of a plan's packs, for coordinators and approvers. */
export const withPacks = (
  c: Context,
  deps: SessionDeps & { plans: Pick<PlanReader, 'findPlan'> },
  page: (session: ConsoleSession, plan: Plan) => Response | Promise<Response>,
): Promise<Response> => withPlan(c, deps, page, PACK_READERS)

/** The pack that an address names, with all that its page needs; null where there is none. */
export const loadPack = async (
  c: Context,
  session: ConsoleSession,
  plan: Plan,
  deps: PackRequestDeps,
): Promise<PackView | null> => {
  const key = packKeyOf(c, session)
  const [pack, cycle, directory] = await Promise.all([
    deps.packs.find(key),
    deps.cycles.findCycle(key),
    deps.directory.loadDirectory(session.partnershipId),
  ])
  if (!pack || !cycle) return null
  const board = directory.boards.find(({ boardId }) => boardId === pack.boardId) ?? null
  const [read, versions] = await Promise.all([deps.readers.listReadings(pack), deps.packs.listIssued(pack)])
  // The earliest first, where somebody has opened it under two entries that are one person.
  const readings = read
    .map((reading) => ({ ...reading, personId: stayingId(directory, reading.personId) }))
    .sort((a, b) => a.firstAt.localeCompare(b.firstAt))
  const named = (personIds: readonly string[]) =>
    personIds.flatMap((personId) => findPerson(directory, personId) ?? [])
  const members = named(board?.members ?? [])
  const formerMembers = [...new Set(readings.map(({ personId }) => personId))].filter(
    (personId) => !members.some((member) => member.personId === personId),
  )
  return {
    pack,
    board,
    members,
    formerMembers: named(formerMembers),
    readings,
    moments:
      board && cycle.closedAt ? packMoments(board, plan.packs, deps.calendarOf(plan), cycle.closedAt) : null,
    versions,
    now: deps.now(),
    objection: (step) => objectionToStep(step, pack, session.personId, { directory, policy: plan.packs }),
  }
}

const packKeyOf = (c: Context, session: ConsoleSession) => ({
  ...keyOf(c, session),
  cycleId: c.req.param('cycleId') ?? '',
  boardId: c.req.param('boardId') ?? '',
})

/** The page of a month's packs, or of one board's. */
export const pathOfPacks = ({ planId }: Plan, cycleId: string, boardId?: string): string =>
  `/console/${planId}/packs/${cycleId}${boardId === undefined ? '' : `/${boardId}`}`

/** A page that says what is not there, and leads on. */
export const packNotThere = (
  c: Context,
  plan: Plan,
  title = 'There is no such pack',
  back = `/console/${plan.planId}/packs`,
) =>
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

/** What is kept of who did something, by the name they have now. */
export const signatureOf = ({ personId, personName }: ConsoleSession, at: Instant): Signature => ({
  by: personId,
  byName: personName,
  at,
})

/** The edition of the pack that a form was made from; where it does not say, none that there is. */
export const readEdition = (edition: string | undefined): number =>
  /^\d+$/.test(edition ?? '') ? Number(edition) : Number.NaN

/** One step of whoever is signed in, with the pack that an address names. */
export const takeStep = (
  c: Context,
  session: ConsoleSession,
  plan: Plan,
  wanted: WantedStep,
  deps: PackRequestDeps,
): Promise<StepTaken> =>
  steerPack(packKeyOf(c, session), wanted, signatureOf(session, deps.now()), plan, deps)

/** Why a step was not taken. */
export const whyNotTaken = (reason: Extract<StepTaken, { ok: false }>['reason']): string => {
  if (reason === 'not-there') return 'There is no such pack.'
  if (reason !== 'overtaken') return packObjectionWords[reason]
  return 'Somebody else has changed the pack since you opened the page, so nothing was done. Look at it as it is now.'
}
