import { describe, expect, it } from 'vitest'
import { later, MessageKind } from '../../../functions/message/message.ts'
import { afterSilence } from '../../../functions/message/silence.ts'

const SINCE = '2026-12-01T09:00:00.000Z'
const MINUTE = 60_000
const at = (minutes: number) => later(SINCE, minutes * MINUTE)
const request = { kind: 'request', repeats: 0, unknownSince: SINCE } as const

describe('a mail of which nobody knows whether it went out', () => {
  it('is sent again after a quarter of an hour in which other events came', () => {
    expect(afterSilence(request, at(1), at(15))).toEqual({ kind: 'repeat' })
  })

  it('has its quarter of an hour, whatever else was heard', () => {
    expect(afterSilence(request, at(14), later(at(15), -1))).toEqual({ kind: 'wait', until: at(15) })
  })

  it.each([null, at(-1), SINCE])('waits on while all that was heard is older (%s)', (lastEvent) => {
    expect(afterSilence(request, lastEvent, at(20))).toEqual({ kind: 'wait', until: at(35) })
    expect(afterSilence(request, lastEvent, later(at(24 * 60), -1)).kind).toBe('wait')
    expect(afterSilence(request, lastEvent, at(24 * 60))).toEqual({ kind: 'leave' })
  })

  it('is sent again even a day later, when the events come at last', () => {
    expect(afterSilence(request, at(24 * 60), at(24 * 60))).toEqual({ kind: 'repeat' })
  })

  it('is sent again once and no more', () => {
    expect(afterSilence({ ...request, repeats: 1 }, at(1), at(15))).toEqual({ kind: 'leave' })
  })

  it('is left alone where it became so before there was a note of when', () => {
    expect(afterSilence({ ...request, unknownSince: null }, at(1), at(15))).toEqual({ kind: 'leave' })
  })

  it.each(MessageKind.options)('of kind %s is repeated only where nothing else brings its news', (kind) => {
    const { kind: next } = afterSilence({ ...request, kind }, at(1), at(15))
    const isLeft = ['reminder', 'link', 'sign-in-code', 'receipt'].includes(kind)
    expect(next).toBe(isLeft ? 'leave' : 'repeat')
  })
})
