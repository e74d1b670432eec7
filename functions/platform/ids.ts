import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'

/** SHA-256 of a text, hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** 256 random bits as 43 characters of base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** Six random digits. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0')

/** A name for one run of one worker. */
export const newOwner = (): string => randomUUID()

/** A person's id: random, so that logs and tags name nobody. */
export const newPersonId = (): string => `psn-${randomBytes(8).toString('hex')}`
