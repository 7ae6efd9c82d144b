import { describe, expect, test, vi } from 'vitest'
import { connect } from '../../js/index.js'
import { builder } from '../../js/builder/index.js'
import { d1 } from '../../js/services/d1.js'
import { planetscalePostgres } from '../../js/services/planetscale-postgres.js'
import { xata } from '../../js/services/xata.js'
import { type NeonBatchOptions, type NeonDatabase, neon, type QueryEvent, sql } from '../../js/services/neon.js'
import {
  type Answer,
  canaryUrl,
  encode,
  errorBody,
  fakeNeon,
  jsonResponse,
  oid,
  pieces,
  resultBody,
  streamOf,
} from './support/neon-service.js'

const numbers = resultBody([['n', oid.int4]], [['1'], ['2']])
const texts = resultBody([['t', oid.text]], [['x']])
const big = resultBody([['n', oid.int8]], [['9007199254740993']])
const batchOf = (...results: string[]) => `{"results":[${results.join(',')}]}`
const two = batchOf(numbers, texts)

describe('a batch on Neon', () => {
  test('one request, a result for each query', async () => {
    const { db, sent } = fakeNeon(two)
    const [first, second] = await db.batch([
      db<{ n: number }>`select ${1}::int4 as n, ${'a'}`,
      db.query<{ t: string }>('select $1 as t', ['x']),
    ])
    expect(first).toEqual([{ n: 1 }, { n: 2 }])
    expect(first.columns).toMatchObject([{ name: 'n', typeId: oid.int4 }])
    expect(second).toEqual([{ t: 'x' }])
    expect(second).toMatchObject({ command: 'SELECT', affected: 1 })
    expect(sent.length).toBe(1)
    expect(sent[0]?.body).toEqual({
      queries: [
        { query: 'select $1::int4 as n, $2', params: ['1', 'a'] },
        { query: 'select $1 as t', params: ['x'] },
      ],
    })
  })

  test('what is no array of queries is refused, and nothing is sent', async () => {
    const { db, sent } = fakeNeon(two)
    const query = db`insert`
    for (const queries of [query, { query }, new Set([query]), 5, null, undefined, 'x']) {
      const expected = { code: 'template_misuse', service: 'neon', message: expect.stringContaining('an array') }
      await expect(db.batch(queries as never)).rejects.toMatchObject(expected)
    }
    const binding = { prepare: () => expect.unreachable(), batch: () => expect.unreachable() }
    await expect(d1(binding as never).batch(query as never)).rejects.toMatchObject({ code: 'template_misuse' })
    await expect(builder(db).batch(query as never)).rejects.toMatchObject({ code: 'template_misuse' })
    expect(sent).toEqual([])
  })

  test.each<[NeonBatchOptions, Record<string, string>]>([
    [{}, {}],
    [{ isolationLevel: 'ReadUncommitted' }, { 'Neon-Batch-Isolation-Level': 'ReadUncommitted' }],
    [{ isolationLevel: 'ReadCommitted' }, { 'Neon-Batch-Isolation-Level': 'ReadCommitted' }],
    [{ isolationLevel: 'RepeatableRead', deferrable: false }, { 'Neon-Batch-Isolation-Level': 'RepeatableRead' }],
    [{ readOnly: true }, { 'Neon-Batch-Read-Only': 'true' }],
    [
      { isolationLevel: 'Serializable', readOnly: true, deferrable: true },
      {
        'Neon-Batch-Isolation-Level': 'Serializable',
        'Neon-Batch-Read-Only': 'true',
        'Neon-Batch-Deferrable': 'true',
      },
    ],
  ])('%o', async (options, expected) => {
    const { db, sent } = fakeNeon(two)
    await db.batch([db`a`, db`b`], options)
    const headers = sent[0]?.init.headers as Record<string, string>
    expect(Object.fromEntries(Object.entries(headers).filter(([name]) => /batch/i.test(name)))).toEqual(expected)
  })

  test('without a query nothing is sent', async () => {
    const { db, sent } = fakeNeon(two)
    expect(await db.batch([])).toEqual([])
    expect(sent).toEqual([])
  })

  test('each query has its own types, over those of the batch', async () => {
    const { db } = fakeNeon(batchOf(big, big, big), { types: { int8: 'bigint' } })
    const queries = [db`a`, db`b`.with({ types: { int8: 'string' } }), db`c`] as const
    const all = await db.batch(queries)
    expect(all.map(([row]) => row?.n)).toEqual([9007199254740993n, '9007199254740993', 9007199254740993n])
    const strings = await db.batch(queries, { types: { int8: 'string' } })
    expect(strings.map(([row]) => row?.n)).toEqual(Array(3).fill('9007199254740993'))
  })

  test.each<[string, (db: NeonDatabase) => Promise<unknown>, object]>([
    ['no query', (db) => db.batch([db`a`, 'b' as never]), { code: 'template_misuse', statement: 1 }],
    [
      'no value',
      (db) => db.batch([db`${1}`, db`${1}, ${undefined as never}`]),
      { code: 'parameter', parameter: 1, statement: 1 },
    ],
    [
      'a lone surrogate',
      (db) => db.batch([db`${1}`, db`${'\ud800'}`]),
      { code: 'parameter', parameter: 0, statement: 1 },
    ],
    ['NUL', (db) => db.batch([db`${1}`, db`x`, db`${1}${'a\0'}`]), { code: 'parameter', parameter: 1, statement: 2 }],
    ['SQL that ends in a string', (db) => db.batch([db`select '`, db`b`]), { code: 'template_misuse', statement: 0 }],
    ['an unknown option', (db) => db.batch([db`a`], { level: 1 } as never), { code: 'option' }],
    ['an unknown level', (db) => db.batch([db`a`], { isolationLevel: 'Chaos' as never }), { code: 'option' }],
    ['the level of nothing', (db) => db.batch([db`a`], { isolationLevel: '' as never }), { code: 'option' }],
    ['deferrable is no flag', (db) => db.batch([db`a`], { deferrable: 1 as never }), { code: 'option' }],
    ['a query with a timeout', (db) => db.batch([db`a`, db`b`.with({ timeout: 5 })]), { code: 'option', statement: 1 }],
    [
      'a query with a signal',
      (db) => db.batch([db`b`.with({ signal: AbortSignal.abort() })]),
      { code: 'option', statement: 0 },
    ],
    ['a query with retries', (db) => db.batch([db`b`.with({ retry: false })]), { code: 'option', statement: 0 }],
  ])('%s: refused before anything is sent', async (_name, send, expected) => {
    const { db, sent } = fakeNeon(two)
    await expect(send(db)).rejects.toMatchObject({ ...expected, service: 'neon' })
    expect(sent).toEqual([])
  })

  test('a query may have a name and say that it is a read', async () => {
    const { db, sent } = fakeNeon(two)
    await db.batch([db`a`.with({ name: 'a', readOnly: true }), db`b`])
    expect(sent[0]?.init.headers).not.toHaveProperty('Neon-Batch-Read-Only')
  })

  test.each<[string, string, object]>([
    ['too few results', batchOf(numbers), { code: 'protocol' }],
    ['too many results', batchOf(numbers, texts, texts), { code: 'protocol' }],
    ['a single result', numbers, { code: 'protocol' }],
    ['a value that is not exact', batchOf(numbers, big), { code: 'value', statement: 1, column: 'n', columnIndex: 0 }],
    ['a cut body', two.slice(0, -1), { code: 'protocol' }],
    ['a cut result', two.slice(0, 20), { code: 'protocol', statement: 0 }],
  ])('%s', async (_name, body, expected) => {
    const { db } = fakeNeon(body)
    await expect(db.batch([db`a`, db`b`])).rejects.toMatchObject({ ...expected, service: 'neon', attempts: 1 })
  })

  test('which of several queries failed the database does not say; of one it is clear', async () => {
    const { db } = fakeNeon(() => jsonResponse(errorBody('no such column', '42703'), 400))
    const several = await db.batch([db`a`, db`b`]).catch((error: unknown) => error)
    expect(several).toMatchObject({ code: 'query', sqlstate: '42703' })
    expect(several).not.toHaveProperty('statement')
    await expect(db.batch([db`a`])).rejects.toMatchObject({ code: 'query', statement: 0 })
  })

  test.each([413, 507])('too large: HTTP %i', async (status) => {
    const { db } = fakeNeon(() => jsonResponse(errorBody('too large (max is 67108864 bytes)', null), status))
    await expect(db.batch([db`a`, db`b`])).rejects.toMatchObject({ code: 'limit', status, attempts: 1 })
  })

  test('an answer in pieces of any size is the same', async () => {
    for (const size of [1, 2, 7, 64]) {
      const { db } = fakeNeon(() => jsonResponse(streamOf(pieces(encode(two), size), 'bytes')))
      expect(await db.batch([db`a`, db`b`])).toEqual([[{ n: 1 }, { n: 2 }], [{ t: 'x' }]])
    }
  })

  test('a second attempt begins anew', async () => {
    const cut = batchOf(numbers, texts).slice(0, -30)
    const answers: Answer = (_request, attempt) =>
      attempt === 1 ? jsonResponse(streamThatBreaks(cut)) : jsonResponse(two)
    const { db, sent } = fakeNeon(answers)
    const retry = { baseDelay: 1, maxDelay: 1 }
    expect(await db.batch([db`a`, db`b`], { readOnly: true, retry })).toEqual([[{ n: 1 }, { n: 2 }], [{ t: 'x' }]])
    expect(sent.length).toBe(2)
    const lost = fakeNeon(answers)
    await expect(lost.db.batch([lost.db`a`, lost.db`b`])).rejects.toMatchObject({ code: 'outcome_unknown' })
    expect(lost.sent.length).toBe(1)
  })

  test('events say how many queries there are, and all rows', async () => {
    const events: [string, Partial<QueryEvent>][] = []
    const on = {
      query: (event: QueryEvent) => void events.push(['query', event]),
      response: (event: QueryEvent) => void events.push(['response', event]),
    }
    const { db } = fakeNeon(({ body }) => jsonResponse('queries' in body ? two : numbers), { on })
    await db.batch([db`a`, db`b`], { name: 'both' })
    await db`a`
    expect(events).toMatchObject([
      ['query', { statements: 2, name: 'both', attempt: 1 }],
      ['response', { statements: 2, rows: 3 }],
      ['query', { statements: 1 }],
      ['response', { statements: 1, rows: 2 }],
    ])
  })

  test('the request may not be larger than the service takes', async () => {
    const { db, sent } = fakeNeon(two)
    const text = 'x'.repeat(8_000_000)
    await expect(db.batch(Array.from({ length: 9 }, () => db`select ${text}`))).rejects.toMatchObject({
      code: expect.stringMatching(/^(limit|out_of_memory)$/),
    })
    expect(sent).toEqual([])
  })
})

