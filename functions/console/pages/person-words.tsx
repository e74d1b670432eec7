import type { ChangeableOfPerson } from '../../plan/person-change.ts'
import type { Absence, Person, Role } from '../../plan/plan.ts'
import { dateName } from '../../plan/wording.ts'
import { type Content, classes } from '../../ui/markup.ts'

/** The fields of a person as pages call them. */
export const personFieldNames = {
  name: 'Name',
  email: 'Email address',
  position: 'Position',
  otherNames: 'Other spellings',
  roles: 'Roles',
  deputyId: 'Deputy',
  absences: 'Away',
} as const satisfies Record<ChangeableOfPerson, string>

const roleNames = { coordinator: 'Coordinator', approver: 'Approver' } as const satisfies Record<Role, string>

export const rolesInWords = (roles: readonly Role[]): string[] => roles.map((role) => roleNames[role])

export const absenceWords = ({ from, to }: Absence): string =>
  from === to ? dateName(from) : `${dateName(from)} to ${dateName(to)}`

/** Texts one below the other; `none` where there are none. */
export const lines = (texts: readonly Content[], none = 'None'): Content =>
  texts.length === 0 ? none : texts.map((text) => <div class="muster-line">{text}</div>)

export const personHref = (planId: string, personId: string): string =>
  `/console/${planId}/people/${personId}`

export const PersonLink = ({ planId, person, ...props }: PersonLinkProps) => (
  <a class={classes('govuk-link', props.class)} href={personHref(planId, person.personId)}>
    {person.name}
  </a>
)
type PersonLinkProps = { planId: string; person: Pick<Person, 'personId' | 'name'>; class?: string }

/** Words that a count goes with: `1 action`, `3 actions`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`
