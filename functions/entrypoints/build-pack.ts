import { z } from 'zod'
import { createTypst, findAssetsIn, findSourceAssets } from '../platform/typst.ts'
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

const { packFiles } = connectBucket(env)
const stores = connectStores(env)
const typst = createTypst(env.PACK_ASSETS ? findAssetsIn(env.PACK_ASSETS) : findSourceAssets())

/** Wanted packs, from the queue to the bucket. */
export const handler = createPackBuilder({ ...stores, files: packFiles, renderPdf: typst.compilePdf })
