/**
 * Runs a program that must not outlive whoever started it: `node child-guard.ts program args...`.
 * The starter holds this process's standard input open; when that closes, by an orderly stop or by
 * `kill -9`, the program is ended.
 */
import { spawn } from 'node:child_process'

const GRACE_MS = 3000

const [program, ...args] = process.argv.slice(2)
if (program === undefined) throw new Error('child-guard needs a program to run')

const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
const stop = () => {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref()
}
child.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
child.on('exit', (code) => process.exit(code ?? 1))
process.stdin.on('end', stop).on('error', stop).resume()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
