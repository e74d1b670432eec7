import type { Plan } from '../../plan/plan.ts'
import { Button } from '../../ui/button.tsx'
import { FileUpload } from '../../ui/file-upload.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Table } from '../../ui/table.tsx'
import type { ConsoleSession } from '../request.tsx'
import { StepPage } from './frame.tsx'

export type List = 'people' | 'boards'
export type ListPageProps = { session: ConsoleSession; plan: Plan }

/** What each kind of list is called, and what its columns may hold. */
export const lists = {
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

type UploadProps = ListPageProps & { list: List; errors?: FormErrors<'file'> | undefined }

/** Asks for a list's file. */
export const ListUploadPage = ({ session, plan, list, errors }: UploadProps) => {
  const { title, columns, leftAlone } = lists[list]
  return (
    <StepPage
      session={session}
      plan={plan}
      section={list}
      title={title}
      errors={errors}
      back={`/console/${plan.planId}/${list}`}
    >
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
    </StepPage>
  )
}
