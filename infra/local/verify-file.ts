import { readFileSync } from 'node:fs'
import { attachModel, MODEL_FILE } from '../../functions/pack/build-pack.ts'
import { renderHtml } from '../../functions/pack/html/render-html.tsx'
import type { PackModel } from '../../functions/pack/pack-model.ts'
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
  looked: Looked
  /** Everything that was found, in sentences and as data. */
  said: { check: Check; wrong: boolean; says: string }[]
  findings: Finding[]
  verdict: string
}

/**
 * Verifies a pack's file by itself and, where the partnership's archive is given, against what is stored.
 *
 * @throws Error of one sentence when a file cannot be read.
 */
export const verifyFile = async (file: string, archive: string | null): Promise<Verification> => {
  const bytes = readBytes(file)
  const pack = await readPack(file, bytes)
  const verified = verify(file, pack)
  const { model, sha256 } = verified
  const stored = archive === null ? null : await readStored(archive)
  const compared = model && stored ? verifyStored(model, sha256, stored) : null
  const findings = [
    ...verified.findings,
    ...(model === null || pack.form === 'model' ? [] : await compareWithModel(bytes, pack, model, sha256)),
    ...(compared?.findings ?? []),
  ]
  const looked: Looked = {
    records: verified.records,
    actions: model?.control.actions.total ?? 0,
    cut: model?.control.cut ?? 'board',
    document: pack.form === 'model' ? null : pack.form,
    pages: pack.form === 'pdf' ? pack.pages.length : null,
    stored: compared?.updates ?? null,
  }
  const { say } = createWords(model?.control.timeZone ?? 'UTC')
  return {
    matches: !findings.some(isWrong),
    title: model?.title ?? null,
    sha256,
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

/** The document against what its model makes here. */
const compareWithModel = async (
  bytes: Uint8Array,
  pack: Exclude<PackFile, { form: 'model' }>,
  model: PackModel,
  sha256: string,
): Promise<Finding[]> => {
  try {
    const rendered = render(pack, model, sha256)
    const again = await readPackFile(rendered)
    if (again.form === 'model') throw new Error('it became no document')
    return verifyPages({ bytes, pages: pack.pages }, { bytes: rendered, pages: again.pages })
  } catch (error) {
    return [{ kind: 'not-rendered', reason: error instanceof Error ? error.message : String(error) }]
  }
}

const render = (
  { form, model: attached }: Exclude<PackFile, { form: 'model' }>,
  model: PackModel,
  sha256: string,
): Uint8Array => {
  const document = writeDocument(model, sha256)
  if (form === 'html') {
    const json = new TextDecoder().decode(attached)
    return new TextEncoder().encode(renderHtml(document, { name: MODEL_FILE, json }))
  }
  return createPackTypst(findPackAssets()).compilePdf(document, attachModel(attached)).pdf
}

/** A verification as lines for whoever asked: check by check, then the verdict. */
export const reportOf = ({ title, sha256, looked, said, verdict }: Verification): string[] => [
  title ?? 'A pack whose data cannot be read',
  `Hash of this pack: ${sha256}`,
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
