import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { alertCoordinators } from '../cycle/advance.ts'
import type { AuditTrail } from '../cycle/ports.ts'
import type { MessageStore } from '../message/ports.ts'
import { findPerson, listPeople } from '../plan/directory.ts'
import { fingerprint } from '../plan/fingerprint.ts'
import { monthName } from '../plan/wording.ts'
import type { FormErrors } from '../ui/form-errors.ts'
import { tidyText } from './answer.ts'
import { type Ask, isOwn } from './ask.ts'
import { giveBack, type HandedOver, type HandOverDeps, handOver, takeBack } from './hand-over.ts'
import { inOrder, type OpenForm, type OpenFormDeps, readForm, withForm } from './open-form.tsx'
import { actionPath } from './pages/check.tsx'
import { ClosedPage, NoSuchActionPage } from './pages/frame.tsx'
import {
  HandOverPage,
  type HandOverPageProps,
  newPersonTexts,
  type TypedHandOver,
} from './pages/hand-over.tsx'
import type { LeadSession } from './ports.ts'

export type HandOverPagesDeps = OpenFormDeps &
  HandOverDeps & { messages: Pick<MessageStore, 'owe'>; audit: AuditTrail }

const LONGEST_NAME = 200
const MOST_REFS = 200

const refusals = {
  answered: 'is answered already',
  'theirs-already': 'is on their list already',
  'not-yours': 'is not yours to hand over',
  closed: 'came too late: the month has closed',
  'no-such-person': 'cannot go to them: mail to them does not arrive. Ask your coordinator',
} as const satisfies Record<Exclude<HandedOver['outcome'], 'done'>, string>

const NONE_OWN = 'None of them is yours to hand over any more'

