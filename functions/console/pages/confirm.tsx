import type { Moments } from '../../cycle/cycle.ts'
import { REOPEN_HOURS } from '../../cycle/reopen-cycle.ts'
import type { Instant } from '../../plan/plan.ts'
import { momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import type { CoordinatorSession } from '../../update/ports.ts'
import { isAsked, type Overview } from '../overview.ts'
import { StepPage } from './frame.tsx'

type ConfirmProps = {
  session: CoordinatorSession
  overview: Overview
  cycleId: string
  step: 'open' | 'close'
  now: Instant
  /** The moments the month would have if it were opened now. */
  ifOpened: Moments
}

/** Asks before what everybody is told of, and says what it would do. */
export const ConfirmPage = ({ session, overview, cycleId, step, now, ifOpened }: ConfirmProps) => {
  const { plan } = overview
  const month = monthName(cycleId)
  const question = step === 'open' ? `Open ${month} now?` : `Close ${month} now?`
  return (
    <StepPage session={session} plan={plan} section="cycle" title={question} back={`/console/${plan.planId}`}>
      <ul class="govuk-list govuk-list--bullet">
        {(step === 'open' ? openingMeans(overview, ifOpened) : closingMeans(overview, now)).map(
          (sentence) => (
            <li>{sentence}</li>
          ),
        )}
      </ul>
      <p class="govuk-body">
        {step === 'open'
          ? 'This cannot be undone.'
          : `It can be opened again for ${REOPEN_HOURS} hours, while no pack is issued and the next month has not begun.`}
      </p>
      <form method="post" action={`/console/${plan.planId}/${step}`}>
        <input type="hidden" name="cycle" value={cycleId} />
        <input type="hidden" name="confirm" value="yes" />
        <div class="govuk-button-group">
          <Button look={step === 'close' ? 'warning' : undefined} preventDoubleClick>
            {step === 'open' ? `Yes, open ${month}` : `Yes, close ${month}`}
          </Button>
          <a class="govuk-link" href={`/console/${plan.planId}`}>
            Go back
          </a>
        </div>
      </form>
    </StepPage>
  )
}

const openingMeans = ({ plan, current }: Overview, ifOpened: Moments): string[] => [
  'Every lead is mailed at once, or when working hours begin.',
  `Answers will be due by ${momentName(ifOpened.dueAt, plan.timeZone)}, and the month closes at ${momentName(ifOpened.closesAt, plan.timeZone)}.`,
  ...(current?.state === 'planned'
    ? [`Left alone, it opens by itself at ${momentName(current.moments.opensAt, plan.timeZone)}.`]
    : []),
]

const closingMeans = ({ plan, current, lines }: Overview, now: Instant): string[] => {
  const waiting = lines.filter((line) => line.answered < line.asked)
  const drafts = waiting.filter((line) => line.draftSavedAt !== null && line.lastAnsweredAt === null).length
  return [
    `${waiting.length} of ${lines.filter(isAsked).length} leads have not answered in full.`,
    ...(drafts > 0
      ? [`${drafts} of them ${drafts === 1 ? 'has' : 'have'} saved something and submitted nothing.`]
      : []),
    ...(current && current.moments.closesAt > now
      ? [`The mails say that answers are taken until ${momentName(current.moments.closesAt, plan.timeZone)}.`]
      : []),
    'The answers are locked and the packs are built.',
  ]
}
