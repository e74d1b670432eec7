import { describe, expect, it } from 'vitest'
import { withIds } from '../../../functions/plan/action-ids.ts'
import { decidePerson, newPerson, type TypedPerson } from '../../../functions/plan/decide-person.ts'
import { findPerson, idsOfPerson, listPeople, stayingId } from '../../../functions/plan/directory.ts'
import { changesOfPerson, seenPerson, typedOf } from '../../../functions/plan/person-change.ts'
import type { Person } from '../../../functions/plan/plan.ts'
import { actions, boards, key, people, plan } from '../../support/small-plan.ts'

const NOW = '2026-11-23T10:00:00.000Z'
const personOf = (personId: string): Person => {
  const found = people.find((one) => one.personId === personId)
  if (!found) throw new Error(`${personId} is not there`)
  return found
}
const ann = personOf('ann')
const decide = (before: Person, typed: Partial<TypedPerson>, others: Person[] = people, by = 'sue') =>
  decidePerson(before, { ...typedOf(before), ...typed }, { people: others, boards }, { now: NOW, by })
const changed = (before: Person, typed: Partial<TypedPerson>, others?: Person[]): Person => {
  const decided = decide(before, typed, others)
  if (!decided.ok) throw new Error(decided.problems.map(({ text }) => text).join(' '))
  return decided.person
}
const fieldsOf = (before: Person, typed: Partial<TypedPerson>, others?: Person[]) => {
  const decided = decide(before, typed, others)
  return decided.ok ? [] : decided.problems.map(({ field }) => field)
}

