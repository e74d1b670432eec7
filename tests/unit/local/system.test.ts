import { expect, test } from 'vitest'
import { functionNames, functions, functionsByTrigger, queueNames, queues } from '../../../infra/system.ts'

test('the list of functions is the whole table', () => {
  expect([...functionNames].toSorted()).toEqual(Object.keys(functions).toSorted())
  expect([...queueNames].toSorted()).toEqual(Object.keys(queues).toSorted())
})

test('every queue feeds one function and hides a message for six times as long as that may run', () => {
  const fed = functionsByTrigger('queue')
  expect(fed.map(({ trigger }) => trigger.queue).toSorted()).toEqual([...queueNames].toSorted())
  for (const { spec, trigger } of fed) {
    expect(queues[trigger.queue].visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * spec.timeoutSeconds)
  }
})

test('no two functions share a route', () => {
  const routes = functionsByTrigger('http').flatMap(({ trigger }) => trigger.routes)
  expect(new Set(routes).size).toBe(routes.length)
  expect(routes).toContain('$default')
})
