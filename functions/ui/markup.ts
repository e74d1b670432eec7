import type { Child } from 'hono/jsx'

/** Text or elements. Text is escaped; only `raw()` of hono is not. */
export type Content = Child

/** Further attributes of an element, as name and value; `undefined` leaves one out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** What every component takes: further classes and attributes of its outermost element. */
export type Extras = { class?: string | undefined; attributes?: Attributes | undefined }

/** A list's entry that may be left out by a condition. */
export type Maybe<T> = T | false | null | undefined | '' | 0

/** The levels a component's heading can have. */
export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6

/** Class names joined by spaces, absent ones left out. */
export const classes = (...names: readonly Maybe<string>[]): string => names.filter(Boolean).join(' ')

/** Ids joined by spaces as `aria-describedby` wants them, or undefined where there are none. */
export const idList = (...ids: readonly Maybe<string>[]): string | undefined => classes(...ids) || undefined
