import type { PackObjection, PackStep } from '../../pack/decide-pack.ts'
import type { PackMoments } from '../../pack/pack-schedule.ts'
import { type IssuedPack, type Pack, type Reading, type Signature, volumesOf } from '../../pack/ports.ts'
import type { Board, Instant, Person, Plan } from '../../plan/plan.ts'
import { dateName, momentName, monthName } from '../../plan/wording.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import type { FormErrors } from '../../ui/form-errors.ts'
import { InsetText, NotificationBanner, type NotificationBannerProps } from '../../ui/notice.tsx'
import { StackedTable } from '../../ui/stacked-table.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { fieldOfPriority, type TypedCommentary, typedCommentary } from '../read-commentary.ts'
import type { ConsoleSession } from '../request.tsx'
import { Typed } from './change-parts.tsx'
import { StepPage } from './frame.tsx'
import { PackLinks, PackNow } from './pack-links.tsx'
import { packState, shownFiles } from './pack-words.ts'
import { chosen } from './packs.tsx'

/** One board's pack, and what whoever looks may do with it. */
export type PackView = {
  pack: Pack
  /** Null where the board is no longer in the directory. */
  board: Board | null
  members: Person[]
  /** Who has opened it and is a member no longer. */
  formerMembers: Person[]
  /** Who has opened which version by their own link. */
  readings: Reading[]
  /** When it is issued by itself; null where it is not. */
  moments: PackMoments | null
  versions: IssuedPack[]
  now: Instant
  objection: (step: PackStep) => PackObjection | null
}

type PackPageProps = {
  session: ConsoleSession
  plan: Plan
  view: PackView
  /** What was typed as commentary and is not saved. */
  typed?: TypedCommentary | undefined
  errors?: FormErrors | undefined
  notice?: Pick<NotificationBannerProps, 'heading' | 'type'> | undefined
}

/** One board's pack of one month: how it stands, who has approved it, and what the coordinator tells the board. */
export const PackPage = ({ session, plan, view, typed, errors, notice }: PackPageProps) => {
  const { pack, versions, objection } = view
  const packs = `/console/${plan.planId}/packs/${pack.cycleId}`
  const here = `${packs}/${pack.boardId}`
  const may = (step: PackStep) => objection(step) === null
  return (
    <StepPage
      session={session}
      plan={plan}
      section="packs"
      title={pack.boardName}
      caption={`${monthName(pack.cycleId)} pack`}
      back={packs}
      errors={errors}
      beforeContent={notice && <NotificationBanner {...notice} />}
    >
      <Standing {...{ plan, view, here }} />
      <Decision {...{ pack, packs, here, may, objection }} />
      {versions.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Versions that the board got</h2>
          <ul class="govuk-list">
            {versions.map((issued) => (
              <li>
                Version {String(issued.version)}, issued by {signed(issued.issued, plan)}:{' '}
                <PackLinks
                  built={issued.built}
                  path={`${here}/${issued.version}`}
                  of={`version ${issued.version}`}
                />
              </li>
            ))}
          </ul>
          <Readers {...{ plan, view }} />
        </>
      )}
      {(typed || !may('comment')) && <CommentaryText {...{ plan, pack }} />}
      {may('comment') ? (
        <CommentaryForm {...{ plan, pack, here, errors }} typed={typed ?? typedCommentary(pack.commentary)} />
      ) : (
        typed && <UnsavedText {...{ plan, typed }} />
      )}
    </StepPage>
  )
}

const signed = ({ byName, at }: Signature, { timeZone }: Plan): string =>
  `${byName}, ${momentName(at, timeZone)}`

/**
 * Who has opened which version that the board got, and when for the first time. Whoever only reads the
 * attached PDF is not seen.
 */
