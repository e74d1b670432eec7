import type { Hono } from 'hono'
import { readXlsx } from 'hucre/xlsx'
import { beforeEach, describe, expect, it } from 'vitest'
import { addExportRoutes } from '../../functions/console/export-routes.tsx'
import { SESSION_COOKIE } from '../../functions/console/request.tsx'
import { readPlanFile } from '../../functions/plan/import/read-plan.ts'
import { previewPlan } from '../../functions/plan/import-plan.ts'
import { sha256 } from '../../functions/platform/ids.ts'
import { createWebApp } from '../../functions/ui/web-app.tsx'
import { openTestMonth } from '../support/month.ts'
import { actions, boards, key, people, plan } from '../support/small-plan.ts'

const ORIGIN = 'https://muster.example'
/** Already the next day in London. */
const LATE = '2026-07-31T23:30:00.000Z'
const cookie = `${SESSION_COOKIE}=token`

describe('a plan that is downloaded', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let app: Hono
  const get = (path: string, headers: Record<string, string> = { cookie }) =>
    app.request(`${ORIGIN}${path}`, { headers })

  beforeEach(async () => {
    month = await openTestMonth()
    const deps = {
      ...month.deps,
      ...month.table,
      secrets: { hashToken: sha256 },
      now: () => LATE,
      publicUrl: ORIGIN,
      onFault: (error: unknown) => {
        throw error
      },
    }
    app = createWebApp({
      ...deps,
      largestBody: 1000,
      advice: { tooLarge: null, forged: null, notFound: null, fault: null },
    })
    addExportRoutes(app, deps)
    await month.table.sessions.saveSession(sha256('token'), {
      kind: 'coordinator',
      partnershipId: key.partnershipId,
      personId: 'cora',
      personName: 'Cora Coordinator',
      expiresAt: '2026-08-01T10:00:00.000Z',
    })
  })

  it.each([
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['csv', 'text/csv; charset=utf-8'],
  ])(
    'is a file of its own kind, named after the plan and the local day, and kept nowhere: %s',
    async (format, type) => {
      const answer = await get(`/console/plan/export.${format}`)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe(type)
      expect(answer.headers.get('content-disposition')).toBe(
        `attachment; filename="plan-2026-08-01.${format}"`,
      )
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const read = await readPlanFile(new Uint8Array(await answer.arrayBuffer()), {
        words: { ...plan, people, boards },
        today: '2026-08-01',
      })
      expect(read.ok && read.actions.map(({ ref }) => ref)).toEqual(actions.map(({ ref }) => ref))
    },
  )

  it('has the answers of the month that is open', async () => {
    await month.tick('2026-11-20T10:00:00.000Z')
    await month.tick('2026-12-01T09:00:00.000Z')
    await month.table.entities.update
      .create({
        ...key,
        ref: '1.1',
        version: 1,
        cycleId: '2026-12',
        statusCode: 'off-track',
        progress: 'It was put off.',
        obstacles: 'Nobody is free.',
        consequence: 'Nobody is seen.',
        by: 'ann',
        byName: 'Ann Lead',
        at: '2026-12-02T10:00:00.000Z',
        hash: 'a'.repeat(64),
      })
      .go()
    await month.table.entities.action
      .patch({ ...key, ref: '1.1' })
      .set({ headVersion: 1, headHash: 'a'.repeat(64) })
      .go()
    const { sheets } = await readXlsx(await (await get('/console/plan/export.xlsx')).arrayBuffer())
    expect(sheets[0]?.rows[0]?.at(-9)).toBe('Muster: status December 2026')
    expect(sheets[0]?.rows[1]?.slice(-9)).toEqual([
      'Off track',
      'It was put off.',
      'Nobody is free.',
      'Nobody is seen.',
      null,
      null,
      null,
      'Ann Lead',
      new Date('2026-12-02T10:00:00.000Z'),
    ])
    expect(sheets[0]?.rows[2]?.slice(-5).every((value) => value === null)).toBe(true)
  })

  it.each(['xlsx', 'csv'])('changes nothing when it is imported as it came: %s', async (format) => {
    const bytes = new Uint8Array(await (await get(`/console/plan/export.${format}`)).arrayBuffer())
    const preview = await previewPlan(plan, { bytes }, {}, { ...month.table, now: () => LATE })
    expect(preview.ok && preview.diff).toMatchObject({
      added: [],
      changed: [],
      gone: [],
      kept: [],
      unchanged: actions.length,
    })
  })

  it('is noted in the audit trail: who took which file', async () => {
    await get('/console/plan/export.csv')
    const { data } = await month.table.entities.audit.query.primary(key).go()
    expect(data.find(({ what }) => what === 'plan-exported')).toMatchObject({
      by: 'cora',
      at: LATE,
      details: { format: 'csv', file: 'plan-2026-08-01.csv' },
    })
  })

  it('is given to nobody who is not signed in, and of no other partnership', async () => {
    expect((await get('/console/plan/export.csv', {})).headers.get('location')).toBe(
      '/sign-in?next=%2Fconsole%2Fplan%2Fexport.csv',
    )
    expect((await get('/console/other/export.csv')).status).toBe(404)
    expect((await get('/console/plan/export.json')).status).toBe(404)
  })
})
