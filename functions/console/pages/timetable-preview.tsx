import type { PassedOver } from '../../cycle/next-cycle.ts'
import type { TypedTimetable } from '../../cycle/typed-timetable.ts'
import type { Plan } from '../../plan/plan.ts'
import { momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import type { Content } from '../../ui/markup.ts'
import { InsetText, WarningText } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'
import type { ConsoleSession } from '../request.tsx'
import type { PreviewedCycle, PreviewedMoment, Recipients } from '../timetable-view.ts'
import { ButtonOrBack, ConsolePage } from './frame.tsx'
import { counted } from './person-words.tsx'
import { skipName } from './timetable-words.ts'

type TimetablePreviewProps = {
  session: ConsoleSession
  plan: Plan
  typed: TypedTimetable
  seen: string
  timeZone: string
  cycles: PreviewedCycle[]
  recipients: Recipients
  /** The month that is open, which keeps its dates; null where none is. */
  underWay: string | null
  /** The month that is planned now and would no longer be the next; null where it stays. */
  givenUp: string | null
}

/** How many cycles a preview looks ahead. */
export const PREVIEWED = 3

/** What a timetable would do, before it is saved: every moment, and who would get what. */
export const TimetablePreviewPage = ({
  session,
  plan,
  typed,
  seen,
  cycles,
  ...props
}: TimetablePreviewProps) => {
  const action = `/console/${plan.planId}/timetable`
  const months = counted(cycles.length, 'month')
  return (
    <ConsolePage session={session} plan={plan} section="timetable" title="Preview of the timetable" wide>
      <PageHeading caption="Timetable">
        {cycles.length === 0 ? 'No month would open' : `The next ${months} by this timetable`}
      </PageHeading>
      <p class="govuk-body">
        Nothing is saved yet. People and actions are as they stand today; times are those of {props.timeZone}.
      </p>
      {props.underWay && (
        <InsetText>
          {monthName(props.underWay)} is open and keeps its dates. To give it more time, extend it.
        </InsetText>
      )}
      {props.givenUp && (
        <WarningText iconFallbackText="Warning">
          {monthName(props.givenUp)} is planned now, and by this timetable does not open by itself.
        </WarningText>
      )}
      {plan.paused && <InsetText>The plan is paused: none of this happens until you resume it.</InsetText>}
      {cycles.map((cycle) => (
        <Month cycle={cycle} timeZone={props.timeZone} recipients={props.recipients} />
      ))}
      {cycles.length < PREVIEWED && (
        <InsetText>
          {cycles.length === 0 ? 'No month' : 'No further month'} opens by itself in the next two years.
        </InsetText>
      )}
      <form method="post" action={action}>
        <TypedFields typed={typed} seen={seen} />
        <ButtonOrBack href={action} text="Cancel">
          <Button name="step" value="save" preventDoubleClick>
            Save this timetable
          </Button>
          <Button look="secondary" name="step" value="change">
            Change it first
          </Button>
        </ButtonOrBack>
      </form>
    </ConsolePage>
  )
}

/** All that was typed, to go with the next press of a button. */
const TypedFields = ({ typed: { skip, ...texts }, seen }: Pick<TimetablePreviewProps, 'typed' | 'seen'>) => (
  <>
    <input type="hidden" name="seen" value={seen} />
    {Object.entries(texts).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {skip.map((month) => (
      <input type="hidden" name={skipName(Number(month))} value="yes" />
    ))}
  </>
)

const whyWords = {
  skipped: 'is skipped',
  'no-date': 'has no date',
  'too-late': 'does not open: the day on which it would is past, or the month before is still open',
} as const satisfies Record<PassedOver['why'], string>

type MonthProps = { cycle: PreviewedCycle; timeZone: string; recipients: Recipients }

const Month = ({ cycle, timeZone, recipients }: MonthProps) => (
  <>
    <h2 class="govuk-heading-m">{monthName(cycle.month)}</h2>
    {cycle.passedOver.map(({ month, why }) => (
      <p class="govuk-body">
        {monthName(month)} {whyWords[why]}.
      </p>
    ))}
    <StackedTable
      caption={`What happens in ${monthName(cycle.month)}`}
      head={['When', 'What happens', 'Who gets what']}
      rows={cycle.moments.map((moment) => [
        momentName(moment.at, timeZone),
        whatWords[moment.what],
        <>
          {whoGets(moment.what, recipients)}
          {moment.mailAt && (
            <div class="muster-line">The mail waits until {momentName(moment.mailAt, timeZone)}.</div>
          )}
        </>,
      ])}
    />
  </>
)

const whatWords = {
  opens: 'The month opens',
  reminds: 'Reminder',
  due: 'Answers are due',
  escalates: 'Escalation',
  closes: 'The month closes',
} as const satisfies Record<PreviewedMoment['what'], string>

const whoGets = (what: PreviewedMoment['what'], recipients: Recipients): Content => {
  const { leads, strategicLeads, boards, waitingForLead } = recipients
  switch (what) {
    case 'opens':
      return (
        <>
          <Names
            summary={`${counted(leads.length, 'lead')}: the request, with a link to their form`}
            names={leads}
          />
          {waitingForLead > 0 && (
            <div class="muster-line">{counted(waitingForLead, 'action')} would have nobody to ask.</div>
          )}
        </>
      )
    case 'reminds':
      return `Leads who have not answered by then, at most ${leads.length}: a reminder`
    case 'due':
      return 'Nobody is mailed'
    case 'escalates':
      return (
        <Names
          summary={`Those above leads who have not answered, at most ${counted(strategicLeads.length, 'strategic lead')}: one digest each`}
          names={strategicLeads}
        />
      )
    case 'closes':
      return boards.length === 0
        ? 'Nobody is mailed. There are no boards, so no packs are built'
        : `Nobody is mailed. ${counted(boards.length, 'pack')} ${boards.length === 1 ? 'is' : 'are'} built, for you to issue`
  }
}

const Names = ({ summary, names }: { summary: string; names: string[] }) =>
  names.length === 0 ? (
    summary
  ) : (
    <Details summary={summary} class="govuk-!-margin-bottom-0">
      {names.join(', ')}
    </Details>
  )
