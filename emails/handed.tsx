import { writeToLead } from './lead-mail.tsx'
import type { HandedMail, WrittenMail } from './mail.ts'
import { count, dayOf, toSubject } from './text.ts'

/** Tells somebody that a colleague asks them to answer in their place, or has given actions back. */
export const writeHanded = (mail: HandedMail): WrittenMail => {
  const number = mail.actions.length
  const actions = count(number, 'action')
  const day = dayOf(mail.dueText)
  const [opening, why] = mail.back
    ? [
        `${mail.from} has given back what you had handed over, so it is yours to answer again.`,
        `${mail.from} gave an action back to you`,
      ]
    : [
        `${mail.from} asks you to answer ${number === 1 ? 'this action' : `these ${actions}`} of the ${mail.planName} in their place. What you submit is marked “on behalf of ${mail.from}”.`,
        `${mail.from} handed ${actions} to you`,
      ]
  return writeToLead(mail, {
    subject: toSubject(
      `${mail.back ? 'Given back' : `For ${mail.from}`}: Update ${actions} by ${day}`,
      mail.planName,
    ),
    preheader: `${mail.from} ${mail.back ? 'gave back' : 'handed over'} ${actions}. ${mail.overdue ? 'Was due' : 'Due'} ${mail.dueText}.`,
    heading: mail.back ? `${mail.from} has given back ${actions}` : `${mail.from} has handed you ${actions}`,
    opening,
    listHeading: 'To answer',
    why,
  })
}
