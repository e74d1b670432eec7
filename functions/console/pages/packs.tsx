import { type Cycle, takesAnswers } from '../../cycle/cycle.ts'
import { hasCommentary, type Pack } from '../../pack/ports.ts'
import type { Instant, Plan } from '../../plan/plan.ts'
import { monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { InsetText, NotificationBanner, type NotificationBannerProps } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ConsolePage } from './frame.tsx'
import { PackNow } from './pack-links.tsx'
import { packState, shownFiles } from './pack-words.ts'

/** Before any month has opened. */
export const NoPacksPage = ({ session, plan }: { session: ConsoleSession; plan: Plan }) => (
  <ConsolePage session={session} plan={plan} section="packs" title="Packs">
    <PageHeading caption={plan.name}>Packs</PageHeading>
    <p class="govuk-body">There are no packs yet. They are made when the first month is open.</p>
  </ConsolePage>
)

type PacksPageProps = {
  session: ConsoleSession
  plan: Plan
  cycle: Cycle
  packs: Pack[]
  now: Instant
  /** Other months that have packs, the newest first. */
  months: string[]
  boards: number
  /** The packs with which whoever looks may take which step. */
  steps: Record<'ask' | 'approve' | 'issue', Pack[]>
  notice?: Pick<NotificationBannerProps, 'heading' | 'type'> | undefined
}

/** The packs of one month: how each stands, and what can be done with several at once. */
export const PacksPage = ({
  session,
  plan,
  cycle,
  packs,
  now,
  months,
  boards,
  steps,
  notice,
}: PacksPageProps) => {
  const here = `/console/${plan.planId}/packs/${cycle.cycleId}`
  const title = `Packs for ${monthName(cycle.cycleId)}`
  const isOpen = takesAnswers(cycle)
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section="packs"
      title={title}
      wide
      beforeContent={notice && <NotificationBanner {...notice} />}
    >
      <PageHeading caption={plan.name}>{title}</PageHeading>
      {session.isCoordinator && (
        <p class="govuk-body">
          <a class="govuk-link" href={`/console/${plan.planId}/packs/settings`}>
            How packs are approved and issued
          </a>
        </p>
      )}
      <p class="govuk-body">
        {isOpen
          ? 'The month is open. Drafts show its answers as they are now, and say what is still missing.'
          : 'A pack is a draft until somebody approves it. Only an approved pack is issued.'}
      </p>
      {packs.length === 0 ? (
        <InsetText>
          {boards === 0
            ? 'There are no boards in the directory, so there are no packs.'
            : 'No drafts have been made of this month yet.'}
        </InsetText>
      ) : (
        <StackedTable
          caption={title}
          head={['Board', 'State', 'Commentary', 'Pages', 'Pack']}
          rows={packs.map((pack) => [
            <a class="govuk-link" href={`${here}/${pack.boardId}`}>
              {pack.boardName}
            </a>,
            packState(pack, plan.timeZone, now),
            hasCommentary(pack.commentary) ? 'Yes' : 'None',
            String(shownFiles(pack)?.pages ?? 'None yet'),
            <PackNow pack={pack} path={`${here}/${pack.boardId}`} />,
          ])}
        />
      )}
      {isOpen && boards > 0 && session.isCoordinator && (
        <form method="post" action={`${here}/sketch`}>
          <Button look={packs.length === 0 ? undefined : 'secondary'} preventDoubleClick>
            {packs.length === 0 ? 'Make drafts of this month' : 'Make the drafts anew'}
          </Button>
        </form>
      )}
      <StepForm step="ask" packs={steps.ask} action={`${here}/ask`} />
      <StepForm step="approve" packs={steps.approve} action={`${here}/approve`} />
      <StepForm step="issue" packs={steps.issue} action={`${here}/issue`} />
      {months.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Packs of other months</h2>
          <ul class="govuk-list">
            {months.map((month) => (
              <li>
                <a class="govuk-link" href={`/console/${plan.planId}/packs/${month}`}>
                  {monthName(month)}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </ConsolePage>
  )
}

const stepWords = {
  ask: {
    button: (packs: string) => `Ask for the approval of ${packs}`,
    hint: 'Somebody else who may approve packs is then able to approve them. A later change of the commentary takes the request back.',
  },
  approve: {
    button: (packs: string) => `Approve ${packs}`,
    hint: 'You stand for what they say: your name is on their first page. Read them first.',
  },
  issue: {
    button: (packs: string) => `Issue ${packs} to the boards`,
    hint: 'You are asked once more. Every member of a board gets its pack by email.',
  },
} as const

const StepForm = ({
  step,
  packs,
  action,
}: {
  step: keyof typeof stepWords
  packs: Pack[]
  action: string
}) => {
  if (packs.length === 0) return null
  const { button, hint } = stepWords[step]
  return (
    <form method="post" action={action}>
      <input type="hidden" name="packs" value={chosen(packs)} />
      <Button preventDoubleClick look={step === 'ask' ? 'secondary' : undefined}>
        {button(packs.length === 1 ? '1 pack' : `${packs.length} packs`)}
      </Button>
      <p class="govuk-hint">{hint}</p>
    </form>
  )
}

/** Packs with the edition that the page shows. */
export const chosen = (packs: Pack[]): string =>
  packs.map(({ boardId, edition }) => `${boardId}:${edition}`).join(',')
