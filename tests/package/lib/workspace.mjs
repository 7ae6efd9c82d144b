// The folder where the tarball and the tools are installed: build/package-matrix/.
//
//   node_modules/        the tools of package-lock.json
//   apps/                the fixtures, copied, and in its node_modules/ the packed tarball and nothing else
//   orms/                what orms/package-lock.json says: orm-cases.mjs
//   logs/  home/  *.tgz
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './processes.mjs'

const here = fileURLToPath(new URL('..', import.meta.url))
export const root = path.resolve(here, '../..')
export const workspace = path.join(root, 'build/package-matrix')
export const apps = path.join(workspace, 'apps')
/** The package as its users get it. */
export const installed = path.join(apps, 'node_modules/tcpless')

/** What every npm command here is given. */
export const npm = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/** The environment of every tool: nothing but what it is given here, no telemetry, a home of its own. */
export const environment = {
  PATH: process.env.PATH,
  HOME: path.join(workspace, 'home'),
  TMPDIR: process.env.TMPDIR ?? '/tmp',
  CI: 'true',
  NO_COLOR: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  DENO_NO_UPDATE_CHECK: '1',
  DO_NOT_TRACK: '1',
}

/** @param {string} name of a case, with anything in it */
export const logFile = (name) => path.join(workspace, 'logs', `${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}.log`)

/** @param {string} name a command of one of the tools */
export const tool = (name) => path.join(workspace, 'node_modules/.bin', name)

/** A tool that is not for this machine: its case is skipped. */
export class Unavailable extends Error {}

/**
 * The program of a runtime, from the platform's own package: no install script is run.
 * @throws {Unavailable}
 */
export function platformProgram(folder, name) {
  const file = path.join(workspace, 'node_modules', folder, name)
  if (!existsSync(file)) throw new Unavailable(`${folder} is not in package.json`)
  return file
}

/** Packs the package, installs the tools when they are not there yet, and the tarball always. */
export async function prepare() {
  mkdirSync(path.join(workspace, 'logs'), { recursive: true })
  mkdirSync(path.join(workspace, 'home'), { recursive: true })
  takeLock()
  await installTools()
  const tarball = await pack()
  rmSync(apps, { recursive: true, force: true })
  cpSync(path.join(here, 'fixtures'), apps, { recursive: true })
  pinDependencies(path.join(apps, 'package.json'))
  const options = { cwd: apps, env: process.env, log: logFile('npm install') }
  await run(['npm', 'install', ...npm, '--prefer-offline', '--no-package-lock', tarball], options)
  return tarball
}

/** The package names its dependencies by ranges: a version that is published tomorrow must not fail today's commit. */
function pinDependencies(file) {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
  const pinned = Object.keys(dependencies).map((name) => [name, packages[`node_modules/${name}`].version])
  const application = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...application, overrides: Object.fromEntries(pinned) }, null, 2))
}

async function installTools() {
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    cpSync(path.join(here, file), path.join(workspace, file))
  }
  const lock = createHash('sha256')
    .update(readFileSync(path.join(workspace, 'package-lock.json')))
    .digest('hex')
  const mark = path.join(workspace, 'node_modules/.lock-hash')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  console.log('installing the tools ...')
  await run(['npm', 'ci', ...npm], { cwd: workspace, env: process.env, log: logFile('npm ci'), minutes: 8 })
  writeFileSync(mark, lock)
}

async function pack() {
  for (const file of readdirSync(workspace)) if (file.endsWith('.tgz')) rmSync(path.join(workspace, file))
  const command = ['npm', 'pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', workspace]
  const printed = await run(command, { cwd: root, env: process.env, log: logFile('npm pack') })
  return path.join(workspace, printed.trim().split('\n').at(-1))
}

/** Two runs at once would install over each other. */
function takeLock() {
  const file = path.join(workspace, '.lock')
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      process.on('exit', () => rmSync(file, { force: true }))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(readFileSync(file, 'utf8'))
    if (isRunning(holder)) throw new Error(`build/package-matrix is used by process ${holder}`)
    rmSync(file)
  }
}

function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
