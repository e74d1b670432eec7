import { createHash } from 'node:crypto'
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import type { SnapshotStore } from '../cycle/ports.ts'
import type { PackFiles } from '../pack/ports.ts'
import { Snapshot, serialiseSnapshot } from '../pack/snapshot.ts'
import type { PlanKey } from '../plan/plan.ts'
import type { ImportFiles } from '../plan/ports.ts'

export type Bucket = { name: string; pathStyle: boolean }

/** Whoever may not list the bucket, as no function may, is told of what is not there that they may not see it. */
export const isAbsence = (error: unknown): boolean =>
  error instanceof S3ServiceException && ['NoSuchKey', 'AccessDenied'].includes(error.name)

/** Snapshots, packs and the files that plans came in, in the bucket. */
export const createPackFiles = ({ name, pathStyle }: Bucket): PackFiles & SnapshotStore & ImportFiles => {
  const client = new S3Client({ forcePathStyle: pathStyle })

  const put = async (key: string, body: string | Uint8Array, type: string): Promise<void> => {
    await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: body, ContentType: type }))
  }
  const get = async (key: string): Promise<Uint8Array | null> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }))
      return (await Body?.transformToByteArray()) ?? null
    } catch (error) {
      if (isAbsence(error)) return null
      throw error
    }
  }

  return {
    saveSnapshot: async (snapshot) => {
      const { body, sha256 } = serialiseSnapshot(snapshot)
      const { partnershipId, planId, cycle } = snapshot
      const key = `snapshots/${partnershipId}/${planId}/${cycle.cycleId}-${sha256.slice(0, 12)}.json`
      await put(key, body, 'application/json')
      return { key, sha256 }
    },
    loadSnapshot: async (key) => {
      const bytes = await get(key)
      if (!bytes) return null
      return {
        snapshot: Snapshot.parse(JSON.parse(new TextDecoder().decode(bytes))),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }
    },
    savePack: put,
    loadPack: get,
    saveImportFile: async (plan, bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      await put(importKey(plan, sha256), bytes, 'application/octet-stream')
      return sha256
    },
    loadImportFile: (plan, sha256) => get(importKey(plan, sha256)),
  }
}

const importKey = ({ partnershipId, planId }: PlanKey, sha256: string): string =>
  `imports/${partnershipId}/${planId}/${sha256}`
