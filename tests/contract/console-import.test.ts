import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { formFields, openTestConsole } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { actions, key } from '../support/small-plan.ts'

const NOW = '2026-11-24T10:00:00.000Z'
const HEAD = 'Ref;Action;SRO;Action owner;Target date;RAG'
const rowOf = (ref: string) => `${ref};Do what ${ref} says;Sue Strategic;Ann Lead;Mar-27;On track`

const [smallAction] = actions
if (!smallAction) throw new Error('the small plan has an action')

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
  /** Where a file that was read is shown, and that page. */
  const read = async (content: string, name?: string) => {
    const answer = await upload(content, name)
    expect(answer.status).toBe(303)
    const href = answer.headers.get('location') ?? ''
    return { href, html: await desk.read(href) }
  }
  const confirm = ({ href, html }: { href: string; html: string }, more: Record<string, string> = {}) =>
    desk.post(`${href}/confirm`, { ...formFields(html), ...more })

  it('asks for the closure of those actions that are gone and chosen, and closes none', async () => {
    const file = [HEAD, rowOf('1.1'), rowOf('1.2')].join('\n')
    const preview = await read(file)
    expect(preview.html).toContain('2 actions of the plan are no longer in the file. Which should be closed?')
    const answer = await confirm(preview, { close: '1.4' })
    expect(answer.headers.get('location')).toBe('/console/plan/import?done=with-closures')
    const after = await desk.read('/console/plan/import?done=with-closures')
    expect(after).toContain('The plan is imported: 1 changed.')
    expect(after).toContain('The closures that you chose are asked for')
    expect(after).toMatch(/The last import was plan\.csv, by Cora [^,]+ on 24 November 2026: 1 changed\./)
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
    const { html } = await read(file)
    expect(html).toContain('1 action of the plan is no longer in the file. Should it be closed?')
    expect(html).toMatch(
      /1\.4 is no longer in the file\. Its closure was asked for by Cora .+ on 24 November/,
    )
    const back = await read([file, rowOf('1.4')].join('\n'))
    expect(back.html).toMatch(/1\.4 is in the file, yet its closure was asked for by Cora .+ on 24 November/)
  })

  it('asks whether it is the right file where most of the plan is missing, and folds a long question', async () => {
    await month.table.imports.writeActions(
      Array.from({ length: 12 }, (_, at) => ({ ...smallAction, ref: `8.${at + 1}` })),
    )
    const { html } = await read([HEAD, rowOf('1.1')].join('\n'))
    expect(html).toContain('Is this the right file? 15 of the plan’s 16 actions are not in it.')
    expect(html).toMatch(/<details[^>]*>.*15 actions of the plan are no longer in the file.*8\.2.*8\.10/s)
  })

  it('is told on the page of each action that it changed, for whoever asks later', async () => {
    const file = [HEAD, ...actions.map(({ ref }) => rowOf(ref))].join('\n')
    await confirm(await read(file, 'first.csv'))
    await confirm(await read([file.replace('Mar-27', 'Jun-27'), rowOf('1.9')].join('\n'), 'second.csv'))
    const page = await desk.read('/console/plan/actions/1.1')
    expect(page).toMatch(
      /Changed by imports.*24 November 2026.*Changed by second\.csv, imported by Cora Coordinator\..*Due date.*March 2027.*June 2027/s,
    )
    expect(await desk.read('/console/plan/actions/1.9')).toContain('It came in with second.csv')
    expect(await desk.read('/console/plan/actions/1.2')).not.toContain('second.csv')
  })

  it('counts a name in other letters for the same name', async () => {
    const file = [HEAD, ...actions.map(({ ref }) => rowOf(ref))].join('\n')
    await confirm(await read(file))
    const { html } = await read(file.replaceAll('Ann Lead', 'ANN  lead'))
    expect(html).toContain('4 unchanged')
  })

  it('asks of no ref that a spreadsheet has spoilt whether it should be closed', async () => {
    const [action] = actions
    if (!action) throw new Error('the small plan has an action')
    await month.table.imports.writeActions([{ ...action, ref: '3.10' }])
    const rows = [...actions.map(({ ref }) => ref), '3.1'].map(rowOf)
    const { html } = await read([HEAD, ...rows].join('\n'))
    expect(html).toContain('3.10 is no longer in the file, which has 3.1 instead')
    expect(html).not.toContain('name="close"')
  })

  it('says which month keeps the actions as they were', async () => {
    const file = [HEAD, rowOf('1.1')].join('\n')
    const before = await read(file)
    expect(before.html).not.toContain('The forms that leads have')
    await month.tick('2026-12-01T10:00:00.000Z')
    const late = await confirm(before)
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('A month has been opened or closed since you looked')
    expect(await month.table.imports.findLastImport(key)).toBeNull()
    const { html } = await read(file)
    expect(html).toContain('The forms that leads have for December 2026 were made when it opened')
  })

  it('asks what columns mean, keeps what is said, and says where two would mean the same', async () => {
    const odd = 'Ref;What;Until;Light;Doer;Cost\n1.1;Plant trees;Mar-27;On track;Ann Lead;Ten oaks'
    const unknown = await read(odd)
    expect(unknown.html).toContain('Understood so far: Ref of the action.')
    expect(unknown.html).not.toContain('<title>Error')
    expect(unknown.html).toContain('Such as “Plant trees”')
    const say = async ({ href, html }: { href: string; html: string }, more: Record<string, string>) => {
      const answer = await desk.post(`${href}/columns`, { ...formFields(html), ...more })
      const next = answer.headers.get('location') ?? ''
      return { href: next, html: await desk.read(next) }
    }
    const half = await say(unknown, { 'column:what': 'description' })
    expect(half.html).toContain('<title>Error')
    expect(half.html).toContain('Understood so far: Ref of the action, What will be done.')
    expect(half.html).toMatch(/href="#column-0"[^>]*>Say what 2 more columns mean/)
    const said = await say(half, {
      'column:what': 'description',
      'column:until': 'due',
      'column:light': 'status',
      'column:doer': 'description',
    })
    expect(said.html).toContain('“Doer” and “What” cannot both mean “What will be done”. “What” was taken')
    expect(said.html).toContain('4 headings were understood, 2 were not: Doer, Cost')
    const mended = await say(said, { 'column:doer': 'improvementLeads' })
    expect(mended.html).not.toContain('cannot both mean')
    expect(mended.html).toContain('5 headings were understood, 1 was not: Cost')
    expect((await confirm(mended)).status).toBe(303)
    expect((await month.table.imports.findLastImport(key))?.mapping).toEqual({
      what: 'description',
      until: 'due',
      light: 'status',
      doer: 'improvementLeads',
    })
    // What was said is remembered, and can be taken back.
    const later = await say(await read(odd), { 'column:doer': 'other' })
    expect(later.html).toContain('4 headings were understood, 2 were not: Doer, Cost')
  })

  it('keeps what was chosen when the plan has changed meanwhile', async () => {
    const preview = await read([HEAD, rowOf('1.1'), rowOf('1.2')].join('\n'))
    expect((await confirm(await read([HEAD, rowOf('1.1')].join('\n')))).status).toBe(303)
    const answer = await confirm(preview, { close: '1.4' })
    expect(answer.status).toBe(409)
    const again = await answer.text()
    expect(again).toContain('The plan has changed since you looked, so nothing was imported.')
    expect(again.match(/<input[^>]*name="close"[^>]*>/g)?.filter((tag) => / checked/.test(tag))).toEqual([
      expect.stringContaining('value="1.4"'),
    ])
  })

  it("reads Hull's plan before it writes it, and says whom its actions wait for", async () => {
    const preview = await read(await readFile(new URL('../../seeds/hull/plan.txt', import.meta.url), 'utf8'))
    expect(preview.html).toMatch(/Import \d+ new and \d+ changed actions?</)
    expect(preview.html).toContain('Sara Ness')
    expect((await month.table.plans.loadPlanFile(key))?.actions).toHaveLength(actions.length)
    await confirm(preview)
    const after = (await month.table.plans.loadPlanFile(key))?.actions ?? []
    const refs = new Set(after.map(({ ref }) => ref))
    expect(refs.size).toBe(after.length)
    expect(actions.every(({ ref }) => refs.has(ref))).toBe(true)
    expect(after.length).toBeGreaterThan(80)
    // Nobody of Hull's plan is in this directory.
    expect(await desk.read('/console/plan')).toMatch(/2\.6 [^<]*\(names Sara Ness\)/)
  })

  it('writes nothing at all before it is confirmed', async () => {
    const before = await month.table.plans.loadPlanFile(key)
    await upload([HEAD, rowOf('1.9')].join('\n'))
    expect(await month.table.plans.loadPlanFile(key)).toEqual(before)
    expect(await month.table.imports.findLastImport(key)).toBeNull()
  })

  it('takes no file that was never shown, nor a state that is made up', async () => {
    const { href, html } = await read([HEAD, rowOf('1.1')].join('\n'))
    const kept = await month.table.importFiles.saveImportFile(key, Buffer.from('{"file":"not a reading"}'))
    for (const reading of ['f'.repeat(64), '..%2Fpacks', kept]) {
      const answer = await desk.post(`/console/plan/import/${reading}/confirm`, formFields(html))
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('Choose the file once more')
      expect((await desk.get(`/console/plan/import/${reading}`)).status).toBe(422)
    }
    for (const revision of ['-1', 'soon']) {
      expect((await confirm({ href, html }, { revision })).status).toBe(422)
    }
    expect((await confirm({ href, html }, { revision: '7' })).status).toBe(409)
    const made = await desk.post(`${href}/columns`, { 'column:ref': 'password' })
    expect(await desk.read(made.headers.get('location') ?? '')).toContain('6 headings were understood<')
    expect(await month.table.imports.findLastImport(key)).toBeNull()
  })

  it('pressed twice imports once', async () => {
    const preview = await read([HEAD, rowOf('1.1'), rowOf('1.5')].join('\n'))
    const answers = await Promise.all([1, 2].map(() => confirm(preview)))
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    expect(data.filter(({ what }) => what === 'plan-imported')).toHaveLength(1)
  })

  it('shows what the file says as text, whatever it says', async () => {
    const { html } = await read(
      [HEAD, rowOf('1.1').replace('Do what', '<script>alert(1)</script> =cmd() Do')].join('\n'),
    )
    expect(html).not.toContain('<script')
    const name = '"><img src=x onerror=alert(1)>.csv'
    expect((await read([HEAD, rowOf('1.1')].join('\n'), name)).html).not.toContain('<img')
  })

  it('refuses what is no plan beside the field, and keeps nothing of it', async () => {
    expect(await (await upload('')).text()).toContain('“plan.csv” is empty. Choose a file that is not')
    const nothing = await desk.post('/console/plan/import', new FormData())
    expect(await nothing.text()).toContain('Choose a file<')
    const answer = await upload(Buffer.from('89504e470d0a1a0a', 'hex'), 'plan.xlsx')
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('The file is a picture, whatever its name says.')
  })

  it('says how large a file is that the page’s script would not send', async () => {
    const page = await desk.get(`/console/plan/import?too-large=${5 * 1024 * 1024}`)
    expect(page.status).toBe(422)
    const html = await page.text()
    expect(html).toMatch(/<title>Error: /)
    expect(html).toMatch(/<a href="#file">[^<]*5 MB/)
    for (const odd of ['', 'x', '10', '-1']) {
      expect((await desk.get(`/console/plan/import?too-large=${odd}`)).status).toBe(200)
    }
  })
})
