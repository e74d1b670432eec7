import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { allowFormTo, secureResponses, securityHeaders } from '../../../functions/ui/security-headers.ts'

const app = new Hono()
  .use(secureResponses)
  .get('/page', (c) => c.html('<p>Words</p>'))
  .get('/assets/a.css', (c) => c.body('', 200, { 'Cache-Control': 'public, max-age=31536000, immutable' }))
  .get('/upload', (c) => {
    allowFormTo(c, 'https://bucket.example/a?b')
    return c.html('<form></form>')
  })
  .get('/away', (c) => c.redirect('/page', 303))
  .get('/fault', () => {
    throw new Error('a fault')
  })
  .onError((_error, c) => c.text('Sorry', 500))

describe('every response', () => {
  it.each([
    ['/page', 200],
    ['/assets/a.css', 200],
    ['/away', 303],
    ['/fault', 500],
    ['/nowhere', 404],
  ])('carries the security headers: %s, %i', async (path, status) => {
    const response = await app.request(path)
    expect(response.status).toBe(status)
    for (const [name, value] of Object.entries(securityHeaders))
      expect(response.headers.get(name)).toBe(value)
  })

  it('is not stored, unless it says otherwise itself', async () => {
    expect((await app.request('/page')).headers.get('Cache-Control')).toBe('no-store')
    expect((await app.request('/fault')).headers.get('Cache-Control')).toBe('no-store')
    expect((await app.request('/assets/a.css')).headers.get('Cache-Control')).toContain('immutable')
  })
})

describe('the content security policy', () => {
  const policy = new Map(
    securityHeaders['Content-Security-Policy']?.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources.join(' ')]
    }),
  )

  it('allows nothing that it does not name', () => {
    expect(policy.get('default-src')).toBe("'none'")
    expect(policy.get('frame-ancestors')).toBe("'none'")
    expect(policy.get('base-uri')).toBe("'none'")
  })

  it('takes scripts, styles and forms from this site alone, and none written into the page', () => {
    for (const name of ['script-src', 'style-src', 'connect-src', 'form-action'])
      expect(policy.get(name)).toBe("'self'")
    expect([...policy.values()].join(' ')).not.toContain('unsafe')
  })

  it('lets forms be sent to one other origin from a page that asks for it, and from no other', async () => {
    const sent = async (path: string) => (await app.request(path)).headers.get('Content-Security-Policy')
    const usual = securityHeaders['Content-Security-Policy'] ?? ''
    expect(await sent('/upload')).toBe(
      usual.replace("form-action 'self'", "form-action 'self' https://bucket.example"),
    )
    expect(await sent('/page')).toBe(usual)
  })
})
