import { raw } from 'hono/html'
import type { JSX } from 'hono/jsx/jsx-runtime'
import { Button } from '../../../functions/ui/button.tsx'
import { Checkboxes, Radios } from '../../../functions/ui/choices.tsx'
import { DateInput } from '../../../functions/ui/date-input.tsx'
import { Details } from '../../../functions/ui/details.tsx'
import { ErrorSummary } from '../../../functions/ui/error-summary.tsx'
import { ErrorMessage, Hint, Label } from '../../../functions/ui/field.tsx'
import { Fieldset } from '../../../functions/ui/fieldset.tsx'
import { FileUpload } from '../../../functions/ui/file-upload.tsx'
import { Input } from '../../../functions/ui/input.tsx'
import { BackLink, SkipLink } from '../../../functions/ui/link.tsx'
import type { Content, Extras, HeadingLevel } from '../../../functions/ui/markup.ts'
import { InsetText, NotificationBanner, Panel, WarningText } from '../../../functions/ui/notice.tsx'
import { Select } from '../../../functions/ui/select.tsx'
import { SummaryList } from '../../../functions/ui/summary-list.tsx'
import { Table } from '../../../functions/ui/table.tsx'
import { Tag } from '../../../functions/ui/tag.tsx'
import { TaskList } from '../../../functions/ui/task-list.tsx'
import { CharacterCount, Textarea } from '../../../functions/ui/textarea.tsx'
import type { Item, Options, Words } from './fixtures.ts'

type Like = Pick<Words, 'text' | 'html' | 'classes' | 'attributes'>

const words = (of: Pick<Like, 'text' | 'html'> | undefined): Content => (of?.html ? raw(of.html) : of?.text)
const either = (html: string | undefined, text: string | undefined): Content => words({ html, text })
const extras = (of: Pick<Like, 'classes' | 'attributes'> | undefined): Extras => ({
  class: of?.classes,
  attributes: of?.attributes,
})
const string = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value)
const level = (number: number | undefined): HeadingLevel | undefined =>
  ([1, 2, 3, 4, 5, 6] as const).find((each) => each === number)
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const array = <T,>(value: readonly T[] | number | undefined): readonly T[] =>
  Array.isArray(value) ? value : []

const legend = (of: Words | undefined) => ({
  legend: words(of),
  legendProps: of && { class: of.classes, isPageHeading: of.isPageHeading },
})

const field = (o: Options) => ({
  ...extras(o),
  name: o.name ?? '',
  id: o.id,
  label: words(o.label),
  labelProps: o.label && { ...extras(o.label), isPageHeading: o.label.isPageHeading },
  hint: words(o.hint),
  error: words(o.errorMessage),
  describedBy: o.describedBy,
  groupProps: o.formGroup && extras(o.formGroup),
  disabled: o.disabled,
})

const multiline = (o: Options) => ({
  ...field(o),
  rows: number(o.rows),
  value: string(o.value),
  spellcheck: o.spellcheck,
  autocomplete: o.autocomplete,
})

const choices = (o: Options) => ({
  ...extras(o),
  ...legend(o.fieldset?.legend),
  name: o.name ?? '',
  idPrefix: o.idPrefix,
  fieldsetProps: o.fieldset && { ...extras(o.fieldset), describedBy: o.fieldset.describedBy },
  hint: words(o.hint),
  error: words(o.errorMessage),
  groupProps: o.formGroup && extras(o.formGroup),
  items: array(o.items).map(
    (item) =>
      item &&
      (item.divider
        ? { divider: item.divider }
        : {
            ...item,
            text: words(item),
            value: String(item.value ?? ''),
            hint: words(item.hint),
            labelProps: extras(item.label),
            conditional: words(item.conditional),
          }),
  ),
})

type Action = NonNullable<NonNullable<Options['actions']>['items']>[number]
const links = (items: readonly Action[] | undefined) =>
  items?.map((item) => ({
    ...extras(item),
    href: item.href ?? '',
    text: words(item),
    visuallyHiddenText: item.visuallyHiddenText,
  }))

