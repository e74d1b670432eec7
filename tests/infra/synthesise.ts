import { readFileSync } from 'node:fs'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { z } from 'zod'
import { MusterStack } from '../../infra/aws/muster-stack.ts'
import { Settings } from '../../infra/aws/settings.ts'

const { context } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')))

/** The app with its feature flags. Nothing is bundled, except into a folder given for it. */
const makeApp = (outdir?: string): App =>
  new App({
    context: { ...context, 'aws:cdk:bundling-stacks': outdir === undefined ? [] : ['**'] },
    ...(outdir === undefined ? {} : { outdir }),
  })

export const settingsOf = (changes: Partial<z.input<typeof Settings>> = {}): Settings =>
  Settings.parse({
    stage: 'dev',
    region: 'eu-west-2',
    mailFrom: 'updates@partnership.test',
    alarmEmail: 'alarms@partnership.test',
    ...changes,
  })

export const makeStack = (settings: Settings): MusterStack =>
  new MusterStack(makeApp(), `muster-${settings.stage}`, settings)

/** A stack for one construct, with somewhere to send alarms. */
export const makeEmptyStack = (outdir?: string) => {
  const app = makeApp(outdir)
  const stack = new Stack(app, 'test')
  return { app, stack, alarmTopic: new Topic(stack, 'Alarms') }
}

const Resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) })

const Text = z.string().or(z.array(z.string()))
const list = (text: z.infer<typeof Text>): string[] => [text].flat()
const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: Text.transform(list),
  Resource: z.unknown().transform((found) => [found].flat().map((one) => JSON.stringify(one))),
  Condition: z.record(z.string(), z.unknown()).optional(),
})
export type Statement = z.infer<typeof Statement>
const Policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(Statement) }),
  Roles: z.array(z.object({ Ref: z.string() })).default([]),
})

const LambdaFunction = z.object({
  FunctionName: z.string(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Timeout: z.number(),
  MemorySize: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
})
const Alarm = z.object({
  AlarmDescription: z.unknown(),
  AlarmActions: z.array(z.unknown()).min(1),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).optional(),
  Metrics: z.unknown().optional(),
})

const TemplateShape = z.object({ Resources: z.record(z.string(), Resource) })

/** A template's resources of one type by logical id, parsed. */
const resourcesOf = <T>(template: Template, type: string, schema: z.ZodType<T>): Map<string, T> =>
  new Map(
    Object.entries(TemplateShape.parse(template.toJSON()).Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => [id, schema.parse(Properties)]),
  )

/** What the tests look at in a stack. */
export const read = (stack: Stack) => {
  const template = Template.fromStack(stack)
  const policies = [
    ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'],
    'AWS::S3::BucketPolicy',
  ].flatMap((type) => [...resourcesOf(template, type, Policy).values()])
  const functions = [...resourcesOf(template, 'AWS::Lambda::Function', LambdaFunction).values()]
  return {
    template,
    functions,
    policies,
    statements: policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    queues: resourcesOf(
      template,
      'AWS::SQS::Queue',
      z.object({ RedrivePolicy: z.unknown().optional(), VisibilityTimeout: z.number().optional() }),
    ),
    alarms: [...resourcesOf(template, 'AWS::CloudWatch::Alarm', Alarm).values()],
    /** What a function may do, by its name in infra/system.ts. */
    statementsOf: (name: string): Statement[] => {
      const role = functions.find(({ FunctionName }) => FunctionName.endsWith(`-${name}`))?.Role[
        'Fn::GetAtt'
      ][0]
      return policies
        .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === role))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    },
  }
}
