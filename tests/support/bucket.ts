import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { vi } from 'vitest'
import { createEvidenceFiles } from '../../functions/platform/evidence-files.ts'
import { region, startAwsEmulator } from '../../infra/local/aws-emulator.ts'

/** The S3 emulator behind what checks forms and signed addresses; the SDK finds it by the environment. */
export const startTestS3 = async () => {
  const aws = await startAwsEmulator({ dataDir: null })
  vi.stubEnv('AWS_ENDPOINT_URL_S3', aws.s3Url)
  vi.stubEnv('AWS_REGION', region)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  const client = new S3Client({ forcePathStyle: true })
  let buckets = 0
  return {
    url: aws.s3Url,
    /** A bucket of its own, and what may be seen in it. */
    open: async () => {
      buckets += 1
      const name = `bucket-${buckets}`
      await client.send(new CreateBucketCommand({ Bucket: name }))
      const bucket = { name, pathStyle: true }
      return {
        bucket,
        evidence: createEvidenceFiles(bucket),
        keys: async (Prefix: string) => {
          const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name, Prefix }))
          return Contents.map(({ Key = '' }) => Key)
        },
      }
    },
    stop: async () => {
      vi.unstubAllEnvs()
      client.destroy()
      await aws.stop()
    },
  }
}

/** The address and the hidden fields of the form on a page that sends a file away. */
export const uploadFormOn = (html: string): { action: string; fields: [string, string][] } => {
  const form = /<form [^>]*enctype="multipart\/form-data"[^>]*>.*?<\/form>/s.exec(html)?.[0] ?? ''
  const read = (tag: string, name: string) =>
    (new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '').replaceAll('&amp;', '&').replaceAll('&quot;', '"')
  return {
    action: read(/<form [^>]*>/.exec(form)?.[0] ?? '', 'action'),
    fields: [...form.matchAll(/<input type="hidden"[^>]*>/g)].map(([tag]) => [
      read(tag, 'name'),
      read(tag, 'value'),
    ]),
  }
}

/** Sends a file as a browser would by a page's form. */
export const sendFile = (
  { action, fields }: { action: string; fields: [string, string][] },
  name: string,
  bytes: string | Uint8Array<ArrayBuffer>,
): Promise<Response> => {
  const form = new FormData()
  for (const [field, value] of fields) form.append(field, value)
  form.append('file', new File([bytes], name))
  return fetch(action, { method: 'POST', body: form, redirect: 'manual' })
}
