import { createHash } from 'node:crypto'
import {
  ConflictException,
  CreateScheduleCommand,
  SchedulerClient,
  ValidationException,
} from '@aws-sdk/client-scheduler'
import type { Scheduler } from '../cycle/ports.ts'
import type { Instant, PlanKey } from '../plan/plan.ts'
import { logFault } from './log.ts'

export type SchedulerOptions = { group: string; roleArn: string; targetArn: string }

/** One-time schedules of EventBridge Scheduler, which delete themselves when they have fired. */
export const createScheduler = ({ group, roleArn, targetArn }: SchedulerOptions): Scheduler => {
  const client = new SchedulerClient({})
  return {
    arm: async ({ partnershipId, planId }, moment) => {
      try {
        await client.send(
          new CreateScheduleCommand({
            Name: scheduleName({ partnershipId, planId }, moment),
            GroupName: group,
            ScheduleExpression: `at(${wholeSecond(moment)})`,
            ScheduleExpressionTimezone: 'UTC',
            FlexibleTimeWindow: { Mode: 'OFF' },
            ActionAfterCompletion: 'DELETE',
            Target: {
              Arn: targetArn,
              RoleArn: roleArn,
              Input: JSON.stringify({ partnershipId, planId, moment }),
            },
          }),
        )
      } catch (error) {
        // The same plan and moment is the same tick, armed before.
        if (error instanceof ConflictException) return
        // A moment that has passed on the way here is refused. The plan carries it for the sweeper.
        if (!(error instanceof ValidationException)) throw error
        logFault('plan.not-armed', error, { partnershipId, planId })
      }
    },
  }
}

/** Names hold at most 64 letters, digits, `-`, `_` and `.`; plan ids may be longer, so they are hashed. */
const scheduleName = ({ partnershipId, planId }: PlanKey, moment: Instant): string => {
  // As JSON, so that no two pairs of ids read the same.
  const pair = JSON.stringify([partnershipId, planId])
  const plan = createHash('sha256').update(pair).digest('hex').slice(0, 20)
  return `plan-${plan}-${moment.replaceAll(/[^0-9TZ]/g, '')}`
}

/** `at()` takes whole seconds: the next one, so that a tick is never too early for its moment. */
const wholeSecond = (moment: Instant): string =>
  new Date(Math.ceil(Date.parse(moment) / 1000) * 1000).toISOString().slice(0, 19)
