import { fieldOf, fieldTitle } from '../../plan/field-words.ts'
import { fold } from '../../plan/fold.ts'
import { Field, meaningOf } from '../../plan/import/columns.ts'
import type { Finding } from '../../plan/import/finding.ts'
import { type FindingsOfKind, groupFindings } from '../../plan/import/finding-groups.ts'
import type { PlanPreview } from '../../plan/import-plan.ts'
import type { KeptDecision, PlanDiff } from '../../plan/merge-plan.ts'
import { type ActionText, type Plan, statusOf, titleOf } from '../../plan/plan.ts'
import type { LayoutTable, Mapping, PlanImport } from '../../plan/plan-import.ts'
import { dateName, localDay, monthName, shorten } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import { FileUpload } from '../../ui/file-upload.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import type { CoordinatorSession } from '../../update/ports.ts'
import { ConsolePage } from './frame.tsx'

type Props = { session: CoordinatorSession; plan: Plan }

/** A file that was kept while somebody looks at what was read of it. */
export type KeptFile = { name: string; sha256: string; mapping: Mapping }

type ImportPageProps = Props & {
  last: PlanImport | null
  errors?: FormErrors<'file'> | undefined
  /** A file whose headings mean too little, and what they are. */
  unknown?: { file: KeptFile; headings: string[] } | undefined
}

/** Where a file is chosen; and, where its headings are not understood, where somebody says what they mean. */
export const ImportPage = ({ session, plan, last, errors, unknown }: ImportPageProps) => (
  <ConsolePage session={session} plan={plan} section="import" title="Import the plan" errors={errors}>
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <PageHeading caption={plan.name}>Import the plan</PageHeading>
      {unknown && unknown.headings.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Say what the columns mean</h2>
          <p class="govuk-body">
            These look like the headings of {unknown.file.name}. What you say here is remembered for this
            plan.
          </p>
          <ColumnsForm
            planId={plan.planId}
            file={unknown.file}
            columns={unknown.headings.map((heading) => ({
              heading,
              field: meaningOf(heading, unknown.file.mapping),
            }))}
          />
        </>
      )}
      <p class="govuk-body">
        Choose the plan as your spreadsheet keeps it: an Excel workbook (.xlsx), CSV, or tab-separated text.
        Cells may have slipped and tables may break over pages. You will see what was understood, and what
        would change, before anything is changed.
      </p>
      <form method="post" action={`/console/${plan.planId}/import`} enctype="multipart/form-data" novalidate>
        <FileUpload
          name="file"
          label="The plan’s file"
          hint="At most 4 MB. Formulas, macros and passwords must be taken out first."
          error={errors?.file?.text}
          attributes={{ accept: '.xlsx,.csv,.tsv,.txt' }}
        />
        <Button>Read the file</Button>
      </form>
      <h2 class="govuk-heading-m">The plan as it is now</h2>
      <p class="govuk-body">
        Take it out in the layout of the file that came in last, with this month’s answers added:{' '}
        <a class="govuk-link" href={`/console/${plan.planId}/export.xlsx`}>
          Excel workbook
        </a>
        ,{' '}
        <a class="govuk-link" href={`/console/${plan.planId}/export.csv`}>
          CSV
        </a>
        .
      </p>
      <p class="govuk-body">
        {last
          ? `The last import was ${last.file.name}, on ${dateName(localDay(last.at, plan.timeZone))}.`
          : 'No file has been imported yet.'}
      </p>
    </TwoThirds>
  </ConsolePage>
)

type Readable = Extract<PlanPreview, { ok: true }>
type PreviewProps = Props & {
  file: KeptFile
  preview: Readable
  /** Why the page is shown again. */
  notice?: string | undefined
}

