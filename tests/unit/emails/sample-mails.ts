import type { MailContent } from '../../../emails/render.ts'

type Of<Kind extends MailContent['kind']> = Extract<MailContent, { kind: Kind }>

const plan = {
  planName: 'SEND improvement plan',
  partnershipName: 'Hull SEND Partnership',
  month: 'December 2026',
  dueText: '5pm on Monday 14 December 2026',
  closesText: '5pm on Monday 21 December 2026',
  coordinatorName: 'Priya Shah',
}

export const link = 'https://muster.hull.example/u/Jq3vZ0kT7r2mX9bNwLs5yHc8aFd1GpQeRtUiOxKzV4M'

const actions: Of<'request'>['actions'] = [
  {
    ref: '1.2',
    title:
      'Further develop the SEND quality assurance framework to create meaningful opportunities for lived experience to inform self-evaluation and subsequent improvements to the system',
    status: { label: 'On track no concerns', colour: 'green' },
    due: 'December 2026',
    overdue: false,
  },
  {
    ref: '2.11',
    title: 'Publish the new outreach offer for schools',
    status: { label: 'On track some concerns', colour: 'amber' },
    due: 'October 2026',
    overdue: true,
  },
  { ref: '3.11a', title: 'Agree the joint commissioning strategy', status: null, due: null, overdue: false },
]

export const request: Of<'request'> = {
  kind: 'request',
  to: 'Paul Brown',
  ...plan,
  actions,
  asked: 3,
  handedBy: [],
  link,
}

export const reminder: Of<'reminder'> = {
  ...request,
  kind: 'reminder',
  actions: actions.slice(1, 2),
  overdue: false,
}

export const handed: Of<'handed'> = {
  ...request,
  kind: 'handed',
  overdue: false,
  handedBy: ['Kelly Hart'],
  from: 'Kelly Hart',
  askedBy: null,
  back: false,
}

const takenBack: Of<'taken-back'> = {
  kind: 'taken-back',
  to: 'Sam Okoro',
  ...plan,
  from: 'Kelly Hart',
  action: { ref: '2.11', title: 'Publish the new outreach offer for schools' },
  hasWritten: true,
  left: 1,
}

export const receipt: Of<'receipt'> = {
  kind: 'receipt',
  to: 'Paul Brown',
  ...plan,
  answers: [
    {
      ref: '2.11',
      title: 'Publish the new outreach offer for schools',
      status: { label: 'On track some concerns', colour: 'amber' },
      parts: [
        { title: 'What has happened', text: 'Six visits were made.\n\nThree are booked again.' },
        { title: 'In the way, and what will bring it back', text: 'Two posts are vacant.' },
        { title: 'Evidence', text: 'https://schools.example/offer' },
      ],
      reference: '2.11-5F09A1C2',
      at: '10am on Wednesday 2 December 2026',
    },
  ],
  left: 2,
}

export const askedLink: Of<'link'> = {
  kind: 'link',
  why: 'asked',
  handedBy: [],
  to: 'Paul Brown',
  ...plan,
  asked: 3,
  answered: 1,
  overdue: false,
  link,
}

/** Whoever had answered all of it when a coordinator took the link back. */
export const replacedLink: Of<'link'> = { ...askedLink, why: 'replaced', answered: 3 }

export const escalation: Of<'escalation'> = {
  kind: 'escalation',
  to: 'Mary Mere',
  ...plan,
  leads: [
    { name: 'Kelly Hart', refs: ['2.11', '3.2b'] },
    { name: 'Paul Brown', refs: ['1.2'] },
  ],
}

export const signInCode: Of<'sign-in-code'> = {
  kind: 'sign-in-code',
  to: 'Priya Shah',
  code: '402917',
  minutes: 10,
}

export const packNotice: Of<'pack-notice'> = {
  kind: 'pack-notice',
  to: 'Sam Okoro',
  ...plan,
  boardName: 'SEND Accountability Board',
  summary: ['2 actions turned from green to amber.', '1 action is overdue without an approved new date.'],
  link: 'https://muster.example/p/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
  attachmentName: 'send-accountability-board-2026-12.pdf',
  version: 1,
}

export const coordinatorAlert: Of<'coordinator-alert'> = {
  kind: 'coordinator-alert',
  to: 'Priya Shah',
  planName: plan.planName,
  title: 'A mail to Kelly Hart was returned',
  paragraphs: [
    'The address does not exist any more, so no more mail goes there.',
    'Correct it or choose another lead.',
  ],
  link: 'https://muster.hull.example/console',
}

/** One of each kind, as they are in an ordinary month. */
export const samples = [
  request,
  reminder,
  handed,
  takenBack,
  receipt,
  askedLink,
  replacedLink,
  escalation,
  signInCode,
  packNotice,
  coordinatorAlert,
] satisfies MailContent[]
