import { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
} from 'aws-cdk-lib/aws-ses'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { WorkQueue } from './constructs/work-queue.ts'

export type MailDeliveryProps = {
  configurationSetName: string
  /** The verified identity, and the one address of it that mail may come from. */
  mailIdentity: string
  mailFrom: string
  events: WorkQueue
}

/** How mail leaves, and how what became of it comes back: SES, a topic, the queue of mail events. */
export class MailDelivery extends Construct {
  readonly configurationSet: ConfigurationSet
  readonly #identity: Pick<MailDeliveryProps, 'mailIdentity' | 'mailFrom'>

  constructor(scope: Construct, id: string, props: MailDeliveryProps) {
    super(scope, id)
    this.#identity = props
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: props.configurationSetName,
      // A mail holds a link that opens a form: rather a bounce than that in plain sight.
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      // Engagement metrics would rewrite every link to pass through a tracker, even where the
      // account has them on.
      vdmOptions: { engagementMetrics: false },
    })
    const topic = new Topic(this, 'Events', { enforceSSL: true })
    // Neither opens nor clicks, for the same reason.
    this.configurationSet.addEventDestination('Destination', {
      destination: EventDestination.snsTopic(topic),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    })
    topic.addSubscription(
      new SqsSubscription(props.events.queue, {
        rawMessageDelivery: true,
        deadLetterQueue: props.events.deadLetters,
      }),
    )
  }

  /** Sending from the one address, through the one configuration set. */
  sendMail(): PolicyStatement {
    const arn = (resource: string, resourceName: string): string =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName })
    return new PolicyStatement({
      actions: ['ses:SendRawEmail'],
      resources: [
        arn('identity', this.#identity.mailIdentity),
        arn('configuration-set', this.configurationSet.configurationSetName),
      ],
      conditions: { StringEquals: { 'ses:FromAddress': this.#identity.mailFrom } },
    })
  }
}
