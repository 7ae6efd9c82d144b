// One step of work: a command run to its end, one line of progress, its output kept in build/logs/. Progress goes to
// the standard error, so that what a command is asked to print stays alone on the standard output.
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** @param {string} relative a path from the repository's root */
export const at = (relative) => path.join(root, relative)

/** A step that failed. Its output has been shown already, so only the message is left to print. */
export class StepError extends Error {}

const running = new Set()
const attachedOnes = new Set()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of running) end(child, 'SIGTERM')
    // A server ends in order, and this process with it.
    for (const child of attachedOnes) child.kill(signal)
    if (attachedOnes.size === 0) process.exit(130)
  })
}

/** Signals a child and what it started: each runs in a process group of its own. */
function end(child, signal) {
  try {
    process.kill(-child.pid, signal)
  } catch {
    child.kill(signal)
  }
}

/**
 * Runs a command with its output in a log file.
 * @param {string} log the log's path
 * @param {string[]} command
 * @param {{env?: Record<string, string>, minutes?: number}} options
 * @returns {Promise<string>} empty when the command ended with 0, else what happened, in a few words
 */
export function run(log, command, { env = {}, minutes = 20 } = {}) {
  mkdirSync(path.dirname(log), { recursive: true })
  const output = createWriteStream(log)
  const [file, ...args] = command
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  running.add(child)
  child.stdout.pipe(output, { end: false })
  child.stderr.pipe(output, { end: false })
  return new Promise((resolve) => {
    let problem = ''
    const timer = setTimeout(() => {
      problem = `stopped after ${minutes} minutes`
      end(child, 'SIGTERM')
      setTimeout(() => end(child, 'SIGKILL'), 5_000).unref()
    }, minutes * 60_000)
    const finish = (result) => {
      clearTimeout(timer)
      running.delete(child)
      output.end(() => resolve(problem || result))
    }
    child.on('error', (error) => finish(error.message))
    child.on('close', (code, signal) => finish(code === 0 ? '' : signal ? `ended by ${signal}` : `exit code ${code}`))
  })
}

/** @param {number} begin a time by performance.now() */
export const seconds = (begin) => `${((performance.now() - begin) / 1000).toFixed(1)}s`

const fileName = (name) => name.replaceAll(/[^A-Za-z0-9.]+/g, '-')

/**
 * Runs a command as a named step. A failure shows the whole output and throws a StepError.
 * @param {string} name
 * @param {string[]} command
 * @param {Parameters<typeof run>[2]} [options]
 */
export async function step(name, command, options) {
  const begin = performance.now()
  process.stderr.write(`${name} ... `)
  const log = at(`build/logs/${fileName(name)}.log`)
  const problem = await run(log, command, options)
  console.error(`${problem || 'done'}, ${seconds(begin)}`)
  if (problem) {
    process.stderr.write(readFileSync(log))
    throw new StepError(`${name}: ${problem}`)
  }
}

/**
 * Runs a function as a named step.
 * @param {string} name
 * @param {() => unknown} work
 */
export async function task(name, work) {
  const begin = performance.now()
  process.stderr.write(`${name} ... `)
  try {
    await work()
  } catch (error) {
    console.error('failed')
    throw error
  }
  console.error(`done, ${seconds(begin)}`)
}

/** Runs a command that talks to the terminal itself, such as a server; resolves with its exit code. */
export function attached(command, { env = {}, stdio = 'inherit' } = {}) {
  const [file, ...args] = command
  const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio })
  attachedOnes.add(child)
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      attachedOnes.delete(child)
      reject(error)
    })
    child.on('close', (code, signal) => {
      attachedOnes.delete(child)
      resolve(signal ? 1 : code)
    })
  })
}
