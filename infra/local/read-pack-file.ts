import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { z } from 'zod'
import { MODEL_FILE } from '../../functions/pack/build-pack.ts'
import { readAttachment } from '../../functions/pack/html/attachment.ts'
import type { Volume } from '../../functions/pack/split-document.ts'
import type { Printed } from '../../functions/pack/verify/verify-pack.ts'

/**
 * A pack's file: its model's bytes, and of a document what it prints, page by page without blanks, and
 * which volume its first page says that it is, where the pack has several.
 */
export type PackFile =
  | { form: 'model'; model: Uint8Array }
  | {
      form: 'pdf' | 'html'
      model: Uint8Array
      pages: string[]
      printed: Printed
      volume: Volume | null
    }

/** Why a file cannot be read as a pack, in words that go on after its name. */
export class PackFileProblem extends Error {
  override readonly name = 'PackFileProblem'
}

/**
 * Reads a pack from its PDF, its HTML twin or its bare model, which it tells by how they begin.
 *
 * @throws PackFileProblem when it is none of them, is damaged, or has no model in it.
 */
export const readPackFile = async (bytes: Uint8Array): Promise<PackFile> => {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).trimStart()
  if (start.startsWith('%PDF-')) return await readPdf(bytes)
  if (start.startsWith('<')) return readHtml(bytes)
  if (start.startsWith('{')) return { form: 'model', model: bytes }
  throw new PackFileProblem('is no pack: give its PDF, its HTML page or its model as JSON')
}

/** White space depends on where lines break, and the places where a long word may break print nothing. */
const squeeze = (text: string): string => text.replace(/[\s\u200b]+/gu, '')

const PRINTED_IN_FULL = /Hashofthispack([0-9a-f]{64})/g
const VOLUME_IN_FOOT = /,volume(\d+)of(\d+)·[0-9a-f]{12}Page\d+of\d+/
const PRINTED_IN_FOOT = /·([0-9a-f]{12})Page\d+of\d+/

/** What the reader gives, whatever its types say. */
const Attachments = z.map(z.string(), z.object({ filename: z.string() })).nullable()

const readPdf = async (bytes: Uint8Array): Promise<PackFile> => {
  // The reader takes what it is given for its own.
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 })
  try {
    const document = await task.promise
    const pages: string[] = []
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number)
      const { items } = await page.getTextContent()
      pages.push(squeeze(items.map((item) => ('str' in item ? item.str : '')).join('')))
    }
    const attachments = Attachments.parse(await document.getAttachments()) ?? new Map()
    const id = [...attachments].find(([, { filename }]) => filename === MODEL_FILE)?.[0]
    const model =
      id === undefined ? null : z.instanceof(Uint8Array).parse(await document.getAttachmentContent(id))
    if (model === null) {
      throw new PackFileProblem(`has no ${MODEL_FILE} in it, so there is nothing to verify it by`)
    }
    return {
      form: 'pdf',
      model,
      pages,
      volume: volumeOn(pages[0] ?? ''),
      printed: {
        whole: pages.flatMap((page) => [...page.matchAll(PRINTED_IN_FULL)].map(([, hash = '']) => hash)),
        feet: pages.map((page) => PRINTED_IN_FOOT.exec(page)?.[1] ?? null),
      },
    }
  } catch (error) {
    if (error instanceof PackFileProblem) throw error
    throw new PackFileProblem('is no whole PDF: it is damaged or was cut off')
  } finally {
    await task.destroy()
  }
}

const volumeOn = (page: string): Volume | null => {
  const [, number, of] = VOLUME_IN_FOOT.exec(page) ?? []
  return number === undefined ? null : { number: Number(number), of: Number(of) }
}

type Node = DefaultTreeAdapterTypes.Node

const readHtml = (bytes: Uint8Array): PackFile => {
  const root = parse(new TextDecoder().decode(bytes))
  const model = modelIn(root)
  if (model === null) throw new PackFileProblem('has no model in it, so there is nothing to verify it by')
  const shown = squeeze(textIn(root))
  return {
    form: 'html',
    model: new TextEncoder().encode(readAttachment(model)),
    pages: [shown],
    volume: null,
    printed: {
      whole: [/Hashofthispack([0-9a-f]{64})/g, /SHA-256([0-9a-f]{64})/g].flatMap((pattern) =>
        [...shown.matchAll(pattern)].map(([, hash = '']) => hash),
      ),
      feet: [],
    },
  }
}

const modelIn = (node: Node): string | null => {
  if ('attrs' in node && node.tagName === 'script') {
    const named = node.attrs.some(({ name, value }) => name === 'data-name' && value === MODEL_FILE)
    return named ? node.childNodes.map(ownText).join('') : null
  }
  return 'childNodes' in node
    ? node.childNodes.reduce<string | null>((found, child) => found ?? modelIn(child), null)
    : null
}

const ownText = (node: Node): string => ('value' in node ? node.value : '')

/** What a reader sees: neither the model nor the style. */
const textIn = (node: Node): string => {
  if ('tagName' in node && (node.tagName === 'script' || node.tagName === 'style')) return ''
  if ('childNodes' in node) return node.childNodes.map(textIn).join(' ')
  return node.nodeName === '#text' ? ownText(node) : ''
}
