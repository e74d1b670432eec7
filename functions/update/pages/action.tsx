import { statusOf, titleOf } from '../../plan/plan.ts'
import { dateName, dayName, isOverdue, momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { InsetText, WarningText } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { AnswerField, Typed } from '../answer.ts'
import type { Ask, Draft } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { FormPage, TypedText } from './frame.tsx'

export type ActionPageProps = {
  session: LeadSession
  ask: Ask
  typed: Typed
  /** The local day in the plan's time zone. */
  today: string
  errors?: FormErrors<AnswerField> | undefined
  /** What was saved elsewhere while this page was open; pressing again replaces it. */
  savedElsewhere?: Draft | undefined
}

export const ActionPage = ({ session, ask, typed, today, errors, savedElsewhere }: ActionPageProps) => {
  const { says } = ask
  const { statuses } = session.terms
  const title = titleOf(says)
  return (
    <FormPage
      session={session}
      title={`Action ${ask.ref}`}
      errors={errors}
      backLink={{ href: '/form', text: 'Back to your actions' }}
    >
      <FormErrorSummary errors={errors} />
      {savedElsewhere && <SavedElsewhere draft={savedElsewhere} session={session} />}
      <PageHeading caption={`Action ${ask.ref}`} size={title.length > 120 ? 'm' : 'l'}>
        {title}
      </PageHeading>
      {isOverdue(says.due, today) && says.due && (
        <WarningText>This action was due in {monthName(says.due)}.</WarningText>
      )}
      <PlanSays ask={ask} />
      <LastTime ask={ask} session={session} />
      <GivenBefore ask={ask} session={session} />
      <GivenByOther ask={ask} session={session} />
      <form method="post" novalidate>
        <input type="hidden" name="revision" value={String(ask.draftRevision)} />
        <Radios
          name="status"
          value={typed.status}
          legend="How does this action stand now?"
          legendProps={{ class: 'govuk-fieldset__legend--m' }}
          error={errors?.status?.text}
          items={statuses.map((status) => ({
            value: status.code,
            text: status.label,
            hint: status.meaning,
          }))}
        />
        <Textarea
          name="progress"
          value={typed.progress}
          rows={8}
          label="What has happened since last time?"
          labelProps={{ class: 'govuk-label--m' }}
          hint="What was done, and what difference it has made. The boards read this."
          error={errors?.progress?.text}
        />
        <Textarea
          name="obstacles"
          value={typed.obstacles}
          rows={5}
          label="What is in the way, and what will bring it back?"
          labelProps={{ class: 'govuk-label--m' }}
          hint={obstaclesHint(session)}
          error={errors?.obstacles?.text}
        />
        <div class="govuk-button-group">
          <Button preventDoubleClick>Save and continue</Button>
          <Button look="secondary" name="then" value="list" preventDoubleClick>
            Save and go back to your actions
          </Button>
        </div>
      </form>
    </FormPage>
  )
}

const obstaclesHint = ({ terms }: LeadSession): string => {
  const demanding = terms.statuses.filter((status) => status.demandsMitigation).map((status) => status.label)
  return demanding.length === 0
    ? 'Leave empty if nothing is.'
    : `Needed if the status is ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(demanding)}. Otherwise leave empty if nothing is.`
}

const PlanSays = ({ ask: { says } }: { ask: Ask }) => {
  const rows = [
    ['What we want to achieve', says.ambition],
    ['What we will do', says.description],
    ['Intended outcomes', says.outcomes],
    ['How impact is measured', says.measures],
    ['Depends on', says.dependencies],
    ['Started', says.start && monthName(says.start)],
    ['Due', says.due && monthName(says.due)],
    ['Why it is in the plan', says.sources.join(', ') || null],
    ['Strategic lead', says.strategicLeads.join(', ') || null],
    ['Improvement lead', says.improvementLeads.join(', ') || null],
  ] as const
  return (
    <Details summary="What the plan says about this action">
      <SummaryList
        rows={rows.map(
          ([key, value]) => value !== null && { key, value: <span class="muster-answer">{value}</span> },
        )}
      />
    </Details>
  )
}

const LastTime = ({ ask, session }: { ask: Ask; session: LeadSession }) => {
  const { previous, says } = ask
  const { statuses, timeZone } = session.terms
  const lastNote = says.history.at(-1)
  return (
    <section aria-labelledby="last-time">
      <h2 class="govuk-heading-m" id="last-time">
        Last time
      </h2>
      <p class="govuk-body">
        <StatusTag status={statusOf({ statuses }, previous?.statusCode ?? says.statusCode)} />
      </p>
      {previous ? (
        <InsetText>
          <TypedText>{previous.progress}</TypedText>
          <InTheWay>{previous.obstacles}</InTheWay>
          <p class="govuk-body-s">
            {previous.byName}, {dayName(previous.at, timeZone)}
          </p>
        </InsetText>
      ) : lastNote ? (
        <InsetText>
          <TypedText>{lastNote.text}</TypedText>
        </InsetText>
      ) : (
        <p class="govuk-body">
          There is no earlier update here.
          {says.lastReviewed && ` The plan was last reviewed on ${dateName(says.lastReviewed)}.`}
        </p>
      )}
    </section>
  )
}

/** Says what stands already, so that nobody takes a saved change for a submitted one. */
const GivenBefore = ({ ask, session }: { ask: Ask; session: LeadSession }) =>
  ask.answer && ask.answer.by === ask.personId ? (
    <InsetText>
      You submitted “{statusOf(session.terms, ask.answer.statusCode)?.label}” at{' '}
      {momentName(ask.answer.at, session.terms.timeZone)}. A change counts once you submit it again.
    </InsetText>
  ) : null

const GivenByOther = ({ ask, session }: { ask: Ask; session: LeadSession }) =>
  ask.answer && ask.answer.by !== ask.personId ? (
    <section aria-labelledby="given">
      <h2 class="govuk-heading-m" id="given">
        {ask.answer.byName} has answered this month
      </h2>
      <p class="govuk-body">
        <StatusTag status={statusOf(session.terms, ask.answer.statusCode)} />
      </p>
      <InsetText>
        <TypedText>{ask.answer.progress}</TypedText>
        <InTheWay>{ask.answer.obstacles}</InTheWay>
      </InsetText>
      <p class="govuk-body">You do not need to answer too. If you do, yours is kept as a further version.</p>
    </section>
  ) : null

const SavedElsewhere = ({ draft, session }: { draft: Draft; session: LeadSession }) => (
  <InsetText>
    <h2 class="govuk-heading-m">This answer was changed in another window</h2>
    <p class="govuk-body">
      Your own text is still below. Pressing “Save” again puts it in place of what was saved there:
    </p>
    <p class="govuk-body">
      <StatusTag status={statusOf(session.terms, draft.statusCode)} />
    </p>
    {draft.progress && <TypedText>{draft.progress}</TypedText>}
    <InTheWay>{draft.obstacles}</InTheWay>
  </InsetText>
)

const InTheWay = ({ children }: { children: string }) =>
  children === '' ? null : (
    <>
      <p class="govuk-body govuk-!-font-weight-bold">In the way, and what will bring it back</p>
      <TypedText>{children}</TypedText>
    </>
  )
