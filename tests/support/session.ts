import type { LeadSession } from '../../functions/update/ports.ts'
import { key, plan } from './small-plan.ts'

/** A lead at the form of the small plan's December, until that month has closed. */
export const sessionOf = (personId: string, personName: string): LeadSession => ({
  ...key,
  cycleId: '2026-12',
  kind: 'lead',
  personId,
  personName,
  expiresAt: '2026-12-30T09:00:00.000Z',
  linkRevision: 0,
  terms: {
    planName: plan.name,
    partnershipName: plan.partnershipName,
    timeZone: plan.timeZone,
    statuses: plan.statuses,
    coordinator: null,
  },
})
