import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeLogTo } from '../../functions/platform/log.ts'
import type { FunctionName } from '../system.ts'
import type { Handler } from './lambda.ts'

/**
 * Loads the entrypoints as they are deployed. They read process.env as they load, so this comes last.
 * What they log goes to the file `log.ndjson` in the data folder; faults are said aloud besides.
 */
export const loadHandlers = async (dataDir: string): Promise<Record<FunctionName, Handler>> => {
  writeLogTo((line, isFault) => {
    appendFileSync(join(dataDir, 'log.ndjson'), line)
    if (isFault) process.stderr.write(line)
  })
  const [leadWeb, consoleWeb, tick, sweep, sendMail, mailEvents, buildPack] = await Promise.all([
    import('../../functions/entrypoints/lead-web.ts'),
    import('../../functions/entrypoints/console-web.ts'),
    import('../../functions/entrypoints/tick.ts'),
    import('../../functions/entrypoints/sweep.ts'),
    import('../../functions/entrypoints/send-mail.ts'),
    import('../../functions/entrypoints/mail-events.ts'),
    import('../../functions/entrypoints/build-pack.ts'),
  ])
  return {
    'lead-web': leadWeb.handler,
    'console-web': consoleWeb.handler,
    tick: tick.handler,
    sweep: sweep.handler,
    'send-mail': sendMail.handler,
    'mail-events': mailEvents.handler,
    'build-pack': buildPack.handler,
  }
}
