import { z } from 'zod'
import type { OutgoingMail } from '../../functions/message/ports.ts'
import { ORIGIN, type PageSeen, type System } from './system.ts'
import type { World } from './world.ts'

/** An answer of which somebody was told that it is stored. */
export type Acknowledged = {
  partnershipId: string
  planId: string
  cycleId: string
  ref: string
  personId: string
  /** Found in the progress text; null for the statement that nothing has changed. */
  words: string | null
  at: number
}

type Lead = {
  partnershipId: string
  personId: string
  /** The newest link they have, and what it is for. */
  link: { path: string; cycle: CycleName } | null
  /** How likely they answer a mail. */
  diligence: number
  /** Whether they answer within seconds. */
  eager: boolean
  /** Whether they are at the form. */
  visits: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** How often somebody presses the same button before they give up for the day. */
const MOST_PRESSES = 4

/** What a simulated mail says: its content as JSON. */
const Content = z.object({ kind: z.string(), link: z.string().optional() })

/**
 * The leads, at their browsers: they get mail, press its link, type, submit, hand over, and press again
 * where no answer came. They see pages and nothing else.
 */
export const createPeople = (
  world: World,
  system: () => System,
  onAcknowledged: (one: Acknowledged) => void,
) => {
  const { random } = world
  const leads = new Map<string, Lead>()
  const leadOf = (partnershipId: string, personId: string): Lead => {
    const name = `${partnershipId}/${personId}`
    const known = leads.get(name)
    if (known) return known
    const lead: Lead = {
      partnershipId,
      personId,
      link: null,
      diligence: random.pick([0, 0.3, 0.7, 1]),
      eager: random.chance(0.5),
      visits: 0,
    }
    leads.set(name, lead)
    return lead
  }
  let words = 0
  /** What was typed for which action. */
  const refOf = new Map<string, string>()
  const newWords = (ref: string): string => {
    words += 1
    const token = `words-${words}.`
    refOf.set(token, ref)
    return token
  }

  /** A browser: one cookie, and a finger that presses again. */
  const openBrowser = () => {
    let cookie = ''
    const go = async (
      path: string,
      fields?: [string, string][],
      sluggish = false,
    ): Promise<PageSeen | null> => {
      for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
        const press = () =>
          system().visit(
            path,
            {
              headers: { cookie, origin: ORIGIN },
              ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
            },
            sluggish,
          )
        // Some press twice, at once or whatever they see.
        const isDouble = fields !== undefined && random.chance(0.1)
        const [page] = await Promise.all(isDouble && random.chance(0.7) ? [press(), press()] : [press()])
        if (page?.cookie) cookie = page.cookie
        if (page && page.status < 500) {
          if (isDouble) await press()
          return page
        }
        await world.sleep(random.int(2_000, 5 * MINUTE))
      }
      return null
    }
    return { go }
  }
  type Browser = ReturnType<typeof openBrowser>

  const enter = async (link: string): Promise<Browser | null> => {
    const browser = openBrowser()
    const landing = await browser.go(link)
    if (landing?.status !== 200) return null
    const entered = await browser.go(link, [])
    return entered?.status === 303 ? browser : null
  }

  /** Types an answer for one action. */
  const answer = async ({ eager }: Lead, browser: Browser, ref: string): Promise<void> => {
    const path = `/form/action/${encodeURIComponent(ref)}`
    const page = await browser.go(path)
    const revision = /name="revision" value="(\d+)"/.exec(page?.text ?? '')?.[1]
    const name = /name="page" value="([^"]+)"/.exec(page?.text ?? '')?.[1]
    if (page?.status !== 200 || revision === undefined || name === undefined) return
    await world.sleep(eager ? random.int(200, 5_000) : random.int(5_000, 10 * MINUTE))
    const token = newWords(ref)
    const status = random.pick(['on-track', 'on-track', 'off-track', 'done'])
    const fields: [string, string][] = [
      ['revision', revision],
      ['page', name],
      ['status', status],
      ['progress', `It went on: ${token}`],
      ['obstacles', status === 'off-track' ? 'Nobody is there to do it; a post is advertised.' : ''],
      ['impact', status === 'done' ? 'Children wait two weeks less than a year ago.' : ''],
      ['links', status === 'done' ? 'https://evidence.example/report' : ''],
    ]
    // The small script saves as they type.
    if (random.chance(0.3)) await browser.go(`${path}/draft`, fields)
    await browser.go(path, [...fields, ['then', 'list']])
  }

  const submit = async (lead: Lead, browser: Browser, cycle: CycleName): Promise<void> => {
    const check = await browser.go('/form/check')
    if (check?.status !== 200) return
    const isRoused = await world.nap(
      aboutToSubmit(lead),
      random.int(1_000, lead.eager ? 10_000 : 30 * MINUTE),
    )
    const chosen = [
      ...check.text.matchAll(/name="submit"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="submit"/g),
    ]
      .map(([, a, b]) => a ?? b ?? '')
      .filter(Boolean)
    if (chosen.length === 0) return
    const done = await browser.go(
      '/form/submit',
      chosen.map((value) => ['submit', value]),
      // What made them hurry is done by the time that a slow machine gets to it.
      isRoused && world.strikes(0.5),
    )
    if (done?.status !== 303 || done.location !== '/form/done') return
    for (const [token] of check.text.matchAll(/words-\d+\./g)) {
      const ref = refOf.get(token)
      if (ref) acknowledge(lead, cycle, ref, token)
    }
  }

  const acknowledge = (lead: Lead, cycle: CycleName, ref: string, token: string | null) => {
    world.count('answers acknowledged')
    world.say(() => `acknowledged: ${ref} to ${lead.personId}, ${token ?? 'no change'}`)
    const { partnershipId, personId } = lead
    onAcknowledged({ partnershipId, ...cycle, personId, ref, words: token, at: world.now() })
  }

  const sayNoChange = async (lead: Lead, browser: Browser, cycle: CycleName, ref: string): Promise<void> => {
    const path = `/form/action/${encodeURIComponent(ref)}`
    const page = await browser.go(path)
    if (!page?.text.includes(`${path}/no-change`)) return
    const said = await browser.go(`${path}/no-change`, [])
    const isStored =
      said?.status === 303 && (said.location === '/form/done' || said.location?.startsWith('/form?stated='))
    if (isStored) acknowledge(lead, cycle, ref, null)
  }

  const handOver = async (lead: Lead, browser: Browser, refs: string[]): Promise<void> => {
    const page = await browser.go('/form/hand-over')
    const others = [...(page?.text ?? '').matchAll(/<option value="([^"]+)"/g)]
      .map(([, id]) => id ?? '')
      .filter((id) => id !== '' && id !== lead.personId)
    if (others.length === 0) return
    const fields: [string, string][] = [
      ...refs.map((ref): [string, string] => ['ref', ref]),
      ['who', 'colleague'],
      ['personId', random.pick(others)],
    ]
    const handed = await browser.go('/form/hand-over', fields)
    if (handed?.status === 303) world.count('actions handed over')
  }

  /** One visit to the form, from the link to the thank-you or to giving up. */
  const visit = (lead: Lead, link: string, cycle: CycleName): void => {
    if (lead.visits > 1) return
    lead.visits += 1
    const stay = async () => {
      const browser = await enter(link)
      const list = await browser?.go('/form')
      if (!browser || list?.status !== 200) return
      const refs = [
        ...new Set(
          [...list.text.matchAll(/href="\/form\/action\/([^"/?#]+)"/g)].map(([, ref]) =>
            decodeURIComponent(ref ?? ''),
          ),
        ),
      ]
      const chosen = random.some(refs, random.pick([0.5, 1]))
      if (random.chance(0.05) && chosen.length > 0) return await handOver(lead, browser, chosen)
      for (const ref of chosen) {
        if (random.chance(0.05)) await browser.go(`/form/action/${encodeURIComponent(ref)}/take-back`, [])
        if (random.chance(0.05)) await browser.go(`/form/action/${encodeURIComponent(ref)}/give-back`, [])
        await (random.chance(0.2) ? sayNoChange(lead, browser, cycle, ref) : answer(lead, browser, ref))
      }
      await submit(lead, browser, cycle)
    }
    world.spawn('visit', 3 * DAY, stay, () => {
      lead.visits -= 1
    })
  }

  /** Opens the link and presses what is on the landing page, as some mail scanners do. */
  const scan = (link: string): void => {
    world.count('links opened by scanners')
    world.spawn('scanner', DAY, async () => {
      const browser = await enter(link)
      await browser?.go('/form')
    })
  }

  return {
    /** A mail is in somebody's mailbox. */
    receive: (mail: OutgoingMail & { personId: string; planId: string; cycleId: string }): void => {
      const { link } = Content.parse(JSON.parse(mail.text))
      if (!link) return
      const path = new URL(link).pathname
      const lead = leadOf(mail.tag.partnershipId, mail.personId)
      const cycle = { planId: mail.planId, cycleId: mail.cycleId }
      lead.link = { path, cycle }
      if (random.chance(0.3)) world.after(random.int(100, 60_000), () => scan(path))
      if (random.chance(lead.diligence)) {
        const first = lead.eager ? 500 : MINUTE
        const last = lead.eager ? 20_000 : random.pick([20 * MINUTE, DAY, 6 * DAY])
        world.after(random.int(first, last), () => visit(lead, path, cycle))
      }
    },
    /** A worker has taken up a mail to somebody: the worst moment to answer. */
    interrupt: (partnershipId: string, personId: string): void => {
      const lead = leadOf(partnershipId, personId)
      const { link } = lead
      world.wake(aboutToSubmit(lead), () => random.int(0, 400))
      if (link === null || !random.chance(0.2)) return
      world.after(random.int(0, 400), () => visit(lead, link.path, link.cycle))
    },
    /** The month is about to close, and some have waited for just that. */
    comeAtTheLastMinute: (partnershipId: string): void => {
      for (const lead of leads.values()) {
        const { link } = lead
        if (lead.partnershipId !== partnershipId || link === null || !random.chance(0.6)) continue
        visit(lead, link.path, link.cycle)
      }
    },
    /** All who are about to submit do so at once. */
    submitAtOnce: (partnershipId: string): void => {
      world.wake(aboutToSubmit({ partnershipId }), () => random.int(0, 60))
    },
  }
}
export type People = ReturnType<typeof createPeople>

/** What people nap under who look at their answers before they submit them. */
const aboutToSubmit = ({ partnershipId }: { partnershipId: string }): string => `check ${partnershipId}`

type CycleName = { planId: string; cycleId: string }
