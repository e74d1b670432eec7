import type { Renderers } from '../../functions/pack/build-pack.ts'

/** Packs whose files are their models, where nobody looks at pages. */
export const plainRenderers: Renderers = {
  renderPdf: async (_document, { bytes }) => ({ pdf: bytes, pages: 1 }),
  renderHtml: (_document, { json }) => json,
  renderWorkbook: async (_model, sha256) => new TextEncoder().encode(sha256),
}
