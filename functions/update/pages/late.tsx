import { titleOf } from '../../plan/plan.ts'
import { monthName, shorten } from '../../plan/wording.ts'
import { ErrorPage } from '../../ui/page.tsx'
import type { Ask, Draft, GivenAnswer } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { referenceOf } from '../update.ts'
import { Texts, textsOfDraft } from './frame.tsx'

export type LatePageProps = {
  session: LeadSession
  /** What came too late, as it was to be submitted. */
  late: { ask: Ask; draft: Draft }[]
  /** What of the same press had been stored in time. */
  inTime: { ask: Ask; answer: GivenAnswer }[]
}

/** Answers that were submitted when the month had closed: handed back word for word, and kept. */
export const LatePage = ({ session, late, inTime }: LatePageProps) => {
  const month = monthName(session.cycleId)
  return (
    <ErrorPage
      title={
        inTime.length === 0
          ? 'Nothing was submitted: it came too late'
          : late.length === 0
            ? 'It was submitted in time'
            : 'Part of it was not submitted: it came too late'
      }
    >
      <p class="govuk-body">Updates for {month} have closed.</p>
      {inTime.length > 0 && (
        <>
          <p class="govuk-body">This was stored in time, and is in the packs for the boards:</p>
          <ul class="govuk-list govuk-list--bullet">
            {inTime.map(({ ask, answer }) => (
              <li>
                {nameOf(ask)} (reference {referenceOf(ask.ref, answer)})
              </li>
            ))}
          </ul>
        </>
      )}
      {late.length > 0 && (
        <p class="govuk-body">
          What came too late is below, and in no pack. It is kept, marked as late, and your coordinator can
          see it. If the month is opened again, it is on your form for you to submit.
        </p>
      )}
      {late.map(({ ask, draft }) => (
        <>
          <h2 class="govuk-heading-m">{nameOf(ask)}</h2>
          <Texts typed={textsOfDraft(draft, session.terms.statuses)} />
        </>
      ))}
      {late.length > 0 && (
        <hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible" />
      )}
      <p class="govuk-body">You will get an email with a new link when the next month opens.</p>
    </ErrorPage>
  )
}

const nameOf = ({ ref, says }: Ask): string => `${ref} ${shorten(titleOf(says), 120)}`
