import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Bucket } from './s3.ts'

export type ArchivedFile = { key: string; type: string; bytes: Uint8Array }

/** Where the bucket keeps what belongs to a partnership. */
export const prefixesOf = (partnershipId: string): string[] =>
  ['snapshots', 'packs', 'imports', 'evidence'].map((kind) => `${kind}/${partnershipId}/`)

/** A partnership's files in the bucket, for its operator's commands. */
export const createArchiveFiles = ({ name, pathStyle }: Bucket) => {
  const client = new S3Client({ forcePathStyle: pathStyle })
  return {
    /** Every file of a partnership, one after the other. */
    async *readFiles(partnershipId: string): AsyncGenerator<ArchivedFile> {
      for (const Prefix of prefixesOf(partnershipId)) {
        let from: string | undefined
        do {
          const page = await client.send(
            new ListObjectsV2Command({ Bucket: name, Prefix, ...(from ? { ContinuationToken: from } : {}) }),
          )
          for (const { Key = '' } of page.Contents ?? []) {
            const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: name, Key }))
            const bytes = await Body?.transformToByteArray()
            if (bytes) yield { key: Key, type: ContentType ?? 'application/octet-stream', bytes }
          }
          from = page.NextContinuationToken
        } while (from)
      }
    },

    saveFile: async ({ key, type, bytes }: ArchivedFile): Promise<void> => {
      await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: bytes, ContentType: type }))
    },

    close: (): void => client.destroy(),
  }
}
