import { Button } from '../../ui/button.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import { Layout } from '../../ui/layout.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { SentDraft } from '../save-draft.ts'

/** What was typed, in a form that sends it again; made without the table, which could not be reached. */
export const NotSavedPage = ({ action, sent }: { action: string; sent: SentDraft }) => {
  const { typed, revision, page } = sent
  const errors = {
    progress: {
      text: 'This could not be saved just now. All that you typed is below: wait a minute, then press Save',
      href: '#progress',
    },
  }
  const hidden = {
    revision: String(revision),
    page,
    status: typed.status,
    'forecast-month': typed.forecast.month,
    'forecast-year': typed.forecast.year,
  }
  return (
    <Layout title="Your answer is not saved yet" errors={errors}>
      <TwoThirds>
        <FormErrorSummary errors={errors} />
        <PageHeading>Your answer is not saved yet</PageHeading>
        <form method="post" action={action} novalidate>
          {Object.entries(hidden).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <Textarea
            name="progress"
            label="What has happened since last time?"
            value={typed.progress}
            rows={8}
          />
          <Textarea
            name="obstacles"
            label="What is in the way, and what will bring it back?"
            value={typed.obstacles}
          />
          <Textarea
            name="consequence"
            label="What happens if it is not brought back?"
            value={typed.consequence}
          />
          <Textarea
            name="impact"
            label="What has become different for children and families?"
            value={typed.impact}
          />
          <Textarea name="links" label="Links to what shows it" value={typed.links} rows={2} />
          <Button preventDoubleClick>Save and continue</Button>
        </form>
      </TwoThirds>
    </Layout>
  )
}
