import type { BoardFieldChange } from '../../plan/board-change.ts'
import { type Directory, findPerson } from '../../plan/directory.ts'
import type { BoardsPreview } from '../../plan/import-boards.ts'
import type { PeoplePreview, PersonRow, RowDecisions } from '../../plan/import-people.ts'
import type { PersonFieldChange } from '../../plan/person-change.ts'
import type { Plan } from '../../plan/plan.ts'
import { dateName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import { FileUpload } from '../../ui/file-upload.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import type { Content } from '../../ui/markup.ts'
import { InsetText, NotificationBanner, WarningText } from '../../ui/notice.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import type { CoordinatorSession } from '../../update/ports.ts'
import { seesWords } from './boards.tsx'
import { ConsolePage } from './frame.tsx'
import { absenceWords, counted, lines, personFieldNames } from './person-words.tsx'

type List = 'people' | 'boards'
type Props = { session: CoordinatorSession; plan: Plan }

/** What each kind of list is called, and what its columns may hold. */
const lists = {
  people: {
    title: 'Import a list of people',
    columns: [
      ['Name', 'First name, then surname; or two columns, First name and Surname'],
      ['Email', 'Needed for whoever is new'],
      ['Position', 'Or Job title, or Role'],
      ['Deputy', 'A name or an address'],
      ['Away from, Away to', 'Days, like 27/3/2027: an absence to add'],
      ['Other names', 'Other spellings, with semicolons between'],
      ['Coordinator', 'Yes or no'],
    ],
    leftAlone: 'Whoever is not in the list is left alone. An empty cell leaves what is there.',
  },
  boards: {
    title: 'Import a list of boards',
    columns: [
      ['Board', 'Its name'],
      ['Other names', 'Other spellings, with semicolons between'],
      ['Chair', 'A name or an address'],
      ['Members', 'Names or addresses, with semicolons between: all of the members'],
      ['Sees', 'Whole plan, or own actions'],
      ['Meets', 'Days, like 27/3/2027, with semicolons between: all of the days'],
    ],
    leftAlone: 'A board that is not in the list is left alone. An empty cell leaves what is there.',
  },
} as const satisfies Record<List, { title: string; columns: string[][]; leftAlone: string }>

type UploadProps = Props & { list: List; errors?: FormErrors<'file'> | undefined }

/** Asks for a list's file. */
export const ListUploadPage = ({ session, plan, list, errors }: UploadProps) => {
  const { title, columns, leftAlone } = lists[list]
  return (
    <ConsolePage
      session={session}
      plan={plan}
      section={list}
      title={title}
      errors={errors}
      backLink={{ href: `/console/${plan.planId}/${list}` }}
    >
      <TwoThirds>
        <FormErrorSummary errors={errors} />
        <PageHeading>{title}</PageHeading>
        <p class="govuk-body">
          Choose a CSV file, tab-separated text or an Excel workbook (.xlsx) whose first row has headings. You
          will see what it changes before anything is changed. {leftAlone}
        </p>
        <Table
          caption="Columns, in any order; none but the first is needed"
          captionClass="govuk-table__caption--s"
          firstCellIsHeader
          head={['Heading', 'What it holds']}
          rows={columns.map((column) => [...column])}
        />
        <form method="post" enctype="multipart/form-data" novalidate>
          <FileUpload
            name="file"
            label="The list’s file"
            error={errors?.file?.text}
            attributes={{ accept: '.csv,.tsv,.txt,.xlsx' }}
          />
          <Button>Read the file</Button>
        </form>
      </TwoThirds>
    </ConsolePage>
  )
}

type PreviewFrameProps = Props & {
  list: List
  name: string
  preview: { sha256: string; revision: number; ignored: string[] }
  rows: readonly { kind: string }[]
  refused: readonly { row: number; name: string; problems: string[] }[]
  /** How many entries the import would add or change. */
  news: number
  notice?: string | undefined
  errors?: FormErrors | undefined
  /** Further fields of the form: what was decided, or is to be decided. */
  decisions?: Content
  isUndecided?: boolean | undefined
  children: Content
}

const count = (rows: readonly { kind: string }[], kind: string): string =>
  String(rows.filter((row) => row.kind === kind).length)

const PreviewFrame = ({ session, plan, list, preview, rows, refused, ...props }: PreviewFrameProps) => {
  const { news, isUndecided } = props
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
          <ScrollRegion label="Refused rows">
            <Table
              class="muster-table--compact"
              caption="Refused rows"
              captionClass="govuk-table__caption--m"
              firstCellIsHeader
              head={['Row', 'Name', 'What to do']}
              rows={refused.map(({ row, name, problems }) => [
                String(row),
                name || 'No name',
                lines(problems.map((problem) => `${problem}.`)),
              ])}
            />
          </ScrollRegion>
          <Button href={upload}>Choose the corrected file</Button>
        </>
      ) : (
        <form method="post" action={`${upload}/${isUndecided ? 'decide' : 'confirm'}`} novalidate>
          <input type="hidden" name="file" value={preview.sha256} />
          <input type="hidden" name="name" value={props.name} />
          <input type="hidden" name="revision" value={String(preview.revision)} />
          {props.decisions}
          {news === 0 && !isUndecided ? (
            <InsetText>The file says nothing that is not there already.</InsetText>
          ) : (
            <div class="govuk-button-group">
              <Button preventDoubleClick={!isUndecided || undefined}>
                {isUndecided
                  ? 'Continue'
                  : `Import ${list === 'people' ? counted(news, 'person', 'people') : counted(news, 'board')}`}
              </Button>
              <a class="govuk-link" href={upload}>
                Choose another file
              </a>
            </div>
          )}
        </form>
      )}
      {props.children}
    </ConsolePage>
  )
}

