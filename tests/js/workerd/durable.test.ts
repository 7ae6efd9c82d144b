// The database inside a Durable Object, in workerd. Transactions: durable-transactions.test.ts; streams and responses:
// durable-rows.test.ts.
import { describe, expect, test } from 'vitest'
import { durable, keyValue, sql } from '../../../js/services/durable-object.js'
import type { DurableContext } from '../../../js/services/durable-serve.js'
import { failure, inside, thrownBy } from './support.js'

describe('queries', () => {
  test('values go and come back', () =>
    inside(async (db) => {
      const bytes = Uint8Array.of(0, 255, 10)
      const inserted =
        await db`insert into posts (title, score, body) values (${"it's"}, ${1.5}, ${bytes}), (${'é\u{1f600}'}, ${null}, ${null})`
      expect(inserted).toMatchObject({ affected: 2, lastId: 2, command: '', columns: [] })
      expect(inserted.meta).toMatchObject({ rowsWritten: expect.any(Number), databaseSize: db.databaseSize })
      const rows = await db<{ id: number; body: Uint8Array }>`select * from posts order by id`
      expect(rows).toEqual([
        { id: 1, title: "it's", score: 1.5, body: bytes, big: null },
        { id: 2, title: 'é\u{1f600}', score: null, body: null, big: null },
      ])
      expect(rows.columns.map((column) => column.name)).toEqual(['id', 'title', 'score', 'body', 'big'])
      expect(rows).toMatchObject({ affected: 0, lastId: null, meta: { rowsWritten: 0 } })
      expect(db.dialect).toBe('sqlite')
    }))

  test('at once, without waiting', () =>
    inside((db) => {
      expect(db.sync`insert into posts (title) values (${'a'}) returning id`).toEqual([{ id: 1 }])
      expect(db.sync(db.query('select ?2 as a, ?1 as b', ['x', 'y']).with({ rowMode: 'array' }))).toEqual([['y', 'x']])
      expect(db.sync(sql`select ${1} as a`)).toEqual([{ a: 1 }])
      expect(thrownBy(() => db.sync`nonsense`)).toMatchObject({
        code: 'query',
        service: 'durable-object',
        databaseCode: 'SQLITE_ERROR',
      })
      expect(thrownBy(() => db.sync('select 1' as never))).toMatchObject({
        code: 'template_misuse',
        service: 'durable-object',
      })
    }))

  test('each kind of value', () =>
    inside(async (db) => {
      const date = new Date('2024-01-02T03:04:05.678Z')
      const [row] =
        await db`select ${true} as yes, ${false} as no, ${date} as at, ${{ a: [1] }} as doc, ${7n} as big, ${null} as none,
          typeof(${7n}) as t7, ${Number.POSITIVE_INFINITY} as inf, ${-0} as zero, ${Number.NEGATIVE_INFINITY} as ninf`
      expect(row).toEqual({
        ...{ yes: 1, no: 0, at: '2024-01-02T03:04:05.678Z', doc: '{"a":[1]}', big: 7, none: null, t7: 'integer' },
        ...{ inf: Number.POSITIVE_INFINITY, zero: -0, ninf: Number.NEGATIVE_INFINITY },
      })
      expect(Object.is(row?.zero, -0)).toBe(true)
      for (const value of [Number.NaN, undefined, [1], 'a\0b', 2n ** 63n, () => 1, new Date(Number.NaN), '\ud800']) {
        expect(await failure(db`select ${value as never}`)).toMatchObject({
          code: 'parameter',
          parameter: 0,
          attempts: 0,
        })
      }
    }))

  test('columns with odd names, of one name, and none', () =>
    inside(async (db) => {
      const [row] = await db`select 1 as "__proto__", 2 as a, 3 as a, 4 as "constructor", 5 as "", 6 as "1"`
      expect(Object.entries(row as object)).toEqual([
        ['1', 6],
        ['__proto__', 1],
        ['a', 3],
        ['constructor', 4],
        ['', 5],
      ])
      expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
      const arrays = await db`select 1 as a, 2 as a`.with({ rowMode: 'array' })
      expect([arrays, arrays.columns]).toEqual([[[1, 2]], [{ name: 'a' }, { name: 'a' }]])
      expect(await failure(db`select count(*), ?1 from posts`)).toMatchObject({ code: 'query' })
      expect(Object.keys((await db`select count(*) from posts`)[0] as object)).toEqual(['count(*)'])
      expect(Object.keys((await db.query('select ?, :a', [1, 2]))[0] as object)).toEqual(['?', ':a'])
      expect(await db`select 1 as user_id`.with({ rename: 'camel' })).toEqual([{ userId: 1 }])
      const none = await db`select 1 as a where false`
      expect([none, none.columns]).toEqual([[], [{ name: 'a' }]])
    }))

  test('text with NUL and invalid UTF-8 in the database', () =>
    inside(async (db) => {
      expect(await db`select 'a' || char(0) || 'b' as nul, cast(x'ff41' as text) as invalid`).toEqual([
        { nul: 'a\0b', invalid: '\ufffdA' },
      ])
    }))

  test('what a statement changed', () =>
    inside(async (db) => {
      expect(await db`insert into posts (title) values ('a'), ('b'), ('c')`).toMatchObject({ affected: 3, lastId: 3 })
      expect(await db`create table other (a)`).toMatchObject({ affected: 0, lastId: null })
      expect(await db`update posts set score = 1 where id > 1`).toMatchObject({ affected: 2 })
      expect(await db`with one as (select 1) delete from posts where id = 1`).toMatchObject({ affected: 1 })
      expect(await db`with one as (select 1) select * from one`).toMatchObject({ affected: 0 })
      expect(await db`delete from posts`).toMatchObject({ affected: 2 })
      expect(await db`delete from posts`).toMatchObject({ affected: 0, lastId: null })
      expect(
        await db.query('insert into other values (1); insert into other values (2); select * from other'),
      ).toMatchObject({ length: 2, affected: null })
    }))

  test('text with several statements is all or nothing', () =>
    inside(async (db) => {
      await db`create table other (a)`
      const several = db.query("insert into other values (1); insert into posts (title) values ('a'), ('a')")
      expect(await failure(several)).toMatchObject({ databaseCode: 'SQLITE_CONSTRAINT_UNIQUE' })
      expect(await db`select * from other`).toEqual([])
    }))

  test('errors have the code of SQLite', () =>
    inside(async (db) => {
      await db`insert into posts (title) values ('a')`
      expect(await failure(db`insert into posts (title) values ('a')`)).toMatchObject({
        ...{ code: 'query', service: 'durable-object', databaseCode: 'SQLITE_CONSTRAINT_UNIQUE', attempts: 1 },
        message: expect.stringContaining('UNIQUE constraint failed: posts.title'),
        cause: expect.any(Error),
      })
      expect(await failure(db`begin`)).toMatchObject({ code: 'query' })
      expect(await failure(db`select sqlite_version()`)).toMatchObject({
        code: 'query',
        message: expect.stringContaining('not authorized'),
      })
      expect(await failure(db`select 1`.with({ types: 'pg' }))).toMatchObject({ code: 'option' })
      expect(await failure(db`select 1`.with({ signal: AbortSignal.abort() }))).toMatchObject({
        code: 'aborted',
        service: 'durable-object',
      })
    }))

  test('limits before anything runs', () =>
    inside(async (db) => {
      const list = Array.from({ length: 101 }, (_, i) => i)
      expect(
        (
          await db`select ${sql.join(
            list.slice(0, 100).map((i) => sql`${i}`),
            sql` + `,
          )} as n`
        )[0],
      ).toEqual({ n: 4950 })
      expect(await failure(db`select ${sql.join(list, sql` + `)}`)).toMatchObject({ code: 'limit', attempts: 0 })
      expect(await db`select count(*) as n from json_each('[1,2,3]') where value in (${sql.join(list)})`).toEqual([
        { n: 3 },
      ])
      const rows = list.map((i) => sql`(${`title ${i}`}, ${BigInt(i)})`)
      expect(await db`insert into posts (title, big) values ${sql.join(rows)} returning id`).toMatchObject({
        length: 101,
        affected: 101,
        lastId: 101,
      })
      const twice = [...rows.map((_, i) => sql`(${`new ${i}`}, ${null})`), sql`(${'title 0'}, ${null})`]
      expect(await failure(db`insert into posts (title, big) values ${sql.join(twice)}`)).toMatchObject({
        databaseCode: 'SQLITE_CONSTRAINT_UNIQUE',
      })
      expect(await db`select count(*) as n from posts`).toEqual([{ n: 101 }])
      expect(await failure(db.query(`select 1 /*${'x'.repeat(100_000)}*/`))).toMatchObject({
        code: 'limit',
        attempts: 0,
      })
      expect(await failure(db`select ${'x'.repeat(2_000_001)}`)).toMatchObject({ code: 'limit', attempts: 0 })
    }))
})

