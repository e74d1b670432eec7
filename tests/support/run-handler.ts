/** `run-handler.ts NAME EVENT`: runs one entrypoint once in a process of its own, which a test may kill. */
import { loadHandlers } from '../../infra/local/handlers.ts'
import { invoke } from '../../infra/local/lambda.ts'
import { functionNames, functions } from '../../infra/system.ts'

const [wanted, event = 'null', dataDir = ''] = process.argv.slice(2)
const name = functionNames.find((one) => one === wanted)
if (!name) throw new Error(`there is no function ${wanted}`)
const handlers = await loadHandlers(dataDir)
await invoke(name, handlers[name], JSON.parse(event), functions[name].timeoutSeconds)
process.exit(0)
