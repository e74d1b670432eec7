import { ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import {
  type FunctionName,
  functions,
  functionsByTrigger,
  type QueueName,
  queues,
  scheduleGroup,
  sesConfigurationSet,
} from '../system.ts'
import { grantAll, type Parts } from './abilities.ts'
import { Clockwork } from './clockwork.ts'
import { refuseDeploy } from './constructs/deploy-guard.ts'
import { LogAlarm } from './constructs/log-alarm.ts'
import { MusterFunction } from './constructs/muster-function.ts'
import { WorkQueue } from './constructs/work-queue.ts'
import { type FunctionNeeds, functionNeeds } from './function-needs.ts'
import { MailDelivery } from './mail-delivery.ts'
import type { Settings } from './settings.ts'
import { Storage } from './storage.ts'
import { bundleTypst, findTypst } from './typst-package.ts'
import { Web } from './web.ts'

/** What it means when a message of a queue has failed as often as it may. */
const queueImpacts = {
  mail: 'A mail was given up on: its reader may not have been asked. The sweep queues it again while it is owed.',
  'mail-events':
    'What became of a mail was not recorded: a coordinator may take a mail that bounced for one that arrived.',
  packs: 'A pack could not be made, so its board cannot be given it. No answer is lost.',
} as const satisfies Record<QueueName, string>

/** Where the metrics of what logs say are kept. */
const metricNamespace = 'Muster'

/** The whole system in one account and region. */
export class MusterStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      description: `Muster, ${settings.stage}: monthly updates of improvement plans and their governance packs`,
      env: { region: settings.region },
      terminationProtection: settings.stage === 'prod',
      tags: { service: 'muster', stage: settings.stage },
    })
    const nameOf = (name: string): string => `muster-${settings.stage}-${name}`
    const alarmTopic = this.makeAlarmTopic(settings.alarmEmail)
    const workQueues = this.makeQueues(alarmTopic)

    const web = new Web(this, 'Web', {
      apiName: nameOf('web'),
      domain:
        settings.domainName && settings.certificateArn
          ? { name: settings.domainName, certificateArn: settings.certificateArn }
          : null,
      errorImpact:
        'Leads or coordinators met an error instead of a page. They can try again; saved answers are kept.',
      alarmTopic,
    })
    const parts = {
      storage: new Storage(this, 'Storage'),
      clockwork: new Clockwork(this, 'Clockwork', {
        groupName: `${scheduleGroup}-${settings.stage}`,
        // By name and not from the function, which must itself know it.
        tickArn: this.formatArn({
          service: 'lambda',
          resource: 'function',
          resourceName: nameOf('tick' satisfies FunctionName),
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      }),
      mailDelivery: new MailDelivery(this, 'MailDelivery', {
        ...settings,
        configurationSetName: `${sesConfigurationSet}-${settings.stage}`,
        events: workQueues['mail-events'],
      }),
      queues: workQueues,
      publicUrl: web.publicUrl,
      mailFrom: settings.mailFrom,
      mailsPerSecond: settings.mailsPerSecond,
    } satisfies Parts

    const deployed = this.makeFunctions(nameOf, parts, alarmTopic)
    new LogAlarm(this, 'NothingSent', {
      code: 'cycle.nothing-sent',
      // Whatever advances a plan.
      logGroups: [deployed.tick, deployed.sweep, deployed['console-web']].map(({ logGroup }) => logGroup),
      metricNamespace,
      metricName: nameOf('nothing-sent'),
      errorImpact:
        'A month was opened an hour ago and not one lead has been mailed, so nobody knows that they are asked. What is owed is kept, and is sent once the mail service takes it: look first at whether SES lets the account send.',
      alarmTopic,
    })
    for (const { name, trigger } of functionsByTrigger('http')) {
      web.route(name, deployed[name].lambda, trigger.routes)
    }
    for (const { name, trigger } of functionsByTrigger('queue')) {
      const { maxConcurrency }: FunctionNeeds = functionNeeds[name]
      workQueues[trigger.queue].feed(deployed[name].lambda, {
        batchSize: trigger.batchSize,
        ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      })
    }
    for (const { name, trigger } of functionsByTrigger('schedule')) {
      if (trigger.expression)
        parts.clockwork.repeat(name, deployed[name].lambda.functionArn, trigger.expression)
    }

    new CfnOutput(this, 'Url', { value: web.publicUrl, description: 'Where the pages are' })
    if (web.domainTarget) {
      new CfnOutput(this, 'DomainTarget', {
        value: web.domainTarget,
        description: 'What the DNS record of the domain name must point to',
      })
    }
    new CfnOutput(this, 'TableName', { value: parts.storage.table.tableName })
    new CfnOutput(this, 'PackBucketName', { value: parts.storage.packs.bucketName })

    if (settings.hasPlaceholders) {
      refuseDeploy(this, 'Addresses', 'Set mailFrom and alarmEmail to addresses that can be used.')
    }
  }

  private makeAlarmTopic(alarmEmail: string): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true })
    // A topic with a policy of its own does not let alarms in by default.
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    topic.addSubscription(new EmailSubscription(alarmEmail))
    return topic
  }

  private makeQueues(alarmTopic: Topic): Record<QueueName, WorkQueue> {
    const scope = new Construct(this, 'Queues')
    const make = (name: QueueName): WorkQueue =>
      new WorkQueue(scope, name, { ...queues[name], errorImpact: queueImpacts[name], alarmTopic })
    return { mail: make('mail'), 'mail-events': make('mail-events'), packs: make('packs') }
  }

  private makeFunctions(
    nameOf: (name: string) => string,
    parts: Parts,
    alarmTopic: Topic,
  ): Record<FunctionName, MusterFunction> {
    const typst = findTypst()
    const scope = new Construct(this, 'Functions')
    const make = (name: FunctionName): MusterFunction => {
      const needs: FunctionNeeds = functionNeeds[name]
      return new MusterFunction(scope, name, {
        ...functions[name],
        ...needs,
        ...grantAll(needs.abilities, parts),
        ...(needs.abilities.includes('make-packs') ? bundleTypst(typst.folder) : {}),
        functionName: nameOf(name),
        metricNamespace,
        alarmTopic,
      })
    }
    if (!typst.isForLambda) {
      refuseDeploy(this, 'Typst', 'The Typst compiler in it is not the one for Lambda. Use npm run deploy.')
    }
    return {
      'lead-web': make('lead-web'),
      'console-web': make('console-web'),
      tick: make('tick'),
      sweep: make('sweep'),
      'send-mail': make('send-mail'),
      'mail-events': make('mail-events'),
      'build-pack': make('build-pack'),
    }
  }
}
