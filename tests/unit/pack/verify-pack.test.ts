import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashManifest, type PackModel, serialiseModel } from '../../../functions/pack/pack-model.ts'
import { cutForPublic } from '../../../functions/pack/public-cut.ts'
import { type Finding, isWrong } from '../../../functions/pack/verify/finding.ts'
import { createWords } from '../../../functions/pack/verify/say-finding.ts'
import { verifyPack } from '../../../functions/pack/verify/verify-pack.ts'
import { type Stored, verifyStored } from '../../../functions/pack/verify/verify-stored.ts'
import { hashUpdate, type Update } from '../../../functions/update/update.ts'
import { answeredModel, answersEver, inventNext } from './answered-month.ts'
import { inventAction, inventSnapshot, inventUpdate } from './invented-snapshot.ts'

const { say } = createWords('Europe/London')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A model whose document prints the very hash that it has: what is wrong with it is within. */
const verify = (model: unknown) => {
  const bytes = new TextEncoder().encode(JSON.stringify(model))
  const hash = sha256(bytes)
  return verifyPack(bytes, { whole: [hash], feet: [hash.slice(0, 12)] })
}

const wrongs = (findings: Finding[]) => findings.filter(isWrong)
const sentences = (findings: Finding[]) => wrongs(findings).map(say)

/** What is found in a model after something was done to it. */
const whenChanged = (change: (model: PackModel) => void): string[] => {
  const model = answeredModel()
  change(model)
  return sentences(verify(model).findings)
}

const recordOf = (model: PackModel, ref: string, version: number): Update => {
  const record = model.records.find((one) => one.ref === ref && one.version === version)
  if (!record) throw new Error(`there is no ${ref} version ${version}`)
  return record
}

const actionOf = (model: PackModel, ref: string) => {
  const action = [...model.board, ...model.others]
    .flatMap(({ actions }) => actions)
    .find((one) => one.ref === ref)
  if (!action?.update) throw new Error(`nobody has answered about ${ref}`)
  return { action, update: action.update }
}

const named = '2.11 version 3, by Amira Holt on behalf of Bryn Castle, 10am on Friday 4 December 2026'

describe('a pack as it was built', () => {
  it('matches itself, and says which versions are between those it shows', () => {
    const { findings, records, model } = verify(answeredModel())

    expect(wrongs(findings)).toEqual([])
    expect(findings).toEqual([{ kind: 'versions-between', ref: '2.11', from: 2, to: 2 }])
    expect(records).toBe(answeredModel().records.length)
    expect(model).toEqual(answeredModel())
  })

  it('has the hash that it was serialised with', () => {
    const { body, sha256: hash } = serialiseModel(answeredModel())

    expect(verifyPack(new TextEncoder().encode(body), { whole: [hash], feet: [] })).toMatchObject({
      sha256: hash,
      findings: [{ kind: 'versions-between' }],
    })
  })
})

describe('the hash that a document prints', () => {
  const bytes = new TextEncoder().encode(JSON.stringify(answeredModel()))
  const hash = sha256(bytes)
  const found = (whole: string[], feet: (string | null)[]) =>
    verifyPack(bytes, { whole, feet }).findings.filter(({ kind }) => kind !== 'versions-between')

  it('is that of the data, in full and on every page', () => {
    expect(found([hash], [hash.slice(0, 12), hash.slice(0, 12)])).toEqual([])
  })

  it('is named where it is another, in full or on some pages', () => {
    const other = `0${hash.slice(1)}`.replace(/^00/, '10')
    expect(found([other], [])).toEqual([{ kind: 'printed-hash-differs', printed: other, computed: hash }])
    const feet = [hash.slice(0, 12), other.slice(0, 12), null]
    expect(found([hash], feet)).toEqual([{ kind: 'foot-hash-differs', pages: [2, 3] }])
  })
})