function streamThatBreaks(body: string): ReadableStream<Uint8Array> {
  const source = pieces(encode(body), 10)
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = source.next()
      if (done) controller.error(new TypeError('terminated'))
      else controller.enqueue(value)
    },
  })
}

async function readAll(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true })
    }
  } catch {}
  return text
}

describe('several queries in one response', () => {
  test('one object with a member for each', async () => {
    const { db, sent } = fakeNeon(two)
    const response = await db.respond({ users: db`a`, 'po"sts': sql`b` }, { init: { status: 201 } })
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/json')
    const text = await response.text()
    expect(text).toBe('{"users":[{"n":1},{"n":2}],"po\\"sts":[{"t":"x"}]}')
    expect(response.headers.get('content-length')).toBe(String(text.length))
    expect(sent[0]?.body).toMatchObject({ queries: [{ query: 'a' }, { query: 'b' }] })
  })

  test('options of the batch, and types of each query', async () => {
    const { db, sent } = fakeNeon(batchOf(big, big))
    const queries = { a: db`a`, b: db`b`.with({ types: { int8: 'string' } }) }
    const response = await db.respond(queries, {
      types: { int8: 'bigint' },
      isolationLevel: 'Serializable',
      readOnly: true,
    })
    expect(await response.text()).toBe('{"a":[{"n":9007199254740993}],"b":[{"n":"9007199254740993"}]}')
    expect(sent[0]?.init.headers).toMatchObject({
      'Neon-Batch-Isolation-Level': 'Serializable',
      'Neon-Batch-Read-Only': 'true',
    })
  })

  test('single members', async () => {
    const none = resultBody([['n', oid.int4]], [])
    const { db } = fakeNeon(batchOf(texts, none, numbers))
    const queries = { user: db`a`, nobody: db`b`, posts: db`c` }
    const response = await db.respond(queries, { single: ['user', 'nobody'] })
    expect(await response.text()).toBe('{"user":{"t":"x"},"nobody":null,"posts":[{"n":1},{"n":2}]}')
    await expect(db.respond(queries, { single: ['posts'] })).rejects.toMatchObject({
      code: 'too_many_rows',
      statement: 2,
    })
  })

  test.each<[string, (db: NeonDatabase) => Promise<unknown>, string]>([
    ['NDJSON', (db) => db.respond({ a: db`a` }, { format: 'ndjson' } as never), 'option'],
    ['CSV', (db) => db.respond({ a: db`a` }, { format: 'csv' } as never), 'option'],
    ['an end line', (db) => db.respond({ a: db`a` }, { end: true } as never), 'option'],
    ['single without a name', (db) => db.respond({ a: db`a` }, { single: true } as never), 'option'],
    ['single with another name', (db) => db.respond({ a: db`a` }, { single: ['b'] }), 'option'],
    ['a status without a body', (db) => db.respond({ a: db`a` }, { init: { status: 204 } }), 'option'],
    ['an unknown option', (db) => db.respond({ a: db`a` }, { colour: 1 } as never), 'option'],
    ['what is no query', (db) => db.respond({ a: 'select 1' } as never), 'template_misuse'],
    ['nothing', (db) => db.respond(null as never), 'template_misuse'],
    ['no query at all', (db) => db.respond({}), 'template_misuse'],
    ['an array', (db) => db.respond([db`a`] as never), 'template_misuse'],
    ['text', (db) => db.respond('select 1' as never), 'template_misuse'],
  ])('%s: refused before anything is sent', async (_name, send, code) => {
    const { db, sent } = fakeNeon(two)
    await expect(send(db)).rejects.toMatchObject({ code, service: 'neon' })
    expect(sent).toEqual([])
  })

  test('an object of one query is a batch too', async () => {
    const { db, sent } = fakeNeon(batchOf(numbers))
    expect(await (await db.respond({ ['__proto__']: db`a` })).text()).toBe('{"__proto__":[{"n":1},{"n":2}]}')
    expect(sent[0]?.body).toHaveProperty('queries')
  })

  test('an error before the first window rejects', async () => {
    const { db } = fakeNeon(batchOf(numbers, big))
    await expect(db.respond({ a: db`a`, b: db`b` })).rejects.toMatchObject({ code: 'value', statement: 1, column: 'n' })
  })

  test('large results stream, and cut at any place the object stays unclosed', async () => {
    const rows = Array.from({ length: 8000 }, (_, i) => [`${i}`, 'é'.repeat(i % 90)])
    const large = resultBody([['n', oid.int4], ['t', oid.text]], rows) // biome-ignore format: one line
    const body = batchOf(numbers, large, texts)
    const whole = fakeNeon(() => jsonResponse(streamOf(pieces(encode(body), 5000), 'bytes')))
    const queries = ({ db }: { db: NeonDatabase }) => ({ first: db`a`, second: db`b`, third: db`c` })
    const response = await whole.db.respond(queries(whole))
    expect(response.headers.get('content-length')).toBe(null)
    const expected = {
      first: [{ n: 1 }, { n: 2 }],
      second: rows.map(([n, t]) => ({ n: Number(n), t })),
      third: [{ t: 'x' }],
    }
    expect(JSON.parse(await readAll(response))).toEqual(expected)
    const bytes = encode(body)
    for (let size = bytes.length - 1; size > 70_000; size -= size > bytes.length - 120 ? 1 : 60_011) {
      const cut = fakeNeon(() => jsonResponse(streamOf(pieces(bytes.slice(0, size), 5000), 'bytes')))
      const outcome = await cut.db.respond(queries(cut)).then(readAll, (error: unknown) => error)
      if (typeof outcome === 'string') expect(() => JSON.parse(outcome), `${size} bytes`).toThrow()
      else expect(outcome).toMatchObject({ code: 'protocol' })
    }
  })
})

