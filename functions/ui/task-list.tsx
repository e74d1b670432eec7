import { type Content, classes, type Extras, idList, type Maybe } from './markup.ts'

type Task = {
  title: Content
  titleClass?: string | undefined
  href?: string | undefined
  hint?: Content
  /** Words, or a `Tag` for what is still to do. */
  status: Content
  statusClass?: string | undefined
  class?: string | undefined
}

type TaskListProps = Extras & { items: readonly Maybe<Task>[]; idPrefix?: string | undefined }

/** Things to do in one go, each with how it stands. */
export const TaskList = ({ items, idPrefix = 'task-list', attributes, ...props }: TaskListProps) => (
  <ul class={classes('govuk-task-list', props.class)} {...attributes}>
    {items.map((task, index) => {
      if (!task) return null
      const hintId = task.hint && `${idPrefix}-${index + 1}-hint`
      const statusId = `${idPrefix}-${index + 1}-status`
      return (
        <li
          class={classes(
            'govuk-task-list__item',
            task.href && 'govuk-task-list__item--with-link',
            task.class,
          )}
        >
          <div class="govuk-task-list__name-and-hint">
            {task.href ? (
              <a
                class={classes('govuk-link govuk-task-list__link', task.titleClass)}
                href={task.href}
                aria-describedby={idList(hintId, statusId)}
              >
                {task.title}
              </a>
            ) : (
              <div class={task.titleClass}>{task.title}</div>
            )}
            {hintId && (
              <div id={hintId} class="govuk-task-list__hint">
                {task.hint}
              </div>
            )}
          </div>
          <div class={classes('govuk-task-list__status', task.statusClass)} id={statusId}>
            {task.status}
          </div>
        </li>
      )
    })}
  </ul>
)
