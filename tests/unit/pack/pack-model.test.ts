import { describe, expect, it } from 'vitest'
import { countRedates } from '../../../functions/pack/pack-changes.ts'
import { buildPackModel, hashManifest, noPapers, PackModel } from '../../../functions/pack/pack-model.ts'
import type { Snapshot, SnapshotAction } from '../../../functions/pack/snapshot.ts'
import { inventAction, inventChange, inventMonth, inventSnapshot, inventUpdate } from './invented-snapshot.ts'

const options = { papers: noPapers, snapshotSha256: 'a'.repeat(64) }

const build = (about: Partial<Snapshot> = {}) => buildPackModel(inventSnapshot(about), 'inclusion', options)

const buildActions = (...actions: SnapshotAction[]) => build({ actions })

const oneOf = (model: PackModel) => {
  const action = model.board[0]?.actions[0]
  if (!action) throw new Error('the board has no action')
  return action
}

const ask = (name: string, asked: string[], answered: string[] = []) => ({
  personId: name,
  name,
  asked,
  answered,
})

describe('the control page', () => {
  it('says what the pack is of, in local time', () => {
    const model = build({
      cycle: {
        cycleId: '2026-07',
        openedAt: '2026-07-01T08:00:00.000Z',
        dueAt: '2026-07-15T16:30:00.000Z',
        closedAt: '2026-07-31T23:30:00.000Z',
        isLocked: true,
      },
      actions: [
        inventAction({ ref: '1.1' }),
        inventAction({ ref: '1.2', closed: true }),
        inventAction({ ref: '1.3', boardIds: ['health'] }),
      ],
    })

    expect(model.control).toMatchObject({
      partnership: 'Marram Local Area Partnership',
      plan: 'Marram SEND Improvement Plan',
      board: 'Inclusion Board',
      chair: 'Hana Whitlock',
      period: { month: '2026-07', text: 'July 2026' },
      opened: { text: '9am on Wednesday 1 July 2026' },
      due: { text: '5:30pm on Wednesday 15 July 2026' },
      closed: { text: '12:30am on Saturday 1 August 2026' },
      version: 1,
      approved: null,
      snapshotSha256: 'a'.repeat(64),
      actions: { total: 3, live: 2, closed: 1, board: 1 },
    })
  })

  it('cannot be made for a board that the snapshot does not have', () => {
    expect(() => buildPackModel(inventSnapshot(), 'nowhere', options)).toThrow('nowhere')
  })
})

describe('status now and before', () => {
  const green = inventUpdate({ ref: '1.1', cycleId: '2026-11', statusCode: 'green' })
  const red = inventUpdate({ ref: '1.1', statusCode: 'red', version: 2 })

  it.each([
    ['this month’s answer over the last one', { update: red, previous: green }, 'red', 'green', 'this-cycle'],
    ['this month’s answer over the plan', { update: red, statusCode: 'amber' }, 'red', 'amber', 'this-cycle'],
    ['the last answer over the plan', { previous: green, statusCode: 'amber' }, 'green', 'green', 'earlier'],
    ['the plan where nobody has answered', { statusCode: 'amber' }, 'amber', 'amber', 'plan'],
    ['no status where there is none', { statusCode: null }, null, null, 'plan'],
    ['no status where the key does not know it', { statusCode: 'purple' }, null, null, 'plan'],
  ])('takes %s', (_, about, now, before, standsOn) => {
    const action = oneOf(buildActions(inventAction({ ref: '1.1', ...about })))

    expect(action).toMatchObject({ now: { code: now }, before: { code: before }, standsOn })
  })

  it('shows a missing status in words, with its own shape and no colour', () => {
    expect(oneOf(buildActions(inventAction({ ref: '1.1', statusCode: null }))).now).toEqual({
      code: null,
      label: 'No status',
      colour: null,
      shape: 'ring',
    })
  })
})

