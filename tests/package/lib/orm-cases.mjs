// Libraries that import Neon's driver by name, on the alias package in its place: build/package-matrix/orms/ has what
// orms/package-lock.json says, and both packages as they were just built.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { freePort, run, serve } from './processes.mjs'
import { apps, logFile, npm, root, tool, workspace } from './workspace.mjs'

const folder = path.join(workspace, 'orms')
const alias = 'tcpless-neon'
const official = '@neondatabase/serverless'
const packed = `${alias}.tgz`

let installation

/** Installs, once. */
function install(tarball) {
  installation ??= (async () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    cpSync(path.join(root, 'tests/package/orms'), folder, { recursive: true })
    copyFileSync(tarball, path.join(folder, 'tcpless.tgz'))
    const source = path.join(root, 'build/packages', alias)
    const options = { cwd: folder, env: process.env, log: logFile('npm pack the alias') }
    const printed = await run(['npm', 'pack', '--ignore-scripts', '--loglevel=error', source], options)
    copyFileSync(path.join(folder, printed.trim().split('\n').at(-1)), path.join(folder, packed))
    takeVersion(source)
    await run(['npm', 'ci', ...npm], { ...options, log: logFile('npm ci of the ORMs'), minutes: 8 })
  })()
  return installation
}

// The lock file has no checksum of the two tarballs, and whatever version they had when it was made.
function takeVersion(source) {
  const file = path.join(folder, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const { version } = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8'))
  for (const name of [official, 'tcpless']) lock.packages[`node_modules/${name}`].version = version
  lock.packages[`node_modules/${official}`].dependencies.tcpless = version
  writeFileSync(file, JSON.stringify(lock))
}

/** Every package.json in the tree: the official driver is none of them, the alias stands once under its name. */
function checkTree() {
  const manifests = readdirSync(path.join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'package.json')
    .map((file) => ({ file, name: JSON.parse(readFileSync(path.join(folder, 'node_modules', file), 'utf8')).name }))
  const places = (wanted) => manifests.filter(({ name }) => name === wanted).map(({ file }) => file)
  if (places(official).length > 0) throw new Error(`the official driver is in ${places(official).join(', ')}`)
  const expected = { [alias]: path.join(official, 'package.json'), tcpless: path.join('tcpless', 'package.json') }
  for (const [name, place] of Object.entries(expected)) {
    if (places(name).join() !== place) throw new Error(`${name} is in ${places(name).join(', ') || 'no place'}`)
  }
  return `${manifests.length} packages`
}

/** What Prisma generates needs no engine, but its command asks the internet for one unless it is told of another. */
const prismaEnvironment = {
  PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
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
  'the alias package: publint': inFolder((options) => run([tool('publint'), packed, '--strict'], options)),
  'the alias package: attw': inFolder((options) => run([tool('attw'), packed, '--profile', 'esm-only'], options)),
  'ORMs on the alias package: the official driver is nowhere': inFolder(checkTree),
  'ORMs on the alias package: Drizzle neon-http': inFolder((options) => run(['node', 'drizzle.js'], options)),
  'ORMs on the alias package: kysely-neon': inFolder((options) => run(['node', 'kysely.js'], options)),
  "ORMs on the alias package: Prisma's HTTP adapter": inFolder((options) =>
    run(['node', 'prisma-adapter.js'], options),
  ),
  'ORMs on the alias package: Prisma Client': inFolder(async (options) => {
    const generate = ['node_modules/.bin/prisma', 'generate', '--schema', 'schema.prisma']
    await run(generate, { ...options, env: { ...options.env, ...prismaEnvironment } })
    return run(['node', 'prisma-client.js'], options)
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
