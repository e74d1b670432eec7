import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { tableDefinition, tableShape } from '../../functions/platform/dynamo/table.ts'
import { functionNeeds } from '../../infra/aws/function-needs.ts'
import { typstArchitecture } from '../../infra/aws/typst-package.ts'
import {
  type FunctionName,
  functionNames,
  functions,
  functionsByTrigger,
  queueNames,
  queues,
} from '../../infra/system.ts'
import { makeStack, read, type Statement, settingsOf } from './synthesise.ts'

const stages = ['dev', 'prod'] as const

const allowed = (statements: Statement[]): string[] =>
  statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action)

describe.each(stages)('the %s stack', (stage) => {
  const stack = makeStack(settingsOf({ stage }))
  const {
    template,
    functions: deployed,
    policies,
    statements,
    queues: sqs,
    alarms,
    statementsOf,
  } = read(stack)
  const mayDo = (action: string): FunctionName[] =>
    functionNames.filter((name) => statementsOf(name).some(({ Action }) => Action.includes(action)))

  it('deploys each function of the system, and no other', () => {
    expect(deployed.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      functionNames.map((name) => `muster-${stage}-${name}`).sort(),
    )
  })

  it('runs every function on Node 24, on Arm unless the compiler it holds is built for another', () => {
    for (const { FunctionName, Runtime, Architectures } of deployed) {
      expect(Runtime).toBe('nodejs24.x')
      const isOnArm = typstArchitecture === 'arm64' || !FunctionName.endsWith('-build-pack')
      expect(Architectures).toEqual([isOnArm ? 'arm64' : 'x86_64'])
    }
  })

  it.each(functionNames)('gives %s the time the system table says', (name) => {
    const found = deployed.find(({ FunctionName }) => FunctionName === `muster-${stage}-${name}`)
    expect(found?.Timeout).toBe(functions[name].timeoutSeconds)
  })

  it('answers every route of the system, and no other', () => {
    const routes = functionsByTrigger('http').flatMap(({ trigger }) => trigger.routes)
    template.resourceCountIs('AWS::ApiGatewayV2::Route', routes.length)
    for (const RouteKey of routes) template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey })
  })

  it('lets API Gateway start a function for the route that no other takes', () => {
    // Its source is `<api>/<stage>/$default`, with one part less than that of a route with a path.
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/*/*'])] },
    })
  })

  it('writes no access log, where the links of leads would stand', () => {
    template.allResourcesProperties('AWS::ApiGatewayV2::Stage', { AccessLogSettings: Match.absent() })
  })

  it('has each queue of the system with its dead letters', () => {
    const [withDeadLetters, deadLetters] = [true, false].map((has) =>
      [...sqs.values()].filter(({ RedrivePolicy }) => (RedrivePolicy !== undefined) === has),
    )
    expect(withDeadLetters).toHaveLength(queueNames.length)
    expect(deadLetters).toHaveLength(queueNames.length)
    expect(withDeadLetters?.map(({ VisibilityTimeout }) => VisibilityTimeout).sort()).toEqual(
      queueNames.map((name) => queues[name].visibilityTimeoutSeconds).sort(),
    )
  })

  it('hides a message for at least six times as long as its function may take', () => {
    for (const { spec, trigger } of functionsByTrigger('queue')) {
      expect(queues[trigger.queue].visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * spec.timeoutSeconds)
    }
  })

  it('gives up a send well before its claim ends', () => {
    expect(functions['send-mail'].timeoutSeconds).toBeLessThanOrEqual(2.5 * 60)
  })

  it('feeds each worker from its queue, message by message', () => {
    for (const { trigger } of functionsByTrigger('queue')) {
      template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        BatchSize: trigger.batchSize,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      })
    }
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', functionsByTrigger('queue').length)
  })

  it('has an alarm for each function, each queue, the pages and a silent opening, that says what it means', () => {
    expect(alarms).toHaveLength(functionNames.length + queueNames.length + 2)
    for (const { AlarmDescription } of alarms) {
      expect(JSON.stringify(AlarmDescription)).toMatch(/[A-Z][^"]{20,}\. Look at /)
    }
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email' })
  })

  it('lets alarms into their topic', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      },
    })
  })

  it('makes the table as the entities need it, and keeps it', () => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = tableDefinition('any')
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        AttributeDefinitions,
        KeySchema,
        GlobalSecondaryIndexes,
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: tableShape.timeToLive, Enabled: true },
        SSESpecification: { SSEEnabled: true },
        Replicas: [
          {
            Region: 'eu-west-2',
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
      },
    })
  })

  it('keeps packs private, in versions, and for good', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: Match.anyValue(),
      },
    })
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    })
  })

  it('sweeps every quarter of an hour, as the system table says', () => {
    template.resourceCountIs('AWS::Scheduler::Schedule', 1)
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(15 minutes)',
      GroupName: `muster-${stage}`,
    })
    expect(functions.sweep.trigger.expression).toBe('rate(15 minutes)')
  })

  it('has one group for the schedules of all plans, and tells those who make them its name', () => {
    template.resourceCountIs('AWS::Scheduler::ScheduleGroup', 1)
    template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: `muster-${stage}` })
    const told = deployed.flatMap(({ Environment }) => Environment.Variables['SCHEDULE_GROUP'] ?? [])
    expect(told).toHaveLength(mayDo('scheduler:CreateSchedule').length)
  })

  it('starts the tick alone in the role that functions may pass on', () => {
    const passed = statements.filter(({ Action }) => Action.includes('iam:PassRole'))
    const [role] = new Set(passed.flatMap(({ Resource }) => Resource))
    expect(new Set(passed.flatMap(({ Resource }) => Resource)).size).toBe(1)
    const inRole = policies
      .filter(({ Roles }) => Roles.some(({ Ref }) => role?.includes(`"${Ref}"`)))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    expect(inRole).toHaveLength(1)
    expect(inRole[0]?.Action).toEqual(['lambda:InvokeFunction'])
    expect(inRole[0]?.Resource).toEqual([expect.stringContaining(`:function:muster-${stage}-tick"`)])
  })

  it('hands on what became of a mail as SES wrote it', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'sqs', RawMessageDelivery: true })
    template.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['send', 'delivery', 'bounce', 'complaint', 'reject', 'deliveryDelay'],
      },
    })
  })

  it('tracks neither opens nor clicks, whatever the account does', () => {
    template.allResourcesProperties('AWS::SES::ConfigurationSet', {
      VdmOptions: { DashboardOptions: { EngagementMetrics: 'DISABLED' } },
      TrackingOptions: Match.absent(),
    })
  })

  it('lets nothing delete from the table or the bucket', () => {
    const actions = allowed(statements).filter((action) => /^(dynamodb|s3):/.test(action))
    expect(new Set(actions)).toEqual(
      new Set([
        ...['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (action) => `dynamodb:${action}`,
        ),
        's3:GetObject',
        's3:PutObject',
      ]),
    )
  })

  it('lets the lead’s pages write uploads and evidence alone, and the console read evidence alone', () => {
    const folders = (name: FunctionName, action: string) => {
      const named = statementsOf(name)
        .filter(({ Action }) => Action.includes(action))
        .flatMap(({ Resource }) => Resource)
        .flatMap((resource) => /\/(\w+)\/\*/.exec(resource)?.[1] ?? [])
      return [...new Set(named)].toSorted()
    }
    expect(folders('lead-web', 's3:PutObject')).toEqual(['evidence', 'uploads'])
    expect(folders('lead-web', 's3:GetObject')).toEqual(['evidence', 'uploads'])
    expect(folders('console-web', 's3:GetObject')).toEqual(['evidence', 'imports', 'packs', 'snapshots'])
    expect(folders('console-web', 's3:PutObject')).toEqual(['imports', 'snapshots'])
  })

  it('lets uploads expire after a day with all that is left of them, and nothing else', () => {
    const [bucket] = Object.values(template.findResources('AWS::S3::Bucket'))
    const rules: Record<string, unknown>[] = bucket?.['Properties'].LifecycleConfiguration.Rules
    expect(rules.filter((rule) => JSON.stringify(rule).includes('xpir'))).toEqual([
      {
        Id: 'uploads-expire',
        Status: 'Enabled',
        Prefix: 'uploads/',
        ExpirationInDays: 1,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
      {
        Id: 'uploads-leave-no-markers',
        Status: 'Enabled',
        Prefix: 'uploads/',
        ExpiredObjectDeleteMarker: true,
      },
    ])
  })

  it('allows no action on everything, and names what it allows by pattern', () => {
    const patterns = statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Resource }) => Resource)
      .filter((resource) => resource.includes('*'))
    // Files of one folder and a plan's schedules have names that are not known beforehand.
    expect(new Set(patterns.map((resource) => /[^":]*\*.*?(?=")/.exec(resource)?.[0]))).toEqual(
      new Set([
        '/snapshots/*',
        '/packs/*',
        '/imports/*',
        '/uploads/*',
        '/evidence/*',
        `schedule/muster-${stage}/plan-*`,
      ]),
    )
    expect(allowed(statements).filter((action) => action.includes('*'))).toEqual([])
  })

  it.each<[action: string, by: FunctionName[]]>([
    ['ses:SendRawEmail', ['send-mail']],
    ['scheduler:CreateSchedule', ['console-web', 'tick', 'sweep']],
    ['iam:PassRole', ['console-web', 'tick', 'sweep']],
    ['sqs:SendMessage', ['lead-web', 'console-web', 'tick', 'sweep', 'mail-events', 'send-mail']],
    ['sqs:ReceiveMessage', ['send-mail', 'mail-events', 'build-pack']],
    ['s3:GetObject', ['lead-web', 'console-web', 'tick', 'sweep', 'send-mail', 'build-pack']],
    ['s3:PutObject', ['lead-web', 'console-web', 'tick', 'sweep', 'build-pack']],
  ])('allows %s to those who need it', (action, by) => {
    expect(mayDo(action).sort()).toEqual([...by].sort())
  })

  it('sends from the one address alone', () => {
    const sending = statementsOf('send-mail').find(({ Action }) => Action.includes('ses:SendRawEmail'))
    expect(sending?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'updates@partnership.test' } })
    expect(sending?.Resource).toHaveLength(2)
    expect(sending?.Resource).toContainEqual(expect.stringContaining(':identity/partnership.test"'))
  })

  it('says where everything is', () => {
    for (const output of ['Url', 'TableName', 'PackBucketName']) template.hasOutput(output, {})
  })
})

