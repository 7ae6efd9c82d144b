import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/js/**/*.test.ts'],
    // These have configurations of their own.
    exclude: ['tests/js/core/**', 'tests/js/example/**', 'tests/js/workerd/**', '**/node_modules/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
