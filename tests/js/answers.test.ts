import { describe, expect, test } from 'vitest'
import { DatabaseError } from '../../js/services/neon.js'
import {
  type Answer,
  canaryPassword,
  errorBody,
  fakeNeon,
  jsonResponse,
  oid,
  resultBody,
} from './support/neon-service.js'

const good = resultBody([['a', oid.int4]], [['1']])
const noRetry = { retry: false } as const

async function failureOf(answer: Answer | string, options: object = noRetry): Promise<Record<string, unknown>> {
  const { db } = fakeNeon(answer, options)
  const [first, second] = await Promise.allSettled([db`select`, db.respond(db`select`)])
  if (first.status !== 'rejected' || second.status !== 'rejected') return expect.unreachable('both should fail')
  expect(second.reason).toMatchObject({ code: first.reason.code })
  return first.reason
}

describe('threat 9: a redirect is never followed', () => {
  test.each([300, 301, 302, 303, 304, 307, 308])('%i', async (status) => {
    const { db, sent } = fakeNeon(
      () => new Response(null, { status, headers: { location: 'https://elsewhere.example/' } }),
      { readOnly: true },
    )
    await expect(db`select`).rejects.toMatchObject({ code: 'redirect', status, retryable: false })
    expect(sent.length).toBe(1)
    expect(sent[0]?.init.redirect).toBe('manual')
  })

  test('an opaque redirect of a browser', async () => {
    const opaque = {
      type: 'opaqueredirect',
      status: 0,
      headers: new Headers(),
      body: null,
      redirected: false,
      bodyUsed: false,
    }
    expect(await failureOf(() => opaque as unknown as Response)).toMatchObject({ code: 'redirect' })
  })

  test('a fetch that followed one', async () => {
    const followed = () => Object.defineProperty(jsonResponse(good), 'redirected', { value: true })
    expect(await failureOf(followed)).toMatchObject({ code: 'redirect', status: 200 })
  })
})

describe('threat 20: what is not the answer of the service', () => {
  const wrong: [string, Answer, object][] = [
    [
      'HTML',
      () => new Response('<html><h1>Bad gateway</h1></html>', { headers: { 'content-type': 'text/html' } }),
      { code: 'protocol', status: 200 },
    ],
    [
      'an HTML error page',
      () => new Response('<html>no</html>', { status: 502, headers: { 'content-type': 'text/html' } }),
      { status: 502, sample: '<html>no</html>' },
    ],
    ['nothing', () => jsonResponse(''), { code: 'protocol', status: 200 }],
    ['204', () => new Response(null, { status: 204 }), { code: 'protocol', status: 204 }],
    ['a byte order mark', () => jsonResponse(`\ufeff${good}`), { code: 'protocol' }],
    ['bytes that are not UTF-8', () => new Response(Uint8Array.of(0x7b, 0xff, 0xfe)), { code: 'protocol' }],
    ['gzip', () => new Response(Uint8Array.of(0x1f, 0x8b, 8, 0)), { code: 'protocol' }],
    ['another JSON', () => jsonResponse('{"ok":true}'), { code: 'protocol' }],
    ['a JSON array', () => jsonResponse('[]'), { code: 'protocol' }],
    ['two JSON values', () => jsonResponse(`${good}{}`), { code: 'protocol' }],
    ['an error body with status 200', () => jsonResponse(errorBody('boom', '22012')), { code: 'protocol' }],
    ['a row that is too long', () => jsonResponse(resultBody([['a', oid.int4]], [['1', '2']])), { code: 'protocol' }],
    [
      'a row that is too short',
      () =>
        jsonResponse(
          resultBody(
            [
              ['a', oid.int4],
              ['b', oid.int4],
            ],
            [['1']],
          ),
        ),
      { code: 'protocol' },
    ],
    [
      'rows as objects',
      () => jsonResponse('{"fields":[{"name":"a","dataTypeID":23}],"rows":[{"a":"1"}]}'),
      { code: 'protocol' },
    ],
    [
      'a cell that is no text',
      () => jsonResponse('{"fields":[{"name":"a","dataTypeID":23}],"rows":[[1]]}'),
      { code: 'protocol' },
    ],
    ['an int4 that is none', () => jsonResponse(resultBody([['a', oid.int4]], [['x']])), { code: 'protocol' }],
  ]
  test.each(wrong)('%s', async (_name, answer, expected) => {
    expect(await failureOf(answer)).toMatchObject(expected)
  })

  test('a sample is at most 1 KiB', async () => {
    const error = await failureOf(() => new Response('x'.repeat(100_000), { status: 500 }))
    expect((error.sample as string).length).toBeLessThanOrEqual(1024)
  })
})