describe('a record that was changed', () => {
  it.each<[string, (record: Update) => void]>([
    [
      'a byte of its text',
      (record) => {
        record.progress = record.progress.replace('Two', 'two')
      },
    ],
    [
      'its status',
      (record) => {
        record.statusCode = 'green'
      },
    ],
    [
      'the name of who answered',
      (record) => {
        record.byName = 'Amira Holtt'
      },
    ],
    [
      'its time',
      (record) => {
        record.at = '2026-12-04T10:00:00.001Z'
      },
    ],
    [
      'the hash it bears',
      (record) => {
        record.hash = record.hash.replace(/^./, (c) => (c === '0' ? '1' : '0'))
      },
    ],
    [
      'the hash before it',
      (record) => {
        record.previousHash = 'f'.repeat(64)
      },
    ],
    [
      'the size of a file',
      (record) => {
        record.files = record.files.map((file) => ({ ...file, bytes: 8 }))
      },
    ],
    [
      'how often nothing had changed',
      (record) => {
        record.unchanged = 1
      },
    ],
  ])('is named by action, version, who and when: %s', (_, change) => {
    const model = answeredModel()
    const record = recordOf(model, '2.11', 3)
    change(record)
    const { findings } = verify(model)

    expect(findings).toContainEqual(
      expect.objectContaining({
        kind: 'record-changed',
        record: expect.objectContaining({ ref: '2.11', version: 3, at: record.at }),
      }),
    )
  })

  it('is named in words', () => {
    expect(
      whenChanged((model) => {
        recordOf(model, '2.11', 3).progress += '!'
      }),
    ).toEqual([
      expect.stringMatching(
        `^${named}: what the record says has the hash .{12}…, and it bears .{12}…. It was changed.$`,
      ),
      ...Array(4).fill(expect.stringContaining(`${named}: the progress shown under`)),
    ])
  })

  it('is named whatever single character of whatever text of it is another', () => {
    const model = answeredModel()
    const places = model.records.flatMap((record, index) =>
      textsOf(record).map((path) => ({ index, path, text: textAt(record, path) })),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...places.filter(({ text }) => text !== '')),
        fc.nat(),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        ({ index, path, text }, at, character) => {
          const characters = [...text]
          const place = at % characters.length
          fc.pre(characters[place] !== character)
          const changed = characters.with(place, character).join('')
          const records = model.records.with(index, withText(model.records[index], path, changed))
          const record = Object(records[index])
          const names = wrongs(verify({ ...model, records }).findings).flatMap((finding) =>
            'record' in finding && finding.record ? [finding.record] : [],
          )
          expect(names).toContainEqual(expect.objectContaining({ ref: record.ref, version: record.version }))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is named where it cannot be read at all', () => {
    const model = answeredModel()
    const records = model.records.map((record) =>
      record.ref === '2.11' && record.version === 3 ? { ...record, cycleId: 'December' } : record,
    )

    expect(sentences(verify({ ...model, records }).findings)).toEqual([
      '2.11 version 3, by Amira Holt, 10am on Friday 4 December 2026: the record cannot be read (cycleId).',
    ])
  })
})

describe('the chain', () => {
  it('names a record that was left out', () => {
    const dropped = whenChanged((model) => {
      model.records = model.records.filter(({ ref, version }) => ref !== '2.11' || version !== 3)
    })
    expect(dropped).toEqual([
      expect.stringMatching(/^2\.11 version 1, .*: the list of the ends of all chains has version 3\.$/),
      '2.11: an answer is shown under its action, and there is no record of it.',
      expect.stringMatching(
        /^2\.11: status now, as shown under its action, does not follow from the records/,
      ),
      expect.stringMatching(/^2\.11: whose word the status is/),
      '2.11: whether it was answered, as shown under its action, does not follow from the records; from character 1 on, the pack says “yes” and the records say “no”.',
      '2.11: an answer is shown under what moved, and there is no record of it.',
      '2.11: an answer is shown under what needs attention, and there is no record of it.',
      expect.stringMatching(/^2\.11: whether it is of this month/),
      '2.11: an answer is shown under the impact, and there is no record of it.',
    ])
  })

  it('names an end that is another, and a list that was changed', () => {
    const head = (model: PackModel) => {
      const found = model.manifest.heads.find(({ ref }) => ref === '2.11')
      if (!found) throw new Error('there is no end')
      return found
    }
    expect(
      whenChanged((model) => {
        head(model).hash = 'e'.repeat(64)
      }),
    ).toEqual([
      `${named}: the list of the ends of all chains has another hash for it.`,
      'The list of the ends of all chains does not have the hash that it bears.',
    ])
    expect(
      whenChanged(({ manifest }) => {
        manifest.heads = manifest.heads.filter(({ ref }) => ref !== '2.11')
        manifest.sha256 = hashManifest(manifest.heads)
      }),
    ).toEqual([`${named}: the list of the ends of all chains does not have this action.`])
  })

  it('names a version that does not follow the one before, though its own hash is right', () => {
    const found = whenChanged((model) => {
      const last = recordOf(model, '2.11', 3)
      last.version = 2
      last.hash = hashUpdate(last)
    })
    expect(found).toContain(
      `${named.replace('version 3', 'version 2')}: it does not follow version 1, whose hash it should bear.`,
    )
  })

  it('names records that are in another order', () => {
    const found = whenChanged((model) => {
      model.records.reverse()
    })
    expect(found).toContainEqual(expect.stringMatching(/^2\.11 version 1, .*does not come after/))
  })
})

describe('what is shown', () => {
  it.each<[string, (model: PackModel) => void, string]>([
    [
      'a text under an action',
      (model) => {
        actionOf(model, '2.11').update.progress = 'Four of five are done.'
      },
      `${named}: the progress shown under its action is not what the record says; from character 1 on, the pack says “Four of five are done.” and the record says “Two of five are done.”.`,
    ],
    [
      'a text under what needs attention',
      (model) => replaceIn(model.exceptions, '2.11', { obstacles: 'Nothing.' }),
      `${named}: what is in the way shown under what needs attention is not what the record says; from character 3 on, the pack says “Nothing.” and the record says “No room.”.`,
    ],
    [
      'a name under what moved',
      (model) => replaceIn(model.movements, '2.11', { by: 'Cleo Marsh' }),
      `${named}: who answered shown under what moved is not what the record says; from character 1 on, the pack says “Cleo Marsh” and the record says “Amira Holt on behalf of …”.`,
    ],
    [
      'a reference under the impact',
      (model) => replaceIn(model.impact, '2.11', { reference: '2.11-00000000' }),
      `${named}: the reference shown under the impact is not what the record says`,
    ],
    [
      'evidence under a proposed closure',
      (model) => replaceIn(model.closuresProposed, '2.12', { evidence: ['more.pdf'] }),
      '2.12 version 1, by Amira Holt, 2:15pm on Thursday 10 December 2026: the evidence shown under the proposed closures',
    ],
    [
      'a status that nobody gave',
      (model) => {
        const { action } = actionOf(model, '2.11')
        action.now = { code: 'green', label: 'On track, no concerns', colour: 'green', shape: 'circle' }
      },
      '2.11: status now, as shown under its action, does not follow from the records',
    ],
    [
      'a status that is counted as another',
      ({ month }) => {
        const [, , amber, red] = month.statuses
        if (amber && red) [amber.now, red.now] = [amber.now + 1, red.now - 1]
      },
      'The month on one page says',
    ],
    [
      'an exception that is not told',
      (model) => {
        model.exceptions = model.exceptions.filter(({ ref }) => ref !== '2.11')
      },
      '2.11: it belongs under what needs attention, and is not there.',
    ],
    [
      'a movement that is not told',
      (model) => {
        model.movements = model.movements.filter(({ ref }) => ref !== '2.11')
      },
      '2.11: it belongs under what moved, and is not there.',
    ],
    [
      'an answer that is not shown',
      (model) => {
        actionOf(model, '2.11').action.update = null
      },
      `${named}: there is a record, and the pack does not show it.`,
    ],
  ])('is compared with the records: %s', (_, change, sentence) => {
    expect(whenChanged(change)).toContainEqual(expect.stringContaining(sentence))
  })
})

describe('data that is no pack’s', () => {
  it('is named by what is not what it must be', () => {
    const { control, ...rest } = answeredModel()

    expect(sentences(verify({ ...rest, control: { ...control, version: 'two' } }).findings)).toEqual([
      expect.stringMatching(/^The data is not what a pack’s is: control\.version: /),
    ])
    expect(sentences(verify({ ...rest, control: { ...control, timeZone: 'Hull' } }).findings)).toEqual([
      'The data is not what a pack’s is: control.timeZone: “Hull” is no time zone.',
    ])
  })
})

describe('what is stored', () => {
  const model = answeredModel()
  const heads = () => {
    const newest = new Map<string, Update>()
    for (const update of answersEver()) {
      if (update.version >= (newest.get(update.ref)?.version ?? 0)) newest.set(update.ref, update)
    }
    return [...newest.values()].map(({ partnershipId, planId, ref, version, hash }) => ({
      partnershipId,
      planId,
      ref,
      version,
      hash,
    }))
  }
  const compare = (about: Partial<Stored>, of: PackModel = model) =>
    verifyStored(of, 'd'.repeat(64), {
      state: 'as-written',
      damaged: [],
      plans: [],
      updates: answersEver(),
      heads: heads(),
      issued: [],
      ...about,
    })
  const found = (about: Partial<Stored>, of?: PackModel) => sentences(compare(about, of).findings)
  /** The stored answers with one of them changed. */
  const changing = (change: (update: Update) => void, version = 3) =>
    answersEver().map((update) => {
      const copy = structuredClone(update)
      if (copy.ref === '2.11' && copy.version === version) change(copy)
      return copy
    })

  it('matches where it is what the pack has', () => {
    expect(compare({})).toEqual({ findings: [], updates: answersEver().length })
  })

  it('is named where one byte of it is another, with the field in which it differs', () => {
    expect(
      found({
        updates: changing((update) => {
          update.progress = 'Two of fivf are done.'
        }),
      }),
    ).toEqual([
      expect.stringMatching(`^${named}: what is stored has the hash .* It was changed\\.$`),
      `${named}: the progress is not what the pack says; from character 11 on, the pack says “… five are done.” and the store says “… fivf are done.”.`,
    ])
  })

  it('is named where it was changed and hashed anew, and no longer what the pack has or leads on from', () => {
    const rehashed = changing((update) => {
      update.obstacles = ''
      update.hash = hashUpdate(update)
    }, 2)
    expect(found({ updates: rehashed })).toEqual([
      `${named}: it does not follow version 2, whose hash it should bear.`,
    ])
  })

  it('has every version', () => {
    const without = (version: number) =>
      answersEver().filter((update) => update.ref !== '2.11' || update.version !== version)
    expect(found({ updates: without(2) })).toEqual(['2.11: version 2 is missing from what is stored.'])
    expect(found({ updates: without(3) })).toEqual([
      '2.11: the action says that its last answer is version 3, and the last that is stored is version 2.',
      `${named}: the pack has this answer, and it is not stored.`,
    ])
    expect(found({ updates: [...answersEver(), ...answersEver().slice(0, 1)] })).toEqual([
      expect.stringContaining('this version is stored twice'),
    ])
  })

  it('names what came before the closing and is not in the pack, and nothing that came after it', () => {
    const last = answersEver().find(({ ref, version }) => ref === '2.11' && version === 3)
    if (!last) throw new Error('there is no last answer')
    const left = inventNext(last, { progress: 'Nobody saw this.', at: '2026-12-22T16:59:00.000Z' })
    const later = inventNext(last, {
      progress: 'January.',
      cycleId: '2027-01',
      at: '2027-01-10T10:00:00.000Z',
    })
    const withHead = (update: Update) => ({
      updates: [...answersEver(), update],
      heads: heads().map((head) => (head.ref === '2.11' ? { ...head, version: 4, hash: update.hash } : head)),
    })
    expect(found(withHead(left))).toEqual([
      expect.stringContaining('it was stored before the month was closed, and the pack does not have it.'),
    ])
    expect(found(withHead(later))).toEqual([])
    const draft = { ...model, control: { ...model.control, closed: null } }
    expect(found(withHead(left), draft)).toEqual([])
  })

  it('keeps the hash that the pack was issued with', () => {
    const issued = {
      planId: 'send',
      cycleId: '2026-12',
      boardName: 'Inclusion Board',
      version: 1,
      publicSha256: null,
    }
    expect(found({ issued: [{ ...issued, modelSha256: 'd'.repeat(64) }] })).toEqual([])
    expect(found({ issued: [{ ...issued, modelSha256: 'c'.repeat(64) }] })).toEqual([
      `Version 1 was issued with the hash ${'c'.repeat(64)}; this one has ${'d'.repeat(64)}.`,
    ])
  })

  it('is of the same plan', () => {
    const other = answersEver().map((update) => ({ ...update, planId: 'other' }))
    expect(found({ updates: other })).toEqual([
      'The archive does not have the plan “Marram SEND Improvement Plan” of this pack, or no answers of it.',
    ])
  })

  it('is found by the plan’s name where nobody has answered yet', () => {
    const none = answeredModel(inventSnapshot({ actions: [inventAction({ ref: '1.1' })] }))
    const plan = { partnershipId: 'marram', planId: 'send', name: 'Marram SEND Improvement Plan' }
    expect(found({ plans: [plan], updates: [], heads: [] }, none)).toEqual([])
    expect(found({ updates: [], heads: [] }, none)).toHaveLength(1)
    const left = inventUpdate({ ref: '1.1' })
    expect(found({ plans: [plan], updates: [left], heads: [] }, none)).toEqual([
      expect.stringContaining('it was stored before the month was closed, and the pack does not have it.'),
    ])
  })

  it('leaves other plans and their faults alone', () => {
    const other = { ...inventUpdate({ ref: '9.1' }), planId: 'other', hash: 'f'.repeat(64) }
    expect(found({ updates: [...answersEver(), other] })).toEqual([])
  })
})

describe('a public cut', () => {
  const cut = () => cutForPublic(answeredModel(), ['Amira Holt', 'Bryn Castle'])
  const stored = (updates = answersEver()): Stored => ({
    state: 'as-written',
    damaged: [],
    plans: [{ partnershipId: 'marram', planId: 'send', name: 'Marram SEND Improvement Plan' }],
    updates,
    heads: [],
    issued: [],
  })

  it('matches by its hash, its counts and the ends of its chains, and says what was not compared', () => {
    expect(verify(cut()).findings).toEqual([{ kind: 'public-cut' }])
    const { manifest, ...rest } = cut()
    const heads = manifest.heads.slice(1)
    expect(sentences(verify({ ...rest, manifest: { ...manifest, heads } }).findings)).toEqual([
      'The list of the ends of all chains does not have the hash that it bears.',
    ])
  })

  it('has the statuses and times that are stored, and its chains end where they do', () => {
    const compare = (model: PackModel, updates?: Update[]) =>
      sentences(verifyStored(model, 'd'.repeat(64), stored(updates)).findings)
    expect(compare(cut())).toEqual([])
    const model = cut()
    const { update } = actionOf(model, '2.11')
    update.status = { code: 'green', label: 'On track', colour: 'green', shape: 'circle' }
    expect(compare(model)).toEqual([
      expect.stringContaining(`${named}: the status is not what the pack says`),
    ])
    expect(
      compare(
        cut(),
        answersEver().filter(({ ref, version }) => ref !== '2.11' || version !== 3),
      ),
    ).toEqual([
      '2.11: version 3 is where the pack says that the answers end, and what is stored is another or none.',
      expect.stringMatching(
        /^2\.11: the pack shows an answer of the reference 2\.11-[0-9A-F]{8}, and none is stored\.$/,
      ),
    ])
  })
})

type Path = (string | number)[]

/** Where texts are in a value. */
const textsOf = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === 'string') return [path]
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, [...path, index]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => textsOf(item, [...path, key]))
}

const textAt = (value: unknown, path: Path): string =>
  path.length === 0 ? String(value) : textAt(Object(value)[path[0] ?? ''], path.slice(1))

const withText = (value: unknown, [key, ...rest]: Path, text: string): Update => {
  const copy = structuredClone(Object(value))
  copy[key ?? ''] = rest.length === 0 ? text : withText(copy[key ?? ''], rest, text)
  return copy
}

const replaceIn = (
  entries:
    | (PackModel['movements'][number] | PackModel['exceptions'][number])[]
    | PackModel['impact']
    | PackModel['closuresProposed'],
  ref: string,
  about: Partial<PackModel['movements'][number]['answer']>,
): void => {
  const entry = entries.find((one) => one.ref === ref)
  if (!entry?.answer) throw new Error(`${ref} is not there`)
  entry.answer = { ...entry.answer, ...about }
}
