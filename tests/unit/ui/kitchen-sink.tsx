import { Button } from '../../../functions/ui/button.tsx'
import { Checkboxes, Radios } from '../../../functions/ui/choices.tsx'
import { DateInput } from '../../../functions/ui/date-input.tsx'
import { Details } from '../../../functions/ui/details.tsx'
import { FormErrorSummary } from '../../../functions/ui/error-summary.tsx'
import { FileUpload } from '../../../functions/ui/file-upload.tsx'
import type { FormErrors } from '../../../functions/ui/form-errors.ts'
import { Input } from '../../../functions/ui/input.tsx'
import { Layout } from '../../../functions/ui/layout.tsx'
import { InsetText, NotificationBanner, Panel, WarningText } from '../../../functions/ui/notice.tsx'
import { PageHeading, TwoThirds } from '../../../functions/ui/page.tsx'
import { Select } from '../../../functions/ui/select.tsx'
import { StatusTag } from '../../../functions/ui/status-tag.tsx'
import { SummaryList } from '../../../functions/ui/summary-list.tsx'
import { ScrollRegion, Table } from '../../../functions/ui/table.tsx'
import { Tag } from '../../../functions/ui/tag.tsx'
import { TaskList } from '../../../functions/ui/task-list.tsx'
import { CharacterCount, Textarea } from '../../../functions/ui/textarea.tsx'

const service = { partnership: 'Anytown Local Area Partnership', plan: 'SEND Improvement Plan', href: '/' }

const statuses = [
  { label: 'Embedded, sustained and completed', colour: 'blue' },
  { label: 'On track, no concerns', colour: 'green' },
  { label: 'On track, some concerns', colour: 'amber' },
  { label: 'Off track', colour: 'red' },
] as const
const [embedded, onTrack, someConcerns, offTrack] = statuses

const errors: FormErrors<'status' | 'progress'> = {
  status: { text: 'Choose a status', href: '#status' },
  progress: { text: 'Progress must be 4,000 characters or fewer', href: '#progress' },
}

const Form = () => (
  <form method="post" action="/answer" novalidate>
    <Radios
      name="status"
      legend="How is this action going?"
      legendProps={{ class: 'govuk-fieldset__legend--m' }}
      hint="Last month: On track, some concerns"
      error={errors.status?.text}
      items={[
        ...statuses.map(({ label }, index) => ({
          value: String(index),
          text: label,
          hint: `What it means to be ${label.toLowerCase()}.`,
          conditional: label === 'Off track' && (
            <Textarea name="obstacles" label="If it is off track, what is in the way?" rows={3} />
          ),
        })),
      ]}
    />
    <CharacterCount
      name="progress"
      label="What has happened since last month?"
      labelProps={{ class: 'govuk-label--m' }}
      hint="Write for the board. Do not name children or families."
      error={errors.progress?.text}
      maxlength={4000}
      value={'Two schools have signed up.\nA third is deciding.'}
    />
    <DateInput id="away" namePrefix="away" legend="First day away" error="Enter the first day away" />
    <Checkboxes
      name="evidence"
      legend="What supports this?"
      items={[
        { value: 'data', text: 'Data' },
        { value: 'feedback', text: 'Feedback from families' },
        { divider: 'or' },
        { value: 'none', text: 'Nothing yet', behaviour: 'exclusive' },
      ]}
    />
    <Select
      name="lead"
      label="Who else leads this?"
      items={[{ text: 'Nobody', value: '' }, { text: 'Ada Example' }]}
      value="Ada Example"
    />
    <Input
      name="code"
      label="Code from your email"
      inputmode="numeric"
      autocomplete="one-time-code"
      class="govuk-input--width-10"
      suffix={{ text: 'digits' }}
    />
    <FileUpload name="plan" label="The plan as a spreadsheet" hint="XLSX, up to 5 MB" />
    <WarningText>Submitting replaces what you sent before.</WarningText>
    <div class="govuk-button-group">
      <Button preventDoubleClick>Submit update</Button>
      <Button look="secondary" name="then" value="draft">
        Save and come back later
      </Button>
      <Button look="warning">Revoke link</Button>
      <a class="govuk-link" href="/actions">
        Back to all actions
      </a>
    </div>
  </form>
)

