import type { Pack } from '../../pack/ports.ts'
import type { Plan } from '../../plan/plan.ts'
import { monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { Textarea } from '../../ui/textarea.tsx'
import type { ConsoleSession } from '../request.tsx'
import { ButtonOrBack, StepPage } from './frame.tsx'

type ReissuePageProps = { session: ConsoleSession; plan: Plan; pack: Pack; why: string; errors?: FormErrors }

/** Begins another version of a pack that is issued. */
export const ReissuePage = ({ session, plan, pack, why, errors }: ReissuePageProps) => {
  const here = `/console/${plan.planId}/packs/${pack.cycleId}/${pack.boardId}`
  return (
    <StepPage
      session={session}
      plan={plan}
      section="packs"
      title={`Issue another version for ${pack.boardName}`}
      caption={`${monthName(pack.cycleId)} pack`}
      back={here}
      errors={errors}
    >
      <p class="govuk-body">
        Version {String(pack.version)} stays as it is, and whoever has it keeps it. Version{' '}
        {String(pack.version + 1)} begins as a draft from the same answers: you can change its commentary, and
        it is approved and issued as the first was.
      </p>
      <form method="post" action={`${here}/reissue`} novalidate>
        <input type="hidden" name="edition" value={String(pack.edition)} />
        <Textarea
          name="why"
          value={why}
          error={errors?.['why']?.text}
          label="What changes, and why?"
          labelProps={{ class: 'govuk-label--m' }}
          hint="The board reads this on the first page of the new version."
          rows={5}
        />
        <ButtonOrBack href={here} text="Cancel">
          <Button preventDoubleClick>Begin version {String(pack.version + 1)}</Button>
        </ButtonOrBack>
      </form>
    </StepPage>
  )
}
