import { statusOf, titleOf } from '../../plan/plan.ts'
import { isOverdue, momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import { autosavePath } from '../../ui/generated/autosave.ts'
import { type Content, classes } from '../../ui/markup.ts'
import { InsetText, NotificationBanner, WarningText } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import type { Ask, Draft } from '../ask.ts'
import { lateDraftOf } from '../keep-late.ts'
import type { LeadSession } from '../ports.ts'
import { AnswerForm, type AnswerFormProps } from './answer-form.tsx'
import { actionPath, filesPath } from './check.tsx'
import { FormPage } from './frame.tsx'
import { Given, shownOf } from './given.tsx'
import { type Before, LastTime } from './last-time.tsx'

export type ActionPageProps = AnswerFormProps & {
  session: LeadSession
  /** What was just done, as a banner. */
  notice?: Content
  before?: Before | undefined
  /** What was saved elsewhere while this page was open; pressing again replaces it. */
  savedElsewhere?: Draft | undefined
}

/** One action: what the plan says, what was said last time, and this month's answer. */
export const ActionPage = ({ session, ask, typed, judge, errors, ...props }: ActionPageProps) => {
  const { says } = ask
  const title = titleOf(says)
  return (
    <FormPage
      session={session}
      title={`Action ${ask.ref}`}
      errors={errors}
      backLink={{ href: '/form', text: 'Back to your actions' }}
      scripts={[autosavePath]}
      beforeContent={props.notice}
      wide
    >
      <FormErrorSummary errors={errors} />
      {props.savedElsewhere && <SavedElsewhere draft={props.savedElsewhere} ask={ask} session={session} />}
      <PageHeading caption={`Action ${ask.ref}`} size={title.length > 120 ? 'm' : 'l'}>
        {title}
      </PageHeading>
      {isOverdue(says.due, judge.today) && says.due && (
        <WarningText>This action was due in {monthName(says.due)}.</WarningText>
      )}
      <OnBehalf ask={ask} />
      <PlanSays ask={ask} />
      <GivenBefore ask={ask} session={session} />
      <GivenByOther ask={ask} session={session} />
      <div class="muster-beside">
        <LastTime {...{ ask, session, judge }} before={props.before} />
        <AnswerForm {...{ ask, typed, judge, errors }} page={props.page} />
      </div>
      <SavedState isHeld={props.savedElsewhere !== undefined} />
    </FormPage>
  )
}

/**
 * What the page's script says of its saving. The last thing of the page's main part, so that it can stay
 * at the window's bottom wherever the page is scrolled to. `isHeld`: nothing is saved by itself.
 */
const SavedState = ({ isHeld }: { isHeld: boolean }) => (
  <p
    class={classes('govuk-hint muster-state', isHeld && 'muster-state--trouble')}
    role="status"
    data-autosave-state
  >
    {isHeld && 'There are two versions: what you type here is not saved before you press a button.'}
  </p>
)

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

/** Whose action it is, where it is not the reader's own, and the way back. */
const OnBehalf = ({ ask }: { ask: Ask }) =>
  ask.onBehalfOf && (
    <InsetText>
      <p class="govuk-body">
        You are asked to answer this in the place of {ask.onBehalfOf.name}. What you submit is marked “on
        behalf of {ask.onBehalfOf.name}”.
      </p>
      {ask.answer === null && (
        <form method="post" action={`${actionPath(ask.ref)}/give-back`}>
          <Button look="secondary" class="govuk-!-margin-bottom-0" preventDoubleClick>
            Give it back
          </Button>
        </form>
      )}
    </InsetText>
  )

/** Says what stands already, so that nobody takes a saved change for a submitted one. */
const GivenBefore = ({ ask, session }: { ask: Ask; session: LeadSession }) => {
  const late = lateDraftOf(ask)
  return late ? (
    <InsetText>
      You {late.submittedAt ? 'submitted' : 'typed'} this after the month had closed. The month is open again:
      it counts once you submit it.
    </InsetText>
  ) : ask.answer && ask.answer.by === ask.personId ? (
    <InsetText>
      You submitted “{statusOf(session.terms, ask.answer.statusCode)?.label}” at{' '}
      {momentName(ask.answer.at, session.terms.timeZone)}. A change counts once you submit it again.
    </InsetText>
  ) : null
}

const GivenByOther = ({ ask, session }: { ask: Ask; session: LeadSession }) =>
  ask.answer && ask.answer.by !== ask.personId ? (
    <section aria-labelledby="given">
      <h2 class="govuk-heading-m" id="given">
        {ask.answer.byName} has answered this month
      </h2>
      <Given answer={ask.answer} statuses={session.terms.statuses} folder={filesPath(ask.ref)}>
        {momentName(ask.answer.at, session.terms.timeZone)}
      </Given>
      <p class="govuk-body">You do not need to answer too. If you do, yours is kept as a further version.</p>
    </section>
  ) : null

type SavedElsewhereProps = { draft: Draft; ask: Ask; session: LeadSession }

const SavedElsewhere = ({ draft, ask, session }: SavedElsewhereProps) => (
  <NotificationBanner
    role="alert"
    title="Two versions"
    heading="This answer was changed in another window or on another device"
    attributes={{ id: 'versions', tabindex: -1 }}
  >
    <p class="govuk-body">
      It was saved at {momentName(draft.savedAt, session.terms.timeZone)}, as it stands here. What you typed
      is below: press “Save and continue” to keep that instead.
    </p>
    <Given answer={shownOf(draft)} statuses={session.terms.statuses} folder={filesPath(ask.ref)} />
    <p class="govuk-body">
      <a class="govuk-link" href={actionPath(ask.ref)} data-autosave-leave>
        Keep what was saved there
      </a>
    </p>
  </NotificationBanner>
)
