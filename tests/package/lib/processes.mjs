// Children of the runner: commands that end, and servers that are stopped. Each runs in a process group of its own,
// writes to a log file, and does not outlive the runner.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const running = new Set()
const signalGroup = (child, signal) => {
  try {
    process.kill(-child.pid, signal)
  } catch {}
}
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))

/**
 * @param {string[]} command
 * @param {{cwd: string, env: Record<string, string>, log: string}} options
 */
function launch([file, ...args], { cwd, env, log }) {
  const output = openSync(log, 'w')
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', output, output], detached: true })
  closeSync(output)
  running.add(child)
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)))
  }).finally(() => running.delete(child))
  const failure = (what) => new Error(`${file}: ${what}\n${readFileSync(log, 'utf8').trimEnd().slice(-4000)}`)
  return { child, ended, failure }
}

/**
 * Runs a command to its end, which must come within the options' `minutes`.
 * @returns {Promise<string>} what it printed
 * @throws when it fails or is late
 */
export async function run(command, options) {
  const { child, ended, failure } = launch(command, options)
  const late = setTimeout(() => signalGroup(child, 'SIGKILL'), (options.minutes ?? 2) * 60_000)
  const problem = await ended
  clearTimeout(late)
  if (problem) throw failure(problem)
  return readFileSync(options.log, 'utf8')
}

/**
 * Starts a server, waits until `isReady` gives something, calls `use` with it and stops the server.
 * @param {() => Promise<unknown> | unknown} isReady asked again and again; may throw
 */
export async function serve(command, options, isReady, use) {
  const { child, ended, failure } = launch(command, options)
  let problem
  ended.then((text) => {
    problem = text || 'ended by itself'
  })
  try {
    const deadline = Date.now() + 60_000
    let ready
    while (!ready) {
      if (problem !== undefined) throw failure(problem)
      if (Date.now() > deadline) throw failure('did not get ready in a minute')
      await sleep(100)
      ready = await Promise.resolve()
        .then(isReady)
        .catch(() => undefined)
    }
    return await use(ready)
  } finally {
    signalGroup(child, 'SIGTERM')
    await Promise.race([ended, sleep(3000, undefined, { ref: false })])
    signalGroup(child, 'SIGKILL')
    await ended
  }
}

/** @returns {Promise<number>} a port that was free a moment ago */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
