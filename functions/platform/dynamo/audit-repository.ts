import { randomUUID } from 'node:crypto'
import type { AuditEvent, AuditTrail } from '../../cycle/ports.ts'
import type { Entities } from './entities.ts'
import { written } from './item.ts'

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
    // Its id is new, so only the SDK can have written it before: it repeats a write whose answer was lost.
    await written(() => audit.create(audited(event)).go())
  },
})