const Readers = ({ plan, view }: { plan: Plan; view: PackView }) => {
  const { versions, members, formerMembers, readings } = view
  const opened = ({ personId }: Person, { version }: IssuedPack) => {
    const reading = readings.find((one) => one.personId === personId && one.version === version)
    return reading ? momentName(reading.firstAt, plan.timeZone) : 'Not by their link'
  }
  const row = (person: Person, name: string) => [name, ...versions.map((version) => opened(person, version))]
  return (
    <StackedTable
      caption={
        versions.length === 1
          ? `Who has opened version ${versions[0]?.version} by their link, and when first`
          : 'Who has opened which version by their link, and when first'
      }
      captionClass="govuk-table__caption--s"
      head={['Member', ...versions.map(({ version }) => `Version ${version}`)]}
      rows={[
        ...members.map((person) => row(person, person.name)),
        ...formerMembers.map((person) => row(person, `${person.name} (no longer a member)`)),
      ]}
    />
  )
}

/** How a member gets it: a pack of several volumes is too large to be attached. */
const howSent = ({ sends }: Board, { built }: Pack): string => {
  if (sends === 'link') return 'by a link of their own'
  if (built && volumesOf(built).length > 1)
    return 'by a link of their own alone: its volumes are too large for a mail'
  return 'by a link of their own and as a PDF'
}

const Standing = ({ plan, view, here }: { plan: Plan; view: PackView; here: string }) => {
  const { pack, board, members, moments, now, objection } = view
  const publicCut = shownFiles(pack)?.publicCut
  const issue = () => {
    if (pack.state === 'issued') return null
    if (moments === null) {
      return plan.packs.issue === null
        ? 'When somebody presses.'
        : 'When somebody presses: no later meeting of the board is in the directory.'
    }
    if (moments.issueAt <= now) {
      const when = pack.approved
        ? 'By itself within a quarter of an hour'
        : 'By itself as soon as it is approved'
      return `${when}: it was to go out at ${momentName(moments.issueAt, plan.timeZone)}. The board meets on ${dateName(moments.meeting)}.`
    }
    return `By itself at ${momentName(moments.issueAt, plan.timeZone)}, if it is approved by then. The board meets on ${dateName(moments.meeting)}.`
  }
  return (
    <SummaryList
      rows={[
        { key: 'State', value: packState(pack, plan.timeZone, now) },
        { key: 'Version', value: String(pack.version) },
        { key: 'Pack', value: <PackNow pack={pack} path={here} /> },
        publicCut && {
          key: 'Public cut',
          value: (
            <PackLinks
              built={publicCut}
              path={`${here}/${pack.state === 'issued' ? pack.version : 'draft'}-public`}
              of="the public cut"
            />
          ),
        },
        pack.asked && { key: 'Approval asked for', value: signed(pack.asked, plan) },
        pack.approved && { key: 'Approved', value: signed(pack.approved, plan) },
        pack.issued && { key: 'Issued', value: signed(pack.issued, plan) },
        issue() !== null && { key: 'To be issued', value: issue() },
        {
          key: 'Goes to',
          value: board
            ? `${members.length === 1 ? '1 member' : `${members.length} members`} of the board, ${howSent(board, pack)}`
            : 'Nobody: the board is no longer in the directory',
        },
        pack.built && {
          key: 'Hash',
          value: <span class="govuk-!-text-break-word">{pack.built.modelSha256}</span>,
        },
        pack.reissue && {
          key: 'What changes, and why',
          value: <Typed>{pack.reissue.why}</Typed>,
          actions:
            objection('explain') === null
              ? [{ href: `${here}/reissue`, text: 'Change', visuallyHiddenText: 'what changes, and why' }]
              : [],
        },
      ]}
    />
  )
}

type DecisionProps = {
  pack: Pack
  packs: string
  here: string
  may: (step: PackStep) => boolean
  objection: PackView['objection']
}

