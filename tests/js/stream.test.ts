import { describe, expect, test, vi } from 'vitest'
import type { StreamOptions } from '../../js/services/neon.js'
import { encode, errorBody, fakeNeon, jsonResponse, oid, pieces, resultBody, streamOf } from './support/neon-service.js'

const count = 5000
const texts = Array.from({ length: count }, (_, i) => [String(i), 'é'.repeat(i % 50)])
const body = resultBody(
  [
    ['a', oid.int4],
    ['b', oid.text],
  ],
  texts,
)
const rows = texts.map(([a, b]) => ({ a: Number(a), b }))

/** What the host's own streams are, where it has others. */
const { IdentityTransformStream = TransformStream } = globalThis as {
  IdentityTransformStream?: typeof TransformStream
}

/** A body whose pieces are sent one by one, when the test says so. */
function dripped(text: string, size: number, Pair = TransformStream) {
  const { readable, writable } = new Pair<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const source = pieces(encode(text), size)
  let cancelled = false
  writer.closed.catch(() => {
    cancelled = true
  })
  return {
    response: () => jsonResponse(readable),
    send: async () => {
      const { value, done } = source.next()
      await (done ? writer.close() : writer.write(value))
    },
    fail: () => writer.abort(new TypeError('terminated')),
    cancelled: () => cancelled,
  }
}

