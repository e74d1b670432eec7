import { describe, expect, it } from 'vitest'
import type { CoordinatorSession } from '../../../functions/update/ports.ts'
import { rememberLeadSessions } from '../../../functions/update/remember-sessions.ts'
import { sessionOf } from '../../support/session.ts'
import { key } from '../../support/small-plan.ts'

const lead = sessionOf('ann', 'Ann Lead')
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