/** What was read of a file and what it would change, before it counts. */
export const ImportPreviewPage = ({ session, plan, file, preview, notice }: PreviewProps) => {
  const { read, diff } = preview
  const closed = read.actions.filter((action) => action.closed).length
  const groups = groupFindings(read.findings)
  const isFirst = diff.changed.length + diff.unchanged + diff.gone.length === 0
  const columns = distinctColumns(read.layout)
  return (
    <ConsolePage session={session} plan={plan} section="import" title="Check what was read" wide>
      {notice && (
        <NotificationBanner title="Look again">
          <p class="govuk-notification-banner__heading">{notice}</p>
        </NotificationBanner>
      )}
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
      <form method="post" action={`/console/${plan.planId}/import/confirm`}>
        <FileFields file={file} />
        <input type="hidden" name="revision" value={String(preview.revision)} />
        {diff.gone.length > 0 && <GoneQuestion gone={diff.gone} />}
        <div class="govuk-button-group">
          <Button preventDoubleClick>
            Import {read.actions.length === 1 ? '1 action' : `${read.actions.length} actions`}
          </Button>
          <a class="govuk-link" href={`/console/${plan.planId}/import`}>
            Choose another file
          </a>
        </div>
      </form>
      {!isFirst && <Changes plan={plan} diff={diff} />}
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
      <Details summary={`Look at the ${columns.length} columns`}>
        <ColumnsForm planId={plan.planId} file={file} columns={columns} />
      </Details>
      <h2 class="govuk-heading-m">Every action as it was read</h2>
      <ActionsTable plan={plan} actions={read.actions} />
    </ConsolePage>
  )
}

const describeCounts = ({ added, changed, gone, kept, unchanged }: PlanDiff): string => {
  const parts: [count: number, what: string][] = [
    [added.length, 'new'],
    [changed.length, 'changed'],
    [unchanged, 'unchanged'],
    [gone.length, 'no longer in the file'],
    [new Set(kept.map(({ before }) => before.ref)).size, 'where a decision stays'],
  ]
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ')
}

type NamedColumn = LayoutTable['columns'][number]

/** The headings of all tables, each once. */
const distinctColumns = (layout: LayoutTable[]): NamedColumn[] => [
  ...new Map(
    layout.flatMap(({ columns }) => columns).map((column) => [fold(column.heading), column]),
  ).values(),
]

const describeColumns = (columns: NamedColumn[]): string => {
  const left = columns.filter(({ field }) => field === 'other')
  const understood = `${columns.length - left.length} headings were understood`
  return left.length === 0
    ? understood
    : `${understood}, ${left.length} were not: ${left.map(({ heading }) => heading).join(', ')}`
}

const FileFields = ({ file }: { file: KeptFile }) => (
  <>
    <input type="hidden" name="file" value={file.sha256} />
    <input type="hidden" name="name" value={file.name} />
    <input type="hidden" name="mapping" value={JSON.stringify(file.mapping)} />
  </>
)

/** Whether what the file no longer has is to be closed. An action that is closed already needs no question. */
const GoneQuestion = ({ gone }: { gone: PlanDiff['gone'] }) => {
  const live = gone.filter(({ closed }) => !closed)
  const closed = gone.filter((action) => action.closed)
  return (
    <>
      {closed.length > 0 && (
        <p class="govuk-body">
          Closed actions that the file no longer has stay in the plan:{' '}
          {closed.map(({ ref }) => ref).join(', ')}.
        </p>
      )}
      {live.length > 0 && (
        <Checkboxes
          name="close"
          legend={
            live.length === 1
              ? '1 action of the plan is no longer in the file. Should it be closed?'
              : `${live.length} actions of the plan are no longer in the file. Which should be closed?`
          }
          legendProps={{ class: 'govuk-fieldset__legend--s' }}
          hint="An import never takes an action away: all stay as they are. For those that you choose, their closure is asked for, and somebody else decides."
          items={live.map((action) => ({
            value: action.ref,
            text: `${action.ref} ${shorten(titleOf(action), 120)}`,
          }))}
        />
      )}
    </>
  )
}

