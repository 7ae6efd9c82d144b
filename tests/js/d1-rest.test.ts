import { describe, expect, test, vi } from 'vitest'
import { connect } from '../../js/index.js'
import { d1Rest, DatabaseError } from '../../js/services/d1-rest.js'
import { body, canaryToken, errorBody, fakeD1, jsonResponse, meta } from './support/d1-rest-service.js'

describe('requests', () => {
  test('bytes go as hex digits, and never into the word before them', async () => {
    const { db, sent } = fakeD1(body(['a'], [[1]]))
    const bytes = Uint8Array.of(0, 255)
    await db`select${bytes} as a, ${bytes}`
    await db.query('select?', [bytes])
    expect(sent[0]?.body).toEqual({ sql: 'select unhex(?1) as a, unhex(?2)', params: ['00ff', '00ff'] })
    expect(sent[1]?.body).toEqual({ sql: 'select unhex(?1)', params: ['00ff'] })
  })

  test('where they go and what they say', async () => {
    const { db, sent } = fakeD1(body(['a'], [[1]]))
    await db`select ${1} as a, ${'x'}, ${null}, ${true}, ${1.5}, ${7n}, ${new Date(0)}, ${{ a: 1 }}`
    expect(sent[0]).toMatchObject({
      url: 'https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/d1/database/00000000-0000-4000-8000-000000000000/raw',
      init: { method: 'POST', redirect: 'manual' },
      body: {
        sql: 'select ?1 as a, ?2, ?3, ?4, ?5, ?6, ?7, ?8',
        params: [1, 'x', null, 1, 1.5, 7, '1970-01-01T00:00:00.000Z', '{"a":1}'],
      },
    })
    expect(new Headers(sent[0]?.init.headers)).toEqual(
      new Headers({ 'content-type': 'application/json', authorization: `Bearer ${canaryToken}` }),
    )
  })

  test('another endpoint', async () => {
    const { db, sent } = fakeD1(body([], []), { endpoint: 'http://localhost:5488/client/v4/' })
    await db`select 1`
    expect(sent[0]?.url).toMatch(/^http:\/\/localhost:5488\/client\/v4\/accounts\//)
  })

  test('connect() knows it', async () => {
    const fetch = async () => jsonResponse(body(['a'], [[1]]))
    expect(await connect({ accountId: 'a', databaseId: 'b', apiToken: 'c', fetch })`select`).toEqual([{ a: 1 }])
  })

  test.each([
    [{ accountId: '../x' }, 'accountId'],
    [{ databaseId: 'a/b' }, 'databaseId'],
    [{ databaseId: 'a?b' }, 'databaseId'],
    [{ apiToken: 'a\r\nb' }, 'token'],
    [{ endpoint: 'http://example.com' }, 'http:'],
    [{ endpoint: 'https://user@example.com' }, 'user'],
    [{ endpoint: 'https://example.com/?a=' }, 'endpoint'],
    [{ endpoint: 'ftp://example.com' }, 'endpoint'],
  ])('threats 8 and 10: refused before anything is sent: %j', async (options, word) => {
    const { db, sent } = fakeD1(body([], []), options)
    await expect(db`select 1`).rejects.toMatchObject({
      code: 'option',
      service: 'd1',
      message: expect.stringContaining(word),
    })
    expect(sent).toEqual([])
  })

  test('options', () => {
    const whole = { accountId: 'a', databaseId: 'b', apiToken: 'c' }
    for (const name of Object.keys(whole)) {
      const expected = expect.objectContaining({
        code: 'option',
        service: 'd1',
        message: expect.stringContaining(name),
      })
      expect(() => d1Rest({ ...whole, [name]: undefined } as never)).toThrow(expected)
      expect(() => d1Rest({ ...whole, [name]: '' })).toThrow(expected)
    }
    expect(() => d1Rest(undefined as never)).toThrow(DatabaseError)
    expect(() => d1Rest({ ...whole, url: 'x' } as never)).toThrow(expect.objectContaining({ code: 'option' }))
  })

  test('threat 43: limits are met before anything is sent', async () => {
    const { db, sent } = fakeD1(body([], []))
    const numbers = Array.from({ length: 101 }, (_, i) => i)
    await expect(db.query(`select ${numbers.map(() => '?').join()}`, numbers)).rejects.toMatchObject({ code: 'limit' })
    await expect(db.query(`select '${'x'.repeat(100_000)}'`)).rejects.toMatchObject({ code: 'limit' })
    await expect(db`select ${'x'.repeat(2_000_001)}`).rejects.toMatchObject({ code: 'limit', parameter: 0 })
    await expect(db`select ${2n ** 53n}`).rejects.toMatchObject({ code: 'parameter', parameter: 0 })
    expect(sent).toEqual([])
  })
})

describe('answers', () => {
  test('rows, and what is beside them', async () => {
    const { db } = fakeD1(body(['id', 'body'], [[1, [0, 255]]]))
    const rows = await db`select`
    expect(rows).toEqual([{ id: 1, body: Uint8Array.of(0, 255) }])
    expect(rows).toMatchObject({ affected: 2, lastId: 7, command: '', meta })
    expect(rows.columns.map((column) => column.name)).toEqual(['id', 'body'])
  })

  test('respond', async () => {
    const { db } = fakeD1(body(['id', 'body', '__proto__'], [[1, [0, 255], null]]))
    expect(await (await db.respond(db`select`)).text()).toBe('[{"id":1,"body":"AP8=","__proto__":null}]')
    expect(await (await db.respond(db`select`, { format: 'ndjson', end: true })).text()).toBe(
      '{"id":1,"body":"AP8=","__proto__":null}\n{"end":{"rows":1}}\n',
    )
    expect(await (await db.respond(db`select`, { single: true })).text()).toBe(
      '{"id":1,"body":"AP8=","__proto__":null}',
    )
    expect((await fakeD1(body(['a'], [])).db.respond(db`select`, { single: '404' })).status).toBe(404)
  })

  test('integers beyond 2^53', async () => {
    const text = body(['n'], [[1]]).replace('[[1]]', '[[9007199254740993]]')
    await expect(fakeD1(text).db`select`).rejects.toMatchObject({ code: 'value', column: 'n', columnIndex: 0 })
    expect(await fakeD1(text, { types: { int8: 'bigint' } }).db`select`).toEqual([{ n: 9007199254740993n }])
    expect(await fakeD1(text).db`select`.with({ types: { int8: 'string' } })).toEqual([{ n: '9007199254740993' }])
    const exact = fakeD1(text, { types: { int8: 'bigint' } }).db
    expect(await (await exact.respond(exact`select`)).text()).toBe('[{"n":9007199254740993}]')
  })
})

describe('batches', () => {
  const result = (rows: unknown[][]) => ({ results: { columns: ['a'], rows }, success: true, meta })
  const bodyOf = (...results: unknown[]) => JSON.stringify({ result: results, errors: [], success: true })

  test('what is sent, and the results in order', async () => {
    const { db, sent } = fakeD1(bodyOf(result([[1]]), result([]), result([[2], [3]])))
    const results = await db.batch([db`select ${1}`, db`select 2`, db`select ${3}`.with({ types: { int8: 'string' } })])
    expect(results.map((rows) => [...rows])).toEqual([[{ a: 1 }], [], [{ a: 2 }, { a: 3 }]])
    expect(results[1]).toMatchObject({ affected: 2, lastId: 7, meta })
    expect(sent[0]?.body).toEqual({
      batch: [
        { sql: 'select ?1', params: [1] },
        { sql: 'select 2', params: [] },
        { sql: 'select ?1', params: [3] },
      ],
    })
  })

  test('one JSON object', async () => {
    const { db } = fakeD1(bodyOf(result([[1]]), result([])))
    const response = await db.respond({ one: db`select 1`, none: db`select 2` }, { single: ['one'] })
    expect(await response.text()).toBe('{"one":{"a":1},"none":[]}')
  })

  test('other numbers of results, and the query at fault', async () => {
    for (const results of [[result([[1]])], [result([]), result([]), result([])]]) {
      const { db } = fakeD1(bodyOf(...results))
      await expect(db.batch([db`a`, db`b`])).rejects.toMatchObject({ code: 'protocol' })
    }
    const { db, sent } = fakeD1(bodyOf())
    await expect(db.batch([db`a`, db`b ${1} ${2n ** 60n}`])).rejects.toMatchObject({
      code: 'parameter',
      statement: 1,
      parameter: 1,
    })
    await expect(db.batch([db`a`, db`'`])).rejects.toMatchObject({ code: 'template_misuse', statement: 1 })
    expect(sent).toEqual([])
    const unsafe = bodyOf(result([[1]]), result([[7]])).replace('[[7]]', '[[9007199254740993]]')
    await expect(fakeD1(unsafe).db.batch([db`a`, db`b`])).rejects.toMatchObject({
      code: 'value',
      statement: 1,
      column: 'a',
    })
  })
})

describe('failures', () => {
  test('errors have the code of SQLite', async () => {
    const message = 'UNIQUE constraint failed: posts.title: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)'
    const { db } = fakeD1(() => jsonResponse(errorBody(7500, message), 400))
    await expect(db`insert`).rejects.toMatchObject({
      code: 'query',
      service: 'd1',
      status: 400,
      databaseCode: 'SQLITE_CONSTRAINT_UNIQUE',
      message: 'UNIQUE constraint failed: posts.title',
      attempts: 1,
    })
  })

  test('sent again: what was not applied, and what changes nothing', async () => {
    const retry = { baseDelay: 1 }
    const late = fakeD1(
      (attempt) =>
        attempt < 3 ? jsonResponse(errorBody(1, 'slow down'), 429) : jsonResponse(body(['a'], [[attempt]])),
      { retry },
    )
    expect(await late.db`insert`).toEqual([{ a: 3 }])
    const lost = () => jsonResponse(errorBody(7500, 'D1_ERROR: Network connection lost.'), 500)
    const unknown = fakeD1(lost, { retry })
    await expect(unknown.db`insert`).rejects.toMatchObject({ code: 'outcome_unknown', attempts: 1 })
    const busy = () => jsonResponse(errorBody(7500, 'D1_ERROR: Network connection lost.'), 503, { 'retry-after': '0' })
    const promised = fakeD1(busy, { retry })
    await expect(promised.db`insert`).rejects.toMatchObject({ code: 'outcome_unknown', attempts: 1, retryable: false })
    await expect(unknown.db`select`.with({ readOnly: true })).rejects.toMatchObject({
      code: 'unavailable',
      attempts: 3,
    })
    const thrown = fakeD1(() => Promise.reject(new TypeError('fetch failed')), { retry })
    await expect(thrown.db`insert`).rejects.toMatchObject({ code: 'outcome_unknown', attempts: 1 })
    const internal = fakeD1(() => jsonResponse(errorBody(7500, 'internal error; reference = x'), 500), { retry })
    await expect(internal.db`insert`).rejects.toMatchObject({ code: 'unavailable', attempts: 1 })
  })

  test('threat 7: no error shows the token', async () => {
    const answers = [
      () => jsonResponse(errorBody(10000, `bad token ${canaryToken}`), 403),
      () => new Response(`<html>${canaryToken}</html>`, { status: 502 }),
      () => Promise.reject(new Error(`with ${canaryToken}`)),
    ]
    for (const answer of answers) {
      const error = await fakeD1(answer, { retry: false }).db`select`.catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(DatabaseError)
      const { message, sample, cause, stack } = error as DatabaseError
      expect([message, sample, String(cause), stack, JSON.stringify(error)].join()).not.toContain(canaryToken)
    }
  })

  test('a redirect is not followed', async () => {
    const { db, sent } = fakeD1(() => new Response(null, { status: 302, headers: { location: 'https://x.example/' } }))
    await expect(db`select`).rejects.toMatchObject({ code: 'redirect' })
    expect(sent.length).toBe(1)
  })

  test('events', async () => {
    const response = vi.fn()
    await fakeD1(body(['a'], [[1]]), { on: { response }, name: 'n' }).db`select`
    expect(response.mock.calls[0]?.[0]).toMatchObject({ service: 'd1', name: 'n', status: 200, rows: 1 })
  })
})
