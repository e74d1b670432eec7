import { fold } from '../fold.ts'
import type { Priority } from '../plan.ts'

type Title = { text: string; beginning: string; folded: string }

/** Titles of priorities, by the priority's number. */
export type Titles = {
  /** Whether a text is a title of the priority, whatever its case and signs. */
  isTitle: (priority: number, text: string) => boolean
  add: (priority: number, text: string) => void
}

/** A priority has one title, spelt in a few ways; a column with more holds something else. */
const MOST_TITLES = 10

/** Spelt with other signs and spaces a title is not much longer or shorter. */
const LENGTHS_APART = 1.3
const SIGNS = 8

/** Every text of a plan is looked at, and hardly any is a title: most are told by their length and their first letters. */
export const createTitles = (priorities: Priority[]): Titles => {
  const titles = new Map<number, Title[]>()
  const isTitle = (priority: number, text: string): boolean => {
    let beginning: string | null = null
    for (const title of titles.get(priority) ?? []) {
      if (title.text === text) return true
      if (!isAbout(title.text.length, text.length)) continue
      beginning ??= beginningOf(text)
      if (title.beginning === beginning && title.folded === fold(text)) return true
    }
    return false
  }
  const add = (priority: number, text: string): void => {
    const known = titles.get(priority) ?? []
    if (known.length >= MOST_TITLES || isTitle(priority, text)) return
    const title = { text, beginning: beginningOf(text), folded: fold(text) }
    titles.set(priority, [...known, title])
  }
  for (const { number, title } of priorities) add(number, title)
  return { isTitle, add }
}

const isAbout = (a: number, b: number): boolean => Math.max(a, b) <= Math.min(a, b) * LENGTHS_APART + SIGNS

const beginningOf = (text: string): string => fold(text.slice(0, 24)).slice(0, 8)
