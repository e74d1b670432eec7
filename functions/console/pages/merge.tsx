import type { Cycle, Request } from '../../cycle/cycle.ts'
import type { Merge } from '../../plan/merge-people.ts'
import type { Person, Plan } from '../../plan/plan.ts'
import { monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import type { Content } from '../../ui/markup.ts'
import { NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import type { Part } from '../directory-view.ts'
import type { ConsoleSession } from '../request.tsx'
import { ButtonOrBack, ConsolePage, StepPage } from './frame.tsx'
import { absenceWords, counted, lines, personHref } from './person-words.tsx'

type Props = { session: ConsoleSession; plan: Plan }

type ChooseProps = Props & {
  people: Person[]
  one: string
  other: string
  errors?: FormErrors<'one' | 'other'> | undefined
}

/** Asks which two entries are one person. */
export const ChooseEntriesPage = ({ session, plan, people, one, other, errors }: ChooseProps) => {
  const items = [
    { value: '', text: 'Choose an entry' },
    ...people.map(({ personId, name, email }) => ({ value: personId, text: `${name} (${email})` })),
  ]
  const title = 'Merge two entries of one person'
  return (
    <StepPage
      session={session}
      plan={plan}
      section="people"
      title={title}
      errors={errors}
      back={`/console/${plan.planId}/people`}
      caption="People"
    >
      <p class="govuk-body">You will see both side by side before anything is changed.</p>
      <form method="get" action={`/console/${plan.planId}/people/merge`} novalidate>
        <Select name="one" label="One entry" items={items} value={one} error={errors?.one?.text} />
        <Select
          name="other"
          label="The other entry"
          items={items}
          value={other}
          error={errors?.other?.text}
        />
        <Button>Compare them</Button>
      </form>
    </StepPage>
  )
}

export type Entry = { person: Person; deputy: Person | null; part: Part }

type CompareProps = Props & {
  entries: readonly [Entry, Entry]
  errors?: FormErrors<'stays'> | undefined
  notice?: string | undefined
}

/** Two entries side by side, and the question which of them stays. */
export const CompareEntriesPage = ({ session, plan, entries, errors, notice }: CompareProps) => {
  const [one, other] = entries
  const title = `Are ${one.person.name} and ${other.person.name} one person?`
  const row = (field: string, cell: (entry: Entry) => Content): Content[] => [field, cell(one), cell(other)]
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section="people"
      title={title}
      errors={errors}
      wide
      backLink={{ href: `/console/${plan.planId}/people`, text: 'Back to people' }}
      beforeContent={notice && <NotificationBanner role="alert" heading={notice} />}
    >
      <FormErrorSummary errors={errors} />
      <PageHeading caption="People">{title}</PageHeading>
      <ScrollRegion label="Both entries">
        <Table
          class="muster-table--compact"
          caption="Both entries"
          captionClass="govuk-visually-hidden"
          firstCellIsHeader
          head={['', one.person.name, other.person.name].map((content, index) =>
            index === 0 ? { content: <span class="govuk-visually-hidden">Field</span> } : content,
          )}
          rows={[
            row('Email address', ({ person }) => <span class="muster-address">{person.email}</span>),
            row('Position', ({ person }) => person.position ?? 'Not given'),
            row('Other spellings', ({ person }) => lines(person.otherNames)),
            row('Coordinator', ({ person }) => (person.roles.includes('coordinator') ? 'Yes' : 'No')),
            row('Improvement lead of', ({ part }) => refsOf(part.leads)),
            row('Strategic lead of', ({ part }) => refsOf(part.accountable)),
            row('Boards', ({ part }) => lines(part.boards.map(({ name }) => name))),
            row('Deputy', ({ deputy }) => deputy?.name ?? 'Nobody'),
            row('Deputy for', ({ part }) => lines(part.deputyFor.map(({ name }) => name))),
            row('Away', ({ person }) => lines(person.absences.map(absenceWords), 'No absence is known')),
          ]}
        />
      </ScrollRegion>
      <TwoThirds>
        <form method="post" action={`/console/${plan.planId}/people/merge`} novalidate>
          {entries.map(({ person }, index) => (
            <input type="hidden" name={index === 0 ? 'one' : 'other'} value={person.personId} />
          ))}
          <Radios
            name="stays"
            legend="If they are one person, which entry stays?"
            legendProps={{ class: 'govuk-fieldset__legend--m' }}
            hint="Its name and address are the ones in use. You can change them afterwards. Two people are not listed again as likely one."
            error={errors?.stays?.text}
            items={entries.map(({ person }) => ({
              value: person.personId,
              text: person.name,
              hint: person.email,
            }))}
          />
          <div class="govuk-button-group">
            <Button>Continue</Button>
            <Button
              look="secondary"
              attributes={{ formaction: `/console/${plan.planId}/people/tell-apart` }}
              preventDoubleClick
            >
              They are two people
            </Button>
          </div>
        </form>
      </TwoThirds>
    </ConsolePage>
  )
}

const refsOf = (actions: { ref: string }[]): string =>
  actions.length === 0 ? 'Nothing' : actions.map(({ ref }) => ref).join(', ')

type ConfirmProps = Props & {
  merge: Merge
  /** Both as they were shown, for the check that nobody has changed them since. */
  seen: { survivor: string; merged: string }
  /** What the entry that goes has been asked in a month that is open. */
  open: { cycle: Cycle; request: Request }[]
}

/** Says what a merge moves, before what cannot be undone. */
export const ConfirmMergePage = ({ session, plan, merge, seen, open }: ConfirmProps) => {
  const { survivor, merged } = merge
  const title = `Merge ${merged.name} into ${survivor.name}?`
  return (
    <StepPage
      session={session}
      plan={plan}
      section="people"
      title={title}
      back={`/console/${plan.planId}/people/merge?one=${survivor.personId}&other=${merged.personId}`}
      caption="People"
    >
      <ul class="govuk-list govuk-list--bullet">
        {movesOf(merge, open).map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
      <p class="govuk-body">This cannot be undone.</p>
      <form method="post" action={`/console/${plan.planId}/people/merge`}>
        <input type="hidden" name="one" value={survivor.personId} />
        <input type="hidden" name="other" value={merged.personId} />
        <input type="hidden" name="stays" value={survivor.personId} />
        <input type="hidden" name="seenSurvivor" value={seen.survivor} />
        <input type="hidden" name="seenMerged" value={seen.merged} />
        <input type="hidden" name="confirm" value="yes" />
        <ButtonOrBack href={personHref(plan.planId, survivor.personId)} text="Go back">
          <Button look="warning" preventDoubleClick>
            Yes, merge them
          </Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}

const movesOf = (merge: Merge, open: ConfirmProps['open']): string[] => {
  const { survivor, merged } = merge
  const refs = merge.actions.map(({ ref, closed }) => (closed ? `${ref} (closed)` : ref))
  const spellings = [merged.name, ...survivor.otherNames.filter((name) => name !== merged.name)]
  return [
    `${survivor.name}, ${survivor.email}, stays.`,
    `Plans that write ${spellings.map((name) => `“${name}”`).join(', ')} find ${survivor.name} from now on.`,
    refs.length === 0
      ? `No action names ${merged.name}.`
      : `${counted(refs.length, 'action')} of the plan will lead to ${survivor.name}, whatever spelling the plan writes: ${refs.join(', ')}.`,
    ...(merge.boards.length === 0
      ? []
      : [`${survivor.name} takes the place on: ${merge.boards.map(({ name }) => name).join(', ')}.`]),
    ...(merge.deputies.length === 0
      ? []
      : [`${survivor.name} becomes the deputy of ${merge.deputies.map(({ name }) => name).join(', ')}.`]),
    ...(merge.losesDeputy ? [`${survivor.name} will have no deputy: choose one afterwards.`] : []),
    `What was answered as ${merged.name} is kept as it was given, and is shown as ${survivor.name}’s.`,
    `${merged.email} becomes a former address. Mail that is still owed to it goes to ${survivor.email}.`,
    ...open.map(({ cycle, request }) =>
      request.answered >= request.asked
        ? `Everything that ${merged.name} was asked for ${monthName(cycle.cycleId)} is answered.`
        : `For ${monthName(cycle.cycleId)}, ${merged.name} has answered ${request.answered} of ${counted(request.asked, 'action')}. That form and its link stay good, drafts too; its reminders go to ${survivor.email}, and leave out what is on ${survivor.name}’s own form.`,
    ),
  ]
}
