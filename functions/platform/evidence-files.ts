import { createHash } from 'node:crypto'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { PlanKey } from '../plan/plan.ts'
import type { EvidenceFiles } from '../update/change-files.ts'
import { type Bucket, isAbsence } from './s3.ts'

/** How long the form for one file can be sent. Whoever takes longer opens its page again. */
const FORM_SECONDS = 3600
const DOWNLOAD_SECONDS = 60
/**
 * Bytes that the bucket takes. What is over the limit of a file itself is taken up to here, and refused
 * by a page of ours: of its own limit the bucket tells people in XML.
 */
const LARGEST_UPLOAD = 100_000_000
/** What a browser opens in no way of its own. */
const BYTES = 'application/octet-stream'

/** Evidence and the uploads it comes by, in the bucket. An upload goes by itself after a day. */
export const createEvidenceFiles = ({ name: Bucket, pathStyle }: Bucket): EvidenceFiles => {
  const client = new S3Client({ forcePathStyle: pathStyle })
  return {
    offerUpload: async (folder, returnTo) => {
      const { url, fields } = await createPresignedPost(client, {
        Bucket,
        // The bucket puts the name here that the browser gives.
        Key: `${folder}\${filename}`,
        Fields: { success_action_redirect: returnTo, 'Content-Type': BYTES },
        Conditions: [['content-length-range', 0, LARGEST_UPLOAD]],
        Expires: FORM_SECONDS,
      })
      return { action: url, fields }
    },

    loadUpload: async (Key, most) => {
      const controller = new AbortController()
      try {
        const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket, Key }), {
          abortSignal: controller.signal,
        })
        if (ContentLength <= most) {
          const content = (await Body?.transformToByteArray()) ?? new Uint8Array()
          return { bytes: content.length, content }
        }
        controller.abort()
        return { bytes: ContentLength, content: null }
      } catch (error) {
        if (isAbsence(error)) return null
        throw error
      }
    },

    saveEvidence: async (plan, content) => {
      const sha256 = createHash('sha256').update(content).digest('hex')
      await client.send(
        new PutObjectCommand({ Bucket, Key: keyOf(plan, sha256), Body: content, ContentType: BYTES }),
      )
      return sha256
    },

    linkToEvidence: (plan, { name, sha256 }) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket,
          Key: keyOf(plan, sha256),
          ResponseContentType: BYTES,
          ResponseContentDisposition: dispositionOf(name),
        }),
        { expiresIn: DOWNLOAD_SECONDS },
      ),
  }
}

const keyOf = ({ partnershipId, planId }: PlanKey, sha256: string): string =>
  `evidence/${partnershipId}/${planId}/${sha256}`

/** A download under its name: for old programs in plain letters, for all others as it is (RFC 6266). */
const dispositionOf = (name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}