type ChangeRow = { row: number; name: string; field: string; from: Content; to: Content }

const Changes = ({ changes }: { changes: ChangeRow[] }) =>
  changes.length === 0 ? null : (
    <ScrollRegion label="What changes">
      <Table
        class="muster-table--compact"
        caption="What changes"
        captionClass="govuk-table__caption--m"
        head={['Row', 'Name', 'Field', 'Is now', 'Will be']}
        rows={changes.map(({ row, name, field, from, to }) => [String(row), name, field, from, to])}
      />
    </ScrollRegion>
  )

type PeoplePreviewProps = Props & {
  name: string
  preview: Extract<PeoplePreview, { ok: true }>
  decisions: RowDecisions
  errors?: FormErrors | undefined
  notice?: string | undefined
}

/** What a list of people would change. */
export const PeoplePreviewPage = ({ preview, decisions, ...props }: PeoplePreviewProps) => {
  const { rows, directory } = preview
  const added = rows.filter((row) => row.kind === 'added')
  const changed = rows.filter((row) => row.kind === 'changed')
  const unsure = rows.filter((row) => row.kind === 'unsure')
  return (
    <PreviewFrame
      {...props}
      list="people"
      preview={preview}
      rows={rows}
      refused={rows.filter((row) => row.kind === 'refused')}
      news={added.length + changed.length}
      isUndecided={unsure.length > 0}
      decisions={
        <>
          {[...decisions].map(([row, decision]) =>
            unsure.some((one) => one.row === row) ? null : (
              <input
                type="hidden"
                name={`row-${row}`}
                value={decision.is === 'same' ? decision.personId : 'another'}
              />
            ),
          )}
          {unsure.map((row) => (
            <Decision row={row} error={props.errors?.[`row-${row.row}`]?.text} />
          ))}
        </>
      }
    >
      <Changes
        changes={changed.flatMap(({ row, person, changes }) =>
          changes.map((change) => ({
            row,
            name: person.name,
            field: personFieldNames[change.field],
            ...personChangeWords(change, directory),
          })),
        )}
      />
      {added.length > 0 && (
        <ScrollRegion label="New people">
          <Table
            class="muster-table--compact"
            caption="New people"
            captionClass="govuk-table__caption--m"
            head={['Row', 'Name', 'Email address', 'Position', 'Deputy', 'Coordinator']}
            rows={added.map(({ row, person }) => [
              String(row),
              person.name,
              person.email,
              person.position ?? 'Not given',
              nameOf(person.deputyId, directory),
              person.roles.includes('coordinator') ? 'Yes' : 'No',
            ])}
          />
        </ScrollRegion>
      )}
    </PreviewFrame>
  )
}

