import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ErrorEvent, NeonOptions, QueryEvent, ResponseEvent, RetryEvent } from '../../js/services/neon.js'
import { type Answer, errorBody, fakeNeon, jsonResponse, oid, resultBody } from './support/neon-service.js'

const good = resultBody([['a', oid.int4]], [['1'], ['2']])
const busy = () => jsonResponse('{"msg":"slow down"}', 429)
const refused = () => {
  throw Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  })
}
const lost = () => {
  throw Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
  })
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function outcome(
  answer: Answer,
  options: NeonOptions = {},
): Promise<{ sent: number; result: unknown; error: unknown }> {
  const { db, sent } = fakeNeon(answer, options)
  const [settled] = await Promise.all([Promise.allSettled([db`select`]), vi.runAllTimersAsync()])
  const [first] = settled
  return first.status === 'fulfilled'
    ? { sent: sent.length, result: first.value, error: undefined }
    : { sent: sent.length, result: undefined, error: first.reason }
}

describe('threat 22: only what provably was not applied is sent again', () => {
  test.each<[string, Answer]>([
    ['429', busy],
    ['503 with Retry-After', () => jsonResponse('{}', 503, { 'retry-after': '1' })],
    ['a refused connection', refused],
  ])('%s: three attempts', async (_name, answer) => {
    expect(await outcome(answer)).toMatchObject({ sent: 3, error: { attempts: 3, retryable: true } })
  })

  test.each<[string, Answer]>([
    ['an error of the database', () => jsonResponse(errorBody('x', '42601'), 400)],
    ['500', () => jsonResponse('{}', 500)],
    ['502', () => jsonResponse('{}', 502)],
    ['503 without Retry-After', () => jsonResponse('{}', 503)],
    ['an answer that is not the protocol', () => jsonResponse('{')],
  ])('%s: one attempt', async (_name, answer) => {
    expect(await outcome(answer)).toMatchObject({ sent: 1, error: { attempts: 1 } })
  })

  test('a lost answer is never sent again unless the query is readOnly', async () => {
    expect(await outcome(lost)).toMatchObject({ sent: 1, error: { code: 'outcome_unknown', retryable: false } })
    expect(await outcome(lost, { readOnly: true })).toMatchObject({
      sent: 3,
      error: { code: 'network', retryable: true },
    })
  })

  test('the second attempt can succeed, with the same request', async () => {
    const { db, sent } = fakeNeon((_request, attempt) => (attempt === 1 ? busy() : jsonResponse(good)))
    const [rows] = await Promise.all([db`select ${1}`, vi.runAllTimersAsync()])
    expect(rows).toEqual([{ a: 1 }, { a: 2 }])
    expect(sent.map((request) => request.body)).toEqual([sent[0]?.body, sent[0]?.body])
  })

  test('half a result of the first attempt is forgotten', async () => {
    const half = () => {
      let pulls = 0
      return jsonResponse(
        new ReadableStream<Uint8Array>({
          pull: (controller) =>
            pulls++ === 0
              ? controller.enqueue(new TextEncoder().encode(good.slice(0, -70)))
              : controller.error(new Error('lost')),
        }),
      )
    }
    const { db } = fakeNeon((_request, attempt) => (attempt === 1 ? half() : jsonResponse(good)), { readOnly: true })
    const [rows, response] = await Promise.all([
      db`select`,
      db.respond(db`select`).then((answer) => answer.json()),
      vi.runAllTimersAsync(),
    ])
    expect(rows).toEqual([{ a: 1 }, { a: 2 }])
    expect(response).toEqual(rows)
  })

  test('retry: false', async () => {
    expect(await outcome(busy, { retry: false })).toMatchObject({ sent: 1, error: { code: 'rate_limited' } })
  })

  test('a query may have its own', async () => {
    const { db, sent } = fakeNeon(busy, { retry: { maxAttempts: 5, baseDelay: 1 } })
    await Promise.all([db`select`.with({ retry: { maxAttempts: 2 } }).catch(() => {}), vi.runAllTimersAsync()])
    expect(sent.length).toBe(2)
  })
})

