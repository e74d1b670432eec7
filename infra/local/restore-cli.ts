import { openInstallation } from './installation.ts'
import { restorePartnership } from './restore.ts'

/**
 * `npm run import -- --restore FILE`: brings a whole partnership into this installation and says so.
 *
 * @throws Error of one sentence when it cannot; nothing was written then, or the same file finishes it
 */
export const runRestore = async (file: string, dataDir?: string): Promise<void> => {
  const installation = await openInstallation(dataDir)
  try {
    const { partnershipId, counts } = await restorePartnership(file, installation)
    console.error(
      `The partnership “${partnershipId}” is restored: ${counts.items} items, files: ${counts.files}. Links in mails that it sent elsewhere do not work here.`,
    )
  } finally {
    await installation.stop()
  }
}
