import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { advance } from '../../functions/cycle/advance.ts'
import { compilePack } from '../../functions/pack/compile-pack.ts'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { createPartnershipArchive, leftOut } from '../../functions/platform/dynamo/partnership-archive.ts'
import { createEvidenceFiles } from '../../functions/platform/evidence-files.ts'
import { createPackFiles } from '../../functions/platform/s3.ts'
import { submitAnswers } from '../../functions/update/submit-answers.ts'
import { hashUpdate, Update } from '../../functions/update/update.ts'
import { type AwsEmulator, region, startAwsEmulator } from '../../infra/local/aws-emulator.ts'
import { exportPartnership } from '../../infra/local/export-partnership.ts'
import { restorePartnership } from '../../infra/local/restore.ts'
import { makeDraft } from '../support/draft.ts'
import { openTestMonth } from '../support/month.ts'
import { plainRenderers } from '../support/plain-renderers.ts'
import { sessionOf } from '../support/session.ts'
import { key, people } from '../support/small-plan.ts'
import { engineOf, openTestTable } from '../support/table.ts'
import { temporaryFolder } from '../unit/local/temporary-folder.ts'

const OPENS = '2026-12-01T09:00:00.000Z'
const CLOSES = '2026-12-18T17:00:00.000Z'
const EXPORTED = '2026-12-18T18:00:00.000Z'
const december = { ...key, cycleId: '2026-12' }

let aws: AwsEmulator
let buckets = 0

const newBucket = async () => {
  buckets += 1
  const name = `installation-${buckets}`
  const client = new S3Client({ forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: name }))
  client.destroy()
  return { name, pathStyle: true }
}

/** An empty installation. */
const openEmpty = async () => {
  const table = await openTestTable()
  const bucket = await newBucket()
  const stores = { ...table, now: () => EXPORTED }
  return { table: engineOf(table.where), bucket, stores, files: createPackFiles(bucket) }
}
type Empty = Awaited<ReturnType<typeof openEmpty>>

/** An installation whose December is over: answered, closed, packed; a mail of it is still owed. */
const openUsed = async () => {
  const month = await openTestMonth()
  const bucket = await newBucket()
  const files = createPackFiles(bucket)
  const deps = { ...month.deps, snapshots: files }
  await advance(key, '2026-11-20T10:00:00.000Z', deps)
  await advance(key, OPENS, deps)
  const ann = { ...december, personId: 'ann' }
  const text = 'Line one\u2028two\n\n{"sneaky":"],"}\n],"counts":{} 🎉'
  for (const [revision, progress] of [text, `${text} and more`].entries()) {
    await month.table.forms.saveDraft(
      { ...ann, ref: '1.1' },
      makeDraft(`2026-12-0${revision + 2}T09:00:00.000Z`, { statusCode: 'on-track', progress }),
      revision,
    )
    await submitAnswers(
      { session: sessionOf('ann', 'Ann Lead'), asks: await month.table.cycles.listAsks(ann) },
      [{ ref: '1.1', revision: revision + 1 }],
      { ...month.table, now: () => `2026-12-0${revision + 2}T10:00:00.000Z` },
    )
  }
  await advance(key, CLOSES, deps)
  await compilePack(
    { ...december, boardId: 'board' },
    {
      ...deps,
      ...month.table,
      files,
      renderers: {
        ...plainRenderers,
        renderPdf: async () => ({ pdf: new Uint8Array([37, 80, 68, 70, 0, 255]), pages: 1 }),
      },
      now: () => CLOSES,
    },
  )
  await files.saveImportFile(key, new TextEncoder().encode('Ref\t…'))
  await createEvidenceFiles(bucket).saveEvidence(key, new TextEncoder().encode('%PDF-'))
  await month.table.sessions.saveSession('hash-of-a-session', {
    kind: 'coordinator',
    partnershipId: key.partnershipId,
    personId: 'cora',
    personName: 'Cora',
    expiresAt: EXPORTED,
  })
  await month.table.links.saveLink({ ...ann, hash: 'hash-of-a-link', expiresAt: EXPORTED, revision: 0 })
  // Somebody else's, which must stay where it is.
  const other = people.map((person) => ({ ...person, partnershipId: 'elsewhere' }))
  await month.table.plans.saveDirectory({ people: other, boards: [] })
  return {
    table: engineOf(month.table.where),
    bucket,
    stores: { ...month.table, now: () => EXPORTED },
    files,
  }
}

