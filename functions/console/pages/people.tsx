import type { Person, Plan } from '../../plan/plan.ts'
import { Button } from '../../ui/button.tsx'
import type { Content } from '../../ui/markup.ts'
import { InsetText, NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { Away, Part, PeopleView } from '../directory-view.ts'
import type { ConsoleSession } from '../request.tsx'
import { ConsolePage } from './frame.tsx'
import { absenceWords, counted, lines, PersonLink, rolesInWords } from './person-words.tsx'

type PeoplePageProps = {
  session: ConsoleSession
  plan: Plan
  view: PeopleView
  notice?: string | undefined
}

/** Everybody of the partnership, and who of them may be one person. */
export const PeoplePage = ({ session, plan, view, notice }: PeoplePageProps) => (
  <ConsolePage
    session={session}
    plan={plan}
    section="people"
    title="People"
    wide
    beforeContent={notice && <NotificationBanner type="success" heading={notice} />}
  >
    <PageHeading caption={plan.partnershipName}>People</PageHeading>
    <div class="govuk-button-group">
      <Button href={`/console/${plan.planId}/people/new`}>Add a person</Button>
      <a class="govuk-link" href={`/console/${plan.planId}/people/import`}>
        Import a list of people
      </a>
      <a class="govuk-link" href={`/console/${plan.planId}/people/merge`}>
        Merge two entries
      </a>
    </div>
    {view.doubles.length > 0 && <Doubles plan={plan} doubles={view.doubles} />}
    {view.people.length === 0 ? (
      <InsetText>Nobody is in the directory yet.</InsetText>
    ) : (
      <ScrollRegion label="People">
        <Table
          class="muster-table--compact"
          caption={counted(view.people.length, 'person', 'people')}
          captionClass="govuk-table__caption--m"
          firstCellIsHeader
          head={['Name', 'Position', 'Roles', 'Email address', 'Away', 'Deputy']}
          rows={view.people.map(({ person, part, deputy, away }) => [
            <PersonLink planId={plan.planId} person={person} />,
            person.position ?? 'Not given',
            lines(rolesOf(person, part)),
            <>
              <span class="muster-address">{person.email}</span>
              {person.mailStopped && (
                <>
                  {' '}
                  <Tag class="govuk-tag--red">Mail stopped</Tag>
                </>
              )}
            </>,
            awayTag(away),
            deputy ? <PersonLink planId={plan.planId} person={deputy} /> : 'Nobody',
          ])}
        />
      </ScrollRegion>
    )}
  </ConsolePage>
)

const rolesOf = (person: Person, { leads, accountable, boards }: Part): string[] => [
  ...rolesInWords(person.roles),
  ...(leads.length > 0 ? [`Lead of ${counted(leads.length, 'action')}`] : []),
  ...(accountable.length > 0 ? [`Strategic lead of ${counted(accountable.length, 'action')}`] : []),
  ...(boards.length > 0 ? [`On ${counted(boards.length, 'board')}`] : []),
]

const awayTag = (away: Away | null): Content => {
  if (!away) return 'No'
  if (!away.now) return `From ${absenceWords(away)}`
  return (
    <>
      <Tag class="govuk-tag--yellow">Away now</Tag> {absenceWords(away)}
    </>
  )
}

const Doubles = ({ plan, doubles }: Pick<PeoplePageProps, 'plan'> & Pick<PeopleView, 'doubles'>) => (
  <>
    <h2 class="govuk-heading-m">
      {doubles.length === 1 ? 'Two entries may be one person' : 'Entries that may be one person'}
    </h2>
    <ul class="govuk-list govuk-list--bullet">
      {doubles.map(([one, other]) => (
        <li>
          {one.name} and {other.name}:{' '}
          <a
            class="govuk-link"
            href={`/console/${plan.planId}/people/merge?one=${one.personId}&other=${other.personId}`}
          >
            compare
            <span class="govuk-visually-hidden">
              {' '}
              {one.name} and {other.name}
            </span>
          </a>
        </li>
      ))}
    </ul>
  </>
)
