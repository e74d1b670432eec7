import { Match, Template } from 'aws-cdk-lib/assertions'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { describe, expect, it } from 'vitest'
import { refuseDeploy } from '../../infra/aws/constructs/deploy-guard.ts'
import { ImpactAlarm } from '../../infra/aws/constructs/impact-alarm.ts'
import { LogAlarm } from '../../infra/aws/constructs/log-alarm.ts'
import { MusterFunction } from '../../infra/aws/constructs/muster-function.ts'
import { WorkQueue } from '../../infra/aws/constructs/work-queue.ts'
import { makeEmptyStack } from './synthesise.ts'

const errorImpact = 'Parcels stay where they are.'

const makeQueue = () => {
  const { stack, alarmTopic } = makeEmptyStack()
  const made = new WorkQueue(stack, 'parcels', {
    deadLetters: 'parcels-dead-letters',
    maxReceiveCount: 5,
    visibilityTimeoutSeconds: 180,
    errorImpact,
    alarmTopic,
  })
  return { stack, alarmTopic, made, synthesise: () => Template.fromStack(stack) }
}

const makeFunction = () => {
  const { stack, alarmTopic, made: queue } = makeQueue()
  const made = new MusterFunction(stack, 'Carrier', {
    functionName: 'muster-test-carrier',
    metricNamespace: 'Muster',
    entry: 'functions/entrypoints/mail-events.ts',
    timeoutSeconds: 30,
    memoryMegabytes: 256,
    environment: { TABLE_NAME: 'one' },
    statements: [
      new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: ['arn:aws:dynamodb:::one'] }),
    ],
    faultsUntilAlarm: 3,
    errorImpact,
    alarmTopic,
  })
  return { stack, alarmTopic, queue, made, synthesise: () => Template.fromStack(stack) }
}

describe('an alarm', () => {
  it.each(['', 'errors', 'The queue', 'parcels stay where they are.', 'Parcels stay where they are'])(
    'cannot be made with "%s" as what its failure means',
    (notASentence) => {
      const { stack, alarmTopic, made } = makeQueue()
      const metric = made.queue.metricNumberOfMessagesSent()
      const props = { errorImpact: notASentence, alarmTopic, metric, threshold: 1, lookAt: 'it' }
      expect(() => new ImpactAlarm(stack, 'Alarm', props)).toThrow('errorImpact must be a sentence')
    },
  )
})

describe('a work queue', () => {
  it('sets aside what failed as often as it may', () => {
    const { stack, made, synthesise } = makeQueue()
    synthesise().hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 180,
      RedrivePolicy: { deadLetterTargetArn: stack.resolve(made.deadLetters.queueArn), maxReceiveCount: 5 },
    })
  })

  it('raises an alarm that says what it means as soon as one message is set aside', () => {
    const { stack, alarmTopic, made, synthesise } = makeQueue()
    synthesise().hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: stack.resolve(made.deadLetters.queueName) }],
      AlarmActions: [stack.resolve(alarmTopic.topicArn)],
      AlarmDescription: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(errorImpact)])] },
    })
  })

  it('keeps a failed message for as long as SQS can', () => {
    makeQueue()
      .synthesise()
      .hasResourceProperties('AWS::SQS::Queue', {
        RedrivePolicy: Match.absent(),
        MessageRetentionPeriod: 14 * 24 * 60 * 60,
      })
  })

  it('brings back only the messages of a batch that failed', () => {
    const { stack, queue, made, synthesise } = makeFunction()
    queue.feed(made.lambda, { batchSize: 10, maxConcurrency: 2 })
    synthesise().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      EventSourceArn: stack.resolve(queue.queue.queueArn),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    })
  })
})

describe('a function', () => {
  it('runs on Node 24 on Arm, with the variables it is given and the maps of its source', () => {
    makeFunction()
      .synthesise()
      .hasResourceProperties('AWS::Lambda::Function', {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Environment: { Variables: { TABLE_NAME: 'one', NODE_OPTIONS: '--enable-source-maps' } },
      })
  })

  it('may write its own log and do what it is given, and nothing else', () => {
    const { stack, made, synthesise } = makeFunction()
    const policies = synthesise().findResources('AWS::IAM::Policy')
    const log = stack.resolve(made.lambda.logGroup.logGroupArn)
    expect(Object.values(policies).map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: log },
        { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:::one' },
      ],
    ])
    synthesise().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Principal: { Service: 'lambda.amazonaws.com' } })],
      },
      ManagedPolicyArns: Match.absent(),
    })
  })

  it('keeps its log for three months', () => {
    makeFunction().synthesise().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 })
  })

  it('counts the faults it survives as well as its crashes', () => {
    const { synthesise } = makeFunction()
    synthesise().hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.fault = "*" }',
      MetricTransformations: [
        { MetricNamespace: 'Muster', MetricName: 'muster-test-carrier-faults', MetricValue: '1' },
      ],
    })
    const metric = (name: string) => Match.objectLike({ MetricStat: { Metric: { MetricName: name } } })
    synthesise().hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 3,
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'FILL(crashes, 0) + FILL(faults, 0)' }),
        metric('Errors'),
        metric('muster-test-carrier-faults'),
      ]),
    })
  })
})

describe('an alarm of what logs say', () => {
  it('is raised by one line with its code in any of the logs', () => {
    const { stack, alarmTopic, made } = makeFunction()
    const { logGroup } = made
    new LogAlarm(stack, 'Silence', {
      code: 'cycle.nothing-sent',
      logGroups: [logGroup],
      metricNamespace: 'Muster',
      metricName: 'silence',
      errorImpact,
      alarmTopic,
    })
    const template = Template.fromStack(stack)
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.code = "cycle.nothing-sent" }',
      LogGroupName: stack.resolve(logGroup.logGroupName),
      MetricTransformations: [{ MetricNamespace: 'Muster', MetricName: 'silence', MetricValue: '1' }],
    })
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'silence',
      Namespace: 'Muster',
      Statistic: 'Sum',
      Threshold: 1,
    })
  })
})

describe('what cannot be deployed', () => {
  it('is refused by CloudFormation too', () => {
    const { stack } = makeEmptyStack()
    refuseDeploy(stack, 'Unfit', 'It is not fit.')
    expect(Template.fromStack(stack).toJSON()['Rules'].Unfit).toEqual({
      Assertions: [
        { Assert: { 'Fn::Equals': ['refused', 'deployable'] }, AssertDescription: 'It is not fit.' },
      ],
    })
  })
})
