// The golden bodies in the modules of both builds, whole and split in two at every byte (large ones at some);
// tests/cpp/wire/golden_test.cpp also cuts them.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answer, builds, coreOf, isMarked, missing, queryWriter, root, select } from './core.js'

const folder = `${root}tests/golden/neon/`
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.body'))
  .map((file) => file.slice(0, -'.body'.length))

interface Expected {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly types?: Record<string, string>
  readonly columns?: readonly unknown[]
  readonly rows?: readonly (readonly unknown[])[]
  readonly complete?: object
  readonly error?: Record<string, unknown>
}

describe.each(builds)('golden bodies in the %s module', (build) => {
  const core = coreOf(build)
  test.each(names)('%s', (name) => {
    const expected: Expected = JSON.parse(readFileSync(`${folder}${name}.expected.json`, 'utf8'))
    const body = new Uint8Array(readFileSync(`${folder}${name}.body`))
    const step = body.length <= 4096 ? 1 : Math.ceil(body.length / 500)
    for (let place = 0; place < body.length || place === 0; place += step) {
      const gathered = answer(core, select(queryWriter(expected.types)), expected, body, place === 0 ? [] : [place])
      if (expected.error) expect(missing(gathered.error, expected.error)).toEqual([])
      else expect(gathered.error).toBe(undefined)
      expect(gathered.complete).toEqual(expected.complete)
      if (expected.columns) expect(gathered.columns).toEqual(expected.columns)
      const rows = expected.rows ?? []
      expect(gathered.rows.length).toBe(rows.length)
      const wrong = gathered.rows.flatMap((row, i) => row.filter((cell, j) => !isMarked(cell, rows[i]?.[j])))
      expect(wrong, `split at ${place}`).toEqual([])
    }
  })
})
