import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/js/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
