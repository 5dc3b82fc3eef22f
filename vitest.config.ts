/** Two projects over one private PostgreSQL: `unit` beside the files, `system` below tests/ (walls, vectors, whole system, browser). */
import { configDefaults, defineConfig } from 'vitest/config'

const exclude = [...configDefaults.exclude, 'data/**', 'out/**', '**/dist/**']

export default defineConfig({
  test: {
    globalSetup: ['tests/setup/postgres.ts'],
    env: { TZ: 'Asia/Shanghai' },
    pool: 'forks',
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'apps/portal/**/*.test.tsx'],
          exclude,
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // Vitest would leave one of two cores alone.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          exclude,
          environment: 'node',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Whole systems and browsers wait a good deal: two at a time fill two cores, more would starve each other.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
    ],
  },
})
