import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'

export type ClockworkProps = { groupName: string; tickArn: string }

/** The group of all schedules, and the role in which a one-time schedule starts the tick and nothing else. */
export class Clockwork extends Construct {
  readonly group: ScheduleGroup
  readonly tickArn: string
  readonly tickRole: Role

  constructor(scope: Construct, id: string, { groupName, tickArn }: ClockworkProps) {
    super(scope, id)
    this.group = new ScheduleGroup(this, 'Group', { scheduleGroupName: groupName })
    this.tickArn = tickArn
    this.tickRole = this.makeRole('TickRole', tickArn)
  }

  /** Making one-time schedules of plans, which may start the tick alone. */
  armTicks(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['scheduler:CreateSchedule'],
        resources: [
          Stack.of(this).formatArn({
            service: 'scheduler',
            resource: 'schedule',
            resourceName: `${this.group.scheduleGroupName}/plan-*`,
          }),
        ],
      }),
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.tickRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    ]
  }

  /** A standing schedule of a function, as `rate(..)` or `cron(..)` in UTC. */
  repeat(name: string, functionArn: string, expression: string): void {
    new CfnSchedule(this, name, {
      groupName: this.group.scheduleGroupName,
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: functionArn,
        roleArn: this.makeRole(`${name}-role`, functionArn).roleArn,
        // The next one does the same work, so an old one need not be made up for.
        retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 3 },
      },
    })
  }

  private makeRole(id: string, functionArn: string): Role {
    const { account } = Stack.of(this)
    const role = new Role(this, id, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        // Schedules of other groups and accounts may not act in this role.
        conditions: {
          StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': this.group.scheduleGroupArn },
        },
      }),
    })
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }))
    return role
  }
}