describe('the month on one page', () => {
  const model = build({
    actions: [
      inventAction({ ref: '1.1', update: inventUpdate({ ref: '1.1', statusCode: 'red' }) }),
      inventAction({ ref: '1.2', update: inventUpdate({ ref: '1.2' }) }),
      inventAction({ ref: '1.3', statusCode: null }),
      inventAction({ ref: '1.4', closed: true, statusCode: 'red' }),
    ],
    requests: [
      { ...ask('Amira Holt', ['1.1', '1.2'], ['1.1', '1.2']), gave: ['1.1', '1.2'] },
      // For whom Amira has answered.
      { ...ask('Bryn Castle', ['1.2', '1.3'], ['1.2']), gave: [] },
      ask('Cleo Marsh', ['1.3']),
      ask('Dev Okafor', []),
    ],
  })

  it('counts live actions only, now and before, with a row for each status of the key', () => {
    expect(model.month.live).toBe(3)
    expect(
      model.month.statuses.map(({ status, now, before, change }) => [status.code, now, before, change]),
    ).toEqual([
      ['done', 0, 0, 0],
      ['green', 1, 2, -1],
      ['amber', 0, 0, 0],
      ['red', 1, 0, 1],
      [null, 1, 1, 0],
    ])
  })

  it('says what became of each status', () => {
    expect(model.month.statuses[1]?.became).toEqual([0, 1, 0, 1, 0])
  })

  it('leaves "No status" out where every action has one', () => {
    const { month } = buildActions(inventAction({ ref: '1.1' }))

    expect(month.statuses.map(({ status }) => status.code)).not.toContain(null)
  })

  it('counts leads who answered fully, partly and not, and each action once', () => {
    expect(model.month.leads).toEqual({
      asked: 3,
      answeredAll: 1,
      answeredSome: 1,
      answeredNone: 1,
      byOthers: ['Bryn Castle'],
    })
    expect(model.month.actions).toEqual({ asked: 3, answered: 2 })
  })
})

describe('movements', () => {
  it('has each status that an answer changed, with who, when and why', () => {
    const { movements } = buildActions(
      inventAction({
        ref: '1.1',
        update: inventUpdate({ ref: '1.1', statusCode: 'amber', progress: 'The lead left.' }),
      }),
      inventAction({ ref: '1.2', update: inventUpdate({ ref: '1.2', statusCode: 'green' }) }),
      inventAction({ ref: '1.3', statusCode: 'red' }),
    )

    expect(movements).toMatchObject([
      {
        ref: '1.1',
        heading: 'Do what action 1.1 says',
        from: { code: 'green' },
        to: { code: 'amber' },
        answer: {
          by: 'Amira Holt',
          at: { text: '2:15pm on Thursday 10 December 2026' },
          progress: 'The lead left.',
        },
      },
    ])
  })
})

describe('exceptions', () => {
  it('has live actions that are amber or red, with what their leads say is in the way', () => {
    const { exceptions } = buildActions(
      inventAction({
        ref: '1.1',
        update: inventUpdate({ ref: '1.1', statusCode: 'red', obstacles: 'No staff.' }),
      }),
      inventAction({ ref: '1.2', statusCode: 'amber' }),
      inventAction({ ref: '1.3', statusCode: 'red', closed: true }),
      inventAction({ ref: '1.4' }),
    )

    expect(exceptions).toMatchObject([
      { ref: '1.1', answer: { obstacles: 'No staff.' }, thisMonth: true, due: { text: 'March 2027' } },
      { ref: '1.2', answer: null, thisMonth: false },
    ])
  })

  it('has a green status that demands a reason', () => {
    const snapshot = inventSnapshot({ actions: [inventAction({ ref: '1.1' })] })
    const statuses = snapshot.plan.statuses.map((status) => ({ ...status, demandsMitigation: true }))
    const model = buildPackModel({ ...snapshot, plan: { ...snapshot.plan, statuses } }, 'inclusion', options)

    expect(model.exceptions.map(({ ref }) => ref)).toEqual(['1.1'])
  })

  it('carries the last reason on where there is no answer this month, and says so', () => {
    const previous = inventUpdate({
      ref: '1.1',
      cycleId: '2026-11',
      statusCode: 'red',
      obstacles: 'Still no staff.',
    })
    const { exceptions } = buildActions(inventAction({ ref: '1.1', previous }))

    expect(exceptions).toMatchObject([{ answer: { obstacles: 'Still no staff.' }, thisMonth: false }])
  })
})