describe('threat 21: what each status means', () => {
  const json: [number, string, object][] = [
    [
      400,
      errorBody('relation "x" does not exist', '42P01', { position: '15' }),
      { code: 'query', sqlstate: '42P01', position: '15', retryable: false },
    ],
    [
      400,
      errorBody('password authentication failed', '28P01'),
      { code: 'authentication', sqlstate: '28P01', retryable: false },
    ],
    [400, errorBody('password authentication failed for user', null), { retryable: false }],
    [401, '{"msg":"no"}', { code: 'authentication', retryable: false }],
    [403, '{"msg":"no"}', { code: 'authentication', retryable: false }],
    [404, '{"msg":"no"}', { retryable: false }],
    [413, errorBody('request is too large', null), { code: 'limit', retryable: false }],
    [429, '{"msg":"slow"}', { code: 'rate_limited', retryable: true }],
    [503, '{"msg":"down"}', { code: 'unavailable', retryable: false }],
    [408, '{"msg":"late"}', { code: 'timeout', name: 'TimeoutError', retryable: false }],
    [504, '{"msg":"late"}', { code: 'timeout', name: 'TimeoutError', retryable: false }],
    [507, errorBody('response is too large', null), { code: 'limit', retryable: false }],
  ]
  test.each(json)('%i %s', async (status, body, expected) => {
    expect(await failureOf(() => jsonResponse(body, status))).toMatchObject({
      status,
      service: 'neon',
      attempts: 1,
      ...expected,
    })
  })

  test.each([
    400, 401, 402, 403, 404, 405, 408, 409, 413, 418, 422, 429, 431, 451, 499, 500, 501, 502, 503, 504, 507, 511, 520,
    521, 522, 523, 524, 525, 526, 527, 530, 599,
  ])('%i with a foreign body is a typed error and never a result', async (status) => {
    const error = await failureOf(() => new Response('oops', { status }))
    expect(error).toMatchObject({ status, service: 'neon' })
    expect(error).toBeInstanceOf(DatabaseError)
    expect(await failureOf(() => jsonResponse(good, status))).toMatchObject({ status })
  })

  test('Retry-After in seconds', async () => {
    const answer = (value: string) => () => jsonResponse('{"msg":"slow"}', 429, { 'retry-after': value })
    expect(await failureOf(answer('7'))).toMatchObject({ retryAfter: 7000 })
    expect(await failureOf(answer('soon'))).not.toHaveProperty('retryAfter')
    const unavailable = () => jsonResponse('{"msg":"down"}', 503, { 'retry-after': '2' })
    expect(await failureOf(unavailable)).toMatchObject({ code: 'unavailable', retryable: true, retryAfter: 2000 })
  })
})

