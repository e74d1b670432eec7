import { writeToLead } from './lead-mail.tsx'
import type { ReminderMail, WrittenMail } from './mail.ts'
import { count, dayOf, toSubject, yourActions } from './text.ts'

/**
 * Reminds a lead of what is not answered yet, before the answers are due, on the day and after it.
 * The subject is that of the request for the same number of actions, so that the two lie together.
 */
export const writeReminder = (mail: ReminderMail): WrittenMail => {
  const number = mail.actions.length
  const actions = count(number, 'action')
  const asked = Math.max(mail.asked ?? number, number)
  const day = dayOf(mail.dueText)
  const opening =
    number < asked
      ? `Thank you for answering ${asked - number} of your ${asked} actions in the ${mail.planName}.`
      : `Please say how ${yourActions(number)} in the ${mail.planName} ${number === 1 ? 'is' : 'are'} going.`
  return writeToLead(mail, {
    subject: toSubject(`Reminder: Update ${actions} by ${day}`, mail.planName),
    preheader: `${number} of ${asked} still to answer. ${mail.overdue ? 'Was due' : 'Due'} ${mail.dueText}.`,
    heading: mail.overdue ? `Your update was due on ${day}` : `${actions} still to update by ${day}`,
    opening: `${opening} ${
      mail.overdue
        ? `If you answer before the cycle closes, it still goes into the ${mail.month} pack.`
        : `What you say goes into the ${mail.month} pack that its boards read.`
    }`,
    listHeading: 'Still to answer',
  })
}
