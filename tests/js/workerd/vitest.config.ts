import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// The tests that need nothing of Node's own run again inside workerd.
const shared = [
  'answers',
  'batch',
  'body',
  'compat-d1',
  'compat-neon',
  'd1-lazy',
  'd1-rest',
  'deadline',
  'lazy',
  'options',
  'parameters',
  'planetscale',
  'planetscale-commit',
  'planetscale-transactions',
  'respond',
  'respond-forms',
  'retry',
  'rows',
  'secrets',
  'stream',
  'template',
]
const root = new URL('../../..', import.meta.url).pathname

// workerd loads these files itself: Vite would make an instance of the module, which cannot be made again.
const loadFiles = {
  name: 'load-files-as-they-are',
  enforce: 'pre' as const,
  resolveId(source: string) {
    const [, name] = /^#module\/(\w+)$/.exec(source) ?? []
    return name ? { id: `${root}dist/bindings/load/workerd/${name}.js`, external: true } : undefined
  },
}

export default defineConfig({
  plugins: [
    loadFiles,
    cloudflareTest({
      main: './tests/js/workerd/objects.ts',
      miniflare: {
        compatibilityDate: '2026-10-01',
        compatibilityFlags: ['nodejs_compat'],
        modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
        d1Databases: ['DB'],
        durableObjects: {
          PLAIN: { className: 'Plain', useSQLite: true },
          TENANT: { className: 'Tenant', useSQLite: true },
          DELEGATING: { className: 'Delegating', useSQLite: true },
        },
      },
    }),
  ],
  test: {
    root,
    include: ['tests/js/workerd/*.test.ts', `tests/js/{${shared.join(',')}}.test.ts`],
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
