/** `npm run month -- --out DIR [--months N] [--json]`: Hull's plan goes round whole months, without a browser. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { addMonths } from '../../functions/cycle/next-cycle.ts'
import { shareOut } from '../../functions/cycle/share-out.ts'
import { connectStores } from '../../functions/entrypoints/wiring.ts'
import { MessageKind } from '../../functions/message/message.ts'
import { type BuiltCut, type Pack, volumesOf } from '../../functions/pack/ports.ts'
import { addressOfVolume } from '../../functions/pack/reader/shown-file.ts'
import type { Action } from '../../functions/plan/plan.ts'
import { tableDefinition } from '../../functions/platform/dynamo/table.ts'
import { tableName } from '../system.ts'
import { answerAs, linkIn } from './example-answers.ts'
import { loadHandlers } from './handlers.ts'
import { findExamplePeople, hull, plantHull } from './hull.ts'
import { type Machine, startMachine } from './machine.ts'
import type { Mail } from './mail-store.ts'
import { createVisitor, type Visitor } from './visitor.ts'

/** How many leads of the example do not answer. */
const SILENT_LEADS = 2

type Summary = {
  cycle: string
  /** Leads who were asked. */
  leads: number
  /** Live actions that the cycle asks about, those in `waitingForLead` included. */
  actions: number
  /** Refs of actions that the cycle asks about but nobody leads. */
  waitingForLead: string[]
  /** Mails sent, by kind. */
  messages: Record<string, number>
  updates: number
  noAnswer: string[]
  packs: { board: string; file: string; pages: number; sha256: string }[]
}

type Say = (line: string) => void

const goRound = async (machine: Machine, out: string, say: Say): Promise<Summary> => {
  const stores = connectStores({ TABLE_NAME: tableName, CLOCK_FILE: machine.clock.file })
  await machine.run('tick', hull)
  const plan = await stores.plans.findPlan(hull)
  const cycleId = plan?.currentCycleId
  if (!plan || !cycleId) throw new Error('no cycle was planned')
  const key = { ...hull, cycleId }
  const planned = await stores.cycles.findCycle(key)
  if (!planned) throw new Error('the planned cycle is not there')
  const { opensAt, remindAt, escalateAt, closesAt } = planned.moments

  say(`Opening ${cycleId}`)
  await machine.moveClockTo(opensAt)
  const requests = (await stores.cycles.listRequests(key)).sort((a, b) =>
    a.personName.localeCompare(b.personName, 'en'),
  )
  const file = await stores.plans.loadPlanFile(hull)
  const { leads, waitingForLead } = shareOut(plan, file?.actions ?? [])
  const asked = new Set(leads.flatMap(({ actions }) => actions.map(({ ref }) => ref)))
  // Whoever shares every action with a colleague may find all of it answered, and so does not count as silent.
  const alone = requests.filter(({ personId }) =>
    leads.some((lead) => lead.personId === personId && lead.actions.some(isLedByOne)),
  )
  const silent = alone.slice(-SILENT_LEADS)
  const answering = requests.filter((request) => !silent.includes(request))
  const { people } = await stores.directory.loadDirectory(hull.partnershipId)
  const addressOf = (personId: string) => people.find((person) => person.personId === personId)?.email ?? ''
  say(`${requests.length} leads were mailed`)

  // Most answer from the first mail, the others only when they are reminded.
  const prompt = answering.slice(0, Math.ceil(answering.length * 0.6))
  let updates = 0
  const answerAll = async (leads: typeof answering) => {
    for (const { personId, personName } of leads) {
      const mail = newestTo(machine, addressOf(personId))
      const given = await answerAs(createVisitor(), linkIn(mail), personName, addMonths(cycleId, 4))
      updates += given
      say(`  ${personName} answered for ${given === 1 ? '1 action' : `${given} actions`}`)
    }
  }
  await answerAll(prompt)
  say('Reminding those who have not answered')
  await machine.moveClockTo(remindAt[0] ?? escalateAt)
  await answerAll(answering.slice(prompt.length))
  say('Escalating, then closing')
  await machine.moveClockTo(escalateAt)
  await machine.moveClockTo(closesAt)
  await machine.drain()

  say('Approving and issuing the packs')
  const [first, second] = (await findExamplePeople()).coordinators
  if (!first || !second) throw new Error('approving a pack takes another person than asked for it')
  const coordinator = await signIn(machine, first.email)
  const approver = await signIn(machine, second.email)
  await stepWithAll(machine, coordinator, cycleId, 'ask')
  await stepWithAll(machine, approver, cycleId, 'approve')
  await machine.drain()
  const question = await stepWithAll(machine, coordinator, cycleId, 'issue')
  await coordinator.press(question, formTo(question, '/issue'))
  await machine.drain()

  // What was asked for in this month is decided before the next.
  await decideChanges(machine, approver)
  const packs = await writePacks(machine, coordinator, await stores.packs.list(key), join(out, 'packs'))
  await writeMail(machine, join(out, 'mail'))
  const messages = (await stores.cycles.listMessages(key)).filter(({ sentAt }) => sentAt !== null)
  return {
    cycle: cycleId,
    leads: requests.length,
    actions: asked.size + waitingForLead.length,
    waitingForLead: waitingForLead.map(({ ref }) => ref),
    messages: Object.fromEntries(
      MessageKind.options
        .map((kind) => [kind, messages.filter((message) => message.kind === kind).length] as const)
        .filter(([, count]) => count > 0),
    ),
    updates,
    noAnswer: (await stores.cycles.listRequests(key))
      .filter(({ answered, asked }) => answered < asked)
      .map(({ personName }) => personName),
    packs,
  }
}

