import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import autocannon from 'autocannon'
import { z } from 'zod'
import { createStores } from '../../functions/entrypoints/wiring.ts'
import { entitiesOf } from '../../functions/platform/dynamo/entities.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { newToken, sha256 } from '../../functions/platform/ids.ts'
import { makeLink } from '../../functions/update/link.ts'
import { ensureTable, startDynamodb } from '../../infra/local/dynamodb.ts'
import { unitsOf } from '../support/count-calls.ts'
import { makeDraft } from '../support/draft.ts'
import { type HullLead, openHullMonth } from '../support/hull-month.ts'

const SERVE = fileURLToPath(new URL('serve-form.ts', import.meta.url))
const ORIGIN = 'https://muster.example'
/** How far the clock of all processes of this run is ahead: it is 2 December, and the month is open. */
const AHEAD = Date.parse('2026-12-02T10:00:00.000Z') - Date.now()
const now = () => new Date(Date.now() + AHEAD).toISOString()
const CLOSES = '2026-12-18T17:00:00.000Z'
/** Each has a partnership of its own, so that no two write to one item. */
const CONNECTIONS = 16
const ROUNDS = 4
const SECONDS = 3
const WARM_UP_SECONDS = 10
/** Of the rate of the bare route with one query. */
const WANTED = 0.5
/** Items that a submit of an action with one lead writes in its transaction. */
const ITEMS = 5

const said = {
  status: 'on-track',
  progress:
    'The working group met twice this month. The draft was shared with parents through the forum, and their comments are being worked in. '.repeat(
      4,
    ),
  obstacles:
    'Two vacancies slow this down. Interviews are on the 14th; agency cover is in place until then. '.repeat(
      3,
    ),
}

type Sent = autocannon.Request
/** What each connection sends, one after the other; without `once`, over and over for a round. */
type Load = { port: number; requests: Sent[][]; once?: boolean }
type Measured = { rate: number; p50: number; p99: number }

/** Rates in requests a second, times in ms, ratios to the rate of a peer, units those of one request. */
export type FormRow = Measured & {
  page: string
  ratio: number
  peer: Measured
  /** Beside a bare route that reads the session too, or that does the page's one write and nothing else. */
  alike: { ratio: number; peer: Measured }
  calls: string[]
  read: number
  write: number
  wanted: number
}

type Lead = HullLead & { cookie: string; pk: string; session: { pk: string; sk: string } }

