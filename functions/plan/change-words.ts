import type { ChangeRequest, Objection, Refusal } from './change-request.ts'
import { LONGEST_CHANGE_TEXT } from './change-request.ts'
import { fieldName, fieldTitle } from './field-words.ts'
import type { Plan } from './plan.ts'
import { dayName, monthName } from './wording.ts'

const listNames = new Intl.ListFormat('en-GB', { type: 'conjunction' })

/** What a change request is about: `due date and status`. */
export const changeSubject = ({ changes }: Pick<ChangeRequest, 'changes'>): string =>
  listNames.format(changes.map(({ field }) => fieldName(field)))

/** Why something cannot be asked, as a sentence without its full stop that says what to do. */
export const refusalWords = (refusal: Refusal, { timeZone }: Pick<Plan, 'timeZone'>): string => {
  switch (refusal.why) {
    case 'nothing-chosen':
      return 'Select what should change'
    case 'missing':
      return refusal.field === 'reason'
        ? 'Enter why the plan should change'
        : 'Enter what shows the impact: nothing is closed or completed without evidence'
    case 'too-long':
      return `Shorten the text: at most ${LONGEST_CHANGE_TEXT.toLocaleString('en-GB')} characters fit`
    case 'changes-nothing':
      return `${fieldTitle(refusal.field)}: enter something else than the plan has already`
    case 'asked-before': {
      const { askedByName, askedAt } = refusal.first
      return `${fieldTitle(refusal.field)}: ${askedByName} asked to change this on ${dayName(askedAt, timeZone)}. That must be decided or withdrawn first`
    }
    case 'due-before-start':
      return `The due date, ${monthName(refusal.due)}, must not be before the start date, ${monthName(refusal.start)}`
    case 'unknown-status':
      return 'Select a status of the plan’s key'
    case 'unknown-leads':
      return `${strangersWords(refusal.names)}. Correct the name, or tick the box below`
  }
}

/** That nobody can be mailed under these names. */
export const strangersWords = (names: string[]): string =>
  `${listNames.format(names.map((name) => `“${name}”`))} ${names.length === 1 ? 'is' : 'are'} not in the directory, so nobody can be mailed under ${names.length === 1 ? 'that name' : 'those names'}`

/** Why somebody may not decide a request, as a sentence. */
export const objectionWords = {
  'not-a-coordinator': 'Only a coordinator of this partnership can decide a change.',
  'own-request': 'You asked for this change, so somebody else must decide.',
  'not-the-asker': 'Only whoever asked for a change can withdraw it.',
} as const satisfies Record<Objection, string>
