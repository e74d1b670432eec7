import type { Plan } from '../../plan/plan.ts'

/** When mail that is owed now goes out, to stand in a sentence. */
export const whenMailed = ({ paused }: Pick<Plan, 'paused'>): string =>
  paused ? 'once the plan is resumed' : 'at once or when working hours begin'