const Changes = ({ plan, diff }: { plan: Plan; diff: PlanDiff }) => (
  <section aria-labelledby="changes">
    <h2 class="govuk-heading-m" id="changes">
      What would change
    </h2>
    {diff.changed.length + diff.added.length === 0 && <p class="govuk-body">Nothing would change.</p>}
    {diff.changed.length > 0 && (
      <ScrollRegion label="Fields that would change">
        <Table
          class="muster-table--compact"
          caption="Changed"
          captionClass="govuk-table__caption--s"
          head={['Action', 'Field', 'Now', 'After the import']}
          rows={diff.changed.flatMap(({ before, action, fields }) =>
            fields.length === 0
              ? [[action.ref, 'Directory', '', 'Its people or boards are now found in the directory']]
              : fields.map((field) => [
                  action.ref,
                  fieldTitle(field),
                  fieldOf(field, before),
                  fieldOf(field, action),
                ]),
          )}
        />
      </ScrollRegion>
    )}
    {diff.added.length > 0 && (
      <ScrollRegion label="New actions">
        <Table
          class="muster-table--compact"
          caption="New"
          captionClass="govuk-table__caption--s"
          head={['Action', 'What it is']}
          rows={diff.added.map((action) => [action.ref, shorten(titleOf(action), 160)])}
        />
      </ScrollRegion>
    )}
    {diff.kept.length > 0 && (
      <ScrollRegion label="Decisions that stay">
        <Table
          class="muster-table--compact"
          caption="Decisions that stay"
          captionClass="govuk-table__caption--s"
          head={['Action', 'Field', 'Stays', 'Decided', 'The file has']}
          rows={diff.kept.map((kept) => keptRow(plan, kept))}
        />
      </ScrollRegion>
    )}
  </section>
)

const keptRow = (plan: Plan, { before, inFile, field, decided }: KeptDecision): string[] => [
  before.ref,
  fieldTitle(field),
  fieldOf(field, before),
  `${decided.byName}, ${dateName(localDay(decided.at, plan.timeZone))}`,
  fieldOf(field, inFile),
]

/** So many findings of one kind are shown at once; more are folded under their number. */
const FEW = 5

const KindOfFinding = ({ title, findings }: FindingsOfKind) =>
  findings.length > FEW ? (
    <Details summary={`${title} (${findings.length})`}>
      <FindingsTable title={title} findings={findings} />
    </Details>
  ) : (
    <FindingsTable title={title} findings={findings} isCaptioned />
  )

type FindingsTableProps = { title: string; findings: Finding[]; isCaptioned?: boolean }

const FindingsTable = ({ title, findings, isCaptioned }: FindingsTableProps) => (
  <ScrollRegion label={title}>
    <Table
      class="muster-table--compact"
      caption={title}
      captionClass={isCaptioned ? 'govuk-table__caption--s' : 'govuk-visually-hidden'}
      head={['Action', 'In the file', 'What it means']}
      rows={findings.map(({ ref, raw, message }) => [
        ref ?? 'Whole file',
        raw === '' ? 'Nothing' : shorten(raw, LONGEST_RAW),
        message,
      ])}
    />
  </ScrollRegion>
)
const LONGEST_RAW = 300

/** Meanings a column can have, as a coordinator says them. */
const meaningName = (field: Field): string => {
  switch (field) {
    case 'ref':
      return 'Ref of the action'
    case 'priority':
      return 'Title of the priority'
    case 'progress':
      return fieldTitle('history')
    case 'muster':
    case 'other':
      return 'Nothing of these: leave it out'
    default:
      return fieldTitle(field)
  }
}
const MEANINGS = Field.options
  .filter((field) => field !== 'muster')
  .map((field) => ({ value: field, text: meaningName(field) }))

const ColumnsForm = ({
  planId,
  file,
  columns,
}: {
  planId: string
  file: KeptFile
  columns: NamedColumn[]
}) => (
  <form method="post" action={`/console/${planId}/import/again`}>
    <FileFields file={file} />
    {columns
      .filter(({ field }) => field !== 'muster')
      .map(({ heading, field }, index) => (
        <Select
          id={`column-${index}`}
          name={`column:${fold(heading)}`}
          label={`“${heading}”`}
          items={MEANINGS}
          value={field}
        />
      ))}
    <Button class="govuk-button--secondary">Read the file again</Button>
  </form>
)

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
