import type { Plan } from '../../plan/plan.ts'
import type { PlanImport } from '../../plan/plan-import.ts'
import { dateName, localDay } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import { FileUpload } from '../../ui/file-upload.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { uploadPath } from '../../ui/generated/upload.ts'
import { NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ConsolePage } from './frame.tsx'

type ImportPageProps = {
  session: ConsoleSession
  plan: Plan
  last: { made: PlanImport; byName: string } | null
  /** What became of the import that was just made. */
  done?: string | undefined
  errors?: FormErrors<'file'> | undefined
}

/** What a request may carry on its way to the console. Bytes. */
export const LARGEST_PLAN_FILE = 4 * 1024 * 1024

/** Where a plan's file is chosen, and what came in last. */
export const ImportPage = ({ session, plan, last, done, errors }: ImportPageProps) => (
  <ConsolePage
    session={session}
    plan={plan}
    section="import"
    title="Import the plan"
    errors={errors}
    scripts={[uploadPath]}
  >
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      {done && last && (
        <NotificationBanner type="success" heading={`The plan is imported: ${describeImport(last.made)}.`}>
          <p class="govuk-body">{done}</p>
        </NotificationBanner>
      )}
      <PageHeading caption={plan.name}>Import the plan</PageHeading>
      <p class="govuk-body">
        Choose the plan as your spreadsheet keeps it: an Excel workbook (.xlsx), CSV, or tab-separated text.
        Cells may have slipped and tables may break over pages. You will see what was understood, and what
        would change, before anything is changed.
      </p>
      <form
        method="post"
        action={`/console/${plan.planId}/import`}
        enctype="multipart/form-data"
        novalidate
        data-upload
        data-largest={String(LARGEST_PLAN_FILE)}
        data-too-large={`/console/${plan.planId}/import?too-large=`}
      >
        <FileUpload
          name="file"
          label="The plan’s file"
          hint="At most 4 MB. Formulas, macros and passwords must be taken out first."
          error={errors?.file?.text}
          attributes={{ accept: '.xlsx,.csv,.tsv,.txt' }}
        />
        <p class="govuk-body" role="status" data-upload-state></p>
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
          ? `The last import was ${last.made.file.name}, by ${last.byName} on ${dateName(localDay(last.made.at, plan.timeZone))}: ${describeImport(last.made)}.`
          : 'No file has been imported yet.'}
      </p>
    </TwoThirds>
  </ConsolePage>
)

const describeImport = ({ counts: { added, changed } }: PlanImport): string => {
  const parts = [added > 0 && `${added} new`, changed > 0 && `${changed} changed`].filter(Boolean)
  return parts.length === 0 ? 'no action was new or changed' : parts.join(', ')
}
