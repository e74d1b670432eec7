import { writeXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import type { DirectoryStore } from '../../../functions/plan/directory-store.ts'
import { previewBoards } from '../../../functions/plan/import-boards.ts'
import type { RowDecisions } from '../../../functions/plan/import-list.ts'
import { type PersonRow, previewPeople } from '../../../functions/plan/import-people.ts'
import type { Person } from '../../../functions/plan/plan.ts'
import { boards, key, people } from '../../support/small-plan.ts'

const NOW = '2026-11-23T10:00:00.000Z'

const storeOf = (known: Person[]): DirectoryStore => {
  let ids = 0
  return {
    loadDirectory: async () => ({ people: known, boards }),
    readDirectory: async () => ({ people: known, boards, revision: 3 }),
    writeDirectory: async () => {
      throw new Error('a preview writes nothing')
    },
    newPersonId: () => `new-${++ids}`,
  }
}
const personOf = (personId: string): Person => {
  const found = people.find((one) => one.personId === personId)
  if (!found) throw new Error(`${personId} is not there`)
  return found
}
const bytesOf = (text: string) => new TextEncoder().encode(text)
const preview = (bytes: Uint8Array, decisions: RowDecisions = new Map(), known = people) =>
  previewPeople(
    { partnershipId: key.partnershipId, bytes, decisions, by: 'cora' },
    { directoryStore: storeOf(known), now: () => NOW },
  )
const rowsOf = async (text: string, decisions?: RowDecisions, known?: Person[]): Promise<PersonRow[]> => {
  const read = await preview(bytesOf(text), decisions, known)
  if (!read.ok) throw new Error(read.reason)
  return read.rows
}
const kinds = (rows: PersonRow[]) => rows.map(({ row, kind }) => `${row} ${kind}`)
const changesIn = (rows: PersonRow[]) =>
  rows.flatMap((row) => (row.kind === 'changed' ? row.changes.map(({ field, to }) => [field, to]) : []))

describe('a list of people', () => {
  it.each([
    ['commas', 'Name,Email,Job title\nAnn Lead,ann@testshire.example,Head'],
    ['tabs', 'Name\tE-mail address\tRole\r\nAnn Lead\tann@testshire.example\tHead\r\n'],
    ['semicolons', 'sep=;\nPerson;Email;Position\nAnn Lead;ann@testshire.example;Head'],
    ['a title above', 'Our people,,\n,,\nName,Email,Post\nAnn Lead,ann@testshire.example,Head'],
    ['two columns of names', 'Surname,First name,Email,Title\nLead,Ann,ann@testshire.example,Head'],
    ['names the other way round', 'Name,Email,Job\n"Lead, Ann",ann@testshire.example,Head'],
    ['a heading that comes twice', 'Name,Email,Role,Role\nAnn Lead,ann@testshire.example,Head,Other'],
    ['no names at all', 'Email,Position\nANN@testshire.example,Head'],
  ])('is read with %s', async (_, text) => {
    expect(changesIn(await rowsOf(text))).toEqual([['position', 'Head']])
  })

  it('is read from a workbook, dates as days', async () => {
    const workbook = await writeXlsx({
      sheets: [
        {
          name: 'People',
          rows: [
            ['Name', 'Email', 'Away from', 'Away to'],
            [
              'Ann Lead',
              'ann@testshire.example',
              new Date('2026-12-24T00:00:00Z'),
              new Date('2026-12-31T00:00:00Z'),
            ],
          ],
        },
      ],
    })
    const read = await preview(workbook)
    expect(read.ok && changesIn(read.rows)).toEqual([
      ['absences', [{ from: '2026-12-24', to: '2026-12-31' }]],
    ])
  })

  it('keeps a cell of several lines whole, and numbers rows as the spreadsheet does', async () => {
    const rows = await rowsOf(
      'Name,Email,Other names\nAnn Lead,ann@testshire.example,"A Lead\nLead A"\n\nNia New,nia@testshire.example,\n',
    )
    expect(changesIn(rows)).toEqual([['otherNames', ['A Lead', 'Lead A']]])
    expect(kinds(rows)).toEqual(['2 changed', '4 added'])
  })

  it('takes days in the order of numbers that most of the list has', async () => {
    const header = 'Name,Email,Away from,Away to'
    const dayFirst = await rowsOf(`${header}\nAnn Lead,ann@testshire.example,1/2/2027,25/2/2027`)
    expect(changesIn(dayFirst)).toEqual([['absences', [{ from: '2027-02-01', to: '2027-02-25' }]]])
    const monthFirst = await rowsOf(`${header}\nAnn Lead,ann@testshire.example,2/1/2027,2/25/2027`)
    expect(changesIn(monthFirst)).toEqual([['absences', [{ from: '2027-02-01', to: '2027-02-25' }]]])
  })

  it('leaves what an empty cell says nothing about', async () => {
    const known = people.map((one) =>
      one.personId === 'ann'
        ? { ...one, position: 'Head', deputyId: 'bob', roles: ['coordinator' as const] }
        : one,
    )
    const rows = await rowsOf(
      'Name,Email,Position,Deputy,Coordinator,Other names,Away from,Away to\nAnn Lead,,,,,,,',
      new Map(),
      known,
    )
    expect(kinds(rows)).toEqual(['2 unchanged'])
  })

  it('finds deputies who are in the list themselves', async () => {
    const rows = await rowsOf(
      'Name,Email,Deputy\nAnn Lead,,Nia New\nNia New,nia@testshire.example,bob@testshire.example',
    )
    expect(changesIn(rows)).toEqual([['deputyId', 'new-1']])
    expect(rows.map((row) => (row.kind === 'added' ? row.person.deputyId : row.kind))).toEqual([
      'changed',
      'bob',
    ])
  })

  it('does not guess who is meant where an address goes from one person to another', async () => {
    const handedOn = await rowsOf('Name,Email\nAnn Lead,x@testshire.example\nNia New,ann@testshire.example')
    expect(kinds(handedOn)).toEqual(['2 changed', '3 refused'])
    const swapped = await rowsOf('Name,Email\nAnn Lead,bob@testshire.example\nBob Lead,ann@testshire.example')
    expect(kinds(swapped)).toEqual(['2 refused', '3 refused'])
  })

  it('takes a new name at a known address for a new name, and a spelling for a spelling', async () => {
    const married = await rowsOf('Name,Email\nAnn Married,ann@testshire.example')
    expect(changesIn(married)).toEqual([
      ['name', 'Ann Married'],
      ['otherNames', ['Ann Lead']],
    ])
    const spelling = await rowsOf('Name,Email\nA Lead,ann@testshire.example')
    expect(changesIn(spelling)).toEqual([['otherNames', ['A Lead']]])
  })

  it('does not know people by the entries that were merged into others', async () => {
    const merged = people.map((one) =>
      one.personId === 'bob'
        ? { ...one, mergedInto: 'sue' }
        : one.personId === 'sue'
          ? { ...one, otherNames: ['Bob Lead'], formerEmails: [{ email: one.email, until: NOW }] }
          : one,
    )
    const rows = await rowsOf('Name,Email\nBob Lead,sue@testshire.example', new Map(), merged)
    expect(rows.map((row) => (row.kind === 'unchanged' ? row.person.personId : row.kind))).toEqual(['sue'])
  })

  it.each([
    ['two rows of one address', 'Nia New,one@testshire.example,\nOtis Old,one@testshire.example,', [2, 3]],
    ['two rows of one name', 'Nia New,one@testshire.example,\nNia New,two@testshire.example,', [2, 3]],
    ['deputies in a circle', 'Ann Lead,,Bob Lead\nBob Lead,,Ann Lead', [2, 3]],
    ['somebody as their own deputy', 'Ann Lead,,Ann Lead', [2]],
    ['no name and an unknown address', ',who@testshire.example,', [2]],
  ])('refuses %s', async (_, rows, refused) => {
    const read = await rowsOf(`Name,Email,Deputy\n${rows}`)
    expect(read.filter(({ kind }) => kind === 'refused').map(({ row }) => row)).toEqual(refused)
  })

  it('is refused whole where it has no headings, no rows or far too many', async () => {
    expect(await preview(bytesOf('Ann Lead,ann@testshire.example'))).toMatchObject({ ok: false })
    expect(await preview(bytesOf('Name,Email\n,\n'))).toMatchObject({ ok: false })
    const many = Array.from({ length: 2001 }, (_, at) => `P${at} Q,p${at}@testshire.example`)
    expect(await preview(bytesOf(['Name,Email', ...many].join('\n')))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('more than 2000 rows'),
    })
  })

  it('lets nobody take the role of coordinator from themselves', async () => {
    const known = people.map((one) =>
      one.personId === 'ann' ? { ...one, roles: ['coordinator' as const] } : one,
    )
    const rows = await rowsOf('Name,Coordinator\nCora Coordinator,no\nAnn Lead,no', new Map(), [
      ...known,
      {
        ...personOf('mia'),
        personId: 'kim',
        name: 'Kim Third',
        email: 'kim@testshire.example',
        roles: ['coordinator'],
      },
    ])
    expect(kinds(rows)).toEqual(['2 refused', '3 changed'])
  })

  it.each([
    ['with the address of somebody', 'Head of SEND,ann@testshire.example'],
    ['with a new address', 'Head of SEND,head@testshire.example'],
    ['with no address', 'Service Manager,'],
  ])('refuses a role for a name, %s', async (_, row) => {
    expect(await rowsOf(`Name,Email\n${row}`)).toMatchObject([
      { kind: 'refused', problems: [expect.stringMatching(/^“.*” is a role\. Write their name here/)] },
    ])
  })

  it('knows somebody by a role that is one of their spellings, or by a surname that sounds like one', async () => {
    const known = people.map((one) =>
      one.personId === 'ann' ? { ...one, otherNames: ['Head of SEND'] } : one,
    )
    expect(kinds(await rowsOf('Name,Position\nHead of SEND,Head', new Map(), known))).toEqual(['2 changed'])
    expect(kinds(await rowsOf('Name,Position\nAnn Lead,Head\nA Lead,Head'))).toEqual([
      '2 changed',
      '3 unsure',
    ])
  })

  it('says which columns it did not read', async () => {
    const read = await preview(bytesOf('Name,Email,Shoe size\nAnn Lead,ann@testshire.example,5'))
    expect(read.ok && read.ignored).toEqual(['Shoe size'])
  })
})

