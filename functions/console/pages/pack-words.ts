import { type Built, type Pack, stuckSince } from '../../pack/ports.ts'
import type { Instant } from '../../plan/plan.ts'
import { shortMoment } from '../../plan/wording.ts'

/** Where a pack stands, in a few words. */
export const packState = (pack: Pack, timeZone: string, now: Instant): string => {
  const { state, asked, approved, issued, built } = pack
  const since = stuckSince(pack, now)
  if (since !== null) {
    const what =
      state === 'wanted' ? 'Not built' : built ? 'Draft of before; a newer one is not built' : 'Not built'
    return `${what}, though asked for ${shortMoment(since, timeZone)}. It is tried again every quarter of an hour, and whoever runs Muster was told`
  }
  switch (state) {
    case 'early':
      return built ? 'Draft of the open month' : 'Draft of the open month, being made'
    case 'wanted':
      return approved ? 'Approved, being built' : 'Draft, being built'
    case 'built':
      if (approved) return `Approved by ${approved.byName}, ready to issue`
      return asked ? `Draft, approval asked for by ${asked.byName}` : 'Draft'
    case 'issued':
      return issued ? `Version ${pack.version} issued ${shortMoment(issued.at, timeZone)}` : 'Issued'
    case 'withdrawn':
      return 'Withdrawn: the month is open again'
  }
}

/** What can be looked at of a pack that is being made or was; while it is built anew, nothing. */
export const shownFiles = ({ state, built }: Pack): Built | null =>
  state === 'wanted' || state === 'withdrawn' ? null : built
