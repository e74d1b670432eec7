import { Duration } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { QueueSpec } from '../../system.ts'
import { countedOver, type FailureNotice, ImpactAlarm } from './impact-alarm.ts'

export type WorkQueueProps = FailureNotice & QueueSpec

export type FeedOptions = {
  batchSize: number
  /** How many batches are worked on at once; as many as there are where it is not given. At least 2. */
  maxConcurrency?: number
}

/** A queue, the queue of what failed too often, and the alarm that goes with it. */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(
    scope: Construct,
    id: string,
    { maxReceiveCount, visibilityTimeoutSeconds, ...notice }: WorkQueueProps,
  ) {
    super(scope, id)
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest there is: a failure may wait for somebody to come back from leave.
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(visibilityTimeoutSeconds),
      // Less than the dead letters', whose clock starts when a message was first sent.
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    })
    new ImpactAlarm(this, 'Alarm', {
      ...notice,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: countedOver,
        statistic: 'Maximum',
      }),
      threshold: 1,
      lookAt: `the queue ${this.deadLetters.queueName}`,
    })
  }

  /** Lets a function work on the queue; what it reports as failed comes again, the rest is done. */
  feed(target: IFunction, { batchSize, maxConcurrency }: FeedOptions): void {
    target.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        reportBatchItemFailures: true,
        ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      }),
    )
  }
}
