import type { AuditEvent } from '../cycle/ports.ts'
import type { KeptAction } from '../plan/action-ids.ts'
import {
  type ChangeRequest,
  decideOn,
  LONGEST_CHANGE_TEXT,
  requestChange,
  type WantedChange,
} from '../plan/change-request.ts'
import { isSame } from '../plan/merge-plan.ts'
import type { ActionText, Status } from '../plan/plan.ts'
import { monthName, shorten } from '../plan/wording.ts'
import type { Update } from './update.ts'

/**
 * What an answer does to the plan's change requests, in the transaction that stores it: the request
 * that it makes, and its own earlier one that it takes back. Nothing alters the plan itself.
 */
export type ChangeByAnswer = {
  /** The request that stands for the answer afterwards, whether it is made now or was before; null for none. */
  changeId: string | null
  made: ChangeRequest | null
  withdrawn: ChangeRequest | null
  events: AuditEvent[]
}

/** An answer that leaves the plan's change requests alone. */
export const NO_CHANGE: ChangeByAnswer = { changeId: null, made: null, withdrawn: null, events: [] }

type Unlinked = Omit<Update, 'hash' | 'changeId'>

/**
 * A final status asks for the plan's status to become it; another date asks for the due date. Where
 * somebody else has asked about the field already, theirs stands and the answer keeps its own value.
 * `before` is the request that the lead's former answer of this cycle made.
 */
export const decideChange = (
  update: Unlinked,
  action: KeptAction,
  statuses: Status[],
  open: ChangeRequest[],
  before: string | null,
): ChangeByAnswer => {
  const wanted = wantedBy(update, action, statuses)
  const own = open.find(({ changeId }) => changeId === before) ?? null
  if (
    own &&
    wanted &&
    isSame(
      own.changes.map(({ field, to }) => ({ field, to })),
      [wanted],
    )
  ) {
    return { ...NO_CHANGE, changeId: own.changeId }
  }
  const theirs = open.find(
    (other) =>
      other !== own && other.ref === update.ref && other.changes.some(({ field }) => field === wanted?.field),
  )
  const asker = { personId: update.by, personName: update.byName }
  const withdrawn = own && decideOn(own, 'withdrawn', { by: asker, at: update.at, note: null })
  const made =
    wanted === null || theirs
      ? null
      : requestChange(
          {
            changes: [wanted],
            reason: reasonOf(update),
            evidence: evidenceOf(update),
            strangersMeant: false,
          },
          action,
          { asker, askedAt: update.at, cycleId: update.cycleId },
        )
  return {
    changeId: made?.changeId ?? null,
    made,
    withdrawn,
    events: [
      ...(withdrawn ? [eventOf('change-withdrawn', withdrawn, update)] : []),
      ...(made ? [eventOf('change-asked', made, update)] : []),
    ],
  }
}

const wantedBy = (
  { statusCode, forecast }: Unlinked,
  says: Pick<ActionText, 'status' | 'due'>,
  statuses: Status[],
): WantedChange | null => {
  const status = statuses.find(({ code }) => code === statusCode)
  if (status?.final) return status.label === says.status ? null : { field: 'status', to: status.label }
  return forecast === null || forecast === says.due ? null : { field: 'due', to: forecast }
}

const reasonOf = ({ cycleId, progress, obstacles }: Unlinked): string =>
  shorten(
    [`From the update for ${monthName(cycleId)}: ${progress}`, obstacles]
      .filter((part) => part !== '')
      .join('\n'),
    LONGEST_CHANGE_TEXT,
  )

const evidenceOf = ({ impact, links, files }: Unlinked): string =>
  shorten(
    [impact, ...links, ...files.map(({ name }) => name)].filter((part) => part !== '').join('\n'),
    LONGEST_CHANGE_TEXT,
  )

const eventOf = (what: string, { changeId, ref, changes }: ChangeRequest, update: Unlinked): AuditEvent => ({
  partnershipId: update.partnershipId,
  planId: update.planId,
  at: update.at,
  what,
  by: update.by,
  details: { changeId, ref, fields: changes.map(({ field }) => field) },
})
