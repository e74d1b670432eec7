import {
  type BuildPackInput,
  buildPack,
  type RenderedCut,
  type Renderers,
} from '../../functions/pack/build-pack.ts'

/** A pack with its public cut, where its board wants one. */
export type BuiltPack = RenderedCut & { publicCut: RenderedCut | null }

/** Builds a pack whole, and keeps all of it. */
export const builtPack = async (input: BuildPackInput, renderers: Renderers): Promise<BuiltPack> => {
  const { pack, publicCut } = await buildPack(input, renderers, async (cut) => cut)
  return { ...pack, publicCut }
}
