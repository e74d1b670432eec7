import { ErrorMessage, FormGroup, Hint, Label } from './field.tsx'
import { Fieldset, type FieldsetProps, type LegendProps } from './fieldset.tsx'
import { type Content, classes, type Extras, idList, type Maybe } from './markup.ts'

type Choice = {
  value: string
  text: Content
  id?: string | undefined
  hint?: Content
  labelProps?: Extras | undefined
  checked?: boolean | undefined
  disabled?: boolean | undefined
  /** What to ask besides when this is chosen. Without a script it is always shown, so say when it applies. */
  conditional?: Content
  attributes?: Extras['attributes']
}
type Divider = { divider: string }

type ChoicesProps<Item> = Extras & {
  name: string
  /** Ids are the name, then the name with -2, -3 and so on, unless a prefix is given. */
  idPrefix?: string | undefined
  items: readonly Maybe<Item | Divider>[]
  legend?: Content
  legendProps?: LegendProps | undefined
  fieldsetProps?: Omit<FieldsetProps, 'children' | 'legend' | 'legendProps'> | undefined
  hint?: Content
  /** What is wrong with the answer; absent or empty where nothing is. */
  error?: Content
  groupProps?: Extras | undefined
}

type Kind = 'radios' | 'checkboxes'

type ItemProps = {
  kind: Kind
  id: string
  name: string
  choice: Choice
  checked: boolean
  describedBy?: string | undefined
}

const Item = ({ kind, id, name, choice, checked, describedBy }: ItemProps) => (
  <>
    <div class={`govuk-${kind}__item`}>
      <input
        class={`govuk-${kind}__input`}
        id={id}
        name={name}
        type={kind === 'radios' ? 'radio' : 'checkbox'}
        value={choice.value}
        checked={checked}
        disabled={choice.disabled}
        data-aria-controls={choice.conditional ? `conditional-${id}` : undefined}
        aria-describedby={idList(describedBy, choice.hint && `${id}-item-hint`)}
        {...choice.attributes}
      />
      <Label
        for={id}
        class={classes(`govuk-${kind}__label`, choice.labelProps?.class)}
        attributes={choice.labelProps?.attributes}
      >
        {choice.text}
      </Label>
      {choice.hint && (
        <Hint id={`${id}-item-hint`} class={`govuk-${kind}__hint`}>
          {choice.hint}
        </Hint>
      )}
    </div>
    {choice.conditional && (
      <div
        id={`conditional-${id}`}
        class={classes(`govuk-${kind}__conditional`, !checked && `govuk-${kind}__conditional--hidden`)}
      >
        {choice.conditional}
      </div>
    )}
  </>
)

type GroupProps<Item> = Omit<ChoicesProps<Item>, 'name'> & {
  kind: Kind
  idPrefix: string
  /** Ids that describe the group, or each control where there is no fieldset. */
  describedBy?: string | undefined
  item: (choice: Item, id: string, describedBy: string | undefined) => Content
}

const Group = <T extends Choice>({ kind, idPrefix, describedBy, item, ...props }: GroupProps<T>) => {
  const hintId = props.hint && `${idPrefix}-hint`
  const errorId = props.error && `${idPrefix}-error`
  const descriptions = idList(props.fieldsetProps?.describedBy ?? describedBy, hintId, errorId)
  const hasFieldset = !!props.legend || props.fieldsetProps !== undefined
  // The first control that is there has the bare id, so that the error summary can link to it.
  const first = props.items.findIndex((choice) => choice && !('divider' in choice))
  const content = (
    <>
      {hintId && <Hint id={hintId}>{props.hint}</Hint>}
      {errorId && <ErrorMessage id={errorId}>{props.error}</ErrorMessage>}
      <div class={classes(`govuk-${kind}`, props.class)} data-module={`govuk-${kind}`} {...props.attributes}>
        {props.items.map((choice, index) => {
          if (!choice) return null
          if ('divider' in choice) return <div class={`govuk-${kind}__divider`}>{choice.divider}</div>
          const id = choice.id ?? (index === first ? idPrefix : `${idPrefix}-${index + 1}`)
          return item(choice, id, hasFieldset ? undefined : descriptions)
        })}
      </div>
    </>
  )
  return (
    <FormGroup error={props.error} {...props.groupProps}>
      {hasFieldset ? (
        <Fieldset
          {...props.fieldsetProps}
          legend={props.legend}
          legendProps={props.legendProps}
          describedBy={descriptions}
        >
          {content}
        </Fieldset>
      ) : (
        content
      )}
    </FormGroup>
  )
}

type RadiosProps = ChoicesProps<Choice> & { value?: string | undefined }

/** One of a few answers. `value` is the one chosen so far. */
export const Radios = ({ name, value, ...props }: RadiosProps) => (
  <Group
    {...props}
    kind="radios"
    idPrefix={props.idPrefix ?? name}
    item={(choice, id) => (
      <Item
        kind="radios"
        id={id}
        name={name}
        choice={choice}
        checked={choice.checked ?? (!!value && choice.value === value)}
      />
    )}
  />
)

/** A checkbox may have a name of its own; `exclusive` marks "none of these" for a script. */
type CheckboxChoice = Choice & { name?: string | undefined; behaviour?: 'exclusive' | undefined }

type CheckboxesProps = ChoicesProps<CheckboxChoice> & {
  values?: readonly string[] | undefined
  describedBy?: string | undefined
}

/** Any number of a few answers. `values` are those chosen so far. */
export const Checkboxes = ({ name, values, ...props }: CheckboxesProps) => (
  <Group
    {...props}
    kind="checkboxes"
    idPrefix={props.idPrefix ?? name}
    item={(choice, id, describedBy) => (
      <Item
        kind="checkboxes"
        id={id}
        name={choice.name ?? name}
        choice={{ ...choice, attributes: { 'data-behaviour': choice.behaviour, ...choice.attributes } }}
        checked={choice.checked ?? values?.includes(choice.value) ?? false}
        describedBy={describedBy}
      />
    )}
  />
)
