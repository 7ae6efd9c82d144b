// Durable Objects as databases from outside, by calls and by fetch, in workerd. What fails on the way:
// durable-remote-failures.test.ts; what is not SQL: durable-remote-storage.test.ts.
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { connect } from '../../../js/index.js'
import type { D1Binding } from '../../../js/services/d1.js'
import { failure, fresh, open } from './support.js'
import { DatabaseError, durableObject, type DurableStub, sql } from '../../../js/services/durable-object.js'

describe.each(['rpc', 'fetch'] as const)('via %s', (via) => {
  test('values go and come back', async () => {
    const db = open({ via })
    const bytes = Uint8Array.of(0, 255, 10)
    expect(await db`insert into posts (title) values (${"it's"}), (${'é\u{1f600}'})`).toMatchObject({
      affected: 2,
      lastId: 2,
      columns: [],
      meta: { rowsWritten: 4, databaseSize: expect.any(Number) },
    })
    const rows =
      await db`select id, title, ${bytes} as bytes, ${1.5} as half, ${null} as none, ${Number.NEGATIVE_INFINITY} as low, ${-0} as zero, '' as empty from posts order by id`
    expect(rows).toEqual(
      ["it's", 'é\u{1f600}'].map((title, index) => ({
        id: index + 1,
        title,
        bytes,
        half: 1.5,
        none: null,
        low: Number.NEGATIVE_INFINITY,
        zero: -0,
        empty: '',
      })),
    )
    expect(rows.columns.map(({ name }) => name)).toEqual([
      'id',
      'title',
      'bytes',
      'half',
      'none',
      'low',
      'zero',
      'empty',
    ])
    expect(await db`select 'a' || char(0) || 'b' as nul, '\ufeff' as mark, cast(x'ff' as text) as bad`).toEqual([
      { nul: 'a\0b', mark: '\ufeff', bad: '\ufffd' },
    ])
    expect(Object.entries((await db`select 1 as "__proto__", 2 as a, 3 as a`)[0] as object)).toEqual([
      ['__proto__', 1],
      ['a', 3],
    ])
    expect(await db`select 1 as a, 2 as a`.with({ rowMode: 'array' })).toEqual([[1, 2]])
    expect(await db`select 1 as user_id where false`.with({ rename: 'camel' })).toMatchObject({
      length: 0,
      columns: [{ name: 'userId' }],
    })
  })

  test('integers with all digits', async () => {
    const name = fresh()
    const big = 2n ** 63n - 1n
    const db = open({ via, name, integers: 'bigint' })
    await db`insert into posts (big) values (${big}), (${-big - 1n})`
    expect(await db`select big, 1.0 as real, '7' as text from posts order by id`).toEqual([
      { big, real: 1, text: '7' },
      { big: -big - 1n, real: 1, text: '7' },
    ])
    expect(await open({ via, name, integers: 'string' })`select big from posts where big = ${big}`).toEqual([
      { big: String(big) },
    ])
    expect(await failure(open({ via, name, integers: 'exact' })`select 1 as one, big from posts`)).toMatchObject({
      code: 'value',
      column: 'big',
      columnIndex: 1,
      service: 'durable-object',
    })
    expect(await failure(db`insert into posts (title) values ('x'), ('y') returning id`)).toMatchObject({
      code: 'unsupported',
    })
    expect(
      await failure(open({ via, name, integers: 'exact' })`insert into posts (big) values (${big}), (1) returning big`),
    ).toMatchObject({ code: 'value' })
    expect(await db`select count(*) as n from posts`).toEqual([{ n: 2n }])
  })

  test('a batch is all or nothing', async () => {
    const db = open({ via })
    const [one, two] = await db.batch([db<{ n: number }>`select 1 as n`, db`insert into posts (title) values ('a')`])
    expect([one, two.affected]).toEqual([[{ n: 1 }], 1])
    const failing = db.batch([db`insert into posts (title) values ('b')`, db`insert into posts (title) values ('a')`])
    expect(await failure(failing)).toMatchObject({
      code: 'query',
      databaseCode: 'SQLITE_CONSTRAINT_UNIQUE',
      statement: 1,
    })
    expect(await db`select title from posts`).toEqual([{ title: 'a' }])
    const titles = Array.from({ length: 250 }, (_, i) => sql`(${`title ${i}`})`)
    expect(await db`insert into posts (title) values ${sql.join(titles)} returning id`).toMatchObject({
      length: 250,
      affected: 250,
    })
    expect(await (await db.respond({ a: db`select 1 as n`, b: db`select 2 as n` }, { single: ['a'] })).json()).toEqual({
      a: { n: 1 },
      b: [{ n: 2 }],
    })
  })

  test('errors are those of the database inside', async () => {
    const db = open({ via })
    const error = await failure(db`select * from nowhere`)
    expect(error).toBeInstanceOf(DatabaseError)
    expect(error).toMatchObject({
      code: 'query',
      databaseCode: 'SQLITE_ERROR',
      service: 'durable-object',
      attempts: 1,
      message: expect.stringContaining('no such table: nowhere'),
    })
    expect(error).not.toHaveProperty('statement')
    expect(await failure(db`select ${Number.NaN}`)).toMatchObject({ code: 'parameter', attempts: 0 })
    expect(await failure(db.batch([db`select 1`, db`select ${Number.NaN}`]))).toMatchObject({
      code: 'parameter',
      statement: 1,
    })
    expect(
      await failure(
        db`select ${sql.join(
          Array.from({ length: 101 }, (_, i) => i),
          sql` + `,
        )}`,
      ),
    ).toMatchObject({ code: 'limit', attempts: 0 })
    expect(await failure(db`select 1`.with({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'aborted' })
  })

  test('more than 32 MiB of rows, as they come', async () => {
    const db = open({ via })
    const rows = (count: number) =>
      db<{
        n: number
        text: string
      }>`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count}) select n, ${'x'.repeat(100_000)} as text from numbers`
    let bytes = 0
    let next = 1
    for await (const batch of db.stream(rows(400), { batchSize: 7 })) {
      for (const { n, text } of batch) {
        expect(n).toBe(next++)
        bytes += text.length
      }
    }
    expect(bytes).toBe(40_000_000)
    expect(await rows(400)).toHaveLength(400)
    // One that never ends.
    for await (const batch of db.stream(rows(1e12))) {
      expect(batch[0]?.n).toBe(1)
      break
    }
    expect(await db`select 1 as n`).toEqual([{ n: 1 }])
    await expect(db.stream(db`nonsense`).next()).rejects.toMatchObject({ code: 'query' })
    // It fails in the middle, when bytes have left long since.
    const broken = db`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 20) select n, case when n = 20 then json('{') end, ${'x'.repeat(100_000)} from numbers`
    expect(await failure(broken)).toMatchObject({ code: 'query', message: expect.stringContaining('malformed JSON') })
  }, 60_000)

  test('a batch whose results are too large is undone', async () => {
    const db = open({ via })
    const large = db`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 400) select ${'x'.repeat(100_000)} from numbers`
    expect(await failure(db.batch([db`insert into posts (title) values ('a')`, large, large]))).toMatchObject({
      code: 'limit',
    })
    expect(await db`select count(*) as n from posts`).toEqual([{ n: 0 }])
    const [, rows] = await db.batch([db`insert into posts (title) values ('a')`, large])
    expect(rows).toHaveLength(400)
  })

  test('many at once do not mix', async () => {
    const db = open({ via })
    const found = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        if (i % 10 === 0)
          await failure(
            db.batch([
              db`insert into posts (title) values (${`t${i}`})`,
              db`insert into posts (title) values (${`t${i}`})`,
            ]),
          )
        else await db`insert into posts (title) values (${`t${i}`})`
        return (await db<{ i: number }>`select ${i} as i`)[0]?.i
      }),
    )
    expect(found).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(await db`select count(*) as n from posts`).toEqual([{ n: 90 }])
  })
})