/** Stands before every call to the table, by the call's name; what is returned steps aside. */
const listen = (
  { table: { client } }: Pick<Empty, 'table'>,
  hear: <T>(command: string, send: () => Promise<T>) => Promise<T>,
) => {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        hear(String(commandName), () => next(args)),
    { step: 'initialize', name: 'listen' },
  )
  return () => client.middlewareStack.remove('listen')
}

const linesIn = (file: string) => readFileSync(file, 'utf8').split('\n')
/** The records, one a line, in one order. */
const recordsIn = (file: string) =>
  linesIn(file)
    .slice(1, -2)
    .map((line) => line.replace(/,$/, ''))
    .toSorted()

describe('a partnership that moves to another installation', () => {
  let used: Awaited<ReturnType<typeof openUsed>>
  let empty: Empty
  let file = ''

  beforeAll(async () => {
    aws = await startAwsEmulator({ dataDir: null })
    vi.stubEnv('AWS_ENDPOINT_URL_S3', aws.s3Url)
    vi.stubEnv('AWS_REGION', region)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
    used = await openUsed()
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await aws.stop()
  })
  beforeEach(async () => {
    empty = await openEmpty()
    file = join(temporaryFolder(), 'partnership.json')
    await exportPartnership(key.partnershipId, file, used)
  })

  it('is one JSON document, a record a line, without anybody else and without secrets', () => {
    const text = readFileSync(file, 'utf8')
    const document = JSON.parse(text)
    expect(document).toMatchObject({
      format: 'muster-partnership',
      version: 1,
      partnershipId: 'testshire',
      exportedAt: EXPORTED,
      counts: { items: document.records.filter((one: object) => 'item' in one).length, files: 6 },
    })
    for (const line of recordsIn(file)) expect(() => JSON.parse(line)).not.toThrow()
    expect(text).not.toContain('elsewhere')
    expect(text).not.toContain('hash-of-a')
  })

  it('is the same there: exported again it has the very same records', async () => {
    expect(await restorePartnership(file, empty)).toMatchObject({ partnershipId: 'testshire' })
    const again = join(temporaryFolder(), 'again.json')
    await exportPartnership(key.partnershipId, again, empty)
    expect(recordsIn(again)).toEqual(recordsIn(file))
  })

  it('has its snapshot, its pack and its unbroken chain of answers there', async () => {
    await restorePartnership(file, empty)
    const cycle = await empty.stores.cycles.findCycle(december)
    const kept = await empty.files.loadSnapshot(cycle?.snapshot?.key ?? '')
    expect(kept?.sha256).toBe(cycle?.snapshot?.sha256)
    const pack = await empty.stores.packs.find({ ...december, boardId: 'board' })
    expect(await empty.files.loadPack(pack?.built?.files.pdf ?? '')).toEqual(
      new Uint8Array([37, 80, 68, 70, 0, 255]),
    )
    const { data } = await empty.stores.entities.update.query.primary({ ...key, ref: '1.1' }).go()
    const chain = data.map((item) => Update.parse({ previousHash: null, ...item }))
    expect(chain.map(({ version }) => version)).toEqual([1, 2])
    for (const update of chain) expect(hashUpdate(update)).toBe(update.hash)
    expect(chain[1]?.previousHash).toBe(chain[0]?.hash)
    const head = (await empty.stores.plans.loadPlanFile(key))?.actions.find(({ ref }) => ref === '1.1')?.head
    expect(head).toEqual({ version: 2, hash: chain[1]?.hash })
  })

  it('has its evidence there, under the same hash', async () => {
    await restorePartnership(file, empty)
    const sha256 = createHash('sha256').update('%PDF-').digest('hex')
    const address = await createEvidenceFiles(empty.bucket).linkToEvidence(key, { name: 'a.pdf', sha256 })
    expect(await (await fetch(address)).text()).toBe('%PDF-')
  })

  it('goes on there: the sweeper finds the plan and its mail, and the next month opens', async () => {
    await restorePartnership(file, empty)
    const due = await empty.stores.listDue('2027-01-04T09:00:00.000Z')
    expect(due.plans).toEqual([key])
    expect(due.messages.map(({ messageId }) => messageId).sort()).toEqual(
      (await used.stores.listDue('2027-01-04T09:00:00.000Z')).messages
        .map(({ messageId }) => messageId)
        .sort(),
    )
    const month = await openTestMonth()
    const deps = { ...month.deps, ...empty.stores, snapshots: empty.files }
    await advance(key, '2026-12-21T09:00:00.000Z', deps)
    await advance(key, '2027-01-04T09:00:00.000Z', deps)
    const january = { ...key, cycleId: '2027-01' }
    expect((await empty.stores.cycles.findCycle(january))?.state).toBe('open')
    const asks = await empty.stores.cycles.listAsks({ ...january, personId: 'ann' })
    expect(asks.find(({ ref }) => ref === '1.1')?.previous?.version).toBe(2)
  })

  it('has its imports there, those too that were made before what they changed was kept', async () => {
    const planImport = {
      ...key,
      importId: '2025-01-06T09:00:00.000Z-0123456789ab',
      state: 'done',
      at: '2025-01-06T09:00:00.000Z',
      by: 'cora',
      file: { name: 'plan.csv', sha256: '0'.repeat(64), bytes: 9 },
      mapping: {},
      layout: [],
      counts: { added: 4, changed: 0, gone: 0, findings: 0 },
    }
    const before = used.stores.entities.planImport
    await before.create({ ...planImport, attention: 'due', attentionAt: '' }).go()
    const later = join(temporaryFolder(), 'later.json')
    await exportPartnership(key.partnershipId, later, used)
    await before.delete(planImport).go()
    await restorePartnership(later, empty)
    expect(await empty.stores.imports.listImports(key)).toEqual([{ ...planImport, diff: null }])
  })

  it('finds its people there by their addresses', async () => {
    await restorePartnership(file, empty)
    const found = await empty.stores.plans.findPeopleByEmail('cora@testshire.example')
    expect(found.map(({ personId }) => personId)).toEqual(['cora'])
  })

  it.each([1, 2, 9, 20, 29, 30, 32, 33])(
    'is finished by the same file when the first try dies at write %i, and by no other',
    async (dieAt) => {
      let writes = 0
      const stopListening = listen(empty, async (command, send) => {
        if (/^(Put|Update)/.test(command)) writes += 1
        if (writes >= dieAt) throw new Error('killed')
        return await send()
      })
      await expect(restorePartnership(file, empty)).rejects.toThrow('killed')
      stopListening()
      // From the 30th write on everything is there, and the sweeper may look at one after the other.
      const due = await empty.stores.listDue('2027-01-04T09:00:00.000Z')
      if (dieAt <= 30) expect(due).toEqual({ imports: [], plans: [], messages: [], packs: [], rest: null })

      await restorePartnership(file, empty)
      const again = join(temporaryFolder(), 'again.json')
      await exportPartnership(key.partnershipId, again, empty)
      expect(recordsIn(again)).toEqual(recordsIn(file))
    },
  )

  it('is refused where it is already, restored from this very file or not', async () => {
    await expect(restorePartnership(file, used)).rejects.toThrow(
      'The partnership “testshire” is here already, so nothing was written.',
    )
    await restorePartnership(file, empty)
    await expect(restorePartnership(file, empty)).rejects.toThrow(
      'The partnership “testshire” was restored from this very file before, so nothing was written.',
    )
  })

  const nothingIsThere = async () => {
    expect(await empty.stores.plans.findPlan(key)).toBeNull()
    expect((await empty.stores.plans.loadDirectory(key.partnershipId)).people).toEqual([])
    expect(
      (await empty.stores.entities.restoration.get({ partnershipId: key.partnershipId }).go()).data,
    ).toBeNull()
  }

  it.each<[string, (text: string) => string, string]>([
    [
      'cut off between two lines',
      (text) => text.split('\n').slice(0, 9).join('\n'),
      'ends too early: it was not copied whole.',
    ],
    [
      'cut off within a line',
      (text) => text.slice(0, text.indexOf('Ann Lead')),
      'is damaged or cut off in line ',
    ],
    [
      'changed in an answer',
      (text) => text.replace(/("entity":"update".*?)Line one/, '$1Line two'),
      'has an item in line ',
    ],
    [
      'changed in a name',
      (text) => text.replaceAll('Mia Member', 'Eve Member'),
      'was changed since it was exported.',
    ],
    [
      'without one of its lines',
      (text) => text.split('\n').toSpliced(3, 1).join('\n'),
      'was changed since it was exported.',
    ],
    ['changed in a file', (text) => text.replace('"base64":"', '"base64":"AAAA'), 'has a file in line '],
    [
      'formatted anew',
      (text) => JSON.stringify(JSON.parse(text), null, 2),
      'is not a partnership as Muster exports it',
    ],
    ['no export at all', () => 'Ref\tStatus\n1.1\tGreen\n', 'is not a partnership as Muster exports it'],
    ['empty', () => '', 'ends too early'],
    [
      'of a newer format',
      (text) => text.replace('"version":1', '"version":2'),
      'was written by a newer Muster, in format 2; this one reads formats up to 1.',
    ],
    [
      'of another table',
      (text) => text.replace('"table":"1"', '"table":"9"'),
      'holds items of table version 9',
    ],
    [
      "with somebody else's item in it",
      (text) => text.replace('"personId":"mia"', '"personId":"mia","partnershipId":"elsewhere"'),
      'has an item in line ',
    ],
  ])('is refused when the file is %s, and nothing is written', async (_, change, sentence) => {
    const before = readFileSync(file, 'utf8')
    const after = change(before)
    expect(after).not.toBe(before)
    writeFileSync(file, after)
    await expect(restorePartnership(file, empty)).rejects.toThrow(`${file} ${sentence}`)
    await nothingIsThere()
  })

  it('is refused when there is no such file, and no such partnership to export', async () => {
    await expect(restorePartnership('/nowhere.json', empty)).rejects.toThrow(
      'There is no file /nowhere.json.',
    )
    await expect(exportPartnership('nobody', file, used)).rejects.toThrow(
      'There is no partnership “nobody” here.',
    )
  })

  it('is exported as it was at one moment: what is written meanwhile makes it read again', async () => {
    let scans = 0
    const stopListening = listen(used, async (command, send) => {
      const answer = await send()
      if (command !== 'ScanCommand') return answer
      scans += 1
      // Between the first reading and the second.
      if (scans === 1) await used.stores.audit.record({ ...key, at: EXPORTED, what: 'meanwhile', by: 'cora' })
      return answer
    })
    await exportPartnership(key.partnershipId, file, used)
    stopListening()
    expect(scans).toBe(3)
    expect(readFileSync(file, 'utf8')).toContain('meanwhile')
  })
})

describe('an entity of the table', () => {
  it('is archived or named as left out, and whatever the sweeper looks at is woken last', () => {
    const table = { client: new DynamoDBClient({ region }), table: 'muster' }
    const { service: _, ...entities } = entitiesOf(table)
    const archive = createPartnershipArchive(table)
    const names = Object.keys(entities)
    expect(names.filter((name) => !archive.entities.includes(name)).sort()).toEqual([...leftOut].sort())
    const swept = Object.entries(entities).flatMap(([name, entity]) =>
      Object.keys(entity.schema.indexes).includes('attention') ? [name] : [],
    )
    expect(archive.sleepers.toSorted()).toEqual(swept.toSorted())
  })
})
