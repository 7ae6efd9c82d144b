// The edge cases of SQLite's values (E55 to E59) in a Durable Object: inside it, and from outside.
import { describe, expect, test } from 'vitest'
import { failure, inside, open } from './support.js'

// What a query gives.
const places = {
  inside: (sql: string, integers: 'number' | 'string' | 'bigint' | 'exact' = 'number') =>
    inside(async (db) => [...(await db.query(sql))], { integers }),
  outside: async (sql: string, integers: 'number' | 'string' | 'bigint' | 'exact' = 'number') => [
    ...(await open({ integers }).query(sql)),
  ],
}

describe.each(Object.entries(places))('%s', (_place, ask) => {
  test('E55: a blob is bytes, and text that looks like one is text', async () => {
    const expected = [{ a: Uint8Array.of(0, 255), b: new Uint8Array(), c: '[0,255]' }]
    expect(await ask(`select x'00ff' as a, x'' as b, '[0,255]' as c`)).toEqual(expected)
  })

  test('E56: an integer beyond 2^53 has lost a digit, unless all are asked for', async () => {
    const query = 'select 9007199254740993 as n'
    expect(await ask(query)).toEqual([{ n: 9007199254740992 }])
    expect(await ask(query, 'bigint')).toEqual([{ n: 9007199254740993n }])
    expect(await ask(query, 'string')).toEqual([{ n: '9007199254740993' }])
    expect(await failure(ask(query, 'exact'))).toMatchObject({ code: 'value', column: 'n' })
  })

  test('E57: infinities are numbers', async () => {
    const rows = await ask('select 9e999 as a, -9e999 as b, 1e308 as c, 5e-324 as d')
    expect(rows).toStrictEqual([{ a: Infinity, b: -Infinity, c: 1e308, d: 5e-324 }])
    const [{ z }] = (await ask('select -0.0 as z')) as [{ z: number }]
    expect(Object.is(z, -0)).toBe(true)
  })

  test('E58: NUL inside text stays, bytes that are no UTF-8 do not', async () => {
    expect(await ask(`select 'a' || char(0) || 'b' as a, cast(x'ff61' as text) as b`)).toEqual([
      { a: 'a\0b', b: '\ufffda' },
    ])
  })

  test('E59: names of columns are as they are', async () => {
    const [row] = await ask('select 1 as "?", 2 as ":a", count(*), 3 as "", 4 as "__proto__"')
    expect(Object.entries(row as object)).toEqual([
      ['?', 1],
      [':a', 2],
      ['count(*)', 1],
      ['', 3],
      ['__proto__', 4],
    ])
  })
})
