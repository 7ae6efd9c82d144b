// Rows of a Durable Object as streams and responses, and what is told of queries, in workerd.
import { describe, expect, test } from 'vitest'
import { DatabaseError, type DurableClient } from '../../../js/services/durable-object.js'
import { failure, inside } from './support.js'

describe('rows elsewhere', () => {
  const numbers = (db: DurableClient, count: number) =>
    db<{
      n: number
    }>`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count}) select n from numbers`

  test('stream', () =>
    inside(async (db) => {
      const sizes: number[] = []
      for await (const batch of db.stream(numbers(db, 1000), { batchSize: 300 })) {
        sizes.push(batch.length)
        db.sync`insert into posts (title) values (${`during ${sizes.length}`})`
        expect(await numbers(db, 3)).toHaveLength(3)
        expect(batch.columns).toEqual([{ name: 'n' }])
      }
      expect(sizes).toEqual([300, 300, 300, 100])
      // More rows than an object could hold: the cursor gives them one after another.
      for await (const batch of db.stream(numbers(db, 1e12))) {
        expect(batch[0]).toEqual({ n: 1 })
        break
      }
      const streamed: unknown[] = []
      for await (const batch of db.stream(db`insert into posts (title) values ('x') returning title`))
        streamed.push(...batch)
      expect(streamed).toEqual([{ title: 'x' }])
      await expect(db.stream(db`nonsense`).next()).rejects.toMatchObject({ code: 'query', service: 'durable-object' })
      expect(() => db.stream('select 1' as never)).toThrow(DatabaseError)
    }))

  test('respond', () =>
    inside(async (db) => {
      await db`insert into posts (title, body) values ('a', ${Uint8Array.of(0, 255, 10)})`
      const rows = db`select id, title, body from posts`
      expect(await (await db.respond(rows)).json()).toEqual([{ id: 1, title: 'a', body: 'AP8K' }])
      expect(await (await db.respond(rows, { format: 'ndjson', end: true })).text()).toBe(
        '{"id":1,"title":"a","body":"AP8K"}\n{"end":{"rows":1}}\n',
      )
      expect(await (await db.respond(db`select 1 as a, 2 as a, null as b`, { format: 'csv' })).text()).toBe(
        'a,a,b\r\n1,2,\r\n',
      )
      expect(await (await db.respond(db`select 1 as a, 2 as a`, { format: 'arrays', header: true })).json()).toEqual([
        ['a', 'a'],
        [1, 2],
      ])
      expect(await (await db.respond(db`select 1 as a`.with({ rowMode: 'array' }))).text()).toBe('[{"a":1}]')
      expect((await db.respond(db`select 1 where false`, { single: '404' })).status).toBe(404)
      expect(
        await (await db.respond({ one: rows, none: db`select 1 where false` }, { single: ['none'] })).json(),
      ).toEqual({ one: [{ id: 1, title: 'a', body: 'AP8K' }], none: null })
    }))

  test('a bigint is its digits in a response', () =>
    inside(
      async (db) => {
        const response = await db.respond(db`select 9007199254740993 as n`)
        expect(await response.text()).toBe('[{"n":9007199254740993}]')
      },
      { integers: 'bigint' },
    ))

  test('a write whose result is refused is undone', () =>
    inside(
      async (db) => {
        expect(await failure(db`insert into posts (title) values ('a') returning 1 as a_b, 2 as "aB"`)).toMatchObject({
          code: 'value',
        })
        expect(await db`select count(*) as n from posts`).toEqual([{ n: 0 }])
      },
      { rename: 'camel' },
    ))

  test('events', async () => {
    const seen: string[] = []
    const tell = (kind: string) => (event: { service: string; name?: string; statements: number }) => {
      seen.push(`${kind} ${event.service} ${event.name ?? ''} ${event.statements}`)
    }
    await inside(
      async (db) => {
        seen.length = 0
        await db`select 1`.with({ name: 'one' })
        await failure(db`nonsense`)
        await db.batch([db`select 1`, db`select 2`])
        for await (const _ of db.stream(numbers(db, 1000))) break
      },
      { on: { query: tell('query'), response: tell('response'), error: tell('error') } },
    )
    const service = 'durable-object'
    expect(seen).toEqual([
      ...[`query ${service} one 1`, `response ${service} one 1`, `query ${service}  1`, `error ${service}  1`],
      ...[`query ${service}  2`, `response ${service}  2`, `query ${service}  1`, `error ${service}  1`],
    ])
  })
})
