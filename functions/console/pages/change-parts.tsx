import {
  type ChangeRequest,
  type Decision,
  isOpen,
  movedFields,
  objectionTo,
  type ProposedChange,
  unknownLeads,
} from '../../plan/change-request.ts'
import { changeSubject, objectionWords, strangersWords } from '../../plan/change-words.ts'
import type { Directory } from '../../plan/directory.ts'
import { fieldName, fieldTitle, fieldValue } from '../../plan/field-words.ts'
import type { Action, Plan } from '../../plan/plan.ts'
import { dateName, localDay, momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import type { Content } from '../../ui/markup.ts'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { ConsoleSession } from '../request.tsx'

export const actionPath = ({ planId }: Pick<Plan, 'planId'>, ref: string): string =>
  `/console/${planId}/actions/${encodeURIComponent(ref)}`

export type Step = 'approve' | 'refuse' | 'withdraw'

export const stepPath = (
  { planId }: Pick<Plan, 'planId'>,
  { changeId }: Pick<ChangeRequest, 'changeId'>,
  step: Step,
): string => `/console/${planId}/changes/${encodeURIComponent(changeId)}/${step}`

/** Text as it was typed, line breaks kept. */
export const Typed = ({ children }: { children: Content }) => <span class="muster-answer">{children}</span>

/** What a request is about, as a title: `Action 2.11: due date and status`. */
const changeTitle = (change: ChangeRequest): string => `Action ${change.ref}: ${changeSubject(change)}`

const isLong = ({ field }: ProposedChange): boolean =>
  field === 'ambition' || field === 'description' || field === 'outcomes' || field === 'measures'

/** One field from what it was when somebody asked to what they asked for. */
const FromTo = ({ change }: { change: ProposedChange }) => {
  const from = fieldValue(change.field, change.from)
  const to = fieldValue(change.field, change.to)
  if (!isLong(change)) {
    return (
      <>
        {from} <span aria-hidden="true">→</span>
        <span class="govuk-visually-hidden">to</span> <strong>{to}</strong>
      </>
    )
  }
  return (
    <>
      <span class="govuk-hint muster-label">From</span>
      <Typed>{from}</Typed>
      <span class="govuk-hint muster-label">To</span>
      <Typed>{to}</Typed>
    </>
  )
}

type ChangeCardProps = {
  change: ChangeRequest
  plan: Plan
  /** The action as the plan has it now. */
  action: Action | null
  directory: Directory
  session: ConsoleSession
  headingLevel: 2 | 3
  /** Whether it offers the decisions; a page that asks for one does not. */
  decisions?: boolean | undefined
  /** Whether it leads to the action; that action's own page does not. */
  linked?: boolean | undefined
}

/** One request with all that somebody needs to decide it, or with its decision. */
export const ChangeCard = ({ change, session, headingLevel, ...props }: ChangeCardProps) => {
  const { plan, action, directory, decisions = true, linked = true } = props
  const open = isOpen(change)
  const moved = open && action ? movedFields(change, action) : []
  const strangers = open && action ? unknownLeads(change.changes, action, plan, directory) : []
  return (
    <SummaryList
      card={{
        title: changeTitle(change),
        headingLevel,
        actions: linked ? [{ href: actionPath(plan, change.ref), text: 'See the action' }] : [],
      }}
      rows={[
        ...change.changes.map((one) => ({
          key: fieldTitle(one.field),
          value: (
            <>
              <FromTo change={one} />
              {action && moved.includes(one.field) && (
                <NowOtherwise value={fieldValue(one.field, action[one.field])} />
              )}
              {strangers
                .filter(({ field }) => field === one.field)
                .map(({ names }) => (
                  <span class="muster-note">{strangersWords(names)}.</span>
                ))}
            </>
          ),
        })),
        { key: 'Why', value: <Typed>{change.reason}</Typed> },
        change.evidence !== null && { key: 'Evidence of impact', value: <Typed>{change.evidence}</Typed> },
        {
          key: 'Asked',
          value: `${change.askedByName}, ${momentName(change.askedAt, plan.timeZone)}${change.cycleId ? `, in the cycle of ${monthName(change.cycleId)}` : ''}`,
        },
        !open && { key: decisionWords[change.state], value: <DecisionMade change={change} plan={plan} /> },
        open &&
          decisions && {
            key: 'Decision',
            value: <Choices change={change} plan={plan} session={session} directory={directory} />,
          },
      ]}
    />
  )
}

const NowOtherwise = ({ value }: { value: string }) => (
  <span class="muster-note">
    <Tag class="govuk-tag--yellow">The plan has changed since</Tag> It now has: <Typed>{value}</Typed>
  </span>
)

const decisionWords = {
  asked: 'Open',
  approved: 'Approved',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
} as const satisfies Record<ChangeRequest['state'], string>

const DecisionMade = ({ change, plan }: { change: ChangeRequest; plan: Plan }) => (
  <>
    {change.decidedByName}
    {change.decidedAt && `, ${momentName(change.decidedAt, plan.timeZone)}`}
    {change.note !== null && (
      <span class="muster-note">
        <Typed>{change.note}</Typed>
      </span>
    )}
  </>
)

type ChoicesProps = Pick<ChangeCardProps, 'change' | 'plan' | 'session' | 'directory'>

/** The decisions open to whoever looks; whoever asked cannot approve. */
const Choices = ({ change, plan, session, directory }: ChoicesProps) => {
  const name = <span class="govuk-visually-hidden">: {changeTitle(change)}</span>
  const objection = objectionTo('approved', session.personId, change, directory)
  if (objection === 'own-request') {
    const others = directory.people.some(
      ({ personId, roles }) => personId !== session.personId && roles.includes('coordinator'),
    )
    return (
      <>
        {objectionWords[objection]}
        {!others && ' The directory has no other coordinator yet.'}{' '}
        <a class="govuk-link" href={stepPath(plan, change, 'withdraw')}>
          Withdraw it{name}
        </a>
      </>
    )
  }
  if (objection) return <>{objectionWords[objection]}</>
  return (
    <div class="govuk-button-group muster-choices">
      <Button href={stepPath(plan, change, 'approve')}>Approve{name}</Button>
      <Button href={stepPath(plan, change, 'refuse')} look="secondary">
        Refuse{name}
      </Button>
    </div>
  )
}

/** What a decision is called where it is asked for. */
export const stepWords = {
  approve: { decision: 'approved', title: 'Approve this change?', button: 'Approve the change' },
  refuse: { decision: 'refused', title: 'Refuse this change?', button: 'Refuse the change' },
  withdraw: { decision: 'withdrawn', title: 'Withdraw this request?', button: 'Withdraw the request' },
} as const satisfies Record<Step, { decision: Decision; title: string; button: string }>

/** That a change request gave a field its value, when, and who approved it. */
export const DecidedMark = ({
  action,
  field,
  plan,
}: {
  action: Action
  field: keyof Action['decided']
  plan: Plan
}) => {
  const decided = action.decided[field]
  return decided ? (
    <span class="muster-note govuk-hint">
      <span class="govuk-visually-hidden">The {fieldName(field)} was </span>Decided on{' '}
      {dateName(localDay(decided.at, plan.timeZone))} by {decided.byName}
    </span>
  ) : null
}