const cells = (row: readonly (Words & { format?: 'numeric' | undefined })[]) =>
  row.map((cell) => ({ ...cell, content: words(cell), class: cell.classes }))

/** The parts of a date as our component takes them: the macro has three places for a part's name and value. */
const dateParts = (o: Options) => {
  const values = o.values !== undefined && !Array.isArray(o.values) ? o.values : {}
  const given = array(o.items).filter((item) => !!item)
  const parts = given.length > 0 ? given : (['day', 'month', 'year'] as const).map((part) => ({ name: part }))
  return parts.map((item: Partial<Item> & { name?: string | undefined }) => {
    const part = (['day', 'month', 'year'] as const).find((one) => one === item.name)
    const own = part && o[part]
    if (own === false && given.length === 0) return null
    const field = own || undefined
    const name = field?.name ?? item.name ?? ''
    return {
      ...item,
      class: item.classes ?? field?.classes,
      attributes: item.attributes,
      name,
      width: part === 'year' ? (4 as const) : undefined,
      label: field?.label,
      error: item.error ?? field?.error,
      value: string(item.value) ?? field?.value ?? values[o.namePrefix ? `${o.namePrefix}-${name}` : name],
    }
  })
}

/** Our components, given the options of GOV.UK Frontend's macros. */
export const components: Record<string, (o: Options) => JSX.Element> = {
  'back-link': (o) => (
    <BackLink {...extras(o)} href={o.href ?? '#'}>
      {words(o) || undefined}
    </BackLink>
  ),
  button: (o) => (
    <Button
      {...extras(o)}
      href={o.href}
      type={o.type === 'button' || o.type === 'reset' ? o.type : undefined}
      name={o.name}
      value={string(o.value)}
      id={o.id}
      disabled={o.disabled}
      preventDoubleClick={o.preventDoubleClick}
    >
      {words(o)}
    </Button>
  ),
  'character-count': (o) => (
    <CharacterCount
      {...multiline(o)}
      maxlength={o.maxlength}
      maxwords={o.maxwords}
      countType={o.countType}
      threshold={o.threshold}
      description={o.textareaDescriptionText}
      messageClass={o.countMessage?.classes}
    />
  ),
  checkboxes: (o) => (
    <Checkboxes
      {...choices(o)}
      values={Array.isArray(o.values) ? o.values : undefined}
      describedBy={o.describedBy}
    />
  ),
  'date-input': (o) => (
    <DateInput
      {...extras(o)}
      {...legend(o.fieldset?.legend)}
      id={o.id ?? ''}
      namePrefix={o.namePrefix}
      fieldsetProps={o.fieldset && { ...extras(o.fieldset), describedBy: o.fieldset.describedBy }}
      hint={words(o.hint)}
      error={words(o.errorMessage)}
      groupProps={o.formGroup && extras(o.formGroup)}
      items={dateParts(o)}
    />
  ),
  details: (o) => (
    <Details {...extras(o)} summary={either(o.summaryHtml, o.summaryText)} id={o.id} open={o.open}>
      {words(o)}
    </Details>
  ),
  'error-message': (o) => (
    <ErrorMessage {...extras(o)} id={o.id} visuallyHiddenText={o.visuallyHiddenText}>
      {words(o)}
    </ErrorMessage>
  ),
  'error-summary': (o) => (
    <ErrorSummary
      {...extras(o)}
      attributes={{ 'data-disable-auto-focus': o.disableAutoFocus, ...o.attributes }}
      title={either(o.titleHtml, o.titleText)}
      description={either(o.descriptionHtml, o.descriptionText)}
      errors={array(o.errorList).map((error) => ({ ...error, text: words(error) }))}
    />
  ),
  fieldset: (o) => (
    <Fieldset {...extras(o)} {...legend(o.legend)} role={o.role} describedBy={o.describedBy}>
      {words(o)}
    </Fieldset>
  ),
  'file-upload': (o) => <FileUpload {...field(o)} multiple={o.multiple} />,
  hint: (o) => (
    <Hint {...extras(o)} id={o.id}>
      {words(o)}
    </Hint>
  ),
  input: (o) => (
    <Input
      {...field(o)}
      type={o.type}
      value={o.value}
      inputmode={o.inputmode}
      autocomplete={o.autocomplete}
      autocapitalize={o.autocapitalize}
      pattern={o.pattern}
      spellcheck={o.spellcheck}
      prefix={o.prefix && { ...extras(o.prefix), text: words(o.prefix) }}
      suffix={o.suffix && { ...extras(o.suffix), text: words(o.suffix) }}
      wrapperProps={extras(o.inputWrapper)}
    />
  ),
  'inset-text': (o) => (
    <InsetText {...extras(o)} id={o.id}>
      {words(o)}
    </InsetText>
  ),
  label: (o) => (
    <Label {...extras(o)} for={o.for} isPageHeading={o.isPageHeading}>
      {words(o)}
    </Label>
  ),
  'notification-banner': (o) => (
    <NotificationBanner
      {...extras(o)}
      attributes={{ 'data-disable-auto-focus': o.disableAutoFocus, ...o.attributes }}
      heading={o.html ? undefined : o.text}
      type={o.type === 'success' ? o.type : undefined}
      role={o.role}
      title={either(o.titleHtml, o.titleText)}
      titleId={o.titleId}
      titleHeadingLevel={level(o.titleHeadingLevel)}
    >
      {o.html && raw(o.html)}
    </NotificationBanner>
  ),
  panel: (o) => (
    <Panel {...extras(o)} title={either(o.titleHtml, o.titleText)} headingLevel={level(o.headingLevel)}>
      {words(o)}
    </Panel>
  ),
  radios: (o) => <Radios {...choices(o)} value={string(o.value)} />,
  select: (o) => (
    <Select
      {...field(o)}
      value={string(o.value)}
      items={array(o.items).map(
        (item) => item && { ...item, text: String(item.text), value: string(item.value) },
      )}
    />
  ),
  'skip-link': (o) => (
    <SkipLink {...extras(o)} href={o.href ?? '#content'}>
      {words(o)}
    </SkipLink>
  ),
  'summary-list': (o) => (
    <SummaryList
      {...extras(o)}
      rows={array(o.rows).map(
        (row) =>
          row &&
          'key' in row && {
            class: row.classes,
            key: words(row.key),
            keyClass: row.key.classes,
            value: words(row.value),
            valueClass: row.value?.classes,
            actions: links(row.actions?.items),
            actionsClass: row.actions?.classes,
          },
      )}
      card={
        o.card && {
          ...extras(o.card),
          title: words(o.card.title),
          headingLevel: level(o.card.title?.headingLevel),
          actions: links(o.card.actions?.items),
        }
      }
    />
  ),
  table: (o) => (
    <Table
      {...extras(o)}
      caption={o.caption}
      captionClass={o.captionClasses}
      head={o.head && cells(o.head)}
      rows={array(o.rows).map((row) => Array.isArray(row) && cells(row))}
      firstCellIsHeader={o.firstCellIsHeader}
    />
  ),
  tag: (o) => <Tag {...extras(o)}>{words(o)}</Tag>,
  'task-list': (o) => (
    <TaskList
      {...extras(o)}
      idPrefix={o.idPrefix}
      items={array(o.items).map(
        (item) =>
          item && {
            class: item.classes,
            href: item.href,
            title: words(item.title),
            titleClass: item.title?.classes,
            hint: words(item.hint),
            statusClass: item.status?.classes,
            status: item.status?.tag ? (
              <Tag {...extras(item.status.tag)}>{words(item.status.tag)}</Tag>
            ) : (
              words(item.status)
            ),
          },
      )}
    />
  ),
  textarea: (o) => <Textarea {...multiline(o)} />,
  'warning-text': (o) => (
    <WarningText {...extras(o)} iconFallbackText={o.iconFallbackText}>
      {words(o)}
    </WarningText>
  ),
}
