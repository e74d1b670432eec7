import { z } from 'zod'
import { compilePack } from '../pack/compile-pack.ts'
import { PackKey } from '../pack/ports.ts'
import { createBatchHandler } from '../platform/lambda.ts'
import { createTypst, findAssetsIn, findSourceAssets } from '../platform/typst.ts'
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
export const handler = createBatchHandler({
  schema: PackKey,
  work: (key) => compilePack(key, { ...stores, files: packFiles, renderPdf: typst.compilePdf }),
  idsOf: ({ partnershipId, planId, cycleId, boardId }) => ({ partnershipId, planId, cycleId, boardId }),
  worked: 'pack.worked',
  failed: 'pack.failed',
})
