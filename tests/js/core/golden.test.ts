// The golden bodies in the modules of both builds, whole and split in two at every byte (large ones at some);
// tests/cpp/wire/golden_test.cpp also cuts them.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  answer,
  type BatchQuery,
  builds,
  coreOf,
  type Gathered,
  isMarked,
  missing,
  queryWriter,
  root,
  select,
  selectAll,
  type Types,
} from './core.js'

const folder = `${root}tests/golden/neon/`
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.body'))
  .map((file) => file.slice(0, -'.body'.length))

interface ExpectedResult {
  readonly columns?: readonly unknown[]
  readonly rows?: readonly (readonly unknown[])[]
  readonly complete?: object
}

interface Expected extends ExpectedResult {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly types?: Types
  readonly batch?: readonly BatchQuery[]
  readonly results?: readonly ExpectedResult[]
  readonly error?: Record<string, unknown>
}

describe.each(builds)('golden bodies in the %s module', (build) => {
  const core = coreOf(build)
  test.each(names)('%s', (name) => {
    const expected: Expected = JSON.parse(readFileSync(`${folder}${name}.expected.json`, 'utf8'))
    const body = new Uint8Array(readFileSync(`${folder}${name}.body`))
    const step = body.length <= 4096 ? 1 : Math.ceil(body.length / 500)
    for (let place = 0; place < body.length || place === 0; place += step) {
      const writer = queryWriter(expected.types)
      const record = expected.batch ? selectAll(writer, expected.batch) : select(writer)
      const gathered = answer(core, record, expected, body, place === 0 ? [] : [place], expected.batch !== undefined)
      if (expected.error) expect(missing(gathered.error, expected.error)).toEqual([])
      else expect(gathered.error).toBe(undefined)
      const results = [...gathered.earlier, gathered]
      const expectedResults: ExpectedResult[] = [...(expected.results ?? [])]
      if (!expected.batch || expected.error) expectedResults.push(expected)
      expect(results.length).toBe(expectedResults.length)
      expectedResults.forEach((result, i) => {
        checkResult(results[i] as Gathered, result, `split at ${place}, result ${i}`)
      })
    }
  })
})

function checkResult(gathered: Gathered, expected: ExpectedResult, where: string): void {
  expect(gathered.complete, where).toEqual(expected.complete)
  if (expected.columns) expect(gathered.columns).toEqual(expected.columns)
  const rows = expected.rows ?? []
  expect(gathered.rows.length).toBe(rows.length)
  const wrong = gathered.rows.flatMap((row, i) => row.filter((cell, j) => !isMarked(cell, rows[i]?.[j])))
  expect(wrong, where).toEqual([])
}
