import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PeopleFile } from '../../../functions/plan/import/directory-file.ts'
import { likelyPairs, likelyPeople } from '../../../functions/plan/similar-names.ts'

const hull = PeopleFile.parse(
  JSON.parse(readFileSync(new URL('../../../seeds/hull/people.json', import.meta.url), 'utf8')),
)
const namesFor = (name: string) => likelyPeople(name, hull).map((person) => person.name)

describe('a name that may mean somebody of the directory', () => {
  it.each([
    ['Deborah Haytree', 'Debbie Haytree'],
    ['Hare, Kelly', 'Kelly Hare'],
    ['Hare Kelly', 'Kelly Hare'],
    ['K Hare', 'Kelly Hare'],
    ['K. Hare', 'Kelly Hare'],
    ['Kelly  Hare', 'Kelly Hare'],
    ['KELLY HARE', 'Kelly Hare'],
    ['Mrs Kelly Hare', 'Kelly Hare'],
    ['Kelly Hare (SEND)', 'Kelly Hare'],
    ['Kelly Ann Hare', 'Kelly Hare'],
    ['Hayley O’Grady', "Hayley O'Grady"],
    ['Hayley O Grady', "Hayley O'Grady"],
    ['Hailey OGrady', "Hayley O'Grady"],
    ['Kim Portor', 'Kim Porter'],
    ['Kim Proter', 'Kim Porter'],
    ['Kimberley Porter', 'Kim Porter'],
    ['Benjamin Broadhead', 'Benn Broadhead'],
    ['Ben Broadhead', 'Benn Broadhead'],
    ['Michael Foers', 'Mike Foers'],
    ['Victoria Pellatt', 'Vicki Pellatt'],
    ['Vicki Pellat', 'Vicki Pellatt'],
    ['Sarah Ness', 'Sara Ness'],
    ['David Pullen Higham', 'David Pullen-Higham'],
    ['Dave Pullen-Higham', 'David Pullen-Higham'],
    ['Zoë Golding', 'Zoe Golding'],
    ['Harriet Winterborn', 'Harriet Winterbourne'],
  ])('%s: %s', (written, meant) => {
    expect(namesFor(written)).toEqual([meant])
  })

  it.each([
    ['Jonathan Ashbridge-Ellis'],
    ['Kelly'],
    ['Hare'],
    ['Mr Hare'],
    ['Jonathan Hare'],
    ['Tim Porter'],
    ['Kelly Pellatt'],
    ['Nikki Pellatt'],
    ['Mike Hare'],
    ['Head of Service (SEND)'],
    ['SEND Delivery Group'],
    [''],
    [', ,'],
  ])('%s: nobody', (written) => {
    expect(namesFor(written)).toEqual([])
  })

  it('gives everybody it may mean, the likeliest first, and nobody who was merged', () => {
    const people = [
      { name: 'J Smith' },
      { name: 'Jane Smith' },
      { name: 'Jon Smith' },
      { name: 'Jane Smyth', mergedInto: 'psn-1' },
      { name: 'Jane Smythe', otherNames: ['Jane  Smith'] },
    ]
    expect(likelyPeople('Jane Smith', people).map(({ name }) => name)).toEqual([
      'Jane Smith',
      'Jane Smythe',
      'J Smith',
    ])
  })

  it('knows other spellings as well as names', () => {
    const people = [{ name: 'Kelly Dunn', otherNames: ['Kelly Hare'] }]
    expect(likelyPeople('K Hare', people)).toEqual(people)
  })
})

describe('likely doubles', () => {
  it("finds none among all the people of Hull's directory", () => {
    expect(likelyPairs(hull)).toEqual([])
  })

  it.each([
    ['Jon Ashbridge', 'Jonathan Ellis'],
    ['Jane Smith', 'Jade Smith'],
    ['Paul Smith', 'Paula Smith'],
    ['Jean Brown', 'Joan Brown'],
    ['John A Smith', 'John B Smith'],
    ['Mike Foers', 'Mike Boddy'],
    ['Diane Jeynes', 'Diana Jeynes'],
    ['Kelly Hare', 'Kelly Hale'],
    ['K Hare', 'Kelly Harris'],
    ['Deb Hayter', 'Debbie Haytree'],
  ])('does not take %s for %s', (one, other) => {
    expect(likelyPairs([{ name: one }, { name: other }])).toEqual([])
  })

  it('leaves out pairs that are known to be two people, whichever of them says so', () => {
    const told = { personId: 'a', name: 'Kim Porter', distinctFrom: ['b'] }
    const other = { personId: 'b', name: 'Kim Portor' }
    const third = { personId: 'c', name: 'Porter, Kim' }
    expect(likelyPairs([told, other])).toEqual([])
    expect(likelyPairs([other, told])).toEqual([])
    expect(likelyPairs([told, other, third])).toHaveLength(2)
    // An import may ask all the same.
    expect(likelyPeople('Kim Porter', [told, other])).toHaveLength(2)
  })

  it('finds one person under two spellings, whichever comes first', () => {
    const people = [...hull, { name: 'Deborah Haytree' }, { name: 'Porter, Kim' }]
    const found = likelyPairs(people).map((pair) => pair.map(({ name }) => name))
    expect(found).toEqual([
      ['Kim Porter', 'Porter, Kim'],
      ['Debbie Haytree', 'Deborah Haytree'],
    ])
    expect(likelyPairs(people.toReversed())).toHaveLength(2)
  })
})
