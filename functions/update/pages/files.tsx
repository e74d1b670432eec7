import { titleOf } from '../../plan/plan.ts'
import { shorten, sizeName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { FormErrorSummary } from '../../ui/error-summary.tsx'
import { FileUpload } from '../../ui/file-upload.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { uploadPath } from '../../ui/generated/upload.ts'
import { Layout } from '../../ui/layout.tsx'
import { InsetText, NotificationBanner } from '../../ui/notice.tsx'
import { PageHeading, TwoThirds } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import type { Ask } from '../ask.ts'
import type { UploadForm } from '../change-files.ts'
import { ACCEPTED, kindAndSize, LARGEST_FILE, MOST_FILES } from '../evidence.ts'
import type { LeadSession } from '../ports.ts'
import type { EvidenceFile } from '../update.ts'
import { actionPath, filesPath } from './check.tsx'
import { FormPage } from './frame.tsx'
import { FileLink } from './given.tsx'

/** Where the page's script goes with a file that it does not send; the file's size in bytes comes last. */
const tooLargePath = (ref: string): string => `${filesPath(ref)}?too-large=`

type FilesPageProps = {
  session: LeadSession
  ask: Ask
  files: EvidenceFile[]
  /** Null where no more files fit. */
  upload: UploadForm | null
  errors?: FormErrors<'file'> | undefined
  notice?: string | undefined
}

/** The files of one action's answer: those that are there, and a form that sends one more to the bucket. */
export const FilesPage = ({ session, ask, files, upload, errors, notice }: FilesPageProps) => (
  <FormPage
    session={session}
    title={`Files for action ${ask.ref}`}
    errors={errors}
    backLink={{ href: actionPath(ask.ref), text: `Back to action ${ask.ref}` }}
    beforeContent={notice && <NotificationBanner type="success" heading={notice} />}
    scripts={[uploadPath]}
  >
    <FormErrorSummary errors={errors} />
    <PageHeading caption={`${ask.ref} ${shorten(titleOf(ask.says), 120)}`}>
      Files that show what has become different
    </PageHeading>
    <p class="govuk-body">
      Coordinators and whoever leads this action can download them once you submit. Leave out what names a
      child or a family.
    </p>
    {files.length > 0 && (
      <>
        <h2 class="govuk-heading-m">Added so far</h2>
        <SummaryList
          rows={files.map((file) => ({
            key: <FileLink file={file} folder={filesPath(ask.ref)} />,
            value: (
              <>
                <p class="govuk-body">{kindAndSize(file)}</p>
                <form method="post" action={`${filesPath(ask.ref)}/${file.sha256}/remove`}>
                  <Button look="secondary" class="govuk-!-margin-bottom-0">
                    Remove<span class="govuk-visually-hidden"> {file.name}</span>
                  </Button>
                </form>
              </>
            ),
          }))}
        />
      </>
    )}
    {upload ? (
      <UploadOne upload={upload} errors={errors} isFirst={files.length === 0} ref={ask.ref} />
    ) : (
      <InsetText>An answer has at most {MOST_FILES} files. Remove one to add another.</InsetText>
    )}
    <p class="govuk-body">
      <a class="govuk-link" href={actionPath(ask.ref)}>
        Go back to your answer
      </a>
    </p>
  </FormPage>
)

const UploadOne = ({
  upload: { action, fields },
  errors,
  isFirst,
  ref,
}: Pick<FilesPageProps, 'errors'> & { upload: UploadForm; isFirst: boolean; ref: string }) => (
  <form
    method="post"
    action={action}
    enctype="multipart/form-data"
    novalidate
    data-upload
    data-largest={String(LARGEST_FILE)}
    data-too-large={tooLargePath(ref)}
  >
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {/* The bucket reads no field after the file. */}
    <FileUpload
      name="file"
      label={isFirst ? 'Choose a file' : 'Choose another file'}
      labelProps={{ class: 'govuk-label--m' }}
      hint={`PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, CSV or text, without macros and without a password. At most ${sizeName(LARGEST_FILE)}.`}
      error={errors?.file?.text}
      attributes={{ accept: ACCEPTED }}
    />
    <p class="govuk-body" role="status" data-upload-state></p>
    <Button preventDoubleClick>Add this file</Button>
  </form>
)

type NoFilesPageProps = {
  title: string
  /** What to press to have it tried again. */
  again: { href: string; text: string }
  ref: string
}

/** Made without the table and the bucket, one of which could not be reached. */
export const FilesFailedPage = ({ title, again, ref }: NoFilesPageProps) => (
  <Layout title={title}>
    <TwoThirds>
      <PageHeading>{title}</PageHeading>
      <p class="govuk-body">Your answer and the files that were there before are kept.</p>
      <p class="govuk-body">
        Wait a minute, then{' '}
        <a class="govuk-link" href={again.href}>
          {again.text}
        </a>
        , or{' '}
        <a class="govuk-link" href={actionPath(ref)}>
          go back to your answer
        </a>
        .
      </p>
    </TwoThirds>
  </Layout>
)

/** A file that nothing which this lead may see has. */
export const NoSuchFilePage = ({ session, ask }: { session: LeadSession; ask: Ask }) => (
  <FormPage session={session} title="There is no such file">
    <h1 class="govuk-heading-l">There is no such file</h1>
    <p class="govuk-body">
      It may have been removed from the answer.{' '}
      <a class="govuk-link" href={actionPath(ask.ref)}>
        Go back to action {ask.ref}
      </a>
      .
    </p>
  </FormPage>
)
