import { z } from 'zod'
import { renderHtml } from '../pack/html/render-html.tsx'
import { writeWorkbook } from '../pack/write-workbook.ts'
import { createPackTypst, findPackAssets } from '../platform/typst.ts'
import { createPackBuilder } from './handlers.ts'
import { connectBucket, connectStores } from './wiring.ts'

const env = z
  .object({
    TABLE_NAME: z.string().min(1),
    PACK_BUCKET: z.string().min(1),
    S3_PATH_STYLE: z.string().optional(),
    /** The folder of the template and the fonts; the source tree's where it is not set. */
    PACK_ASSETS: z.string().optional(),
    CLOCK_FILE: z.string().optional(),
  })
  .parse(process.env)

const { packFiles, ...bucket } = connectBucket(env)
const typst = createPackTypst(findPackAssets(env.PACK_ASSETS))

/** Wanted packs, from the queue to the bucket. */
export const handler = createPackBuilder({
  ...connectStores(env),
  ...bucket,
  files: packFiles,
  renderers: { renderPdf: typst.compilePdf, renderHtml, renderWorkbook: writeWorkbook },
})
