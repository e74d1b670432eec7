import { describe, expect, it } from 'vitest'
import type { CoordinatorSession, LeadSession } from '../../../functions/update/ports.ts'
import { rememberLeadSessions } from '../../../functions/update/remember-sessions.ts'
import { key, plan } from '../../support/small-plan.ts'

const lead: LeadSession = {
  ...key,
  kind: 'lead',
  cycleId: '2026-12',
  personId: 'ann',
  personName: 'Ann Lead',
  linkRevision: 0,
  expiresAt: '2026-12-02T22:00:00.000Z',
  terms: {
    planName: plan.name,
    partnershipName: plan.partnershipName,
    timeZone: plan.timeZone,
    statuses: plan.statuses,
    dueAt: '2026-12-15T17:00:00.000Z',
    closesAt: '2026-12-18T17:00:00.000Z',
    coordinator: null,
  },
}
const coordinator: CoordinatorSession = {
  kind: 'coordinator',
  partnershipId: key.partnershipId,
  personId: 'cora',
  personName: 'Cora Coordinator',
  expiresAt: '2026-12-02T22:00:00.000Z',
}

describe('sessions that are remembered', () => {
  const open = () => {
    const asked: string[] = []
    const sessions = rememberLeadSessions({
      findSession: async (hash) => {
        asked.push(hash)
        if (hash === 'cora') return coordinator
        return hash === 'nobody' ? null : { ...lead, personId: hash }
      },
    })
    return { asked, find: sessions.findSession }
  }

  it('are read once where they are leads’, and each time where signing out may end them or there is none', async () => {
    const { asked, find } = open()
    for (const hash of ['ann', 'ann', 'cora', 'cora', 'nobody', 'nobody']) await find(hash)
    expect(asked).toEqual(['ann', 'cora', 'cora', 'nobody', 'nobody'])
    expect(await find('ann')).toEqual(lead)
  })

  it('are a thousand at most: the oldest is read again', async () => {
    const { asked, find } = open()
    for (let index = 0; index <= 1000; index += 1) await find(`lead-${index}`)
    asked.length = 0
    await find('lead-1000')
    await find('lead-0')
    expect(asked).toEqual(['lead-0'])
  })
})
