import type { RowDecisions } from '../../plan/import-list.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import type { Content } from '../../ui/markup.ts'
import { InsetText, NotificationBanner, WarningText } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { ButtonOrBack, ConsolePage } from './frame.tsx'
import { type List, type ListPageProps, lists } from './list-import-upload.tsx'
import { counted, lines } from './person-words.tsx'

/** An entry of the directory that a row may mean. */
type Likely = { id: string; text: string; hint?: string | undefined }

/** What the frame shows of a row; the rest is each page's own. */
type ListedRow =
  | { kind: 'added' | 'changed' | 'unchanged'; row: number }
  | { kind: 'unsure'; row: number; name: string; likely: Likely[] }
  | { kind: 'refused'; row: number; name: string; problems: string[] }

type PreviewFrameProps = ListPageProps & {
  list: List
  name: string
  preview: { sha256: string; revision: number; ignored: string[] }
  rows: readonly ListedRow[]
  notice?: string | undefined
  errors?: FormErrors | undefined
  decisions: RowDecisions
  children: Content
}

const count = (rows: readonly ListedRow[], kind: ListedRow['kind']): string =>
  String(rows.filter((row) => row.kind === kind).length)

/** What was read, what stands in the way, what is to be decided, and the button that goes on. */
export const PreviewFrame = ({ session, plan, list, preview, rows, ...props }: PreviewFrameProps) => {
  const { decisions } = props
  const news = rows.filter(({ kind }) => kind === 'added' || kind === 'changed').length
  const refused = rows.filter((row) => row.kind === 'refused')
  const unsure = rows.filter((row) => row.kind === 'unsure')
  const isUndecided = unsure.length > 0
  const upload = `/console/${plan.planId}/${list}/import`
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section={list}
      title="Check what was read"
      errors={props.errors}
      wide
      backLink={{ href: upload }}
      beforeContent={props.notice && <NotificationBanner role="alert" heading={props.notice} />}
    >
      <FormErrorSummary errors={props.errors} />
      <PageHeading caption={lists[list].title}>Check what was read</PageHeading>
      <SummaryList
        rows={[
          { key: 'File', value: props.name },
          { key: 'New', value: count(rows, 'added') },
          { key: 'Changed', value: count(rows, 'changed') },
          { key: 'As they are', value: count(rows, 'unchanged') },
          isUndecided && { key: 'To be decided', value: count(rows, 'unsure') },
          { key: 'Refused', value: String(refused.length) },
          preview.ignored.length > 0 && {
            key: 'Columns that were not read',
            value: preview.ignored.join(', '),
          },
        ]}
      />
      {refused.length > 0 ? (
        <>
          <WarningText>
            Nothing can be imported until these rows are put right in the file. Nothing was changed.
          </WarningText>
          <PreviewTable
            caption="Refused rows"
            head={['Row', 'Name', 'What to do']}
            rows={refused.map(({ row, name, problems }) => [
              String(row),
              name || 'No name',
              lines(problems.map((problem) => `${problem}.`)),
            ])}
          />
          {isUndecided && (
            <PreviewTable
              caption="Rows to be decided"
              head={['Row', 'Name', 'May be']}
              rows={unsure.map(({ row, name, likely }) => [
                String(row),
                name,
                lines(likely.map(({ text }) => text)),
              ])}
            />
          )}
          <Button href={upload}>Choose the corrected file</Button>
        </>
      ) : (
        <form method="post" action={`${upload}/${isUndecided ? 'decide' : 'confirm'}`} novalidate>
          <input type="hidden" name="file" value={preview.sha256} />
          <input type="hidden" name="name" value={props.name} />
          <input type="hidden" name="revision" value={String(preview.revision)} />
          {[...decisions].map(([row, decision]) =>
            unsure.some((one) => one.row === row) ? null : (
              <input
                type="hidden"
                name={`row-${row}`}
                value={decision.is === 'same' ? decision.id : 'another'}
              />
            ),
          )}
          {unsure.map((row) => (
            <Decision list={list} row={row} error={props.errors?.[`row-${row.row}`]?.text} />
          ))}
          {news === 0 && !isUndecided ? (
            <InsetText>The file says nothing that is not there already.</InsetText>
          ) : (
            <ButtonOrBack href={upload} text="Choose another file">
              <Button preventDoubleClick={!isUndecided || undefined}>
                {isUndecided
                  ? 'Continue'
                  : `Import ${list === 'people' ? counted(news, 'person', 'people') : counted(news, 'board')}`}
              </Button>
            </ButtonOrBack>
          )}
        </form>
      )}
      {props.children}
    </ConsolePage>
  )
}

type PreviewTableProps = { caption: string; head: string[]; rows: Content[][] }

export const PreviewTable = ({ caption, head, rows }: PreviewTableProps) => (
  <>
    <h2 class="govuk-heading-m">{caption}</h2>
    <StackedTable caption={caption} head={head} rows={rows} />
  </>
)

type ChangeRow = { row: number; name: string; field: string; from: Content; to: Content }

export const Changes = ({ changes }: { changes: ChangeRow[] }) =>
  changes.length === 0 ? null : (
    <PreviewTable
      caption="What changes"
      head={['Row', 'Name', 'Field', 'Is now', 'Will be']}
      rows={changes.map(({ row, name, field, from, to }) => [String(row), name, field, from, to])}
    />
  )

const questions = {
  people: { of: (name: string) => `who is ${name}?`, same: 'person', another: 'Another person, to be added' },
  boards: {
    of: (name: string) => `which board is ${name}?`,
    same: 'board',
    another: 'Another board, to be added',
  },
} as const satisfies Record<List, unknown>

type DecisionProps = {
  list: List
  row: Extract<ListedRow, { kind: 'unsure' }>
  error: string | undefined
}

const Decision = ({ list, row: { row, name, likely }, error }: DecisionProps) => (
  <Radios
    name={`row-${row}`}
    legend={`Row ${row}: ${questions[list].of(name)}`}
    legendProps={{ class: 'govuk-fieldset__legend--s' }}
    error={error}
    items={[
      ...likely.map(({ id, text, hint }) => ({
        value: id,
        text: `The same ${questions[list].same} as ${text}`,
        hint,
      })),
      { value: 'another', text: questions[list].another },
    ]}
  />
)