type Unsure = Extract<PersonRow, { kind: 'unsure' }>

const Decision = ({ row: { row, name, likely }, error }: { row: Unsure; error: string | undefined }) => (
  <Radios
    name={`row-${row}`}
    legend={`Row ${row}: who is ${name}?`}
    legendProps={{ class: 'govuk-fieldset__legend--s' }}
    error={error}
    items={[
      ...likely.map((person) => ({
        value: person.personId,
        text: `The same person as ${person.name}`,
        hint: person.email,
      })),
      { value: 'another', text: 'Another person, to be added' },
    ]}
  />
)

const nameOf = (personId: string | null, directory: Directory): string =>
  personId === null ? 'Nobody' : (findPerson(directory, personId)?.name ?? 'Somebody')

type BothWays = { from: Content; to: Content }

/** A change of a person, as people read it. */
const personChangeWords = (change: PersonFieldChange, directory: Directory): BothWays => {
  switch (change.field) {
    case 'name':
    case 'email':
    case 'position':
      return { from: change.from ?? 'Not given', to: change.to ?? 'Not given' }
    case 'otherNames':
      return { from: lines(change.from), to: lines(change.to) }
    case 'roles':
      return {
        from: change.from.includes('coordinator') ? 'Yes' : 'No',
        to: change.to.includes('coordinator') ? 'Yes' : 'No',
      }
    case 'deputyId':
      return { from: nameOf(change.from, directory), to: nameOf(change.to, directory) }
    case 'absences':
      return { from: lines(change.from.map(absenceWords)), to: lines(change.to.map(absenceWords)) }
  }
}

export const boardFieldNames = {
  name: 'Name',
  aliases: 'Other spellings',
  chair: 'Chair',
  members: 'Members',
  sees: 'Its pack has',
  meetings: 'Meets',
} as const satisfies Record<BoardFieldChange['field'], string>

/** A change of a board, as people read it. */
const boardChangeWords = (change: BoardFieldChange, directory: Directory): BothWays => {
  switch (change.field) {
    case 'name':
      return change
    case 'aliases':
      return { from: lines(change.from), to: lines(change.to) }
    case 'chair':
      return { from: nameOf(change.from, directory), to: nameOf(change.to, directory) }
    case 'members':
      return {
        from: lines(change.from.map((id) => nameOf(id, directory))),
        to: lines(change.to.map((id) => nameOf(id, directory))),
      }
    case 'sees':
      return { from: seesWords[change.from], to: seesWords[change.to] }
    case 'meetings':
      return { from: lines(change.from.map(dateName)), to: lines(change.to.map(dateName)) }
  }
}

type BoardsPreviewProps = Props & {
  name: string
  preview: Extract<BoardsPreview, { ok: true }>
  notice?: string | undefined
}

/** What a list of boards would change. */
export const BoardsPreviewPage = ({ preview, ...props }: BoardsPreviewProps) => {
  const { rows, directory } = preview
  const added = rows.filter((row) => row.kind === 'added')
  const changed = rows.filter((row) => row.kind === 'changed')
  return (
    <PreviewFrame
      {...props}
      list="boards"
      preview={preview}
      rows={rows}
      refused={rows.filter((row) => row.kind === 'refused')}
      news={added.length + changed.length}
    >
      <Changes
        changes={changed.flatMap(({ row, board, changes }) =>
          changes.map((change) => ({
            row,
            name: board.name,
            field: boardFieldNames[change.field],
            ...boardChangeWords(change, directory),
          })),
        )}
      />
      {added.length > 0 && (
        <ScrollRegion label="New boards">
          <Table
            class="muster-table--compact"
            caption="New boards"
            captionClass="govuk-table__caption--m"
            head={['Row', 'Board', 'Chair', 'Members', 'Its pack has', 'Meets']}
            rows={added.map(({ row, board }) => [
              String(row),
              board.name,
              nameOf(board.chair, directory),
              lines(board.members.map((id) => nameOf(id, directory))),
              seesWords[board.sees],
              lines(board.meetings.map(dateName)),
            ])}
          />
        </ScrollRegion>
      )}
    </PreviewFrame>
  )
}
