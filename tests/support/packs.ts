import type { Built, PackKey, PackStore, Signature } from '../../functions/pack/ports.ts'

/** What a pack is built as, where nobody looks at its files. */
export const builtAs = (name = 'board'): Built => ({
  files: { pdf: `packs/${name}.pdf`, html: `packs/${name}.html`, workbook: `packs/${name}.xlsx` },
  sha256: 'a'.repeat(64),
  modelSha256: 'b'.repeat(64),
  pages: 3,
  publicCut: null,
})

export const signature = (by: string, at: string): Signature => ({ by, byName: `Name of ${by}`, at })

/** Builds a wanted pack, has it asked for, approved and built again: ready to be issued. */
export const approvePack = async (packs: PackStore, key: PackKey, at: string): Promise<void> => {
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
  await packs.build(await read(), builtAs('final'), at)
}
