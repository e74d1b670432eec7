import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEvidenceFiles } from '../../functions/platform/evidence-files.ts'
import { createPackFiles } from '../../functions/platform/s3.ts'
import { key } from '../support/small-plan.ts'

describe('a bucket that its reader may not list', () => {
  /** What it says of every file. */
  let code = ''
  const server = createServer((_, response) => {
    response.writeHead(403, { 'content-type': 'application/xml' })
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>No</Message></Error>`)
  })
  const bucket = { name: 'bucket', pathStyle: true }
  const reads = {
    'a pack': () => createPackFiles(bucket).loadPack('packs/x.pdf'),
    'a snapshot': () => createPackFiles(bucket).loadSnapshot('snapshots/x.json'),
    'a file of a plan': () => createPackFiles(bucket).loadImportFile(key, '0'.repeat(64)),
    'an upload': () => createEvidenceFiles(bucket).loadUpload('uploads/x', 1000),
  }

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${port}`)
    vi.stubEnv('AWS_REGION', 'eu-west-2')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    server.close()
  })

  it.each(Object.entries(reads))('tells by a refusal that %s is not there', async (_, read) => {
    code = 'AccessDenied'
    expect(await read()).toBeNull()
  })

  it.each(Object.entries(reads))('and fails where it refuses %s for another reason', async (_, read) => {
    code = 'InvalidAccessKeyId'
    await expect(read()).rejects.toMatchObject({ name: 'InvalidAccessKeyId' })
  })
})
