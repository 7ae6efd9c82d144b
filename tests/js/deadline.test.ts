import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { encode, fakeNeon, jsonResponse, oid, pieces, resultBody, streamOf } from './support/neon-service.js'

const good = resultBody([['a', oid.int4]], [['1']])
const never = new Promise<never>(() => {})

/** A body of which only the first part ever comes. */
function stalledBody(onCancel?: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(encode(good.slice(0, 30))),
    pull: () => never,
    cancel: () => onCancel?.(),
  })
}

async function settled(promise: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(promise).then(
    () => expect.unreachable('it should fail'),
    (error: unknown) => error,
  )
}

describe('threat 24: an answer that is slow', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test.each([
    ['no head', () => never],
    ['no body', () => jsonResponse(stalledBody())],
  ])('%s: the timeout ends it, the fetch sees its signal, no timer is left', async (_name, answer) => {
    const { db, sent } = fakeNeon(answer, { timeout: 5000 })
    for (const send of [() => db`select`, () => db.respond(db`select`)]) {
      const failure = settled(send())
      await vi.advanceTimersByTimeAsync(4999)
      expect(sent.at(-1)?.init.signal?.aborted).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      expect(await failure).toMatchObject({ code: 'timeout', name: 'TimeoutError', service: 'neon', attempts: 1 })
      expect(sent.at(-1)?.init.signal?.aborted).toBe(true)
    }
  })

  test('a body that drips', async () => {
    let cancelled = false
    const drip = () => {
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 1000))
          controller.enqueue(encode(' '))
        },
        cancel() {
          cancelled = true
        },
      })
      return jsonResponse(body)
    }
    const { db } = fakeNeon(drip, { timeout: 10_500 })
    const failure = settled(db`select`)
    await vi.advanceTimersByTimeAsync(11_000)
    expect(await failure).toMatchObject({ code: 'timeout' })
    expect(cancelled).toBe(true)
  })

  test('it covers a streamed response to its end', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => `["${'x'.repeat(60)}${i}"]`).join(',')
    const head = encode(`{"fields":[{"name":"a","dataTypeID":25}],"rows":[${rows},`)
    const body = () =>
      new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(head), pull: () => never })
    const { db } = fakeNeon(() => jsonResponse(body()), { timeout: 1000 })
    const response = await db.respond(db`select`)
    const failure = settled(response.text())
    await vi.advanceTimersByTimeAsync(1000)
    expect(await failure).toMatchObject({ code: 'timeout' })
    const lines = (await db.respond(db`select`, { format: 'ndjson' })).text()
    await vi.advanceTimersByTimeAsync(1000)
    expect(JSON.parse((await lines).trimEnd().split('\n').at(-1) as string)).toMatchObject({
      error: { code: 'timeout' },
    })
  })

  test('it covers all attempts and the waits between them', async () => {
    const { db, sent } = fakeNeon(() => jsonResponse('{}', 429, { 'retry-after': '4' }), {
      timeout: 5000,
      retry: { maxAttempts: 9 },
    })
    const failure = settled(db`select`)
    await vi.advanceTimersByTimeAsync(5000)
    expect(await failure).toMatchObject({ code: 'timeout' })
    expect(sent.length).toBe(2)
  })

  test('it covers a token that does not come', async () => {
    const { db, sent } = fakeNeon(
      good,
      { timeout: 5000, authToken: () => never },
      'postgresql://u@ep-x.aws.neon.tech/db',
    )
    const failure = settled(db`select`)
    await vi.advanceTimersByTimeAsync(5000)
    expect(await failure).toMatchObject({ code: 'timeout' })
    expect(sent).toEqual([])
  })

  test('a query in time leaves no timer', async () => {
    const { db } = fakeNeon(good, { timeout: 5000 })
    expect(await db`select`).toEqual([{ a: 1 }])
    expect(vi.getTimerCount()).toBe(0)
    await (await db.respond(db`select`)).text()
    expect(vi.getTimerCount()).toBe(0)
    await db`select ${undefined as unknown as null}`.catch(() => {})
    expect(vi.getTimerCount()).toBe(0)
  })

  test('an answer that comes too late is cancelled', async () => {
    let cancelled = false
    const late = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2000))
      return jsonResponse(
        stalledBody(() => {
          cancelled = true
        }),
      )
    }
    const { db } = fakeNeon(late, { timeout: 1000 })
    const failure = settled(db`select`)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await failure).toMatchObject({ code: 'timeout' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(cancelled).toBe(true)
  })
})

