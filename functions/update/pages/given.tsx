import { type Status, statusOf } from '../../plan/plan.ts'
import { monthName } from '../../plan/wording.ts'
import type { Content } from '../../ui/markup.ts'
import { InsetText } from '../../ui/notice.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { Answer } from '../update.ts'

/** Text as somebody typed it, line breaks kept. */
export const TypedText = ({ children }: { children: string }) => (
  <p class="govuk-body muster-answer">{children}</p>
)

type GivenProps = {
  answer: Pick<Answer, 'statusCode' | 'progress' | 'obstacles' | 'impact' | 'links' | 'files' | 'forecast'>
  statuses: Status[]
  /** Who said it and when. */
  children?: Content
}

/** An answer that was given, whole. */
export const Given = ({ answer, statuses, children }: GivenProps) => (
  <>
    <p class="govuk-body">
      <StatusTag status={statusOf({ statuses }, answer.statusCode)} />
    </p>
    <InsetText>
      <TypedText>{answer.progress}</TypedText>
      <Part title="In the way, and what will bring it back">{answer.obstacles}</Part>
      <Part title="Impact">{answer.impact}</Part>
      <Evidence answer={answer} />
      {answer.forecast !== null && <Part title="New date">{monthName(answer.forecast)}</Part>}
      {children && <p class="govuk-body-s">{children}</p>}
    </InsetText>
  </>
)

const Part = ({ title, children }: { title: string; children: string }) =>
  children === '' ? null : (
    <>
      <p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">{title}</p>
      <TypedText>{children}</TypedText>
    </>
  )

const Evidence = ({ answer: { links, files } }: Pick<GivenProps, 'answer'>) =>
  links.length + files.length === 0 ? null : (
    <>
      <p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">Evidence</p>
      <EvidenceList links={links} files={files.map(({ name }) => name)} />
    </>
  )

/** Links and files that show impact. Links lead to other sites, which learn nothing of where one came from. */
export const EvidenceList = ({ links, files }: { links: string[]; files: Content[] }) => (
  <ul class="govuk-list govuk-list--bullet">
    {links.map((link) => (
      <li>
        <a class="govuk-link muster-address" href={link} rel="noreferrer noopener nofollow">
          {link}
        </a>
      </li>
    ))}
    {files.map((file) => (
      <li>{file}</li>
    ))}
  </ul>
)
