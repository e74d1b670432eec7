import { readFileSync } from 'node:fs'
import { z } from 'zod'

const text = z.string().optional()
const flag = z.boolean().optional()
const attributes = z.record(z.string(), z.union([z.string(), z.number()])).optional()
const nothing = z.union([z.literal(false), z.literal(''), z.null()])
const message = z.record(z.string(), z.string()).optional()

/** Words as text or HTML, with what may decorate them. */
const Words = z.strictObject({
  text: z.union([z.string(), z.number()]).optional(),
  html: z.union([z.string(), z.literal(false)]).optional(),
  classes: text,
  attributes,
  isPageHeading: flag,
  headingLevel: z.number().optional(),
})
export type Words = z.infer<typeof Words>

const Link = Words.extend({ href: text, visuallyHiddenText: text, type: text })
const Actions = z.strictObject({ items: z.array(Link).optional(), classes: text, attributes })

const Cell = Words.extend({
  format: z.literal('numeric').optional(),
  colspan: z.number().optional(),
  rowspan: z.number().optional(),
})

const Row = z.strictObject({
  key: Words,
  value: Words.optional(),
  actions: Actions.optional(),
  classes: text,
})

/** One part of a date input. */
const Part = Words.extend({
  id: text,
  name: text,
  label: text,
  value: z.union([z.string(), z.number()]).optional(),
  error: flag,
})

const Item = Words.extend({
  href: text,
  id: text,
  name: text,
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  checked: flag,
  selected: flag,
  disabled: flag,
  divider: text,
  behaviour: z.literal('exclusive').optional(),
  hint: Words.optional(),
  label: Words.optional(),
  error: flag,
  inputmode: z.literal('text').optional(),
  autocomplete: text,
  pattern: text,
  conditional: Words.optional(),
  title: Words.optional(),
  status: Words.extend({ tag: Words.optional() }).optional(),
})
export type Item = z.infer<typeof Item>

/** Every option of the components that take part. A new one fails the parsing, so that it is noticed. */
const Options = Words.extend({
  id: text,
  name: text,
  idPrefix: text,
  href: text,
  type: text,
  value: z.union([z.string(), z.number()]).optional(),
  values: z.union([z.array(z.string()), z.record(z.string(), z.union([z.string(), z.number()]))]).optional(),
  day: z.union([Part, z.literal(false)]).optional(),
  month: z.union([Part, z.literal(false)]).optional(),
  year: z.union([Part, z.literal(false)]).optional(),
  namePrefix: text,
  disabled: flag,
  describedBy: text,
  role: text,
  for: text,
  label: Words.optional(),
  hint: Words.optional(),
  errorMessage: Words.optional(),
  formGroup: Words.optional(),
  fieldset: z
    .strictObject({ legend: Words.optional(), classes: text, describedBy: text, attributes })
    .optional(),
  legend: Words.optional(),
  items: z.array(z.union([Item, nothing])).optional(),
  isStartButton: flag,
  preventDoubleClick: flag,
  disableAutoFocus: flag,
  summaryText: text,
  summaryHtml: text,
  open: flag,
  visuallyHiddenText: text,
  iconFallbackText: text,
  titleText: text,
  titleHtml: text,
  titleId: text,
  titleHeadingLevel: z.number().optional(),
  descriptionText: text,
  descriptionHtml: text,
  errorList: z.array(Link).optional(),
  inputmode: z.enum(['numeric', 'decimal']).optional(),
  autocomplete: text,
  autocapitalize: z.literal('none').optional(),
  pattern: text,
  spellcheck: flag,
  prefix: Words.optional(),
  suffix: Words.optional(),
  inputWrapper: Words.optional(),
  multiple: flag,
  javascript: flag,
  wrapperClasses: text,
  wrapperAttributes: attributes,
  chooseFilesButtonText: text,
  noFileChosenText: text,
  multipleFilesChosenText: message,
  dropInstructionText: text,
  enteredDropZoneText: text,
  leftDropZoneText: text,
  rows: z.union([z.number(), z.array(z.union([Row, z.array(Cell), nothing]))]).optional(),
  maxlength: z.number().optional(),
  maxwords: z.number().optional(),
  countType: z.enum(['characters', 'words', 'length']).optional(),
  threshold: z.number().optional(),
  countMessage: Words.optional(),
  textareaDescriptionText: text,
  charactersUnderLimitText: message,
  charactersAtLimitText: text,
  charactersOverLimitText: message,
  wordsUnderLimitText: message,
  wordsAtLimitText: text,
  wordsOverLimitText: message,
  card: z
    .strictObject({ title: Words.optional(), actions: Actions.optional(), classes: text, attributes })
    .optional(),
  actions: Actions.optional(),
  caption: text,
  captionClasses: text,
  head: z.array(Cell).optional(),
  firstCellIsHeader: flag,
})
export type Options = z.infer<typeof Options>

const Fixtures = z.object({
  fixtures: z.array(z.object({ name: z.string(), options: Options, html: z.string() })),
})

/** GOV.UK Frontend's own examples of a component: the options of its macro, and the HTML they give. */
export const readFixtures = (component: string): z.infer<typeof Fixtures>['fixtures'] => {
  const file = new URL(
    `dist/govuk/components/${component}/fixtures.json`,
    import.meta.resolve('govuk-frontend/package.json'),
  )
  return Fixtures.parse(JSON.parse(readFileSync(file, 'utf8'))).fixtures
}
