import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openInstallation } from '../../infra/local/installation.ts'
import { plantSmallPlan, runCommand } from '../support/commands.ts'
import { key } from '../support/small-plan.ts'
import { temporaryFolder } from '../unit/local/temporary-folder.ts'

const runImport = (...args: string[]) => runCommand('import-cli.ts', ...args)

const HEAD = 'Ref,Action,SRO,Action owner,Target date,RAG'
const odd = 'Ref,What,Until,Light,Doer\n1.1,Plant trees,Mar-27,On track,Ann Lead\n'
const map = ['What=description', 'Until=due', 'Light=status', 'Doer=improvementLeads'].flatMap((said) => [
  '--map',
  said,
])

const text = z.string().nullable()
const list = z.array(z.string())
const month = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .nullable()
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .nullable()
/** What `--dry-run --json` promises to whoever reads it with a program. */
const Output = z.strictObject({
  actions: z.array(
    z.strictObject({
      ref: z.string(),
      closed: z.boolean(),
      priority: z.union([z.string(), z.number()]).nullable(),
      ambition: text,
      description: text,
      pillar: text,
      outcomes: text,
      measures: text,
      strategicLeads: list,
      improvementLeads: list,
      start: month,
      due: month,
      sources: list,
      dependencies: text,
      status: text,
      lastReviewed: day,
      boards: list,
      movedTo: text,
      history: z.array(z.strictObject({ date: day, text: z.string() })),
    }),
  ),
  findings: z.array(
    z.strictObject({ ref: text, field: text, kind: z.string(), raw: z.string(), message: z.string() }),
  ),
  counts: z.strictObject({ live: z.number(), closed: z.number(), findings: z.number() }),
})

const fileIn = (folder: string, name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('npm run import', () => {
  it('reads a file without an installation, as JSON of the promised shape and nothing else', async () => {
    const none = join(temporaryFolder(), 'none')
    const args = ['seeds/hull/plan.txt', '--dry-run', '--json', '--data', none]
    const { code, stdout, stderr } = await runImport(...args)
    expect([code, stderr]).toEqual([0, ''])
    const { counts, findings } = Output.parse(JSON.parse(stdout))
    expect(counts).toEqual({ live: 74, closed: 7, findings: findings.length })
    expect(findings.length).toBeGreaterThan(100)
  })

  it('says for a terminal what it would change, writes once it is told to, and remembers what headings mean', async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'data')
    await plantSmallPlan(data)
    const file = fileIn(folder, 'odd.csv', odd)
    const dry = await runImport(file, '--data', data, '--dry-run', ...map)
    expect(dry).toMatchObject({ code: 0, stderr: '' })
    expect(dry.stdout).toContain('1.1    What will be done: “Do what 1.1 says” becomes “Plant trees”')
    const asked = await runImport(file, '--data', data, ...map)
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('add --yes') })
    const done = await runImport(file, '--data', data, '--yes', '--by', 'cora@testshire.example', ...map)
    expect(done).toMatchObject({ code: 0, stderr: 'The plan is imported.\n' })
    const again = await runImport(file, '--data', data, '--dry-run')
    expect(again.stdout).toContain('0 new, 0 changed, 1 unchanged, 3 no longer in the file')

    const { stores, stop } = await openInstallation(data)
    const { actions: now } = (await stores.plans.loadPlanFile(key)) ?? { actions: [] }
    const last = await stores.imports.findLastImport(key)
    await stop()
    expect(now.find(({ ref }) => ref === '1.1')?.description).toBe('Plant trees')
    expect(last).toMatchObject({ by: 'cora', file: { name: 'odd.csv' }, counts: { changed: 1, gone: 3 } })
  })

  it('says in one sentence what is wrong, and writes nothing', async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'data')
    const none = join(folder, 'none')
    await plantSmallPlan(data)
    const good = fileIn(folder, 'good.csv', `${HEAD}\n1.1,Do,Sue Strategic,Ann Lead,Mar-27,On track\n`)
    const strange = fileIn(folder, 'strange.csv', odd.replace('What', 'Was').replace('Until', 'Bis'))
    mkdirSync(join(folder, 'files'), { recursive: true })
    const cases: [string[], string][] = [
      [[], 'Say which file'],
      [[join(folder, 'no.csv')], 'There is no file'],
      [[join(folder, 'files')], 'is a folder: name the plan’s file in it'],
      [[good, '--map', 'RAG=colour'], '“RAG=colour” says no column’s meaning'],
      [[good, '--dry-run', '--map', 'Light=status'], 'The file has no heading “light”, which --map names'],
      [
        [strange, '--dry-run', '--plan', 'testshire/plan'],
        'Or say by --map "HEADING=FIELD" what these headings mean: Ref, Was, Bis, Light, Doer',
      ],
      [[good, '--dry-run', '--plan', 'testshire/other'], 'There is no plan “testshire/other” here.'],
      [[good, '--yes', '--by', 'nobody@testshire.example'], 'Nobody of this partnership has the address'],
      [[good, '--today', '31/12/2026'], 'Give the day as --today YYYY-MM-DD'],
    ]
    for (const [args, sentence] of cases) {
      const { code, stdout, stderr } = await runImport('--data', data, ...args)
      expect([code, stdout, stderr.trim().split('\n').length], sentence).toEqual([1, '', 1])
      expect(stderr).toContain(sentence)
    }
    const absent = await runImport(good, '--data', none, '--dry-run', '--plan', 'testshire/plan')
    expect(absent).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no plan here') })
  })
})
