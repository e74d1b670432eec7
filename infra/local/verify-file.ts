import { readFileSync } from 'node:fs'
import { attachModel, MODEL_FILE } from '../../functions/pack/build-pack.ts'
import type { PackDocument } from '../../functions/pack/document.ts'
import { renderHtml } from '../../functions/pack/html/render-html.tsx'
import { splitDocument, type Volume, type VolumeLimits } from '../../functions/pack/split-document.ts'
import { type Check, checks, type Finding, isWrong } from '../../functions/pack/verify/finding.ts'
import {
  checkNames,
  createWords,
  type Looked,
  sayAll,
  sayMatch,
  sayVerdict,
} from '../../functions/pack/verify/say-finding.ts'
import { verifyPack } from '../../functions/pack/verify/verify-pack.ts'
import { verifyPages } from '../../functions/pack/verify/verify-pages.ts'
import { verifyStored } from '../../functions/pack/verify/verify-stored.ts'
import { writeDocument } from '../../functions/pack/write-document.ts'
import { createPackTypst, findPackAssets } from '../../functions/platform/typst.ts'
import { type PackFile, PackFileProblem, readPackFile } from './read-pack-file.ts'
import { readStored } from './read-stored.ts'

export type Verification = {
  matches: boolean
  title: string | null
  sha256: string
  /** Which volume of the pack it is; null where it is all of it. */
  volume: Volume | null
  looked: Looked
  /** Everything that was found, in sentences and as data. */
  said: { check: Check; wrong: boolean; says: string }[]
  findings: Finding[]
  verdict: string
}

/**
 * Verifies a pack's file by itself and, where the partnership's archive is given, against what is stored.
 * Of a pack in several volumes it is one of them. `volumeLimits`: what these may weigh, where that is
 * not what they usually may.
 *
 * @throws Error of one sentence when a file cannot be read.
 */
export const verifyFile = async (
  file: string,
  archive: string | null,
  volumeLimits?: VolumeLimits,
): Promise<Verification> => {
  const bytes = readBytes(file)
  const pack = await readPack(file, bytes)
  const verified = verify(file, pack)
  const { model, sha256 } = verified
  const volume = pack.form === 'model' ? null : pack.volume
  const stored = archive === null ? null : await readStored(archive)
  const compared = model && stored ? verifyStored(model, sha256, stored) : null
  const findings = [
    ...verified.findings,
    ...(model === null || pack.form === 'model'
      ? []
      : await compareWithModel(bytes, pack, writeDocument(model, sha256), volumeLimits)),
    ...(compared?.findings ?? []),
  ]
  const looked: Looked = {
    records: verified.records,
    actions: model?.control.actions.total ?? 0,
    cut: model?.control.cut ?? 'board',
    document: pack.form === 'model' ? null : pack.form,
    isVolume: volume !== null,
    pages: pack.form === 'pdf' ? pack.pages.length : null,
    stored: compared?.updates ?? null,
  }
  const { say } = createWords(model?.control.timeZone ?? 'UTC')
  return {
    matches: !findings.some(isWrong),
    title: model?.title ?? null,
    sha256,
    volume,
    looked,
    said: sayAll(findings, say),
    findings,
    verdict: sayVerdict(findings, looked),
  }
}

const readBytes = (file: string): Uint8Array => {
  try {
    return readFileSync(file)
  } catch {
    throw new Error(`There is no file ${file} that can be read.`)
  }
}

const readPack = async (file: string, bytes: Uint8Array): Promise<PackFile> => {
  try {
    return await readPackFile(bytes)
  } catch (error) {
    if (error instanceof PackFileProblem) throw new Error(`${file} ${error.message}.`)
    throw error
  }
}

const verify = (file: string, pack: PackFile) => {
  try {
    return verifyPack(pack.model, pack.form === 'model' ? null : pack.printed)
  } catch {
    throw new Error(`The data in ${file} cannot be read: it is no JSON.`)
  }
}

type Document = Exclude<PackFile, { form: 'model' }>

/** The document against what its model makes here: all of it, or the volume that it says it is. */
const compareWithModel = async (
  bytes: Uint8Array,
  pack: Document,
  whole: PackDocument,
  volumeLimits: VolumeLimits | undefined,
): Promise<Finding[]> => {
  try {
    const made = pack.volume === null ? [whole] : splitDocument(whole, volumeLimits)
    const { number, of } = pack.volume ?? { number: 1, of: 1 }
    const document = made[number - 1]
    if (!document || made.length !== of) return [{ kind: 'no-such-volume', number, of, made: made.length }]
    const rendered = await render(pack, document)
    const again = await readPackFile(rendered)
    if (again.form === 'model') throw new Error('it became no document')
    return verifyPages({ bytes, pages: pack.pages }, { bytes: rendered, pages: again.pages })
  } catch (error) {
    return [{ kind: 'not-rendered', reason: error instanceof Error ? error.message : String(error) }]
  }
}

const render = async ({ form, model }: Document, document: PackDocument): Promise<Uint8Array> => {
  if (form === 'html') {
    const json = new TextDecoder().decode(model)
    return new TextEncoder().encode(renderHtml(document, { name: MODEL_FILE, json }))
  }
  return (await createPackTypst(findPackAssets()).compilePdf(document, attachModel(model))).pdf
}

/** A verification as lines for whoever asked: check by check, then the verdict. */
export const reportOf = ({ title, sha256, volume, looked, said, verdict }: Verification): string[] => [
  title ?? 'A pack whose data cannot be read',
  `Hash of this pack: ${sha256}`,
  ...(volume === null
    ? []
    : [
        `This is volume ${volume.number} of ${volume.of}, with the data of the whole pack. Its pages alone are compared: verify the others one by one.`,
      ]),
  ...checks.flatMap((check) => {
    const found = said.filter((one) => one.check === check)
    const match = found.some(({ wrong }) => wrong) || title === null ? null : sayMatch(check, looked)
    return [
      ...(match === null ? [] : [`${checkNames[check]}: ${match}`]),
      ...found.map(({ says, wrong }) => `${checkNames[check]}: ${wrong ? 'NO MATCH. ' : ''}${says}`),
    ]
  }),
  verdict,
]
