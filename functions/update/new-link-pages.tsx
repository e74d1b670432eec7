import type { Hono } from 'hono'
import { z } from 'zod'
import { noSooner } from '../ui/no-sooner.ts'
import { type AskForLinkDeps, askForLink } from './ask-for-link.ts'
import { NEW_LINK_PATH } from './pages/frame.tsx'
import { LinkSentPage, NewLinkPage } from './pages/new-link.tsx'

export type NewLinkPagesDeps = AskForLinkDeps & {
  /** Lets more time pass than it takes to find a lead and to owe them a mail. */
  restBeforeAnswer: () => Promise<void>
}

/** What mail can be delivered to: RFC 5321 has no longer address. */
const LONGEST_ADDRESS = 254
const Address = z.string().trim().max(LONGEST_ADDRESS).pipe(z.email())

/**
 * "Send me a new link". It answers the same, and no sooner, to whoever asks, for whatever address: who
 * leads an action is not told here.
 */
export const addNewLinkPages = (app: Hono, deps: NewLinkPagesDeps): void => {
  app.get(NEW_LINK_PATH, (c) => c.html(<NewLinkPage />))

  app.post(NEW_LINK_PATH, async (c) => {
    const { email } = await c.req.parseBody()
    const typed = typeof email === 'string' ? email.trim() : ''
    const address = Address.safeParse(typed)
    if (!address.success) {
      const text =
        typed === '' ? 'Enter your email address' : 'Enter an email address, like name@council.example'
      return c.html(<NewLinkPage email={typed} errors={{ email: { text, href: '#email' } }} />, 422)
    }
    await noSooner(deps.restBeforeAnswer, () => askForLink(address.data, deps))
    return c.redirect(`${NEW_LINK_PATH}/sent`, 303)
  })

  app.get(`${NEW_LINK_PATH}/sent`, (c) => c.html(<LinkSentPage />))
}
