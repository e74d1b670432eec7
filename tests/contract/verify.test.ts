import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { advance } from '../../functions/cycle/advance.ts'
import { compilePack } from '../../functions/pack/compile-pack.ts'
import { renderHtml } from '../../functions/pack/html/render-html.tsx'
import { writeWorkbook } from '../../functions/pack/write-workbook.ts'
import { createPackFiles } from '../../functions/platform/s3.ts'
import { createPackTypst, findPackAssets } from '../../functions/platform/typst.ts'
import { submitAnswers } from '../../functions/update/submit-answers.ts'
import { type AwsEmulator, region, startAwsEmulator } from '../../infra/local/aws-emulator.ts'
import { exportPartnership } from '../../infra/local/export-partnership.ts'
import { verifyFile } from '../../infra/local/verify-file.ts'
import { makeDraft } from '../support/draft.ts'
import { openTestMonth } from '../support/month.ts'
import { sessionOf } from '../support/session.ts'
import { key } from '../support/small-plan.ts'
import { engineOf } from '../support/table.ts'
import { temporaryFolder } from '../unit/local/temporary-folder.ts'

const december = { ...key, cycleId: '2026-12' }
const EXPORTED = '2026-12-18T18:00:00.000Z'
let aws: AwsEmulator

/** A month that Ann answered three times, closed and packed, as its pack's PDF and its partnership's archive. */
const packMonth = async () => {
  const month = await openTestMonth()
  const bucket = { name: 'verified', pathStyle: true }
  const client = new S3Client({ forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: bucket.name }))
  client.destroy()
  const files = createPackFiles(bucket)
  const deps = { ...month.deps, snapshots: files }
  await advance(key, '2026-11-20T10:00:00.000Z', deps)
  await advance(key, '2026-12-01T09:00:00.000Z', deps)
  const ann = { ...december, personId: 'ann' }
  for (const [revision, progress] of ['Begun.', 'Half way.', 'Nearly done, “so to speak”.'].entries()) {
    await month.table.forms.saveDraft(
      { ...ann, ref: '1.1' },
      makeDraft(`2026-12-0${revision + 2}T09:00:00.000Z`, { statusCode: 'on-track', progress }),
      revision,
    )
    await submitAnswers(
      { session: sessionOf('ann', 'Ann Lead'), asks: await month.table.cycles.listAsks(ann) },
      [{ ref: '1.1', revision: revision + 1 }],
      { ...month.table, now: () => `2026-12-0${revision + 2}T10:00:00.000Z` },
    )
  }
  await advance(key, '2026-12-18T17:00:00.000Z', deps)
  const typst = createPackTypst(findPackAssets())
  const renderers = { renderPdf: typst.compilePdf, renderHtml, renderWorkbook: writeWorkbook }
  await compilePack(
    { ...december, boardId: 'board' },
    { ...month.deps, ...month.table, files, snapshots: files, renderers, now: () => EXPORTED },
  )

  const folder = temporaryFolder()
  const built = (await month.table.packs.find({ ...december, boardId: 'board' }))?.built
  const pdf = await files.loadPack(built?.files.pdf ?? '')
  if (!pdf) throw new Error('there is no pack')
  const pack = join(folder, 'pack.pdf')
  writeFileSync(pack, pdf)
  const archive = join(folder, 'partnership.json')
  const stores = { ...month.table, now: () => EXPORTED }
  await exportPartnership(key.partnershipId, archive, { table: engineOf(month.table.where), bucket, stores })
  return { pack, archive }
}

beforeAll(async () => {
  aws = await startAwsEmulator({ dataDir: null })
  vi.stubEnv('AWS_ENDPOINT_URL_S3', aws.s3Url)
  vi.stubEnv('AWS_REGION', region)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await aws.stop()
})

describe('a pack that was built and an archive that was exported', () => {
  it('match, until one byte of one stored update is another, which is then named', async () => {
    const { pack, archive } = await packMonth()
    expect(await verifyFile(pack, archive)).toMatchObject({
      matches: true,
      looked: { records: 1, stored: 3 },
    })

    writeFileSync(archive, readFileSync(archive, 'utf8').replace('Half way.', 'Half wax.'))
    const { matches, said } = await verifyFile(pack, archive)
    expect(matches).toBe(false)
    expect(said.filter(({ wrong }) => wrong).map(({ says }) => says)).toEqual([
      'The archive was changed since it was exported: it does not have the hash that it bears.',
      expect.stringMatching(
        /^1\.1 version 2, by Ann Lead, 10am on Thursday 3 December 2026: what is stored has the hash .* It was changed\.$/,
      ),
    ])
  })
})
