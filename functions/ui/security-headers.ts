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

const wholePage = (styleSha256: string): string =>
  policyText({
    'default-src': "'none'",
    'style-src': `'sha256-${styleSha256}'`,
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
  })

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
    /** SHA-256, base64, of the one style that this response's page holds within itself. */
    ownStyle?: string
  }
}

/** Lets the forms of this one response be sent to the site of an address too, and of no other. */
export const allowFormTo = (c: Context, address: string): void => c.set('formOrigin', new URL(address).origin)

/**
 * For a page that is whole by itself: it may have the style of this SHA-256 (base64) and nothing else, no
 * script, no form, nothing from anywhere.
 */
export const allowOwnStyle = (c: Context, sha256: string): void => c.set('ownStyle', sha256)

/**
 * Hono middleware that puts the security headers on every response, error pages and redirects
 * included. Responses are not stored unless a handler set `Cache-Control` itself.
 */
export const secureResponses: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value)
  const style = c.get('ownStyle')
  if (style) c.res.headers.set('Content-Security-Policy', wholePage(style))
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
