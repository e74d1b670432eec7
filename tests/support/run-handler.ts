/** `run-handler.ts NAME EVENT`: runs one entrypoint once in a process of its own, which a test may kill. */
import { type Handler, invoke } from '../../infra/local/lambda.ts'
import { functionNames, functions } from '../../infra/system.ts'

const [wanted, event = 'null'] = process.argv.slice(2)
const name = functionNames.find((one) => one === wanted)
if (!name) throw new Error(`there is no function ${wanted}`)
// The one entrypoint alone: to load them all takes longer than most of what is tested.
const { handler }: { handler: Handler } = await import(`../../${functions[name].entry}`)
await invoke(name, handler, JSON.parse(event), functions[name].timeoutSeconds)
process.exit(0)