/** Hands actions over, takes them back, gives them back, and proposes somebody new. */
export const addHandOverPages = (app: Hono, deps: HandOverPagesDeps): void => {
  const peopleFor = async ({ partnershipId, personId }: LeadSession) => {
    const directory = await deps.directory.loadDirectory(partnershipId)
    const deputyId = findPerson(directory, personId)?.deputyId ?? null
    const deputy = deputyId === null ? null : findPerson(directory, deputyId)
    const people = listPeople(directory).filter((person) => person.personId !== personId)
    return { people, deputy: deputy?.personId === personId ? null : deputy }
  }
  const page = async (
    { session, file }: OpenForm,
    typed: TypedHandOver,
    errors?: HandOverPageProps['errors'],
  ) => (
    <HandOverPage
      {...{ session, typed, errors }}
      {...(await peopleFor(session))}
      asks={inOrder(file.asks.filter(canBeHanded))}
    />
  )

  app.get('/form/hand-over', (c) =>
    withForm(c, deps, async (open) => {
      const all = open.file.asks.filter(canBeHanded).map(({ ref }) => ref)
      const asked = c.req.query('ref')
      const refs = asked !== undefined && all.includes(asked) ? [asked] : all
      return c.html(await page(open, { refs, who: '', personId: '', name: '', email: '' }))
    }),
  )

  app.post('/form/hand-over', async (c) => {
    const body = await readForm(c)
    const typed: TypedHandOver = {
      refs: body.getAll('ref').slice(0, MOST_REFS),
      who: body.get('who') ?? '',
      personId: body.get('personId') ?? '',
      name: tidyText(body.get('name') ?? '').replaceAll('\n', ' '),
      email: tidyText(body.get('email') ?? ''),
    }
    const hand = async (open: OpenForm) => {
      const { session } = open
      const errors = errorsOf(typed)
      if (Object.keys(errors).length > 0) return c.html(await page(open, typed, errors), 422)
      if (typed.who === 'new') {
        if (await propose(open, typed)) return c.redirect('/form?done=proposed', 303)
        return c.html(await page(open, typed, { refs: { text: NONE_OWN, href: '#refs' } }), 409)
      }
      const { deputy } = await peopleFor(session)
      const to = typed.who === 'deputy' ? (deputy?.personId ?? '') : typed.personId
      const results = await handOver(session, typed.refs, to, deps)
      const failed = results.filter(({ outcome }) => outcome !== 'done')
      if (failed.length === 0) {
        return c.redirect(`/form?done=${results.length === 1 ? 'handed' : 'all-handed'}`, 303)
      }
      const text = failed
        .flatMap(({ ref, outcome }) => (outcome === 'done' ? [] : [`${ref} ${refusals[outcome]}`]))
        .join('. ')
      const file = (await deps.forms.loadRequestFile(session)) ?? open.file
      const again = { ...typed, refs: failed.map(({ ref }) => ref) }
      return c.html(await page({ ...open, file }, again, { refs: { text, href: '#refs' } }), 409)
    }
    return await withForm(c, deps, hand, {
      notDone: 'Nothing was handed over.',
      typed: () => [{ label: 'Actions', text: typed.refs.join(', ') }, ...newPersonTexts(typed)],
    })
  })

  /** Runs what sends an action back, and shows what came of it: `then` where it is done, or is answered. */
  const sendBack = (
    c: Context,
    send: typeof takeBack,
    then: { done: string; answered: string; notDone: string },
  ) => {
    const { notDone } = then
    const sendOne = async ({ session }: OpenForm) => {
      const { outcome } = await send(session, c.req.param('ref') ?? '', deps)
      switch (outcome) {
        case 'done':
        case 'answered':
          return c.redirect(then[outcome], 303)
        case 'closed':
          return c.html(<ClosedPage month={monthName(session.cycleId)} notDone={notDone} />, 410)
        default:
          return c.html(<NoSuchActionPage session={session} />, 404)
      }
    }
    return withForm(c, deps, sendOne, { notDone })
  }

  app.post('/form/action/:ref/take-back', (c) =>
    sendBack(c, takeBack, {
      done: actionPath(c.req.param('ref')),
      answered: '/form?done=answered-meanwhile',
      notDone: 'The action was not taken back.',
    }),
  )

  app.post('/form/action/:ref/give-back', (c) =>
    sendBack(c, giveBack, {
      done: '/form?done=given-back',
      answered: actionPath(c.req.param('ref')),
      notDone: 'The action was not given back.',
    }),
  )

  /**
   * Tells the coordinators whom a lead proposes, once for the same words; the actions stay where they are.
   * False where none of the actions is the lead's to hand over: nobody is told then.
   */
  const propose = async (
    { session, file }: OpenForm,
    { refs, name, email }: TypedHandOver,
  ): Promise<boolean> => {
    const known = file.asks.filter(canBeHanded).map(({ ref }) => ref)
    const own = refs.filter((ref) => known.includes(ref))
    if (own.length === 0) return false
    const sentence = `${session.personName} cannot answer for ${own.join(', ')} in ${monthName(session.cycleId)} and proposes ${name} (${email}), who is not in the directory. Add them under People; then ${session.personName} can hand the actions over.`
    const now = deps.now()
    const { partnershipId, planId, cycleId, personId } = session
    const ordinal = `proposal-${personId}-${fingerprint([own, name, email], 12)}`
    const told = await alertCoordinators(session, ordinal, sentence, now, deps)
    if (told > 0) {
      await deps.audit.record({
        partnershipId,
        planId,
        at: now,
        what: 'person-proposed',
        by: personId,
        details: { cycleId, refs: own, name, email },
      })
    }
    return true
  }
}

const canBeHanded = (ask: Ask): boolean => isOwn(ask) && ask.answer === null && ask.onBehalfOf === null

const errorsOf = ({
  refs,
  who,
  personId,
  name,
  email,
}: TypedHandOver): NonNullable<HandOverPageProps['errors']> => {
  const errors: Record<string, FormErrors[string]> = {
    refs: refs.length === 0 ? { text: 'Choose at least one action', href: '#refs' } : undefined,
    who: ['deputy', 'colleague', 'new'].includes(who)
      ? undefined
      : { text: 'Choose who should answer', href: '#who' },
    personId:
      who === 'colleague' && personId === '' ? { text: 'Choose a colleague', href: '#personId' } : undefined,
    name: who === 'new' ? problemOfName(name) : undefined,
    email:
      who === 'new' && (!z.email().safeParse(email).success || email.length > 254)
        ? { text: 'Enter their email address, like name@example.com', href: '#email' }
        : undefined,
  }
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => error !== undefined))
}

const problemOfName = (name: string) => {
  if (name === '') return { text: 'Enter their name', href: '#name' }
  return name.length > LONGEST_NAME
    ? { text: `The name must be ${LONGEST_NAME} characters or fewer`, href: '#name' }
    : undefined
}