describe('threat 25: the caller aborts', () => {
  const points: [string, (controller: AbortController) => Response | Promise<Response>][] = [
    [
      'during the head',
      (controller) => {
        queueMicrotask(() => controller.abort())
        return never
      },
    ],
    [
      'right before the body',
      (controller) => {
        controller.abort()
        return jsonResponse(good)
      },
    ],
    [
      'in the body',
      (controller) => {
        setTimeout(() => controller.abort(), 5)
        return jsonResponse(stalledBody())
      },
    ],
  ]
  test.each(points)('%s', async (_name, answer) => {
    for (const use of ['rows', 'respond'] as const) {
      const controller = new AbortController()
      let healthy = false
      const { db } = fakeNeon(() => (healthy ? jsonResponse(good) : answer(controller)))
      const { signal } = controller
      const error = await settled(use === 'rows' ? db`select`.with({ signal }) : db.respond(db`select`, { signal }))
      expect(error).toMatchObject({ code: 'aborted', name: 'AbortError', service: 'neon' })
      healthy = true
      expect(await db`select`).toEqual([{ a: 1 }])
    }
  })

  test('before it begins: nothing is sent', async () => {
    const { db, sent } = fakeNeon(good)
    const reason = new Error('not needed any more')
    const error = await settled(db`select`.with({ signal: AbortSignal.abort(reason) }))
    expect(error).toMatchObject({ code: 'aborted', cause: reason })
    expect(sent).toEqual([])
  })

  test('after it ended: nothing happens, and the signal is let go', async () => {
    const controller = new AbortController()
    const add = vi.spyOn(controller.signal, 'addEventListener')
    const remove = vi.spyOn(controller.signal, 'removeEventListener')
    const { db } = fakeNeon(good, { signal: controller.signal, timeout: 60_000 })
    expect(await db`select`).toEqual([{ a: 1 }])
    expect(add.mock.calls.length).toBe(1)
    expect(remove.mock.calls.length).toBeGreaterThan(0)
    expect(remove.mock.calls[0]?.[1]).toBe(add.mock.calls[0]?.[1])
    controller.abort()
  })

  test('while it waits for another attempt', async () => {
    const controller = new AbortController()
    const on = { retry: () => setTimeout(() => controller.abort(), 5) }
    const { db, sent } = fakeNeon(() => jsonResponse('{}', 429, { 'retry-after': '20' }), {
      signal: controller.signal,
      on,
    })
    expect(await settled(db`select`)).toMatchObject({ code: 'aborted' })
    expect(sent.length).toBe(1)
  })

  test('in a streamed response: JSON stays unclosed and fails, NDJSON says so', async () => {
    const head = encode(
      `{"fields":[{"name":"a","dataTypeID":25}],"rows":[${Array(9000)
        .fill(`["${'x'.repeat(60)}"]`)
        .join(',')}`,
    )
    const controller = new AbortController()
    const { db } = fakeNeon(() => jsonResponse(streamOf([head, encode(',["y"]'), encode(',["z"]')])), {})
    const response = await db.respond(db`select`, { signal: controller.signal })
    controller.abort()
    expect(await settled(response.text())).toMatchObject({ code: 'aborted' })
  })
})

test('threat 42: every failed answer frees its connection', async () => {
  const cancelled: number[] = []
  const statuses = [301, 400, 404, 500, 503]
  for (const status of statuses) {
    const body = () => streamOf(pieces(encode('x'.repeat(1_000_000)), 1000), 'bytes', () => cancelled.push(status))
    const { db } = fakeNeon(() => jsonResponse(body(), status), { retry: false })
    await expect(db`select`).rejects.toMatchObject({ status })
  }
  expect(cancelled).toEqual(statuses)
  cancelled.length = 0
  const busy = () => streamOf(pieces(encode('x'.repeat(1_000_000)), 1000), 'bytes', () => cancelled.push(429))
  const { db } = fakeNeon(() => jsonResponse(busy(), 429), { retry: { maxAttempts: 3, baseDelay: 1 } })
  await expect(db`select`).rejects.toMatchObject({ attempts: 3 })
  expect(cancelled).toEqual([429, 429, 429])
})
