import type { BoardsPreview } from '../../plan/import-boards.ts'
import type { RowDecisions } from '../../plan/import-list.ts'
import type { PeoplePreview } from '../../plan/import-people.ts'
import { dateName } from '../../plan/wording.ts'
import type { FormErrors } from '../../ui/form-errors.ts'
import { seesWords } from './boards.tsx'
import { Changes, PreviewFrame, PreviewTable } from './list-import-frame.tsx'
import type { ListPageProps } from './list-import-upload.tsx'
import { boardChangeWords, boardFieldNames, nameOf, personChangeWords } from './list-import-words.tsx'
import { lines, personFieldNames } from './person-words.tsx'

type PreviewProps<Preview extends { ok: boolean }> = ListPageProps & {
  name: string
  preview: Extract<Preview, { ok: true }>
  decisions: RowDecisions
  errors?: FormErrors | undefined
  notice?: string | undefined
}

/** What a list of people would change. */
export const PeoplePreviewPage = ({ preview, ...props }: PreviewProps<PeoplePreview>) => {
  const { rows, directory } = preview
  const added = rows.filter((row) => row.kind === 'added')
  const changed = rows.filter((row) => row.kind === 'changed')
  return (
    <PreviewFrame
      {...props}
      list="people"
      preview={preview}
      rows={rows.map((row) =>
        row.kind === 'unsure'
          ? {
              ...row,
              likely: row.likely.map(({ personId, name, email }) => ({
                id: personId,
                text: name,
                hint: email,
              })),
            }
          : row,
      )}
    >
      <Changes
        changes={changed.flatMap(({ row, person, changes }) =>
          changes.map((change) => ({
            row,
            name: person.name,
            field: personFieldNames[change.field],
            ...personChangeWords(change, directory),
          })),
        )}
      />
      {added.length > 0 && (
        <PreviewTable
          caption="New people"
          head={['Row', 'Name', 'Email address', 'Position', 'Deputy', 'Coordinator']}
          rows={added.map(({ row, person }) => [
            String(row),
            person.name,
            person.email,
            person.position ?? 'Not given',
            nameOf(person.deputyId, directory),
            person.roles.includes('coordinator') ? 'Yes' : 'No',
          ])}
        />
      )}
    </PreviewFrame>
  )
}

/** What a list of boards would change. */
export const BoardsPreviewPage = ({ preview, ...props }: PreviewProps<BoardsPreview>) => {
  const { rows, directory } = preview
  const added = rows.filter((row) => row.kind === 'added')
  const changed = rows.filter((row) => row.kind === 'changed')
  return (
    <PreviewFrame
      {...props}
      list="boards"
      preview={preview}
      rows={rows.map((row) =>
        row.kind === 'unsure'
          ? { ...row, likely: row.likely.map(({ boardId, name }) => ({ id: boardId, text: name })) }
          : row,
      )}
    >
      <Changes
        changes={changed.flatMap(({ row, board, changes }) =>
          changes.map((change) => ({
            row,
            name: board.name,
            field: boardFieldNames[change.field],
            ...boardChangeWords(change, directory),
          })),
        )}
      />
      {added.length > 0 && (
        <PreviewTable
          caption="New boards"
          head={['Row', 'Board', 'Chair', 'Members', 'Its pack has', 'Meets']}
          rows={added.map(({ row, board }) => [
            String(row),
            board.name,
            nameOf(board.chair, directory),
            lines(board.members.map((id) => nameOf(id, directory))),
            seesWords[board.sees],
            lines(board.meetings.map(dateName)),
          ])}
        />
      )}
    </PreviewFrame>
  )
}
