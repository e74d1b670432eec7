import type { Request } from '../../cycle/cycle.ts'
import type { Person, Plan } from '../../plan/plan.ts'
import { monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { WarningText } from '../../ui/notice.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'
import { personHref } from './person-words.tsx'
import { whenMailed } from './when-mailed.ts'

type TakeBackProps = {
  session: ConsoleSession
  plan: Plan
  request: Request
  /** Who gets the new link: of a merged entry, the one that stayed. */
  person: Person
}

/** Where a coordinator takes back the link of a request's lead. */
export const takeBackHref = (planId: string, personId: string): string =>
  `/console/${planId}/take-back/${personId}`

/** Asks before the links of one lead are taken back, and says what that would do. */
export const TakeBackPage = ({ session, plan, request, person }: TakeBackProps) => {
  const month = monthName(request.cycleId)
  const address = (
    <>
      {person.email} (
      <a class="govuk-link" href={personHref(plan.planId, person.personId)}>
        correct the address
      </a>
      )
    </>
  )
  return (
    <StepPage
      session={session}
      plan={plan}
      section="cycle"
      title={`Take back the link of ${request.personName}?`}
      back={`/console/${plan.planId}`}
    >
      <p class="govuk-body">
        Do this where the mail was passed on, or went to somebody who should not answer.
      </p>
      <ul class="govuk-list govuk-list--bullet">
        <li>
          No link that was mailed to {request.personName} for {month} works any more, and whoever has the form
          open cannot go on.
        </li>
        <li>What was saved and submitted stays as it is.</li>
        <li>
          A new link is mailed to {address}, {whenMailed(plan)}.
          {plan.paused && ' Until then they can ask for one on the page that their old link leads to.'}
        </li>
      </ul>
      {person.mailStopped && (
        <WarningText iconFallbackText="Warning">
          Mail to this address was stopped, so the new link will not be sent. {person.mailStopped.reason}{' '}
          Correct the address first.
        </WarningText>
      )}
      <form method="post" action={takeBackHref(plan.planId, request.personId)}>
        <input type="hidden" name="cycle" value={request.cycleId} />
        <input type="hidden" name="revision" value={request.linkRevision} />
        <ButtonOrBack href={`/console/${plan.planId}`} text="Go back">
          <Button look="warning" preventDoubleClick>
            Take back the link and send a new one
          </Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}