describe('threat 47: a fetch that misbehaves', () => {
  const misbehaving: [string, Answer, object][] = [
    [
      'throws at once',
      () => {
        throw new Error('no')
      },
      { code: 'outcome_unknown' },
    ],
    ['throws nothing', () => Promise.reject(undefined), { code: 'outcome_unknown' }],
    ['gives undefined', () => undefined as unknown as Response, { code: 'protocol' }],
    ['gives null', () => null as unknown as Response, { code: 'protocol' }],
    ['gives a string', () => 'x' as unknown as Response, { code: 'protocol' }],
    ['gives an object', () => ({ status: 200 }) as unknown as Response, { code: 'protocol' }],
    [
      'gives a status that is none',
      () => ({ status: '200', headers: new Headers() }) as unknown as Response,
      { code: 'protocol' },
    ],
    [
      'gives a Response that was read',
      async () => {
        const response = jsonResponse(good)
        await response.text()
        return response
      },
      { code: 'protocol' },
    ],
    [
      'gives a Response whose body is locked',
      () => {
        const response = jsonResponse(good)
        response.body?.getReader()
        return response
      },
      { code: 'outcome_unknown' },
    ],
    [
      'gives a body of text',
      () =>
        jsonResponse(
          new ReadableStream({
            start: (controller) => {
              controller.enqueue(good as unknown as Uint8Array)
              controller.close()
            },
          }),
        ),
      { code: 'protocol' },
    ],
    [
      'gives headers that throw',
      () =>
        Object.defineProperty(jsonResponse(good), 'headers', {
          value: {
            get() {
              throw new Error('no')
            },
          },
        }),
      { code: 'protocol' },
    ],
    [
      'gives a body that throws',
      () =>
        Object.defineProperty(jsonResponse(good), 'body', {
          get() {
            throw new Error(`no, ${canaryPassword}`)
          },
        }),
      { code: 'outcome_unknown' },
    ],
    [
      'gives a failure whose body throws',
      () =>
        Object.defineProperty(jsonResponse(good, 302), 'body', {
          get() {
            throw new Error(`no, ${canaryPassword}`)
          },
        }),
      { code: 'redirect' },
    ],
    ['throws an object whose properties throw', () => Promise.reject(throwing({})), { code: 'outcome_unknown' }],
    [
      'throws an error whose properties throw',
      () => Promise.reject(throwing(new Error())),
      { code: 'outcome_unknown' },
    ],
  ]
  const throwing = (target: object) =>
    new Proxy(target, {
      get() {
        throw new Error(`no, ${canaryPassword}`)
      },
    })
  test.each(misbehaving)('%s', async (_name, answer, expected) => {
    const error = await failureOf(answer)
    expect(error).toBeInstanceOf(DatabaseError)
    expect(error).toMatchObject({ ...expected, service: 'neon' })
    expect(`${error} ${error.stack} ${(error.cause as Error | undefined)?.stack}`).not.toContain(canaryPassword)
  })

  test('throws the error of another query, which may be sent again where this one may not', async () => {
    const other = new DatabaseError('network', 'no connection could be made', { retryable: true })
    const { db, sent } = fakeNeon(() => Promise.reject(other))
    await expect(db`insert`).rejects.toMatchObject({ code: 'outcome_unknown', retryable: false, attempts: 1 })
    expect(sent.length).toBe(1)
  })

  test.each(['lazy', 'respond', 'stream'] as const)('a body that throws, by %s', async (way) => {
    const { db } = fakeNeon(() =>
      Object.defineProperty(jsonResponse(good), 'body', {
        get() {
          throw new Error('no')
        },
      }),
    )
    const result = async () => {
      if (way === 'lazy') return db.lazy(db`select`)
      if (way === 'respond') return db.respond(db`select`)
      return db.stream(db`select`).next()
    }
    await expect(result()).rejects.toMatchObject({ code: 'outcome_unknown', service: 'neon' })
  })

  test('an object that is only like a Response', async () => {
    const like = () =>
      ({
        status: 200,
        headers: new Headers(),
        arrayBuffer: async () => new TextEncoder().encode(good).buffer,
      }) as unknown as Response
    expect(await fakeNeon(like).db`select`).toEqual([{ a: 1 }])
  })
})

test('threat 45: a request cannot come from a cache', async () => {
  const { db, sent } = fakeNeon(good)
  await db`select`
  expect(sent[0]?.init.method).toBe('POST')
  // Some hosts throw at the option cache.
  expect(sent[0]?.init).not.toHaveProperty('cache')
  expect((await db.respond(db`select`)).headers.get('cache-control')).toBe('no-store')
})
