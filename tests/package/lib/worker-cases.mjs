// The package in workerd, through everything that brings it there.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { checkServer } from './bodies.mjs'
import { withPlanetscale } from './planetscale.mjs'
import { run } from './processes.mjs'
import { tool } from './workspace.mjs'

/** Writes .dev.vars, where wrangler finds the secrets of development. */
function writeSecrets({ options: { cwd, env } }) {
  writeFileSync(path.join(cwd, '.dev.vars'), `DATABASE_URL=${env.DATABASE_URL}\n`)
}

const wranglerDev = (port) => [
  ...[tool('wrangler'), 'dev', '--local', '--ip', '127.0.0.1', '--port', `${port}`],
  ...['--inspector-port', '0', '--show-interactive-dev-session=false'],
]

/** Serves a bundle by workerd alone. */
const workerd =
  (folder, ...objects) =>
  (port) => ['node', '../shared/serve-worker.mjs', folder, `${port}`, ...objects]

/** Only the modules that the Worker imports may be uploaded. */
function checkModules(folder, wanted = 'd1,neon') {
  const modules = readdirSync(folder).filter((file) => file.endsWith('.wasm'))
  const names = modules.map((file) => /(neon|d1|planetscale|all)(-[A-Z0-9]+)?\.wasm$/.exec(file)?.[1]).sort()
  if (names.join() !== wanted) throw new Error(`the modules beside the bundle are ${modules.join(', ')}`)
}

export const workerCases = {
  'wrangler dev': {
    fixture: 'wrangler',
    check(context) {
      writeSecrets(context)
      return checkServer(wranglerDev, context.options, { d1: true, object: true })
    },
  },
  'wrangler deploy --dry-run': {
    fixture: 'wrangler',
    async check({ options }) {
      await run([tool('wrangler'), 'deploy', '--dry-run', '--outdir', 'out'], options)
      checkModules(path.join(options.cwd, 'out'))
      await checkServer(workerd('out', 'NOTES=Notes', 'OWN=Own'), options, { d1: true, object: true })
    },
  },
  'Workers Vitest plugin': {
    fixture: 'vitest',
    async check({ options }) {
      await run([tool('vitest'), 'run', '--reporter=default', '--reporter=json', '--outputFile=out.json'], options)
      const report = JSON.parse(readFileSync(path.join(options.cwd, 'out.json'), 'utf8'))
      if (report.numPassedTests !== 7) throw new Error(`${report.numPassedTests} of its 7 tests passed`)
    },
  },
  'esbuild for workerd': {
    fixture: 'esbuild-workerd',
    async check({ options }) {
      const target = ['--format=esm', '--conditions=workerd,worker,browser', '--loader:.wasm=copy']
      await run([tool('esbuild'), 'index.ts', '--bundle', '--minify', ...target, '--outdir=out'], options)
      checkModules(path.join(options.cwd, 'out'))
      await checkServer(workerd('out'), options, { d1: true })
    },
  },
  'esbuild for workerd, PlanetScale': {
    fixture: 'esbuild-workerd',
    async check({ options }) {
      const target = ['--format=esm', '--conditions=workerd,worker,browser', '--loader:.wasm=copy']
      const output = ['--entry-names=index', '--outdir=planetscale']
      await run([tool('esbuild'), 'planetscale.ts', '--bundle', '--minify', ...target, ...output], options)
      checkModules(path.join(options.cwd, 'planetscale'), 'planetscale')
      await withPlanetscale(options, (given) => checkServer(workerd('planetscale'), given, { planetscale: true }))
    },
  },
  'Hono, wrangler dev': {
    fixture: 'hono',
    check(context) {
      writeSecrets(context)
      return checkServer(wranglerDev, context.options)
    },
  },
}
