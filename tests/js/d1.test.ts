import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type D1Binding, type D1Client, d1, DatabaseError, sql } from '../../js/services/d1.js'

describe('a real D1, as workerd has it', () => {
  let miniflare: Miniflare
  let binding: D1Binding
  let db: D1Client

  beforeAll(async () => {
    const script = 'export default {}'
    miniflare = new Miniflare(convertV4MiniflareOptions({ cf: false, modules: true, script, d1Databases: ['DB'] }))
    binding = (await miniflare.getD1Database('DB')) as unknown as D1Binding
    db = d1(binding)
    await db`create table posts (id integer primary key, title text unique, score real, body blob)`
  })
  afterAll(() => miniflare?.dispose())

  test('values go and come back', async () => {
    const bytes = Uint8Array.of(0, 255, 10)
    const inserted =
      await db`insert into posts (title, score, body) values (${"it's"}, ${1.5}, ${bytes}), (${'é\u{1f600}'}, ${null}, ${null})`
    expect(inserted).toMatchObject({ affected: 2, lastId: 2, command: '', columns: [] })
    expect(inserted.meta.changed_db).toBe(true)
    const rows = await db<{ id: number; body: Uint8Array }>`select * from posts order by id`
    expect(rows).toEqual([
      { id: 1, title: "it's", score: 1.5, body: bytes },
      { id: 2, title: 'é\u{1f600}', score: null, body: null },
    ])
    expect(rows.columns.map((column) => column.name)).toEqual(['id', 'title', 'score', 'body'])
    expect(Object.getPrototypeOf(rows[0]?.body)).toBe(Uint8Array.prototype)
    expect(Object.keys(rows)).toEqual(['0', '1'])
  })

  test('rows as arrays', async () => {
    const bytes = Uint8Array.of(0, 255, 10)
    const query = db`select 1 as a, ${bytes} as b, 2 as a union all select 3, null, 4`.with({ rowMode: 'array' })
    const rows = await query
    expect(rows).toEqual([
      [1, bytes, 2],
      [3, null, 4],
    ])
    expect(rows.columns.map((column) => column.name)).toEqual(['a', 'b', 'a'])
    expect(await db`select 1 as a where false`.with({ rowMode: 'array' })).toEqual([])
    expect(await (await db.respond(db`select 1 as a`.with({ rowMode: 'array' }))).json()).toEqual([{ a: 1 }])
    await expect(db.batch([db`select 1`, query])).rejects.toMatchObject({ code: 'unsupported', statement: 1 })
    const exact = d1(binding, { integers: 'exact', rowMode: 'array' })
    await expect(exact`select 1, 9007199254740993 as b`).rejects.toMatchObject({ column: 'b', columnIndex: 1 })
    expect([db.dialect, exact.dialect]).toEqual(['sqlite', 'sqlite'])
  })

  test('fragments, lists and names', async () => {
    const where = sql`where ${sql.ref('id')} in (${sql.join([1, 2, 3])}) and title <> ${sql.lit("x'y")}`
    expect(await db`select id from ${sql.table('posts')} ${where} order by id`).toEqual([{ id: 1 }, { id: 2 }])
    expect(await db.query('select ?2 as a, ?1 as b', ['x', 'y'])).toEqual([{ a: 'y', b: 'x' }])
  })

  test('each kind of value', async () => {
    const date = new Date('2024-01-02T03:04:05.678Z')
    const [row] =
      await db`select ${true} as yes, ${false} as no, ${date} as at, ${{ a: [1] }} as doc, ${7n} as big, ${null} as none`
    expect(row).toEqual({ yes: 1, no: 0, at: '2024-01-02T03:04:05.678Z', doc: '{"a":[1]}', big: 7, none: null })
  })

  test('errors have the code of SQLite', async () => {
    await expect(db`select * from nowhere`).rejects.toMatchObject({
      code: 'query',
      service: 'd1',
      databaseCode: 'SQLITE_ERROR',
      retryable: false,
      attempts: 1,
    })
    const twice = db`insert into posts (title) values (${"it's"})`
    await expect(twice).rejects.toMatchObject({
      code: 'query',
      databaseCode: 'SQLITE_CONSTRAINT_UNIQUE',
      message: expect.stringContaining('UNIQUE constraint failed: posts.title'),
    })
    const error = await Promise.resolve(twice).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DatabaseError)
    expect((error as Error).cause).toBeInstanceOf(Error)
  })

  test('a batch is all or nothing', async () => {
    const [one, two] = await db.batch([
      db<{ n: number }>`select 1 as n`,
      db`insert into posts (title) values (${'batch'})`,
    ])
    expect(one).toEqual([{ n: 1 }])
    expect(two.affected).toBe(1)
    const failing = db.batch([
      db`insert into posts (title) values (${'half'})`,
      db`insert into posts (title) values (${'batch'})`,
    ])
    await expect(failing).rejects.toMatchObject({ code: 'query', databaseCode: 'SQLITE_CONSTRAINT_UNIQUE' })
    expect(await db`select * from posts where title = ${'half'}`).toEqual([])
    expect(await db.batch([])).toEqual([])
    await expect(db.batch(['select 1'] as never)).rejects.toMatchObject({
      code: 'template_misuse',
      service: 'd1',
      statement: 0,
    })
    const timed = db`select 1`.with({ timeout: 5 })
    await expect(db.batch([db`select 1`, timed])).rejects.toMatchObject({ code: 'option', statement: 1 })
    const typed = db`select 1`.with({ types: { int8: 'string' } })
    await expect(db.batch([typed])).rejects.toMatchObject({ code: 'option', statement: 0 })
  })

  test('several queries in one response', async () => {
    const queries = {
      one: db`select 1 as n`,
      blobs: db`select body from posts order by id limit 2`,
      none: db`select 1 where false`,
    }
    const response = await db.respond(queries, { init: { status: 203 } })
    expect(response.status).toBe(203)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ one: [{ n: 1 }], blobs: [{ body: 'AP8K' }, { body: null }], none: [] })
    const single = await db.respond(queries, { single: ['one', 'none'] })
    expect(await single.json()).toEqual({ one: { n: 1 }, blobs: [{ body: 'AP8K' }, { body: null }], none: null })
    await expect(db.respond(queries, { single: ['blobs'] })).rejects.toMatchObject({
      code: 'too_many_rows',
      statement: 1,
    })
    await expect(db.respond(queries, { format: 'ndjson' } as never)).rejects.toMatchObject({ code: 'option' })
    await expect(db.respond({ a: db`select 1`, b: db`nonsense` })).rejects.toMatchObject({
      code: 'query',
      service: 'd1',
    })
    await expect(db.respond({})).rejects.toMatchObject({ code: 'template_misuse' })
  })

  test('respond', async () => {
    const rows = db`select id, title, body from posts order by id limit 2`
    const expected = [
      { id: 1, title: "it's", body: 'AP8K' },
      { id: 2, title: 'é\u{1f600}', body: null },
    ]
    const response = await db.respond(rows)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('content-length')).toBe(
      String(new TextEncoder().encode(JSON.stringify(expected)).length),
    )
    expect(await response.json()).toEqual(expected)
    expect(await (await db.respond(rows, { format: 'ndjson', end: true })).text()).toBe(
      `${[...expected, { end: { rows: 2 } }].map((row) => JSON.stringify(row)).join('\n')}\n`,
    )
    expect(await (await db.respond(db`select 1 as a`, { single: true })).text()).toBe('{"a":1}')
    expect((await db.respond(db`select 1 where false`, { single: '404' })).status).toBe(404)
    await expect(db.respond(db`select 1 where false`, { single: true })).rejects.toMatchObject({
      code: 'no_rows',
      service: 'd1',
    })
    await expect(db.respond(rows, { single: true })).rejects.toMatchObject({ code: 'too_many_rows', service: 'd1' })
  })

  test('sessions and their bookmarks', async () => {
    const session = d1(binding).session('first-primary')
    expect(session.bookmark).toBe(null)
    expect(await session`select 1 as a`).toEqual([{ a: 1 }])
    expect(session.bookmark).toEqual(expect.any(String))
    const later = d1(binding).session(session.bookmark as string)
    expect((await later.batch([later`select 2 as a`]))[0]).toEqual([{ a: 2 }])
    expect(d1(binding).session()).not.toHaveProperty('session')
    expect(db).not.toHaveProperty('bookmark')
    for (const start of ['', 'a\r\nb', 'é', 1]) {
      expect(() => db.session(start as string)).toThrow(expect.objectContaining({ code: 'option', service: 'd1' }))
    }
  })

  test('integers beyond 2^53: rounded, or an error, or text', async () => {
    const query = sql`select 1 as id, 9007199254740993 as n, 1e300 as huge, 0.5 as half`
    expect((await db`${query}`)[0]).toMatchObject({ n: 9007199254740992 })
    const exact = d1(binding, { integers: 'exact' })
    await expect(exact`${query}`).rejects.toMatchObject({ code: 'value', column: 'n', columnIndex: 1, service: 'd1' })
    await expect(exact.batch([exact`${query}`])).rejects.toMatchObject({ code: 'value' })
    await expect(exact.respond(exact`${query}`)).rejects.toMatchObject({ code: 'value' })
    await expect(exact`select -9223372036854775808 as n`).rejects.toMatchObject({ code: 'value' })
    expect(await exact`select 9007199254740991 as n, 1e19 as r`).toEqual([{ n: 9007199254740991, r: 1e19 }])
    expect(await exact`select cast(9007199254740993 as text) as n`).toEqual([{ n: '9007199254740993' }])
    expect(() => d1(binding, { integers: 'text' } as never)).toThrow(expect.objectContaining({ code: 'option' }))
  })

  test('threat 43: limits are met before anything is sent', async () => {
    const prepare = vi.spyOn(binding, 'prepare')
    const numbers = (count: number) => sql.join(Array.from({ length: count }, (_, i) => i))
    expect((await db`select * from (values (${numbers(100)}))`)[0]).toMatchObject({ column100: 99 })
    prepare.mockClear()
    await expect(db`select ${numbers(101)}`).rejects.toMatchObject({ code: 'limit', service: 'd1' })
    await expect(db`select ${sql.raw(`'${'x'.repeat(100_000)}'`)}`).rejects.toMatchObject({ code: 'limit' })
    await expect(db`select ${'x'.repeat(2_000_001)}`).rejects.toMatchObject({ code: 'limit', parameter: 0 })
    await expect(db`select ${[1, undefined]}`).rejects.toMatchObject({ code: 'parameter', parameter: 0 })
    await expect(db.batch([db`select 1`, db`select ${undefined as unknown as null}`])).rejects.toMatchObject({
      code: 'parameter',
      statement: 1,
    })
    expect(prepare.mock.calls.filter(([text]) => text !== 'select 1')).toEqual([])
    prepare.mockRestore()
  })
})

