// `npm run bench`: how long tcpless and its peers take for the same result. What is measured, and how: README.md here.
import { benchBuilder } from './builder/bench.mjs'
import { measureCore } from './core.mjs'
import { measureFirst } from './first.mjs'
import { measureMemory } from './memory.mjs'
import { measureInNode } from './node.mjs'
import { plan, UsageError, usage } from './plan.mjs'
import { profile } from './profile.mjs'
import { lines, reporter } from './report.mjs'
import { measureInWorkerd } from './workerd.mjs'

const runtimes = { node: measureInNode, workerd: measureInWorkerd }
const others = { first: measureFirst, core: measureCore }

async function run(args) {
  const asked = plan(args)
  if (asked.mode === 'builder') return benchBuilder(asked)
  const { cases, json, mode, contestant } = asked
  if (mode === 'help') return console.log(usage)
  if (mode === 'memory') {
    if (!(await measureMemory(json))) process.exitCode = 1
    return
  }
  if (mode === 'profile') return profile(cases, contestant)
  const report = reporter(json)
  for (const one of cases) report.case(lines(one, await (others[one.bench] ?? runtimes[one.runtime])(one)))
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`${error.message}\n${usage}`)
  process.exitCode = 2
}