describe('changing a person', () => {
  it('changes nothing where nothing was typed', () => {
    const full: Person = {
      ...ann,
      position: 'Head',
      otherNames: ['A Lead'],
      roles: ['coordinator'],
      deputyId: 'bob',
      absences: [{ from: '2026-12-24', to: '2026-12-31' }],
      formerEmails: [{ email: 'old@testshire.example', until: NOW }],
      mailStopped: { at: NOW, reason: 'It bounced.' },
    }
    expect(changed(full, {})).toEqual(full)
    expect(changesOfPerson(full, changed(full, {}))).toEqual([])
  })

  it('keeps a name that is given up as a spelling, unless it only differs in how it is written', () => {
    expect(changed(ann, { name: 'Ann Married' }).otherNames).toEqual(['Ann Lead'])
    expect(changed(ann, { name: 'ANN  LEAD' })).toMatchObject({ name: 'ANN LEAD', otherNames: [] })
    const back = changed({ ...ann, name: 'Ann Married', otherNames: ['Ann Lead'] }, { name: 'Ann Lead' })
    expect(back).toMatchObject({ name: 'Ann Lead', otherNames: ['Ann Married'] })
  })

  it('is found by the actions that still have the old name', () => {
    const renamed = changed(ann, { name: 'Ann Married' })
    const after = { people: people.map((one) => (one === ann ? renamed : one)), boards }
    const [action] = actions
    expect(action?.improvementLeads).toEqual(['Ann Lead'])
    expect(action && withIds(action, plan, after).improvementLeadIds).toEqual(['ann'])
  })

  it('keeps each spelling once, in the order of the lines', () => {
    const typed = 'Lead, Ann\r\n\r\n  A.  Lead \na lead\nAnn Lead'
    expect(changed(ann, { otherNames: typed }).otherNames).toEqual(['Lead, Ann', 'A. Lead'])
  })

  it('keeps the mail stopped while the address stays, and lets it go to a new one', () => {
    const stopped = { ...ann, mailStopped: { at: NOW, reason: 'It bounced.' } }
    expect(
      changed(stopped, { name: 'Ann B Lead', email: 'ANN@testshire.example ' }).mailStopped,
    ).not.toBeNull()
    expect(changed(stopped, { email: 'new@testshire.example' })).toMatchObject({
      mailStopped: null,
      formerEmails: [{ email: 'ann@testshire.example', until: NOW }],
    })
  })

  it('lets nobody have the address or the spelling of another, but those of a merged entry are free', () => {
    expect(fieldsOf(ann, { email: 'bob@testshire.example' })).toEqual(['email'])
    expect(fieldsOf(ann, { otherNames: 'bob lead' })).toEqual(['otherNames'])
    expect(fieldsOf(ann, { name: 'Bob Lead' })).toEqual(['name'])
    const merged = people.map((one) => (one.personId === 'bob' ? { ...one, mergedInto: 'ann' } : one))
    expect(fieldsOf(ann, { email: 'bob@testshire.example', otherNames: 'Bob Lead' }, merged)).toEqual([])
  })

  it.each([
    { name: '' },
    { name: ' \t' },
    { name: '???' },
    { name: 'x'.repeat(201) },
    { email: 'no address' },
    { email: '' },
    { email: 'a@b@c.example' },
    { position: 'x'.repeat(201) },
    { otherNames: 'x'.repeat(201) },
    { otherNames: '--' },
    { deputyId: 'ann' },
    { deputyId: 'nobody' },
    { absences: [{ from: { day: '1', month: '', year: '' }, to: { day: '', month: '', year: '' } }] },
  ])('refuses %o', (typed) => {
    expect(decide(ann, typed).ok).toBe(false)
  })

  it('finds circles of deputies of any length, and lets chains be', () => {
    const chain = people.map((one) => ({
      ...one,
      deputyId: { bob: 'sue', sue: 'mia', mia: null }[one.personId] ?? null,
    }))
    expect(changed(ann, { deputyId: 'bob' }, chain).deputyId).toBe('bob')
    const circle = chain.map((one) => (one.personId === 'mia' ? { ...one, deputyId: 'ann' } : one))
    expect(fieldsOf(ann, { deputyId: 'bob' }, circle)).toEqual(['deputyId'])
    // A circle of others, however it came about, keeps nobody from being found.
    const others = chain.map((one) => (one.personId === 'mia' ? { ...one, deputyId: 'bob' } : one))
    expect(changed(ann, { deputyId: 'bob' }, others).deputyId).toBe('bob')
  })

  it('keeps one coordinator at least', () => {
    const cora = personOf('cora')
    expect(fieldsOf(cora, { coordinator: false })).toEqual(['coordinator'])
    const two = people.map((one) =>
      one.personId === 'ann' ? { ...one, roles: ['coordinator' as const] } : one,
    )
    expect(changed(cora, { coordinator: false }, two).roles).toEqual([])
  })

  it('lets nobody take the role of coordinator from themselves, under whichever entry they signed in', () => {
    const cora = personOf('cora')
    const two = people.map((one) => {
      if (one.personId === 'ann') return { ...one, roles: ['coordinator' as const] }
      return one.personId === 'bob' ? { ...one, mergedInto: 'cora' } : one
    })
    for (const by of ['cora', 'bob']) {
      expect(decide(cora, { coordinator: false }, two, by)).toEqual({
        ok: false,
        problems: [
          {
            field: 'coordinator',
            text: 'You cannot take this role from yourself. Ask another coordinator',
          },
        ],
      })
    }
    expect(decide(cora, { coordinator: false }, two, 'ann').ok).toBe(true)
    // Whoever has not got the role loses nothing.
    expect(decide(personOf('mia'), { coordinator: false }, two, 'mia').ok).toBe(true)
  })

  it('asks before it adds somebody of a similar name', () => {
    const somebody = newPerson(key.partnershipId, 'new')
    const typed = { name: 'Anne Lead', email: 'anne@testshire.example' }
    expect(fieldsOf(somebody, typed)).toEqual(['name'])
    expect(changed(somebody, { ...typed, isAnother: true }).name).toBe('Anne Lead')
    expect(fieldsOf(somebody, { name: 'Zoe New', email: 'zoe@testshire.example' })).toEqual([])
  })

  it('is seen by whatever a form shows, and not by a bounce', () => {
    expect(seenPerson({ ...ann, mailStopped: { at: NOW, reason: 'It bounced.' } })).toBe(seenPerson(ann))
    expect(seenPerson({ ...ann, deputyId: 'bob' })).not.toBe(seenPerson(ann))
  })
})

describe('an entry that was merged', () => {
  const merged = people.map((one) => {
    const mergedInto = { bob: 'ann', ann: 'sue' }[one.personId] ?? null
    return { ...one, mergedInto }
  })

  it('stands for the one that stays, however often that was merged', () => {
    expect(stayingId({ people: merged }, 'bob')).toBe('sue')
    expect(findPerson({ people: merged }, 'bob')?.name).toBe('Sue Strategic')
    expect([...idsOfPerson({ people: merged }, 'sue')].sort()).toEqual(['ann', 'bob', 'sue'])
    expect(listPeople({ people: merged }).map(({ personId }) => personId)).toEqual(['cora', 'mia', 'sue'])
  })

  it('does not go on for ever where the table has a circle', () => {
    const circle = people.map((one) => ({
      ...one,
      mergedInto: { ann: 'bob', bob: 'ann' }[one.personId] ?? null,
    }))
    expect(typeof stayingId({ people: circle }, 'ann')).toBe('string')
  })
})
