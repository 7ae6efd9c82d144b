// PlanetScale's protocol for a case: MariaDB, and before it the gateway of the tarball.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { serve } from './processes.mjs'
import { apps, environment, root, workspace } from './workspace.mjs'

let service

/** The engines of tests/services/ are in TypeScript. */
function startMariadb() {
  service ??= (async () => {
    const outfile = path.join(workspace, 'services/mariadb.mjs')
    const entryPoints = [path.join(root, 'tests/services/mariadb.ts')]
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm' })
    return import(pathToFileURL(outfile).href)
  })()
  return service.then((module) => module.startMariadb())
}

/** Calls `use` with the options, and in their environment PLANETSCALE_URL. */
export async function withPlanetscale(options, use) {
  const mariadb = await startMariadb()
  try {
    const log = options.log.replace(/\.log$/, '-gateway.log')
    const command = [
      path.join(apps, 'node_modules/.bin/tcpless'),
      'dev',
      '--quiet',
      '--port',
      '0',
      '--mysql',
      mariadb.url,
    ]
    const connectionString = () => /^http:\S+$/m.exec(readFileSync(log, 'utf8'))?.[0]
    return await serve(command, { cwd: apps, env: environment, log }, connectionString, (url) =>
      use({ ...options, env: { ...options.env, PLANETSCALE_URL: url } }),
    )
  } finally {
    await mariadb.stop()
  }
}
