import type { VisitedForm, VisitedPage, Visitor } from './visitor.ts'

/** What an invented lead says; the plan's statuses are read from the page itself. */
type ExampleAnswer = { status: string; progress: string; obstacles: string }

const progress = [
  'The working group met twice this month. The draft was shared with parents through the forum, and their comments are being worked in.',
  'Recruitment is complete and the new post holder started on Monday.\n\nFirst visits to schools are booked for next month.',
  'We are at 46 of 60 cases. The waiting list went down for the third month in a row, and families tell us that they hear from us sooner.',
  'The pathway is agreed with health partners and goes live after training. Training dates are set for two cohorts.',
  'An audit of 20 plans found 17 with clear outcomes, against 11 in the spring. Feedback went to every author.',
  'All providers have signed. Monitoring visits began, and the first two reports are with the quality team.',
]
const obstacles = [
  'Two vacancies slow this down. Interviews are on the 14th; agency cover is in place until then.',
  'The supplier has moved the data migration by four weeks. We have asked for a weekly call and a fixed date.',
  'Capacity in therapy services. The recovery trajectory was agreed with the board and is reviewed fortnightly.',
]

/** Most go well, some have concerns, a few are off track or done. Which is which follows from the count alone. */
const moods = ['green', 'green', 'amber', 'green', 'red', 'green', 'blue', 'amber'] as const

let given = 0

const exampleAnswer = (page: VisitedPage): ExampleAnswer => {
  const mood = moods[given % moods.length] ?? 'green'
  const choices = radiosOf(page)
  const byMood = { green: choices[2], amber: choices[3], red: choices[4], blue: choices[0] }
  const answer = {
    status: byMood[mood] ?? choices[0] ?? '',
    progress: progress[given % progress.length] ?? '',
    obstacles: mood === 'amber' || mood === 'red' ? (obstacles[given % obstacles.length] ?? '') : '',
  }
  given += 1
  return answer
}

/** The values of the status radios, in the order of the plan's key. */
const radiosOf = ({ html }: VisitedPage): string[] =>
  [...html.matchAll(/<input[^>]*type="radio"[^>]*>/g)].flatMap(
    ([input]) => /value="([^"]+)"/.exec(input)?.[1] ?? [],
  )

/**
 * Goes from the link in a mail to the thank-you page, as a lead at a browser without JavaScript does.
 *
 * @returns for how many actions an answer was stored
 * @throws Error when a page does not lead on
 */
export const answerAs = async (visitor: Visitor, link: string, name: string): Promise<number> => {
  const landing = await visitor.open(link)
  if (!landing.text.includes(name)) throw new Error('the link is not for the lead who got it')
  let page = await visitor.press(landing, onlyForm(landing))
  const open = page.links.filter((href) => href.startsWith('/form/action/'))
  for (const href of open) {
    const action = await visitor.open(new URL(href, page.url).href)
    if (action.text.includes('has answered this month')) continue
    page = await visitor.press(action, onlyForm(action), exampleAnswer(action))
  }
  const check = await visitor.open(new URL('/form/check', page.url).href)
  const submit = check.forms.find(({ action }) => action === '/form/submit')
  if (!submit) return 0
  const done = await visitor.press(check, submit)
  if (!done.url.endsWith('/form/done')) throw new Error('the answers were not stored')
  return submit.fields.filter(([field]) => field === 'submit').length
}

/** The one form of a page, the clock's own bar aside. */
const onlyForm = (page: VisitedPage): VisitedForm => {
  const form = page.forms.find(({ action }) => !action.startsWith('/__local'))
  if (!form) throw new Error('the page has no form')
  return form
}