describe('threat 23: retries do not multiply the load', () => {
  async function delays(options: NeonOptions, answer: Answer = busy): Promise<number[]> {
    const seen: number[] = []
    await outcome(answer, { ...options, on: { retry: (event) => seen.push(event.delay) } })
    return seen
  }

  test('full jitter under a doubling limit', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999)
    const seen = await delays({ retry: { maxAttempts: 12, baseDelay: 100, maxDelay: 1000, maxElapsed: 1e6 } })
    expect(seen.map(Math.round)).toEqual([100, 200, 400, 799, 999, 999, 999, 999, 999, 999, 999])
    vi.spyOn(Math, 'random').mockReturnValue(0)
    expect(await delays({ retry: { maxAttempts: 3 } })).toEqual([0, 0])
  })

  test('Retry-After is the least', async () => {
    const answer = () => jsonResponse('{}', 429, { 'retry-after': '3' })
    expect(await delays({}, answer)).toEqual([3000, 3000])
  })

  test('no attempt begins after 30 seconds', async () => {
    const answer = () => jsonResponse('{}', 429, { 'retry-after': '31' })
    expect(await outcome(answer)).toMatchObject({ sent: 1, error: { code: 'rate_limited', retryAfter: 31_000 } })
    const tenSeconds = () => jsonResponse('{}', 429, { 'retry-after': '10' })
    expect(await outcome(tenSeconds, { retry: { maxAttempts: 10 } })).toMatchObject({ sent: 4 })
  })

  test('1,000 queries to a service that is down cost 1.1 requests each', async () => {
    const { db, sent } = fakeNeon(busy)
    for (let i = 0; i < 1000; i++) await Promise.all([db`select`.catch(() => {}), vi.runAllTimersAsync()])
    expect(sent.length).toBe(1100)
  })

  test('success earns new retries', async () => {
    let down = true
    const { db, sent } = fakeNeon(() => (down ? busy() : jsonResponse(good)))
    const query = () => Promise.all([db`select`.catch(() => {}), vi.runAllTimersAsync()])
    for (let i = 0; i < 60; i++) await query()
    down = false
    for (let i = 0; i < 10; i++) await query()
    down = true
    sent.length = 0
    for (let i = 0; i < 10; i++) await query()
    expect(sent.length).toBe(12)
  })
})

describe('events', () => {
  test('tell sizes, counts and times, and no SQL or value', async () => {
    const events: [string, QueryEvent | ResponseEvent | RetryEvent | ErrorEvent][] = []
    const on = {
      query: (event: QueryEvent) => events.push(['query', event]),
      retry: (event: RetryEvent) => events.push(['retry', event]),
      response: (event: ResponseEvent) => events.push(['response', event]),
      error: (event: ErrorEvent) => events.push(['error', event]),
    }
    const { db, sent } = fakeNeon((_request, attempt) => (attempt === 1 ? busy() : jsonResponse(good)), { on })
    await Promise.all([db`select ${'canary value'}`.with({ name: 'list' }), vi.runAllTimersAsync()])
    const [first] = sent
    const requestBytes = new Blob([first?.init.body as string]).size
    const common = { service: 'neon', name: 'list', requestBytes }
    expect(events).toMatchObject([
      ['query', { ...common, attempt: 1 }],
      ['retry', { ...common, attempt: 1, error: { code: 'rate_limited' } }],
      ['query', { ...common, attempt: 2 }],
      ['response', { ...common, attempt: 2, status: 200, rows: 2, responseBytes: good.length }],
    ])
    expect(JSON.stringify(events)).not.toMatch(/canary|select/)
    events.length = 0
    await db.respond(db`select`)
    expect(events).toMatchObject([
      ['query', { attempt: 1 }],
      ['response', { rows: 2, responseBytes: good.length }],
    ])
    expect(events[0]?.[1]).not.toHaveProperty('name')
  })

  test('of a failure', async () => {
    const errors: ErrorEvent[] = []
    const { error } = await outcome(() => jsonResponse(errorBody('x', '42601'), 400), {
      on: { error: (event) => errors.push(event) },
    })
    expect(errors).toMatchObject([{ service: 'neon', attempt: 1, error }])
    errors.length = 0
    const { db } = fakeNeon(good, { on: { error: (event) => errors.push(event) } })
    await db`select ${undefined as unknown as null}`.catch(() => {})
    expect(errors).toMatchObject([{ attempt: 0, error: { code: 'parameter' } }])
  })

  test('a handler that throws or rejects breaks nothing', async () => {
    const bad = () => {
      throw new Error('handler')
    }
    const on = { query: bad, retry: async () => bad(), response: bad, error: bad }
    const { db } = fakeNeon((_request, attempt) => (attempt === 1 ? busy() : jsonResponse(good)), { on })
    const [rows] = await Promise.all([db`select`, vi.runAllTimersAsync()])
    expect(rows.length).toBe(2)
    await expect(db`select ${undefined as unknown as null}`).rejects.toMatchObject({ code: 'parameter' })
  })
})
