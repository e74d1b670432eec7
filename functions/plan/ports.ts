import type { AuditEvent } from '../cycle/ports.ts'
import type { Directory } from './directory.ts'
import type { Action, Plan } from './plan.ts'

export type PlanWriter = {
  saveDirectory: (directory: Directory) => Promise<void>
  /** Writes the plan's settings; its cycles are left as they are. */
  savePlan: (plan: Plan) => Promise<void>
  /** Writes what the plan says of its actions; their updates are left as they are. */
  saveActions: (actions: Action[], event: AuditEvent) => Promise<void>
}
