import { owe } from '../cycle/advance.ts'
import { type DirectoryReader, findPerson, listPeople } from '../plan/directory.ts'
import type { Plan } from '../plan/plan.ts'
import { monthName } from '../plan/wording.ts'
import type { Pack, Signature } from './ports.ts'
import type { SteerPackDeps } from './steer-pack.ts'

const listed = new Intl.ListFormat('en-GB', { type: 'conjunction' })
/** Of more boards than these a mail says how many there are. */
const MOST_NAMED = 5

/**
 * Mails those who may approve packs that somebody has asked for that: one mail a person and press, however
 * many packs. Whoever asked is told only where they may approve it themselves.
 */
export const tellApprovers = async (
  asked: Pick<Pack, 'cycleId' | 'boardName'>[],
  by: Signature,
  plan: Plan,
  deps: Pick<SteerPackDeps, 'messages' | 'queue'> & { directory: DirectoryReader },
): Promise<void> => {
  const [first] = asked
  if (!first) return
  const directory = await deps.directory.loadDirectory(plan.partnershipId)
  const asker = findPerson(directory, by.by)?.personId
  const approvers = listPeople(directory)
    .filter(({ roles }) => roles.includes('approver'))
    .map(({ personId }) => personId)
    .filter((personId) => plan.packs.approval === 'anyone' || personId !== asker)
  const packs =
    asked.length > MOST_NAMED
      ? `${asked.length} packs`
      : `the pack${asked.length === 1 ? '' : 's'} of ${listed.format(asked.map(({ boardName }) => boardName))}`
  const month = monthName(first.cycleId)
  await owe(
    approvers,
    { partnershipId: plan.partnershipId, planId: plan.planId, cycleId: first.cycleId },
    {
      kind: 'alert',
      ordinal: `packs-asked-${by.at}`,
      about: `${by.byName} asks you to approve ${packs} for ${month}. Please read the drafts, and approve them or send them back.`,
      link: `/console/${plan.planId}/packs/${first.cycleId}`,
    },
    by.at,
    deps,
  )
}
