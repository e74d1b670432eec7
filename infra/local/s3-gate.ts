import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { z } from 'zod'
import { readBody } from './lambda-http-event.ts'

/** What the machine's functions sign with; whoever signs otherwise is refused. */
const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' }

/** S3 takes 5 GB; nothing here sends as much. */
const LARGEST_FORM = 128 * 1024 * 1024
/** The emulator takes 11 MiB at once. */
const PART_BYTES = 8 * 1024 * 1024

export type S3GateOptions = {
  /** Where the emulator answers. */
  emulatorUrl: string
  region: string
  /** Epoch milliseconds of real time: signatures are made by it, whatever the machine's clock says. */
  now?: () => number
}

/**
 * A server before the S3 emulator, which checks neither policies nor signatures: this one holds forms
 * to their policy and downloads to their signature as S3 does, and passes on everything else.
 */
export const createS3Gate = ({ emulatorUrl, region, now = () => Date.now() }: S3GateOptions): Server => {
  const client = new S3Client({
    endpoint: emulatorUrl,
    region,
    credentials: localCredentials,
    forcePathStyle: true,
  })
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
    const isForm =
      request.method === 'POST' && (request.headers['content-type'] ?? '').startsWith('multipart/form-data')
    const answered = isForm
      ? takeForm(request, url, { client, region, now })
      : url.searchParams.has('X-Amz-Signature')
        ? checkDownload(request, url, { region, now })
        : Promise.resolve(null)
    answered.then(
      (answer) => (answer ? give(response, answer) : passOn(request, response, url, emulatorUrl)),
      (error: unknown) => give(response, faultOf(error)),
    )
  })
  server.on('close', () => client.destroy())
  return server
}

type Answer = { status: number; headers: Record<string, string>; body: string }
type Checks = { region: string; now: () => number }

/** What S3 says, in its XML, of a request that it does not take. */
class S3Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const faultOf = (error: unknown): Answer => {
  const { status, code, message } =
    error instanceof S3Refusal ? error : new S3Refusal(500, 'InternalError', String(error))
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message.replaceAll('<', '&lt;')}</Message></Error>`,
  }
}

const give = (response: ServerResponse, { status, headers, body }: Answer): void => {
  response.writeHead(status, headers).end(body)
}

/** A form's conditions: a field and its value, or an operator with a field or a range. */
const Condition = z.union([
  z.record(z.string(), z.string()),
  z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
  z.tuple([z.literal('content-length-range'), z.number(), z.number()]),
])
const Policy = z.object({ expiration: z.iso.datetime(), conditions: z.array(Condition) })

/** Fields that a policy need not name. */
const UNCONDITIONED = /^(policy|x-amz-signature|file|x-ignore-.*)$/i

const takeForm = async (
  request: IncomingMessage,
  url: URL,
  { client, region, now }: Checks & { client: S3Client },
): Promise<Answer> => {
  const body = await readBody(request, LARGEST_FORM)
  if (body === null) throw new S3Refusal(400, 'EntityTooLarge', 'Your proposed upload is too large')
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData()
  const fields = new Map<string, string>()
  let file: File | null = null
  for (const [name, value] of form) {
    // What comes after the file is not read.
    if (file) break
    if (name === 'file') file = typeof value === 'string' ? new File([value], '') : value
    else if (typeof value === 'string') fields.set(name.toLowerCase(), value)
  }
  if (!file) throw new S3Refusal(400, 'InvalidArgument', 'POST requires exactly one file upload per request.')
  for (const [name, value] of fields) {
    if (name !== 'policy')
      fields.set(
        name,
        value.replaceAll(/\$\{filename\}/g, () => file?.name ?? ''),
      )
  }
  const Bucket = decodeURIComponent(url.pathname.split('/')[1] ?? '')
  checkPolicy(fields, { Bucket, bytes: file.size }, { region, now })

  const Key = fields.get('key') ?? ''
  const content = new Uint8Array(await file.arrayBuffer())
  const ETag = await put(client, { Bucket, Key, ContentType: fields.get('content-type') }, content)
  const redirect = fields.get('success_action_redirect')
  if (redirect === undefined || !URL.canParse(redirect)) return { status: 204, headers: {}, body: '' }
  const target = new URL(redirect)
  for (const [name, value] of [
    ['bucket', Bucket],
    ['key', Key],
    ['etag', ETag],
  ] as const)
    target.searchParams.set(name, value)
  return { status: 303, headers: { location: target.href }, body: '' }
}

const checkPolicy = (
  fields: Map<string, string>,
  { Bucket, bytes }: { Bucket: string; bytes: number },
  { region, now }: Checks,
): void => {
  const encoded = fields.get('policy')
  const denied = (why: string) => new S3Refusal(403, 'AccessDenied', why)
  if (encoded === undefined) throw denied('Access Denied')
  const [keyId, day = '', ...scope] = (fields.get('x-amz-credential') ?? '').split('/')
  if (keyId !== localCredentials.accessKeyId || scope.join('/') !== `${region}/s3/aws4_request`) {
    throw new S3Refusal(403, 'InvalidAccessKeyId', 'The key is not one of this machine.')
  }
  if (!isSignature(fields.get('x-amz-signature') ?? '', signWith(day, region, encoded))) {
    throw new S3Refusal(403, 'SignatureDoesNotMatch', 'The signature is not that of the policy.')
  }
  const policy = Policy.parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')))
  if (Date.parse(policy.expiration) <= now()) throw denied('Invalid according to Policy: Policy expired.')

  const named = new Set<string>()
  const sentAs = (name: string) => (name === 'bucket' ? Bucket : fields.get(name))
  for (const condition of policy.conditions) {
    if (!Array.isArray(condition)) {
      for (const [name, value] of Object.entries(condition)) {
        named.add(name.toLowerCase())
        if (sentAs(name.toLowerCase()) !== value)
          throw denied(`Invalid according to Policy: Policy Condition failed: ["eq", "$${name}"]`)
      }
    } else if (condition[0] === 'content-length-range') {
      if (bytes < condition[1]) throw new S3Refusal(400, 'EntityTooSmall', 'Your upload is too small')
      if (bytes > condition[2]) throw new S3Refusal(400, 'EntityTooLarge', 'Your upload is too large')
    } else {
      const [operator, field, value] = condition
      const name = field.slice(1).toLowerCase()
      named.add(name)
      const found = sentAs(name) ?? ''
      if (operator === 'eq' ? found !== value : !found.startsWith(value))
        throw denied(`Invalid according to Policy: Policy Condition failed: ["${operator}", "${field}"]`)
    }
  }
  const extra = [...fields.keys()].find((name) => !UNCONDITIONED.test(name) && !named.has(name))
  if (extra) throw denied(`Invalid according to Policy: Extra input fields: ${extra}`)
}

const put = async (
  client: S3Client,
  {
    ContentType = 'binary/octet-stream',
    ...where
  }: { Bucket: string; Key: string; ContentType: string | undefined },
  content: Uint8Array,
): Promise<string> => {
  if (content.length <= PART_BYTES) {
    const { ETag } = await client.send(new PutObjectCommand({ ...where, ContentType, Body: content }))
    return ETag ?? ''
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...where, ContentType }))
  const Parts: { PartNumber: number; ETag: string | undefined }[] = []
  for (let from = 0; from < content.length; from += PART_BYTES) {
    const PartNumber = Parts.length + 1
    const Body = content.subarray(from, from + PART_BYTES)
    const { ETag } = await client.send(new UploadPartCommand({ ...where, UploadId, PartNumber, Body }))
    Parts.push({ PartNumber, ETag })
  }
  const { ETag } = await client.send(
    new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }),
  )
  return ETag ?? ''
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Signature Version 4 of a text, hex. */
const signWith = (day: string, region: string, text: string): string => {
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${localCredentials.secretAccessKey}`,
  )
  return hmac(key, text).toString('hex')
}

