import { defineConfig } from 'vitest/config'

// Needs the modules of both builds.
export default defineConfig({
  test: { include: ['tests/js/core/**/*.test.ts'], testTimeout: 60_000 },
})
