import { type Directory, findPerson } from '../../plan/directory.ts'
import { type Action, type Board, compareRefs, type LocalDate, type Plan } from '../../plan/plan.ts'
import { dateName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { InsetText, NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import { sortBoards } from '../directory-view.ts'
import type { ConsoleSession } from '../request.tsx'
import { ConsolePage } from './frame.tsx'
import { counted, lines, PersonLink } from './person-words.tsx'

type Props = {
  session: ConsoleSession
  plan: Plan
  directory: Directory
  today: LocalDate
  notice?: string | undefined
}

export const seesWords = {
  'own-first': 'The whole plan, its own actions first',
  'own-only': 'Its own actions alone',
} as const satisfies Record<Board['sees'], string>

export const sendsWords = {
  'link-and-pdf': 'By a link of their own, and as a PDF in the email',
  link: 'By a link of their own alone',
} as const satisfies Record<Board['sends'], string>

const boardHref = (planId: string, boardId: string): string => `/console/${planId}/boards/${boardId}`

/** Every board of the partnership. */
export const BoardsPage = ({ session, plan, directory, today, notice }: Props) => (
  <ConsolePage
    session={session}
    plan={plan}
    section="boards"
    title="Boards"
    wide
    beforeContent={notice && <NotificationBanner type="success" heading={notice} />}
  >
    <PageHeading caption={plan.partnershipName}>Boards</PageHeading>
    <div class="govuk-button-group">
      <Button href={`/console/${plan.planId}/boards/new`}>Add a board</Button>
      <a class="govuk-link" href={`/console/${plan.planId}/boards/import`}>
        Import a list of boards
      </a>
    </div>
    {directory.boards.length === 0 ? (
      <InsetText>There are no boards yet.</InsetText>
    ) : (
      <ScrollRegion label="Boards">
        <Table
          class="muster-table--compact"
          caption={counted(directory.boards.length, 'board')}
          captionClass="govuk-table__caption--m"
          firstCellIsHeader
          head={['Board', 'Chair', 'Members', 'Its pack has', 'Meets next']}
          rows={sortBoards(directory.boards).map((board) => {
            const chair = board.chair === null ? null : findPerson(directory, board.chair)
            const next = board.meetings.find((day) => day >= today)
            return [
              <a class="govuk-link" href={boardHref(plan.planId, board.boardId)}>
                {board.name}
              </a>,
              chair ? <PersonLink planId={plan.planId} person={chair} /> : 'Nobody',
              String(board.members.length),
              board.sees === 'own-only' ? 'Own actions' : 'Whole plan',
              next ? dateName(next) : 'Not known',
            ]
          })}
        />
      </ScrollRegion>
    )}
  </ConsolePage>
)

/** One board: who is on it, what its pack has, when it meets. */
export const BoardPage = ({
  session,
  plan,
  directory,
  today,
  notice,
  board,
  actions,
}: Props & { board: Board; actions: Action[] }) => {
  const chair = board.chair === null ? null : findPerson(directory, board.chair)
  const members = board.members.flatMap((id) => findPerson(directory, id) ?? [])
  const refs = actions
    .filter(({ closed, boardIds }) => !closed && boardIds.includes(board.boardId))
    .map(({ ref }) => ref)
    .sort(compareRefs)
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section="boards"
      title={board.name}
      backLink={{ href: `/console/${plan.planId}/boards`, text: 'Back to boards' }}
      beforeContent={notice && <NotificationBanner type="success" heading={notice} />}
    >
      <PageHeading caption="Boards">{board.name}</PageHeading>
      <SummaryList
        rows={[
          { key: 'Chair', value: chair ? <PersonLink planId={plan.planId} person={chair} /> : 'Nobody' },
          {
            key: 'Members',
            value: lines(
              members.map((person) => (
                <>
                  <PersonLink planId={plan.planId} person={person} />
                  {person.mailStopped && ' (mail stopped: the pack does not reach them)'}
                </>
              )),
            ),
          },
          { key: 'Its pack has', value: seesWords[board.sees] },
          { key: 'Its members get it', value: sendsWords[board.sends] },
          { key: 'Public cut', value: board.publishes ? 'Made with each pack' : 'None' },
          {
            key: 'Its own live actions',
            value: refs.length === 0 ? 'None' : refs.join(', '),
          },
          {
            key: 'Meets',
            value: <Meetings days={board.meetings} today={today} />,
          },
          { key: 'Other spellings', value: lines(board.aliases) },
        ]}
      />
      <Button href={`${boardHref(plan.planId, board.boardId)}/edit`}>Change this board</Button>
    </ConsolePage>
  )
}

/** The days a board meets on, those that are past folded. */
const Meetings = ({ days, today }: { days: LocalDate[]; today: LocalDate }) => {
  const past = days.filter((day) => day < today).toReversed()
  return (
    <>
      {lines(days.filter((day) => day >= today).map(dateName), 'No meeting day from today on is known')}
      {past.length > 0 && (
        <Details
          summary={counted(past.length, 'past meeting')}
          class="govuk-!-margin-top-2 govuk-!-margin-bottom-0"
        >
          {lines(past.map(dateName))}
        </Details>
      )}
    </>
  )
}
