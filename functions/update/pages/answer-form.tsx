import { isOverdue, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { MonthInput } from '../../ui/month-input.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type AnswerField, isChange, type Judge, startOf, type Typed } from '../answer.ts'
import type { Ask } from '../ask.ts'
import { actionPath, filesPath } from './check.tsx'
import { EvidenceList } from './given.tsx'

/** The form's id, for buttons that stand elsewhere on the page. */
export const ANSWER_FORM = 'answer'

export type AnswerFormProps = {
  ask: Ask
  typed: Typed
  judge: Judge
  /** Names this page, so that what it saves itself is known again. */
  page: string
  errors?: FormErrors<AnswerField | 'versions'> | undefined
}

/** This month's answer for one action, as it is being written. */
export const AnswerForm = ({ ask, typed, judge, page, errors }: AnswerFormProps) => {
  const files = startOf(ask)?.files ?? []
  const field = (name: 'status' | 'progress' | 'obstacles' | 'consequence' | 'impact' | 'links') => ({
    name,
    value: typed[name],
    error: errors?.[name]?.text,
  })
  return (
    <form
      id={ANSWER_FORM}
      method="post"
      action={actionPath(ask.ref)}
      novalidate
      data-autosave={`${actionPath(ask.ref)}/draft`}
    >
      <input type="hidden" name="revision" value={String(ask.draftRevision)} />
      <input type="hidden" name="page" value={page} />
      <Radios
        {...field('status')}
        legend="How does this action stand now?"
        legendProps={{ class: 'govuk-fieldset__legend--m' }}
        items={judge.statuses.map((status) => ({
          value: status.code,
          text: status.label,
          hint: status.meaning,
        }))}
      />
      <Textarea
        {...field('progress')}
        rows={8}
        label="What has happened since last time?"
        labelProps={{ class: 'govuk-label--m' }}
        hint="The boards read this."
      />
      <Textarea
        {...field('obstacles')}
        rows={5}
        label="What is in the way, and what will bring it back?"
        labelProps={{ class: 'govuk-label--m' }}
        hint={obstaclesHint(ask, judge)}
      />
      <Textarea
        {...field('consequence')}
        rows={2}
        label="What happens if it is not brought back? (optional)"
        labelProps={{ class: 'govuk-label--s' }}
        hint="The boards read this beside what is in the way."
      />
      <Textarea
        {...field('impact')}
        rows={4}
        label="What has become different for children and families?"
        labelProps={{ class: 'govuk-label--m' }}
        hint={impactHint(judge)}
      />
      <Textarea
        {...field('links')}
        rows={2}
        label="Links to what shows it (optional)"
        labelProps={{ class: 'govuk-label--s' }}
        hint="One web address on each line."
        spellcheck={false}
      />
      {files.length > 0 && (
        <>
          <h2 class="govuk-heading-s">Files that show it</h2>
          <EvidenceList links={[]} files={files} folder={filesPath(ask.ref)} />
        </>
      )}
      <MonthInput
        name="forecast"
        legend="Will it be done at another time? (optional)"
        legendClass="govuk-fieldset__legend--m"
        hint={forecastHint(ask)}
        errors={errors}
        month={typed.forecast.month}
        year={typed.forecast.year}
      />
      <div class="govuk-button-group">
        <Button preventDoubleClick>Save and continue</Button>
        <Button look="secondary" name="then" value="files" preventDoubleClick>
          {files.length > 0 ? 'Add or remove files' : 'Add files'}
        </Button>
        <Button look="secondary" name="then" value="list" preventDoubleClick>
          Save and go back to your actions
        </Button>
        {isChange(ask, judge) && (
          <Button
            look="secondary"
            attributes={{ formaction: `${actionPath(ask.ref)}/discard` }}
            preventDoubleClick
          >
            Discard my change
          </Button>
        )}
      </div>
    </form>
  )
}

const anyOf = (words: string[]): string => new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words)

const obstaclesHint = ({ says }: Ask, { statuses, today }: Judge): string => {
  if (says.due !== null && isOverdue(says.due, today)) {
    return `Needed, as the action was due in ${monthName(says.due)}, unless it is done.`
  }
  const demanding = statuses.filter((status) => status.demandsMitigation).map(({ label }) => label)
  return demanding.length === 0
    ? 'Leave empty if nothing is.'
    : `Needed if the status is ${anyOf(demanding)}. Otherwise leave empty if nothing is.`
}

const impactHint = ({ statuses }: Judge): string => {
  const finals = statuses.filter(({ final }) => final).map(({ label }) => label)
  return finals.length === 0
    ? 'And how one can tell.'
    : `And how one can tell. Needed if the status is ${anyOf(finals)}: another person then approves that the plan says so.`
}

const forecastHint = ({ says }: Ask): string =>
  says.due === null
    ? 'The plan has no date. Yours becomes a request to set one, which somebody else approves.'
    : `The plan says ${monthName(says.due)}. Yours becomes a request to change that; the plan’s date stays until somebody else approves.`
