import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// They take half a minute, so `npm run check` leaves them to `npm test`.
const longest = ['builder/executed', 'builder/beyond-insert', 'readme/examples', 'planetscale-concurrent']

export default defineConfig({
  test: {
    include: ['tests/js/**/*.test.ts'],
    // These have configurations of their own.
    exclude: [
      ...['tests/js/core/**', 'tests/js/example/**', 'tests/js/workerd/**', '**/node_modules/**'],
      ...(process.env.TCPLESS_CHECK ? longest.map((name) => `tests/js/${name}.test.ts`) : []),
    ],
    // One fewer than cores is usual, which of two leaves one half idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
