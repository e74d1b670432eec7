import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { NodeCompiler, type NodeError, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler'
import { z } from 'zod'
import type { PackDocument } from '../pack/document.ts'
import { type PackAttachment, prepareDocument } from '../pack/pdf/prepare-document.ts'
import { printableText } from '../pack/printable-text.ts'
import { markTables } from './mark-tables.ts'

/** A font file and the family that Typst finds it by. */
type FontFile = { family: string; file: string }

/** Where the files are. The first template is the main one; it may import the others by their names. */
export type TypstAssets = { templates: string[]; fonts: FontFile[] }

/** Typst refused. The diagnostics name the fault, without the values they quote. */
export class TypstError extends Error {
  override name = 'TypstError'
  readonly diagnostics: string[]

  constructor(diagnostics: string[]) {
    super(`the PDF could not be made: ${diagnostics.join('; ')}`)
    this.diagnostics = diagnostics
  }
}

const fontPackage = '@expo-google-fonts/atkinson-hyperlegible-next'

/**
 * The fonts of the pack: first the one it is set in, then any for characters that those before have
 * no glyph for. The compiler also sees the machine's own fonts, but the template names these
 * families alone, and a file given here goes before an installed one of its name.
 */
const fonts = [
  ['400Regular', 'AtkinsonHyperlegibleNext_400Regular.ttf'],
  ['400Regular_Italic', 'AtkinsonHyperlegibleNext_400Regular_Italic.ttf'],
  ['700Bold', 'AtkinsonHyperlegibleNext_700Bold.ttf'],
].map(([folder, name]) => ({
  family: 'Atkinson Hyperlegible Next',
  file: `${fontPackage}/${folder}/${name}`,
}))

/** Scripts that people's names and answers come in, and emoji; each family upright, regular and bold. */
const packFallbacks: [family: string, folder: string][] = [
  ['Noto Sans', 'noto-sans'],
  ['Vazirmatn', 'vazirmatn'],
  ['Noto Sans Hebrew', 'noto-sans-hebrew'],
  ['Noto Sans Bengali', 'noto-sans-bengali'],
  ['Noto Sans Gujarati', 'noto-sans-gujarati'],
  ['Noto Sans Gurmukhi', 'noto-sans-gurmukhi'],
  ['Noto Sans Tamil', 'noto-sans-tamil'],
  ['Noto Emoji', 'noto-emoji'],
]

const packFonts: FontFile[] = [
  ...fonts,
  ...packFallbacks.flatMap(([family, folder]) =>
    ['400Regular', '700Bold'].map((weight) => ({
      family,
      file: `@expo-google-fonts/${folder}/${weight}/${family.replaceAll(' ', '')}_${weight}.ttf`,
    })),
  ),
]

const packTemplates = ['pack.typ', 'style.typ', 'blocks.typ', 'charts.typ']

/** The files of packs: in the source tree, or, as they are deployed, side by side in one folder. */
export const findPackAssets = (directory?: string): TypstAssets => {
  const { resolve } = createRequire(import.meta.url)
  const template = (name: string) =>
    directory === undefined
      ? fileURLToPath(new URL(`../pack/pdf/${name}`, import.meta.url))
      : join(directory, name)
  const font = (file: string) => (directory === undefined ? resolve(file) : join(directory, basename(file)))
  return {
    templates: packTemplates.map(template),
    fonts: packFonts.map(({ family, file }) => ({ family, file: font(file) })),
  }
}

/** A folder that need not be there: templates and model are mapped into it, and nothing else is read. */
const workspace = '/muster-pack'

/** Each pass finds glyphs that are missing: marks, then letters, then what stands in for them. */
const passes = 6

/**
 * A compiler of packs, whose templates read the document as `/document.json`, what travels with it as
 * `/attachment`, and the names of the fonts from the input `families`. Reading the files happens here,
 * so a missing one fails at the start.
 *
 * `compilePdf` makes a PDF/UA-1: the same document and attachment give the same bytes. A character that
 * no font has is written as its number, since PDF/UA-1 allows no missing glyph; the attachment's bytes
 * are left as they are. It ends in a later turn of the event loop than it began in.
 *
 * @throws TypstError with Typst's diagnostics, never with a text of the document.
 */
export const createPackTypst = (assets: TypstAssets) => {
  const compile = createCompiler(assets)
  return {
    compilePdf: async (
      document: PackDocument,
      attachment?: PackAttachment,
    ): Promise<{ pdf: Uint8Array; pages: number }> => {
      let labels: string[] = []
      const { pdf, pages } = compile((undrawable) => {
        const prepared = prepareDocument(document, (text) => printableText(text, undrawable))
        labels = prepared.tables
        const json = {
          ...prepared.document,
          attachment: attachment ? { ...attachment, bytes: undefined } : null,
        }
        return {
          'document.json': Buffer.from(
            JSON.stringify(json, (key, value) => (key === 'height' ? undefined : value)),
          ),
          attachment: Buffer.from(attachment?.bytes ?? []),
        }
      })
      // The laid out document, up to 1 MB a page, is given back by a finalizer, which Node runs between
      // two turns of the event loop: without one, the next document comes on top of it.
      await nextTurn()
      return { pdf: markTables(pdf, labels), pages }
    },
  }
}

type Files = { [name: string]: Buffer }

/** Compiles the templates with the files that `fill` gives for the characters known to have no glyph. */
const createCompiler = ({ templates, fonts }: TypstAssets) => {
  const sources = templates.map((file) => ({
    path: join(workspace, basename(file)),
    source: readFileSync(file),
  }))
  const compiler = NodeCompiler.create({
    workspace,
    fontArgs: [{ fontBlobs: fonts.map(({ file }) => readFileSync(file)) }],
    inputs: { families: JSON.stringify([...new Set(fonts.map(({ family }) => family))]) },
  })

  const compile = (): NodeTypstDocument => {
    const compiled = compiler.compile({ mainFilePath: sources[0]?.path ?? '', resetRead: true })
    const document = compiled.result
    if (!document) throw new TypstError(readDiagnostics(compiler, compiled.takeError()))
    return document
  }

  return (fill: (undrawable: ReadonlySet<string>) => Files): { pdf: Uint8Array; pages: number } => {
    const undrawable = new Set<string>()
    try {
      for (const { path, source } of sources) compiler.mapShadow(path, source)
      for (let pass = 1; ; pass++) {
        for (const [name, bytes] of Object.entries(fill(undrawable)))
          compiler.mapShadow(join(workspace, name), bytes)
        const document = compile()
        // What laying out has remembered takes as much memory again as the document.
        compiler.evictCache(0)
        const made = tryPdf(compiler, document)
        if ('pdf' in made) return { pdf: made.pdf, pages: document.numOfPages }
        const known = undrawable.size
        for (const character of made.undrawable) undrawable.add(character)
        if (undrawable.size === known || pass === passes) throw new TypstError(made.diagnostics)
      }
    } finally {
      compiler.resetShadow()
      compiler.evictCache(0)
    }
  }
}

type Made = { pdf: Uint8Array } | { diagnostics: string[]; undrawable: string[] }

/** A refused export throws an error whose message is Typst's list of diagnostics as Rust prints it. */
const tryPdf = (compiler: NodeCompiler, document: NodeTypstDocument): Made => {
  try {
    return { pdf: new Uint8Array(compiler.pdf(document, { pdfStandard: 'ua-1' })) }
  } catch (error) {
    const messages = [...String(error).matchAll(/message: "((?:[^"\\]|\\.)*)"/gsu)].map(([, message]) =>
      unescapeRust(message ?? ''),
    )
    return {
      diagnostics: messages.length > 0 ? messages.map(withoutValues) : ['no diagnostics'],
      undrawable: readUndrawable(messages),
    }
  }
}