describe('who serves the protocol', () => {
  const statement = '{"fields":[],"rows":[],"command":"SELECT","rowCount":0}'

  test.each<[string, string, string]>([
    ['postgresql://u:p@abc.pg.psdb.cloud:5432/d', 'the host', 'https://abc.pg.psdb.cloud/sql'],
    ['postgresql://u:p@br.eu-central-1.xata.tech/d', 'the host', 'https://br.eu-central-1.xata.tech/sql'],
    ['postgresql://u:p@ep-1.eu.neon.tech/d', 'the host', 'https://api.eu.neon.tech/sql'],
    ['postgresql://u:p@db.example/d', 'planetscale', 'https://db.example/sql'],
    ['postgresql://u:p@db.example/d', 'xata', 'https://db.example/sql'],
    ['postgresql://u:p@abc.pg.psdb.cloud/d', 'neon', 'https://api.pg.psdb.cloud/sql'],
  ])('%s by %s', async (url, by, endpoint) => {
    const { db, sent } = fakeNeon(statement, by === 'the host' ? {} : { provider: by as 'xata' }, url)
    await db`select 1`
    expect(sent[0]?.url).toBe(endpoint)
  })

  test('a token is for Neon alone, and a provider must be one', async () => {
    const { db, sent } = fakeNeon(statement, { authToken: () => 'x.y.z', provider: 'xata' }, canaryUrl)
    await expect(db`select 1`).rejects.toMatchObject({ code: 'option' })
    expect(sent).toEqual([])
    for (const provider of ['of_host', 'other', 1]) {
      expect(() => neon(canaryUrl, { provider: provider as 'neon' })).toThrow('provider')
    }
  })

  test('Xata takes 100 queries at once', async () => {
    const results = Array(100).fill(statement)
    const { db, sent } = fakeNeon(batchOf(...results), { provider: 'xata' })
    const queries = (length: number) => Array.from({ length }, () => db`select 1`)
    expect((await db.batch(queries(100))).length).toBe(100)
    await expect(db.batch(queries(101))).rejects.toMatchObject({ code: 'limit' })
    expect(sent.length).toBe(1)
  })

  test('a sleeping branch of Xata is asked again for what changes nothing', async () => {
    const asleep = errorBody('branch is hibernated', 'BRANCH_HIBERNATED')
    const answer: Answer = (_, attempt) => (attempt === 1 ? jsonResponse(asleep, 409) : jsonResponse(statement))
    const retry = { baseDelay: 1, maxDelay: 1 }
    const { db, sent } = fakeNeon(answer, { provider: 'xata', retry })
    await db`select 1`.with({ readOnly: true })
    expect(sent.length).toBe(2)
    const other = fakeNeon(answer, { provider: 'xata', retry })
    await expect(other.db`update t`).rejects.toMatchObject({
      code: 'unavailable',
      databaseCode: 'BRANCH_HIBERNATED',
      status: 409,
      retryable: false,
    })
    expect(other.sent.length).toBe(1)
  })

  test.each([
    ['xata', xata, 'https://db.example/sql'],
    ['planetscale-postgres', planetscalePostgres, 'https://db.example/sql'],
  ] as const)('the entry %s', async (service, client, endpoint) => {
    const fetch = vi.fn(async (_url: unknown) => jsonResponse(batchOf(numbers)))
    const db = client('postgresql://u:p@db.example/d', { fetch: fetch as typeof globalThis.fetch })
    expect(await db.batch([db`a`])).toEqual([[{ n: 1 }, { n: 2 }]])
    expect(fetch.mock.calls[0]?.[0]).toBe(endpoint)
    await expect(db.batch([db`select '`])).rejects.toMatchObject({ code: 'template_misuse', service })
    for (const option of [{ authToken: 'x' }, { provider: 'neon' }, { colour: 1 }]) {
      expect(() => client('postgresql://u:p@db.example/d', option as never)).toThrow('there is no option')
    }
    expect(() => client('', undefined)).toThrow('connection string')
  })

  test('connect() gives batches too', async () => {
    const fetch = vi.fn(async () => jsonResponse(batchOf(numbers)))
    const db = connect(canaryUrl, { fetch: fetch as typeof globalThis.fetch })
    expect(await db.batch([db`a`])).toEqual([[{ n: 1 }, { n: 2 }]])
  })
})