describe('overdue and re-dated', () => {
  const redate = (from: string | null, to: string) => ({
    from,
    to,
    at: `2026-0${1 + Number(to.slice(6))}-01T10:00:00.000Z`,
    by: 'Ines Porter',
    reason: 'The building was not ready.',
  })

  it('has what was due in a month that is over, the most overdue first, counted in calendar months', () => {
    const { dated } = buildActions(
      inventAction({ ref: '1.1', due: '2026-11' }),
      inventAction({ ref: '1.2', due: '2025-12' }),
      inventAction({ ref: '1.3', due: '2026-12' }),
      inventAction({ ref: '1.4', due: null }),
      inventAction({ ref: '1.5', due: '2026-01', closed: true }),
      inventAction({ ref: '1.6', due: '2026-01', statusCode: 'done' }),
    )

    expect(dated.map(({ ref, monthsOverdue }) => [ref, monthsOverdue])).toEqual([
      ['1.2', 12],
      ['1.1', 1],
    ])
  })

  it.each([
    ['2026-07-31T22:59:00.000Z', []],
    ['2026-07-31T23:00:00.000Z', ['1.1']],
  ])('goes by the local day on which the cycle closed: %s', (closedAt, refs) => {
    const { cycle } = inventSnapshot()
    const model = build({
      cycle: { ...cycle, closedAt },
      actions: [inventAction({ ref: '1.1', due: '2026-07' })],
    })

    expect(model.dated.map(({ ref }) => ref)).toEqual(refs)
  })

  it('tells the first date, the approved one and each step between', () => {
    const { dated } = buildActions(
      inventAction({
        ref: '1.1',
        due: '2027-05',
        redates: [redate('2026-03', '2026-07'), redate('2026-07', '2027-05')],
      }),
      // Its first date came with an import.
      inventAction({ ref: '1.2', due: '2027-04', redates: [{ ...redate(null, '2027-04'), reason: null }] }),
      inventAction({ ref: '1.3', due: '2027-04' }),
      // It had none, and was given one by approval.
      inventAction({ ref: '1.4', due: '2027-04', redates: [redate(null, '2027-04')] }),
    )

    expect(dated).toMatchObject([
      {
        ref: '1.1',
        original: { text: 'March 2026' },
        approved: { text: 'May 2027' },
        forecast: null,
        monthsOverdue: 0,
        redates: [
          {
            from: { text: 'March 2026' },
            to: { text: 'July 2026' },
            by: 'Ines Porter',
            reason: 'The building was not ready.',
          },
          { from: { text: 'July 2026' }, to: { text: 'May 2027' } },
        ],
      },
      {
        ref: '1.4',
        original: null,
        approved: { text: 'April 2027' },
        redates: [{ from: null, to: { text: 'April 2027' }, by: 'Ines Porter' }],
      },
    ])
    // A first date is no other date.
    expect(dated.map(countRedates)).toEqual([2, 0])
  })

  it('has the date that is asked for and not decided, and no other', () => {
    const { dated } = build({
      actions: [inventAction({ ref: '1.1' }), inventAction({ ref: '1.2' })],
      changes: [
        inventChange({ ref: '1.1', changes: [{ field: 'due', from: '2027-03', to: '2027-06' }] }),
        inventChange({
          ref: '1.2',
          state: 'refused',
          changes: [{ field: 'due', from: '2027-03', to: '2027-06' }],
        }),
      ],
    })

    expect(dated).toMatchObject([
      { ref: '1.1', approved: { text: 'March 2027' }, forecast: { text: 'June 2027' } },
    ])
    expect(dated).toHaveLength(1)
  })
})

