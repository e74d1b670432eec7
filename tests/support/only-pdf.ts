import type { RenderedCut } from '../../functions/pack/build-pack.ts'

/** The PDF of a pack that has one volume. */
export const onlyPdf = ({ volumes }: Pick<RenderedCut, 'volumes'>): Uint8Array => {
  const [only, ...others] = volumes
  if (!only || others.length > 0) throw new Error(`the pack has ${volumes.length} volumes`)
  return only.pdf
}
