// Libraries that import Neon's driver by name, on the alias package in its place: build/package-matrix/orms/ has what
// orms/package-lock.json says, and both packages as they were just built.
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from './processes.mjs'
import { logFile, npm, root, workspace } from './workspace.mjs'

const folder = path.join(workspace, 'orms')
const alias = 'tcpless-neon'
const official = '@neondatabase/serverless'

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
    const packed = await run(['npm', 'pack', '--ignore-scripts', '--loglevel=error', source], options)
    copyFileSync(path.join(folder, packed.trim().split('\n').at(-1)), path.join(folder, `${alias}.tgz`))
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

export const ormCases = {
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
  'ORMs on the alias package: require()': inFolder((options) => run(['node', 'required.cjs'], options)),
}
