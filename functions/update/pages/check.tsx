import { statusOf, titleOf } from '../../plan/plan.ts'
import { monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { PageHeading } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { progressOf, readyAsks } from '../answer.ts'
import type { Ask } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { FormPage } from './frame.tsx'

type CheckPageProps = { session: LeadSession; asks: Ask[]; errors?: FormErrors | undefined }

/** Everything that is about to be submitted, as it will be stored. */
export const CheckPage = ({ session, asks, errors }: CheckPageProps) => {
  const { statuses } = session.terms
  const ready = readyAsks(asks, statuses)
  const unfinished = asks.filter((ask) => ['not-started', 'draft'].includes(progressOf(ask, statuses)))
  return (
    <FormPage
      session={session}
      title="Check your answers"
      errors={errors}
      backLink={{ href: '/form', text: 'Back to your actions' }}
    >
      <FormErrorSummary errors={errors} />
      <PageHeading caption={`Update for ${monthName(session.cycleId)}`}>Check your answers</PageHeading>
      {ready.map((ask) => (
        <AnswerCard ask={ask} session={session} />
      ))}
      {unfinished.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Not answered yet</h2>
          <p class="govuk-body">You can submit what is ready now and come back for the rest.</p>
          <ul class="govuk-list govuk-list--bullet">
            {unfinished.map((ask) => (
              <li>
                <a class="govuk-link" href={actionPath(ask.ref)}>
                  {ask.ref} {shorten(titleOf(ask.says), 120)}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      {ready.length > 0 ? (
        <form method="post" action="/form/submit">
          {ready.map((ask) => (
            <input type="hidden" name="submit" value={`${ask.ref}:${ask.draftRevision}`} />
          ))}
          <p class="govuk-body">What you submit is read by the boards under your name.</p>
          <Button preventDoubleClick>
            {ready.length === 1 ? 'Submit 1 update' : `Submit ${ready.length} updates`}
          </Button>
        </form>
      ) : (
        <p class="govuk-body">Nothing is waiting to be submitted.</p>
      )}
    </FormPage>
  )
}

export const actionPath = (ref: string): string => `/form/action/${encodeURIComponent(ref)}`

const AnswerCard = ({ ask, session }: { ask: Ask; session: LeadSession }) => {
  const change = (what: string, field: string) => [
    { href: `${actionPath(ask.ref)}#${field}`, text: 'Change', visuallyHiddenText: what },
  ]
  const draft = ask.draft
  return (
    draft && (
      <SummaryList
        card={{ title: `${ask.ref} ${titleOf(ask.says)}` }}
        rows={[
          {
            key: 'Status',
            value: <StatusTag status={statusOf(session.terms, draft.statusCode)} />,
            actions: change('status', 'status'),
          },
          {
            key: 'What has happened',
            value: <span class="muster-answer">{draft.progress}</span>,
            actions: change('what has happened', 'progress'),
          },
          {
            key: 'What is in the way',
            value: <span class="muster-answer">{draft.obstacles || 'Nothing'}</span>,
            actions: change('what is in the way', 'obstacles'),
          },
        ]}
      />
    )
  )
}
