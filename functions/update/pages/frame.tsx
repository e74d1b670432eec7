import { statusOf } from '../../plan/plan.ts'
import { Layout, type LayoutProps } from '../../ui/layout.tsx'
import { ErrorPage, TwoThirds } from '../../ui/page.tsx'
import { type Typed, typedOf } from '../answer.ts'
import type { Draft } from '../ask.ts'
import type { KeptLate } from '../keep-late.ts'
import type { LeadSession } from '../ports.ts'
import { TypedText } from './given.tsx'

type Terms = LeadSession['terms']

/** Where a lead asks for a new link. */
export const NEW_LINK_PATH = '/new-link'

/** A page of the lead's form: whose plan it is, who is at it, and whom to ask. */
export const FormPage = ({ session, children, ...layout }: LayoutProps & { session: LeadSession }) => (
  <Layout
    service={{ plan: session.terms.planName, partnership: session.terms.partnershipName, href: '/form' }}
    account={session.personName}
    footer={<HelpLine coordinator={session.terms.coordinator} />}
    {...layout}
  >
    {layout.wide ? children : <TwoThirds>{children}</TwoThirds>}
  </Layout>
)

const HelpLine = ({ coordinator }: { coordinator: Terms['coordinator'] }) =>
  coordinator && (
    <p class="govuk-body-s">
      Questions about your actions? Write to {coordinator.name} at{' '}
      <a class="govuk-link" href={`mailto:${coordinator.email}`}>
        {coordinator.email}
      </a>
      .
    </p>
  )

/** Leads to the page that sends a new link. It is a link and no button: following it sends nothing. */
const AskForLink = () => (
  <a class="govuk-link" href={NEW_LINK_PATH}>
    ask for a new link
  </a>
)

/** A link that is not known: mistyped, cut short by a mail program, or taken back. */
export const UnknownLinkPage = () => (
  <ErrorPage title="This link does not work">
    <p class="govuk-body">Check that the whole address from your email was copied.</p>
    <p class="govuk-body">
      If it was, use the link in the newest email about your actions, or <AskForLink />.
    </p>
  </ErrorPage>
)

/** What was typed and not saved, by the label of its field. */
export type TypedTexts = { label: string; text: string }[]

/** Hands back what was typed on a page that could not take it. */
export const HandBack = ({ typed, kept }: { typed: TypedTexts; kept: string | null }) =>
  typed.every(isEmpty) ? null : (
    <>
      <h2 class="govuk-heading-m">What you had just typed</h2>
      <p class="govuk-body">{kept ?? 'This was not saved. Copy it before you leave this page.'}</p>
      <Texts typed={typed} />
      <hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible" />
    </>
  )

const isEmpty = ({ text }: TypedTexts[number]): boolean => text.trim() === ''

/** Each text under the label of its field, to be read and copied. */
export const Texts = ({ typed }: { typed: TypedTexts }) => (
  <>
    {typed
      .filter((one) => !isEmpty(one))
      .map(({ label, text }) => (
        <>
          <h3 class="govuk-heading-s">{label}</h3>
          <TypedText>{text}</TypedText>
        </>
      ))}
  </>
)

/** What was typed of one action, each field by its label. The status is named where the plan's are known. */
export const textsOf = (
  { status, progress, obstacles, consequence, impact, links, forecast }: Typed,
  statuses: Terms['statuses'],
): TypedTexts => [
  { label: 'How this action stands', text: statusOf({ statuses }, status)?.label ?? status },
  { label: 'What has happened since last time', text: progress },
  { label: 'What is in the way', text: obstacles },
  { label: 'What happens otherwise', text: consequence },
  { label: 'What has become different', text: impact },
  { label: 'Links', text: links },
  { label: 'New date', text: `${forecast.month} ${forecast.year}` },
]

/** A draft as it is kept: what was typed, and the names of its files. */
export const textsOfDraft = (draft: Draft, statuses: Terms['statuses']): TypedTexts => [
  ...textsOf(typedOf(draft), statuses),
  { label: 'Files', text: draft.files.map(({ name }) => name).join('\n') },
]

/** What became of what was typed where the form could not take it; null where it is kept nowhere. */
export type Kept = KeptLate | null

const lateWords = {
  kept: 'This came too late for the packs. It is kept, marked as late, and your coordinator can see it.',
  'nothing-new':
    'This is no more than what was saved before the month closed. What of it you had not submitted is in no pack: copy it if you need it.',
} as const satisfies Record<KeptLate, string>

type ClosedPageProps = {
  month: string
  /** What was pressed and is not done, in a sentence. */
  notDone?: string | undefined
  typed?: TypedTexts | undefined
  kept?: Kept
}

/** A link or form whose cycle has closed. */
export const ClosedPage = ({ month, notDone, typed = [], kept = null }: ClosedPageProps) => (
  <ErrorPage title={`Updates for ${month} have closed`}>
    {notDone && <p class="govuk-body">{notDone}</p>}
    <p class="govuk-body">What you submitted in time is kept and is in the packs for the boards.</p>
    <p class="govuk-body">
      You will get an email with a new link when the next month opens. If something cannot wait, reply to the
      email you had.
    </p>
    <HandBack typed={typed} kept={kept && lateWords[kept]} />
    <p class="govuk-body">
      If the next month has opened already and you cannot find its email, <AskForLink />.
    </p>
  </ErrorPage>
)

const endedWords = {
  draft: 'This is saved as a draft. It is there when you open the link.',
  'in-case':
    'Somebody else answers this action now. This is kept as a draft, in case it comes back to you: if it should count, send it to them.',
} as const

/** The session is over; whatever was typed is handed back, and kept as a draft where whose it is is known. */
export const SessionEndedPage = ({
  notDone,
  typed,
  kept,
}: {
  /** What was pressed and is not done, in a sentence. */
  notDone: string | undefined
  typed: TypedTexts
  /** `in-case`: kept, and somebody else answers the action now. */
  kept: 'draft' | 'in-case' | null
}) => (
  <ErrorPage title="Open the link in your email to go on">
    {notDone && <p class="govuk-body">{notDone}</p>}
    <p class="govuk-body">
      This page closes by itself after some hours. The link in your newest email works until its month closes,
      and what you had saved is there. If the month has closed, the link says so.
    </p>
    <HandBack typed={typed} kept={kept && endedWords[kept]} />
    <p class="govuk-body">
      If you cannot find the email, or its link does not work, <AskForLink />.
    </p>
  </ErrorPage>
)

/** An action that is not on this lead's form. */
export const NoSuchActionPage = ({ session }: { session: LeadSession }) => (
  <FormPage session={session} title="This action is not on your list">
    <h1 class="govuk-heading-l">This action is not on your list</h1>
    <p class="govuk-body">
      <a class="govuk-link" href="/form">
        See the actions on your list
      </a>
      .
    </p>
  </FormPage>
)
