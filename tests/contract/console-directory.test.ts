import { beforeEach, describe, expect, it } from 'vitest'
import { oweMessage } from '../../functions/message/message.ts'
import { MailEvent, settleMessage } from '../../functions/message/settle-message.ts'
import { withIds } from '../../functions/plan/action-ids.ts'
import { changePerson, seenPerson, typedOf } from '../../functions/plan/person-change.ts'
import { sha256 } from '../../functions/platform/ids.ts'
import { formFields, openTestConsole } from '../support/console.ts'
import { openTestMonth } from '../support/month.ts'
import { actions, key, plan } from '../support/small-plan.ts'

const NOW = '2026-11-23T10:00:00.000Z'

describe('people and boards in the console', () => {
  let month: Awaited<ReturnType<typeof openTestMonth>>
  let console: Awaited<ReturnType<typeof openTestConsole>>
  const directory = () => month.table.directoryStore.readDirectory(key.partnershipId)
  const person = async (personId: string) => {
    const found = (await directory()).people.find((one) => one.personId === personId)
    if (!found) throw new Error(`${personId} is not there`)
    return found
  }
  const trail = async () => {
    const { data } = await month.table.entities.audit.query.primary(key).go({ pages: 'all' })
    return data
  }
  const edit = async (personId: string) =>
    formFields(await console.read(`/console/plan/people/${personId}/edit`))
  const save = (personId: string, fields: Record<string, string>) =>
    console.post(`/console/plan/people/${personId}/edit`, fields)
  const without = (fields: Record<string, string>, name: string) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name))
  const upload = async (list: 'people' | 'boards', content: string | Uint8Array<ArrayBuffer>) => {
    const form = new FormData()
    form.set('file', new File([content], 'list.csv', { type: 'text/csv' }))
    return await console.post(`/console/plan/${list}/import`, form)
  }

  beforeEach(async () => {
    month = await openTestMonth()
    console = await openTestConsole(month, () => NOW)
  })

  it('shows everybody with roles, address and who stands in, and nothing to whoever is not signed in', async () => {
    const page = await console.read('/console/plan/people')
    for (const words of [
      'Ann Lead',
      'ann@testshire.example',
      'Lead of 3 actions',
      'On 1 board',
      'Coordinator',
    ])
      expect(page).toContain(words)
    for (const path of [
      'people',
      'people/ann',
      'people/ann/edit',
      'people/merge',
      'boards',
      'boards/import',
    ]) {
      const answer = await console.app.request(`https://muster.example/console/plan/${path}`)
      expect(answer.headers.get('location')).toMatch(/^\/sign-in\?next=/)
    }
  })

  it('shows what somebody leads, sits on and stands in for', async () => {
    await save('ann', { ...(await edit('ann')), deputyId: 'mia' })
    const mia = await console.read('/console/plan/people/mia')
    expect(mia).toContain('Main Board')
    expect(mia).toContain('in the chair')
    expect(mia).toMatch(/Deputy for.*Ann Lead/s)
    expect(await console.read('/console/plan/people/bob')).toMatch(/1\.2.*Improvement lead/s)
  })

  it('adds somebody once, with one audited event', async () => {
    const fields = {
      ...formFields(await console.read('/console/plan/people/new')),
      name: ' Nia  Newcomer ',
      email: 'Nia@Testshire.example',
      position: 'Head of Service (SEND)',
    }
    const answer = await console.post('/console/plan/people/new', fields)
    expect(answer.status).toBe(303)
    const added = (await directory()).people.find(({ name }) => name === 'Nia Newcomer')
    expect(added).toMatchObject({
      email: 'nia@testshire.example',
      position: 'Head of Service (SEND)',
      roles: [],
    })
    expect((await console.post('/console/plan/people/new', fields)).status).toBe(422)
    expect((await directory()).people.filter(({ name }) => name === 'Nia Newcomer')).toHaveLength(1)
    expect((await trail()).filter(({ what }) => what === 'person-added')).toHaveLength(1)
  })

  it('asks before it adds somebody whose name may be another spelling', async () => {
    const fields = { name: 'A Lead', email: 'a@testshire.example' }
    const refused = await console.post('/console/plan/people/new', fields)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('Ann Lead is in the directory and may be the same person')
    const added = await console.post('/console/plan/people/new', { ...fields, isAnother: 'yes' })
    expect(added.status).toBe(303)
  })

  it('keeps the old address, mails the new one, and lets mail go to it', async () => {
    await month.table.plans.stopMail(key.partnershipId, 'ann', NOW, 'It bounced.', ['ann@testshire.example'])
    await save('ann', { ...(await edit('ann')), email: 'ann.new@testshire.example' })
    expect(await person('ann')).toMatchObject({
      email: 'ann.new@testshire.example',
      formerEmails: [{ email: 'ann@testshire.example', until: NOW }],
      mailStopped: null,
    })
    expect(await month.table.plans.findPeopleByEmail('ann.new@testshire.example')).toHaveLength(1)
    expect(await month.table.plans.findPeopleByEmail('ann@testshire.example')).toEqual([])
    // The bounce of a mail to the old address comes late: the new one is not stopped by it.
    await month.table.plans.stopMail(key.partnershipId, 'ann', NOW, 'It bounced.', ['ann@testshire.example'])
    expect((await person('ann')).mailStopped).toBeNull()
  })

  it('stops mail by the address that an event of the mail service names', async () => {
    const message = oweMessage(
      { ...key, cycleId: '2026-12', kind: 'request', ordinal: '1', personId: 'ann' },
      NOW,
    )
    await month.table.messages.owe(message)
    const bounce = (destination: string) =>
      settleMessage(
        MailEvent.parse({
          eventType: 'Bounce',
          mail: {
            messageId: 'ses-1',
            destination: [destination],
            tags: { message: [message.messageId], partnership: [key.partnershipId] },
          },
          bounce: { bounceType: 'Permanent' },
        }),
        { ...month.table, people: month.table.plans, alert: async () => {}, now: () => NOW },
      )
    await bounce('ann.old@testshire.example')
    expect((await person('ann')).mailStopped).toBeNull()
    await bounce('Ann Lead <ANN@testshire.example>')
    expect((await person('ann')).mailStopped).toMatchObject({ at: NOW })
    expect(await console.read('/console/plan/people/ann')).toContain('Send mail to this address again')
  })

  it('signs a coordinator out who has lost the role', async () => {
    await save('ann', { ...(await edit('ann')), coordinator: 'yes' })
    const theirs = await openTestConsole(month, () => NOW, 'ann@testshire.example')
    expect((await theirs.get('/console/plan/people')).status).toBe(200)
    await save('ann', without(await edit('ann'), 'coordinator'))
    expect((await theirs.get('/console/plan/people')).headers.get('location')).toBe(
      '/sign-in?next=%2Fconsole%2Fplan%2Fpeople',
    )
  })

  it('lets mail go to a stopped address again when a coordinator says so', async () => {
    await month.table.plans.stopMail(key.partnershipId, 'ann', NOW, 'It bounced.', null)
    expect(await console.read('/console/plan/people')).toContain('Mail stopped')
    await console.post('/console/plan/people/ann/resume-mail')
    expect((await person('ann')).mailStopped).toBeNull()
    expect((await trail()).map(({ what }) => what)).toContain('mail-resumed')
  })

  it('refuses what is wrong with a link to each field, and keeps every typed character', async () => {
    const fields = {
      ...(await edit('ann')),
      name: ' ',
      email: 'BOB@testshire.example ',
      otherNames: 'Bob  LEAD',
      'absence-0-from-day': '31',
      'absence-0-from-month': '2',
      'absence-0-from-year': '2027',
      'absence-0-to-day': 'x<b>',
    }
    const answer = await save('ann', fields)
    expect(answer.status).toBe(422)
    const page = await answer.text()
    for (const href of ['#name', '#email', '#otherNames', '#absence-0-from-day', '#absence-0-to-day']) {
      expect(page).toContain(`<a href="${href}">`)
      expect(page).toMatch(new RegExp(` id="${href.slice(1)}"`))
    }
    expect(page).toContain('Bob Lead has this address')
    expect(page).toContain('The first day away must be a real date')
    expect(formFields(page)).toEqual({
      ...fields,
      // One row more, for the next absence.
      absences: '2',
      ...Object.fromEntries(
        ['from', 'to'].flatMap((end) =>
          ['day', 'month', 'year'].map((part) => [`absence-1-${end}-${part}`, '']),
        ),
      ),
    })
    expect((await person('ann')).name).toBe('Ann Lead')
  })

  it('keeps absences in order, and takes out the ones that were emptied', async () => {
    const absence = (index: number, from: string[], to: string[]) =>
      Object.fromEntries(
        Object.entries({ from, to }).flatMap(([end, parts]) =>
          ['day', 'month', 'year'].map((part, at) => [`absence-${index}-${end}-${part}`, parts[at] ?? '']),
        ),
      )
    await save('ann', { ...(await edit('ann')), ...absence(0, ['1', '12', '2026'], ['11', '12', '2026']) })
    await save('ann', { ...(await edit('ann')), ...absence(1, ['20', 'Nov', '2026'], ['23', '11', '2026']) })
    expect((await person('ann')).absences).toEqual([
      { from: '2026-11-20', to: '2026-11-23' },
      { from: '2026-12-01', to: '2026-12-11' },
    ])
    expect(await console.read('/console/plan/people')).toMatch(
      /Away now.*20 November 2026 to 23 November 2026/,
    )
    await save('ann', { ...(await edit('ann')), ...absence(0, [], []) })
    expect((await person('ann')).absences).toEqual([{ from: '2026-12-01', to: '2026-12-11' }])
    const wrong = await save('ann', {
      ...(await edit('ann')),
      ...absence(0, ['2', '12', '2026'], ['1', '12', '2026']),
    })
    expect(await wrong.text()).toContain('must be the same as or after the first day away')
  })

  it('tells the second of two coordinators, shows both, and saves the second press', async () => {
    const first = await edit('ann')
    const second = { ...first, position: 'Second position' }
    await save('ann', { ...first, position: 'First position' })
    const overtaken = await save('ann', second)
    expect(overtaken.status).toBe(409)
    const page = await overtaken.text()
    expect(page).toContain('Somebody else changed Ann Lead')
    expect(page).toMatch(/First position.*Second position/s)
    expect(formFields(page)['position']).toBe('Second position')
    expect((await person('ann')).position).toBe('First position')
    expect((await save('ann', formFields(page))).status).toBe(303)
    expect((await person('ann')).position).toBe('Second position')
  })

  it('never leaves the directory without a coordinator, nor anybody locked out by themselves', async () => {
    const alone = await save('cora', without(await edit('cora'), 'coordinator'))
    expect(await alone.text()).toContain('Cora Coordinator is the only coordinator')

    await save('ann', { ...(await edit('ann')), coordinator: 'yes' })
    const own = await save('cora', without(await edit('cora'), 'coordinator'))
    expect(own.status).toBe(422)
    expect(await own.text()).toContain(
      '<a href="#coordinator">You cannot take this role from yourself. Ask another coordinator</a>',
    )
    expect((await console.get('/console/plan/people')).status).toBe(200)

    // Each takes the other's.
    const both = await Promise.all(
      [
        ['ann', 'cora'],
        ['cora', 'ann'],
      ].map(async ([personId = '', by = '']) => {
        const before = await person(personId)
        const typed = { ...typedOf(before), coordinator: false }
        return { ...key, personId, typed, seen: seenPerson(before), by }
      }),
    )
    const deps = { ...month.table, now: () => NOW }
    const results = await Promise.all(both.map((order) => changePerson(order, deps)))
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['refused', 'saved'])
    expect((await directory()).people.filter(({ roles }) => roles.length > 0)).toHaveLength(1)
  })

  it('gives an address to one of two who ask for it at once', async () => {
    const forms = await Promise.all(['ann', 'bob'].map(edit))
    const answers = await Promise.all(
      ['ann', 'bob'].map((personId, at) => save(personId, { ...forms[at], email: 'both@testshire.example' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422])
  })

  it('lets no deputies stand in for each other in a circle', async () => {
    expect(await (await save('ann', { ...(await edit('ann')), deputyId: 'ann' })).text()).toContain(
      'The deputy must be somebody else',
    )
    await save('ann', { ...(await edit('ann')), deputyId: 'bob' })
    await save('bob', { ...(await edit('bob')), deputyId: 'sue' })
    const circle = await (await save('sue', { ...(await edit('sue')), deputyId: 'ann' })).text()
    expect(circle).toContain('Ann Lead’s deputy is Bob Lead, whose deputy is Sue Strategic')
  })

  it('finds two spellings of one person, says what moves, and merges them', async () => {
    await console.post('/console/plan/people/new', {
      name: 'Lead, A',
      email: 'a.lead@testshire.example',
      isAnother: 'yes',
    })
    const list = await console.read('/console/plan/people')
    const [, href = ''] = /href="([^"]*people\/merge\?one=[^"]*)"/.exec(list) ?? []
    const compare = await console.read(href.replaceAll('&amp;', '&'))
    expect(compare).toContain('a.lead@testshire.example')
    const undecided = await console.post('/console/plan/people/merge', formFields(compare))
    expect(await undecided.text()).toContain('Choose which entry stays')
    const asked = await console.post('/console/plan/people/merge', { ...formFields(compare), stays: 'ann' })
    const confirm = await asked.text()
    expect(confirm).toContain('Merge Lead, A into Ann Lead?')
    expect(confirm).toContain('“Lead, A”')
    const done = await console.post('/console/plan/people/merge', formFields(confirm))
    expect(done.headers.get('location')).toBe('/console/plan/people/ann?done=merged')
    expect(await person('ann')).toMatchObject({
      otherNames: ['Lead, A'],
      formerEmails: [{ email: 'a.lead@testshire.example', until: NOW }],
    })
    expect(await console.read('/console/plan/people')).not.toContain('a.lead@testshire.example')
    // Pressed again, it is done already.
    const again = await console.post('/console/plan/people/merge', formFields(confirm))
    expect(again.headers.get('location')).toBe('/console/plan/people/ann?done=merged')
    expect((await trail()).filter(({ what }) => what === 'people-merged')).toHaveLength(1)
  })

  it('does not merge what has changed since the page was shown, nor the only coordinator away', async () => {
    const merge = (fields: Record<string, string>) => console.post('/console/plan/people/merge', fields)
    const confirm = formFields(await (await merge({ one: 'ann', other: 'bob', stays: 'ann' })).text())
    await save('bob', { ...(await edit('bob')), position: 'Somebody else after all' })
    const overtaken = await merge(confirm)
    expect(overtaken.status).toBe(409)
    expect(await overtaken.text()).toContain('has changed since you looked')
    expect((await person('bob')).mergedInto).toBeNull()
    const last = await merge({ one: 'ann', other: 'cora', stays: 'ann' })
    expect(await last.text()).toContain('is the only coordinator')
  })

  it('imports a list of people after a preview, in one event, and leaves all others alone', async () => {
    const csv = [
      'Full name;E-mail;Job title;Deputy;Away from;Away until;Other names;Co-ordinator',
      '"Lead, Ann";ann.new@testshire.example;Head of Ann;Nia Newcomer;24/12/2026;31/12/2026;"A. Lead\nAnn Leader";',
      'Nia Newcomer;nia@testshire.example;;;;;;yes',
      'Bob Lead;bob@testshire.example;;;;;;',
    ].join('\r\n')
    const page = await (await upload('people', `\uFEFF${csv}`)).text()
    expect(page).toContain('Import 2 people')
    expect(page).toMatch(/Email address.*ann@testshire\.example.*ann\.new@testshire\.example/s)
    expect((await person('ann')).email).toBe('ann@testshire.example')

    const done = await console.post('/console/plan/people/import/confirm', formFields(page))
    expect(done.headers.get('location')).toBe('/console/plan/people?done=imported')
    const { people } = await directory()
    const nia = people.find(({ name }) => name === 'Nia Newcomer')
    expect(nia?.roles).toEqual(['coordinator'])
    expect(await person('ann')).toMatchObject({
      name: 'Ann Lead',
      email: 'ann.new@testshire.example',
      position: 'Head of Ann',
      deputyId: nia?.personId,
      otherNames: ['A. Lead', 'Ann Leader'],
      absences: [{ from: '2026-12-24', to: '2026-12-31' }],
    })
    expect(people).toHaveLength(6)
    expect((await trail()).filter(({ what }) => what.startsWith('people-imported'))).toHaveLength(1)
    expect(await (await upload('people', csv)).text()).toContain('says nothing that is not there already')
  })

  it('asks who is meant where a name is like one in the directory', async () => {
    const page = await (
      await upload('people', 'Name,Email\nA Lead,ann@elsewhere.example\nRob Lead,rob@testshire.example')
    ).text()
    expect(page).toContain('Row 2: who is A Lead?')
    expect(page).toContain('Row 3: who is Rob Lead?')
    const fields = formFields(page)
    const half = await console.post('/console/plan/people/import/decide', { ...fields, 'row-3': 'another' })
    expect(half.status).toBe(422)
    expect(await half.text()).toContain('Choose who row 2 is')
    const decided = await console.post('/console/plan/people/import/decide', {
      ...fields,
      'row-2': 'ann',
      'row-3': 'another',
    })
    const confirm = await decided.text()
    expect(confirm).toMatch(/ann@testshire\.example.*ann@elsewhere\.example/s)
    await console.post('/console/plan/people/import/confirm', formFields(confirm))
    expect(await person('ann')).toMatchObject({ email: 'ann@elsewhere.example', otherNames: ['A Lead'] })
    expect((await directory()).people.map(({ name }) => name)).toContain('Rob Lead')
  })

  it('imports nothing of a list with a refused row, and says what to do about each', async () => {
    const csv = [
      'Name,Email,Deputy,Coordinator,Away from,Away to',
      'Nia Newcomer,nia@testshire.example,,,,',
      'Sue Strategic,bob@testshire.example,,,,',
      'Bob Lead,bob@testshire.example,Kim Portor,perhaps,1/2/2027,',
      'No Address,,,,,',
      'Ann Lead,ann@testshire.example,,,,',
      'Ann Lead,ann@testshire.example,,,,',
      'Cora Coordinator,cora@testshire.example,,no,,',
    ].join('\n')
    const page = await (await upload('people', csv)).text()
    for (const words of [
      'Nothing can be imported',
      'The address is Bob Lead’s and the name is Sue Strategic’s',
      'Kim Portor” is not in the directory',
      'Coordinator must be yes or no',
      'both the first and the last day away',
      'Give their address',
      'Row 6 is about Ann Lead too',
    ])
      expect(page).toContain(words)
    expect(page).not.toContain('import/confirm')
    const { revision } = await directory()
    const forged = await console.post('/console/plan/people/import/confirm', {
      file: sha256(csv),
      name: 'list.csv',
      revision: String(revision),
    })
    expect(forged.status).toBe(200)
    expect((await directory()).people.map(({ name }) => name)).not.toContain('Nia Newcomer')
  })

  it('shows a list again when the directory has changed since its preview', async () => {
    const page = await (await upload('people', 'Name,Email\nNia Newcomer,nia@testshire.example')).text()
    await save('ann', { ...(await edit('ann')), position: 'Meanwhile' })
    const stale = await console.post('/console/plan/people/import/confirm', formFields(page))
    expect(stale.status).toBe(409)
    const again = await stale.text()
    expect(again).toContain('has changed since you looked')
    expect((await console.post('/console/plan/people/import/confirm', formFields(again))).status).toBe(303)
  })

  it('refuses files that are no list, and imports more people than one transaction holds', async () => {
    expect((await upload('people', '')).status).toBe(422)
    expect((await upload('people', 'Colour,Shape\nred,round')).status).toBe(422)
    expect((await upload('people', new Uint8Array([0x50, 0x4b, 3, 4, 9, 9]))).status).toBe(422)
    expect((await upload('people', new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).status).toBe(422)
    const rows = Array.from({ length: 190 }, (_, at) => `Person${at} Name${at}x${at * 7},p${at}@many.example`)
    const page = await (await upload('people', ['Name,Email', ...rows].join('\n'))).text()
    await console.post('/console/plan/people/import/confirm', formFields(page))
    expect((await directory()).people).toHaveLength(195)
    expect((await trail()).map(({ what }) => what).filter((what) => what.startsWith('people'))).toEqual(
      expect.arrayContaining(['people-imported-begun', 'people-imported']),
    )
  })

  it('changes a board, keeps the name it had, and makes its chair a member', async () => {
    const form = formFields(await console.read('/console/plan/boards/board/edit'))
    expect(form['members']).toBe('Mia Member\nSue Strategic')
    const post = (fields: Record<string, string>) =>
      console.post('/console/plan/boards/board/edit', { ...form, ...fields })
    const wrong = await post({ members: 'Mia Member\nKim Portor', meetings: '27/3/2027\nsoon' })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    expect(page).toContain('“Kim Portor” is not in the directory')
    expect(page).toContain('“soon” is no date')
    expect(formFields(page)).toMatchObject({ meetings: '27/3/2027\nsoon' })

    const saved = await post({
      name: 'Strategic Board',
      chair: 'ann',
      members: 'sue@testshire.example',
      sees: 'own-only',
      meetings: '27 March 2027\r\n1/2/2027',
    })
    expect(saved.status).toBe(303)
    expect((await directory()).boards).toEqual([
      {
        partnershipId: key.partnershipId,
        boardId: 'board',
        name: 'Strategic Board',
        aliases: ['Main Board'],
        chair: 'ann',
        members: ['sue', 'ann'],
        sees: 'own-only',
        sends: 'link-and-pdf',
        publishes: false,
        meetings: ['2027-02-01', '2027-03-27'],
      },
    ])
    // An import without a column of boards keeps the action at the board that it names by its old name.
    const [action] = actions
    expect(action && withIds(action, plan, await directory()).boardIds).toEqual(['board'])
    const overtaken = await post({ name: 'Other Board' })
    expect(overtaken.status).toBe(409)
    expect(await overtaken.text()).toMatch(/Strategic Board.*Other Board/s)
  })

  it('adds a board under an id of its own, whatever it is called', async () => {
    const add = async (name: string) => {
      const form = formFields(await console.read('/console/plan/boards/new'))
      return (await console.post('/console/plan/boards/new', { ...form, name })).headers.get('location')
    }
    expect(await add('Import')).toBe('/console/plan/boards/import-2?done=added')
    expect(await add('SEND & AP Board')).toBe('/console/plan/boards/send-and-ap-board?done=added')
    expect(await add('Main  board')).toBeNull()
  })

  it('imports a list of boards after a preview', async () => {
    const csv = [
      'Board,Other names,Chair,Members,Sees,Meets',
      'Main Board,The Board,Ann Lead,"Bob Lead; mia@testshire.example",own actions,"1/2/2027; 3 May 2027"',
      'New Board,,Sue Strategic,,whole plan,',
    ].join('\n')
    const page = await (await upload('boards', csv)).text()
    expect(page).toContain('Import 2 boards')
    await console.post('/console/plan/boards/import/confirm', formFields(page))
    const { boards } = await directory()
    expect(boards.find(({ boardId }) => boardId === 'board')).toMatchObject({
      aliases: ['The Board'],
      chair: 'ann',
      members: ['bob', 'mia', 'ann'],
      sees: 'own-only',
      meetings: ['2027-02-01', '2027-05-03'],
    })
    expect(boards.find(({ boardId }) => boardId === 'new-board')?.members).toEqual(['sue'])
    const refused = await (await upload('boards', 'Board,Chair,Sees\nMain Board,Anne Lead,all of it')).text()
    expect(refused).toContain('Perhaps Ann Lead is meant')
    expect(refused).toContain('“whole plan” or “own actions”')
  })
})
