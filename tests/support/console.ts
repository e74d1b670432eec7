import { type ConsoleAppDeps, createConsoleApp } from '../../functions/console/app.tsx'
import { hashCode } from '../../functions/console/sign-in.ts'
import { findPerson } from '../../functions/plan/directory.ts'
import { newToken, sha256 } from '../../functions/platform/ids.ts'
import type { openTestMonth } from './month.ts'

const CODE = '123456'

type TestMonth = Awaited<ReturnType<typeof openTestMonth>>

export const ORIGIN = 'https://muster.example'

/** The console over a test's month; a fault of it fails the test unless it is taken. */
export const createTestConsole = (
  month: TestMonth,
  now: () => string,
  change: Partial<ConsoleAppDeps> = {},
) =>
  createConsoleApp({
    ...month.deps,
    ...month.table,
    listPlans: month.table.plans.listPlans,
    findPeopleByEmail: month.table.plans.findPeopleByEmail,
    findPerson: async (partnershipId, personId) =>
      findPerson(await month.table.plans.loadDirectory(partnershipId), personId),
    packFiles: { loadPack: async () => null },
    secrets: { newToken, hashToken: sha256 },
    publicUrl: ORIGIN,
    restBeforeAnswer: async () => {},
    now,
    onFault: (error) => {
      throw error
    },
    ...change,
  })

/** A coordinator's browser that has signed in to the console. */
export const openTestConsole = async (
  month: TestMonth,
  now: () => string,
  email = 'cora@testshire.example',
  change: Partial<ConsoleAppDeps> = {},
) => {
  const app = createTestConsole(month, now, change)
  let cookie = ''
  const keep = (answer: Response) => {
    cookie = (answer.headers.getSetCookie().at(-1) ?? '').split(';')[0] ?? ''
  }
  const get = (path: string) => app.request(`${ORIGIN}${path}`, { headers: { cookie } })
  const post = (path: string, fields: Record<string, string> | FormData = {}) =>
    app.request(`${ORIGIN}${path}`, {
      method: 'POST',
      body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      headers: { cookie, origin: ORIGIN },
    })
  keep(await post('/sign-in', { email }))
  const hash = sha256(cookie.split('=')[1] ?? '')
  await month.table.signIns.saveCode(hash, hashCode(hash, CODE, sha256))
  keep(await post('/sign-in/code', { code: CODE }))
  /** A page as text. */
  const read = async (path: string) => await (await get(path)).text()
  return { app, get, post, read }
}

/** What a form on a page would send if nobody typed anything. */
export const formFields = (html: string): Record<string, string> => {
  const attribute = (tag: string, name: string) =>
    unescapeHtml(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  const main = html.slice(html.indexOf('<main'))
  const fields: Record<string, string> = {}
  for (const [tag] of main.matchAll(/<input [^>]*>/g)) {
    const isChoice = /type="(?:radio|checkbox)"/.test(tag)
    if (/type="file"/.test(tag) || (isChoice && !/ checked/.test(tag))) continue
    fields[attribute(tag, 'name')] = attribute(tag, 'value')
  }
  for (const [tag, text = ''] of main.matchAll(/<textarea [^>]*>\n?([^<]*)<\/textarea>/g)) {
    fields[attribute(tag, 'name')] = unescapeHtml(text)
  }
  for (const [tag, options = ''] of main.matchAll(/<select [^>]*>(.*?)<\/select>/gs)) {
    const chosen = /<option value="([^"]*)" selected[^>]*>/.exec(options)?.[1]
    fields[attribute(tag, 'name')] = unescapeHtml(chosen ?? '')
  }
  return fields
}

/** What a page says, without its markup. */
export const wordsOf = (html: string): string =>
  unescapeHtml(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()

const unescapeHtml = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
