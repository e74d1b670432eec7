import { beforeEach, describe, expect, it } from 'vitest'
import { formFields, openTestConsole } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { key } from '../support/small-plan.ts'

const NOW = '2026-11-24T10:00:00.000Z'
const HEAD = 'Ref;Action;SRO;Action owner;Target date;RAG'
const rowOf = (ref: string) => `${ref};Do what ${ref} says;Sue Strategic;Ann Lead;Mar-27;On track`

describe('the import in the console', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let desk: Awaited<ReturnType<typeof openTestConsole>>
  beforeEach(async () => {
    month = await openTestMonth()
    await month.tick('2026-11-20T10:00:00.000Z')
    desk = await openTestConsole(month, () => NOW)
  })

  const upload = async (content: string | Uint8Array, name = 'plan.csv') => {
    const form = new FormData()
    form.set('file', new File([new Uint8Array(Buffer.from(content))], name))
    return await desk.post('/console/plan/import', form)
  }
  const page = async (content: string) => await (await upload(content)).text()

  it('asks for the closure of those actions that are gone and chosen, and closes none', async () => {
    const preview = await page([HEAD, rowOf('1.1'), rowOf('1.2')].join('\n'))
    expect(preview).toContain('2 actions of the plan are no longer in the file. Which should be closed?')
    const answer = await desk.post('/console/plan/import/confirm', { ...formFields(preview), close: '1.4' })
    expect(answer.headers.get('location')).toBe('/console/plan?done=imported')
    const { actions } = (await month.table.plans.loadPlanFile(key)) ?? { actions: [] }
    expect(actions.map(({ ref, closed }) => [ref, closed])).toEqual([
      ['1.1', false],
      ['1.2', false],
      ['1.3', false],
      ['1.4', false],
    ])
    const [change, ...others] = await month.table.changes.listOpen(key)
    expect(others).toEqual([])
    expect(change).toMatchObject({
      ref: '1.4',
      changes: [{ field: 'closed', from: false, to: true }],
      reason: 'It is no longer in the plan’s file “plan.csv”, which was imported on 24 November 2026.',
      askedBy: 'cora',
      state: 'asked',
    })
  })

  it('writes nothing at all before it is confirmed', async () => {
    const before = await month.table.plans.loadPlanFile(key)
    await upload([HEAD, rowOf('1.9')].join('\n'))
    expect(await month.table.plans.loadPlanFile(key)).toEqual(before)
    expect(await month.table.imports.findLastImport(key)).toBeNull()
  })

  it('takes no file that was never shown, nor a meaning or a state that is made up', async () => {
    const fields = formFields(await page([HEAD, rowOf('1.1')].join('\n')))
    const bad: Record<string, string>[] = [
      { file: 'f'.repeat(64) },
      { file: '../../packs/secret' },
      { mapping: 'not json' },
      { mapping: '{"ref":"password"}' },
      { revision: '-1' },
      { revision: 'soon' },
    ]
    for (const change of bad) {
      const answer = await desk.post('/console/plan/import/confirm', { ...fields, ...change })
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('Choose the file once more')
    }
    expect((await desk.post('/console/plan/import/confirm', { ...fields, revision: '7' })).status).toBe(409)
    expect(await month.table.imports.findLastImport(key)).toBeNull()
  })

  it('pressed twice imports once', async () => {
    const fields = formFields(await page([HEAD, rowOf('1.1'), rowOf('1.5')].join('\n')))
    const answers = await Promise.all([1, 2].map(() => desk.post('/console/plan/import/confirm', fields)))
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    expect(data.filter(({ what }) => what === 'plan-imported')).toHaveLength(1)
  })

  it('shows what the file says as text, whatever it says', async () => {
    const html = await page(
      [HEAD, rowOf('1.1').replace('Do what', '<script>alert(1)</script> =cmd() Do')].join('\n'),
    )
    expect(html).not.toContain('<script')
    const name = '"><img src=x onerror=alert(1)>.csv'
    const named = await (await upload([HEAD, rowOf('1.1')].join('\n'), name)).text()
    expect(named).not.toContain('<img')
  })

  it('refuses what is no plan beside the field, and keeps nothing of it', async () => {
    const answer = await upload(Buffer.from('89504e470d0a1a0a', 'hex'), 'plan.xlsx')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('The file is a picture, whatever its name says.')
  })
})
