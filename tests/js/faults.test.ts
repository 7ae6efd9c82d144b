// With a module of the core that fails on demand.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { init } from '../../js/services/neon.js'
import { watchInstances } from './support/instances.js'
import { encode, fakeNeon, jsonResponse, oid, pieces, resultBody, streamOf } from './support/neon-service.js'

const instances = watchInstances()
const live = () => instances.at(-1) as (typeof instances)[number]
const trapAtNextFeed = () => live().exports.tcpless_fault?.(1, 1)
const good = resultBody(
  [
    ['a', oid.int4],
    ['b', oid.text],
  ],
  [
    ['1', 'é\n'],
    [null, null],
  ],
)
const goodRows = [
  { a: 1, b: 'é\n' },
  { a: null, b: null },
]

beforeAll(() => {
  init(new WebAssembly.Module(readFileSync(new URL('../../build/wasi/faults/neon_faults.wasm', import.meta.url))))
})

describe('threat 29: a trap costs the queries of one instance and no more', () => {
  const healthy = fakeNeon(good).db

  test.each(['rows', 'respond'] as const)(
    '%s: that query fails, the next 1,000 work, the old instance is left alone',
    async (use) => {
      await healthy`select`
      const trapped = live()
      const trapping = fakeNeon(() => {
        trapAtNextFeed()
        return jsonResponse(good)
      }).db
      const query = trapping`select`
      await expect(use === 'rows' ? query : trapping.respond(query)).rejects.toMatchObject({
        code: 'outcome_unknown',
        service: 'neon',
        status: 200,
        cause: { code: 'core_fault' },
      })
      const calls = { ...trapped.calls }
      for (let i = 0; i < 1000; i++) expect(await healthy`select`).toEqual(goodRows)
      expect(live()).not.toBe(trapped)
      expect(trapped.calls).toEqual(calls)
    },
  )

  test('a query that only reads gets core_fault', async () => {
    const { db } = fakeNeon(() => {
      trapAtNextFeed()
      return jsonResponse(good)
    })
    await expect(db`select`.with({ readOnly: true })).rejects.toMatchObject({
      code: 'core_fault',
      cause: expect.any(WebAssembly.RuntimeError),
    })
    expect(await healthy`select`).toEqual(goodRows)
  })

  test('queries that were open beside it fail with a typed error, the write in flight as unknown', async () => {
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const slow = fakeNeon(async () => {
      await released
      return jsonResponse(good)
    }).db
    const write = slow`insert`
    const read = slow`select`.with({ readOnly: true })
    const both = Promise.allSettled([write, read])
    await new Promise((resolve) => setImmediate(resolve))
    const { db: trapping } = fakeNeon(() => {
      trapAtNextFeed()
      return jsonResponse(good)
    })
    await expect(trapping`select`).rejects.toMatchObject({ code: 'outcome_unknown' })
    expect(await healthy`select`).toEqual(goodRows)
    release()
    expect(await both).toMatchObject([
      { status: 'rejected', reason: { code: 'outcome_unknown', cause: { code: 'core_fault' } } },
      { status: 'rejected', reason: { code: 'core_fault' } },
    ])
  })

  test('in a streamed response: NDJSON ends with the error, JSON stays unclosed, the body is cancelled', async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => [String(i), 'x'.repeat(50)])
    const bytes = encode(
      resultBody(
        [
          ['a', oid.int4],
          ['b', oid.text],
        ],
        rows,
      ),
    )
    for (const format of ['json', 'ndjson'] as const) {
      let cancelled = false
      const { db } = fakeNeon(() =>
        jsonResponse(
          streamOf(pieces(bytes, 20_000), 'bytes', () => {
            cancelled = true
          }),
        ),
      )
      const response = await db.respond(db`select`, { format })
      trapAtNextFeed()
      const [outcome] = await Promise.allSettled([response.text()])
      if (format === 'json') expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'outcome_unknown' } })
      else
        expect(
          JSON.parse((outcome as PromiseFulfilledResult<string>).value.trimEnd().split('\n').at(-1) as string),
        ).toMatchObject({ error: { code: 'outcome_unknown' } })
      expect(cancelled).toBe(true)
      expect(await healthy`select`).toEqual(goodRows)
    }
  })
})

describe('threat 30: memory that runs out at any allocation', () => {
  const big = resultBody(
    [
      ['a', oid.int4],
      ['b', oid.text],
      ['c', oid.json],
      ['d', oid.bytea],
    ],
    Array.from({ length: 40 }, (_, i) => [
      String(i),
      'é"\\'.repeat(i * 20),
      `{"x":[${i}]}`,
      `\\x${'ff'.repeat(i * 30)}`,
    ]),
  )
  const answer = () => jsonResponse(streamOf(pieces(encode(big), 700)))

  test.each(['rows', 'respond'] as const)(
    '%s: each failure is typed, frees everything and harms nothing after it',
    async (use) => {
      const { db } = fakeNeon(answer)
      const run = async () => {
        const query = db`select ${'x'.repeat(3000)}, ${[1, 2]}`
        return use === 'rows' ? JSON.stringify(await query) : (await db.respond(query)).text()
      }
      const expected = await run()
      let failures = 0
      for (let countdown = 1; ; countdown++) {
        const { exports } = live()
        exports.tcpless_fault?.(2, countdown)
        const [outcome] = await Promise.allSettled([run()])
        exports.tcpless_fault?.(2, 0)
        expect(exports.tcpless_inspect(0)).toBe(0)
        expect(exports.tcpless_inspect(1)).toBe(0)
        if (outcome.status === 'rejected') {
          expect(outcome.reason, `allocation ${countdown}`).toMatchObject({ code: 'out_of_memory', service: 'neon' })
          failures++
        } else expect(outcome.value).toBe(expected)
        expect(await run()).toBe(expected)
        if (outcome.status === 'fulfilled' && live().exports === exports) break
      }
      expect(failures).toBeGreaterThan(5)
    },
  )
})
