import { Entity, Service } from 'electrodb'
import {
  ATTENTION,
  attentionAttributes,
  CYCLE_BOARD,
  count,
  cycleKey,
  document,
  epochSeconds,
  key,
  model,
  names,
  optionalText,
  planKey,
  requestKey,
  text,
} from './attributes.ts'
import { patientClient } from './patient-client.ts'
import type { Table } from './table.ts'

/** The single table's entities. Every key starts with the partnership, except where a secret's hash is all there is. */
export const entitiesOf = (opened: Table) => {
  const table = { client: patientClient(opened), table: opened.table }
  const person = new Entity(
    {
      model: model('person'),
      attributes: { partnershipId: text, personId: text, email: text, details: document },
      indexes: {
        primary: { collection: 'directory', ...key(['partnershipId'], ['personId']) },
        byEmail: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: ['email'], casing: 'lower' },
          sk: { field: 'gsi1sk', composite: ['partnershipId'], casing: 'none' },
        },
      },
    },
    table,
  )
  const board = new Entity(
    {
      model: model('board'),
      attributes: { partnershipId: text, boardId: text, details: document },
      indexes: { primary: { collection: 'directory', ...key(['partnershipId'], ['boardId']) } },
    },
    table,
  )
  /** Counts the changes of a partnership's people and boards. */
  const register = new Entity(
    {
      model: model('register'),
      attributes: { partnershipId: text, revision: count },
      indexes: { primary: { collection: 'directory', ...key(['partnershipId'], []) } },
    },
    table,
  )
  const plan = new Entity(
    {
      model: model('plan'),
      attributes: {
        ...planKey,
        partnershipName: text,
        settings: document,
        currentCycleId: optionalText,
        revision: count,
        importing: optionalText,
        settingsRevision: { type: 'number' },
        paused: document,
        resumedAt: optionalText,
        ...attentionAttributes,
      },
      indexes: {
        primary: { collection: 'planFile', ...key(['partnershipId', 'planId'], []) },
        ofPartnership: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: ['partnershipId'], casing: 'none' },
          sk: { field: 'gsi1sk', composite: ['planId'], casing: 'none' },
        },
        attention: ATTENTION,
      },
    },
    table,
  )
  const action = new Entity(
    {
      model: model('action'),
      attributes: {
        ...planKey,
        ref: text,
        details: document,
        headVersion: count,
        headHash: optionalText,
        openFields: names,
      },
      indexes: { primary: { collection: 'planFile', ...key(['partnershipId', 'planId'], ['ref']) } },
    },
    table,
  )
  const planImport = new Entity(
    {
      model: model('import'),
      attributes: {
        ...planKey,
        importId: text,
        state: text,
        at: text,
        by: text,
        file: document,
        mapping: document,
        layout: document,
        diff: optionalText,
        counts: document,
        ...attentionAttributes,
      },
      indexes: {
        primary: key(['partnershipId', 'planId'], ['importId']),
        attention: ATTENTION,
      },
    },
    table,
  )
  const change = new Entity(
    {
      model: model('change'),
      attributes: {
        ...planKey,
        changeId: text,
        ref: text,
        changes: document,
        reason: text,
        evidence: optionalText,
        askedBy: text,
        askedByName: text,
        askedAt: text,
        cycleId: optionalText,
        state: text,
        decidedBy: optionalText,
        decidedByName: optionalText,
        decidedAt: optionalText,
        note: optionalText,
      },
      indexes: { primary: key(['partnershipId', 'planId'], ['changeId']) },
    },
    table,
  )
  const cycle = new Entity(
    {
      model: model('cycle'),
      attributes: {
        ...cycleKey,
        state: text,
        moments: document,
        revision: { type: 'number' },
        plannedBy: { type: 'number' },
        remindersDone: count,
        escalated: { type: 'boolean', required: true },
        sentChecked: { type: 'boolean' },
        leadsAsked: count,
        shareOut: document,
        askedThrough: optionalText,
        openedAt: optionalText,
        closedAt: optionalText,
        reopenedAt: optionalText,
        issued: { type: 'boolean' },
        snapshot: document,
      },
      indexes: { primary: key(['partnershipId', 'planId'], ['cycleId']) },
    },
    table,
  )
  /** A part of the list of who is asked about what in a cycle. A list is never changed: another one has another id. */
  const shareOut = new Entity(
    {
      model: model('shareOut'),
      attributes: {
        ...cycleKey,
        shareOutId: text,
        part: { type: 'number', required: true, padding: { length: 4, char: '0' } },
        actions: document,
      },
      indexes: { primary: key(['partnershipId', 'planId', 'cycleId', 'shareOutId'], ['part']) },
    },
    table,
  )
  const request = new Entity(
    {
      model: model('request'),
      attributes: {
        ...requestKey,
        personName: text,
        state: text,
        asked: count,
        answered: count,
        openedAt: text,
        formOpenedAt: optionalText,
        draftSavedAt: optionalText,
        lastAnsweredAt: optionalText,
        lateAt: optionalText,
        linkRevision: count,
      },
      indexes: {
        primary: {
          collection: 'requestFile',
          ...key(['partnershipId', 'planId', 'cycleId', 'personId'], []),
        },
        ofCycle: { ...CYCLE_BOARD, sk: { field: 'gsi1sk', composite: ['personId'], casing: 'none' } },
      },
    },
    table,
  )
  const ask = new Entity(
    {
      model: model('ask'),
      attributes: {
        ...requestKey,
        ref: text,
        says: document,
        previous: document,
        holders: document,
        draft: document,
        draftRevision: count,
        answer: document,
        late: document,
        lateRevision: { type: 'number' },
        handedTo: document,
        onBehalfOf: document,
        takenBackAt: optionalText,
        shareRevision: { type: 'number' },
        answerVersion: count,
      },
      indexes: {
        primary: {
          collection: 'requestFile',
          ...key(['partnershipId', 'planId', 'cycleId', 'personId'], ['ref']),
        },
      },
    },
    table,
  )
  const update = new Entity(
    {
      model: model('update'),
      attributes: {
        ...planKey,
        ref: text,
        version: { type: 'number', required: true, padding: { length: 6, char: '0' } },
        cycleId: text,
        statusCode: text,
        progress: text,
        obstacles: text,
        consequence: optionalText,
        impact: optionalText,
        links: document,
        files: document,
        forecast: optionalText,
        unchanged: { type: 'number' },
        onBehalfOf: document,
        changeId: optionalText,
        by: text,
        byName: text,
        at: text,
        previousHash: optionalText,
        hash: text,
      },
      indexes: { primary: key(['partnershipId', 'planId', 'ref'], ['version']) },
    },
    table,
  )
  const message = new Entity(
    {
      model: model('message'),
      attributes: {
        partnershipId: text,
        messageId: text,
        kind: text,
        ordinal: text,
        personId: text,
        planId: text,
        cycleId: text,
        about: optionalText,
        link: optionalText,
        state: text,
        owedAt: text,
        ...attentionAttributes,
        owner: optionalText,
        claimedAt: optionalText,
        attempts: { type: 'number' },
        unknownSince: optionalText,
        repeats: { type: 'number' },
        deferral: document,
        sesMessageId: optionalText,
        sentAt: optionalText,
        settledAt: optionalText,
        reason: optionalText,
      },
      indexes: {
        primary: key(['partnershipId', 'messageId'], []),
        ofCycle: {
          ...CYCLE_BOARD,
          condition: (item: Record<string, unknown>) => Boolean(item['cycleId']),
          sk: { field: 'gsi1sk', composite: ['personId', 'messageId'], casing: 'none' },
        },
        attention: ATTENTION,
      },
    },
    table,
  )
  const pack = new Entity(
    {
      model: model('pack'),
      attributes: {
        ...cycleKey,
        boardId: text,
        boardName: text,
        state: text,
        round: { type: 'number' },
        version: { type: 'number' },
        edition: { type: 'number' },
        commentary: document,
        asked: document,
        approved: document,
        reissue: document,
        built: document,
        issued: document,
        ...attentionAttributes,
      },
      indexes: {
        primary: key(['partnershipId', 'planId', 'cycleId'], ['boardId']),
        attention: ATTENTION,
      },
    },
    table,
  )
  /** A version of a pack as its board got it. */
  const issuedPack = new Entity(
    {
      model: model('issuedPack'),
      attributes: {
        ...cycleKey,
        boardId: text,
        version: count,
        boardName: text,
        built: document,
        approved: document,
        issued: document,
      },
      indexes: { primary: key(['partnershipId', 'planId', 'cycleId', 'boardId'], ['version']) },
    },
    table,
  )
  /** That a member has opened a version of a pack. */
  const reading = new Entity(
    {
      model: model('reading'),
      attributes: { ...requestKey, boardId: text, version: count, firstAt: text, lastAt: text },
      indexes: { primary: key(['partnershipId', 'planId', 'cycleId', 'boardId'], ['version', 'personId']) },
    },
    table,
  )
  const readerLink = new Entity(
    {
      model: model('readerLink'),
      attributes: { hash: text, ...requestKey, boardId: text, expiresAt: text, expires: epochSeconds },
      indexes: { primary: key(['hash'], []) },
    },
    table,
  )
  const audit = new Entity(
    {
      model: model('audit'),
      attributes: { ...planKey, at: text, eventId: text, what: text, by: text, details: document },
      indexes: { primary: key(['partnershipId', 'planId'], ['at', 'eventId']) },
    },
    table,
  )
  const link = new Entity(
    {
      model: model('link'),
      attributes: {
        hash: text,
        ...requestKey,
        expiresAt: text,
        revision: count,
        expires: epochSeconds,
      },
      indexes: { primary: key(['hash'], []) },
    },
    table,
  )
  const session = new Entity(
    {
      model: model('session'),
      attributes: { hash: text, details: document, expires: epochSeconds },
      indexes: { primary: key(['hash'], []) },
    },
    table,
  )
  const signIn = new Entity(
    {
      model: model('signIn'),
      attributes: {
        hash: text,
        partnershipId: optionalText,
        personId: optionalText,
        codeHash: optionalText,
        tries: count,
        expiresAt: text,
        usedAt: optionalText,
        expires: epochSeconds,
      },
      indexes: { primary: key(['hash'], []) },
    },
    table,
  )
  /** The latest instant of which the mail service has reported anything, of whatever partnership. */
  const pulse = new Entity(
    {
      model: model('pulse'),
      attributes: { of: text, at: text },
      indexes: { primary: key(['of'], []) },
    },
    table,
  )
  /** A partnership that came out of another installation's archive: from which file, and whether it is whole. */
  const restoration = new Entity(
    {
      model: model('restoration'),
      attributes: { partnershipId: text, sha256: text, state: text },
      indexes: { primary: key(['partnershipId'], []) },
    },
    table,
  )
  /** What belongs to a plan or its partnership, and is read and written together. */
  const together = {
    person,
    board,
    register,
    plan,
    action,
    planImport,
    change,
    cycle,
    shareOut,
    request,
    ask,
    update,
    message,
    pack,
    issuedPack,
    reading,
    audit,
  }
  return {
    ...together,
    link,
    readerLink,
    session,
    signIn,
    pulse,
    restoration,
    service: new Service(together, table),
  }
}
export type Entities = ReturnType<typeof entitiesOf>

/** What a transaction's writes are made of. */
export type Items = Parameters<Parameters<Entities['service']['transaction']['write']>[0]>[0]
