import { inventUpdate } from '../unit/pack/invented-snapshot.ts'

const { impact, links, files, forecast, onBehalfOf } = inventUpdate({ ref: '1.1' })

/** What an answer need not have, where it has nothing of it. */
export const unsaid = { impact, links, files, forecast, onBehalfOf }
