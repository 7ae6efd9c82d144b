import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/js/**/*.test.ts'],
    // These have configurations of their own.
    exclude: ['tests/js/core/**', 'tests/js/example/**', 'tests/js/workerd/**', '**/node_modules/**'],
    // `npm run check` is waited for; elsewhere a core is left to the servers and hosts under test.
    ...(process.env.TCPLESS_CHECK && { maxWorkers: 2 }),
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
