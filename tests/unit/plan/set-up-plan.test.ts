import { describe, expect, it } from 'vitest'
import type { Directory } from '../../../functions/plan/directory.ts'
import { setUpPlan } from '../../../functions/plan/set-up-plan.ts'
import { boards, key, people, plan } from '../../support/small-plan.ts'

const setUpAgain = async (known: Directory): Promise<Directory> => {
  const saved: Directory[] = []
  await setUpPlan(
    {
      ...key,
      partnershipName: plan.partnershipName,
      settings: plan,
      people: people.map(({ name, email, roles }) => ({ name, email, roles })),
      boards: boards.map(({ name, aliases }) => ({
        name,
        aliases,
        chair: 'Bob Lead',
        members: ['Ann Lead'],
      })),
    },
    {
      directory: { loadDirectory: async () => known },
      writer: {
        saveDirectory: async (directory) => {
          saved.push(directory)
        },
        savePlan: async () => {},
      },
      newPersonId: () => 'new',
    },
  )
  const [directory] = saved
  if (!directory) throw new Error('nothing was saved')
  return directory
}

describe('setting a plan up again', () => {
  it('leaves what the console has added to people and boards', async () => {
    const known: Directory = {
      people: people.map((one) => ({ ...one, position: 'Head', otherNames: ['Other'], deputyId: 'mia' })),
      boards: boards.map((board) => ({
        ...board,
        boardId: 'main-board',
        sees: 'own-only',
        meetings: ['2027-02-01'],
      })),
    }
    const after = await setUpAgain(known)
    expect(after.people.map(({ personId }) => personId)).not.toContain('new')
    expect(after.people[0]).toMatchObject({ position: 'Head', otherNames: ['Other'], deputyId: 'mia' })
    expect(after.boards[0]).toMatchObject({ sees: 'own-only', meetings: ['2027-02-01'] })
  })

  it('leaves a merged entry merged, without a role, and puts the one that stays on the boards', async () => {
    const known: Directory = {
      people: people.map((one) => (one.personId === 'bob' ? { ...one, mergedInto: 'sue' } : one)),
      boards: [],
    }
    const after = await setUpAgain(known)
    expect(after.people.find(({ personId }) => personId === 'bob')).toMatchObject({
      mergedInto: 'sue',
      roles: [],
    })
    expect(after.boards[0]).toMatchObject({ chair: 'sue', members: ['ann'] })
  })
})
