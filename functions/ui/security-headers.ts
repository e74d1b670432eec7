import type { Context, MiddlewareHandler } from 'hono'

const contentSecurityPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  // The icon is written into the page; there are no other images.
  'img-src': 'data:',
  // Browsers hold redirects after a post to this too: a sign-in elsewhere must begin with a link.
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
}

const policyText = (policy: Record<string, string>): string =>
  Object.entries(policy)
    .map((directive) => directive.join(' '))
    .join('; ')

const unusedFeatures = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'browsing-topics']

/** What every response carries, whatever it holds. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policyText(contentSecurityPolicy),
  'Strict-Transport-Security': 'max-age=63072000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow',
  // Addresses of links are secrets, so no other site may learn where somebody came from. Not
  // `no-referrer`: with that, browsers send forms with `Origin: null`, which says nothing of a forgery.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': unusedFeatures.map((feature) => `${feature}=()`).join(', '),
}

declare module 'hono' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to one that is there
  interface ContextVariableMap {
    /** The one other origin that this response's forms may be sent to. */
    formOrigin?: string
    /** What this one response may load, where that is less than a page of the app. */
    contentPolicy?: string
  }
}

/** Lets the forms of this one response be sent to the site of an address too, and of no other. */
export const allowFormTo = (c: Context, address: string): void => c.set('formOrigin', new URL(address).origin)

/** Lets this one response load what a policy says, and nothing else. */
export const restrictTo = (c: Context, policy: string): void => c.set('contentPolicy', policy)

/**
 * Hono middleware that puts the security headers on every response, error pages and redirects
 * included. Responses are not stored unless a handler set `Cache-Control` itself.
 */
export const secureResponses: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value)
  const policy = c.get('contentPolicy')
  if (policy) c.res.headers.set('Content-Security-Policy', policy)
  const origin = c.get('formOrigin')
  if (origin) {
    const formAction = `${contentSecurityPolicy['form-action']} ${origin}`
    c.res.headers.set(
      'Content-Security-Policy',
      policyText({ ...contentSecurityPolicy, 'form-action': formAction }),
    )
  }
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
}
