/** A text that stands once in a file, and what stands there instead. */
export type Change = {
  /** From the repository's root. */
  file: string
  find: string
  replace: string
}

/** One way to break the protocol: one change, and the others without which a second line of defence would hide it. */
export type Mutant = Change & {
  name: string
  also?: readonly Change[]
  /** A world that has noticed it, which is looked at first: it saves time, and decides nothing. */
  seed?: number
}

const ledger = 'functions/platform/dynamo/message-repository.ts'
const sending = 'functions/message/send-message.ts'
const writing = 'functions/message/write-lead-mail.ts'
const composing = 'functions/message/compose.ts'
const cycles = 'functions/platform/dynamo/cycle-repository.ts'
const forms = 'functions/platform/dynamo/form-repository.ts'
const advancing = 'functions/cycle/advance.ts'
const sweeping = 'functions/cycle/sweep.ts'
const closing = 'functions/cycle/close-cycle.ts'
const due = 'functions/cycle/due.ts'

export const mutants: Mutant[] = [
  {
    name: 'the claim is not conditional',
    seed: 12,
    file: ledger,
    find: "priorTo('claimed')\n              .map((prior) => eq(state, prior))\n              .join(' OR '),",
    replace: "['owed', 'claimed', 'sent', 'delivered'].map((prior) => eq(state, prior)).join(' OR '),",
  },
  {
    name: 'a mail moves on from any state',
    file: ledger,
    find: 'const isPrior = priorTo(state, owner)',
    replace: 'const isPrior = Object.keys(priorStates)',
  },
  {
    name: 'the owner of a claim is not compared',
    seed: 2,
    file: ledger,
    find: 'return owner === undefined ? isPrior : ',
    replace: 'return isPrior || ',
  },
  {
    name: 'a mail that is owed again begins anew',
    seed: 2,
    file: ledger,
    find: 'written(() => message.create({',
    replace: 'written(() => message.put({',
  },
  {
    name: 'the mail service is tried twice',
    seed: 2,
    file: sending,
    find: 'const result = await deps.mail.send({ ...composed.mail, tag: id })',
    replace:
      "let result = await deps.mail.send({ ...composed.mail, tag: id })\n  if (result.outcome === 'unknown') result = await deps.mail.send({ ...composed.mail, tag: id })",
  },
  {
    name: 'marked as sent before it is sent',
    file: sending,
    find: 'const result = await deps.mail.send({ ...composed.mail, tag: id })',
    replace:
      "await deps.messages.move(id, 'sent', { attentionAt: '' }, owner)\n  const result = await deps.mail.send({ ...composed.mail, tag: id })",
  },
  {
    name: 'whether it is still owed is not asked again',
    seed: 2,
    file: writing,
    find: "    if (!isOutstanding(request)) return notOwed('Everything was answered.')\n    if (kind === 'reminder' && isSuperseded(message, form.cycle, deps.now())) {\n      return notOwed('A later reminder has taken its place.')\n    }\n    const outstanding = asks.filter((ask) => ask.answer === null)",
    replace: '    const outstanding = asks',
  },
  {
    name: 'a closed month is mailed about',
    seed: 14,
    file: writing,
    find: "if (file?.request.state !== 'open' || !takesAnswers(cycle)) {",
    replace: 'if (!file) {',
    also: [
      {
        file: 'functions/cycle/cycle.ts',
        find: "request.state === 'open' && request.answered < request.asked",
        replace: 'request.answered < request.asked',
      },
    ],
  },
  {
    name: 'leads are mailed while the month is being opened',
    seed: 32,
    file: 'functions/cycle/cycle.ts',
    find: "state === 'opening' || state === 'reopening'",
    replace: 'state === undefined',
  },
  {
    name: 'the sending window is ignored',
    seed: 3,
    file: sending,
    find: 'if (window > now) {',
    replace: 'if (window > now && deps.now() === "") {',
  },
  {
    name: 'what was not taken is forgotten',
    seed: 29,
    file: sending,
    find: "const isOwed = await deps.messages.move(message, 'owed', { attentionAt }, owner)\n      if (isOwed && delaySeconds !== null)",
    replace:
      "const isOwed = await deps.messages.move(message, 'owed', { attentionAt: '' }, owner)\n      if (isOwed && attentionAt === '' && delaySeconds !== null)",
  },
  {
    name: 'a claim is never looked at again',
    seed: 34,
    file: sending,
    find: 'deps.messages.claim(id, owner, now, later(now, CLAIM_LASTS_MS))',
    replace: "deps.messages.claim(id, owner, now, '')",
  },
  {
    name: 'what may have been sent is owed again at once',
    seed: 2,
    file: sending,
    find: 'await callUnknown(message, owner, result.reason, now, deps)',
    replace: "await deps.messages.move(message, 'owed', { attentionAt: now }, owner)",
  },
  {
    name: 'a stopped address is mailed',
    seed: 22,
    file: composing,
    find: 'if (person.mailStopped && !triedAllTheSame.has(message.kind)) {',
    replace: "if (person.mailStopped && message.kind === 'alert') {",
  },
  {
    name: 'an escalation names who has answered',
    file: composing,
    find: 'isOwn(ask) && ask.answer === null && mine.has(ask.ref)',
    replace: 'isOwn(ask) && mine.has(ask.ref)',
  },
  {
    name: 'the sweeper queues nothing',
    seed: 2,
    file: sweeping,
    find: 'await deps.queue.enqueueMessage(message)',
    replace: 'await Promise.resolve()',
  },
  {
    name: 'the sweeper takes a dead worker for one that sent nothing',
    seed: 2,
    file: sweeping,
    find: 'await callUnknown(message, message.owner, reason, now, deps)',
    replace: "await deps.messages.move(message, 'owed', { reason, attentionAt: now }, message.owner)",
  },
  {
    name: 'the sweeper leaves plans alone',
    file: sweeping,
    find: '...due.plans.map((key) => ({ key, run: () => deps.advance(key, now) })),',
    replace: '',
  },
  {
    name: 'nobody notes when a plan is next due',
    seed: 2,
    file: advancing,
    find: 'await deps.cycles.setNextMoment(key, nextMoment)',
    replace: 'await deps.cycles.setNextMoment(key, null)',
  },
  {
    name: 'a month opens however late',
    seed: 4,
    file: due,
    find: "return [{ kind: isStale(cycle, policy, now) ? 'hold' : 'open' }]",
    replace: "return [{ kind: cycle.moments.closesAt < now ? 'hold' : 'open' }]",
  },
  {
    name: 'a reminder is not marked as done',
    file: advancing,
    find: 'await deps.cycles.markDone(cycle, { remindersDone: decision.ordinal })',
    replace: 'await Promise.resolve()',
  },
  {
    name: 'bank holidays are ignored',
    file: 'functions/cycle/calendar.ts',
    find: 'day.dayOfWeek <= 5 && !holidays.has(day.toString())',
    replace: 'day.dayOfWeek <= 5',
  },
  {
    name: 'a month closes without locking its forms',
    file: closing,
    find: '    if (!(await deps.cycles.closeRequest(request, cycle))) return',
    replace: "    if (request.state === 'closed') return",
  },
  {
    name: 'a month closes on what a late index shows',
    seed: 25,
    file: closing,
    find: 'if (requests.length < cycle.leadsAsked) {',
    replace: 'if (requests.length < 0) {',
  },
  {
    name: 'the first mail is not written with its form',
    seed: 2,
    file: cycles,
    find: 'items.message.create({ ...toItem(first), ...attend(first.attentionAt) }).commit(),',
    replace: '',
  },
  {
    name: 'a form that is there is made anew',
    seed: 2,
    file: cycles,
    find: 'written(() => ask.create(askItem(one)).go())',
    replace: 'written(() => ask.put(askItem(one)).go())',
    also: [
      {
        file: 'functions/cycle/open-cycle.ts',
        find: 'if (!(await deps.cycles.openRequests(cycle, { after, through, made }))) return false',
        replace: 'await deps.cycles.openRequests(cycle, { after, through, made })',
      },
    ],
  },
  {
    name: 'a month is open before everybody is asked',
    seed: 2,
    file: 'functions/cycle/open-cycle.ts',
    find: 'if (index > 0 && pace && !pace.mayGoOn()) return false',
    replace: 'if (index > 0 && pace && !pace.mayGoOn()) break',
  },
  {
    name: 'how far an opening has come is not compared',
    seed: 2,
    file: cycles,
    find: 'const isNext = after === null ? notExists(askedThrough) : eq(askedThrough, after)',
    replace: "const isNext = after === '' ? notExists(askedThrough) : eq(state, 'opening')",
  },
  {
    name: 'a cycle moves on from any state',
    seed: 4,
    file: cycles,
    find: 'isReadIn(attributes, operations, read, statesBefore(to))',
    replace:
      "isReadIn(attributes, operations, read, ['planned', 'held', 'opening', 'open', 'closing', 'closed', 'reopening'])",
  },
  {
    name: 'the version of an action is not checked',
    seed: 2,
    file: forms,
    find: '[eq(headVersion, version - 1), ',
    replace: "['attribute_exists(pk)', ",
    also: [
      {
        file: forms,
        find: 'items.update.create(toItem(made)).commit()',
        replace: 'items.update.put(toItem(made)).commit()',
      },
      {
        file: forms,
        find: '{eq(attributes.answerVersion, knownVersion)} AND ',
        replace: '{"attribute_exists(pk)"} AND ',
      },
    ],
  },
  {
    name: 'a closed form takes answers',
    seed: 92,
    file: forms,
    find: "              .add({ answered: holders[mine]?.first ? 1 : 0 })\n              .where(({ state }, { eq }) => eq(state, 'open'))",
    replace: '              .add({ answered: holders[mine]?.first ? 1 : 0 })',
  },
  {
    name: 'a second version counts as a second answer',
    file: forms,
    find: '.add({ answered: holders[mine]?.first ? 1 : 0 })',
    replace: '.add({ answered: 1 })',
  },
  {
    name: 'the other holder still owes the answer',
    file: forms,
    find: '.filter(({ key, first }) => first && key.personId !== by.personId)',
    replace: '.filter(({ first }) => !first)',
  },
  {
    name: 'an action that changes hands stays counted',
    file: forms,
    find: '.add({ asked: by })',
    replace: '.add({ asked: 0 * by })',
  },
  {
    name: 'an answer does not name the one before',
    file: 'functions/update/submit-answers.ts',
    find: 'previousHash: head?.hash ?? null,',
    replace: 'previousHash: null,',
  },
  {
    name: 'notices of a pack are forgotten half-way',
    seed: 182,
    file: 'functions/pack/issue-pack.ts',
    find: 'const board = boards.find(({ boardId }) => boardId === pack.boardId)\n',
    replace:
      'const board = boards.find(({ boardId }) => boardId === pack.boardId)\n  await deps.packs.noticesOwed(pack)\n',
  },
  {
    name: 'no pack is asked for',
    file: closing,
    find: 'if (!(await deps.packs.want(pack))) return',
    replace: "if (pack.boardId === '') return",
  },
  {
    name: 'a reminder is sent again by itself',
    seed: 2,
    file: 'functions/message/silence.ts',
    find: 'reminder: false,',
    replace: 'reminder: true,',
  },
  {
    name: 'a mail is sent again without end',
    seed: 38,
    file: 'functions/message/silence.ts',
    find: 'isRepeated[kind] && repeats < MOST_REPEATS',
    replace: 'isRepeated[kind]',
  },
  {
    name: 'nothing is sent again after a silence',
    seed: 34,
    file: 'functions/message/silence.ts',
    find: "if (lastEvent !== null && lastEvent > unknownSince) return { kind: 'repeat' }",
    replace: '',
  },
  {
    name: 'word that comes while a mail is sent again is ignored',
    seed: 50,
    file: sending,
    find: 'if (message.unknownSince !== null && !(await isStillClaimed(claim, deps)))',
    replace: "if (message.unknownSince === '')",
  },
  {
    name: 'a month begins that is not the plan’s own any more',
    seed: 11,
    file: cycles,
    find: '[goesOn(attributes, operations), standsAt(attributes, operations, read.cycleId)].join(',
    replace: '[goesOn(attributes, operations)].join(',
  },
  {
    name: 'a paused plan goes on',
    seed: 12,
    file: advancing,
    find: 'if (plan.paused) return await standStill(plan, now, deps)',
    replace: '',
  },
  {
    name: 'mail of a paused plan goes out',
    seed: 46,
    file: 'functions/entrypoints/wiring.ts',
    find: 'plan.paused ? PAUSED_REST_MS : ',
    replace: '',
  },
  {
    name: 'a slow closing locks forms of a month that was opened again',
    seed: 22,
    file: cycles,
    find: '.where((attributes, operations) => isReadIn(attributes, operations, read, [during]))',
    replace: '.where(({ state }, { exists }) => exists(state))',
  },
  {
    name: 'a late closing takes the next month away',
    seed: 23,
    file: advancing,
    find: 'now: current && !isPlanned ? earliest(now, current.moments.closesAt) : now,',
    replace: 'now,',
  },
]
