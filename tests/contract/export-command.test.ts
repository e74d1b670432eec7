import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPlanFile } from '../../functions/plan/import/read-plan.ts'
import { openInstallation } from '../../infra/local/installation.ts'
import { runRestore } from '../../infra/local/restore-cli.ts'
import { plantSmallPlan, runCommand } from '../support/commands.ts'
import { actions, boards, key, people, plan } from '../support/small-plan.ts'
import { temporaryFolder } from '../unit/local/temporary-folder.ts'

const refs = actions.map(({ ref }) => ref)

const runExport = (...args: string[]) => runCommand('export-cli.ts', ...args)

describe('npm run export', () => {
  it('writes the only plan there is, in the form that the file ends in, and says so apart from the data', async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'data')
    await plantSmallPlan(data, ['plan'])
    for (const form of ['xlsx', 'csv']) {
      const out = join(folder, `plan.${form}`)
      expect(await runExport('--data', data, '--out', out)).toEqual({
        code: 0,
        stdout: '',
        stderr: `The plan testshire/plan is in ${out}: 4 actions.\n`,
      })
      const read = await readPlanFile(new Uint8Array(readFileSync(out)), {
        words: { ...plan, people, boards },
        today: '2026-11-24',
      })
      expect(read.ok && read.actions.map(({ ref }) => ref)).toEqual(refs)
    }
  })

  it('writes everything of the partnership, readable by its owner alone, which another installation takes in', async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'data')
    await plantSmallPlan(data, ['plan', 'other'])
    const out = join(folder, 'all.json')
    const { code, stderr } = await runExport('--data', data, '--out', out, '--plan', 'testshire/plan')
    expect([code, stderr]).toEqual([0, expect.stringContaining('17 items and 0 files')])
    expect(statSync(out).mode & 0o077).toBe(0)

    const elsewhere = join(folder, 'elsewhere')
    await runRestore(out, elsewhere)
    const { stores, stop } = await openInstallation(elsewhere)
    expect(
      (await stores.plans.loadPlanFile({ ...key, planId: 'other' }))?.actions.map(({ ref }) => ref),
    ).toEqual(refs)
    await stop()
  })

  it('says in one sentence what is missing, and writes nothing', async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'data')
    await plantSmallPlan(data, ['one', 'two'])
    const cases: [string[], string][] = [
      [[], 'Say where to write: npm run export -- --out FILE'],
      [
        ['--out', 'plan.doc'],
        'Say in which form: --format xlsx, csv or json, or a FILE that ends in .xlsx, .csv or .json.',
      ],
      [['--out', 'plan.csv'], 'Say which plan, by --plan: testshire/one, testshire/two.'],
      [
        ['--out', 'plan.csv', '--plan', 'testshire/three'],
        'There is no plan “testshire/three” here. There is: testshire/one, testshire/two.',
      ],
      [['--out', 'all.json', '--plan', 'nowhere'], 'There is no partnership “nowhere” here.'],
    ]
    for (const [args, sentence] of cases) {
      expect(await runExport('--data', data, ...args)).toEqual({
        code: 1,
        stdout: '',
        stderr: `${sentence}\n`,
      })
    }
    for (const name of ['plan.csv', 'all.json']) expect(existsSync(name)).toBe(false)
  })
})
