import type { Cycle } from '../../cycle/cycle.ts'
import type { ChangeRequest } from '../../plan/change-request.ts'
import type { Finding } from '../../plan/import/finding.ts'
import { type FindingsOfKind, groupFindings } from '../../plan/import/finding-groups.ts'
import type { PlanPreview } from '../../plan/import-plan.ts'
import type { PlanDiff } from '../../plan/merge-plan.ts'
import { type ActionText, type Plan, statusOf, titleOf } from '../../plan/plan.ts'
import { dateName, monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { InsetText, NotificationBanner, WarningText } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ButtonOrBack, ConsolePage } from './frame.tsx'
import { Changes, describeCounts, describeNews, GoneQuestion } from './import-changes.tsx'
import { ColumnsForm, describeColumns, describeRivals, distinctColumns } from './import-columns.tsx'

type PreviewProps = {
  session: ConsoleSession
  plan: Plan
  /** What the file is called, and the address of this page. */
  file: { name: string; href: string }
  preview: Extract<PlanPreview, { ok: true }>
  /** The month whose forms leads have now. */
  underWay: Cycle | null
  closuresAsked: ChangeRequest[]
  /** Why the page is shown again. */
  notice?: string | undefined
  /** Refs of those actions whose closure was chosen on the page before. */
  chosen?: readonly string[] | undefined
}

/** What was read of a file and what it would change, before it counts. */
export const ImportPreviewPage = ({ session, plan, file, preview, notice, ...props }: PreviewProps) => {
  const { read, diff, mapping } = preview
  const closed = read.actions.filter((action) => action.closed).length
  const groups = groupFindings(read.findings)
  const isFirst = diff.changed.length + diff.unchanged + diff.gone.length === 0
  const columns = distinctColumns(read.layout, read.samples)
  const news = diff.added.length + diff.changed.length
  const rivals = describeRivals(read.layout, mapping)
  return (
    <ConsolePage session={session} plan={plan} section="import" below title="Check what was read" wide>
      {notice && <NotificationBanner title="Look again" heading={notice} />}
      <PageHeading caption="Import the plan">Check what was read</PageHeading>
      <p class="govuk-body">
        Nothing is changed yet. This is {file.name} as Muster understood it, and what it would change.
      </p>
      <SummaryList
        rows={[
          { key: 'Actions', value: `${read.actions.length - closed} live and ${closed} closed` },
          isFirst
            ? { key: 'Against the plan', value: 'All are new' }
            : {
                key: 'Against the plan',
                value: (
                  <a class="govuk-link" href="#changes">
                    {describeCounts(diff)}
                  </a>
                ),
              },
          ...groups.map(({ asks, heading, count }) => ({
            key: heading,
            value: (
              <a class="govuk-link" href={`#${asks}`}>
                {count === 1 ? '1 finding' : `${count} findings`}
              </a>
            ),
          })),
          {
            key: 'Columns',
            value: (
              <a class="govuk-link" href="#columns">
                {describeColumns(columns)}
              </a>
            ),
          },
        ]}
      />
      {rivals.length > 0 && (
        <WarningText>
          {rivals.map((sentence) => (
            <span class="muster-line">{sentence} </span>
          ))}
        </WarningText>
      )}
      {isUnlikely(diff) && (
        <WarningText>
          Is this the right file? {diff.gone.length} of the plan’s{' '}
          {diff.gone.length + diff.unchanged + diff.changed.length} actions are not in it.
        </WarningText>
      )}
      {props.underWay && <InsetText>{describeMonth(props.underWay)}</InsetText>}
      {!isFirst && <Changes plan={plan} diff={diff} />}
      <form method="post" action={`${file.href}/confirm`}>
        <input type="hidden" name="revision" value={String(preview.revision)} />
        <input type="hidden" name="month" value={props.underWay?.cycleId ?? ''} />
        {(diff.gone.length > 0 || props.closuresAsked.length > 0) && (
          <GoneQuestion
            plan={plan}
            diff={diff}
            closuresAsked={props.closuresAsked}
            chosen={props.chosen ?? []}
          />
        )}
        <ButtonOrBack href={`/console/${plan.planId}/import`} text="Choose another file">
          <Button preventDoubleClick look={news === 0 ? 'secondary' : undefined}>
            {news === 0 ? 'Import it all the same' : `Import ${describeNews(diff)}`}
          </Button>
        </ButtonOrBack>
      </form>
      {groups.map(({ asks, heading, kinds }) => (
        <section aria-labelledby={asks}>
          <h2 class="govuk-heading-m" id={asks}>
            {heading}
          </h2>
          {kinds.map((kind) => (
            <KindOfFinding {...kind} />
          ))}
        </section>
      ))}
      <h2 class="govuk-heading-m" id="columns">
        How the columns were read
      </h2>
      <p class="govuk-body">
        If a column means something else, say so and read the file again. It is remembered for this plan.
      </p>
      <Details
        summary={`Look at the ${columns.length} columns`}
        open={columns.some(({ field }) => field === 'other')}
      >
        <ColumnsForm action={`${file.href}/columns`} columns={columns} />
      </Details>
      <h2 class="govuk-heading-m">Every action as it was read</h2>
      <ActionsTable plan={plan} actions={read.actions} />
    </ConsolePage>
  )
}

