import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { Cycle, Request } from '../../cycle/cycle.ts'
import { SharedAction } from '../../cycle/share-out.ts'
import { Message } from '../../message/message.ts'
import { IssuedPack, Pack, Reading } from '../../pack/ports.ts'
import { ChangeRequest } from '../../plan/change-request.ts'
import { Board, Instant, Person, Plan, PlanKey, PlanSettings } from '../../plan/plan.ts'
import { PlanImport } from '../../plan/plan-import.ts'
import { Ask } from '../../update/ask.ts'
import { hashUpdate, Update } from '../../update/update.ts'
import { ActionDetails } from './action-item.ts'
import { attend } from './attributes.ts'
import { askItem } from './cycle-repository.ts'
import { type Entities, entitiesOf } from './entities.ts'
import { parseItem, toItem, written } from './item.ts'
import type { OpenTable } from './table.ts'

type Item = Record<string, unknown>

/** Secrets stay in the installation that made them, and so does what it knows of its mail service and its own restoring. */
export const leftOut = ['link', 'readerLink', 'session', 'signIn', 'pulse', 'restoration'] as const

/** Everything else in the table belongs to a partnership and goes with it. */
export type ArchivedEntity = Exclude<keyof Entities, (typeof leftOut)[number] | 'service'>

/** One item by its entity's name; keys are left to the table that it is written to. */
export type ArchivedItem = { entity: ArchivedEntity; item: Item }

const StoredPerson = z.object({
  ...Person.pick({ partnershipId: true, personId: true, email: true }).shape,
  details: Person.omit({ partnershipId: true, personId: true, email: true }),
})
const StoredBoard = z.object({
  ...Board.pick({ partnershipId: true, boardId: true }).shape,
  details: Board.omit({ partnershipId: true, boardId: true }),
})
const StoredRegister = z.object({ partnershipId: z.string().min(1), revision: z.number().int() })
const StoredPlan = z.object({
  ...Plan.pick({ partnershipId: true, planId: true, partnershipName: true, currentCycleId: true }).shape,
  settings: PlanSettings,
  revision: z.number().int(),
  importing: z.string().nullable(),
})
const StoredAction = PlanKey.extend({
  ref: z.string().min(1),
  details: ActionDetails,
  headVersion: z.number().int().nonnegative(),
  headHash: z.string().length(64).nullable(),
})
const StoredShareOut = Cycle.pick({ partnershipId: true, planId: true, cycleId: true }).extend({
  shareOutId: z.string().min(1),
  part: z.number().int().nonnegative(),
  actions: z.array(SharedAction),
})
const StoredAudit = PlanKey.extend({
  at: Instant,
  eventId: z.string().min(1),
  what: z.string().min(1),
  by: z.string().min(1),
  details: z.record(z.string(), z.unknown()),
})
const StoredUpdate = Update.refine((update) => hashUpdate(update) === update.hash, {
  error: 'an update whose hash is not that of its content',
})

/** An item that somebody must look at, and not yet: the installation that it is written to is not whole. */
const asleep = attend('')

/**
 * How each entity is read, checked and written. An item is written as it was, with whatever its checked
 * shape does not know; ElectroDB leaves out what its entity does not, and makes the keys anew.
 */
