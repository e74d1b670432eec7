import type { Person } from '../../plan/plan.ts'
import { titleOf } from '../../plan/plan.ts'
import { dateName, localDay, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Input } from '../../ui/input.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import type { Ask } from '../ask.ts'
import type { LeadSession } from '../ports.ts'
import { actionPath } from './check.tsx'
import { FormPage, HandBack, type TypedTexts } from './frame.tsx'

/** What a lead chose and typed about whom to hand actions to. */
export type TypedHandOver = { refs: string[]; who: string; personId: string; name: string; email: string }

/** What was typed of somebody who is not in the directory. */
export const newPersonTexts = ({ name, email }: TypedHandOver): TypedTexts => [
  { label: 'Their name', text: name },
  { label: 'Their email address', text: email },
]

export type HandOverPageProps = {
  session: LeadSession
  /** Those that can be handed over. */
  asks: Ask[]
  /** Everybody else in the directory, by name. */
  people: Person[]
  deputy: Person | null
  typed: TypedHandOver
  errors?: FormErrors<'refs' | 'who' | 'personId' | 'name' | 'email'> | undefined
}

/** Asks which actions somebody else should answer, and who. */
export const HandOverPage = ({ session, asks, people, deputy, typed, errors }: HandOverPageProps) => (
  <FormPage
    session={session}
    title="Who should answer instead?"
    errors={errors}
    backLink={{ href: '/form', text: 'Back to your actions' }}
  >
    <FormErrorSummary errors={errors} />
    <PageHeading>Who should answer instead?</PageHeading>
    <p class="govuk-body">
      They get an email with a link of their own, and the reminders. What they submit is marked as on your
      behalf. Until they have answered you can take it back.
    </p>
    {asks.length === 0 ? (
      <>
        <p class="govuk-body" id="refs" tabindex={-1}>
          There is nothing on your list that you could hand over.
        </p>
        <HandBack typed={newPersonTexts(typed)} kept={null} />
      </>
    ) : (
      <form method="post" action="/form/hand-over" novalidate>
        <Checkboxes
          name="ref"
          idPrefix="refs"
          legend="Which actions?"
          legendProps={{ class: 'govuk-fieldset__legend--m' }}
          error={errors?.refs?.text}
          values={typed.refs}
          items={asks.map((ask) => ({
            value: ask.ref,
            text: `${ask.ref} ${shorten(titleOf(ask.says), 120)}`,
          }))}
        />
        <Radios
          name="who"
          legend="Who?"
          legendProps={{ class: 'govuk-fieldset__legend--m' }}
          error={errors?.who?.text}
          value={typed.who}
          items={[
            deputy && {
              value: 'deputy',
              text: `${deputy.name}, my deputy`,
              hint: 'For when you are away.',
            },
            {
              value: 'colleague',
              text: deputy ? 'Another colleague' : 'A colleague',
              conditional: (
                <Select
                  name="personId"
                  label="Colleague"
                  value={typed.personId}
                  error={errors?.personId?.text}
                  items={[
                    { value: '', text: 'Choose' },
                    ...people.map(({ personId, name, position }) => ({
                      value: personId,
                      text: position === null ? name : `${name}, ${position}`,
                    })),
                  ]}
                />
              ),
            },
            {
              value: 'new',
              text: 'Somebody who is not in that list',
              hint: 'Your coordinator is asked to add them. Until then the actions stay with you.',
              conditional: (
                <>
                  <Input
                    name="name"
                    label="Their name"
                    value={typed.name}
                    error={errors?.name?.text}
                    autocomplete="off"
                  />
                  <Input
                    name="email"
                    label="Their email address"
                    type="email"
                    value={typed.email}
                    error={errors?.email?.text}
                    autocomplete="off"
                    spellcheck={false}
                  />
                </>
              ),
            },
          ]}
        />
        <div class="govuk-button-group">
          <Button preventDoubleClick>Continue</Button>
          <a class="govuk-link" href="/form">
            Cancel
          </a>
        </div>
      </form>
    )}
  </FormPage>
)

/** Whose it is to answer an action that is not the reader's own, in a sentence. */
export const whoAnswers = (
  { handedTo, onBehalfOf, takenBackAt }: Ask,
  { timeZone }: LeadSession['terms'],
): string => {
  const { name, at } = handedTo ?? { name: onBehalfOf?.name, at: takenBackAt }
  const day = at && dateName(localDay(at, timeZone))
  return `This went ${handedTo ? '' : 'back '}to ${name} on ${day}.`
}

type HandedPageProps = {
  session: LeadSession
  ask: Ask
  typed?: TypedTexts | undefined
  /** Whether what was typed is kept as a draft. */
  kept?: boolean | undefined
}

/** What becomes of a text about an action that somebody else answers now. */
const KEPT_IN_CASE =
  'It is kept as a draft, in case the action comes back to you. Nobody else sees it: if it should count, send it to them.'

/** An action that somebody else answers now. */
export const HandedPage = ({ session, ask, typed = [], kept = false }: HandedPageProps) => {
  const { handedTo, answer } = ask
  return (
    <FormPage
      session={session}
      title={`Action ${ask.ref}`}
      backLink={{ href: '/form', text: 'Back to your actions' }}
    >
      <PageHeading caption={`Action ${ask.ref}`}>{titleOf(ask.says)}</PageHeading>
      <p class="govuk-body">
        {whoAnswers(ask, session.terms)} {answer ? 'It is answered.' : 'It is not answered yet.'}
      </p>
      <HandBack typed={typed} kept={kept ? KEPT_IN_CASE : null} />
      {handedTo && (
        <p class="govuk-body">
          <a class="govuk-link" href={`${actionPath(ask.ref)}/history`}>
            Everything said about this action
          </a>
        </p>
      )}
      {handedTo && answer === null && (
        <form method="post" action={`${actionPath(ask.ref)}/take-back`}>
          <Button look="secondary" preventDoubleClick>
            Take it back
          </Button>
        </form>
      )}
    </FormPage>
  )
}
