import type { Month } from '../../functions/plan/plan.ts'
import type { Mail } from './mail-store.ts'
import type { VisitedForm, VisitedPage, Visitor } from './visitor.ts'

/** What an invented lead says; the plan's statuses are read from the page itself. */
type ExampleAnswer = {
  status: string
  progress: string
  obstacles: string
  consequence: string
  impact: string
  'forecast-month': string
  'forecast-year': string
}

type Mood = 'green' | 'amber' | 'red' | 'blue'

/** What a lead says whose action goes well, has concerns, is off track, or is done. */
export const sayings: Record<Mood, { progress: string[]; obstacles: string[] }> = {
  green: {
    progress: [
      'The working group met twice this month. The draft was shared with parents through the forum, and their comments are being worked in.',
      'Recruitment is complete and the new post holder started on Monday.\n\nFirst visits to schools are booked for next month.',
      'We are at 46 of 60 cases. The waiting list went down for the third month in a row, and families tell us that they hear from us sooner.',
      'All providers have signed. Monitoring visits began, and the first two reports are with the quality team.',
    ],
    obstacles: [''],
  },
  amber: {
    progress: [
      'The pathway is agreed with health partners. It was to go live this month and now goes live after training.',
      'Six of nine visits were made. The remaining three were put off by the schools and are booked again.',
    ],
    obstacles: [
      'Two vacancies slow this down. Interviews are on the 14th; agency cover is in place until then.',
      'Capacity in therapy services. The recovery trajectory was agreed with the board and is reviewed fortnightly.',
    ],
  },
  red: {
    progress: [
      'No case moved this month. The supplier’s first test failed, and the second has no date.',
      'The consultation closed with too few answers to act on. It has to be run again.',
    ],
    obstacles: [
      'The supplier has moved the data migration by four weeks. We have asked for a weekly call and a fixed date by the 20th; without it we go back to the old system.',
      'Families were asked at the wrong time of the term. The parent carer forum helps us to run it again in January.',
    ],
  },
  blue: {
    progress: [
      'Done. An audit of 20 plans found 17 with clear outcomes, against 11 in the spring, and every author has had feedback. It is part of the team’s own yearly round from now on.',
      'The protocol has been in use since September. No complaint named it this term, against nine in the last.',
    ],
    obstacles: [''],
  },
}

const LATE = [
  'It was to be done earlier and waited for the new team. The team is complete, and we expect to be done by the spring.',
  'The first date could not be kept because of the move to the new case system, which is over.',
]

const CONSEQUENCE = [
  'Forty families wait into the summer for a decision, and the inspection finds the same gap again.',
  'Schools go on referring on paper, so that nobody sees who has been waiting for how long.',
]

const IMPACT = [
  'Parents who answered our survey rate the plans 4.1 out of 5, after 3.2 a year ago, and the quality team’s audit agrees with them.',
]

/** Most go well, some have concerns, a few are off track or done. Which is which follows from the count alone. */
const moods: Mood[] = [
  'green',
  'green',
  'amber',
  'green',
  'red',
  'green',
  'amber',
  'green',
  'blue',
  'green',
  'amber',
]

let given = 0
/** How often each mood has spoken, so that its sayings come in turn. */
const turns: Record<Mood, number> = { green: 0, amber: 0, red: 0, blue: 0 }

const exampleAnswer = (page: VisitedPage, later: Month): ExampleAnswer => {
  const mood = moods[given % moods.length] ?? 'green'
  const [, completed = '', onTrack = '', someConcerns = '', offTrack = ''] = radiosOf(page)
  const turn = turns[mood]++
  const pick = (texts: string[]): string => texts[turn % texts.length] ?? ''
  const answer = {
    status: { green: onTrack, amber: someConcerns, red: offTrack, blue: completed }[mood],
    progress: pick(sayings[mood].progress),
    // What is overdue must say what brings it back, however well it goes by now.
    obstacles: pick(mood === 'green' && isOverdue(page) ? LATE : sayings[mood].obstacles),
    consequence: mood === 'red' ? pick(CONSEQUENCE) : '',
    impact: mood === 'blue' ? pick(IMPACT) : '',
    // Every other one that is off track is to be done later.
    'forecast-month': mood === 'red' && turn % 2 === 0 ? later.slice(5) : '',
    'forecast-year': mood === 'red' && turn % 2 === 0 ? later.slice(0, 4) : '',
  }
  given += 1
  return answer
}

const isOverdue = ({ text }: VisitedPage): boolean => text.includes('This action was due in')

/** The values of the status radios, in the order of the plan's key. */
const radiosOf = ({ html }: VisitedPage): string[] =>
  [...html.matchAll(/<input[^>]*type="radio"[^>]*>/g)].flatMap(
    ([input]) => /value="([^"]+)"/.exec(input)?.[1] ?? [],
  )

/**
 * Goes from the link in a mail to the thank-you page, as a lead at a browser without JavaScript does. What
 * is put off is put off to the month `later`.
 *
 * @returns for how many actions an answer was stored
 * @throws Error when a page does not lead on
 */
export const answerAs = async (
  visitor: Visitor,
  link: string,
  name: string,
  later: Month,
): Promise<number> => {
  const landing = await visitor.open(link)
  if (!landing.text.includes(name)) throw new Error('the link is not for the lead who got it')
  let page = await visitor.press(landing, formWith(landing))
  const open = page.links.filter((href) => href.startsWith('/form/action/'))
  for (const href of open) {
    const action = await visitor.open(new URL(href, page.url).href)
    if (action.text.includes('has answered this month')) continue
    page = await visitor.press(action, formWith(action, 'progress'), exampleAnswer(action, later))
  }
  const check = await visitor.open(new URL('/form/check', page.url).href)
  const submit = check.forms.find(({ action }) => action === '/form/submit')
  if (!submit) return 0
  const done = await visitor.press(check, submit)
  if (!done.url.endsWith('/form/done')) throw new Error('the answers were not stored')
  return submit.fields.filter(([field]) => field === 'submit').length
}

/** The first form of a page that has a field, the clock's own bar aside. */
const formWith = (page: VisitedPage, field?: string): VisitedForm => {
  const form = page.forms.find(
    ({ action, fields }) =>
      !action.startsWith('/__local') && (field === undefined || fields.some(([name]) => name === field)),
  )
  if (!form) throw new Error('the page has no form')
  return form
}

/** The lead's link in the plain text of a mail. @throws Error where there is none */
export const linkIn = (mail: Mail): string => {
  const link = /https?:\/\/\S+\/u\/[\w-]{43}/.exec(mail.email.text ?? '')?.[0]
  if (!link) throw new Error('a mail has no link in its text')
  return link
}