const unescapeRust = (text: string): string =>
  text.replace(/\\(?:u\{([0-9a-f]{1,6})\}|(.))/gsu, (_, code: string | undefined, character: string) => {
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16))
    return { n: '\n', r: '\r', t: '\t', '0': '\0' }[character] ?? character
  })

/**
 * Characters that Typst says it cannot draw. A mark without a glyph has the letter under it reported
 * too, so the marks come first and the letters only if they are still there in the next pass. ASCII
 * is never among them: the template goes by such words.
 */
const readUndrawable = (messages: string[]): string[] => {
  const reported = messages
    .flatMap((message) => {
      const quoted =
        /the text `"(.*)"` could not be displayed/su.exec(message) ??
        /disallowed codepoint `"(.*)"`/su.exec(message)
      return [...unescapeRust(quoted?.[1] ?? '')]
    })
    .filter((character) => character > '\u007f')
  const marks = reported.filter((character) => /\p{M}/u.test(character))
  return marks.length > 0 ? marks : reported
}

/** What stands in quotes or after a colon may be a value of the model. */
const withoutValues = (message: string): string => {
  const [, prefix = '', rest = ''] = /^(PDF\/UA-1 error: )?(.*)$/su.exec(message) ?? []
  return prefix + rest.replace(/[`"].*[`"]/su, '…').replace(/: .*/su, ': …')
}

const Position = z.object({ line: z.number(), character: z.number() })
const Diagnostics = z.array(
  z.object({
    message: z.string(),
    path: z.string().catch(''),
    range: z.object({ start: Position }).nullable().catch(null),
  }),
)

const readDiagnostics = (compiler: NodeCompiler, error: NodeError | null): string[] => {
  const found = error ? Diagnostics.safeParse(compiler.fetchDiagnostics(error)) : null
  if (!found?.success || found.data.length === 0) return ['no diagnostics']
  return found.data.map(({ message, path, range }) => {
    const place = range
      ? ` (${basename(path)} line ${range.start.line + 1}, column ${range.start.character + 1})`
      : ''
    return withoutValues(message) + place
  })
}
