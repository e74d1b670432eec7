import type { Request } from '../cycle/cycle.ts'
import { isSame } from '../plan/merge-plan.ts'
import type { Instant } from '../plan/plan.ts'
import { draftOf, isEmptyTyped, isSameTyped, startOf, type Typed, typedOf } from './answer.ts'
import type { Ask, Draft } from './ask.ts'
import type { FormStore } from './ports.ts'
import type { EvidenceFile } from './update.ts'

/** What a page of one action sends: the texts, the draft it was shown, and which page it is. */
export type SentDraft = {
  typed: Typed
  /** The draft's revision as the page knows it; -1 where it does not say. */
  revision: number
  /** Names the page, so that its own later save is not taken for somebody else's. */
  page: string
  /** The files that the draft is to have; absent where they stay as they are. */
  files?: EvidenceFile[]
}

export type SavedDraft =
  | { outcome: 'saved'; draft: Draft | null; revision: number }
  /** The draft was changed elsewhere since the page was shown: nothing was saved. */
  | { outcome: 'changed-elsewhere'; current: Ask }

export type SaveDraftDeps = {
  forms: Pick<FormStore, 'saveDraft' | 'findAsk' | 'markDrafted'>
  now: () => Instant
}

const MOST_TRIES = 3

/**
 * Keeps what a lead has typed so far, whole or not, over the draft that they were shown and no other.
 * The same text again saves nothing. A page whose own earlier save was answered too late, or not at
 * all, saves over it.
 */
export const saveDraft = async (
  ask: Ask,
  request: Pick<Request, 'draftSavedAt'>,
  { typed, revision, page, files }: SentDraft,
  deps: SaveDraftDeps,
): Promise<SavedDraft> => {
  let current = ask
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const now = deps.now()
    const draft: Draft = { ...draftOf(typed, files ?? startOf(current)?.files ?? [], now), page }
    if (saysNothingNew(current, draft) && !isOvertaken(current)) {
      return { outcome: 'saved', draft: current.draft, revision: current.draftRevision }
    }
    const over = isFreeFor(page, current) ? current.draftRevision : revision
    if (await deps.forms.saveDraft(current, draft, over)) {
      if (request.draftSavedAt === null) await deps.forms.markDrafted(current, now)
      return { outcome: 'saved', draft, revision: over + 1 }
    }
    const found = await deps.forms.findAsk(current)
    if (!found) throw new Error('the action is no longer on the form')
    current = found
    if (!isFreeFor(page, current)) return { outcome: 'changed-elsewhere', current }
  }
  return { outcome: 'changed-elsewhere', current }
}

const saysNothingNew = ({ draft }: Ask, came: Draft): boolean =>
  draft
    ? isSameTyped(typedOf(draft), typedOf(came)) && isSame(draft.files, came.files)
    : isEmptyTyped(typedOf(came)) && came.files.length === 0

/** Whether a page may save over a draft that it was not shown: its own, or one that has files and no text. */
const isFreeFor = (page: string, { draft }: Ask): boolean =>
  draft !== null && ((page !== '' && draft.page === page) || isEmptyTyped(typedOf(draft)))

/**
 * Whether the action was answered since the draft was saved, and not with it: by a colleague, or by a
 * press that says that nothing has changed. Saving it again makes it count anew.
 */
const isOvertaken = ({ draft, answer, personId }: Ask): boolean =>
  draft !== null &&
  answer !== null &&
  (answer.by !== personId || answer.unchanged > 0) &&
  draft.savedAt <= answer.at
