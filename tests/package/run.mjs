// node tests/package/run.mjs [NAME...]: packs the package, installs the tarball as its users would, and runs it in every
// runtime and through every bundler they have, in front of a gateway started from the same tarball. dist/ must be
// built. NAME picks the cases whose name holds it.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { writeReport } from '../../scripts/results.mjs'
import { serve } from './lib/processes.mjs'
import { apps, environment, logFile, prepare, Unavailable } from './lib/workspace.mjs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  console.error('The tools need Node 22.12 or newer; npm test -- package brings one.')
  process.exit(2)
}

const seconds = (begin) => `${((performance.now() - begin) / 1000).toFixed(1)}s`
const begin = performance.now()
const tarball = await prepare()
console.log(`${path.basename(tarball)}: packed and installed, ${seconds(begin)}`)

// The longest first: the others share the second processor meanwhile.
const { serverCases } = await import('./lib/server-cases.mjs')
const { workerCases } = await import('./lib/worker-cases.mjs')
const { nodeCases } = await import('./lib/node-cases.mjs')
const { tarballCases } = await import('./lib/tarball-cases.mjs')
const { javascriptCases } = await import('./lib/javascript-cases.mjs')
const { ormCases } = await import('./lib/orm-cases.mjs')
const cases = Object.entries({
  ...serverCases,
  ...workerCases,
  ...nodeCases,
  ...tarballCases,
  ...javascriptCases,
  ...ormCases,
})
const wanted = process.argv.slice(2).map((word) => word.toLowerCase())
const chosen = cases.filter(([name]) => wanted.length === 0 || wanted.some((word) => name.toLowerCase().includes(word)))

const gatewayLog = logFile('gateway')
const gatewayCommand = [path.join(apps, 'node_modules/.bin/tcpless'), 'dev', '--quiet', '--port', '0']
const gatewayOptions = { cwd: apps, env: environment, log: gatewayLog }
const connectionString = () => /^postgres:\S+$/m.exec(readFileSync(gatewayLog, 'utf8'))?.[0]
const results = await serve(gatewayCommand, gatewayOptions, connectionString, async (url) => {
  const queue = [...chosen]
  const done = []
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) done.push(await check(next, url))
  }
  await Promise.all([work(), work()])
  return done
})

async function check([name, { fixture = '', check }], url) {
  const from = performance.now()
  const env = { ...environment, DATABASE_URL: url }
  const context = { tarball, options: { cwd: path.join(apps, fixture), env, log: logFile(name) } }
  let problem = ''
  let note = ''
  try {
    note = await check(context)
  } catch (error) {
    if (error instanceof Unavailable) {
      console.log(`skipped: ${name}, ${error.message}`)
      return { name, skipped: true }
    }
    problem = error instanceof Error ? error.message : String(error)
  }
  const remark = typeof note === 'string' && note.length < 200 && !note.includes('\n') ? note : undefined
  console.log([`${problem ? 'FAILED' : 'ok'}: ${name}`, remark, seconds(from)].filter(Boolean).join(', '))
  if (problem) console.log(problem)
  return { name, problem }
}

writeReport(results)
const failed = results.filter(({ problem }) => problem).length
const skipped = results.filter((result) => result.skipped).length
console.log(`${results.length - failed - skipped} passed, ${failed} failed, ${skipped} skipped, ${seconds(begin)}`)
process.exitCode = results.length === skipped || failed > 0 ? 1 : 0
