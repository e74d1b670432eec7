import { type Status, statusOf } from '../../plan/plan.ts'
import type { MonthFields } from '../../plan/read-month.ts'
import { monthName } from '../../plan/wording.ts'
import type { Content } from '../../ui/markup.ts'
import { InsetText } from '../../ui/notice.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { Draft } from '../ask.ts'
import { kindAndSize } from '../evidence.ts'
import type { Answer, EvidenceFile } from '../update.ts'

/** A draft as it is shown beside answers: every text, with nothing judged yet. */
export const shownOf = (draft: Draft): GivenProps['answer'] => ({
  ...draft,
  statusCode: draft.statusCode ?? '',
  links: draft.links.split('\n').filter((link) => link.trim() !== ''),
})

/** Text as somebody typed it, line breaks kept. */
export const TypedText = ({ children }: { children: string }) => (
  <p class="govuk-body muster-answer">{children}</p>
)

type GivenProps = {
  answer: Pick<
    Answer,
    'statusCode' | 'progress' | 'obstacles' | 'consequence' | 'impact' | 'links' | 'files'
  > & {
    /** A month, or what was typed for one. */
    forecast: Answer['forecast'] | MonthFields
  }
  statuses: Status[]
  /** Where the files of it are downloaded, each under its hash. */
  folder: string
  /** Who said it and when. */
  children?: Content
}

/** An answer that was given, whole. */
export const Given = ({ answer, statuses, folder, children }: GivenProps) => (
  <>
    <p class="govuk-body">
      <StatusTag status={statusOf({ statuses }, answer.statusCode)} />
    </p>
    <InsetText>
      <TypedText>{answer.progress}</TypedText>
      <Part title="In the way, and what will bring it back">{answer.obstacles}</Part>
      <Part title="What happens otherwise">{answer.consequence}</Part>
      <Part title="Impact">{answer.impact}</Part>
      <Evidence answer={answer} folder={folder} />
      <Part title="New date">{newDateOf(answer)}</Part>
      {children && <p class="govuk-body-s">{children}</p>}
    </InsetText>
  </>
)

const newDateOf = ({ forecast }: GivenProps['answer']): string => {
  if (forecast === null) return ''
  return typeof forecast === 'string' ? monthName(forecast) : `${forecast.month} ${forecast.year}`.trim()
}

const Part = ({ title, children }: { title: string; children: string }) =>
  children === '' ? null : (
    <>
      <p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">{title}</p>
      <TypedText>{children}</TypedText>
    </>
  )

const Evidence = ({ answer: { links, files }, folder }: Pick<GivenProps, 'answer' | 'folder'>) =>
  links.length + files.length === 0 ? null : (
    <>
      <p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">Evidence</p>
      <EvidenceList {...{ links, files, folder }} />
    </>
  )

/** Drafts may hold anything, and only these become links. */
const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text)

/** Links and files that show impact. Links lead to other sites, which learn nothing of where one came from. */
export const EvidenceList = ({
  links,
  files,
  folder,
}: Pick<Answer, 'links' | 'files'> & Pick<GivenProps, 'folder'>) => (
  <ul class="govuk-list govuk-list--bullet">
    {links.map((link) => (
      <li>
        {isWebAddress(link) ? (
          <a class="govuk-link muster-address" href={link} rel="noreferrer noopener nofollow">
            {link}
          </a>
        ) : (
          <span class="muster-address">{link}</span>
        )}
      </li>
    ))}
    {files.map((file) => (
      <li>
        <FileLink file={file} folder={folder} /> ({kindAndSize(file)})
      </li>
    ))}
  </ul>
)

/** Downloads a file; it never opens as a page. */
export const FileLink = ({ file, folder }: { file: EvidenceFile } & Pick<GivenProps, 'folder'>) => (
  <a class="govuk-link muster-address" href={`${folder}/${file.sha256}`}>
    <span class="govuk-visually-hidden">Download </span>
    {file.name}
  </a>
)
