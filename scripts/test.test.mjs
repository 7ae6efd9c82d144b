import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { countJUnit, writeReport } from './results.mjs'
import { judge } from './test.mjs'

const counts = (xml) => {
  const { passed, failed, skipped } = countJUnit(xml)
  return [passed, failed, skipped]
}

test('cases are counted, not what a runner says of their number', () => {
  assert.deepEqual(
    counts('<testsuite tests="9"><testcase name="a"/><testcase name="b"></testcase></testsuite>'),
    [2, 0, 0],
  )
})

test('a failure, an error and a skipped case', () => {
  const xml = `<testcase name="a &gt; b"><failure message="1 &lt; 2">x</failure></testcase>
    <testcase name="c"><error/></testcase><testcase name="d"><skipped/></testcase><testcase name="e"/>`
  assert.deepEqual(counts(xml), [1, 2, 1])
  assert.deepEqual(countJUnit(xml).failures, ['a > b', 'c'])
})

test('what a test printed or is called does not count', () => {
  const xml = `<testcase name="x > <failure"><system-out><![CDATA[<testcase name="y"><failure/></testcase>]]></system-out></testcase>`
  assert.deepEqual(counts(xml), [1, 0, 0])
})

test('a written report reads back', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tcpless-'))
  try {
    const file = path.join(folder, 'report.xml')
    writeReport([{ name: 'a "b" <c>' }, { name: 'd', problem: 'x\u0000]]> & "y"' }, { name: 'e', skipped: true }], file)
    const report = readFileSync(file, 'utf8')
    assert.deepEqual(counts(report), [1, 1, 1])
    assert.deepEqual(countJUnit(report).failures, ['d'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a suite fails when its runner fails, and when it ran nothing', () => {
  const junit = { report: 'junit' }
  assert.equal(judge(junit, '', '<testcase name="a"/>').failed, 0)
  assert.equal(judge(junit, 'exit code 1', '<testcase name="a"/>').failed, 1)
  assert.equal(judge(junit, 'exit code 1', '<testcase name="a"><failure/></testcase>').failed, 1)
  assert.equal(judge(junit, 'exit code 1', '').failed, 1)
  assert.equal(judge(junit, '', '').failed, 1)
  assert.equal(judge({ report: 'exit' }, '', '').passed, 1)
  assert.equal(judge({ report: 'exit' }, 'ended by SIGSEGV', '').failed, 1)
})
