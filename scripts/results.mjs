// Test results as JUnit XML, which every runner here writes: Catch2, Vitest, `node --test`, and our own scripts.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Counts the test cases of a JUnit report.
 * @param {string} xml
 * @returns {{passed: number, failed: number, skipped: number, failures: string[]}} failures: the failed cases' names
 */
export function countJUnit(xml) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] }
  // Output captured from a test may hold anything; in attributes and text, < is always escaped.
  const plain = xml.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').replaceAll(/<!--[\s\S]*?-->/g, '')
  const testCase = /<testcase\b((?:"[^"]*"|'[^']*'|[^'">])*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g
  for (const [, attributes, body = ''] of plain.matchAll(testCase)) {
    if (/<(failure|error)\b/.test(body)) {
      counts.failed++
      counts.failures.push(unescapeXml(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? '?'))
    } else if (/<skipped\b/.test(body)) {
      counts.skipped++
    } else {
      counts.passed++
    }
  }
  return counts
}

const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const unescapeXml = (text) =>
  text.replaceAll(
    /&(?:(lt|gt|quot|apos|amp)|#(\d+));/g,
    (_, name, code) => entities[name] ?? String.fromCodePoint(code),
  )
const escapeXml = (text) =>
  text.replaceAll(/[<>"&]/g, (character) => `&#${character.codePointAt(0)};`).replaceAll(/[^\t\n\r\x20-\uFFFF]/g, '?')

/**
 * Writes a report for a suite that has no runner of its own. The path comes from the environment variable
 * TCPLESS_REPORT, which the suite's command is given; without it nothing is written.
 * @param {{name: string, problem?: string, skipped?: boolean}[]} cases a case with a problem failed
 */
export function writeReport(cases, file = process.env.TCPLESS_REPORT) {
  if (!file) return
  const lines = cases.map(({ name, problem, skipped }) => {
    const inside = problem ? `<failure message="${escapeXml(problem)}"/>` : skipped ? '<skipped/>' : ''
    return `    <testcase name="${escapeXml(name)}">${inside}</testcase>\n`
  })
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `<testsuites>\n  <testsuite>\n${lines.join('')}  </testsuite>\n</testsuites>\n`)
}
