import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type {
  DatabaseError,
  ErrorEvent,
  NeonOptions,
  QueryEvent,
  ResponseEvent,
  RetryEvent,
} from '../../js/services/neon.js'
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

const pad = (number: number, fill = '0') => String(number).padStart(2, fill)
const part = (date: Date, options: Intl.DateTimeFormatOptions) =>
  date.toLocaleString('en-US', { timeZone: 'UTC', ...options })
const timeOf = (date: Date) => date.toISOString().slice(11, 19)

/** The dates that HTTP has: https://www.rfc-editor.org/rfc/rfc9110.html#section-5.6.7 */
const dateForms: Record<string, (date: Date) => string> = {
  'IMF-fixdate': (date) => date.toUTCString(),
  'RFC 850': (date) => {
    const day = `${pad(date.getUTCDate())}-${part(date, { month: 'short' })}-${pad(date.getUTCFullYear() % 100)}`
    return `${part(date, { weekday: 'long' })}, ${day} ${timeOf(date)} GMT`
  },
  asctime: (date) => {
    const day = `${part(date, { weekday: 'short' })} ${part(date, { month: 'short' })} ${pad(date.getUTCDate(), ' ')}`
    return `${day} ${timeOf(date)} ${date.getUTCFullYear()}`
  },
}

test('dates have the three forms of RFC 9110', () => {
  const date = new Date(Date.UTC(1994, 10, 6, 8, 49, 37))
  expect(Object.values(dateForms).map((form) => form(date))).toEqual([
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
  ])
})

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

  describe.each(['UTC', 'Asia/Kathmandu'])('Retry-After as a date, where the time zone is %s', (zone) => {
    const zoneBefore = process.env.TZ
    beforeEach(() => {
      process.env.TZ = zone
      vi.setSystemTime(Date.UTC(2026, 10, 6, 8, 49, 37, 250))
    })
    afterEach(() => {
      if (zoneBefore === undefined) delete process.env.TZ
      else process.env.TZ = zoneBefore
    })

    /** When each attempt was sent, in milliseconds after the first, and the error. */
    async function attempts(form: (date: Date) => string, seconds: number, status: number, options?: NeonOptions) {
      const first = Date.now()
      const times: number[] = []
      const { error } = await outcome(() => {
        times.push(Date.now() - first)
        return jsonResponse('{}', status, { 'retry-after': form(new Date(first + seconds * 1000)) })
      }, options)
      return { times, error }
    }

    describe.each(Object.entries(dateForms))('%s', (_name, form) => {
      test.each([429, 503])('a retry after %i waits until then', async (status) => {
        const { times, error } = await attempts(form, 4, status, { retry: { maxAttempts: 2 } })
        expect(error).toMatchObject({ attempts: 2, retryable: true })
        // The header has no milliseconds: it names 250 less than 4 seconds, and less than one may be rounded up.
        expect(times).toEqual([0, expect.toSatisfy((time: number) => time >= 3750 && time <= 4750)])
      })

      test('nothing is sent again when that is later than maxElapsed', async () => {
        const { times, error } = await attempts(form, 3600, 429)
        expect(times).toEqual([0])
        expect(error).toMatchObject({ code: 'rate_limited', attempts: 1 })
        const { retryAfter } = error as DatabaseError
        expect(retryAfter).toBeGreaterThanOrEqual(3_599_750)
        expect(retryAfter).toBeLessThanOrEqual(3_600_750)
        const patient = { retry: { maxAttempts: 2, maxElapsed: 4_000_000 } }
        expect((await attempts(form, 3600, 429, patient)).times[1]).toBeGreaterThanOrEqual(3_599_750)
      })

      test('one that is past asks for no wait', async () => {
        const { times, error } = await attempts(form, -3600, 503, { retry: { maxAttempts: 2, baseDelay: 50 } })
        expect(times).toEqual([0, expect.toSatisfy((time: number) => time <= 50)])
        expect(error).toMatchObject({ retryable: true, retryAfter: 0 })
      })
    })
  })

  test.each(['soon', 'Monday', 'Sun, 99 Nov 2026 08:49:37 GMT', 'May 5', '-7', '1.5', ''])(
    'Retry-After %j asks for nothing',
    async (value) => {
      const answer = (status: number) => () => jsonResponse('{}', status, { 'retry-after': value })
      expect((await outcome(answer(429))).error).not.toHaveProperty('retryAfter')
      expect(await outcome(answer(503))).toMatchObject({ sent: 1, error: { code: 'unavailable', retryable: false } })
    },
  )

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