const isLedByOne = ({ improvementLeadIds }: Action): boolean => improvementLeadIds.length === 1

const newestTo = (machine: Machine, address: string): Mail => {
  const mail = machine.mailbox.mails().findLast(({ to }) => to.includes(address))
  if (!mail) throw new Error('a lead got no mail')
  return mail
}

const signIn = async (machine: Machine, email: string): Promise<Visitor> => {
  const visitor = createVisitor()
  const page = await visitor.open(`${machine.webUrl}/sign-in`)
  const asked = await visitor.press(page, formTo(page, '/sign-in'), { email })
  await machine.drain()
  const code = /\b\d{6}\b/.exec(newestTo(machine, email).email.text ?? '')?.[0] ?? ''
  await visitor.press(asked, formTo(asked, '/sign-in/code'), { code })
  return visitor
}

const formTo = (page: Awaited<ReturnType<Visitor['open']>>, path: string) => {
  const form = page.forms.find(({ action }) => action.endsWith(path))
  if (!form) throw new Error(`the page has no form to ${path}`)
  return form
}

/** Decides what leads have asked for: two of three changes are approved, the third is refused. */
const decideChanges = async (machine: Machine, approver: Visitor): Promise<void> => {
  const url = `${machine.webUrl}/console/${hull.planId}/changes`
  const page = await approver.open(url)
  const open = [...new Set(page.links.filter((href) => /\/changes\/[^/]+\/approve$/.test(href)))]
  for (const [index, href] of open.entries()) {
    const step = index % 3 === 2 ? 'refuse' : 'approve'
    const question = await approver.open(new URL(href.replace(/approve$/, step), url).href)
    await approver.press(question, formTo(question, `/${step}`), {
      note:
        step === 'refuse'
          ? 'Not yet: the board wants to see the evidence, and keeps the plan as it is.'
          : 'Agreed at the delivery group.',
    })
  }
}

/** Presses the button that takes a step with every pack of a month, and gives the page it leads to. */
const stepWithAll = async (
  machine: Machine,
  visitor: Visitor,
  cycleId: string,
  step: 'ask' | 'approve' | 'issue',
): Promise<Awaited<ReturnType<Visitor['open']>>> => {
  const page = await visitor.open(`${machine.webUrl}/console/${hull.planId}/packs/${cycleId}`)
  return await visitor.press(page, formTo(page, `/${step}`))
}

const writePacks = async (
  machine: Machine,
  coordinator: Visitor,
  packs: Pick<Pack, 'boardId' | 'boardName' | 'cycleId' | 'version' | 'built'>[],
  folder: string,
): Promise<Summary['packs']> => {
  await mkdir(folder, { recursive: true })
  const written: Summary['packs'] = []
  for (const { boardId, boardName, cycleId, version, built } of packs) {
    if (!built) throw new Error(`the pack of ${boardName} was not built`)
    const { pages, sha256 } = built
    for (const [address, ending] of filesOf(built)) {
      const path = `/console/${hull.planId}/packs/${cycleId}/${boardId}/${version}/${address}`
      await writeFile(
        join(folder, `${boardId}${ending}`),
        await coordinator.download(`${machine.webUrl}${path}`),
      )
    }
    written.push({ board: boardName, file: `packs/${boardId}.pdf`, pages, sha256 })
  }
  return written
}

/** What the addresses of a pack's files end with, and what their names do; the first volume's is the pack's. */
const filesOf = (built: BuiltCut): [address: string, ending: string][] => [
  ...volumesOf(built).map((_, index): [string, string] => [
    addressOfVolume(index + 1),
    index === 0 ? '.pdf' : `-volume-${index + 1}.pdf`,
  ]),
  ['html', '.html'],
  ['xlsx', '.xlsx'],
]

const writeMail = async (machine: Machine, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  for (const { file } of machine.mailbox.mails()) await copyFile(file, join(folder, basename(file)))
}

const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      months: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  })
  if (!values.out) throw new Error('Say where to write: npm run month -- --out DIR')
  const months = Number(values.months)
  if (!(Number.isInteger(months) && months >= 1 && months <= 24)) {
    throw new Error('Say how many months, from 1 to 24: npm run month -- --out DIR --months 6')
  }
  const say: Say = (line) => process.stderr.write(`${line}\n`)
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-month-'))
  say('Starting the system')
  const machine = await startMachine({
    dataDir,
    tableDefinition: tableDefinition(tableName),
    beforeHandlers: async () => {
      await plantHull()
    },
    loadHandlers: () => loadHandlers(dataDir),
    runTimer: false,
    say,
  })
  try {
    const summaries: Summary[] = []
    for (let month = 1; month <= months; month += 1) {
      // Of several months each has a folder of its own.
      const out = months === 1 ? values.out : join(values.out, String(month))
      await mkdir(out, { recursive: true })
      const summary = await goRound(machine, out, say)
      summaries.push(summary)
      await writeFile(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
    }
    const [only] = summaries
    if (values.json) process.stdout.write(`${JSON.stringify(months === 1 ? only : summaries, null, 2)}\n`)
    else say(`The packs and ${machine.mailbox.mails().length} mails are in ${values.out}`)
  } finally {
    await machine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
