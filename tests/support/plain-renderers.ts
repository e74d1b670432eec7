import type { Renderers } from '../../functions/pack/build-pack.ts'

/** Packs whose files are their models, where nobody looks at pages. */
export const plainRenderers: Renderers = {
  renderPdf: async (_document, { bytes }) => ({ pdf: bytes, pages: 1 }),
  renderHtml: (_document, { json }) => json,
  renderWorkbook: async (_model, sha256) => new TextEncoder().encode(sha256),
}

/** Packs in several volumes, whose files are their titles, each of two pages. */
export const volumeRenderers: Renderers = {
  ...plainRenderers,
  renderPdf: async ({ title }) => ({ pdf: new TextEncoder().encode(title), pages: 2 }),
  volumeLimits: { whole: 1, volume: 6_000 },
}
