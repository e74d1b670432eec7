import { randomUUID } from 'node:crypto'
import type { AuditEvent, AuditTrail } from '../../cycle/ports.ts'
import type { Entities } from './entities.ts'

/** An audit event as an item; its own id keeps two events of one instant apart. */
export const audited = ({ partnershipId, planId, at, what, by, details }: AuditEvent) => ({
  partnershipId,
  planId,
  at,
  what,
  by,
  details: details ?? {},
  eventId: randomUUID(),
})

export const createAuditTrail = ({ audit }: Entities): AuditTrail => ({
  record: async (event) => {
    await audit.create(audited(event)).go()
  },
})