describe('integers', () => {
  const big = 9007199254740993n
  const smallest = -(2n ** 63n)

  test('bigints are stored with all digits', () =>
    inside(async (db) => {
      await db`insert into posts (big, title) values (${big}, 'a'), (${smallest}, 'b')`
      expect(await db`select cast(big as text) as digits, typeof(big) as type from posts order by id`).toEqual([
        { digits: String(big), type: 'integer' },
        { digits: String(smallest), type: 'integer' },
      ])
      expect(await db`select title from posts where big = ${big}`).toEqual([{ title: 'a' }])
      expect(await db`select title from posts where big in (${sql.join([big, 1n])})`).toEqual([{ title: 'a' }])
      expect(await db`select ${'5'} = ${5n} as same`).toEqual([{ same: 0 }])
      expect(await failure(db.query('select :a', [5n]))).toMatchObject({ code: 'parameter' })
      expect(await db.query('select ? as a, ? as b', [5n, 'x'])).toEqual([{ a: 5, b: 'x' }])
    }))

  test('exact: what lost digits is an error, and undone', () =>
    inside(
      async (db) => {
        expect(await failure(db`select 1, 9007199254740993 as b`)).toMatchObject({
          code: 'value',
          column: 'b',
          columnIndex: 1,
        })
        expect(await failure(db`insert into posts (big) values (${big}), (${big}), (1) returning big`)).toMatchObject({
          code: 'value',
        })
        expect(await db`select count(*) as n, 1e300 as real, 1.5 as half from posts`).toEqual([
          { n: 0, real: 1e300, half: 1.5 },
        ])
      },
      { integers: 'exact' },
    ))

  test('bigint: integers with all digits, and nothing else', () =>
    inside(
      async (db) => {
        await db`insert into posts (big, title, score, body) values (${big}, '1', 1, x'31')`
        const rows =
          await db`select id, big, title, score, body, null as none, 't' as t, big as big from posts where id = ${1} -- end`
        expect(rows).toEqual([{ id: 1n, big, title: '1', score: 1, body: Uint8Array.of(49), none: null, t: 't' }])
        expect(rows.columns.map(({ name }) => name)).toEqual([
          'id',
          'big',
          'title',
          'score',
          'body',
          'none',
          't',
          'big',
        ])
        expect(await db`with a as (select ${5n} as x) select x, replace('a', 'a', 'b') as r from a order by x`).toEqual(
          [{ x: 5n, r: 'b' }],
        )
        expect(await db`values (1), (2)`.with({ rowMode: 'array' })).toEqual([[1n], [2n]])
        expect(await failure(db`insert into posts (title) values ('2'), ('3') returning id`)).toMatchObject({
          code: 'unsupported',
        })
        expect(
          await failure(db`with a as (select 1) insert into posts (title) values ('2') returning id`),
        ).toMatchObject({ code: 'unsupported' })
        expect(await db`select count(*) as n from posts`).toEqual([{ n: 1n }])
        expect(await db`select value from json_each('[3,1,2]') order by value desc`).toEqual([
          { value: 3n },
          { value: 2n },
          { value: 1n },
        ])
      },
      { integers: 'bigint' },
    ))

  test('string', () =>
    inside(
      async (db) =>
        expect(await db`select ${big} as big, '5' as text, 5.0 as real`).toEqual([
          { big: String(big), text: '5', real: 5 },
        ]),
      { integers: 'string' },
    ))
})

test('what is no storage, and options', async () => {
  expect(thrownBy(() => durable({} as never))).toMatchObject({ code: 'option', service: 'durable-object' })
  await inside((_, storage) => {
    expect(thrownBy(() => durable(storage, { types: 'pg' } as never))).toMatchObject({ code: 'option' })
    expect(thrownBy(() => durable(storage, { integers: 'text' } as never))).toMatchObject({ code: 'option' })
  })
})

test('keys and values inside, and a class without alarm()', () =>
  inside(async (_, storage) => {
    const values = keyValue<{ visits: number }>(storage as DurableContext['storage'])
    await values.put('visits', 1)
    expect(await values.get('visits')).toBe(1)
    // As workerd says it; the integration of Vitest gives every class an alarm().
    const setAlarm = async () => {
      throw new TypeError('Your Durable Object class must have an alarm() handler in order to call setAlarm()')
    }
    expect(await failure(keyValue({ ...storage, setAlarm } as never).setAlarm(0))).toMatchObject({
      code: 'unsupported',
      service: 'durable-object',
    })
  }))