const Overview = () => (
  <>
    <h2 class="govuk-heading-m">Your actions</h2>
    <TaskList
      items={[
        {
          title: '2.11 Publish the local offer',
          href: '/2.11',
          hint: 'Due March 2027',
          status: <Tag class="govuk-tag--yellow">Not started</Tag>,
        },
        { title: '3.11a Train school leaders', href: '/3.11a', status: 'Submitted' },
        { title: '4.1 Joint commissioning', status: 'Not asked this month' },
      ]}
    />
    <SummaryList
      card={{ title: 'Action 2.11', actions: [{ href: '/2.11', text: 'Open' }] }}
      rows={[
        {
          key: 'Status',
          value: <StatusTag status={someConcerns} />,
          actions: [{ href: '/s', text: 'Change', visuallyHiddenText: 'status' }],
        },
        { key: 'Due', value: 'March 2027' },
        { key: 'Progress', value: <div class="muster-answer">{'First line\nSecond line'}</div> },
      ]}
    />
    <ScrollRegion label="Who has answered">
      <Table
        class="muster-table--compact"
        caption="Who has answered"
        captionClass="govuk-table__caption--m"
        firstCellIsHeader
        head={['Lead', 'Status', 'Last email', { content: 'Answered', format: 'numeric' }]}
        rows={[
          [
            'Ada Example',
            <StatusTag status={onTrack} />,
            'Delivered 3 December',
            { content: '4 of 4', format: 'numeric' },
          ],
          [
            'Bo Example',
            <StatusTag status={offTrack} />,
            'Bounced',
            { content: '0 of 2', format: 'numeric' },
          ],
          [
            'Cy Example',
            <StatusTag status={embedded} />,
            'Delivered',
            { content: '1 of 3', format: 'numeric' },
          ],
          ['Di Example', <StatusTag status={null} />, 'Owed', { content: '0 of 12', format: 'numeric' }],
        ]}
      />
    </ScrollRegion>
  </>
)

/** Every component on one page, with an invented plan. */
export const KitchenSink = () => (
  <Layout
    title="Update action 2.11"
    service={service}
    errors={errors}
    backLink={{ href: '/actions' }}
    account={
      <form method="post" action="/sign-out">
        Ada Example <button type="submit">Sign out</button>
      </form>
    }
    navigation={[
      { href: '/cycle', text: 'This month', current: 'page' },
      { href: '/actions', text: 'Actions' },
      { href: '/packs', text: 'Packs' },
    ]}
    beforeContent={<NotificationBanner heading="December’s updates are due on Friday 11 December at 5pm" />}
    footer={<p class="govuk-body-s">Questions? Reply to the email that brought you here.</p>}
  >
    <TwoThirds>
      <FormErrorSummary errors={errors} />
      <PageHeading caption="Priority 2">2.11 Publish the local offer</PageHeading>
      <p class="govuk-body-l">You are asked about four actions this month.</p>
      <InsetText>The board asked what families think of it.</InsetText>
      <Details summary="What this action is">Everything the plan says of it.</Details>
      <Form />
    </TwoThirds>
    <Overview />
  </Layout>
)

/** The coordinator's page: wide, with the same table. */
export const WideSink = () => (
  <Layout
    title="December 2026"
    service={service}
    wide
    beforeContent={<NotificationBanner type="success" heading="The cycle is open" />}
    navigation={[{ href: '/cycle', text: 'This month', current: 'section' }]}
  >
    <PageHeading size="xl">December 2026</PageHeading>
    <Overview />
  </Layout>
)

/** The page after submitting. */
export const DoneSink = () => (
  <Layout title="Update sent" service={service}>
    <TwoThirds>
      <Panel title="Update sent">Action 2.11</Panel>
      <p class="govuk-body">You can change it until Friday 11 December at 5pm.</p>
      <Button href="/actions">Go to your next action</Button>
    </TwoThirds>
  </Layout>
)
