import type { Content } from '../../ui/markup.ts'
import { NotificationBanner } from '../../ui/notice.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'

/** One field as it is saved now and as somebody typed it. */
export type TwoVersions = { field: string; saved: Content; typed: Content }

/** Tells whoever saves second what the first one saved; their own words are in the form below. */
export const Overtaken = ({ what, versions }: { what: string; versions: TwoVersions[] }) => (
  <>
    <NotificationBanner
      role="alert"
      heading={`Somebody else changed ${what} while this page was open. Nothing of yours was saved yet.`}
    >
      <p class="govuk-body">
        What you typed is in the form below. Look at what is saved now, put right what needs it, and save
        again.
      </p>
    </NotificationBanner>
    {versions.length > 0 && (
      <ScrollRegion label="What is saved and what you typed">
        <Table
          class="muster-table--compact"
          caption="What is saved and what you typed"
          captionClass="govuk-table__caption--s"
          firstCellIsHeader
          head={['Field', 'Saved now', 'Typed by you']}
          rows={versions.map(({ field, saved, typed }) => [field, saved, typed])}
        />
      </ScrollRegion>
    )}
  </>
)