describe('a list of boards', () => {
  const boardRows = async (text: string, decisions: RowDecisions = new Map(), known = people) => {
    const deps = { directoryStore: storeOf(known), now: () => NOW }
    const list = { partnershipId: key.partnershipId, bytes: bytesOf(text), decisions }
    const read = await previewBoards(list, deps)
    if (!read.ok) throw new Error(read.reason)
    return read.rows
  }

  it('refuses two rows of one board, and a name that another has', async () => {
    const rows = await boardRows('Board,Other names\nNew Board,\nnew  board,\nOther Board,Main Board')
    expect(rows.map(({ row, kind }) => `${row} ${kind}`)).toEqual(['2 added', '3 refused', '4 refused'])
  })

  it('gives new boards ids of their own', async () => {
    const rows = await boardRows('Board\nA & B\nA / B')
    expect(rows.map((row) => (row.kind === 'added' ? row.board.boardId : row.kind))).toEqual([
      'a-and-b',
      'a-b',
    ])
  })

  const membersOf = async (cell: string, known?: Person[]) => {
    const [row] = await boardRows(`Board,Members\nNew Group,"${cell}"`, new Map(), known)
    if (row?.kind === 'added') return row.board.members
    return row?.kind === 'refused' ? row.problems : []
  }

  it.each([
    ['semicolons', 'Ann Lead; Bob Lead', ['ann', 'bob']],
    ['commas', 'Ann Lead, bob@testshire.example,Mia Member,', ['ann', 'bob', 'mia']],
    ['commas and semicolons', 'Ann Lead, Bob Lead; Mia Member', ['ann', 'bob', 'mia']],
    ['lines', 'Ann Lead\nBob Lead', ['ann', 'bob']],
  ])('takes members parted by %s', async (_, cell, members) => {
    expect(await membersOf(cell)).toEqual(members)
  })

  it('takes a name with a comma of its own for one person', async () => {
    const known = people.map((one) =>
      one.personId === 'ann' ? { ...one, otherNames: ['Lead, Ann', 'Bob'] } : one,
    )
    expect(await membersOf('Lead, Ann; Mia Member', known)).toEqual(['ann', 'mia'])
  })

  it('says which of several names nobody has, and how names are parted', async () => {
    expect(await membersOf('Ann Lead, Kim Portor')).toEqual([
      '“Kim Portor” is not in the directory. Add them as a person first. Names are parted by semicolons',
    ])
    expect(await membersOf('Lead, Ann')).toEqual([
      '“Lead, Ann” is not in the directory. Perhaps Ann Lead is meant. Names are parted by semicolons',
    ])
  })

  it('asks about a name that is nearly one of the boards’', async () => {
    const list = 'Board,Sees\nMian Board,own actions\nMain Bord,'
    const asked = await boardRows(list)
    expect(asked).toMatchObject([
      { kind: 'unsure', row: 2, name: 'Mian Board', likely: [{ boardId: 'board' }] },
      { kind: 'unsure', row: 3, name: 'Main Bord', likely: [{ boardId: 'board' }] },
    ])
    const decided = await boardRows(
      list,
      new Map([
        [2, { is: 'same', id: 'board' }],
        [3, { is: 'another' }],
      ]),
    )
    expect(decided).toMatchObject([
      { kind: 'changed', board: { name: 'Main Board', aliases: ['Mian Board'], sees: 'own-only' } },
      { kind: 'added', board: { name: 'Main Bord' } },
    ])
    const both = await boardRows(
      list,
      new Map([2, 3].map((row) => [row, { is: 'same', id: 'board' } as const])),
    )
    expect(both.map(({ kind }) => kind)).toEqual(['changed', 'refused'])
  })
})
