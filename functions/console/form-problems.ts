import type { Problem } from '../plan/directory-store.ts'
import type { FormErrors } from '../ui/form-errors.ts'

/** A form's fields as texts. */
export type Form = Record<string, string | undefined>

/**
 * What a form's page shows of what is wrong, in the order of the problems. Several of one field become
 * one. `hrefOf` gives the control of a field; its own name, unless given.
 */
export const errorsFrom = (
  problems: readonly Problem[],
  hrefOf: (field: string) => string = (field) => `#${field}`,
): FormErrors =>
  Object.fromEntries(
    [...Map.groupBy(problems, ({ field }) => field)].map(([field, all]) => [
      field,
      { text: all.map(({ text }) => text).join('. '), href: hrefOf(field) },
    ]),
  )
