// Libraries that import an official driver by name, on the alias package in its place: build/package-matrix/orms/ has
// what orms/package-lock.json says, and the packages as they were just built.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { freePort, run, serve } from './processes.mjs'
import { withPlanetscale } from './planetscale.mjs'
import { apps, logFile, npm, root, tool, workspace } from './workspace.mjs'

const folder = path.join(workspace, 'orms')
/** The official package of each alias. */
const aliases = { 'tcpless-neon': '@neondatabase/serverless', 'tcpless-planetscale': '@planetscale/database' }

let installation

/** Installs, once. */
function install(tarball) {
  installation ??= (async () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    cpSync(path.join(root, 'tests/package/orms'), folder, { recursive: true })
    copyFileSync(tarball, path.join(folder, 'tcpless.tgz'))
    const options = { cwd: folder, env: process.env, log: logFile('npm pack the alias') }
    for (const alias of Object.keys(aliases)) {
      const source = path.join(root, 'build/packages', alias)
      const printed = await run(['npm', 'pack', '--ignore-scripts', '--loglevel=error', source], options)
      copyFileSync(path.join(folder, printed.trim().split('\n').at(-1)), path.join(folder, `${alias}.tgz`))
    }
    takeVersion()
    await run(['npm', 'ci', ...npm], { ...options, log: logFile('npm ci of the ORMs'), minutes: 8 })
  })()
  return installation
}

// The lock file has no checksum of the tarballs, and whatever version they had when it was made.
function takeVersion() {
  const file = path.join(folder, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  for (const name of [...Object.values(aliases), 'tcpless']) lock.packages[`node_modules/${name}`].version = version
  for (const name of Object.values(aliases)) lock.packages[`node_modules/${name}`].dependencies.tcpless = version
  writeFileSync(file, JSON.stringify(lock))
}

/** Every package.json in the tree: the official drivers are none of them, each alias stands once under its name. */
function checkTree() {
  const manifests = readdirSync(path.join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'package.json')
    .map((file) => ({ file, name: JSON.parse(readFileSync(path.join(folder, 'node_modules', file), 'utf8')).name }))
  const places = (wanted) => manifests.filter(({ name }) => name === wanted).map(({ file }) => file)
  for (const official of Object.values(aliases)) {
    if (places(official).length > 0) throw new Error(`the official driver is in ${places(official).join(', ')}`)
  }
  const expected = { ...aliases, tcpless: 'tcpless' }
  for (const [name, place] of Object.entries(expected)) {
    if (places(name).join() !== path.join(place, 'package.json'))
      throw new Error(`${name} is in ${places(name).join(', ') || 'no place'}`)
  }
  return `${manifests.length} packages`
}

/** What Prisma generates needs no engine, but its command asks the internet for one unless it is told of another. */
const prismaEnvironment = {
  PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
}

function generatePrisma(schema, options) {
  const generate = ['node_modules/.bin/prisma', 'generate', '--schema', schema]
  return run(generate, { ...options, env: { ...options.env, ...prismaEnvironment } })
}

const inFolder = (work) => ({
  async check(context) {
    await install(context.tarball)
    return work({ ...context.options, cwd: folder })
  },
})

/** Bundles worker.js for workerd and asks it. */
async function checkWorker(options) {
  const target = ['--format=esm', '--conditions=workerd,worker,browser', '--loader:.wasm=copy']
  await run([tool('esbuild'), 'worker.js', '--bundle', '--minify', ...target, '--outfile=out/index.js'], options)
  const port = await freePort()
  const command = ['node', path.join(apps, 'shared/serve-worker.mjs'), 'out', String(port)]
  const answer = await serve(
    command,
    options,
    () => fetch(`http://127.0.0.1:${port}/`),
    (response) => response.text(),
  )
  const expected = '{"rows":[{"one":1,"no":false}],"types":[23,16]}'
  if (answer !== expected) throw new Error(`the Worker answered ${answer}`)
}

export const ormCases = {
  ...Object.fromEntries(
    Object.keys(aliases).flatMap((alias) => [
      [`${alias}: publint`, inFolder((options) => run([tool('publint'), `${alias}.tgz`, '--strict'], options))],
      [`${alias}: attw`, inFolder((options) => run([tool('attw'), `${alias}.tgz`, '--profile', 'esm-only'], options))],
    ]),
  ),
  'ORMs on the alias package: the official driver is nowhere': inFolder(checkTree),
  'ORMs on the alias package: Drizzle neon-http': inFolder((options) => run(['node', 'drizzle.js'], options)),
  'ORMs on the alias package: kysely-neon': inFolder((options) => run(['node', 'kysely.js'], options)),
  "ORMs on the alias package: Prisma's HTTP adapter": inFolder((options) =>
    run(['node', 'prisma-adapter.js'], options),
  ),
  'ORMs on the alias package: Prisma Client': inFolder(async (options) => {
    await generatePrisma('schema.prisma', options)
    return run(['node', 'prisma-client.js'], options)
  }),
  'ORMs on the alias package: Drizzle planetscale-serverless': inFolder((options) =>
    withPlanetscale(options, (given) => run(['node', 'drizzle-planetscale.js'], given)),
  ),
  'ORMs on the alias package: kysely-planetscale': inFolder((options) =>
    withPlanetscale(options, (given) => run(['node', 'kysely-planetscale.js'], given)),
  ),
  "ORMs on the alias package: Prisma's PlanetScale adapter": inFolder((options) =>
    withPlanetscale(options, (given) => run(['node', 'prisma-planetscale.js'], given)),
  ),
  'ORMs on the alias package: Prisma Client on PlanetScale': inFolder(async (options) => {
    await generatePrisma('schema-planetscale.prisma', options)
    return withPlanetscale(options, (given) => run(['node', 'prisma-client-planetscale.js'], given))
  }),
  'ORMs on the alias package: types': inFolder((options) => run([tool('tsc'), '-p', 'tsconfig.json'], options)),
  'ORMs on the alias package: bundled for workerd': inFolder(checkWorker),
  'ORMs on the alias package: bundled for Node': inFolder(async (options) => {
    const target = ['--bundle', '--platform=node', '--format=cjs', '--outfile=bundle/required.cjs']
    await run([tool('esbuild'), 'required.cjs', ...target], options)
    const code = readFileSync(path.join(folder, 'bundle/required.cjs'), 'utf8')
    if (/require\(["'](tcpless|@neon|drizzle)/.test(code)) throw new Error('the bundle asks for packages')
    return run(['node', 'bundle/required.cjs'], options)
  }),
  'adapters of Kysely and Drizzle': inFolder((options) => run(['node', 'adapters.js'], options)),
  'adapters of Kysely and Drizzle, bundled': inFolder(async (options) => {
    const target = ['--bundle', '--minify', '--platform=node', '--format=esm', '--outfile=bundle/adapters.mjs']
    await run([tool('esbuild'), 'adapters.js', ...target], options)
    const code = readFileSync(path.join(folder, 'bundle/adapters.mjs'), 'utf8')
    if (/from\s*["'](tcpless|drizzle|kysely)/.test(code)) throw new Error('the bundle asks for packages')
    return run(['node', 'bundle/adapters.mjs'], options)
  }),
  'ORMs on the alias package: require()': inFolder((options) => run(['node', 'required.cjs'], options)),
}