const Decision = ({ pack, packs, here, may, objection }: DecisionProps) => {
  const post = (action: string, label: string, look?: 'secondary') => (
    <form method="post" action={action}>
      <input type="hidden" name="packs" value={chosen([pack])} />
      <input type="hidden" name="edition" value={String(pack.edition)} />
      <Button look={look} preventDoubleClick>
        {label}
      </Button>
    </form>
  )
  return (
    <>
      {objection('approve') === 'own-request' && (
        <InsetText>You asked for its approval, so somebody else must give it.</InsetText>
      )}
      <div class="govuk-button-group">
        {may('ask') && post(`${packs}/ask`, 'Ask for approval')}
        {may('approve') && post(`${packs}/approve`, 'Approve')}
        {may('issue') && post(`${packs}/issue`, 'Issue to the board')}
        {may('send-back') &&
          post(`${here}/send-back`, pack.approved ? 'Take the approval back' : 'Send it back', 'secondary')}
        {may('reissue') && (
          <a class="govuk-link" href={`${here}/reissue`}>
            Issue another version
          </a>
        )}
      </div>
    </>
  )
}

type CommentaryFormProps = {
  plan: Plan
  pack: Pack
  here: string
  typed: TypedCommentary
  errors?: FormErrors | undefined
}

const CommentaryForm = ({ plan, pack, here, typed, errors }: CommentaryFormProps) => {
  const field = (name: string) => ({ name, value: typed[name] ?? '', error: errors?.[name]?.text })
  return (
    <>
      <h2 class="govuk-heading-m">Commentary</h2>
      <p class="govuk-body">
        What you tell the board besides the answers. Markdown works: a blank line begins a paragraph, a dash a
        list, **two stars** make bold.
      </p>
      <form method="post" action={`${here}/commentary`} novalidate>
        <input type="hidden" name="edition" value={String(pack.edition)} />
        <Textarea {...field('overall')} label="Overall" labelProps={{ class: 'govuk-label--s' }} rows={8} />
        {plan.priorities.map(({ number, title }) => (
          <Textarea
            {...field(fieldOfPriority(number))}
            label={`Priority ${number}: ${title}`}
            labelProps={{ class: 'govuk-label--s' }}
            rows={3}
          />
        ))}
        <Textarea
          {...field('internal')}
          label="For the board alone"
          labelProps={{ class: 'govuk-label--s' }}
          hint="No public cut has this."
          rows={3}
        />
        <Checkboxes
          name="all"
          class="govuk-checkboxes--small"
          items={[
            {
              value: 'yes',
              text: 'Also put this, without what is for this board alone, in the packs of all other boards that have no commentary and are not approved',
            },
          ]}
        />
        <Button preventDoubleClick look="secondary">
          Save the commentary
        </Button>
      </form>
    </>
  )
}

/** What was typed for a pack that takes no commentary any more, to be copied. */
const UnsavedText = ({ plan, typed }: { plan: Plan; typed: TypedCommentary }) => {
  const field = (name: string) => ({ name, value: typed[name] ?? '' })
  return (
    <>
      <h2 class="govuk-heading-m" id="unsaved">
        Your text, which is not saved
      </h2>
      <Textarea {...field('overall')} label="Overall" labelProps={{ class: 'govuk-label--s' }} rows={8} />
      {plan.priorities
        .filter(({ number }) => typed[fieldOfPriority(number)])
        .map(({ number }) => (
          <Textarea
            {...field(fieldOfPriority(number))}
            label={`Priority ${number}`}
            labelProps={{ class: 'govuk-label--s' }}
            rows={3}
          />
        ))}
      {typed['internal'] && (
        <Textarea
          {...field('internal')}
          label="For the board alone"
          labelProps={{ class: 'govuk-label--s' }}
          rows={3}
        />
      )}
    </>
  )
}

const CommentaryText = ({ plan, pack: { commentary } }: { plan: Plan; pack: Pack }) => {
  if (commentary === null) return null
  const texts = [
    { title: 'Overall', text: commentary.overall },
    ...commentary.priorities.map(({ number, text }) => ({ title: `Priority ${number}`, text })),
    { title: 'For the board alone', text: commentary.internal },
  ].filter(({ text }) => text !== '')
  return (
    <>
      <h2 class="govuk-heading-m">Commentary as it is saved</h2>
      <p class="govuk-body">By {signed(commentary, plan)}.</p>
      <SummaryList rows={texts.map(({ title, text }) => ({ key: title, value: <Typed>{text}</Typed> }))} />
    </>
  )
}
