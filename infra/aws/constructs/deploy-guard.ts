import { Annotations, CfnRule, Fn } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/**
 * Lets a template be made and looked at, but not deployed: a warning, which `cdk deploy --strict`
 * stops at, and a rule that CloudFormation itself refuses.
 */
export const refuseDeploy = (scope: Construct, id: string, reason: string): void => {
  Annotations.of(scope).addWarningV2(`muster:${id}`, `This synth cannot be deployed. ${reason}`)
  new CfnRule(scope, id, {
    assertions: [{ assert: Fn.conditionEquals('refused', 'deployable'), assertDescription: reason }],
  })
}