describe('changes of the plan', () => {
  const actions = [
    inventAction({ ref: '1.1' }),
    inventAction({ ref: '1.2', boardIds: ['health'] }),
    inventAction({ ref: '1.10' }),
  ]

  it('asks a board to decide on its own actions alone', () => {
    const { decisions } = build({
      actions,
      changes: [
        inventChange({
          ref: '1.10',
          changes: [{ field: 'status', from: 'On track', to: 'Embedded, sustained and completed' }],
        }),
        inventChange({ ref: '1.1' }),
        inventChange({ ref: '1.2' }),
        inventChange({ ref: '9.9' }),
      ],
    })

    expect(decisions.map(({ ref, closes }) => [ref, closes])).toEqual([
      ['1.1', false],
      ['1.10', true],
    ])
    expect(decisions[0]).toMatchObject({
      heading: 'Do what action 1.1 says',
      fields: [{ field: 'Due date', from: 'March 2027', to: 'June 2027' }],
      reason: 'The building is not ready.',
      asked: { by: 'Amira Holt', at: { text: '2:15pm on Thursday 10 December 2026' } },
      decided: null,
    })
  })

  it('tells every board what was decided, by whom, and why; not what was withdrawn', () => {
    const decided = { decidedBy: 'ines', decidedByName: 'Ines Porter', decidedAt: '2026-12-20T10:00:00.000Z' }
    const { decided: shown } = build({
      actions,
      changes: [
        inventChange({ ref: '1.2', state: 'approved', ...decided, note: 'Agreed at the board.' }),
        inventChange({ ref: '1.1', state: 'refused', ...decided }),
        inventChange({ ref: '1.10', state: 'withdrawn', ...decided }),
      ],
    })

    expect(shown).toMatchObject([
      { ref: '1.1', state: 'refused', decided: { by: 'Ines Porter', note: null } },
      { ref: '1.2', state: 'approved', decided: { note: 'Agreed at the board.' } },
    ])
  })
})

describe('the plan over its last months', () => {
  const month = (
    cycleId: string,
    codes: Record<string, string | null>,
    asked: string[],
    answered: string[],
  ) => ({
    cycleId,
    closedAt: `${cycleId}-22T17:00:00.000Z`,
    actions: Object.entries(codes).map(([ref, statusCode]) => ({ ref, statusCode })),
    requests: [{ personId: 'person-1', asked, answered }],
  })

  it('counts how each month ended, the oldest first, with this one last', () => {
    const { course, month: now } = build({
      actions: [
        inventAction({ ref: '1.1', update: inventUpdate({ ref: '1.1', statusCode: 'red' }) }),
        inventAction({ ref: '1.2', closed: true, statusCode: 'done' }),
      ],
      requests: [ask('person-1', ['1.1'], ['1.1'])],
      past: [
        month('2026-11', { '1.1': 'amber', '1.2': 'green' }, ['1.1', '1.2'], ['1.2']),
        month('2026-10', { '1.1': 'green', '1.2': 'purple', '8.8': 'green' }, ['1.1', '8.8'], []),
      ],
    })

    expect(now.statuses.map(({ status }) => status.code)).toEqual(['done', 'green', 'amber', 'red'])
    expect(course).toMatchObject([
      { month: { text: 'October 2026' }, statuses: [0, 1, 0, 0], asked: 1, answered: 0 },
      { month: { text: 'November 2026' }, statuses: [0, 1, 1, 0], asked: 2, answered: 1 },
      { month: { text: 'December 2026' }, statuses: [0, 0, 0, 1], asked: 1, answered: 1 },
    ])
  })

  it('says for how many months in a row a lead has left something unanswered', () => {
    const silent = (cycleId: string, answered: string[]) => month(cycleId, {}, ['1.1', '1.2'], answered)
    const cyclesOf = (...answers: string[][]) =>
      build({
        actions: [inventAction({ ref: '1.1' })],
        requests: [ask('person-1', ['1.1'])],
        past: answers.map((answered, index) => silent(`2026-${11 - index}`, answered)),
      }).silentLeads.map(({ cycles }) => cycles)

    expect(cyclesOf()).toEqual([1])
    expect(cyclesOf(['1.1', '1.2'], [])).toEqual([1])
    expect(cyclesOf(['1.2'], [], ['1.1', '1.2'], [])).toEqual([3])
  })

  it('counts what is due when, of what is not done', () => {
    const { dueAhead } = buildActions(
      inventAction({ ref: '1.1', due: '2026-11' }),
      inventAction({ ref: '1.2', due: '2026-12' }),
      inventAction({ ref: '1.3', due: '2027-11' }),
      inventAction({ ref: '1.4', due: '2027-12' }),
      inventAction({ ref: '1.5', due: null }),
      inventAction({ ref: '1.6', due: '2026-12', statusCode: 'done' }),
    )

    expect(dueAhead).toMatchObject({ overdue: 1, later: 1, undated: 1 })
    expect(
      dueAhead.months.filter(({ due }) => due > 0).map(({ month: { month }, due }) => [month, due]),
    ).toEqual([
      ['2026-12', 1],
      ['2027-11', 1],
    ])
    expect(dueAhead.months).toHaveLength(12)
  })
})

