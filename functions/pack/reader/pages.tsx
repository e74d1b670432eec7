import type { Plan } from '../../plan/plan.ts'
import { momentName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Layout } from '../../ui/layout.tsx'
import { InsetText } from '../../ui/notice.tsx'
import { ErrorPage, PageHeading, TwoThirds } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { type IssuedPack, type Signature, volumesOf } from '../ports.ts'
import { addressOfVolume } from './shown-file.ts'

type AboutPack = { plan: Plan; boardName: string; month: string }

/** What a recipient's link shows. Opening it changes nothing, for mail scanners open links too. */
export const ReaderLandingPage = ({
  plan,
  boardName,
  month,
  personName,
}: AboutPack & { personName: string }) => (
  <Layout
    title={`${month} pack for ${boardName}`}
    service={{ plan: plan.name, partnership: plan.partnershipName }}
  >
    <TwoThirds>
      <PageHeading caption={plan.name}>
        {month} pack for {boardName}
      </PageHeading>
      <p class="govuk-body-l">
        This link is for <strong>{personName}</strong>.
      </p>
      <form method="post">
        <Button>Continue</Button>
      </form>
      <p class="govuk-body">
        If this is not you, close this page and reply to the email: the link is personal.
      </p>
    </TwoThirds>
  </Layout>
)

const signed = ({ byName, at }: Signature, { timeZone }: Plan): string =>
  `${byName}, ${momentName(at, timeZone)}`

/** The versions of a pack that a board got, to be read as a page, a PDF or a workbook. */
export const ReaderPage = ({
  plan,
  boardName,
  month,
  versions,
  path,
}: AboutPack & { versions: IssuedPack[]; path: string }) => {
  const [newest, ...before] = versions
  if (!newest) return null
  return (
    <Layout
      title={`${month} pack for ${boardName}`}
      service={{ plan: plan.name, partnership: plan.partnershipName }}
    >
      <TwoThirds>
        <PageHeading caption={plan.name}>
          {month} pack for {boardName}
        </PageHeading>
        {newest.version > 1 && (
          <InsetText>
            This is version {String(newest.version)}. Its first page says what changed since version{' '}
            {String(newest.version - 1)}, and why.
          </InsetText>
        )}
        <ul class="govuk-list govuk-list--spaced">
          <li>
            <a class="govuk-link govuk-!-font-weight-bold" href={`${path}/${newest.version}/html`}>
              Read it as a web page
            </a>
          </li>
          <li>
            <Volumes {...newest} path={path} />
          </li>
          <li>
            <a class="govuk-link" href={`${path}/${newest.version}/xlsx`}>
              Download its figures and registers as a workbook
            </a>
          </li>
        </ul>
        <SummaryList
          rows={[
            newest.approved && { key: 'Approved', value: signed(newest.approved, plan) },
            { key: 'Issued', value: signed(newest.issued, plan) },
            {
              key: 'Hash',
              value: <span class="govuk-!-text-break-word">{newest.built.modelSha256}</span>,
            },
          ]}
        />
        {before.length > 0 && (
          <>
            <h2 class="govuk-heading-m">Versions before</h2>
            <ul class="govuk-list">
              {before.map((issued) => (
                <li>
                  <a class="govuk-link" href={`${path}/${issued.version}/html`}>
                    Version {String(issued.version)}
                  </a>
                  , issued by {signed(issued.issued, plan)}
                </li>
              ))}
            </ul>
          </>
        )}
      </TwoThirds>
    </Layout>
  )
}

/** The pack as a PDF, or as the several that it comes in. */
const Volumes = ({ version, built, path }: IssuedPack & { path: string }) => {
  const volumes = volumesOf(built)
  const link = (index: number, words: string, pages: number) => (
    <a class="govuk-link" href={`${path}/${version}/${addressOfVolume(index + 1)}`}>
      {words} ({pages === 1 ? '1 page' : `${pages} pages`})
    </a>
  )
  if (volumes.length === 1) return link(0, 'Open it as a PDF', built.pages)
  return (
    <>
      Open it as a PDF, which comes in {String(volumes.length)} volumes:
      <ul class="govuk-list govuk-list--bullet">
        {volumes.map(({ pages }, index) => (
          <li>{link(index, `Volume ${index + 1}`, pages)}</li>
        ))}
      </ul>
    </>
  )
}

/** A version or a volume that the pack has not. */
export const NoSuchFilePage = ({ path }: { path: string }) => (
  <ErrorPage title="There is no such version or volume">
    <p class="govuk-body">
      <a class="govuk-link" href={path}>
        See what there is of this pack
      </a>
      .
    </p>
  </ErrorPage>
)

/** A link that opens nothing, or a visit that is over. */
export const UnknownReaderLinkPage = ({ ended }: { ended?: boolean }) => (
  <ErrorPage title={ended ? 'Open the link in your email again' : 'This link does not work'}>
    {ended ? (
      <p class="govuk-body">
        You have been away for a while, or have opened this page without its link. The link in the email about
        your pack works as often as you like.
      </p>
    ) : (
      <>
        <p class="govuk-body">Check that the whole address from your email was copied.</p>
        <p class="govuk-body">
          If it was, the link has ended, or you are no longer on that board. Reply to the email to ask for the
          pack.
        </p>
      </>
    )}
  </ErrorPage>
)
