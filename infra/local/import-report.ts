import { fieldName, fieldOf, fieldTitle } from '../../functions/plan/field-words.ts'
import { groupFindings } from '../../functions/plan/import/finding-groups.ts'
import type { ReadPlan } from '../../functions/plan/import/read-plan.ts'
import type { PlanDiff } from '../../functions/plan/merge-plan.ts'
import { dateName, localDay, shorten } from '../../functions/plan/wording.ts'

/** Characters of a value in a line of a terminal. */
const LONGEST_VALUE = 100

/** What was understood of a file, for a terminal. */
export const describeFindings = ({ actions, findings }: Extract<ReadPlan, { ok: true }>): string => {
  const closed = actions.filter((action) => action.closed).length
  const lines = [`${actions.length - closed} live actions and ${closed} closed ones were read.`]
  for (const { heading, count, kinds } of groupFindings(findings)) {
    lines.push('', `${heading} (${count})`)
    for (const { title, findings: ofKind } of kinds) {
      lines.push(`  ${title}`)
      lines.push(...ofKind.map(({ ref, message }) => `    ${(ref ?? '').padEnd(6)} ${message}`))
    }
  }
  return lines.join('\n')
}

/** What an import would change, for a terminal. */
export const describeDiff = (
  { added, changed, gone, renamed, kept, unchanged }: PlanDiff,
  timeZone: string,
): string => {
  const lines = [
    `Against the plan: ${added.length} new, ${changed.length} changed, ${unchanged} unchanged, ${gone.length} no longer in the file.`,
  ]
  for (const { ref } of added) lines.push(`  ${ref.padEnd(6)} new`)
  for (const { before, action, fields } of changed) {
    for (const field of fields) {
      const [from, to] = [fieldOf(field, before), fieldOf(field, action)].map(quote)
      lines.push(`  ${action.ref.padEnd(6)} ${fieldTitle(field)}: ${from} becomes ${to}`)
    }
  }
  for (const { ref } of gone) lines.push(`  ${ref.padEnd(6)} is no longer in the file. It stays as it is.`)
  for (const { before, ref, why } of renamed) {
    const same = why === 'number' ? 'is the same number to a spreadsheet' : 'has the same text'
    lines.push(`  ${before.ref.padEnd(6)} may be ${ref} of the file, which is new and ${same}`)
  }
  for (const { before, inFile, field, decided } of kept) {
    const stays = `${fieldName(field)} stays ${quote(fieldOf(field, before))}`
    const why = `as decided by ${decided.byName} on ${dateName(localDay(decided.at, timeZone))}`
    lines.push(`  ${before.ref.padEnd(6)} ${stays}, ${why}; the file has ${quote(fieldOf(field, inFile))}`)
  }
  return lines.join('\n')
}

const quote = (text: string): string => `“${shorten(text.replaceAll('\n', ' '), LONGEST_VALUE)}”`
