// Answers that nobody reads to their end, and many at once: neither keeps memory from other queries.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DatabaseError } from '../../js/index.js'
import type { NeonOptions } from '../../js/services/neon.js'
import { watchInstances } from './support/instances.js'
import { encode, fakeNeon, jsonResponse, oid, pieces, resultBody, streamOf } from './support/neon-service.js'

const instances = watchInstances()
const openContexts = () => instances.reduce((sum, { exports }) => sum + exports.tcpless_inspect(0), 0)
afterAll(() => expect(openContexts()).toBe(0))

const count = 8000
const large = encode(
  resultBody(
    [
      ['a', oid.int4],
      ['b', oid.text],
    ],
    Array.from({ length: count }, (_, i) => [String(i), 'y'.repeat(100)]),
  ),
)
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Answers with many rows in pieces, and counts the answers that were given up. */
function largeService(options: NeonOptions) {
  const seen = { cancelled: 0, errors: [] as unknown[] }
  const answer = () => jsonResponse(streamOf(pieces(large, 16_384), 'default', () => seen.cancelled++))
  const on = { error: ({ error }: { error: unknown }) => void seen.errors.push(error) }
  return { ...fakeNeon(answer, { ...options, on }), seen }
}

describe('what is left when its time is up', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  test('threat 24: a body that nobody reads ends with its timeout', async () => {
    const { db, seen } = largeService({ timeout: 60_000 })
    const responses = await Promise.all(Array.from({ length: 20 }, () => db.respond(db`select`)))
    expect(openContexts()).toBe(20)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(openContexts()).toBe(0)
    expect(seen.cancelled).toBe(20)
    expect(seen.errors.map((error) => (error as DatabaseError).code)).toEqual(Array(20).fill('timeout'))
    // Whoever comes to read it after that is told.
    await expect(responses[0]?.text()).rejects.toMatchObject({ code: 'timeout', name: 'TimeoutError' })
  })

  test('threat 25: so it does with its signal, between two reads', async () => {
    const controller = new AbortController()
    const { db, seen } = largeService({})
    const { body } = await db.respond(db`select`.with({ signal: controller.signal }))
    const reader = (body as ReadableStream<Uint8Array>).getReader()
    expect((await reader.read()).value?.length).toBeGreaterThan(0)
    controller.abort()
    expect([openContexts(), seen.cancelled]).toEqual([0, 1])
    await expect(reader.read()).rejects.toMatchObject({ code: 'aborted' })
  })

  test('lines say why they end', async () => {
    const { db } = largeService({ timeout: 60_000 })
    const response = await db.respond(db`select`, { format: 'ndjson' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(openContexts()).toBe(0)
    const lines = (await response.text()).trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ error: { code: 'timeout' } })
  })

  test('a stream that is left in the middle ends with its timeout', async () => {
    const { db, seen } = largeService({ timeout: 60_000 })
    const rows = db.stream(db`select`, { batchSize: 10 })
    expect((await rows.next()).value).toHaveLength(10)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([openContexts(), seen.cancelled]).toEqual([0, 1])
    await expect(rows.next()).rejects.toMatchObject({ code: 'timeout' })
    expect(await rows.next()).toEqual({ done: true, value: undefined })
    expect(seen.errors).toHaveLength(1)
  })

  test('a body whose writer waits for a reader, as in Workers', async () => {
    vi.stubGlobal('IdentityTransformStream', TransformStream)
    const { db, seen } = largeService({ timeout: 60_000 })
    const response = await db.respond(db`select`)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([openContexts(), seen.cancelled]).toEqual([0, 1])
    await expect(response.text()).rejects.toMatchObject({ code: 'timeout' })
    expect(seen.errors).toHaveLength(1)
  })
})

test('without a timeout, bodies that are dropped harm no other query and are collected', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { db, seen } = largeService({})
  await (async () => {
    for (let i = 0; i < 100; i++) await db.respond(db`select`)
  })()
  expect(await db`select`).toHaveLength(count)
  for (let i = 0; i < 100 && openContexts() > 0; i++) {
    collect()
    await sleep(10)
  }
  expect(openContexts()).toBe(0)
  expect(seen.cancelled).toBe(100)
})

test.each(['json', 'csv', 'ndjson', 'lazy', 'await', 'stream'] as const)(
  '240 large results at once: %s',
  async (form) => {
    const { db } = largeService({})
    const read = async (): Promise<number> => {
      if (form === 'await') return (await db`select`).length
      if (form === 'lazy') {
        using rows = await db.lazy(db`select`)
        return rows.length
      }
      if (form === 'stream') {
        let sum = 0
        for await (const batch of db.stream(db`select`)) sum += batch.length
        return sum
      }
      const text = await (await db.respond(db`select`, { format: form })).text()
      return form === 'json' ? JSON.parse(text).length : text.trimEnd().split('\n').length - (form === 'csv' ? 1 : 0)
    }
    expect(new Set(await Promise.all(Array.from({ length: 240 }, read)))).toEqual(new Set([count]))
    expect(openContexts()).toBe(0)
    for (const { exports } of instances) expect(exports.memory.buffer.byteLength).toBeLessThan(96 * 2 ** 20)
    instances.length = 0
  },
)