describe('a binding that answers by hand', () => {
  function binding(all: () => Promise<unknown>, batch: () => Promise<unknown> = all): D1Binding {
    const statement = { bind: () => statement, all }
    return { prepare: () => statement, batch: batch as () => Promise<unknown[]> }
  }
  const failing = (message: string) =>
    binding(async () => {
      throw new Error(message)
    })

  test('lost connections: unknown for a write, sent again for a read', async () => {
    const all = vi.fn(async (): Promise<unknown> => {
      throw new Error('D1_ERROR: Network connection lost.')
    })
    const db = d1(binding(all), { retry: { baseDelay: 1 } })
    await expect(db`insert`).rejects.toMatchObject({ code: 'outcome_unknown', attempts: 1 })
    expect(all.mock.calls.length).toBe(1)
    await expect(db`select`.with({ readOnly: true })).rejects.toMatchObject({ code: 'unavailable', attempts: 3 })
    all.mockResolvedValueOnce({ results: [{ a: 1 }], meta: {} })
    expect(await db`select`.with({ readOnly: true })).toEqual([{ a: 1 }])
  })

  test('a statement that failed is no empty result', async () => {
    const failed = { success: false, error: 'D1_ERROR: UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT' }
    const done = { success: true, results: [{ a: 1 }], meta: {} }
    const db = d1(
      binding(
        async () => failed,
        async () => [done, failed],
      ),
    )
    const expected = { code: 'query', databaseCode: 'SQLITE_CONSTRAINT', service: 'd1' }
    await expect(db`insert`).rejects.toMatchObject(expected)
    await expect(db.respond(db`insert`)).rejects.toMatchObject(expected)
    await expect(db.batch([db`select`, db`insert`])).rejects.toMatchObject(expected)
  })

  test('a timeout and an abort', async () => {
    const db = d1(binding(() => new Promise(() => {})))
    await expect(db`select`.with({ timeout: 10 })).rejects.toMatchObject({ code: 'timeout', service: 'd1' })
    await expect(db`select`.with({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })

  test('what is no answer of D1', async () => {
    for (const answer of [undefined, null, 'x', { results: 'x' }, { results: [], meta: null }]) {
      await expect(d1(binding(async () => answer))`select`, JSON.stringify(answer)).rejects.toMatchObject({
        code: 'protocol',
        service: 'd1',
      })
    }
    const db = d1(
      binding(
        async () => ({}),
        async () => [{}],
      ),
    )
    expect(await db`insert`).toMatchObject({ length: 0, affected: null, lastId: null, meta: {} })
    await expect(db.batch([db`a`, db`b`])).rejects.toMatchObject({ code: 'protocol' })
  })

  test('rows as arrays of a statement without columns, whose answer has no row of their names', async () => {
    const { prepare, batch } = binding(async () => undefined)
    const answering = (raw: unknown) =>
      d1({ prepare: () => ({ ...prepare(''), raw: async () => raw }), batch } as never)
    const none = await answering([])`create table t (a)`.with({ rowMode: 'array' })
    expect([[...none], none.columns]).toEqual([[], []])
    for (const wrong of [undefined, {}, [['a'], 1]]) {
      const failing = answering(wrong)`select`.with({ rowMode: 'array' })
      await expect(failing).rejects.toMatchObject({ code: 'protocol', service: 'd1' })
    }
  })

  test('threat 12: hostile column names, blobs of both kinds', async () => {
    const row = JSON.parse('{"__proto__":[1,255],"constructor":2,"":3}')
    row.buffer = Uint8Array.of(7).buffer
    const db = d1(binding(async () => ({ results: [row], meta: {} })))
    const [result] = await db`select`
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
    expect(Object.entries(result as object)).toEqual([
      ['__proto__', Uint8Array.of(1, 255)],
      ['constructor', 2],
      ['', 3],
      ['buffer', Uint8Array.of(7)],
    ])
    expect(await (await db.respond(db`select`)).text()).toBe(
      '[{"__proto__":"Af8=","constructor":2,"":3,"buffer":"Bw=="}]',
    )
  })

  test('what is thrown and no Error', async () => {
    const db = d1(binding(() => Promise.reject('no')))
    await expect(db`select`).rejects.toMatchObject({ code: 'query', service: 'd1' })
    await expect(d1(failing(''))`select`).rejects.toMatchObject({ code: 'query' })
    await expect(d1(failing('a\ud800b'))`select`).rejects.toMatchObject({ code: 'query' })
    await expect(d1(failing("D1_ERROR: near 'x': '?"))`select`).rejects.toMatchObject({ code: 'query' })
  })

  test('a binding without sessions', () => {
    const plain = d1(binding(async () => ({})))
    expect(() => plain.session()).toThrow(expect.objectContaining({ code: 'unsupported', service: 'd1' }))
  })

  test('options', async () => {
    expect(() => d1(undefined as unknown as D1Binding)).toThrow(
      expect.objectContaining({ code: 'option', service: 'd1' }),
    )
    const working = binding(async () => ({ results: [] }))
    expect(() => d1(working, { types: {} } as object)).toThrow(expect.objectContaining({ code: 'option' }))
    await expect(d1(working)`select`.with({ types: { int8: 'bigint' } })).rejects.toMatchObject({
      code: 'option',
      service: 'd1',
    })
    expect(() => d1(working, { fetch } as object)).toThrow(expect.objectContaining({ code: 'option' }))
  })

  test('events', async () => {
    const events: unknown[] = []
    const keep = (event: unknown) => void events.push(event)
    const db = d1(
      binding(async () => ({ results: [{ a: 1 }] })),
      { on: { query: keep, response: keep }, name: 'n' },
    )
    await db`select`
    expect(events).toMatchObject([
      { service: 'd1', name: 'n', attempt: 1, requestBytes: 0 },
      { rows: 1, status: 0, responseBytes: 0 },
    ])
  })
})