describe('the address of the pages', () => {
  it('is API Gateway’s own where no other is given', () => {
    const { template } = read(makeStack(settingsOf()))
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: false })
    template.hasOutput('Url', { Value: { 'Fn::GetAtt': Match.arrayWith(['ApiEndpoint']) } })
  })

  it('is the name of one’s own and no other where one is given', () => {
    const { template, functions: deployed } = read(
      makeStack(
        settingsOf({
          domainName: 'updates.partnership.test',
          certificateArn: 'arn:aws:acm:eu-west-2:111111111111:certificate/one',
        }),
      ),
    )
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true })
    template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', { DomainName: Match.anyValue() })
    template.hasOutput('Url', { Value: 'https://updates.partnership.test' })
    const urls = deployed.flatMap(({ Environment }) => Environment.Variables['PUBLIC_URL'] ?? [])
    expect(urls).toEqual(Array(3).fill('https://updates.partnership.test'))
  })
})

describe('the alarm of an opening of which no mail has gone out', () => {
  it('watches the log of everything that advances a plan', () => {
    const { template } = read(makeStack(settingsOf()))
    const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'))
    const logs = filters
      .filter(({ Properties }) => Properties.FilterPattern === '{ $.code = "cycle.nothing-sent" }')
      .map(({ Properties }) => Properties.LogGroupName.Ref)
    const groups = template.findResources('AWS::Logs::LogGroup')
    expect(logs.map((id) => groups[id]?.['Properties'].LogGroupName).sort()).toEqual(
      functionNames
        .filter((name) => functionNeeds[name].abilities.some((ability) => ability === 'arm-ticks'))
        .map((name) => `/muster/muster-dev-${name}`)
        .sort(),
    )
  })
})

describe('the worker that sends mail', () => {
  it.each([
    [1, '2000'],
    [14, '143'],
  ])('keeps to %i mails a second, however many there are', (mailsPerSecond, rest) => {
    const { template, functions: deployed } = read(makeStack(settingsOf({ mailsPerSecond })))
    const worker = deployed.find(({ FunctionName }) => FunctionName === 'muster-dev-send-mail')
    expect(worker?.Environment.Variables).toMatchObject({ MAIL_REST_MS: rest })
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 2 },
    })
  })
})

describe('a stack that may not be deployed', () => {
  it('is one whose addresses are examples', () => {
    const { template } = read(makeStack(settingsOf({ mailFrom: 'updates@muster.example' })))
    expect(template.toJSON()['Rules']).toHaveProperty('Addresses')
    expect(read(makeStack(settingsOf())).template.toJSON()['Rules'] ?? {}).not.toHaveProperty('Addresses')
  })
})