/** Whether so much is missing that it may be another file. */
const isUnlikely = ({ gone, unchanged, changed }: PlanDiff): boolean =>
  gone.length > unchanged + changed.length

const describeMonth = ({ cycleId }: Cycle): string =>
  `The forms that leads have for ${monthName(cycleId)} were made when it opened: they keep the actions, texts and leads of that day. What you import now is in the packs of ${monthName(cycleId)}, and in the forms from the next month on.`

/** So many findings of one kind are shown at once; more are folded under their number. */
const FEW = 5

const KindOfFinding = ({ title, findings }: FindingsOfKind) =>
  findings.length > FEW ? (
    <Details summary={`${title} (${findings.length})`}>
      <FindingsTable title={title} findings={findings} />
    </Details>
  ) : (
    <FindingsTable title={title} findings={findings} captionClass="govuk-table__caption--s" />
  )

type FindingsTableProps = { title: string; findings: Finding[]; captionClass?: string }

const FindingsTable = ({ title, findings, captionClass }: FindingsTableProps) => (
  <StackedTable
    caption={title}
    captionClass={captionClass}
    head={['Action', 'In the file', 'What it means']}
    rows={findings.map(({ ref, raw, message }) => [
      ref ?? 'Whole file',
      raw === '' ? 'Nothing' : shorten(raw, LONGEST_RAW),
      message,
    ])}
  />
)
const LONGEST_RAW = 300

const ActionsTable = ({ plan, actions }: { plan: Plan; actions: ActionText[] }) => (
  <ScrollRegion label="Every action as it was read">
    <Table
      class="muster-table--compact"
      caption="Every action as it was read"
      captionClass="govuk-visually-hidden"
      head={[
        'Ref',
        'What',
        'Strategic lead',
        'Lead',
        'Start',
        'Due',
        'Sources',
        'Status',
        'Reviewed',
        'Boards',
      ]}
      rows={actions.map((action) => [
        action.closed ? `${action.ref} (closed)` : action.ref,
        shorten(titleOf(action), 120),
        action.strategicLeads.join(', '),
        action.improvementLeads.join(', '),
        action.start ? monthName(action.start) : '',
        action.due ? monthName(action.due) : '',
        action.sources.join(', '),
        <StatusTag
          status={statusOf(plan, plan.statuses.find(({ label }) => label === action.status)?.code ?? null)}
        />,
        action.lastReviewed ? dateName(action.lastReviewed) : '',
        action.boards.join(', '),
      ])}
    />
  </ScrollRegion>
)
