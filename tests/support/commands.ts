import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { openInstallation } from '../../infra/local/installation.ts'
import { actions, boards, people, plan } from './small-plan.ts'

/** A command of this machine as npm runs it, in a process of its own; `script` is a file of infra/local. */
export const runCommand = async (
  script: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> => {
  try {
    const { stdout, stderr } = await promisify(execFile)('npx', ['tsx', `infra/local/${script}`, ...args])
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = Object(error)
    return { code, stdout, stderr }
  }
}

/** Puts the small plan into a data folder, once for each of some ids. */
export const plantSmallPlan = async (dataDir: string, planIds: string[] = [plan.planId]): Promise<void> => {
  const { stores, stop } = await openInstallation(dataDir)
  await stores.writer.saveDirectory({ people, boards })
  for (const planId of planIds) {
    await stores.writer.savePlan({ ...plan, planId })
    await stores.imports.writeActions(actions.map((action) => ({ ...action, planId })))
  }
  await stop()
}
