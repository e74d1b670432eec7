import { statusOf, titleOf } from '../../plan/plan.ts'
import { dateName, dayName, isOverdue, momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { autosavePath } from '../../ui/generated/autosave.ts'
import { type Content, classes } from '../../ui/markup.ts'
import { MonthInput } from '../../ui/month-input.tsx'
import { InsetText, NotificationBanner, WarningText } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type AnswerField, isChange, type Judge, startOf, type Typed, typedOf } from '../answer.ts'
import type { Ask, Draft } from '../ask.ts'
import { lateDraftOf } from '../keep-late.ts'
import type { LeftOver } from '../left-over.ts'
import { noChangeOf } from '../no-change.ts'
import type { LeadSession } from '../ports.ts'
import type { Update } from '../update.ts'
import { actionPath, filesPath } from './check.tsx'
import { FormPage, Texts, textsOf } from './frame.tsx'
import { EvidenceList, Given, shownOf, TypedText } from './given.tsx'

/** What of earlier months is shown besides the last update. */
export type Before = {
  leftOver: LeftOver | null
  /** What it is of which the last update says that nothing has changed. */
  original: Update | null
}

export type ActionPageProps = {
  session: LeadSession
  ask: Ask
  typed: Typed
  judge: Judge
  /** Names this page, so that what it saves itself is known again. */
  page: string
  errors?: FormErrors<AnswerField | 'versions'> | undefined
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

type AnswerFormProps = Pick<ActionPageProps, 'ask' | 'typed' | 'judge' | 'page' | 'errors'>

const AnswerForm = ({ ask, typed, judge, page, errors }: AnswerFormProps) => {
  const files = startOf(ask)?.files ?? []
  const field = (name: 'status' | 'progress' | 'obstacles' | 'impact' | 'links') => ({
    name,
    value: typed[name],
    error: errors?.[name]?.text,
  })
  return (
    <form
      method="post"
      action={actionPath(ask.ref)}
      novalidate
      data-autosave={`${actionPath(ask.ref)}/draft`}
    >
      <input type="hidden" name="revision" value={String(ask.draftRevision)} />
      <input type="hidden" name="page" value={page} />
      <Radios
        {...field('status')}
        legend="How does this action stand now?"
        legendProps={{ class: 'govuk-fieldset__legend--m' }}
        items={judge.statuses.map((status) => ({
          value: status.code,
          text: status.label,
          hint: status.meaning,
        }))}
      />
      <Textarea
        {...field('progress')}
        rows={8}
        label="What has happened since last time?"
        labelProps={{ class: 'govuk-label--m' }}
        hint="The boards read this."
      />
      <Textarea
        {...field('obstacles')}
        rows={5}
        label="What is in the way, and what will bring it back?"
        labelProps={{ class: 'govuk-label--m' }}
        hint={obstaclesHint(ask, judge)}
      />
      <Textarea
        {...field('impact')}
        rows={4}
        label="What has become different for children and families?"
        labelProps={{ class: 'govuk-label--m' }}
        hint={impactHint(judge)}
      />
      <Textarea
        {...field('links')}
        rows={2}
        label="Links to what shows it (optional)"
        labelProps={{ class: 'govuk-label--s' }}
        hint="One web address on each line."
        spellcheck={false}
      />
      {files.length > 0 && (
        <>
          <h2 class="govuk-heading-s">Files that show it</h2>
          <EvidenceList links={[]} files={files} folder={filesPath(ask.ref)} />
        </>
      )}
      <MonthInput
        name="forecast"
        legend="Will it be done at another time? (optional)"
        legendClass="govuk-fieldset__legend--m"
        hint={forecastHint(ask)}
        errors={errors}
        month={typed.forecast.month}
        year={typed.forecast.year}
      />
      <div class="govuk-button-group">
        <Button preventDoubleClick>Save and continue</Button>
        <Button look="secondary" name="then" value="files" preventDoubleClick>
          {files.length > 0 ? 'Add or remove files' : 'Add files'}
        </Button>
        <Button look="secondary" name="then" value="list" preventDoubleClick>
          Save and go back to your actions
        </Button>
        {isChange(ask, judge) && (
          <Button
            look="secondary"
            attributes={{ formaction: `${actionPath(ask.ref)}/discard` }}
            preventDoubleClick
          >
            Discard my change
          </Button>
        )}
      </div>
    </form>
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

const anyOf = (words: string[]): string => new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words)

const obstaclesHint = ({ says }: Ask, { statuses, today }: Judge): string => {
  if (says.due !== null && isOverdue(says.due, today)) {
    return `Needed, as the action was due in ${monthName(says.due)}, unless it is done.`
  }
  const demanding = statuses.filter((status) => status.demandsMitigation).map(({ label }) => label)
  return demanding.length === 0
    ? 'Leave empty if nothing is.'
    : `Needed if the status is ${anyOf(demanding)}. Otherwise leave empty if nothing is.`
}

const impactHint = ({ statuses }: Judge): string => {
  const finals = statuses.filter(({ final }) => final).map(({ label }) => label)
  return finals.length === 0
    ? 'And how one can tell.'
    : `And how one can tell. Needed if the status is ${anyOf(finals)}: another person then approves that the plan says so.`
}

const forecastHint = ({ says }: Ask): string =>
  says.due === null
    ? 'The plan has no date. Yours becomes a request to set one, which somebody else approves.'
    : `The plan says ${monthName(says.due)}. Yours becomes a request to change that; the plan’s date stays until somebody else approves.`

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

type LastTimeProps = { ask: Ask; session: LeadSession; judge: Judge; before: Before | undefined }

const LastTime = ({ ask, session, judge, before }: LastTimeProps) => {
  const { leftOver, original } = before ?? { leftOver: null, original: null }
  const { previous, says } = ask
  const { timeZone } = session.terms
  const lastNote = says.history.at(-1)
  return (
    <section class="muster-beside__aside" aria-labelledby="last-time">
      <h2 class="govuk-heading-m" id="last-time">
        {previous ? monthName(previous.cycleId) : 'Last time'}
      </h2>
      {previous ? (
        <Given answer={previous} statuses={judge.statuses} folder={filesPath(ask.ref)}>
          {previous.byName}, {dayName(previous.at, timeZone)}
        </Given>
      ) : (
        <>
          <p class="govuk-body">
            <StatusTag status={statusOf(judge, says.statusCode)} />
          </p>
          {lastNote ? (
            <InsetText>
              <TypedText>{lastNote.text}</TypedText>
            </InsetText>
          ) : (
            <p class="govuk-body">
              There is no earlier update here.
              {says.lastReviewed && ` The plan was last reviewed on ${dateName(says.lastReviewed)}.`}
            </p>
          )}
        </>
      )}
      {original && (
        <>
          <h3 class="govuk-heading-s">What was said in {monthName(original.cycleId)}</h3>
          <InsetText>
            <TypedText>{original.progress}</TypedText>
            <p class="govuk-body-s">
              {original.byName}, {dayName(original.at, timeZone)}
            </p>
          </InsetText>
        </>
      )}
      {leftOver && <WrittenBefore {...{ ask, session, leftOver }} />}
      <p class="govuk-body">
        <a class="govuk-link" href={`${actionPath(ask.ref)}/history`}>
          Everything said about this action
        </a>
      </p>
      {ask.answer === null && <NoChange ask={ask} judge={judge} />}
      {ask.answer === null && ask.onBehalfOf === null && (
        <p class="govuk-body">
          <a class="govuk-link" href={`/form/hand-over?ref=${encodeURIComponent(ask.ref)}`}>
            Somebody else should answer this
          </a>
        </p>
      )}
    </section>
  )
}

/** The one press that says that all of that still holds, or why it may not be said. */
const NoChange = ({ ask, judge }: { ask: Ask; judge: Judge }) => {
  const said = noChangeOf(ask, judge)
  if (!said.ok) {
    return ask.previous && <p class="govuk-body">You cannot say “no change” this month. {said.reason}</p>
  }
  return (
    <form method="post" action={`${actionPath(ask.ref)}/no-change`}>
      <p class="govuk-body">
        If all of this still holds, say so: it is submitted at once, under your name and today’s date.
      </p>
      <Button look="secondary" preventDoubleClick>
        No change since {said.since}
      </Button>
    </form>
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

type WrittenBeforeProps = { ask: Ask; session: LeadSession; leftOver: LeftOver }

/** The lead's own words of the last month that nobody else has seen, and a press that begins with them. */
const WrittenBefore = ({ ask, session, leftOver: { cycleId, texts } }: WrittenBeforeProps) => (
  <Details summary={`What you wrote for ${monthName(cycleId)} and did not submit`}>
    {texts.map((text) => (
      <>
        <Texts
          typed={[
            ...textsOf(typedOf(text), session.terms.statuses),
            { label: 'Files', text: text.files.map(({ name }) => name).join('\n') },
          ]}
        />
        <p class="govuk-body-s">Saved at {momentName(text.savedAt, session.terms.timeZone)}</p>
        {ask.draft === null && (
          <form method="post" action={`${actionPath(ask.ref)}/take-up`}>
            <input type="hidden" name="text" value={text.savedAt} />
            <Button look="secondary" preventDoubleClick>
              Begin this month’s answer with it
            </Button>
          </form>
        )}
      </>
    ))}
  </Details>
)

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
