import { type Directory, findPerson } from '../plan/directory.ts'
import type { PackPolicy } from '../plan/plan.ts'
import type { Pack } from './ports.ts'

/** What somebody may do with a pack. */
export type PackStep = 'comment' | 'ask' | 'approve' | 'send-back' | 'issue' | 'reissue' | 'explain'

/** Why a step cannot be taken. */
export type PackObjection =
  | 'not-a-coordinator'
  | 'not-an-approver'
  | 'own-request'
  | 'month-open'
  | 'not-built'
  | 'asked-before'
  | 'not-asked'
  | 'approved'
  | 'not-approved'
  | 'issued'
  | 'not-issued'
  | 'first-version'

/**
 * Why this person may not take this step with the pack as it stands; null where they may. Who approves
 * has the role, and is not who asked where the plan wants another person: two entries of the directory
 * that were found to be one person are one person.
 */
export const objectionToStep = (
  step: PackStep,
  pack: Pack,
  personId: string,
  { directory, policy }: { directory: Directory; policy: PackPolicy },
): PackObjection | null => {
  const person = findPerson(directory, personId)
  const isApprover = person?.roles.includes('approver') ?? false
  if (step === 'approve' || step === 'send-back') {
    if (!isApprover && !(step === 'send-back' && person?.roles.includes('coordinator')))
      return 'not-an-approver'
  } else if (!person?.roles.includes('coordinator')) {
    return 'not-a-coordinator'
  }
  if (pack.state === 'withdrawn') return 'month-open'
  if (pack.state === 'early') return step === 'comment' ? null : 'month-open'
  if (step === 'reissue') return pack.state === 'issued' ? null : 'not-issued'
  if (pack.state === 'issued') return 'issued'
  return (
    objectionOfPapers[step](pack) ??
    (step === 'approve' && policy.approval === 'another-person' && isSame(pack.asked?.by, personId, directory)
      ? 'own-request'
      : null)
  )
}

const objectionOfPapers: Record<Exclude<PackStep, 'reissue'>, (pack: Pack) => PackObjection | null> = {
  comment: ({ approved }) => (approved ? 'approved' : null),
  explain: ({ approved, reissue }) => (reissue === null ? 'first-version' : approved ? 'approved' : null),
  ask: ({ state, asked, approved }) =>
    approved ? 'approved' : asked ? 'asked-before' : state === 'built' ? null : 'not-built',
  approve: ({ state, asked, approved }) =>
    approved ? 'approved' : asked === null ? 'not-asked' : state === 'built' ? null : 'not-built',
  'send-back': ({ asked }) => (asked === null ? 'not-asked' : null),
  issue: ({ state, approved }) =>
    approved === null ? 'not-approved' : state === 'built' ? null : 'not-built',
}

const isSame = (one: string | undefined, other: string, directory: Directory): boolean => {
  const idOf = (id: string) => findPerson(directory, id)?.personId ?? id
  return one !== undefined && idOf(one) === idOf(other)
}

/** Why a step was not taken, as a sentence that says what to do. */
export const packObjectionWords = {
  'not-a-coordinator': 'Only a coordinator of this partnership can do that.',
  'not-an-approver':
    'You may not approve packs. A coordinator can give you that role on your page in People.',
  'own-request': 'You asked for the approval of this pack, so somebody else must give it.',
  'month-open': 'The month is still open, so its packs are sketches. They can be approved once it is closed.',
  'not-built': 'The pack is being built. Try again in a minute.',
  'asked-before': 'Somebody has asked for its approval already.',
  'not-asked': 'Nobody has asked for its approval, or it was sent back meanwhile.',
  approved: 'The pack is approved. Send it back first, then it can be changed and approved again.',
  'not-approved': 'The pack is not approved, so it cannot be issued.',
  issued: 'The pack is issued, and is never changed. Issue another version of it instead.',
  'not-issued': 'The pack is not issued, so there is no version to take the place of.',
  'first-version': 'This is the first version, which takes the place of none.',
} as const satisfies Record<PackObjection, string>
