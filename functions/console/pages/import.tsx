import type { PlanPreview } from '../../plan/import-plan.ts'
import type { Plan } from '../../plan/plan.ts'
import { Button } from '../../ui/button.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import { FileUpload } from '../../ui/file-upload.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import type { CoordinatorSession } from '../../update/ports.ts'
import { ConsolePage } from './frame.tsx'

type Props = { session: CoordinatorSession; plan: Plan }

export const ImportPage = ({ session, plan, errors }: Props & { errors?: FormErrors<'file'> }) => (
  <ConsolePage session={session} plan={plan} section="import" title="Import the plan" errors={errors}>
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <PageHeading caption={plan.name}>Import the plan</PageHeading>
      <p class="govuk-body">
        Choose the plan as tab-separated text, as a spreadsheet saves it. You will see what was understood
        before anything is changed.
      </p>
      <form method="post" enctype="multipart/form-data" novalidate>
        <FileUpload
          name="file"
          label="The plan’s file"
          error={errors?.file?.text}
          attributes={{ accept: '.txt,.tsv,text/plain,text/tab-separated-values' }}
        />
        <Button>Read the file</Button>
      </form>
    </TwoThirds>
  </ConsolePage>
)

type Readable = Extract<PlanPreview, { ok: true }>

export const ImportPreviewPage = ({
  session,
  plan,
  name,
  preview,
}: Props & { name: string; preview: Readable; notice: string | undefined; today: string }) => {
  const { actions, findings } = preview.read
  const live = actions.filter((action) => !action.closed).length
  return (
    <ConsolePage session={session} plan={plan} section="import" title="Check what was read" wide>
      <PageHeading caption="Import the plan">Check what was read</PageHeading>
      <SummaryList
        rows={[
          { key: 'Live actions', value: String(live) },
          { key: 'Closed actions', value: String(actions.length - live) },
          { key: 'New', value: listRefs(preview.diff.added.map(({ ref }) => ref)) },
          { key: 'Changed', value: listRefs(preview.diff.changed.map(({ action }) => action.ref)) },
          {
            key: 'No longer in the file',
            value: listRefs(preview.diff.gone.map(({ ref }) => ref)),
          },
        ]}
      />
      <form method="post" action={`/console/${plan.planId}/import/confirm`}>
        <input type="hidden" name="file" value={preview.sha256} />
        <input type="hidden" name="name" value={name} />
        <input type="hidden" name="revision" value={String(preview.revision)} />
        <div class="govuk-button-group">
          <Button preventDoubleClick>Import {actions.length} actions</Button>
          <a class="govuk-link" href={`/console/${plan.planId}/import`}>
            Choose another file
          </a>
        </div>
      </form>
      <h2 class="govuk-heading-m">
        {findings.length === 1 ? '1 thing to look at' : `${findings.length} things to look at`}
      </h2>
      {findings.length > 0 && (
        <ScrollRegion label="Things to look at">
          <Table
            class="muster-table--compact"
            caption="Things to look at"
            captionClass="govuk-visually-hidden"
            head={['Action', 'In the file', 'What it means']}
            rows={findings.map(({ ref, raw, message }) => [ref ?? 'Whole file', raw, message])}
          />
        </ScrollRegion>
      )}
    </ConsolePage>
  )
}

const listRefs = (refs: string[]): string =>
  refs.length === 0 ? 'None' : refs.length > 12 ? `${refs.length} actions` : refs.join(', ')
