import type { TypedPackSettings } from '../../pack/pack-settings.ts'
import type { Plan } from '../../plan/plan.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Input } from '../../ui/input.tsx'
import { NotificationBanner } from '../../ui/notice.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'
import { Overtaken, type TwoVersions } from './overtaken.tsx'

type PackSettingsPageProps = {
  session: ConsoleSession
  plan: Plan
  typed: TypedPackSettings
  /** The count of the plan's settings that the form was filled from. */
  seen: number
  saved?: boolean | undefined
  errors?: FormErrors | undefined
  /** What somebody else has saved meanwhile, beside what was typed. */
  overtaken?: TwoVersions[] | undefined
}

const approvalWords = {
  'another-person': 'An approver who did not ask for the approval',
  anyone: 'Any approver, also whoever asked',
}
const issueWords = {
  meeting: 'By itself, before the board meets',
  hand: 'Only when somebody presses the button',
}

/** What its fields are called beside each other, and the words of those that are a choice. */
const fields: { name: keyof TypedPackSettings; title: string; words?: Record<string, string> }[] = [
  { name: 'approval', title: 'Who may approve a pack', words: approvalWords },
  { name: 'issue', title: 'When an approved pack is issued', words: issueWords },
  { name: 'issueDays', title: 'Working days before the meeting' },
  { name: 'issueAt', title: 'Hour of that day' },
  { name: 'remindBefore', title: 'Approvers are reminded so many working days before that' },
  { name: 'internal', title: 'Internal actions' },
]

/** The parts in which what is saved and what was typed differ. */
export const settingsVersions = (saved: TypedPackSettings, typed: TypedPackSettings): TwoVersions[] =>
  fields
    .filter(({ name }) => saved[name].trim() !== typed[name].trim())
    .map(({ name, title, words }) => {
      const say = (value: string) => words?.[value] ?? (value.trim() === '' ? 'Nothing' : value)
      return { field: title, saved: say(saved[name]), typed: say(typed[name]) }
    })

/** How packs are approved and issued. */
export const PackSettingsPage = ({
  session,
  plan,
  typed,
  seen,
  saved,
  errors,
  overtaken,
}: PackSettingsPageProps) => {
  const packs = `/console/${plan.planId}/packs`
  const field = (name: keyof TypedPackSettings) => ({
    name,
    value: typed[name],
    error: errors?.[name]?.text,
  })
  return (
    <StepPage
      session={session}
      plan={plan}
      section="packs"
      title="How packs are approved and issued"
      caption="Packs"
      back={packs}
      errors={errors}
      beforeContent={saved && <NotificationBanner type="success" heading="The settings are saved." />}
    >
      {overtaken && <Overtaken what="the plan’s settings" versions={overtaken} />}
      <form method="post" action={`${packs}/settings`} novalidate>
        <input type="hidden" name="seen" value={String(seen)} />
        <Radios
          {...field('approval')}
          legend="Who may approve a pack?"
          legendProps={{ class: 'govuk-fieldset__legend--s' }}
          items={[
            {
              value: 'another-person',
              text: approvalWords['another-person'],
              hint: 'Nobody then approves their own work.',
            },
            { value: 'anyone', text: approvalWords.anyone },
          ]}
        />
        <Radios
          {...field('issue')}
          legend="When is an approved pack issued?"
          legendProps={{ class: 'govuk-fieldset__legend--s' }}
          items={[
            {
              value: 'meeting',
              text: issueWords.meeting,
              hint: 'The boards’ pages have the days on which they meet. You can still issue a pack sooner.',
            },
            { value: 'hand', text: issueWords.hand },
          ]}
        />
        <Input
          {...field('issueDays')}
          label="Working days before the meeting"
          class="govuk-input--width-3"
          inputmode="numeric"
        />
        <Input {...field('issueAt')} label="At" hint="For example 10am." class="govuk-input--width-5" />
        <Input
          {...field('remindBefore')}
          label="Approvers are reminded so many working days before that"
          class="govuk-input--width-3"
          inputmode="numeric"
        />
        <Textarea
          {...field('internal')}
          label="Internal actions (optional)"
          labelProps={{ class: 'govuk-label--s' }}
          hint="A ref on each line. No public cut of a pack has them."
          rows={4}
          spellcheck={false}
        />
        <ButtonOrBack href={packs} text="Cancel">
          <Button preventDoubleClick>Save</Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}
