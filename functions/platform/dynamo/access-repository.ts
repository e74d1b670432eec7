import { z } from 'zod'
import type { SignIn, SignInStore } from '../../console/sign-in.ts'
import { PackKey } from '../../pack/ports.ts'
import { Instant } from '../../plan/plan.ts'
import { FormTerms, RequestKey, requestKeyOf } from '../../update/ask.ts'
import type { LinkStore, SessionStore } from '../../update/ports.ts'
import { attend } from './attributes.ts'
import { audited } from './audit-repository.ts'
import type { Entities } from './entities.ts'
import { failedConditions, isCount, parseItem, toItem, written } from './item.ts'

/** What was written before links could be taken back has none. */
const Revision = z.number().int().nonnegative().default(0)

const StoredLink = RequestKey.extend({ hash: z.string(), expiresAt: Instant, revision: Revision })

const StoredSession = z.discriminatedUnion('kind', [
  RequestKey.extend({
    kind: z.literal('lead'),
    personName: z.string(),
    expiresAt: Instant,
    linkRevision: Revision,
    terms: FormTerms,
  }),
  z.object({
    kind: z.literal('coordinator'),
    partnershipId: z.string(),
    personId: z.string(),
    personName: z.string(),
    expiresAt: Instant,
  }),
  PackKey.extend({ kind: z.literal('reader'), personId: z.string(), expiresAt: Instant }),
])

const StoredSignIn = z.object({
  hash: z.string(),
  partnershipId: z.string().nullable(),
  personId: z.string().nullable(),
  codeHash: z.string().nullable(),
  tries: z.number().int(),
  expiresAt: Instant,
  usedAt: Instant.nullable(),
}) satisfies z.ZodType<SignIn>

const DAY = 86_400

/** When DynamoDB may forget an item: a day after it stopped counting. Seconds since 1970. */
export const forgetAfter = (instant: string): number => Math.ceil(Date.parse(instant) / 1000) + DAY

/** A link outlives its cycle in the table, so that an old one still finds its way to a helpful page. */
const LINK_KEPT_DAYS = 400

export const createAccessRepository = ({
  link,
  session,
  signIn,
  service,
}: Entities): LinkStore & SessionStore & SignInStore => ({
  saveLink: async (made) => {
    const expires = forgetAfter(made.expiresAt) + LINK_KEPT_DAYS * DAY
    await link.create({ ...toItem(made), expires }).go()
  },

  findLink: async (hash) => {
    const { data } = await link.get({ hash }).go({ consistent: true })
    return data ? parseItem(StoredLink, data) : null
  },

  takeBackLinks: async ({ key, revision, message, event }) => {
    const failed = failedConditions(
      await service.transaction
        .write((items) => [
          items.request
            .patch(requestKeyOf(key))
            .add({ linkRevision: 1 })
            .where(
              ({ state, linkRevision }, operations) =>
                `${operations.eq(state, 'open')} AND ${isCount(linkRevision, revision, operations)}`,
            )
            .commit(),
          items.message.create({ ...toItem(message), ...attend(message.attentionAt) }).commit(),
          items.audit.create(audited(event)).commit(),
        ])
        .go(),
    )
    return failed.length === 0
  },

  saveSession: async (hash, details) => {
    await session.create({ hash, details, expires: forgetAfter(details.expiresAt) }).go()
  },

  findSession: async (hash) => {
    const { data } = await session.get({ hash }).go({ consistent: true })
    return data ? StoredSession.parse(data.details) : null
  },

  endSession: async (hash, at) => {
    const { data } = await session.get({ hash }).go({ consistent: true })
    if (!data) return
    const details = { ...StoredSession.parse(data.details), expiresAt: at }
    await session.patch({ hash }).set({ details }).go()
  },

  saveSignIn: async (made) => {
    await signIn.create({ ...toItem(made), expires: forgetAfter(made.expiresAt) }).go()
  },

  findSignIn: async (hash) => {
    const { data } = await signIn.get({ hash }).go({ consistent: true })
    return data ? parseItem(StoredSignIn, data) : null
  },

  saveCode: async (hash, codeHash) => {
    await signIn.patch({ hash }).set({ codeHash }).go()
  },

  countTry: (hash, most) =>
    written(() =>
      signIn
        .patch({ hash })
        .add({ tries: 1 })
        .where(({ tries, usedAt }, { lt, notExists }) => `${lt(tries, most)} AND ${notExists(usedAt)}`)
        .go(),
    ),

  spendSignIn: (hash, at) =>
    written(() =>
      signIn
        .patch({ hash })
        .set({ usedAt: at })
        .where(({ usedAt }, { notExists }) => notExists(usedAt))
        .go(),
    ),
})
