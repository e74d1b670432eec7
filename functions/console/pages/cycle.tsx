import { type Cycle, isUnderWay } from '../../cycle/cycle.ts'
import type { Pack } from '../../pack/ports.ts'
import { type Instant, titleOf } from '../../plan/plan.ts'
import { momentName, monthName, shorten, shortMoment } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import type { Content } from '../../ui/markup.ts'
import { InsetText, NotificationBanner, type NotificationBannerProps } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'
import { ScrollRegion } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Given, shownOf } from '../../update/pages/given.tsx'
import { isAsked, type LeadLine, type Overview } from '../overview.ts'
import type { ConsoleSession } from '../request.tsx'
import { AskDeputyLink } from './ask-deputy.tsx'
import { HeldUpMail, mailWords, StuckMail } from './cycle-mail.tsx'
import { ConsolePage } from './frame.tsx'
import { MoreSteps, Paused } from './more-steps.tsx'
import { lines } from './person-words.tsx'
import { takeBackHref } from './take-back.tsx'

type CyclePageProps = {
  session: ConsoleSession
  overview: Overview
  /** Whether the last month can be opened again. */
  canReopen: boolean
  /** What was just done, or why it was not. */
  notice?: Pick<NotificationBannerProps, 'heading' | 'type'> | undefined
}

/** How the month stands, and what the coordinator can do about it. */
export const CyclePage = ({ session, overview, canReopen, notice }: CyclePageProps) => {
  const { plan, current, closed } = overview
  const isOpen = current !== null && isUnderWay(current)
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section="cycle"
      title={isOpen && current ? monthName(current.cycleId) : 'This month'}
      wide
      beforeContent={notice && <NotificationBanner {...notice} />}
    >
      <Headline overview={overview} />
      {plan.paused ? <Paused plan={plan} /> : <Steering overview={overview} />}
      <MoreSteps {...{ overview, canReopen }} />
      {overview.stuck.length > 0 && <StuckMail overview={overview} />}
      {overview.heldUp.length > 0 && <HeldUpMail overview={overview} />}
      {overview.lines.length > 0 && <Leads overview={overview} isOpen={isOpen} />}
      {overview.late.length > 0 && <Late overview={overview} />}
      {overview.unsubmitted.length > 0 && <Unsubmitted overview={overview} />}
      {overview.waitingForLead.length > 0 && <WaitingForLead overview={overview} />}
      {closed && <Packs overview={overview} cycleId={closed.cycle.cycleId} packs={closed.packs} />}
    </ConsolePage>
  )
}

const Headline = ({ overview: { plan, current, lines, actions } }: { overview: Overview }) => {
  if (actions === 0) {
    return (
      <>
        <PageHeading caption={plan.name}>No actions yet</PageHeading>
        <p class="govuk-body">
          <a class="govuk-link" href={`/console/${plan.planId}/import`}>
            Import the plan
          </a>{' '}
          to begin.
        </p>
      </>
    )
  }
  if (!current) return <PageHeading caption={plan.name}>No month is planned yet</PageHeading>
  const { moments } = current
  const asked = lines.filter(isAsked)
  const answered = asked.filter((line) => line.answered >= line.asked).length
  const text = {
    planned: plan.paused
      ? `By the timetable it opens at ${momentName(moments.opensAt, plan.timeZone)}.`
      : `Opens by itself at ${momentName(moments.opensAt, plan.timeZone)}.`,
    held: 'It was not opened, because its time came too late. Open it when you are ready.',
    opening: openingWords(current),
    open: `${answered} of ${asked.length} leads have answered in full. Due by ${momentName(moments.dueAt, plan.timeZone)}; closes at ${momentName(moments.closesAt, plan.timeZone)}.`,
    closing: 'The answers are being locked.',
    closed: 'Closed.',
    reopening: 'The month is being opened again.',
    skipped: 'It is skipped.',
  }[current.state]
  return (
    <>
      <PageHeading caption={plan.name}>{monthName(current.cycleId)}</PageHeading>
      <p class="govuk-body-l">{text}</p>
    </>
  )
}

const openingWords = ({ shareOut, leadsAsked }: Cycle): string =>
  shareOut
    ? `Opening: ${grouped(leadsAsked)} of ${grouped(shareOut.leads)} leads asked. The mails go out when all of them are.`
    : 'Opening: the plan is being read.'

/** 10,000 and not 10000. */
const grouped = (count: number): string => count.toLocaleString('en-GB')

const Steering = ({ overview: { plan, current, lines, actions } }: { overview: Overview }) => {
  if (!current || actions === 0) return null
  const post = (step: string, label: string, look?: 'secondary' | 'warning') => (
    <form method="post" action={`/console/${plan.planId}/${step}`}>
      <input type="hidden" name="cycle" value={current.cycleId} />
      <Button look={look} preventDoubleClick>
        {label}
      </Button>
    </form>
  )
  if (current.state === 'planned' || current.state === 'held') {
    return <div class="govuk-button-group">{post('open', `Open ${monthName(current.cycleId)} now`)}</div>
  }
  if (current.state !== 'open') return null
  const outstanding = lines.filter((line) => line.answered < line.asked).length
  return (
    <>
      <div class="govuk-button-group">
        {outstanding > 0 &&
          post(
            'remind',
            outstanding === 1 ? 'Remind 1 lead now' : `Remind ${outstanding} leads now`,
            'secondary',
          )}
        {post('close', `Close ${monthName(current.cycleId)} now`, 'warning')}
      </div>
      <p class="govuk-hint">
        Reminders go only to those who have not answered, at most one a day by hand, and wait for working
        hours. Closing locks the answers and builds the packs.
      </p>
    </>
  )
}

