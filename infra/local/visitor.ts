import { parse, type DefaultTreeAdapterTypes as Tree, defaultTreeAdapter as tree } from 'parse5'
import { CookieJar } from 'tough-cookie'

/** A form as a browser would send it: every field's name with the value it has. */
export type VisitedForm = { action: string; method: string; fields: [name: string, value: string][] }

export type VisitedPage = {
  url: string
  status: number
  html: string
  text: string
  forms: VisitedForm[]
  links: string[]
}

/** Somebody at a browser without JavaScript: keeps cookies, follows redirects, presses buttons. */
export type Visitor = {
  open: (url: string) => Promise<VisitedPage>
  /** Sends a form with some of its fields changed; `change` adds those it does not have. */
  press: (page: VisitedPage, form: VisitedForm, change?: Record<string, string>) => Promise<VisitedPage>
  download: (url: string) => Promise<Uint8Array>
  /** What the browser would send to an address as its Cookie header. */
  cookieFor: (url: string) => Promise<string>
}

const MOST_REDIRECTS = 5

/** @throws Error with the status and the path when a page answers with an error. */
export const createVisitor = (): Visitor => {
  const jar = new CookieJar(undefined, { allowSecureOnLocal: true })

  const request = async (
    url: string,
    init: RequestInit,
    redirects = 0,
  ): Promise<{ url: string; response: Response }> => {
    const headers = new Headers(init.headers)
    headers.set('cookie', await jar.getCookieString(url))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) await jar.setCookie(cookie, url)
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location && redirects < MOST_REDIRECTS) {
      await response.body?.cancel()
      return await request(new URL(location, url).href, {}, redirects + 1)
    }
    return { url, response }
  }

  const visit = async (url: string, init: RequestInit): Promise<VisitedPage> => {
    const answer = await request(url, init)
    const html = await answer.response.text()
    if (!answer.response.ok) {
      throw new Error(
        `${new URL(answer.url).pathname.replace(/^\/u\/.*/, '/u/…')} answered ${answer.response.status}`,
      )
    }
    return { url: answer.url, status: answer.response.status, html, ...readPage(html) }
  }

  return {
    open: (url) => visit(url, {}),
    press: (page, form, change = {}) => {
      const fields = new URLSearchParams(form.fields.filter(([name]) => !(name in change)))
      for (const [name, value] of Object.entries(change)) fields.append(name, value)
      return visit(new URL(form.action, page.url).href, {
        method: form.method,
        body: fields,
        headers: { origin: new URL(page.url).origin, 'sec-fetch-site': 'same-origin' },
      })
    },
    cookieFor: (url) => jar.getCookieString(url),
    download: async (url) => {
      const { response } = await request(url, {})
      if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
  }
}

const readPage = (html: string): Pick<VisitedPage, 'text' | 'forms' | 'links'> => {
  const document = parse(html)
  return {
    text: textOf(document).replaceAll(/[ \t]*\n\s*/g, '\n'),
    forms: elements(document, 'form').map((form) => ({
      action: attribute(form, 'action') ?? '',
      method: (attribute(form, 'method') ?? 'get').toUpperCase(),
      fields: [...elements(form, 'input'), ...elements(form, 'textarea')].flatMap(fieldOf),
    })),
    links: elements(document, 'a').flatMap((link) => attribute(link, 'href') ?? []),
  }
}

const fieldOf = (element: Tree.Element): [string, string][] => {
  const name = attribute(element, 'name')
  const type = attribute(element, 'type')
  if (name === null || type === 'submit' || type === 'file') return []
  if (element.tagName === 'textarea') return [[name, textOf(element)]]
  if ((type === 'radio' || type === 'checkbox') && attribute(element, 'checked') === null) return []
  return [[name, attribute(element, 'value') ?? '']]
}

const elements = (node: Tree.Node, tag: string): Tree.Element[] => {
  const children = 'childNodes' in node ? node.childNodes.flatMap((child) => elements(child, tag)) : []
  return tree.isElementNode(node) && node.tagName === tag ? [node, ...children] : children
}

const attribute = (element: Tree.Element, name: string): string | null =>
  element.attrs.find((one) => one.name === name)?.value ?? null

const textOf = (node: Tree.Node): string => {
  if (tree.isTextNode(node)) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}
