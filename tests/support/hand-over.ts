import { formFields } from './console.ts'
import { december, openDecember } from './lead.ts'
import { key } from './small-plan.ts'

type Lead = Awaited<ReturnType<Awaited<ReturnType<typeof openDecember>>['leads']['enter']>>

/** What a lead types who has nothing special to say. */
export const answer = { status: 'on-track', progress: 'All well', obstacles: '', impact: '', links: '' }

/** The small plan's December with Ann at her form, and what hands its actions over and looks at them. */
export const openHandOver = async () => {
  const opened = await openDecember()
  const { month, leads } = opened
  const ann = await leads.enter('ann')
  const ask = (personId: string, ref = '1.1') => month.table.forms.findAsk({ ...december, personId, ref })
  const counts = async () =>
    Object.fromEntries(
      (await month.table.cycles.listRequests(december)).map(({ personId, asked, answered }) => [
        personId,
        [asked, answered],
      ]),
    )
  const handTo = (personId: string, refs = ['1.1'], of = ann) =>
    of.post('/form/hand-over', [
      ...refs.map((ref): [string, string] => ['ref', ref]),
      ['who', 'colleague'],
      ['personId', personId],
    ])
  /** Types into the page as it is now and presses Save. */
  const save = async (of: Lead, ref = '1.1', said = {}) => {
    const path = `/form/action/${ref}`
    return await of.post(path, { ...formFields(await of.read(path)), ...answer, ...said })
  }
  const submit = async (of: Lead, personId: string, ref = '1.1', said = {}) => {
    await save(of, ref, said)
    const { draftRevision } = (await ask(personId, ref)) ?? {}
    return await of.post('/form/submit', { submit: `${ref}:${draftRevision}` })
  }
  const head = async (ref = '1.1') => await month.table.forms.findHead({ ...key, ref })
  const messages = async (kind: string) =>
    (await month.table.cycles.listMessages(december)).filter((message) => message.kind === kind)
  return { ...opened, ann, ask, counts, handTo, save, submit, head, messages }
}
