/**
 * Reads a file as a plan in a process of its own, and says on standard output what came of it and
 * how much memory that took above what the process had before, in bytes.
 */
import { readFileSync } from 'node:fs'
import { readPlanFile } from '../../functions/plan/import/read-plan.ts'

const bytes = new Uint8Array(readFileSync(process.argv[2] ?? ''))
const words = { statuses: [], sources: [], people: [], boards: [] }
// Once before, so that code is loaded and compiled.
await readPlanFile(new TextEncoder().encode('Ref\tDue date\tStatus\tOwner\n1.1\tMar-26\tDone\tNobody'), {
  words,
  today: '2026-11-24',
})
const idle = process.memoryUsage().rss
const read = await readPlanFile(bytes, { words, today: '2026-11-24' })
const peak = process.resourceUsage().maxRSS * 1024
process.stdout.write(
  JSON.stringify({ reason: read.ok ? null : read.reason, memory: Math.max(0, peak - idle) }),
)
