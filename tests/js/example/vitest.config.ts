import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Else there would be a folder node_modules here.
  cacheDir: join(import.meta.dirname, '../../../node_modules/.vite/example'),
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: 'global-setup.ts',
    // They share one Worker and two cores.
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
