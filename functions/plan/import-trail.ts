import { z } from 'zod'
import { fieldValue } from './field-words.ts'
import { ActionText, Month, type PlanKey } from './plan.ts'
import type { PlanImport } from './plan-import.ts'
import type { ImportFiles, ImportStore } from './ports.ts'

/** What an import changed, field by field, as it is kept beside the file; other parts of it are not read here. */
const KeptDiff = z.object({
  added: z.array(z.string()),
  changed: z.array(
    z.object({
      ref: z.string(),
      fields: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
    }),
  ),
})

/** A field that an import changed, and what it had before and after, in words. */
type ChangedField = { field: keyof ActionText; from: string; to: string }

/** What one import did to one action. */
export type ImportedChange = { made: PlanImport; isNew: boolean; changes: ChangedField[] }

export type ImportTrailDeps = {
  imports: Pick<ImportStore, 'listImports'>
  importFiles: Pick<ImportFiles, 'loadImportFile'>
}

/** So many imports of a plan are looked through, the newest ones; each costs one read of the bucket. */
const MOST_IMPORTS = 100

/**
 * What imports did to an action, the newest first. Those that left it alone are not there, nor those of
 * which nobody knows any more what they changed.
 */
export const listImportedChanges = async (
  key: PlanKey,
  ref: string,
  deps: ImportTrailDeps,
): Promise<ImportedChange[]> =>
  (await loadDiffs(key, deps))
    .map(({ made, diff }) => ({
      made,
      isNew: diff.added.includes(ref),
      changes: (diff.changed.find((one) => one.ref === ref)?.fields ?? []).flatMap(readChange),
    }))
    .filter(({ isNew, changes }) => isNew || changes.length > 0)

/** Due dates that imports changed, by ref, the oldest first; of as many imports as are looked through. */
export const listImportedDues = async (
  key: PlanKey,
  deps: ImportTrailDeps,
): Promise<Map<string, { made: PlanImport; from: Month | null; to: Month | null }[]>> => {
  const found = (await loadDiffs(key, deps)).toReversed().flatMap(({ made, diff }) =>
    diff.changed.flatMap(({ ref, fields }) => {
      const due = DueChange.safeParse(fields.find(({ field }) => field === 'due')).data
      return due ? [{ ref, made, from: due.from, to: due.to }] : []
    }),
  )
  return Map.groupBy(found, ({ ref }) => ref)
}

const DueChange = z.object({ from: Month.nullable(), to: Month.nullable() })

/** What the imports of a plan changed, the newest first; those of which that is not known are left out. */
const loadDiffs = async (
  key: PlanKey,
  { imports, importFiles }: ImportTrailDeps,
): Promise<{ made: PlanImport; diff: z.infer<typeof KeptDiff> }[]> => {
  const changing = (await imports.listImports(key))
    .filter(({ counts }) => counts.added + counts.changed > 0)
    .slice(0, MOST_IMPORTS)
  const found = await Promise.all(
    changing.map(async (made) => {
      const bytes = made.diff === null ? null : await importFiles.loadImportFile(key, made.diff)
      return bytes && { made, diff: KeptDiff.parse(JSON.parse(new TextDecoder().decode(bytes))) }
    }),
  )
  return found.filter((one) => one !== null)
}

/** A field's change as it was kept, in words; a field that actions no longer have is left out. */
const readChange = ({ field, from, to }: { field: string; from?: unknown; to?: unknown }): ChangedField[] => {
  const known = ActionText.keyof().safeParse(field)
  if (!known.success) return []
  const [before, after] = [from, to].map((value) => {
    const read = ActionText.partial().safeParse({ [known.data]: value }).data?.[known.data]
    return read === undefined ? null : fieldValue(known.data, read)
  })
  return before != null && after != null ? [{ field: known.data, from: before, to: after }] : []
}
