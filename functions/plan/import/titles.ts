import type { Priority } from '../plan.ts'
import { fold } from './plan-words.ts'

type Title = { text: string; beginning: string; folded: string }

/** Titles of priorities, by the priority's number. */
export type Titles = {
  /** Whether a text is a title of the priority, whatever its case and signs. */
  isTitle: (priority: number, text: string) => boolean
  add: (priority: number, text: string) => void
}

/** Spelt with other signs and spaces a title is not much longer or shorter. */
const LENGTHS_APART = 1.3
const SIGNS = 8

/** Every text of a plan is looked at, and hardly any is a title: most are told by their length and their first letters. */
export const createTitles = (priorities: Priority[]): Titles => {
  const titles = new Map<number, Title[]>()
  const isTitle = (priority: number, text: string): boolean => {
    const about = titles.get(priority)?.filter((title) => isAbout(title.text.length, text.length)) ?? []
    if (about.length === 0) return false
    if (about.some((title) => title.text === text)) return true
    const beginning = beginningOf(text)
    return about.some((title) => title.beginning === beginning && title.folded === fold(text))
  }
  const add = (priority: number, text: string): void => {
    if (isTitle(priority, text)) return
    const title = { text, beginning: beginningOf(text), folded: fold(text) }
    titles.set(priority, [...(titles.get(priority) ?? []), title])
  }
  for (const { number, title } of priorities) add(number, title)
  return { isTitle, add }
}

const isAbout = (a: number, b: number): boolean => Math.max(a, b) <= Math.min(a, b) * LENGTHS_APART + SIGNS

const beginningOf = (text: string): string => fold(text.slice(0, 24)).slice(0, 8)
