import type { Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { PlanReader } from '../../cycle/ports.ts'
import { type DirectoryReader, findPerson } from '../../plan/directory.ts'
import type { Board, Instant, Person, Plan } from '../../plan/plan.ts'
import { monthName } from '../../plan/wording.ts'
import type { Secrets } from '../../update/link.ts'
import type { ReaderSession, SessionStore } from '../../update/ports.ts'
import type { IssuedPack, PackFiles, PackKey, PackStore, ReaderStore } from '../ports.ts'
import { NoSuchFilePage, ReaderLandingPage, ReaderPage, UnknownReaderLinkPage } from './pages.tsx'
import { compressed, FILE_ADDRESS, fileAt, shownIn } from './shown-file.ts'

export type ReaderPagesDeps = {
  readers: Pick<ReaderStore, 'findReaderLink' | 'markRead'>
  sessions: Pick<SessionStore, 'saveSession' | 'findSession'>
  packs: Pick<PackStore, 'listIssued'>
  packFiles: Pick<PackFiles, 'loadPack'>
  plans: Pick<PlanReader, 'findPlan'>
  directory: DirectoryReader
  secrets: Secrets
  now: () => Instant
}

/**
 * A visit's cookie by the name of its pack, so that whoever sits on two boards and reads two packs side by
 * side reads each, and is noted for the one they read.
 */
const cookieOf = (pack: string): string => `__Host-pack-${pack}`
const SESSION_HOURS = 12

/** What a member may read: the versions that their board got, the newest first. */
type Reading = { plan: Plan; board: Board; person: Person; versions: IssuedPack[] }

/** Recipients' own pages of a pack: their link, which changes nothing, and what it opens. */
export const addReaderPages = (app: Hono, deps: ReaderPagesDeps): void => {
  /** What addresses call a pack: short, the same each time, and another for each plan, month and board. */
  const nameOf = ({ partnershipId, planId, cycleId, boardId }: PackKey): string =>
    deps.secrets.hashToken(JSON.stringify([partnershipId, planId, cycleId, boardId])).slice(0, 16)
  const pathOf = (pack: PackKey): string => `/pack/${nameOf(pack)}`

  /** Membership is looked up each time: whoever leaves the board reads no more of it. */
  const load = async (key: PackKey & { personId: string }): Promise<Reading | null> => {
    const [plan, directory, versions] = await Promise.all([
      deps.plans.findPlan(key),
      deps.directory.loadDirectory(key.partnershipId),
      deps.packs.listIssued(key),
    ])
    const person = findPerson(directory, key.personId)
    const board = directory.boards.find(({ boardId }) => boardId === key.boardId)
    if (!plan || !person || !board?.members.includes(person.personId) || versions.length === 0) return null
    return { plan, board, person, versions }
  }

  const withLink = async (
    c: Context,
    page: (key: PackKey & { personId: string }, reading: Reading) => Response | Promise<Response>,
  ): Promise<Response> => {
    const token = c.req.param('token') ?? ''
    const link = /^[\w-]{43}$/.test(token)
      ? await deps.readers.findReaderLink(deps.secrets.hashToken(token))
      : null
    const reading = link && link.expiresAt > deps.now() ? await load(link) : null
    return link && reading ? await page(link, reading) : c.html(<UnknownReaderLinkPage />, 404)
  }

  app.get('/p/:token', (c) =>
    withLink(c, (key, { plan, board, person }) =>
      c.html(
        <ReaderLandingPage
          plan={plan}
          boardName={board.name}
          personName={person.name}
          month={monthName(key.cycleId)}
        />,
      ),
    ),
  )

  app.post('/p/:token', (c) =>
    withLink(c, async (key, { person }) => {
      const { partnershipId, planId, cycleId, boardId } = key
      const token = deps.secrets.newToken()
      await deps.sessions.saveSession(deps.secrets.hashToken(token), {
        kind: 'reader',
        partnershipId,
        planId,
        cycleId,
        boardId,
        personId: person.personId,
        expiresAt: new Date(Date.parse(deps.now()) + SESSION_HOURS * 3_600_000).toISOString(),
      })
      setCookie(c, cookieOf(nameOf(key)), token, {
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
        path: '/',
      })
      return c.redirect(pathOf(key), 303)
    }),
  )

  const withReader = async (
    c: Context,
    page: (session: ReaderSession, reading: Reading) => Response | Promise<Response>,
  ): Promise<Response> => {
    const token = getCookie(c, cookieOf(c.req.param('pack') ?? ''))
    const session = token ? await deps.sessions.findSession(deps.secrets.hashToken(token)) : null
    const isOfPack = session?.kind === 'reader' && nameOf(session) === c.req.param('pack')
    const isGood = isOfPack && session.expiresAt > deps.now()
    const reading = isGood ? await load(session) : null
    return isGood && reading ? await page(session, reading) : c.html(<UnknownReaderLinkPage ended />, 401)
  }

  // An address without the pack is of no visit.
  app.get('/pack', (c) => c.html(<UnknownReaderLinkPage ended />, 401))

  app.get('/pack/:pack{[0-9a-f]{16}}', (c) =>
    withReader(c, (session, reading) =>
      c.html(
        <ReaderPage
          {...reading}
          boardName={reading.board.name}
          month={monthName(session.cycleId)}
          path={pathOf(session)}
        />,
      ),
    ),
  )

  app.get(`/pack/:pack{[0-9a-f]{16}}/:version{\\d+}/${FILE_ADDRESS}`, compressed, (c) =>
    withReader(c, async (session, { versions, person }) => {
      const issued = versions.find(({ version }) => String(version) === c.req.param('version'))
      const file = issued && fileAt(issued.built, c.req.param('file') ?? '')
      if (!issued || !file) return c.html(<NoSuchFilePage path={pathOf(session)} />, 404)
      const bytes = await deps.packFiles.loadPack(file.key)
      if (!bytes) throw new Error('the pack is not in the bucket')
      await deps.readers.markRead(
        { ...session, version: issued.version, personId: person.personId },
        deps.now(),
      )
      return shownIn(c, bytes, file, `${session.boardId}-${session.cycleId}-v${issued.version}`)
    }),
  )
}
