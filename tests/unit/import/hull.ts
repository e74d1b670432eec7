import { readFileSync } from 'node:fs'
import { BoardsFile, PeopleFile } from '../../../functions/plan/import/directory-file.ts'
import type { PlanWords } from '../../../functions/plan/import/plan-words.ts'
import { type ReadPlan, readPlan } from '../../../functions/plan/import/read-plan.ts'
import { splitText } from '../../../functions/plan/import/split-text.ts'
import { PlanSettings } from '../../../functions/plan/plan.ts'

const load = (name: string): string =>
  readFileSync(new URL(`../../../seeds/hull/${name}`, import.meta.url), 'utf8')
const parse = (name: string): unknown => JSON.parse(load(name))

export const hullText = load('plan.txt')

export const hullWords = {
  ...PlanSettings.parse(parse('settings.json')),
  people: PeopleFile.parse(parse('people.json')),
  boards: BoardsFile.parse(parse('boards.json')),
} satisfies PlanWords

export const TODAY = '2026-11-24'

/** Reads a text as an import does. */
export const readText = (text: string, words: PlanWords = hullWords): ReadPlan => {
  const split = splitText(text)
  return split.ok ? readPlan(split.sheets, { words, today: TODAY }) : split
}

/** Reads a text that must be readable. */
export const readOk = (text: string, words: PlanWords = hullWords) => {
  const read = readText(text, words)
  if (!read.ok) throw new Error(read.reason)
  const actionOf = (ref: string) => {
    const action = read.actions.find((each) => each.ref === ref)
    if (!action) throw new Error(`There is no action ${ref}`)
    return action
  }
  const findingsOf = (kind: string) => read.findings.filter((finding) => finding.kind === kind)
  return { ...read, actionOf, findingsOf }
}

/** A plan of the given rows under Hull's own headings. */
export const underHullsHeadings = (...rows: string[][]): string =>
  [hullText.split('\n')[2], ...rows.map((row) => row.join('\t'))].join('\n')
