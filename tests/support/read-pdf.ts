import { inflateSync } from 'node:zlib'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { z } from 'zod'

/** Its type leaves the tag out. */
const Mark = z.object({ tag: z.string() })

type Outline = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>['promise']>['getOutline']>>

type Bookmark = { title: string; level: number }

export type ReadPdf = {
  info: Record<string, unknown>
  tagged: boolean
  pageLabels: string[] | null
  bookmarks: Bookmark[]
  /** Roles of the structure tree in reading order, page after page. */
  roles: string[]
  /** The structure tree, page after page. */
  structure: Element[]
  /** Where links out lead, and how many lead to a place within. */
  links: { out: string[]; within: number }
  attachments: Attachment[]
  /** What a screen reader reads, page after page: running lines and decoration are left out. */
  text: string
  /** What stands in running lines and decoration, for each page. */
  artifacts: string[]
  /** The same text page by page, with the right and bottom edge of what goes furthest, in points. */
  pages: { text: string; width: number; right: number; bottom: number }[]
}

/** Letters alone: white space depends on where lines and pages break. */
export const squeeze = (text: string): string => text.replace(/[\s\u200b]+/gu, '')

const flatten = (outline: Outline, level = 1): Bookmark[] =>
  (outline ?? []).flatMap(({ title, items }) => [{ title, level }, ...flatten(items, level + 1)])

const isNode = (value: unknown): value is { role: string; children: unknown[] } =>
  typeof value === 'object' && value !== null && 'role' in value && 'children' in value

/** An element of the structure tree: a figure has its words. */
export type Element = { role: string; alt?: string; children: Element[] }

const elementOf = (node: unknown): Element[] => {
  if (!isNode(node)) return []
  const alt = 'alt' in node && typeof node.alt === 'string' ? { alt: node.alt } : {}
  return [{ role: node.role, ...alt, children: node.children.flatMap(elementOf) }]
}

/** All elements of a role, in the order in which they are read. */
export const findElements = (elements: Element[], role: string): Element[] =>
  elements.flatMap((element) => [
    ...(element.role === role ? [element] : []),
    ...findElements(element.children, role),
  ])

const Annotation = z.object({ url: z.string().optional(), dest: z.unknown().optional() })

type Attachment = { filename: string; description: string; content: Uint8Array }

const readAttachments = async (
  document: Awaited<ReturnType<typeof getDocument>['promise']>,
): Promise<Attachment[]> => {
  const read: Attachment[] = []
  for (const [id, { filename, description }] of (await document.getAttachments()) ?? []) {
    const content = z.instanceof(Uint8Array).parse(await document.getAttachmentContent(id))
    read.push({ filename, description: z.string().parse(description), content })
  }
  return read
}

const rolesOf = (node: unknown): string[] =>
  isNode(node) ? [node.role, ...node.children.flatMap(rolesOf)] : []

/** A map at run time, whatever its type says. */
const isMarked = (info: unknown): boolean => info instanceof Map && info.get('Marked') === true

/** The PDF's streams and what is between them, unpacked. */
export const unpack = (pdf: Uint8Array): string =>
  Buffer.from(pdf)
    .toString('latin1')
    .split(/stream\r?\n/)
    .map((part) => {
      try {
        return inflateSync(Buffer.from(part, 'latin1')).toString('latin1')
      } catch {
        return part
      }
    })
    .join('\n')

/** Reads a PDF back as its readers do. */
export const readPdf = async (pdf: Uint8Array): Promise<ReadPdf> => {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 })
  const document = await task.promise
  const read: ReadPdf = {
    info: Object.fromEntries(Object.entries((await document.getMetadata()).info)),
    tagged: isMarked(await document.getMarkInfo()),
    pageLabels: await document.getPageLabels(),
    bookmarks: flatten(await document.getOutline()),
    roles: [],
    structure: [],
    links: { out: [], within: 0 },
    attachments: await readAttachments(document),
    text: '',
    artifacts: [],
    pages: [],
  }
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const tree = await page.getStructTree()
    read.roles.push(...rolesOf(tree))
    read.structure.push(...elementOf(tree))
    for (const { url, dest } of z.array(Annotation).parse(await page.getAnnotations())) {
      if (url !== undefined) read.links.out.push(url)
      else if (dest) read.links.within += 1
    }
    const marks: string[] = []
    let [text, artifact] = ['', '']
    let [right, bottom] = [0, Number.POSITIVE_INFINITY]
    for (const item of (await page.getTextContent({ includeMarkedContent: true })).items) {
      if ('str' in item) {
        const words = item.str + (item.hasEOL ? '\n' : '')
        if (marks.includes('Artifact')) artifact += words
        else {
          text += words
          if (item.str.trim()) {
            right = Math.max(right, item.transform[4] + item.width)
            bottom = Math.min(bottom, item.transform[5])
          }
        }
      } else if (item.type === 'endMarkedContent') marks.pop()
      else marks.push(Mark.parse(item).tag)
    }
    read.text += text
    read.artifacts.push(artifact)
    read.pages.push({ text, width: page.view[2] ?? 0, right, bottom })
  }
  await task.destroy()
  return read
}
