import type { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import type { Person } from '../plan/plan.ts'
import { noSooner } from '../ui/no-sooner.ts'
import type { Secrets } from '../update/link.ts'
import type { SessionStore } from '../update/ports.ts'
import { CodePage, SignInPage } from './pages/sign-in.tsx'
import { formOf, readNext, SESSION_COOKIE, signInPath } from './request.tsx'
import { checkCode, requestCode, type SignInDeps } from './sign-in.ts'

export type SignInRoutesDeps = Omit<SignInDeps, 'hashToken'> & {
  sessions: SessionStore
  findPerson: (partnershipId: string, personId: string) => Promise<Person | null>
  secrets: Secrets
  /** Lets more time pass than it takes to find a coordinator and to owe them a mail. */
  restBeforeAnswer: () => Promise<void>
}

const SIGN_IN_COOKIE = '__Host-sign-in'
const COOKIE_OPTIONS = { httpOnly: true, secure: true, sameSite: 'Lax', path: '/' } as const

/** Signing in by a code, and out. */
export const addSignInRoutes = (app: Hono, deps: SignInRoutesDeps): void => {
  const signIn: SignInDeps = { ...deps, hashToken: deps.secrets.hashToken }

  app.get('/sign-in', (c) => c.html(<SignInPage next={readNext(c.req.query('next'))} />))

  app.post('/sign-in', async (c) => {
    const { email, ...form } = await formOf(c)
    const next = readNext(form['next'])
    const address = z.email().safeParse(email?.trim())
    if (!address.success) {
      const errors = { email: { text: 'Enter an email address, like name@council.example', href: '#email' } }
      return c.html(<SignInPage {...{ next, errors }} email={email ?? ''} />, 422)
    }
    const token = deps.secrets.newToken()
    await noSooner(deps.restBeforeAnswer, () => requestCode(address.data, token, signIn))
    setCookie(c, SIGN_IN_COOKIE, token, COOKIE_OPTIONS)
    return c.redirect(signInPath(next, '/sign-in/code'), 303)
  })

  app.get('/sign-in/code', (c) => c.html(<CodePage next={readNext(c.req.query('next'))} />))

  app.post('/sign-in/code', async (c) => {
    const { code, ...form } = await formOf(c)
    const next = readNext(form['next'])
    const token = getCookie(c, SIGN_IN_COOKIE) ?? ''
    const result = await checkCode(token, (code ?? '').replaceAll(/\D/g, ''), {
      ...signIn,
      findPerson: deps.findPerson,
    })
    if (!result.ok) {
      const text = {
        wrong: 'That is not the code. Check the newest email and try again',
        'no-tries-left': 'Too many wrong codes. Ask for another code',
        expired: 'That code no longer works. Ask for another code',
      }[result.reason]
      return c.html(<CodePage next={next} errors={{ code: { text, href: '#code' } }} />, 422)
    }
    const session = deps.secrets.newToken()
    await deps.sessions.saveSession(deps.secrets.hashToken(session), result.session)
    deleteCookie(c, SIGN_IN_COOKIE, COOKIE_OPTIONS)
    setCookie(c, SESSION_COOKIE, session, COOKIE_OPTIONS)
    return c.redirect(next ?? '/console', 303)
  })

  app.post('/sign-out', async (c) => {
    const token = getCookie(c, SESSION_COOKIE)
    if (token) await deps.sessions.endSession(deps.secrets.hashToken(token), deps.now())
    deleteCookie(c, SESSION_COOKIE, COOKIE_OPTIONS)
    return c.redirect('/sign-in', 303)
  })
}
