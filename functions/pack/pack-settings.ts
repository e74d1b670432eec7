import type { Problem } from '../plan/directory-store.ts'
import type { PackPolicy } from '../plan/plan.ts'
import { readTime } from '../plan/read-time.ts'
import { linesOf } from '../plan/typed-text.ts'
import { timeName } from '../plan/wording.ts'

/** How packs come to boards, as its form has it: every character as it was typed. */
export type TypedPackSettings = {
  approval: string
  /** Whether packs are issued by themselves: `meeting` or `hand`. */
  issue: string
  issueDays: string
  issueAt: string
  remindBefore: string
  /** A ref on each line. */
  internal: string
}

export const typedPackSettings = ({
  approval,
  issue,
  remindBefore,
  internal,
}: PackPolicy): TypedPackSettings => ({
  approval,
  issue: issue === null ? 'hand' : 'meeting',
  issueDays: issue === null ? '' : String(issue.workingDays),
  issueAt: issue === null ? '' : timeName(issue.at),
  remindBefore: String(remindBefore),
  internal: internal.join('\n'),
})

type DecidedPackSettings = { ok: true; packs: PackPolicy } | { ok: false; problems: Problem[] }

/** Settings as they would be after what somebody typed, or all that is wrong with it. `refs` are the plan's. */
export const decidePackSettings = (
  typed: TypedPackSettings,
  refs: ReadonlySet<string>,
): DecidedPackSettings => {
  const problems: Problem[] = []
  const refuse = (field: keyof TypedPackSettings, text: string) => {
    problems.push({ field, text })
  }
  const whole = (field: 'issueDays' | 'remindBefore', what: string, most: number): number => {
    const number = /^\d{1,3}$/.test(typed[field].trim()) ? Number(typed[field].trim()) : Number.NaN
    if (!(number <= most)) refuse(field, `${what} must be a whole number from 0 to ${most}`)
    return number
  }
  const approval = (['another-person', 'anyone'] as const).find((choice) => choice === typed.approval)
  if (!approval) refuse('approval', 'Choose who may approve a pack')
  if (typed.issue !== 'meeting' && typed.issue !== 'hand') refuse('issue', 'Choose when packs are issued')
  const byMeeting = typed.issue === 'meeting'
  const workingDays = byMeeting ? whole('issueDays', 'Working days before the meeting', 40) : 0
  const at = byMeeting ? readTime(typed.issueAt) : null
  if (byMeeting && at === null) refuse('issueAt', 'The hour must be a time, for example 10am or 5:30pm')
  const remindBefore = byMeeting ? whole('remindBefore', 'Working days before that', 20) : 0
  const internal = [...new Set(linesOf(typed.internal))]
  const unknown = internal.filter((ref) => !refs.has(ref))
  if (unknown.length > 0) {
    refuse('internal', `No action of the plan has the ref ${unknown.map((ref) => `“${ref}”`).join(', ')}`)
  }
  if (problems.length > 0 || !approval) return { ok: false, problems }
  return {
    ok: true,
    packs: { approval, issue: at === null ? null : { workingDays, at }, remindBefore, internal },
  }
}