describe('impact', () => {
  it('has what an answer of this month says or shows, beside the plan’s measures', () => {
    const { impact } = buildActions(
      inventAction({
        ref: '1.1',
        measures: 'Complaints a quarter',
        update: inventUpdate({ ref: '1.1', impact: 'Complaints halved.' }),
      }),
      inventAction({
        ref: '1.2',
        update: inventUpdate({ ref: '1.2', links: ['https://example.com/report'] }),
      }),
      inventAction({ ref: '1.3', update: inventUpdate({ ref: '1.3' }) }),
      inventAction({
        ref: '1.4',
        previous: inventUpdate({ ref: '1.4', cycleId: '2026-11', impact: 'Old.' }),
      }),
    )

    expect(impact).toMatchObject([
      { ref: '1.1', measures: 'Complaints a quarter', answer: { impact: 'Complaints halved.' } },
      { ref: '1.2', measures: null, answer: { evidence: ['https://example.com/report'] } },
    ])
  })
})

describe('what a pack can be verified by', () => {
  it('has each shown answer as it is stored, and where every chain ended', () => {
    const previous = inventUpdate({ ref: '1.1', cycleId: '2026-11' })
    const update = inventUpdate({ ref: '1.1', version: 2, previousHash: previous.hash })
    const { records, manifest } = buildActions(
      inventAction({ ref: '1.1', previous, update }),
      inventAction({ ref: '1.2' }),
    )

    expect(records).toEqual([previous, update])
    expect(manifest.heads).toEqual([{ ref: '1.1', version: 2, hash: update.hash }])
    expect(manifest.sha256).toBe(hashManifest(manifest.heads))
  })
})

describe('closures proposed', () => {
  const done = inventUpdate({ ref: '1.1', statusCode: 'done' })

  it('has what its lead says is done and the plan does not', () => {
    const model = buildActions(
      inventAction({ ref: '1.1', update: done, due: '2026-01' }),
      inventAction({ ref: '1.2', update: { ...done, ref: '1.2' }, statusCode: 'done' }),
      inventAction({ ref: '1.3', update: inventUpdate({ ref: '1.3' }) }),
    )

    expect(model.closuresProposed).toMatchObject([{ ref: '1.1', planStatus: { code: 'green' } }])
    expect(model.dated).toMatchObject([{ ref: '1.1', closureProposed: true }])
  })

  it('keeps an earlier proposal until the plan is changed or the lead says otherwise', () => {
    const previous = { ...done, cycleId: '2026-11' }
    const kept = buildActions(inventAction({ ref: '1.1', previous }))
    const withdrawn = buildActions(
      inventAction({ ref: '1.1', previous, update: inventUpdate({ ref: '1.1', version: 2 }) }),
    )

    expect(kept.closuresProposed).toHaveLength(1)
    expect(withdrawn.closuresProposed).toHaveLength(0)
  })
})

describe('who was and was not asked', () => {
  const model = build({
    actions: [
      inventAction({ ref: '1.1', improvementLeadIds: [] }),
      inventAction({ ref: '1.2', improvementLeadIds: [], statusCode: 'done' }),
      inventAction({ ref: '1.3', improvementLeadIds: [], closed: true }),
      inventAction({ ref: '1.4' }),
      inventAction({ ref: '1.5', update: inventUpdate({ ref: '1.5' }) }),
      inventAction({ ref: '1.6' }),
    ],
    requests: [
      ask('Zadie Quill', ['1.4', '1.5'], ['1.5']),
      ask('Amira Holt', ['1.4']),
      ask('Bryn Castle', ['1.5'], ['1.5']),
    ],
  })

  it('lists what has nobody to ask and is neither done nor closed', () => {
    expect(model.unowned.map(({ ref }) => ref)).toEqual(['1.1'])
  })

  it('lists by name who left something unanswered, and what', () => {
    expect(
      model.silentLeads.map(({ name, asked, unanswered }) => [name, asked, unanswered.map(({ ref }) => ref)]),
    ).toEqual([
      ['Amira Holt', 1, ['1.4']],
      ['Zadie Quill', 2, ['1.4']],
    ])
  })

  it('says of each action why there is no answer', () => {
    const states = model.board.flatMap(({ actions }) => actions.map(({ ref, answer }) => [ref, answer]))

    expect(states).toEqual([
      ['1.1', 'nobody'],
      ['1.2', 'final'],
      ['1.4', 'unanswered'],
      ['1.5', 'answered'],
      ['1.6', 'not-asked'],
    ])
  })
})