/** The lead's pages beside a bare Hono route that does one query of the same request, in turns, in one run. */
export const benchForm = async (say: (line: string) => void): Promise<FormRow[]> => {
  const dynamodb = await startDynamodb({ dataDir: null })
  const client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const where = { client, table: 'bench' }
  const servers: ChildProcess[] = []
  const start = async (kind: string): Promise<number> => {
    const args = ['--import', 'tsx', SERVE]
    const server = spawn(process.execPath, [...args, kind, where.table, dynamodb.url, String(AHEAD)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    servers.push(server)
    const [port] = await once(server.stdout, 'data')
    return Number(port)
  }
  try {
    await ensureTable(client, tableDefinition(where.table))
    const stores = createStores(where)
    const [app, priced, peer] = [await start('app'), await start('priced'), await start('peer')]
    const { request, session } = entitiesOf(where)
    const enter = async (lead: HullLead): Promise<Lead> => {
      const deps = { links: stores.links, secrets: { newToken, hashToken: sha256 } }
      const link = await makeLink({ ...lead.request, linkRevision: 0 }, CLOSES, ORIGIN, deps)
      const entered = await fetch(link.replace(ORIGIN, `http://127.0.0.1:${app}`), {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': FORM },
        redirect: 'manual',
      })
      const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      return {
        ...lead,
        cookie,
        pk: Params.parse(request.get(lead.request).params()).Key.pk,
        session: Params.parse(session.get({ hash: sha256(cookie.split('=')[1] ?? '') }).params()).Key,
      }
    }
    const partnerships: Lead[][] = []
    for (let index = 0; index < CONNECTIONS; index += 1) {
      const leads = await openHullMonth(stores, `hull-${index}`)
      partnerships.push(await Promise.all(leads.map(enter)))
    }
    const everyAsk = partnerships.map(actionsOf)

    const query = partnerships.map((leads) =>
      leads.map(({ pk }): Sent => ({ method: 'GET', path: `/query/${encodeURIComponent(pk)}` })),
    )
    const reads = partnerships.map((leads) =>
      leads.map(({ pk, session: { pk: of, sk } }): Sent => {
        const path = `/query/${encodeURIComponent(pk)}?${new URLSearchParams({ session: of, sk })}`
        return { method: 'GET', path }
      }),
    )
    const forms = partnerships.map((leads) => leads.map((lead) => get(lead, '/form')))
    const actions = everyAsk.map((asks) => asks.map(({ lead, ref }) => get(lead, pathOf(ref))))
    // Two texts by turns, so that every save has something to save.
    const saves = everyAsk.map((asks) =>
      ['', ' More.'].flatMap((more) =>
        asks.map(({ lead, ref }) => post(lead, `${pathOf(ref)}/draft`, draftFields(more))),
      ),
    )
    const writes = everyAsk.map((asks) =>
      asks.map(({ lead, ref }): Sent => {
        const path = `/write/${encodeURIComponent(`${lead.pk} ${ref}`)}`
        return { method: 'POST', path, body: JSON.stringify(said) }
      }),
    )
    const transactions = everyAsk.map((asks) =>
      asks.map((): Sent => ({ method: 'POST', path: `/transaction/${ITEMS}`, body: JSON.stringify(said) })),
    )
    /** A new draft of every action, and the presses that submit each of them once. */
    const submits = async (round: number): Promise<Sent[][]> =>
      await Promise.all(
        everyAsk.map(async (asks) => {
          const presses: Sent[] = []
          for (const { lead, ref } of asks) {
            const key = { ...lead.request, ref }
            const revision = (await stores.forms.findAsk(key))?.draftRevision ?? 0
            const draft = makeDraft(now(), {
              ...said,
              statusCode: said.status,
              progress: `${said.progress}${round}`,
            })
            if (!(await stores.forms.saveDraft(key, draft, revision)))
              throw new Error('a draft was not saved')
            presses.push(post(lead, '/form/submit', { submit: `${ref}:${revision + 1}` }))
          }
          return presses
        }),
      )

    const pages: { page: string; loads: (round: number) => Promise<Load>; alike: Load }[] = [
      {
        page: 'GET form',
        loads: async () => ({ port: app, requests: forms }),
        alike: { port: peer, requests: reads },
      },
      {
        page: 'GET action',
        loads: async () => ({ port: app, requests: actions }),
        alike: { port: peer, requests: reads },
      },
      {
        page: 'POST draft',
        loads: async () => ({ port: app, requests: saves }),
        alike: { port: peer, requests: writes },
      },
      {
        page: 'POST submit',
        loads: async (round) => ({ port: app, requests: await submits(round), once: true }),
        alike: { port: peer, requests: transactions, once: true },
      },
    ]
    say(
      `form: ${CONNECTIONS} connections, DynamoDB Local, beside a bare Hono route with one query of the same request`,
    )
    say('page          rate   p50    p99     peer   ratio    alike  ratio  units: read  write  calls')
    // The engine and the servers compile what they run often.
    await fire({ port: peer, requests: query }, WARM_UP_SECONDS)
    await fire({ port: app, requests: forms }, WARM_UP_SECONDS)
    const rows: FormRow[] = []
    for (const { page, loads, alike } of pages) {
      const runs: { own: Round[]; peer: Round[]; alike: Round[] } = { own: [], peer: [], alike: [] }
      for (let round = 0; round <= ROUNDS; round += 1) {
        const own = await fire(await loads(round))
        const bare = await fire({ port: peer, requests: query })
        const same = await fire(alike)
        // The first round warms up.
        if (round === 0) continue
        runs.own.push(own)
        runs.peer.push(bare)
        runs.alike.push(same)
      }
      const [one] = (await loads(ROUNDS + 1)).requests.map((list) => list.at(-1))
      const calls = one ? await priceOf(priced, one) : []
      const row: FormRow = {
        page,
        ...measured(runs.own),
        peer: measured(runs.peer),
        ratio: ratioOf(runs.own, runs.peer),
        alike: { ratio: ratioOf(runs.own, runs.alike), peer: measured(runs.alike) },
        calls: calls.map(({ command }) => command),
        ...unitsOf(calls),
        wanted: WANTED,
      }
      rows.push(row)
      say(describe(row))
    }
    return rows
  } finally {
    for (const server of servers) {
      server.stdin?.end()
      await once(server, 'exit')
    }
    client.destroy()
    await dynamodb.stop()
  }
}

const FORM = 'application/x-www-form-urlencoded'
const Params = z.object({ Key: z.object({ pk: z.string(), sk: z.string() }) })

/** Each action once, with one of its leads. */
const actionsOf = (leads: Lead[]): { lead: Lead; ref: string }[] => {
  const byRef = new Map(leads.flatMap((lead) => lead.asks.map(({ ref }) => [ref, { lead, ref }] as const)))
  return [...byRef.values()]
}

const pathOf = (ref: string): string => `/form/action/${encodeURIComponent(ref)}`
const get = ({ cookie }: Lead, path: string): Sent => ({ method: 'GET', path, headers: { cookie } })
const post = ({ cookie }: Lead, path: string, fields: Record<string, string>): Sent => ({
  method: 'POST',
  path,
  headers: { cookie, origin: ORIGIN, 'content-type': FORM },
  body: new URLSearchParams(fields).toString(),
})
const draftFields = (more: string): Record<string, string> => ({
  ...said,
  progress: `${said.progress}${more}`,
  revision: '0',
  page: 'bench',
})

type Round = { rate: number; times: number[] }

/** Fires for a round at as many connections as there are lists. @throws Error where an answer is not what is measured */
const fire = async ({ port, requests, once: isOnce = false }: Load, seconds = SECONDS): Promise<Round> => {
  const times: number[] = []
  let next = 0
  const from = performance.now()
  let last = from
  const { errors, statusCodeStats = {} } = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        url: `http://127.0.0.1:${port}`,
        connections: requests.length,
        ...(isOnce
          ? { amount: requests.reduce((sum, list) => sum + list.length, 0) }
          : { duration: seconds }),
        setupClient: (client) => client.setRequests(requests[next++ % requests.length] ?? []),
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    )
    run.on('response', (_client, _status, _bytes, took) => {
      times.push(took)
      last = performance.now()
    })
  })
  const wrong = Object.keys(statusCodeStats).filter((status) => !['200', '303'].includes(status))
  if (errors > 0 || wrong.length > 0) throw new Error(`${errors} errors, and answers ${wrong.join(', ')}`)
  return { rate: (times.length / (last - from)) * 1_000, times }
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const ratioOf = (own: Round[], peer: Round[]): number =>
  median(own.map(({ rate }, round) => rate / (peer[round]?.rate ?? rate)))

