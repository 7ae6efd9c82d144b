// Runs suites, counts their test cases, and ends with one plain line of totals.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { build } from './build.mjs'
import { countJUnit } from './results.mjs'
import { at, run, seconds, StepError } from './steps.mjs'

/**
 * @param {import('./suites.mjs').suites} suites
 * @param {Record<string, string>} env
 * @returns {Promise<boolean>} whether tests ran and none of them failed
 */
export async function test(suites, env = {}) {
  mkdirSync(at('build/reports'), { recursive: true })
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const suite of suites) {
    const counts = await runSuite(suite, env)
    for (const key of Object.keys(total)) total[key] += counts[key]
  }
  console.log(describe(total))
  return total.failed === 0 && total.passed > 0
}

/** Builds what a suite needs and runs it; never rejects for a failure of either. */
async function runSuite(suite, env) {
  const { name, about } = suite
  const minutes = (env.TCPLESS_SOAK ? suite.soak : suite.minutes) ?? 5
  const report = at(`build/reports/${name}.xml`)
  const log = at(`build/logs/test-${name}.log`)
  try {
    for (const needed of suite.build ?? []) await build(needed)
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    console.log(`${name}: not run, ${error.message}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  rmSync(report, { force: true })
  process.stdout.write(`${name}: ${about} ... `)
  const begin = performance.now()
  const command = suite.command.map((word) => word.replace('{report}', report))
  const problem = await run(log, command, { minutes, env: { ...env, TCPLESS_REPORT: report } })
  const counts = judge(suite, problem, existsSync(report) ? readFileSync(report, 'utf8') : '')
  console.log([describe(counts), ...counts.notes, seconds(begin)].join(', '))
  if (counts.failed > 0) {
    process.stdout.write(readFileSync(log))
    for (const failure of counts.failures) console.log(`failed: ${name}: ${failure}`)
  }
  return counts
}

/**
 * What a suite's end and its report say together: neither a crash nor a suite without tests may look like success.
 * @param {{report: 'junit' | 'exit'}} suite
 * @param {string} problem how its command failed, or empty
 * @param {string} xml the report, empty when there is none
 */
export function judge(suite, problem, xml) {
  if (suite.report === 'exit') {
    const failed = problem ? 1 : 0
    return { passed: 1 - failed, failed, skipped: 0, failures: [], notes: problem ? [problem] : [] }
  }
  const counts = countJUnit(xml)
  const notes = []
  if (problem && counts.failed === 0) {
    counts.failed = 1
    notes.push(problem)
  } else if (counts.passed + counts.failed + counts.skipped === 0) {
    counts.failed = 1
    notes.push('no test ran')
  }
  return { ...counts, notes }
}

const describe = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
