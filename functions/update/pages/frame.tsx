import { Layout, type LayoutProps } from '../../ui/layout.tsx'
import { ErrorPage, TwoThirds } from '../../ui/page.tsx'
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
export const HandBack = ({ typed, kept }: { typed: TypedTexts; kept: string | null }) => {
  const texts = typed.filter(({ text }) => text.trim() !== '')
  return texts.length === 0 ? null : (
    <>
      <h2 class="govuk-heading-m">What you had just typed</h2>
      <p class="govuk-body">{kept ?? 'This was not saved. Copy it before you leave this page.'}</p>
      {texts.map(({ label, text }) => (
        <>
          <h3 class="govuk-heading-s">{label}</h3>
          <TypedText>{text}</TypedText>
        </>
      ))}
    </>
  )
}

/** What became of what was typed where the form could not take it; null where it is kept nowhere. */
export type Kept = KeptLate | null

const lateWords = {
  kept: 'This came too late for the packs. It is kept, marked as late, and your coordinator can see it.',
  'nothing-new':
    'This is no more than what was saved before the month closed. What of it you had not submitted is in no pack: copy it if you need it.',
} as const satisfies Record<KeptLate, string>

type ClosedPageProps = { month: string; typed?: TypedTexts | undefined; kept?: Kept }

/** A link or form whose cycle has closed. */
export const ClosedPage = ({ month, typed = [], kept = null }: ClosedPageProps) => (
  <ErrorPage title={`Updates for ${month} have closed`}>
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
  typed,
  kept,
}: {
  typed: TypedTexts
  /** `in-case`: kept, and somebody else answers the action now. */
  kept: 'draft' | 'in-case' | null
}) => (
  <ErrorPage title="Open the link in your email to go on">
    <p class="govuk-body">
      This page closes by itself after some hours. The link in your newest email works until the month closes,
      and what you had saved is there.
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
