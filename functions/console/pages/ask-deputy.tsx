import { type Plan, titleOf } from '../../plan/plan.ts'
import { monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { WarningText } from '../../ui/notice.tsx'
import type { DeputyOffer } from '../../update/ask-deputy.ts'
import type { ConsoleSession } from '../request.tsx'
import { StepPage } from './frame.tsx'
import { counted, personHref } from './person-words.tsx'
import { whenMailed } from './when-mailed.ts'

/** Where a coordinator asks somebody's deputy instead of them. */
const deputyHref = (planId: string, personId: string): string => `/console/${planId}/deputy/${personId}`

type AskDeputyLinkProps = { planId: string; personId: string; name: string; deputy: string }

export const AskDeputyLink = ({ planId, personId, name, deputy }: AskDeputyLinkProps) => (
  <a class="govuk-link" href={deputyHref(planId, personId)}>
    Ask {deputy} instead<span class="govuk-visually-hidden"> of {name}</span>
  </a>
)

type AskDeputyPageProps = { session: ConsoleSession; plan: Plan; offer: DeputyOffer }

/** Says what would go to a deputy and what happens then; one press does it. */
export const AskDeputyPage = ({ session, plan, offer }: AskDeputyPageProps) => {
  const { person, deputy, cycle, asks } = offer
  const month = monthName(cycle.cycleId)
  return (
    <StepPage
      session={session}
      plan={plan}
      section="cycle"
      title={`Ask ${deputy.name} instead of ${person.name}?`}
      back={`/console/${plan.planId}`}
    >
      {person.mailStopped && (
        <WarningText iconFallbackText="Warning">
          Mail to {person.name} was stopped, so they cannot be asked. {person.mailStopped.reason}
        </WarningText>
      )}
      {asks.length === 0 ? (
        <p class="govuk-body">
          {person.name} has no action in {month} that {deputy.name} could answer and is not asked about
          already.
        </p>
      ) : (
        <>
          <p class="govuk-body">
            {deputy.name} is their deputy. {counted(asks.length, 'action goes', 'actions go')} to{' '}
            {deputy.name} for {month}:
          </p>
          <ul class="govuk-list govuk-list--bullet">
            {asks.map(({ ref, says }) => (
              <li>
                {ref} {shorten(titleOf(says), 120)}
              </li>
            ))}
          </ul>
          <p class="govuk-body">
            {deputy.name} is mailed a link of their own, {whenMailed(plan)}, and gets the reminders. What they
            submit is marked as on behalf of {person.name}. The plan still names {person.name}, who is asked
            again next month.
          </p>
          <form method="post" action={deputyHref(plan.planId, person.personId)}>
            <input type="hidden" name="cycle" value={cycle.cycleId} />
            <Button preventDoubleClick>Ask {deputy.name} instead</Button>
          </form>
        </>
      )}
      <p class="govuk-body">
        <a class="govuk-link" href={personHref(plan.planId, person.personId)}>
          Look at {person.name}, to correct the address or to choose another deputy
        </a>
      </p>
    </StepPage>
  )
}
