import type { Hono } from 'hono'
import { renderEmail } from '../../emails/render.ts'
import { createCompose } from '../../functions/message/compose.ts'
import { askForChange } from '../../functions/plan/ask-for-change.ts'
import { newCode, newToken, sha256 } from '../../functions/platform/ids.ts'
import { createLeadApp, type LeadAppDeps } from '../../functions/update/app.tsx'
import { makeLink } from '../../functions/update/link.ts'
import { openTestMonth } from './month.ts'
import { key } from './small-plan.ts'

type TestMonth = Awaited<ReturnType<typeof openTestMonth>>

export const LEAD_ORIGIN = 'https://muster.example'
export const OPENS = '2026-12-01T09:00:00.000Z'
export const CLOSES = '2026-12-18T17:00:00.000Z'
export const december = { ...key, cycleId: '2026-12' }

const secrets = { newToken, hashToken: sha256 }

/** A message as it would be sent at an instant. */
export const composeAt = (month: TestMonth, now: () => string) =>
  createCompose({
    ...month.table,
    secrets: { newToken, newCode, hashToken: sha256 },
    packFiles: { loadPack: async () => new Uint8Array([37, 80, 68, 70]) },
    renderEmail,
    publicUrl: LEAD_ORIGIN,
    now,
  })

/** The lead's pages over a test's month, at a clock that the test sets; a fault fails the test unless it is taken. */
export const openTestLeads = (
  month: TestMonth,
  clock: { now: string },
  change: Partial<LeadAppDeps> = {},
) => {
  const app: Hono = createLeadApp({
    ...month.table,
    queue: month.deps.queue,
    secrets,
    publicUrl: LEAD_ORIGIN,
    restBeforeAnswer: async () => {},
    now: () => clock.now,
    onFault: (error) => {
      throw error
    },
    ...change,
  })
  const linkFor = (personId: string, cycle = december) =>
    makeLink({ ...cycle, personId, linkRevision: 0 }, CLOSES, LEAD_ORIGIN, {
      links: month.table.links,
      secrets,
    })
  const send = (path: string, cookie: string, body?: URLSearchParams) =>
    app.request(new URL(path, LEAD_ORIGIN).href, {
      headers: { cookie, origin: LEAD_ORIGIN },
      ...(body && { method: 'POST', body }),
    })
  /** A lead's browser after Continue. */
  const enter = async (personId: string, cycle = december) => {
    const entered = await send(await linkFor(personId, cycle), '', new URLSearchParams())
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const get = (path: string) => send(path, cookie)
    const post = (path: string, fields: Record<string, string> | [string, string][] = {}) =>
      send(path, cookie, new URLSearchParams(fields))
    const read = async (path: string) => await (await get(path)).text()
    return { cookie, get, post, read }
  }
  return { app, linkFor, enter }
}

/** A coordinator asks to have 1.1 due in April. */
export const askForApril = (month: TestMonth, clock: { now: string }) =>
  askForChange(
    key,
    {
      ref: '1.1',
      wish: {
        changes: [{ field: 'due', to: '2027-04' }],
        reason: 'Why',
        evidence: '',
        strangersMeant: false,
      },
      asker: { personId: 'cora', personName: 'Cora Coordinator' },
      cycleId: null,
      seen: null,
    },
    { ...month.table, now: () => clock.now },
  )

/** The small plan's December, just opened and a day old, with its leads at a clock that the test moves. */
export const openDecember = async () => {
  const month = await openTestMonth()
  await month.tick('2026-11-20T10:00:00.000Z')
  await month.tick(OPENS)
  const clock = { now: '2026-12-02T10:00:00.000Z' }
  const later = (minutes: number) => {
    clock.now = new Date(Date.parse(clock.now) + minutes * 60_000).toISOString()
  }
  return {
    month,
    clock,
    later,
    compose: composeAt(month, () => clock.now),
    leads: openTestLeads(month, clock),
  }
}
