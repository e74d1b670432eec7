import { writeLogTo } from '../../functions/platform/log.ts'

/** What is bundled: the simulation, and all of the system in it. Its processes fail all the time, and need not log it. */
writeLogTo(() => {})

export { runSeed } from './run-seed.ts'
