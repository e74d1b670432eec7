import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'

/** What everything that can fail must say of itself, and to whom. */
export type FailureNotice = {
  /** What the failure means to a user, and what is lost or not. One or more whole sentences. */
  errorImpact: string
  alarmTopic: ITopic
}

export type ImpactAlarmProps = FailureNotice & {
  /** A count of failures. */
  metric: IMetric
  /** As many failures within a period of the metric raise the alarm. */
  threshold: number
  /** Where to look first. */
  lookAt: string
}

/** The period over which failures are counted. */
export const countedOver = Duration.minutes(5)

/** An alarm whose description tells whoever is woken what it means to a user. */
export class ImpactAlarm extends Alarm {
  /** @throws when the impact is not a sentence. */
  constructor(
    scope: Construct,
    id: string,
    { errorImpact, alarmTopic, metric, threshold, lookAt }: ImpactAlarmProps,
  ) {
    if (!/^[A-Z].*\s.*\s.*\.$/s.test(errorImpact)) {
      throw new Error(`${scope.node.path}: errorImpact must be a sentence that says what users notice`)
    }
    super(scope, id, {
      alarmDescription: `${errorImpact} Look at ${lookAt}.`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    this.addAlarmAction(new SnsAction(alarmTopic))
  }
}