const codecsOf = (entities: Entities) =>
  ({
    person: {
      parse: (Item: Item) => entities.person.parse({ Item }).data,
      create: (item: Item) => entities.person.create({ ...parseItem(StoredPerson, item), ...item }),
    },
    board: {
      parse: (Item: Item) => entities.board.parse({ Item }).data,
      create: (item: Item) => entities.board.create({ ...parseItem(StoredBoard, item), ...item }),
    },
    register: {
      parse: (Item: Item) => entities.register.parse({ Item }).data,
      create: (item: Item) => entities.register.create({ ...parseItem(StoredRegister, item), ...item }),
    },
    plan: {
      parse: (Item: Item) => entities.plan.parse({ Item }).data,
      create: (item: Item) =>
        entities.plan.create({ ...toItem(parseItem(StoredPlan, item)), ...item, ...asleep }),
    },
    action: {
      parse: (Item: Item) => entities.action.parse({ Item }).data,
      create: (item: Item) => entities.action.create({ ...toItem(parseItem(StoredAction, item)), ...item }),
    },
    planImport: {
      parse: (Item: Item) => entities.planImport.parse({ Item }).data,
      create: (item: Item) =>
        entities.planImport.create({ ...toItem(parseItem(PlanImport, item)), ...item, ...asleep }),
    },
    change: {
      parse: (Item: Item) => entities.change.parse({ Item }).data,
      create: (item: Item) => entities.change.create({ ...toItem(parseItem(ChangeRequest, item)), ...item }),
    },
    cycle: {
      parse: (Item: Item) => entities.cycle.parse({ Item }).data,
      create: (item: Item) => entities.cycle.create({ ...toItem(parseItem(Cycle, item)), ...item }),
    },
    shareOut: {
      parse: (Item: Item) => entities.shareOut.parse({ Item }).data,
      create: (item: Item) => entities.shareOut.create({ ...parseItem(StoredShareOut, item), ...item }),
    },
    request: {
      parse: (Item: Item) => entities.request.parse({ Item }).data,
      create: (item: Item) => entities.request.create({ ...toItem(parseItem(Request, item)), ...item }),
    },
    ask: {
      parse: (Item: Item) => entities.ask.parse({ Item }).data,
      create: (item: Item) => entities.ask.create({ ...askItem(parseItem(Ask, item)), ...item }),
    },
    update: {
      parse: (Item: Item) => entities.update.parse({ Item }).data,
      create: (item: Item) => entities.update.create({ ...toItem(parseItem(StoredUpdate, item)), ...item }),
    },
    message: {
      parse: (Item: Item) => entities.message.parse({ Item }).data,
      create: (item: Item) =>
        entities.message.create({ ...toItem(parseItem(Message, item)), ...item, ...asleep }),
    },
    pack: {
      parse: (Item: Item) => entities.pack.parse({ Item }).data,
      create: (item: Item) => {
        const { version, edition, ...pack } = toItem(parseItem(Pack, item))
        // What an item leaves out stays out.
        return entities.pack.create({ ...pack, ...item, ...asleep })
      },
    },
    issuedPack: {
      parse: (Item: Item) => entities.issuedPack.parse({ Item }).data,
      create: (item: Item) => entities.issuedPack.create({ ...toItem(parseItem(IssuedPack, item)), ...item }),
    },
    reading: {
      parse: (Item: Item) => entities.reading.parse({ Item }).data,
      create: (item: Item) => entities.reading.create({ ...parseItem(Reading, item), ...item }),
    },
    audit: {
      parse: (Item: Item) => entities.audit.parse({ Item }).data,
      create: (item: Item) => entities.audit.create({ ...parseItem(StoredAudit, item), ...item }),
    },
  }) satisfies Record<
    ArchivedEntity,
    { parse: (item: Item) => Item | null; create: (item: Item) => { params: () => object } }
  >

/** How the attention that an item had is called to it, unless something has happened to it meanwhile. */
const wakersOf = (entities: Entities) => ({
  plan: (item: Item, attentionAt: string) => {
    const { partnershipId, planId } = parseItem(StoredPlan, item)
    return entities.plan
      .patch({ partnershipId, planId })
      .set(attend(attentionAt))
      .where((found, { eq }) => eq(found.attentionAt, ''))
      .go()
  },
  planImport: (item: Item, attentionAt: string) => {
    const { partnershipId, planId, importId, state } = parseItem(PlanImport, item)
    const before: string = state
    return entities.planImport
      .patch({ partnershipId, planId, importId })
      .set(attend(attentionAt))
      .where((found, { eq }) => `${eq(found.attentionAt, '')} AND ${eq(found.state, before)}`)
      .go()
  },
  message: (item: Item, attentionAt: string) => {
    const { partnershipId, messageId, state } = parseItem(Message, item)
    const before: string = state
    return entities.message
      .patch({ partnershipId, messageId })
      .set(attend(attentionAt))
      .where((found, { eq }) => `${eq(found.attentionAt, '')} AND ${eq(found.state, before)}`)
      .go()
  },
  pack: (item: Item, attentionAt: string) => {
    const { partnershipId, planId, cycleId, boardId, state } = parseItem(Pack, item)
    const before: string = state
    return entities.pack
      .patch({ partnershipId, planId, cycleId, boardId })
      .set(attend(attentionAt))
      .where((found, { eq }) => `${eq(found.attentionAt, '')} AND ${eq(found.state, before)}`)
      .go()
  },
})

/** Where ElectroDB says what an item is. */
const ENTITY = '__edb_e__'

const ItemOfPartnership = z.looseObject({ partnershipId: z.string() })
const Attention = z.looseObject({ attentionAt: z.string() })

/** The table's shape as it is now: what another version of it held is not restored into this one. */
export const tableVersion = '1'

export type RestoreStart = 'begun' | 'in-use' | 'other-archive' | 'done-before'

/**
 * A partnership as the items of the table, for its operator's commands alone: what is read, it reads by a
 * Scan, which no function of the system may do. Nothing of it is needed to answer a request.
 */
