// The one entry of every npm script: `node scripts/run.mjs COMMAND`. Sets up what is missing, then runs the command.
// Uses Node's own modules only, so that it works as the first command in a fresh clone, on Node 20 or newer.
import { build } from './build.mjs'
import { setUp } from './setup.mjs'
import { attached, StepError } from './steps.mjs'
import { suites } from './suites.mjs'
import { test } from './test.mjs'

const commands = { start, test: all, check, soak, build: dist, bench, size, format, lint }

async function start(args) {
  await setUp()
  await build('dist')
  return attached(['node', 'scripts/start.mjs', ...args])
}

async function all(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    throw new StepError(
      `No such suite: ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}.`,
    )
  }
  return runSuites(suites.filter(({ name }) => names.length === 0 || names.includes(name)))
}

function check() {
  return runSuites(
    suites.filter(({ quick }) => quick),
    { TCPLESS_CHECK: '1' },
  )
}

function soak() {
  const long = suites.filter((suite) => suite.soak)
  return runSuites(long, { TCPLESS_SOAK: '1' })
}

async function runSuites(chosen, env) {
  await setUp(['toolchain', ...new Set(chosen.flatMap(({ needs = [] }) => needs))])
  return (await test(chosen, env)) ? 0 : 1
}

async function dist() {
  await setUp()
  await build('dist')
  return 0
}

async function bench(args) {
  await setUp()
  await build('dist')
  return attached(['node', 'tests/bench/bench.mjs', ...args])
}

async function size(args) {
  await setUp()
  await build('dist')
  return attached(['node', 'tests/bench/size.mjs', ...args])
}

async function format() {
  await setUp()
  return attached(['node', 'scripts/lint.mjs', '--fix'])
}

async function lint() {
  await setUp()
  return attached(['node', 'scripts/lint.mjs'])
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (!command) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(commands).join(' | ')}`)
  process.exit(2)
}
try {
  process.exitCode = await command(args)
} catch (error) {
  if (!(error instanceof StepError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
