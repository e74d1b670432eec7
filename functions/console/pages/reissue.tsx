import type { PackStep } from '../../pack/decide-pack.ts'
import type { Pack } from '../../pack/ports.ts'
import type { Plan } from '../../plan/plan.ts'
import { monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { ConsoleSession } from '../request.tsx'
import { Typed } from './change-parts.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'

/** Begins another version of a pack that is issued, or puts right what the one that is begun says of itself. */
export type WhyStep = Extract<PackStep, 'reissue' | 'explain'>

type ReissuePageProps = {
  session: ConsoleSession
  plan: Plan
  pack: Pack
  /** What can be done with the text; null where it is only handed back. */
  step: WhyStep | null
  /** The count of the pack's papers that the form was made from. */
  edition: number
  why: string
  /** What is saved now, where somebody else was quicker. */
  saved?: string | undefined
  errors?: FormErrors | undefined
}

/** What a later version changes, and why. */
export const ReissuePage = ({ session, plan, pack, step, edition, why, saved, errors }: ReissuePageProps) => {
  const here = `/console/${plan.planId}/packs/${pack.cycleId}/${pack.boardId}`
  const begins = step === 'reissue'
  const next = String(begins ? pack.version + 1 : pack.version)
  const text = (
    <Textarea
      name="why"
      value={why}
      error={errors?.['why']?.text}
      label="What changes, and why?"
      labelProps={{ class: 'govuk-label--m' }}
      hint="The board reads this on the first page of the new version."
      rows={5}
    />
  )
  return (
    <StepPage
      session={session}
      plan={plan}
      section="packs"
      title={
        begins
          ? `Issue another version for ${pack.boardName}`
          : `What version ${next} changes, for ${pack.boardName}`
      }
      caption={`${monthName(pack.cycleId)} pack`}
      back={here}
      errors={errors}
    >
      {begins ? (
        <p class="govuk-body">
          Version {String(pack.version)} stays as it is, and whoever has it keeps it. Version {next} begins as
          a draft from the same answers: you can change its commentary, and it is approved and issued as the
          first was.
        </p>
      ) : (
        <p class="govuk-body">
          Version {next} is a draft until it is approved. Whoever had asked for its approval must ask again
          after this.
        </p>
      )}
      {saved !== undefined && (
        <SummaryList rows={[{ key: 'What is saved now', value: <Typed>{saved}</Typed> }]} />
      )}
      {step ? (
        <form method="post" action={`${here}/reissue`} novalidate>
          <input type="hidden" name="edition" value={String(edition)} />
          <input type="hidden" name="step" value={step} />
          {text}
          <ButtonOrBack href={here} text="Cancel">
            <Button preventDoubleClick>{begins ? `Begin version ${next}` : 'Save'}</Button>
          </ButtonOrBack>
        </form>
      ) : (
        text
      )}
    </StepPage>
  )
}