test('one object for each name, and methods of its own', async () => {
  const [one, other] = [fresh(), fresh()]
  await open({ name: one })`insert into posts (title) values ('a')`
  expect(await open({ name: other })`select * from posts`).toEqual([])
  expect(await env.TENANT.getByName(one).count()).toBe(1)
  expect(await durableObject(env.TENANT.getByName(one))`select title from posts`).toEqual([{ title: 'a' }])
  expect(await durableObject(env.TENANT, { id: env.TENANT.idFromName(one) })`select title from posts`).toEqual([
    { title: 'a' },
  ])
  expect(await durableObject(env.DELEGATING, { name: one })`select 1 as n`).toEqual([{ n: 1 }])
  const db = open({ name: one })
  expect(await db.databaseSize()).toBeGreaterThan(4096)
})

test('connect() knows bindings and stubs', async () => {
  const name = fresh()
  expect(await connect(env.TENANT, { name })`select 1 as n`).toEqual([{ n: 1 }])
  expect(await connect(env.TENANT.getByName(name) as DurableStub)`select count(*) as n from posts`).toEqual([{ n: 0 }])
  expect(await connect(env.DB as D1Binding)`select 1 as n`).toMatchObject({ meta: { rows_read: 0 } })
})

test('options', () => {
  for (const make of [
    () => durableObject(env.TENANT),
    () => durableObject(env.TENANT, { name: 'a', id: env.TENANT.idFromName('a') }),
    () => durableObject(env.TENANT.getByName('a'), { name: 'a' }),
    () => durableObject({} as never, { name: 'a' }),
    () => durableObject(env.TENANT, { name: 'a', types: 'pg' } as never),
    () => durableObject(env.TENANT, { name: '' }),
    () => durableObject(env.TENANT, { name: 'a', via: 'post' as never }),
  ]) {
    expect(make).toThrow(expect.objectContaining({ code: 'option', service: 'durable-object' }))
  }
})
