import { advancePack } from '../../functions/pack/advance-pack.ts'
import { compilePack } from '../../functions/pack/compile-pack.ts'
import type { Built, PackKey, PackStore, Signature } from '../../functions/pack/ports.ts'
import { newPerson } from '../../functions/plan/decide-person.ts'
import type { Board, Person } from '../../functions/plan/plan.ts'
import { openTestMonth } from './month.ts'
import { plainRenderers } from './plain-renderers.ts'
import { boards, key, people } from './small-plan.ts'

/** What a pack is built as, where nobody looks at its files. */
export const builtAs = (name = 'board'): Built => ({
  files: { pdf: `packs/${name}.pdf`, html: `packs/${name}.html`, workbook: `packs/${name}.xlsx` },
  volumes: [],
  sha256: 'a'.repeat(64),
  modelSha256: 'b'.repeat(64),
  pages: 3,
  publicCut: null,
})

export const signature = (by: string, at: string): Signature => ({ by, byName: `Name of ${by}`, at })

/** Builds a wanted pack, has it asked for, approved and built again: ready to be issued. */
export const approvePack = async (
  packs: PackStore,
  key: PackKey,
  at: string,
  built: Built = builtAs('final'),
): Promise<void> => {
  const read = async () => {
    const pack = await packs.find(key)
    if (!pack) throw new Error('the pack is not there')
    return pack
  }
  const { partnershipId, planId } = key
  const event = { partnershipId, planId, at, what: 'pack-approved', by: 'cora' }
  await packs.build(await read(), builtAs('draft'), at)
  await packs.askApproval(await read(), signature('cora', at), event)
  await packs.approve(await read(), signature('ines', at), event)
  await packs.build(await read(), built, at)
}

/** Somebody who may approve packs and nothing else. */
const ines: Person = {
  ...newPerson(key.partnershipId, 'ines'),
  name: 'Ines Approver',
  email: 'ines@testshire.example',
  roles: ['approver'],
}

/** The small plan's month with somebody who approves its packs, before its December is open. */
export const openPackMonth = async (change: { people?: Person[]; boards?: Board[] } = {}) => {
  const month = await openTestMonth()
  await month.table.plans.saveDirectory({
    people: [...people, ines, ...(change.people ?? [])],
    boards: change.boards ?? boards,
  })
  await month.tick('2026-11-20T10:00:00.000Z')

  const clock = { now: PACK_OPENS }
  const files = new Map<string, Uint8Array>()
  const deps = { ...month.deps, ...month.table, calendarOf: month.deps.calendarOf }
  const building = {
    ...deps,
    importFiles: month.deps.importFiles,
    files: {
      savePack: async (name: string, bytes: Uint8Array) => {
        files.set(name, bytes)
      },
    },
    renderers: plainRenderers,
    now: () => clock.now,
  }
  /** The workers of the queue of packs. */
  const work = async () => {
    for (const wanted of month.wantedPacks.splice(0)) await compilePack(wanted, building)
  }
  /** The sweeper, and the workers after it, until they find nothing more. */
  const sweepPacks = async (now: string) => {
    clock.now = now
    for (let round = 0; round < 8; round += 1) {
      await work()
      const { packs } = await month.table.listDue(now)
      if (packs.length === 0) return
      for (const pack of packs) await advancePack(pack, now, deps)
    }
    throw new Error('the packs do not settle')
  }
  const audited = async (what: string) => {
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    return data.filter((event) => event.what === what)
  }
  /** Mails of a kind as who is to have them and what tells them apart, in order. */
  const mails = async (kind: string) =>
    (await month.table.cycles.listMessages({ ...key, cycleId: '2026-12' }))
      .filter((message) => message.kind === kind)
      .map(({ personId, ordinal }) => `${personId} ${ordinal}`)
      .sort()
  return {
    month,
    clock,
    files,
    deps,
    building,
    work,
    sweepPacks,
    audited,
    mails,
    open: () => month.tick(PACK_OPENS),
    close: () => {
      clock.now = PACK_CLOSES
      return month.tick(PACK_CLOSES)
    },
  }
}

const PACK_OPENS = '2026-12-01T09:00:00.000Z'
export const PACK_CLOSES = '2026-12-18T17:00:00.000Z'
