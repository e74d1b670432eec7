import type { Request } from '../cycle/cycle.ts'
import type { Instant } from '../plan/plan.ts'
import { type RequestKey, requestKeyOf } from './ask.ts'
import type { Link, LinkStore } from './ports.ts'

export type Secrets = {
  /** 256 random bits, 43 characters of base64url. */
  newToken: () => string
  /** SHA-256 of a token, hex. */
  hashToken: (token: string) => string
}

/**
 * Makes a fresh link for one request. Only its hash is kept; whoever holds the address can open the
 * form as often as they like, until the cycle closes or the links of the request are taken back.
 */
export const makeLink = async (
  request: RequestKey & Pick<Request, 'linkRevision'>,
  expiresAt: Instant,
  publicUrl: string,
  deps: { links: Pick<LinkStore, 'saveLink'>; secrets: Secrets },
): Promise<string> => {
  const token = deps.secrets.newToken()
  const link: Link = {
    ...requestKeyOf(request),
    hash: deps.secrets.hashToken(token),
    expiresAt,
    revision: request.linkRevision,
  }
  await deps.links.saveLink(link)
  return `${publicUrl}/u/${token}`
}

/** The link of a token; null where there never was one. Whether it still opens anything, its request says. */
export const findLink = async (
  token: string,
  deps: { links: Pick<LinkStore, 'findLink'>; secrets: Pick<Secrets, 'hashToken'> },
): Promise<Link | null> =>
  /^[\w-]{43}$/.test(token) ? await deps.links.findLink(deps.secrets.hashToken(token)) : null
