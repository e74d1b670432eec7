import { readdirSync, readFileSync } from 'node:fs'

const TICKS_A_SECOND = 100
const PAGE = 4096
/** Milliseconds of processor and bytes that it has now. */
export type Process = { pid: number; parent: number; processor: number; memory: number }

export const readProcess = (pid: number): Process[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [user = 0, system = 0] = fields.slice(11)
    const resident = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE
    return [
      { pid, parent: fields[1] ?? 0, processor: ((user + system) * 1000) / TICKS_A_SECOND, memory: resident },
    ]
  } catch {
    return [] // It has ended meanwhile.
  }
}

/** The processes that one has started, and theirs. */
export const processesUnder = (root: number): Process[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => readProcess(Number(name)))
  const found = new Set([root])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  return all.filter(({ pid }) => pid !== root && found.has(pid))
}
