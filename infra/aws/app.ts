import { App } from 'aws-cdk-lib'
import { MusterStack } from './muster-stack.ts'
import { readSettings } from './settings.ts'

const app = new App()
const settings = readSettings(app.node)
new MusterStack(app, `muster-${settings.stage}`, settings)
