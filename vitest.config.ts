import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Engines and browsers start slowly on a busy machine of two cores; no test measures time.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['tests/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
        },
      },
      {
        // The same behaviours again on the table in memory, which stands in for DynamoDB in the simulation.
        extends: true,
        test: {
          name: 'in-memory',
          include: [
            'tests/contract/{changes,conflict,hand-over,import,lead-answers,link,merge-people,month,pack-snapshot,pack-timetable,packs,send-message,submit}.test.ts',
          ],
          provide: { dynamodbUrl: null },
        },
      },
    ],
  },
})
