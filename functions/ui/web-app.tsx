import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import type { Content } from './markup.ts'
import { ErrorPage } from './page.tsx'
import { secureResponses } from './security-headers.ts'

export type WebAppOptions = {
  /** The one origin that forms may be sent from. */
  publicUrl: string
  /** Bytes. */
  largestBody: number
  /** What to do now, said below each of the titles that any app's pages can have. */
  advice: { tooLarge: Content; forged: Content; notFound: Content; fault: Content }
  onFault: (error: unknown) => void
}

/**
 * An app with what every page needs: security headers, no forms from other sites, a limit to what is
 * sent, and a page that helps where anything goes wrong.
 */
export const createWebApp = ({ publicUrl, largestBody, advice, onFault }: WebAppOptions): Hono => {
  const app = new Hono()
  app.use(secureResponses)
  app.use(csrf({ origin: publicUrl }))
  app.use(
    bodyLimit({
      maxSize: largestBody,
      onError: (c) => c.html(<ErrorPage title="That is too much at once">{advice.tooLarge}</ErrorPage>, 413),
    }),
  )
  app.notFound((c) => c.html(<ErrorPage title="Page not found">{advice.notFound}</ErrorPage>, 404))
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status < 500) {
      return c.html(
        <ErrorPage title="That was not sent by one of these pages">{advice.forged}</ErrorPage>,
        error.status,
      )
    }
    onFault(error)
    return c.html(<ErrorPage title="Sorry, this did not work">{advice.fault}</ErrorPage>, 500)
  })
  return app
}
