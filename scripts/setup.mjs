// Set-up: each part finds out quickly that nothing is missing, and is silent then.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { at, attached, StepError, step } from './steps.mjs'

/** The tools of the repository (wrangler, vitest) want at least this Node; an older one is given a newer, below. */
const minimumNode = [22, 12]
const pinnedNode = '24.21.0'

/**
 * Installs what is missing.
 * @param {string[]} groups of wasm/toolchain/setup.sh
 */
export async function setUp(groups = ['toolchain']) {
  mkdirSync(at('build'), { recursive: true })
  const release = await lock(at('build/.setup.lock'))
  try {
    await toolchain(groups)
    await node()
    await packages()
  } finally {
    release()
  }
}

async function toolchain(groups) {
  const code = await attached(['bash', at('wasm/toolchain/setup.sh'), ...groups], { stdio: ['inherit', 2, 2] })
  if (code !== 0) throw new StepError('The toolchain is not complete.')
}

/** Puts a Node that is new enough first on PATH, for every command that follows. */
async function node() {
  // Emscripten's own configuration names a fixed path.
  process.env.EM_NODE_JS ??= process.execPath
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) {
    usePath(path.dirname(process.execPath))
    return
  }
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const folder = at(`build/tools/node-${pinnedNode}`)
  const bin = path.join(folder, 'node_modules', name, 'bin')
  if (!existsSync(path.join(bin, 'node'))) {
    await step(`npm: Node ${pinnedNode} (this one is ${process.versions.node})`, [
      ...['npm', 'install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit'],
      `${name}@${pinnedNode}`,
    ])
  }
  usePath(bin)
}

function usePath(folder) {
  process.env.PATH = folder + path.delimiter + process.env.PATH
}

/** Runs npm ci when package-lock.json is not the one that node_modules was made from. */
async function packages() {
  const wanted = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex')
  const mark = at('node_modules/.tcpless-lock')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  await step('npm: packages', ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  writeFileSync(mark, wanted)
}

/** Two commands started at once must not install over each other: the second one waits. */
async function lock(file) {
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    await sleep(300)
    const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined
    if (holder === undefined) continue
    if (!isRunning(holder)) rmSync(file, { force: true })
    else if (tries === 0) console.error(`waiting for the set-up by process ${holder}`)
  }
}

function isRunning(pid) {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
