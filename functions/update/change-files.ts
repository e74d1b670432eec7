import type { Request } from '../cycle/cycle.ts'
import type { Instant, PlanKey } from '../plan/plan.ts'
import { draftOf, startOf, typedOf } from './answer.ts'
import type { Ask, Draft } from './ask.ts'
import { inspectFile, LARGEST_FILE, MOST_FILES, nameOfUpload, tooLarge } from './evidence.ts'
import type { FormStore } from './ports.ts'
import type { EvidenceFile } from './update.ts'

/** A form by which a browser sends one file past us into the bucket. */
export type UploadForm = {
  /** Where the form is sent to. */
  action: string
  fields: Record<string, string>
}

/** Files that show impact, and what is uploaded before it is known to be one. */
export type EvidenceFiles = {
  /** A form that takes one file, into `folder` and under its own name, and then leads to `returnTo`. */
  offerUpload: (folder: string, returnTo: string) => Promise<UploadForm>
  /** An upload; without `content` where it is larger than `most` bytes. Null where there is none, or no more. */
  loadUpload: (key: string, most: number) => Promise<{ bytes: number; content: Uint8Array | null } | null>
  /** Keeps the bytes under their SHA-256, and gives that. */
  saveEvidence: (plan: PlanKey, content: Uint8Array) => Promise<string>
  /** An address that gives the file for a minute, as a download of no kind that a browser would open. */
  linkToEvidence: (plan: PlanKey, file: Pick<EvidenceFile, 'name' | 'sha256'>) => Promise<string>
}

export type ChangeFilesDeps = {
  forms: Pick<FormStore, 'saveDraft' | 'findAsk' | 'markDrafted'>
  now: () => Instant
}
export type AddFileDeps = ChangeFilesDeps & { evidence: Pick<EvidenceFiles, 'loadUpload' | 'saveEvidence'> }

export type AddedFile =
  | { outcome: 'added'; file: EvidenceFile }
  /** Nothing is changed; `text` says which file, why, and what to do. */
  | { outcome: 'refused'; text: string }

const refused = (text: string): AddedFile => ({ outcome: 'refused', text })

/**
 * Takes an upload into the draft, once it has been read whole and is what it may be. The same file
 * again, or the same upload, is there once. What is checked is what is kept: it is read one time.
 *
 * @throws when the bucket or the table fails; the upload stays, and adding it can be tried again.
 */
export const addFile = async (
  ask: Ask,
  request: Pick<Request, 'draftSavedAt'>,
  key: string,
  deps: AddFileDeps,
): Promise<AddedFile> => {
  const name = nameOfUpload(ask, key)
  if (name === null) return refused('That file was not added on this page. Choose it again')
  if (name === '') return refused('Choose a file')
  const upload = await deps.evidence.loadUpload(key, LARGEST_FILE)
  if (!upload) return refused(`“${name}” did not arrive, or came too long ago. Choose it again`)
  if (!upload.content) return refused(`“${name}” ${tooLarge(upload.bytes)}`)
  const inspected = await inspectFile(name, upload.content)
  if (!inspected.ok) return refused(`“${name}” ${inspected.reason}`)

  const sha256 = await deps.evidence.saveEvidence(ask, upload.content)
  const file = { name, mediaType: inspected.mediaType, bytes: upload.bytes, sha256 }
  const files = await changeFiles(ask, request, (before) => withFile(before, file), deps)
  return files.some((one) => one.sha256 === sha256)
    ? { outcome: 'added', file }
    : refused(`“${name}” is one too many: an answer has at most ${MOST_FILES} files. Remove one first`)
}

const withFile = (before: EvidenceFile[], file: EvidenceFile): EvidenceFile[] =>
  before.length >= MOST_FILES || before.some(({ sha256 }) => sha256 === file.sha256)
    ? before
    : [...before, file]

/** Takes a file out of the draft; what was submitted with it keeps it. */
export const removeFile = async (
  ask: Ask,
  request: Pick<Request, 'draftSavedAt'>,
  sha256: string,
  deps: ChangeFilesDeps,
): Promise<void> => {
  await changeFiles(ask, request, (before) => before.filter((file) => file.sha256 !== sha256), deps)
}

/** Others may save the same draft at the same moment; each try reads afresh. */
const MOST_TRIES = 8

/**
 * Changes the files of a draft and nothing else of it. The page that saved the draft last stays its
 * page, so that what is being typed there is saved over this and is no conflict.
 */
const changeFiles = async (
  ask: Ask,
  request: Pick<Request, 'draftSavedAt'>,
  change: (before: EvidenceFile[]) => EvidenceFile[],
  deps: ChangeFilesDeps,
): Promise<EvidenceFile[]> => {
  let current = ask
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const now = deps.now()
    const start = startOf(current)
    const before = start?.files ?? []
    const files = change(before)
    if (files.length === before.length) return before
    const draft: Draft = current.draft
      ? { ...current.draft, files, savedAt: now }
      : { ...draftOf(typedOf(start), files, now), page: '' }
    if (await deps.forms.saveDraft(current, draft, current.draftRevision)) {
      if (request.draftSavedAt === null) await deps.forms.markDrafted(current, now)
      return files
    }
    const found = await deps.forms.findAsk(current)
    if (!found) throw new Error('the action is no longer on the form')
    current = found
  }
  throw new Error('the draft was being saved elsewhere at the same moment')
}
