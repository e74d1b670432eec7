/**
 * `serve-form.ts app|priced|peer TABLE ENDPOINT AHEAD`: one HTTP server in a process of its own, whose port
 * it says on standard output, and whose clock is so many milliseconds ahead. `app` is the lead's pages; `priced` the same, with what each answer's
 * calls to the table cost in a header; `peer` is what they are measured against.
 */
import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createStores } from '../../functions/entrypoints/wiring.ts'
import { newToken, sha256 } from '../../functions/platform/ids.ts'
import { createLeadApp } from '../../functions/update/app.tsx'
import { rememberLeadSessions } from '../../functions/update/remember-sessions.ts'
import { countCalls } from '../support/count-calls.ts'
import { noEvidence } from '../support/no-evidence.ts'

const [kind, TableName = '', endpoint = '', ahead = ''] = process.argv.slice(2)
const client = new DynamoDBClient({
  endpoint,
  region: 'eu-west-2',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})

const createApp = (): Hono => {
  const stores = createStores({ client, table: TableName })
  return createLeadApp({
    ...stores,
    sessions: rememberLeadSessions(stores.sessions),
    queue: { enqueueMessage: async () => {} },
    secrets: { newToken, hashToken: sha256 },
    publicUrl: 'https://muster.example',
    restBeforeAnswer: async () => {},
    now: () => new Date(Date.now() + Number(ahead)).toISOString(),
    evidence: noEvidence,
    onFault: (error) => console.error(error),
  })
}

const createPricedApp = (): Hono => {
  const takeCalls = countCalls(client)
  const priced = new Hono()
  priced.use(async (c, next) => {
    await next()
    c.header('x-calls', JSON.stringify(takeCalls()))
  })
  return priced.route('/', createApp())
}

/** A bare route doing one query; one that reads the session before, by its key; one doing one conditional write; one doing one transaction of as many items as a submit's. */
const createPeer = (): Hono => {
  const peer = new Hono()
  peer.get('/query/:pk', async (c) => {
    const [session, sk] = [c.req.query('session'), c.req.query('sk')]
    if (session && sk) {
      const Key = { pk: { S: session }, sk: { S: sk } }
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))
      if (!Item) return c.json(null, 401)
    }
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: c.req.param('pk') } },
        ConsistentRead: true,
      }),
    )
    return c.json(Items)
  })
  peer.post('/write/:pk', async (c) => {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: `peer ${c.req.param('pk')}` }, sk: { S: 'draft' } },
        UpdateExpression: 'SET draft = :draft, revision = :one',
        ConditionExpression: 'attribute_not_exists(revision) OR revision = :one',
        ExpressionAttributeValues: { ':draft': { S: await c.req.text() }, ':one': { N: '1' } },
      }),
    )
    return c.json({ saved: true })
  })
  peer.post('/transaction/:items', async (c) => {
    const text = await c.req.text()
    const pk = newToken()
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: Array.from({ length: Number(c.req.param('items')) }, (_, index) => ({
          Put: {
            TableName,
            // The version and the form carry the answer's text; the others are small.
            Item: { pk: { S: `${pk} ${index}` }, sk: { S: 'peer' }, text: { S: index < 2 ? text : 'small' } },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        })),
      }),
    )
    return c.json({ stored: true })
  })
  return peer
}

const apps = { app: createApp, priced: createPricedApp, peer: createPeer }
const chosen = Object.entries(apps).find(([name]) => name === kind)
if (!chosen) throw new Error(`there is no server ${kind}`)
serve({ fetch: chosen[1]().fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  process.stdout.write(`${port}\n`),
)
process.stdin.on('end', () => process.exit(0)).resume()