export const createPartnershipArchive = ({ client, table }: OpenTable) => {
  const entities = entitiesOf({ client, table })
  const codecs = codecsOf(entities)
  const wakers = wakersOf(entities)
  const isSleeper = (name: string): name is keyof typeof wakers => Object.hasOwn(wakers, name)
  const isArchived = (name: string): name is ArchivedEntity => Object.hasOwn(codecs, name)
  const entityNamed = new Map(
    Object.entries(entities).flatMap(([name, entity]): [string, string][] =>
      'schema' in entity ? [[entity.schema.model.entity, name]] : [],
    ),
  )

  /** Every item of the table whose attribute has the value, page by page. */
  async function* scan(attribute: string, value: string): AsyncGenerator<Item> {
    let from: Record<string, AttributeValue> | undefined
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          FilterExpression: '#attribute = :value',
          ExpressionAttributeNames: { '#attribute': attribute },
          ExpressionAttributeValues: { ':value': { S: value } },
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      )
      for (const item of page.Items ?? []) yield plainItem(item)
      from = page.LastEvaluatedKey
    } while (from)
  }

  const isKnown = async (partnershipId: string): Promise<boolean> => {
    const [directory, plans] = await Promise.all([
      entities.service.collections.directory({ partnershipId }).go({ consistent: true }),
      entities.plan.query.ofPartnership({ partnershipId }).go(),
    ])
    return directory.data.person.length + directory.data.board.length + plans.data.length > 0
  }

  return {
    entities: Object.keys(codecs),
    /** Those that are asleep until everything is there. */
    sleepers: Object.keys(wakers),

    /** Every plan of the installation. */
    listAllPlans: async (): Promise<PlanKey[]> => {
      const plans: PlanKey[] = []
      for await (const item of scan(ENTITY, 'plan')) {
        plans.push(PlanKey.parse(item))
      }
      return plans
    },

    /**
     * Every item of a partnership, in no order. An item that changes meanwhile comes as it was or as it
     * is: read twice, and take what came the same.
     *
     * @throws Error for an item of an entity that is neither archived nor left out.
     */
    async *readItems(partnershipId: string): AsyncGenerator<ArchivedItem> {
      for await (const raw of scan('partnershipId', partnershipId)) {
        const name = entityNamed.get(String(raw[ENTITY])) ?? ''
        if (leftOut.some((secret) => secret === name)) continue
        const item = isArchived(name) ? codecs[name].parse(raw) : null
        if (!isArchived(name) || item === null) {
          throw new Error(`The table has an item of a kind that is not known here: ${String(raw[ENTITY])}.`)
        }
        yield { entity: name, item }
      }
    },

    /** Checks an item of an archive. @throws ZodError when it is not what its entity says, or another's. */
    checkItem: ({ entity, item }: { entity: string; item: Item }, partnershipId: string): ArchivedItem => {
      if (!isArchived(entity)) throw new Error(`“${entity}” is no kind of item`)
      if (ItemOfPartnership.parse(item).partnershipId !== partnershipId) {
        throw new Error('an item belongs to another partnership')
      }
      codecs[entity].create(item).params()
      return { entity, item }
    },

    /** Writes an item unless it is there; nobody's attention is called to it yet. */
    createItem: async ({ entity, item }: ArchivedItem): Promise<void> => {
      await written(() => codecs[entity].create(item).go())
    },

    /** Calls to an item the attention that it had; a repeat changes nothing. */
    wakeItem: async ({ entity, item }: ArchivedItem): Promise<void> => {
      const attention = Attention.safeParse(item)
      if (!isSleeper(entity) || !attention.success || attention.data.attentionAt === '') return
      await written(() => wakers[entity](item, attention.data.attentionAt))
    },

    /**
     * Takes the partnership's place in the table for what an archive holds: `begun` where nothing of it
     * is there, or the same archive was begun before and not ended.
     */
    beginRestore: async (partnershipId: string, sha256: string): Promise<RestoreStart> => {
      const { data } = await entities.restoration.get({ partnershipId }).go({ consistent: true })
      if (data) {
        if (data.state === 'begun') return data.sha256 === sha256 ? 'begun' : 'other-archive'
        return data.sha256 === sha256 ? 'done-before' : 'in-use'
      }
      if (await isKnown(partnershipId)) return 'in-use'
      const isFirst = await written(() =>
        entities.restoration.create({ partnershipId, sha256, state: 'begun' }).go(),
      )
      return isFirst ? 'begun' : 'other-archive'
    },

    endRestore: async (partnershipId: string): Promise<void> => {
      await entities.restoration.patch({ partnershipId }).set({ state: 'done' }).go()
    },
  }
}

const plainItem = (item: Record<string, AttributeValue>): Item =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]))

const plainValue = (value: AttributeValue): unknown => {
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return Number(value.N)
  if (value.BOOL !== undefined) return value.BOOL
  if (value.L !== undefined) return value.L.map(plainValue)
  if (value.M !== undefined) return plainItem(value.M)
  if (value.SS !== undefined) return new Set(value.SS.toSorted())
  return null
}
