// The golden bodies in the modules of both builds, whole and split in two at every byte (large ones at some);
// tests/cpp/wire/golden_test.cpp also cuts them.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { settingSession } from '../../../bindings/layout.js'
import {
  answer,
  type BatchQuery,
  builds,
  coreOf,
  type Gathered,
  goldenServices,
  isMarked,
  missing,
  queryWriter,
  root,
  select,
  selectAll,
  type Types,
} from './core.js'

interface ExpectedResult {
  readonly columns?: readonly unknown[]
  readonly rows?: readonly (readonly unknown[])[]
  readonly meta?: object
  readonly complete?: object
}

interface Expected extends ExpectedResult {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly types?: Types
  readonly batch?: readonly BatchQuery[]
  readonly results?: readonly ExpectedResult[]
  readonly session?: string
  readonly sessionAfter?: string
  readonly error?: Record<string, unknown>
}

const cases = builds.flatMap((build) => goldenServices.map((service) => ({ build, service, folder: service.folder })))

describe.each(cases)('golden bodies of $folder in the $build module', ({ build, service }) => {
  const core = coreOf(build, service.module)
  const folder = `${root}tests/golden/${service.folder}/`
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.body'))
    .map((file) => file.slice(0, -'.body'.length))

  test.each(names)('%s', (name) => {
    const expected: Expected = JSON.parse(readFileSync(`${folder}${name}.expected.json`, 'utf8'))
    const body = new Uint8Array(readFileSync(`${folder}${name}.body`))
    const step = body.length <= 4096 ? 1 : Math.ceil(body.length / 500)
    for (let place = 0; place < body.length || place === 0; place += step) {
      const writer = queryWriter(expected.types, false, service)
      if (expected.session !== undefined) writer.setText(settingSession, expected.session)
      const record = expected.batch ? selectAll(writer, expected.batch) : select(writer)
      const places = place === 0 ? [] : [place]
      const gathered = answer(core, record, expected, body, places, expected.batch !== undefined, service.number)
      if (expected.sessionAfter !== undefined) expect(gathered.session || '-').toBe(expected.sessionAfter)
      if (expected.error) expect(missing(gathered.error, expected.error)).toEqual([])
      else expect(gathered.error).toBe(undefined)
      if (expected.meta) expect(gathered.meta).toEqual(expected.meta)
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