const Leads = ({ overview: { plan, lines: leads }, isOpen }: { overview: Overview; isOpen: boolean }) => {
  const when = (instant: Instant | null): Content => (instant ? shortMoment(instant, plan.timeZone) : 'No')
  return (
    <>
      <h2 class="govuk-heading-m">{isOpen ? 'Leads' : 'Leads of the month that closed'}</h2>
      <ScrollRegion label="Leads and how far they are">
        <StackedTable
          caption="Leads and how far they are"
          head={[
            'Lead',
            'Answered',
            'Newest mail',
            'Reminders',
            'Form opened',
            'Draft saved',
            'Last answer',
            ...(isOpen ? ['Link'] : []),
          ]}
          rows={leads.map((line) => [
            line.name,
            <AnsweredTag line={line} />,
            lines([
              line.mail
                ? `${mailWords[line.mail.state]} ${shortMoment(line.mail.at, plan.timeZone)}`
                : 'None yet',
              ...(line.instead
                ? [<AskDeputyLink {...line} planId={plan.planId} deputy={line.instead.name} />]
                : []),
            ]),
            String(line.reminders),
            when(line.openedAt),
            when(line.draftSavedAt),
            when(line.lastAnsweredAt),
            ...(isOpen
              ? [
                  <a class="govuk-link" href={takeBackHref(plan.planId, line.personId)}>
                    Take back<span class="govuk-visually-hidden"> the link of {line.name}</span>
                  </a>,
                ]
              : []),
          ])}
        />
      </ScrollRegion>
    </>
  )
}

const AnsweredTag = ({ line: { answered, asked } }: { line: LeadLine }) => {
  if (asked === 0) return <Tag class="govuk-tag--grey">Handed over</Tag>
  const words = `${answered} of ${asked}`
  if (answered >= asked) return <Tag class="govuk-tag--green">{words}</Tag>
  return <Tag class={answered === 0 ? 'govuk-tag--grey' : 'govuk-tag--yellow'}>{words}</Tag>
}

const WaitingForLead = ({ overview: { waitingForLead } }: { overview: Overview }) => (
  <>
    <h2 class="govuk-heading-m">Waiting for a lead</h2>
    <p class="govuk-body">
      The plan as it is now names nobody in the directory as the lead of these. Once it does, they are asked
      from the next month that opens.
    </p>
    <ul class="govuk-list govuk-list--bullet">
      {waitingForLead.map((action) => (
        <li>
          {action.ref} {titleOf(action)}
          {action.improvementLeads.length > 0 && ` (names ${action.improvementLeads.join(', ')})`}
        </li>
      ))}
    </ul>
  </>
)

/** Texts that came when the month had closed. Whoever coordinates decides what becomes of them. */
const Late = ({ overview: { plan, late, lateIn } }: { overview: Overview }) => (
  <>
    <h2 class="govuk-heading-m">Too late for {lateIn && monthName(lateIn.cycleId)}</h2>
    <p class="govuk-body">
      Leads typed or submitted this when the month had closed.{' '}
      {lateIn && isUnderWay(lateIn)
        ? 'The month is open again and their form has it, for them to submit.'
        : 'It is in no pack, and is shown here until the next month closes.'}
    </p>
    {late.map(({ name, ref, title, typed }) => (
      <>
        <h3 class="govuk-heading-s">
          {ref} {shorten(title, 120)}
        </h3>
        <Given
          answer={shownOf(typed)}
          statuses={plan.statuses}
          folder={`/console/${plan.planId}/actions/${encodeURIComponent(ref)}/files`}
        >
          {name}, {typed.submittedAt ? 'submitted too late, ' : 'typed and not submitted, '}
          {shortMoment(typed.submittedAt ?? typed.savedAt, plan.timeZone)}
        </Given>
      </>
    ))}
  </>
)

/** What never came. Its text is its lead's own: whoever coordinates can ask them for it. */
const Unsubmitted = ({ overview: { plan, unsubmitted, lateIn } }: { overview: Overview }) => (
  <>
    <h2 class="govuk-heading-m">Written and not submitted for {lateIn && monthName(lateIn.cycleId)}</h2>
    <p class="govuk-body">
      Leads had begun these answers when the month closed. They are in no pack, and only their leads can read
      them: in the next month the form offers each lead their own.
    </p>
    <ul class="govuk-list govuk-list--bullet">
      {unsubmitted.map(({ name, ref, title, isReady, savedAt }) => (
        <li>
          {ref} {shorten(title, 120)}: {isReady ? 'ready to be submitted' : 'a draft'} by {name}, saved{' '}
          {shortMoment(savedAt, plan.timeZone)}
        </li>
      ))}
    </ul>
  </>
)

const Packs = ({
  overview: { plan },
  cycleId,
  packs,
}: {
  overview: Overview
  cycleId: string
  packs: Pack[]
}) => {
  const href = `/console/${plan.planId}/packs/${cycleId}`
  const states = [
    [packs.filter(({ state }) => state === 'wanted').length, 'being built'],
    [packs.filter(({ state, approved }) => state === 'built' && !approved).length, 'not approved yet'],
    [packs.filter(({ state, approved }) => state === 'built' && approved).length, 'approved and not issued'],
    [packs.filter(({ state }) => state === 'issued').length, 'issued'],
  ] as const
  const words = states.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`)
  return (
    <>
      <h2 class="govuk-heading-m">Packs for {monthName(cycleId)}</h2>
      {packs.length === 0 ? (
        <InsetText>There are no boards in the directory, so there are no packs.</InsetText>
      ) : (
        <p class="govuk-body">
          {words.join(', ')}.{' '}
          <a class="govuk-link" href={href}>
            Comment on, approve and issue the packs for {monthName(cycleId)}
          </a>
        </p>
      )}
    </>
  )
}