describe('stream', () => {
  test('its timeout begins when the first row is asked for', async () => {
    const { db } = fakeNeon(body)
    const late = db.stream(db`select`, { timeout: 200 })
    await new Promise((resolve) => setTimeout(resolve, 250))
    let given = 0
    for await (const batch of late) given += batch.length
    expect(given).toBe(count)
  })

  test('gives every row once and in order', async () => {
    for (const size of [313, 10_000, 1_000_000]) {
      for (const batchSize of [undefined, 1, 7, count, count + 1]) {
        if (size === 313 && batchSize === 1) continue
        const { db } = fakeNeon(() => jsonResponse(streamOf(pieces(encode(body), size), 'bytes')))
        const seen: unknown[] = []
        const sizes: number[] = []
        for await (const batch of db.stream(db`select`, { batchSize })) {
          expect(batch.columns.map(({ name }) => name)).toEqual(['a', 'b'])
          expect(Object.keys(batch)).toHaveLength(batch.length)
          seen.push(...batch)
          sizes.push(batch.length)
        }
        expect(seen).toEqual(rows)
        if (batchSize) expect(sizes.slice(0, -1).every((given) => given === batchSize)).toBe(true)
      }
    }
  })

  test.each([TransformStream, IdentityTransformStream])('rows come before the last byte was sent', async (Pair) => {
    const drip = dripped(body, 2000, Pair)
    const { db } = fakeNeon(drip.response)
    const stream = db.stream<{ a: number }>(db`select`)
    const first = stream.next()
    await drip.send()
    expect((await first).value?.[0]).toEqual(rows[0])
    let given = 0
    const second = stream.next().then(({ value }) => {
      given = value?.length ?? 0
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(given).toBe(0)
    await drip.send()
    await second
    expect(given).toBeGreaterThan(0)
    await stream.return?.()
  })

  test('nothing is sent before the first batch is asked for', async () => {
    const { db, sent } = fakeNeon(body)
    const stream = db.stream(db`select`)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(sent).toHaveLength(0)
    await stream.next()
    expect(sent).toHaveLength(1)
    await stream.return?.()
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    const unused = db.stream(db`select`)
    await unused.return?.()
    expect(await unused.next()).toEqual({ done: true, value: undefined })
    expect(sent).toHaveLength(1)
  })

  test('break and throw cancel the answer', async () => {
    for (const leave of ['break', 'throw'] as const) {
      let cancelled = false
      const { db } = fakeNeon(() =>
        jsonResponse(
          streamOf(pieces(encode(body), 1000), 'bytes', () => {
            cancelled = true
          }),
        ),
      )
      const loop = async () => {
        for await (const batch of db.stream(db`select`)) {
          expect(batch.length).toBeGreaterThan(0)
          if (leave === 'break') break
          throw new RangeError('enough')
        }
      }
      if (leave === 'break') await loop()
      else await expect(loop()).rejects.toThrow('enough')
      await vi.waitFor(() => expect(cancelled).toBe(true))
    }
  })

  test('return cancels also while nothing has come: before the head, and before the first row', async () => {
    let signal: AbortSignal | null | undefined
    const { db } = fakeNeon(({ init }) => {
      signal = init.signal
      return new Promise<Response>(() => {})
    })
    const stream = db.stream(db`select`)
    const pending = stream.next()
    await vi.waitFor(() => expect(signal).toBeDefined())
    await stream.return?.()
    expect(signal?.aborted).toBe(true)
    expect(await pending).toEqual({ done: true, value: undefined })

    const drip = dripped(body, 10)
    const { db: slow } = fakeNeon(drip.response)
    const started = slow.stream(slow`select`)
    const first = started.next()
    await drip.send()
    await started.return?.()
    expect(await first).toEqual({ done: true, value: undefined })
    await vi.waitFor(() => expect(drip.cancelled()).toBe(true))
    const thrown = db.stream(db`select`)
    await expect(thrown.throw?.(new RangeError('no'))).rejects.toThrow('no')
    expect(await thrown.next()).toMatchObject({ done: true })
  })

  test('an error behind rows rejects, once, and nothing is sent again', async () => {
    for (const kind of ['cut', 'broken', 'value'] as const) {
      const text =
        kind === 'value'
          ? resultBody(
              [
                ['a', oid.int8],
                ['b', oid.text],
              ],
              [...texts, ['9007199254740993', 'x']],
            )
          : body
      const drip = dripped(kind === 'cut' ? text.slice(0, -30) : text, 40_000)
      const { db, sent } = fakeNeon(drip.response)
      const feeding = (async () => {
        for (let i = 0; i < 3; i++) await drip.send()
        if (kind === 'broken') return drip.fail()
        for (let i = 0; i < 8; i++) await drip.send()
      })().catch(() => {})
      const seen: unknown[] = []
      const stream = db.stream(db`select`.with({ readOnly: true, retry: { baseDelay: 1, maxDelay: 1 } }))
      await expect(
        (async () => {
          for await (const batch of stream) seen.push(...batch)
        })(),
      ).rejects.toMatchObject({ service: 'neon', code: { cut: 'protocol', broken: 'network', value: 'value' }[kind] })
      expect(seen.length).toBeGreaterThan(0)
      expect(seen).toEqual(rows.slice(0, seen.length))
      expect(await stream.next()).toEqual({ done: true, value: undefined })
      expect(sent).toHaveLength(1)
      await feeding
    }
  })

  test('an attempt that fails before the first batch is sent again', async () => {
    const { db, sent } = fakeNeon((_request, attempt) =>
      attempt === 1 ? jsonResponse(errorBody('later', null), 503, { 'retry-after': '0' }) : jsonResponse(body),
    )
    let seen = 0
    for await (const batch of db.stream(db`select`.with({ retry: { baseDelay: 1, maxDelay: 1 } }))) seen += batch.length
    expect(seen).toBe(count)
    expect(sent).toHaveLength(2)
  })

  test('signal and timeout count until the end', async () => {
    const drip = dripped(body, 2000)
    const { db } = fakeNeon(drip.response)
    const controller = new AbortController()
    const stream = db.stream(db`select`, { signal: controller.signal })
    const first = stream.next()
    await drip.send()
    await first
    const second = stream.next()
    controller.abort()
    await expect(second).rejects.toMatchObject({ code: 'aborted', name: 'AbortError' })
    const slow = dripped(body, 2000)
    const { db: slowDb } = fakeNeon(slow.response)
    const late = slowDb.stream(slowDb`select`, { timeout: 30 })
    const begun = late.next()
    await slow.send()
    await begun
    await expect(late.next()).rejects.toMatchObject({ code: 'timeout' })
  })

  test('events: one response with all rows, or one error', async () => {
    const events: string[] = []
    const { db } = fakeNeon(body, {
      on: {
        response: ({ rows: total }) => events.push(`rows ${total}`),
        error: ({ error }) => events.push(error.code),
      },
    })
    for await (const batch of db.stream(db`select`)) expect(batch.length).toBeGreaterThan(0)
    expect(events).toEqual([`rows ${count}`])
    for await (const batch of db.stream(db`select`, { batchSize: 1 })) {
      expect(batch).toHaveLength(1)
      break
    }
    expect(events).toEqual([`rows ${count}`, 'aborted'])
  })

  test('no rows give no batch; several asked for at once come in order', async () => {
    const { db } = fakeNeon(resultBody([['a', oid.int4]], []))
    expect(await db.stream(db`select`).next()).toEqual({ done: true, value: undefined })
    const { db: full } = fakeNeon(body)
    const stream = full.stream<{ a: number }>(full`select`, { batchSize: 10 })
    const three = await Promise.all([stream.next(), stream.next(), stream.next()])
    expect(three.map(({ value }) => value?.[0]?.a)).toEqual([0, 10, 20])
    await stream.return?.()
  })

  test('what is wrong is said at once', () => {
    const { db, sent } = fakeNeon(body)
    for (const batchSize of [0, -1, 1.5, '2']) {
      const refused = () => db.stream(db`select`, { batchSize } as StreamOptions)
      expect(refused).toThrow(expect.objectContaining({ code: 'option', service: 'neon' }))
    }
    expect(() => db.stream('select' as never)).toThrow(expect.objectContaining({ code: 'template_misuse' }))
    expect(sent).toEqual([])
  })
})
