import { type Plan, statusOf, titleOf } from '../../plan/plan.ts'
import { areDistinct } from '../../plan/similar-names.ts'
import { dateName, dayName, localDay, monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { NotificationBanner, WarningText } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import type { PersonView } from '../directory-view.ts'
import type { ConsoleSession } from '../request.tsx'
import { AskDeputyLink } from './ask-deputy.tsx'
import { ConsolePage } from './frame.tsx'
import { absenceWords, lines, PersonLink, personHref, rolesInWords } from './person-words.tsx'

type PersonPageProps = {
  session: ConsoleSession
  plan: Plan
  view: PersonView
  notice?: string | undefined
}

const LONGEST_TITLE = 140

/** One person: who they are, what they are asked about, and what they have answered. */
export const PersonPage = ({ session, plan, view, notice }: PersonPageProps) => {
  const { person, part } = view
  const href = personHref(plan.planId, person.personId)
  const likely = view.likely.filter((other) => !areDistinct(person, other))
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section="people"
      title={person.name}
      wide
      backLink={{ href: `/console/${plan.planId}/people`, text: 'Back to people' }}
      beforeContent={notice && <NotificationBanner type="success" heading={notice} />}
    >
      <PageHeading caption="People">{person.name}</PageHeading>
      {person.mailStopped && (
        <>
          <WarningText>
            Mail to {person.email} was stopped on {dayName(person.mailStopped.at, plan.timeZone)}.{' '}
            {person.mailStopped.reason}
          </WarningText>
          <p class="govuk-body">
            If they have a new address, change it: mail then goes there. If the address is right after all,
            send to it again.
          </p>
          {view.deputy && !view.deputy.mailStopped && (
            <p class="govuk-body">
              While a month is open, somebody else can answer for them:{' '}
              <AskDeputyLink
                planId={plan.planId}
                personId={person.personId}
                name={person.name}
                deputy={view.deputy.name}
              />
              .
            </p>
          )}
          <form method="post" action={`${href}/resume-mail`}>
            <Button look="secondary" preventDoubleClick>
              Send mail to this address again
            </Button>
          </form>
        </>
      )}
      <Details view={view} plan={plan} />
      <div class="govuk-button-group">
        <Button href={`${href}/edit`}>Change {person.name}</Button>
        <a class="govuk-link" href={`/console/${plan.planId}/people/merge?one=${person.personId}`}>
          Merge with another entry
        </a>
      </div>
      {likely.map((other) => (
        <p class="govuk-body">
          {other.name} may be the same person:{' '}
          <a
            class="govuk-link"
            href={`/console/${plan.planId}/people/merge?one=${person.personId}&other=${other.personId}`}
          >
            compare the two entries
          </a>
          .
        </p>
      ))}

      <h2 class="govuk-heading-m">Asked about</h2>
      {part.leads.length + part.accountable.length === 0 ? (
        <p class="govuk-body">No live action names {person.name}.</p>
      ) : (
        <ScrollRegion label={`Actions of ${person.name}`}>
          <Table
            class="muster-table--compact"
            caption="Live actions"
            captionClass="govuk-visually-hidden"
            firstCellIsHeader
            head={['Action', 'What is to be done', 'As']}
            rows={[...new Set([...part.leads, ...part.accountable])].map((action) => [
              action.ref,
              shorten(titleOf(action), LONGEST_TITLE),
              lines([
                ...(part.leads.includes(action) ? ['Improvement lead'] : []),
                ...(part.accountable.includes(action) ? ['Strategic lead'] : []),
              ]),
            ])}
          />
        </ScrollRegion>
      )}

      <h2 class="govuk-heading-m">Boards</h2>
      {part.boards.length === 0 ? (
        <p class="govuk-body">{person.name} is on no board.</p>
      ) : (
        <ul class="govuk-list govuk-list--bullet">
          {part.boards.map((board) => (
            <li>
              <a class="govuk-link" href={`/console/${plan.planId}/boards/${board.boardId}`}>
                {board.name}
              </a>
              {board.chair === person.personId && ', in the chair'}
            </li>
          ))}
        </ul>
      )}

      <h2 class="govuk-heading-m">Answers</h2>
      <p class="govuk-body">The newest answer of each action, where {person.name} gave it.</p>
      {view.answers.length === 0 ? (
        <p class="govuk-body">None yet.</p>
      ) : (
        <ScrollRegion label={`Answers of ${person.name}`}>
          <Table
            class="muster-table--compact"
            caption="Answers"
            captionClass="govuk-visually-hidden"
            firstCellIsHeader
            head={['Action', 'Month', 'Status', 'What was answered', 'Given']}
            rows={view.answers.map(({ action, update }) => [
              action.ref,
              monthName(update.cycleId),
              <StatusTag status={statusOf(plan, update.statusCode)} />,
              shorten(update.progress, LONGEST_TITLE),
              lines([
                dateName(localDay(update.at, plan.timeZone)),
                ...(update.byName === person.name ? [] : [`as ${update.byName}`]),
              ]),
            ])}
          />
        </ScrollRegion>
      )}
    </ConsolePage>
  )
}

const Details = ({ plan, view }: Pick<PersonPageProps, 'plan' | 'view'>) => {
  const { person, part, deputy, merged } = view
  const former = person.formerEmails.toReversed()
  return (
    <SummaryList
      rows={[
        { key: 'Email address', value: <span class="muster-address">{person.email}</span> },
        former.length > 0 && {
          key: 'Former addresses',
          value: lines(
            former.map(({ email, until }) => `${email}, until ${dateName(localDay(until, plan.timeZone))}`),
          ),
        },
        { key: 'Position', value: person.position ?? 'Not given' },
        { key: 'Roles', value: lines(rolesInWords(person.roles), 'None') },
        { key: 'Other spellings', value: lines(person.otherNames) },
        merged.length > 0 && {
          key: 'Merged into this entry',
          value: lines(merged.map(({ name }) => name)),
        },
        {
          key: 'Deputy',
          value: deputy ? <PersonLink planId={plan.planId} person={deputy} /> : 'Nobody',
        },
        part.deputyFor.length > 0 && {
          key: 'Deputy for',
          value: lines(part.deputyFor.map((other) => <PersonLink planId={plan.planId} person={other} />)),
        },
        { key: 'Away', value: lines(person.absences.map(absenceWords), 'No absence is known') },
      ]}
    />
  )
}
