import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sayings } from '../../infra/local/example-answers.ts'
import { type ReadPdf, readPdf, squeeze } from '../support/read-pdf.ts'
import { hullTable } from '../unit/import/hull-table.ts'

const MONTH = fileURLToPath(new URL('../../infra/local/month.ts', import.meta.url))

const Summary = z.strictObject({
  cycle: z.string(),
  leads: z.number(),
  actions: z.number(),
  waitingForLead: z.array(z.string()),
  messages: z.record(z.string(), z.number()),
  updates: z.number(),
  noAnswer: z.array(z.string()),
  packs: z.array(
    z.strictObject({ board: z.string(), file: z.string(), pages: z.number(), sha256: z.string() }),
  ),
})

describe('npm run month', () => {
  let out: string
  let printed: string
  let summary: z.infer<typeof Summary>
  const packs = new Map<string, ReadPdf>()

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'muster-month-test-'))
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      MONTH,
      '--out',
      out,
      '--json',
    ])
    printed = stdout
    summary = Summary.parse(JSON.parse(stdout))
    for (const { file } of summary.packs) packs.set(file, await readPdf(await readFile(join(out, file))))
  })
  afterAll(async () => {
    await rm(out, { recursive: true, force: true })
  })

  it('prints what it writes, and nothing else', async () => {
    expect(printed).toBe(await readFile(join(out, 'summary.json'), 'utf8'))
  })

  it('asks 18 leads about 35 actions, of which 5.7 waits for a lead, and two leads do not answer', () => {
    expect(summary).toMatchObject({ leads: 18, actions: 35, waitingForLead: ['5.7'] })
    expect(summary.messages['request']).toBe(18)
    expect(summary.noAnswer).toHaveLength(2)
    const answered = summary.actions - summary.waitingForLead.length
    expect(summary.updates).toBeLessThan(answered)
    expect(summary.updates).toBeGreaterThan(answered - 6)
  })

  it('reminds nobody who has answered, and keeps every mail', async () => {
    const mails = await readdir(join(out, 'mail'))
    const ofCycle = Object.values(summary.messages).reduce((sum, count) => sum + count, 0)
    // Two more: the codes of whoever asked for approval and of whoever gave it.
    expect(mails).toHaveLength(ofCycle + 2)
    const reminders = mails.filter((name) => name.includes('reminder'))
    expect(reminders).toHaveLength(summary.messages['reminder'] ?? 0)
    expect(summary.messages['reminder']).toBeLessThan(summary.leads)
  })

  it('writes a tagged pack for each board, as long and with the hash it says', async () => {
    expect(summary.packs.length).toBeGreaterThan(15)
    for (const { file, pages, sha256 } of summary.packs) {
      const bytes = await readFile(join(out, file))
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
      expect(packs.get(file)?.tagged).toBe(true)
      expect(packs.get(file)?.pages).toHaveLength(pages)
    }
  })

  it('has every live action, every submitted text in full and who did not answer in every pack', () => {
    const live = hullTable.filter(({ closed }) => !closed).map(({ ref }) => ref)
    expect(live).toHaveLength(74)
    const said = Object.values(sayings).flatMap(({ progress, obstacles }) => [...progress, ...obstacles])
    for (const pack of packs.values()) {
      const text = squeeze(pack.text)
      expect(said.filter((saying) => !text.includes(squeeze(saying)))).toEqual([])
      expect(summary.noAnswer.filter((name) => !text.includes(squeeze(name)))).toEqual([])
      const headings = pack.bookmarks.map(({ title }) => title)
      expect(live.filter((ref) => !headings.some((title) => title.startsWith(`${ref} `)))).toEqual([])
    }
  })
})