const isSignature = (given: string, right: string): boolean =>
  given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right))

/** Null where a signed address is good. @throws S3Refusal */
const checkDownload = async (request: IncomingMessage, url: URL, { region, now }: Checks): Promise<null> => {
  const query = url.searchParams
  const date = query.get('X-Amz-Date') ?? ''
  const begun = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  const names = (query.get('X-Amz-SignedHeaders') ?? '').split(';')
  const canonical = [
    request.method,
    url.pathname,
    [...query]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .toSorted()
      .join('&'),
    ...names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n')
  const hash = createHash('sha256').update(canonical).digest('hex')
  const day = date.slice(0, 8)
  const text = ['AWS4-HMAC-SHA256', date, `${day}/${region}/s3/aws4_request`, hash].join('\n')
  if (!isSignature(query.get('X-Amz-Signature') ?? '', signWith(day, region, text))) {
    throw new S3Refusal(403, 'SignatureDoesNotMatch', 'The signature is not that of the address.')
  }
  if (!(begun + Number(query.get('X-Amz-Expires')) * 1000 > now())) {
    throw new S3Refusal(403, 'AccessDenied', 'Request has expired')
  }
  return null
}

/** As RFC 3986 has it, which is how Signature Version 4 has it. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** What a signed address may say of the answer's headers. */
const OVERRIDES = ['content-type', 'content-disposition', 'cache-control']

const passOn = (request: IncomingMessage, response: ServerResponse, url: URL, emulatorUrl: string): void => {
  const { method, headers } = request
  const onward = send(new URL(request.url ?? '/', emulatorUrl), { method, headers }, (answer) => {
    const changed = OVERRIDES.flatMap((name) => {
      const value = url.searchParams.get(`response-${name}`)
      return value === null ? [] : [[name, value] as const]
    })
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...Object.fromEntries(changed) })
    answer.pipe(response)
  })
  onward.on('error', (error) => (response.headersSent ? response.destroy() : give(response, faultOf(error))))
  request.pipe(onward)
}