describe('the actions', () => {
  it('puts the board’s own first and every live action in once, by priority and ref', () => {
    const actions = [
      inventAction({ ref: '2.10', priority: 2 }),
      inventAction({ ref: '2.9', priority: 2 }),
      inventAction({ ref: '1.1', priority: 1 }),
      inventAction({ ref: '3.2b', priority: 3, boardIds: ['health', 'inclusion'] }),
      inventAction({ ref: '3.2', priority: 3, boardIds: ['health'] }),
      inventAction({ ref: '9.1', priority: 9, boardIds: [] }),
      inventAction({ ref: '1.9', closed: true }),
    ]
    const model = buildActions(...actions)
    const refs = (groups: PackModel['board']) => groups.map((group) => group.actions.map(({ ref }) => ref))

    expect(refs(model.board)).toEqual([['1.1'], ['2.9', '2.10'], ['3.2b']])
    expect(refs(model.others)).toEqual([['3.2'], ['9.1']])
    expect(model.others.map(({ number, title }) => [number, title])).toEqual([
      [3, 'Young people are ready for adult life'],
      [9, null],
    ])
    expect(model.closed.map(({ ref }) => ref)).toEqual(['1.9'])
  })

  it('shortens a long title for headings at a word, and keeps it whole beside', () => {
    const description = `${'Agree one way\nto ask, '.repeat(20)}and keep it.`
    const { heading, title } = oneOf(buildActions(inventAction({ ref: '1.1', description })))

    expect(title).toBe(description)
    expect(heading.length).toBeLessThanOrEqual(141)
    expect(heading).toMatch(/^Agree one way to ask, .*\w…$/)
  })

  it('falls back on the plan’s newest note where nobody has answered before', () => {
    const history = [
      { date: null, text: 'Old.' },
      { date: '2026-09-03', text: 'Newest.' },
      { date: '2026-02-01', text: 'Older.' },
    ]
    const fresh = oneOf(buildActions(inventAction({ ref: '1.1', history })))
    const previous = inventUpdate({ ref: '1.1', cycleId: '2026-11' })
    const known = oneOf(buildActions(inventAction({ ref: '1.1', history, previous })))

    expect(fresh.planNote).toEqual({ day: { date: '2026-09-03', text: '3 September 2026' }, text: 'Newest.' })
    expect(known.planNote).toBeNull()
  })
})

describe('key and glossary', () => {
  it('explains the plan’s statuses in its order, and the sources that are used', () => {
    const model = buildActions(
      inventAction({ ref: '1.1', sources: ['DBV', 'Ofsted letter'] }),
      inventAction({ ref: '1.2', sources: ['SEF', 'DBV'] }),
    )

    expect(model.key.map(({ status }) => status.code)).toEqual(['done', 'green', 'amber', 'red'])
    expect(model.glossary).toEqual([
      { code: 'SEF', name: 'Self-evaluation' },
      { code: 'DBV', name: 'Delivering Better Value programme' },
      { code: 'Ofsted letter', name: null },
    ])
  })
})

describe('the whole model', () => {
  it.each([0, 1, 81])('survives a round trip through JSON with %i actions', (size) => {
    const model = buildPackModel(inventMonth(size), 'inclusion', options)

    expect(PackModel.parse(JSON.parse(JSON.stringify(model)))).toEqual(model)
  })

  it('is the same for the same snapshot, whatever order its actions are in', () => {
    const snapshot = inventMonth(30)
    const shuffled = { ...snapshot, actions: snapshot.actions.toReversed() }

    expect(buildPackModel(shuffled, 'inclusion', options)).toEqual(
      buildPackModel(snapshot, 'inclusion', options),
    )
  })
})
