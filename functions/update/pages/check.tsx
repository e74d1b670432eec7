import { statusOf, titleOf } from '../../plan/plan.ts'
import { monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import type { Content } from '../../ui/markup.ts'
import { NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { answerOf, type Judge, progressOf, readyAsks } from '../answer.ts'
import type { Ask } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { referenceOf } from '../update.ts'
import { FormPage } from './frame.tsx'
import { EvidenceList } from './given.tsx'

type CheckPageProps = {
  session: LeadSession
  asks: Ask[]
  judge: Judge
  errors?: FormErrors | undefined
  /** What was just done, as a banner. */
  notice?: Content
  /** Where the page comes back: what had been chosen on it, and what of that is stored. */
  again?: { chosen: ReadonlySet<string>; stored: Ask[] } | undefined
}

/** Everything that is about to be submitted, as it will be stored. */
export const CheckPage = ({ session, asks, judge, errors, notice, again }: CheckPageProps) => {
  const ready = readyAsks(asks, judge)
  const unfinished = asks.filter((ask) => ['not-started', 'draft'].includes(progressOf(ask, judge)))
  return (
    <FormPage
      session={session}
      title="Check your answers"
      errors={errors}
      backLink={{ href: '/form', text: 'Back to your actions' }}
      beforeContent={notice}
    >
      <FormErrorSummary errors={errors} />
      {again && again.stored.length > 0 && <Stored asks={again.stored} />}
      <PageHeading caption={`Update for ${monthName(session.cycleId)}`}>Check your answers</PageHeading>
      {ready.map((ask) => (
        <AnswerCard ask={ask} judge={judge} />
      ))}
      {unfinished.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Not answered yet</h2>
          {ready.length > 0 && (
            <p class="govuk-body">You can submit what is ready now and come back for the rest.</p>
          )}
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
          {ready.length === 1 && !again ? (
            ready.map((ask) => <input type="hidden" name="submit" value={chosenOf(ask)} />)
          ) : (
            <Checkboxes
              name="submit"
              legend="Submit"
              legendProps={{ class: 'govuk-fieldset__legend--m' }}
              error={errors?.['submit']?.text}
              items={ready.map((ask, index) => ({
                id: `submit-${index}`,
                value: chosenOf(ask),
                text: `${ask.ref} ${shorten(titleOf(ask.says), 120)}`,
                checked: !again || again.chosen.has(ask.ref),
              }))}
            />
          )}
          <p class="govuk-body">What you submit is read by the boards under your name.</p>
          <Button preventDoubleClick>{ready.length === 1 ? 'Submit 1 update' : 'Submit'}</Button>
        </form>
      ) : (
        <p class="govuk-body">Nothing is waiting to be submitted.</p>
      )}
    </FormPage>
  )
}

/** What of a press is stored where the rest of it is not. */
const Stored = ({ asks }: { asks: Ask[] }) => (
  <NotificationBanner
    title="Submitted"
    heading={asks.length === 1 ? '1 update is stored' : `${asks.length} updates are stored`}
  >
    <ul class="govuk-list govuk-list--bullet">
      {asks.map(
        ({ ref, says, answer }) =>
          answer && (
            <li>
              {ref} {shorten(titleOf(says), 120)} (reference {referenceOf(ref, answer)})
            </li>
          ),
      )}
    </ul>
    <p class="govuk-body">A receipt with all of it is on its way to you by email.</p>
  </NotificationBanner>
)

export const actionPath = (ref: string): string => `/form/action/${encodeURIComponent(ref)}`

/** Where an action's files are, each under its hash. */
export const filesPath = (ref: string): string => `${actionPath(ref)}/files`

const chosenOf = ({ ref, draftRevision }: Ask): string => `${ref}:${draftRevision}`

const AnswerCard = ({ ask, judge }: { ask: Ask; judge: Judge }) => {
  const answer = ask.draft && answerOf(ask.draft, ask.says, judge)
  if (!answer) return null
  const status = statusOf(judge, answer.statusCode)
  const text = (value: string) => <span class="muster-answer">{value || 'Nothing'}</span>
  const hasEvidence = answer.links.length + answer.files.length > 0
  return (
    <SummaryList
      // One link for all of it: one on each row, each with the card's title, would be half of the page.
      card={{
        title: `${ask.ref} ${shorten(titleOf(ask.says), 120)}`,
        actions: [{ href: actionPath(ask.ref), text: 'Change' }],
      }}
      rows={[
        ask.onBehalfOf && { key: 'On behalf of', value: ask.onBehalfOf.name },
        { key: 'Status', value: <StatusTag status={status} /> },
        { key: 'What has happened', value: text(answer.progress) },
        { key: 'What is in the way', value: text(answer.obstacles) },
        answer.consequence !== '' && { key: 'What happens otherwise', value: text(answer.consequence) },
        { key: 'What has become different', value: text(answer.impact) },
        hasEvidence && {
          key: 'Evidence',
          value: <EvidenceList links={answer.links} files={answer.files} folder={filesPath(ask.ref)} />,
        },
        (answer.forecast !== null || status?.final) && {
          key: 'Change of the plan',
          value:
            answer.forecast === null
              ? `The plan’s status to become ${status?.label ?? ''}. It stays as it is until somebody else approves.`
              : `The due date to become ${monthName(answer.forecast)}. ${ask.says.due === null ? 'The plan has none' : `The plan’s date stays ${monthName(ask.says.due)}`} until somebody else approves.`,
        },
      ]}
    />
  )
}
