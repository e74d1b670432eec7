import type { MessageKind, MessageState } from '../../message/message.ts'
import { shortMoment } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { WarningText } from '../../ui/notice.tsx'
import { ScrollRegion, Table } from '../../ui/table.tsx'
import type { Overview } from '../overview.ts'
import { AskDeputyLink } from './ask-deputy.tsx'
import { personHref } from './person-words.tsx'

export const mailWords = {
  owed: 'Waiting to be sent',
  claimed: 'Being sent',
  sent: 'Sent',
  delivered: 'Delivered',
  unknown: 'Not known',
  returned: 'Came back',
  rejected: 'Refused',
  bounced: 'Bounced',
  complained: 'Marked as unwanted',
  dropped: 'Not needed',
} as const satisfies Record<MessageState, string>

const kindWords = {
  request: 'Request',
  reminder: 'Reminder',
  escalation: 'Escalation',
  alert: 'Alert',
  'sign-in-code': 'Sign-in code',
  'pack-notice': 'Pack',
  link: 'New link, asked for',
  'replaced-link': 'New link',
  handed: 'Handed over',
  'taken-back': 'Taken back',
  receipt: 'Receipt',
} as const satisfies Record<MessageKind, string>

/** Mail that did not arrive, or of which nobody knows. */
export const StuckMail = ({ overview: { plan, stuck } }: { overview: Overview }) => (
  <>
    <h2 class="govuk-heading-m">Mail that needs a decision</h2>
    <WarningText iconFallbackText="Warning">
      {stuck.length === 1 ? 'One mail may not have arrived.' : `${stuck.length} mails may not have arrived.`}
    </WarningText>
    <ScrollRegion label="Mail that needs a decision">
      <Table
        class="muster-table--compact"
        caption="Mail that needs a decision"
        captionClass="govuk-visually-hidden"
        firstCellIsHeader
        head={['To', 'Mail', 'What happened', 'What you can do']}
        rows={stuck.map((message) => [
          message.name,
          kindWords[message.kind],
          `${mailWords[message.state]}. ${message.reason ?? ''}`,
          message.state === 'unknown' ? (
            <form method="post" action={`/console/${plan.planId}/send-again`}>
              <input type="hidden" name="message" value={message.messageId} />
              <Button look="secondary" preventDoubleClick>
                Send again
                <span class="govuk-visually-hidden"> to {message.name}</span>
              </Button>
            </form>
          ) : (
            <>
              <a class="govuk-link" href={personHref(plan.planId, message.personId)}>
                {message.state === 'returned' ? 'Check the address' : 'Correct the address'}
                <span class="govuk-visually-hidden"> of {message.name}</span>
              </a>{' '}
              and remind them, or ask another way.{' '}
              {message.instead && (
                <AskDeputyLink {...message} planId={plan.planId} deputy={message.instead.name} />
              )}
            </>
          ),
        ])}
      />
    </ScrollRegion>
  </>
)

/** Mail on its way for longer than usual. Nobody need do anything yet. */
export const HeldUpMail = ({ overview: { plan, heldUp } }: { overview: Overview }) => (
  <>
    <h2 class="govuk-heading-m">Mail that is held up</h2>
    <p class="govuk-body">The mail service keeps trying. You need do nothing unless it gives up.</p>
    <ul class="govuk-list govuk-list--bullet">
      {heldUp.map(({ name, kind, deferral: { why, until } }) => (
        <li>
          {kindWords[kind]} to {name}. {why}
          {until && ` It is tried until ${shortMoment(until, plan.timeZone)}.`}
        </li>
      ))}
    </ul>
  </>
)
