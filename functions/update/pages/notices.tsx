import type { Content } from '../../ui/markup.ts'
import { NotificationBanner } from '../../ui/notice.tsx'
import { isChange, type Judge, type Progress, progressOf } from '../answer.ts'
import type { Ask } from '../ask.ts'
import { actionPath } from './check.tsx'

/** The query of a page that comes after a save: which action was saved. */
export const savedQuery = (ref: string): string => `?saved=${encodeURIComponent(ref)}`

const savedWords = {
  'not-started': 'saved',
  draft: 'saved as a draft. It is not complete yet',
  ready: 'saved as a draft. It counts once you submit it',
  submitted: 'saved. It says what you have submitted, so there is nothing to submit',
} as const satisfies Record<Progress, string>

/** Says whether a change of an answer is discarded, by what is stored. */
export const discardedNotice = (ask: Ask, judge: Judge): Content =>
  isChange(ask, judge) ? (
    <NotificationBanner
      title="Not discarded"
      heading="It was changed in another window or on another device meanwhile. This is how it stands now."
    />
  ) : (
    ask.answer && (
      <NotificationBanner type="success" heading="Your change is discarded. What was submitted stands." />
    )
  )

/** Says what became of the action that was left by a press of Save; nothing where none was. */
export const savedNotice = (asks: Ask[], ref: string | undefined, judge: Judge): Content => {
  const ask = asks.find((one) => one.ref === ref)
  if (!ask?.draft) return null
  const progress = progressOf(ask, judge)
  const isChanged = ask.answer !== null && progress !== 'submitted'
  return (
    <NotificationBanner type="success" title="Saved">
      <p class="govuk-notification-banner__heading">
        {isChanged ? 'Your change of ' : 'Your answer for '}
        <a class="govuk-notification-banner__link" href={actionPath(ask.ref)}>
          action {ask.ref}
        </a>{' '}
        is{' '}
        {isChanged
          ? 'saved, and not submitted yet: what was submitted before stands until you submit it'
          : savedWords[progress]}
        .
      </p>
    </NotificationBanner>
  )
}

/** What became of a press that begins with last month's words, as the query of the page that comes after it says. */
export const begunNotice = (begun: string | undefined): Content => {
  switch (begun) {
    case 'copied':
      return (
        <NotificationBanner
          type="success"
          title="Saved"
          heading="What you wrote last month is copied here as a draft. It counts once you submit it."
        />
      )
    case 'typed':
      return (
        <NotificationBanner heading="Nothing was copied, for you had begun to type. What you typed is saved as a draft." />
      )
    default:
      return null
  }
}
