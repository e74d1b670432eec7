import type { Plan } from '../../plan/plan.ts'
import { momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { WarningText } from '../../ui/notice.tsx'
import type { Overview } from '../overview.ts'

/** That nothing goes on, and the way to go on. */
export const Paused = ({ plan }: { plan: Plan }) => (
  <>
    <WarningText iconFallbackText="Warning">
      Paused {plan.paused && `since ${momentName(plan.paused.at, plan.timeZone)}`}: nothing opens or closes by
      itself and no mail goes out. Leads can still answer.
    </WarningText>
    <Button href={`/console/${plan.planId}/resume`}>Resume</Button>
  </>
)

/** What is done now and then to a month; each has a page that says what it would do. */
export const MoreSteps = ({ overview, canReopen }: { overview: Overview; canReopen: boolean }) => {
  const { plan, current, closed } = overview
  const month = current && monthName(current.cycleId)
  const steps = plan.paused
    ? []
    : [
        ...(current?.state === 'open' ? [{ step: 'extend', text: `Extend ${month}` }] : []),
        ...(current?.state === 'planned' || current?.state === 'held'
          ? [{ step: 'skip', text: `Skip ${month}` }]
          : []),
        ...(canReopen && closed
          ? [{ step: 'reopen', text: `Open ${monthName(closed.cycle.cycleId)} again` }]
          : []),
        ...(current ? [{ step: 'pause', text: 'Pause the plan' }] : []),
      ]
  if (steps.length === 0) return null
  return (
    <ul class="govuk-list">
      {steps.map(({ step, text }) => (
        <li>
          <a class="govuk-link" href={`/console/${plan.planId}/${step}`}>
            {text}
          </a>
        </li>
      ))}
    </ul>
  )
}
