import {
  type Attributes,
  type Content,
  classes,
  type Extras,
  type HeadingLevel,
  type Maybe,
} from './markup.ts'

type Action = {
  href: string
  text: Content
  /** Says what the link is about to people who hear it out of its row. */
  visuallyHiddenText?: string | undefined
  class?: string | undefined
  attributes?: Attributes | undefined
}

type Row = {
  key: Content
  keyClass?: string | undefined
  value: Content
  valueClass?: string | undefined
  actions?: readonly Action[] | undefined
  actionsClass?: string | undefined
  class?: string | undefined
}

type Card = Extras & {
  title?: Content
  titleClass?: string | undefined
  headingLevel?: HeadingLevel | undefined
  actions?: readonly Action[] | undefined
  actionsClass?: string | undefined
}

type SummaryListProps = Extras & { rows: readonly Maybe<Row>[]; card?: Card | undefined }

const ActionLink = ({ action, cardTitle }: { action: Action; cardTitle: Content }) => (
  <a class={classes('govuk-link', action.class)} href={action.href} {...action.attributes}>
    {action.text}
    {(action.visuallyHiddenText || cardTitle) && (
      <span class="govuk-visually-hidden">
        {action.visuallyHiddenText && ` ${action.visuallyHiddenText}`}
        {cardTitle && <> ({cardTitle})</>}
      </span>
    )}
  </a>
)

const RowActions = ({
  row,
  actions,
  cardTitle,
}: {
  row: Row
  actions: readonly Action[]
  cardTitle: Content
}) => {
  const links = actions.map((action) => <ActionLink action={action} cardTitle={cardTitle} />)
  return (
    <dd class={classes('govuk-summary-list__actions', row.actionsClass)}>
      {links.length === 1 ? (
        links
      ) : (
        <ul class="govuk-summary-list__actions-list">
          {links.map((link) => (
            <li class="govuk-summary-list__actions-list-item">{link}</li>
          ))}
        </ul>
      )}
    </dd>
  )
}

const CardActions = ({ card, actions }: { card: Card; actions: readonly Action[] }) => {
  const look = classes('govuk-summary-card__actions', card.actionsClass)
  const links = actions.map((action) => <ActionLink action={action} cardTitle={card.title} />)
  return links.length === 1 ? (
    <div class={look}>{links}</div>
  ) : (
    <ul class={look}>
      {links.map((link) => (
        <li class="govuk-summary-card__action">{link}</li>
      ))}
    </ul>
  )
}

const SummaryCard = ({ card, children }: { card: Card; children: Content }) => {
  const Heading = `h${card.headingLevel ?? 2}` as const
  return (
    <div class={classes('govuk-summary-card', card.class)} {...card.attributes}>
      <div class="govuk-summary-card__title-wrapper">
        {card.title && (
          <Heading class={classes('govuk-summary-card__title', card.titleClass)}>{card.title}</Heading>
        )}
        {card.actions && card.actions.length > 0 && <CardActions card={card} actions={card.actions} />}
      </div>
      <div class="govuk-summary-card__content">{children}</div>
    </div>
  )
}

/** Facts as pairs of key and value, each with links to act on it; with `card`, under a title. */
export const SummaryList = ({ rows, card, attributes, ...props }: SummaryListProps) => {
  const anyRowHasActions = rows.some((row) => row && (row.actions ?? []).length > 0)
  const list = (
    <dl class={classes('govuk-summary-list', props.class)} {...attributes}>
      {rows.map(
        (row) =>
          row && (
            <div
              class={classes(
                'govuk-summary-list__row',
                anyRowHasActions && !row.actions?.length && 'govuk-summary-list__row--no-actions',
                row.class,
              )}
            >
              <dt class={classes('govuk-summary-list__key', row.keyClass)}>{row.key}</dt>
              <dd class={classes('govuk-summary-list__value', row.valueClass)}>{row.value}</dd>
              {row.actions && row.actions.length > 0 && (
                <RowActions row={row} actions={row.actions} cardTitle={card?.title} />
              )}
            </div>
          ),
      )}
    </dl>
  )
  return card ? <SummaryCard card={card}>{list}</SummaryCard> : list
}
