/** What is wrong with one answer, and where it is: `#` and the id of its control. */
export type FieldError = { text: string; href: string }

/**
 * What is wrong with a form, by field, in the order of the page. Fields are names that do not look
 * like whole numbers, since JavaScript would put those first.
 */
export type FormErrors<Field extends string = string> = Readonly<Partial<Record<Field, FieldError>>>

/** The errors in order, as the error summary shows them. */
export const listErrors = (errors: FormErrors | undefined): FieldError[] =>
  Object.values(errors ?? {}).filter((error) => error !== undefined)

/** Whether anything is wrong. */
export const hasErrors = (errors: FormErrors | undefined): boolean => listErrors(errors).length > 0
