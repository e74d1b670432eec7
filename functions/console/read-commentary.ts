import type { Commentary, Signature } from '../pack/ports.ts'
import type { Plan } from '../plan/plan.ts'
import { tidyText } from '../update/answer.ts'

/** A commentary as a form has it, by the names of its fields. */
export type TypedCommentary = Record<string, string>

/** Characters of a commentary's one text. */
const LONGEST_COMMENTARY = 20_000
/** UTF-8 bytes of all its texts together: a pack's item in the table holds 400 KB. */
const LARGEST_COMMENTARY = 150_000

export const fieldOfPriority = (number: number): string => `priority-${number}`

type ReadCommentary = { typed: TypedCommentary } & (
  | { ok: true; commentary: Omit<Commentary, keyof Signature> }
  | { ok: false; field: string; text: string }
)

/** What was typed as a commentary, or what is wrong with it, where, and what to do. */
export const readCommentary = (
  form: Record<string, string | undefined>,
  { priorities }: Pick<Plan, 'priorities'>,
): ReadCommentary => {
  const fields = ['overall', ...priorities.map(({ number }) => fieldOfPriority(number)), 'internal']
  const typed = Object.fromEntries(fields.map((field) => [field, form[field] ?? '']))
  const long = fields.find((field) => (typed[field] ?? '').length > LONGEST_COMMENTARY)
  if (long !== undefined) {
    const over = (typed[long] ?? '').length - LONGEST_COMMENTARY
    return {
      typed,
      ok: false,
      field: long,
      text: `Shorten the text by ${over.toLocaleString('en-GB')} characters: at most ${LONGEST_COMMENTARY.toLocaleString('en-GB')} fit`,
    }
  }
  if (Buffer.byteLength(Object.values(typed).join('')) > LARGEST_COMMENTARY) {
    return {
      typed,
      ok: false,
      field: 'overall',
      text: 'Shorten the commentary: all its texts together are too large to be kept',
    }
  }
  return {
    typed,
    ok: true,
    commentary: {
      overall: tidyText(typed['overall'] ?? ''),
      priorities: priorities.flatMap(({ number }) => {
        const text = tidyText(typed[fieldOfPriority(number)] ?? '')
        return text === '' ? [] : [{ number, text }]
      }),
      internal: tidyText(typed['internal'] ?? ''),
    },
  }
}

/** A commentary as its form shows it. */
export const typedCommentary = (commentary: Commentary | null): TypedCommentary => ({
  overall: commentary?.overall ?? '',
  internal: commentary?.internal ?? '',
  ...Object.fromEntries(
    (commentary?.priorities ?? []).map(({ number, text }) => [fieldOfPriority(number), text]),
  ),
})