/** The median round's rate, and percentiles over all rounds. */
const measured = (rounds: Round[]): Measured => {
  const times = rounds.flatMap((round) => round.times).toSorted((a, b) => a - b)
  const percentile = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return { rate: median(rounds.map(({ rate }) => rate)), p50: percentile(0.5), p99: percentile(0.99) }
}

const Calls = z.array(z.object({ command: z.string(), units: z.number() }))

const priceOf = async (port: number, { method = 'GET', path = '/', headers = {}, body }: Sent) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: z.record(z.string(), z.string()).parse(headers),
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
  return Calls.parse(JSON.parse(answer.headers.get('x-calls') ?? '[]'))
}

const describe = (row: FormRow): string => {
  const { page, rate, p50, p99, peer, ratio, alike, read, write, calls, wanted } = row
  return [
    page.padEnd(11),
    rate.toFixed(0).padStart(5),
    '/s',
    `${p50.toFixed(1)}`.padStart(6),
    `${p99.toFixed(1)}`.padStart(7),
    `${peer.rate.toFixed(0)}/s`.padStart(8),
    ratio.toFixed(2).padStart(8),
    `${alike.peer.rate.toFixed(0)}/s`.padStart(9),
    alike.ratio.toFixed(2).padStart(7),
    String(read).padStart(13),
    String(write).padStart(7),
    `  ${calls.join(' ')}  wanted: ratio ${wanted} at least`,
  ].join('')
}
