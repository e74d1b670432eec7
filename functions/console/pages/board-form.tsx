import type { TypedBoard } from '../../plan/decide-board.ts'
import { type Directory, listPeople } from '../../plan/directory.ts'
import type { Board, Plan } from '../../plan/plan.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { ConsoleSession } from '../request.tsx'
import { seesWords, sendsWords } from './boards.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'
import { Overtaken, type TwoVersions } from './overtaken.tsx'

export type BoardFormPageProps = {
  session: ConsoleSession
  plan: Plan
  directory: Directory
  /** Null for a new board. */
  board: Board | null
  typed: TypedBoard
  seen: string
  errors?: FormErrors | undefined
  /** What somebody else has saved meanwhile, beside what was typed. */
  overtaken?: TwoVersions[] | undefined
}

/** Adds or changes one board. */
export const BoardFormPage = ({ session, plan, directory, board, typed, ...props }: BoardFormPageProps) => {
  const { errors, seen, overtaken } = props
  const title = board ? `Change ${board.name}` : 'Add a board'
  const boards = `/console/${plan.planId}/boards`
  const back = board ? `${boards}/${board.boardId}` : boards
  const people = listPeople(directory)
  const field = (name: Exclude<keyof TypedBoard, 'publishes'>) => ({
    name,
    value: typed[name],
    error: errors?.[name]?.text,
  })
  return (
    <StepPage
      session={session}
      plan={plan}
      section="boards"
      title={title}
      errors={errors}
      back={back}
      caption="Boards"
    >
      {overtaken && board && <Overtaken what={board.name} versions={overtaken} />}
      <form method="post" action={board ? `${back}/edit` : `${boards}/new`} novalidate>
        <input type="hidden" name="seen" value={seen} />
        <Input {...field('name')} label="Name" autocomplete="off" />
        <Textarea
          {...field('aliases')}
          label="Other spellings (optional)"
          hint="As the plan’s governance column writes it, one on each line. A name that you change stays here."
          rows={3}
        />
        <Select
          {...field('chair')}
          label="Chair"
          items={[
            { value: '', text: 'Nobody' },
            ...people.map(({ personId, name }) => ({ value: personId, text: name })),
          ]}
        />
        <Textarea
          {...field('members')}
          label="Members"
          hint="One name or email address on each line. Each of them gets the board’s pack; the chair is a member too."
          rows={Math.min(20, Math.max(6, typed.members.split('\n').length + 1))}
          spellcheck={false}
        />
        <Details summary="Everybody in the directory">
          <ul class="govuk-list">
            {people.map(({ name }) => (
              <li>{name}</li>
            ))}
          </ul>
        </Details>
        <Radios
          {...field('sees')}
          legend="Which actions does its pack have?"
          legendProps={{ class: 'govuk-fieldset__legend--s' }}
          items={[
            { value: 'own-first', text: seesWords['own-first'] },
            { value: 'own-only', text: seesWords['own-only'] },
          ]}
        />
        <Radios
          {...field('sends')}
          legend="How do its members get it?"
          legendProps={{ class: 'govuk-fieldset__legend--s' }}
          items={[
            { value: 'link-and-pdf', text: sendsWords['link-and-pdf'] },
            { value: 'link', text: sendsWords.link, hint: 'Only then can you see who has opened it.' },
          ]}
        />
        <Checkboxes
          name="publishes"
          legend="For the public"
          legendProps={{ class: 'govuk-fieldset__legend--s' }}
          items={[
            {
              value: 'yes',
              text: 'Make a public cut of its pack too',
              hint: 'Without people’s names and without what is marked internal. You publish it yourself: read it first.',
              checked: typed.publishes,
            },
          ]}
        />
        <Textarea
          {...field('meetings')}
          label="Meeting days (optional)"
          hint="One date on each line, for example 27/3/2027 or 27 March 2027."
          rows={Math.min(14, Math.max(4, typed.meetings.split('\n').length + 1))}
          spellcheck={false}
        />
        <ButtonOrBack href={back} text="Cancel">
          <Button preventDoubleClick>{board ? 'Save' : 'Add this board'}</Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}
