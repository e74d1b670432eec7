import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { LogCode } from '../../../functions/platform/log.ts'
import { countedOver, type FailureNotice, ImpactAlarm } from './impact-alarm.ts'

export type LogAlarmProps = FailureNotice & {
  /** The code of the lines that raise it, each of them. */
  code: LogCode
  /** Every log in which the code may be written. */
  logGroups: readonly ILogGroup[]
  metricNamespace: string
  metricName: string
}

/** An alarm for something that is wrong though no function failed: a line with a code says so. */
export class LogAlarm extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { code, logGroups, metricNamespace, metricName, ...notice }: LogAlarmProps,
  ) {
    super(scope, id)
    const [filter] = logGroups.map(
      (logGroup, index) =>
        new MetricFilter(this, `Filter${index}`, {
          logGroup,
          metricNamespace,
          metricName,
          filterPattern: FilterPattern.stringValue('$.code', '=', code),
          metricValue: '1',
        }),
    )
    if (!filter) throw new Error(`${this.node.path}: there is no log to watch`)
    new ImpactAlarm(this, 'Alarm', {
      ...notice,
      // All filters count into one metric.
      metric: filter.metric({ period: countedOver, statistic: 'Sum' }),
      threshold: 1,
      lookAt: `the logs ${logGroups.map(({ logGroupName }) => logGroupName).join(', ')} for ${code}`,
    })
  }
}
