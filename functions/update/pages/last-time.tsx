import { statusOf } from '../../plan/plan.ts'
import { dateName, dayName, momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { InsetText } from '../../ui/notice.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { Judge } from '../answer.ts'
import type { Ask } from '../ask.ts'
import type { LeftOver } from '../left-over.ts'
import { noChangeOf } from '../no-change.ts'
import type { LeadSession } from '../ports.ts'
import type { Update } from '../update.ts'
import { ANSWER_FORM } from './answer-form.tsx'
import { actionPath, filesPath } from './check.tsx'
import { Texts, textsOfDraft } from './frame.tsx'
import { Given, TypedText } from './given.tsx'

/** What of earlier months is shown besides the last update. */
export type Before = {
  leftOver: LeftOver | null
  /** What it is of which the last update says that nothing has changed. */
  original: Update | null
}

type LastTimeProps = { ask: Ask; session: LeadSession; judge: Judge; before: Before | undefined }

/** What was said of the action before, and what can be done about it without writing. */
export const LastTime = ({ ask, session, judge, before }: LastTimeProps) => {
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

type WrittenBeforeProps = { ask: Ask; session: LeadSession; leftOver: LeftOver }

/** The lead's own words of the last month that are in no pack, and a press that begins with them. */
const WrittenBefore = ({ ask, session, leftOver: { cycleId, texts } }: WrittenBeforeProps) => (
  <Details summary={`What you wrote for ${monthName(cycleId)} and did not submit`}>
    {texts.map((text) => (
      <>
        <Texts typed={textsOfDraft(text, session.terms.statuses)} />
        <p class="govuk-body-s">Saved at {momentName(text.savedAt, session.terms.timeZone)}</p>
        {ask.draft === null && (
          // Sent with what stands in the form, so that nothing typed there is lost.
          <Button
            look="secondary"
            name="text"
            value={text.savedAt}
            attributes={{ form: ANSWER_FORM, formaction: `${actionPath(ask.ref)}/take-up` }}
            preventDoubleClick
          >
            Begin this month’s answer with it
          </Button>
        )}
      </>
    ))}
  </Details>
)
