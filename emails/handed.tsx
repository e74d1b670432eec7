import { writeToLead } from './lead-mail.tsx'
import type { HandedMail, WrittenMail } from './mail.ts'
import { count, dayOf, toSubject } from './text.ts'

/** Tells somebody that they are asked to answer in a colleague's place, or that one has given actions back. */
export const writeHanded = (mail: HandedMail): WrittenMail => {
  const { from } = mail
  const number = mail.actions.length
  const actions = count(number, 'action')
  const these = number === 1 ? 'this action' : `these ${actions}`
  const marked = `What you submit is marked “on behalf of ${from}”.`
  const words = mail.back
    ? {
        did: `${from} gave back ${actions}`,
        heading: `${from} has given back ${actions}`,
        opening: `${from} has given back what you had handed over, so it is yours to answer again.`,
        why: `${from} gave an action back to you`,
      }
    : mail.askedBy === null
      ? {
          did: `${from} handed over ${actions}`,
          heading: `${from} has handed you ${actions}`,
          opening: `${from} asks you to answer ${these} of the ${mail.planName} in their place. ${marked}`,
          why: `${from} handed ${actions} to you`,
        }
      : {
          did: `${mail.askedBy} asks you to answer ${actions}`,
          heading: `Please answer ${actions} for ${from}`,
          opening: `${mail.askedBy} asks you to answer ${these} of the ${mail.planName} in the place of ${from}, whose deputy you are. ${marked}`,
          why: `${mail.askedBy} asked you to answer in the place of ${from}`,
        }
  return writeToLead(mail, {
    subject: toSubject(
      `${mail.back ? 'Given back' : `For ${from}`}: Update ${actions} by ${dayOf(mail.dueText)}`,
      mail.planName,
    ),
    preheader: `${words.did}. ${mail.overdue ? 'Was due' : 'Due'} ${mail.dueText}.`,
    heading: words.heading,
    opening: words.opening,
    listHeading: 'To answer',
    why: words.why,
  })
}
