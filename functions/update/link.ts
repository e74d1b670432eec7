import type { Instant } from '../plan/plan.ts'
import type { RequestKey } from './ask.ts'
import type { Link, LinkStore } from './ports.ts'

export type Secrets = {
  /** 256 random bits, 43 characters of base64url. */
  newToken: () => string
  /** SHA-256 of a token, hex. */
  hashToken: (token: string) => string
}

/**
 * Makes a fresh link for one request. Only its hash is kept; whoever holds the address can open the
 * form until the cycle closes, as often as they like.
 */
export const makeLink = async (
  request: RequestKey,
  expiresAt: Instant,
  publicUrl: string,
  deps: { links: Pick<LinkStore, 'saveLink'>; secrets: Secrets },
): Promise<string> => {
  const token = deps.secrets.newToken()
  const { partnershipId, planId, cycleId, personId } = request
  const link: Link = {
    partnershipId,
    planId,
    cycleId,
    personId,
    hash: deps.secrets.hashToken(token),
    expiresAt,
    revokedAt: null,
  }
  await deps.links.saveLink(link)
  return `${publicUrl}/u/${token}`
}

export type FoundLink =
  | { state: 'good'; link: Link }
  | { state: 'expired'; link: Link }
  | { state: 'unknown' }

/** What a token opens at `now`. A revoked link is as unknown as one that never was. */
export const findLink = async (
  token: string,
  now: Instant,
  deps: { links: Pick<LinkStore, 'findLink'>; secrets: Pick<Secrets, 'hashToken'> },
): Promise<FoundLink> => {
  if (!/^[\w-]{43}$/.test(token)) return { state: 'unknown' }
  const link = await deps.links.findLink(deps.secrets.hashToken(token))
  if (!link || link.revokedAt !== null) return { state: 'unknown' }
  return { state: link.expiresAt <= now ? 'expired' : 'good', link }
}
