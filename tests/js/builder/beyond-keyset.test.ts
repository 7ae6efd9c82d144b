// Pages by a cursor: together they are what a full sort gives, on real engines.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builder, type Cursor, cursorOf, type Generated, keyset, type KeysetColumn } from '../../../js/builder/index.js'
import type { Database } from '../../../js/database.js'
import { startTimeout } from '../gateway/running.js'
import { type Engines, startEngines } from './support/engines.js'

interface Schema {
  post: { id: Generated<number>; a: number; b: string; c: number | null }
}
type Engine = 'postgres' | 'mysql' | 'sqlite'

let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
  for (const name of ['postgres', 'mysql', 'sqlite'] as const) {
    const db = engines[name] as Database
    await db.query('create table post (id integer primary key, a integer not null, b varchar(5) not null, c integer)')
    // Many ties in every column, and nulls in one.
    const rows = Array.from({ length: 60 }, (_, i) => ({
      id: i,
      a: (i * 7) % 3,
      b: 'xyz'[(i * 5) % 3] as string,
      c: i % 4 ? (i * 3) % 5 : null,
    }))
    await builder<Schema>(db).insertInto('post').values(rows).execute()
  }
}, startTimeout)
afterAll(() => engines?.stop())

const begin = (engine: Engine) => builder<Schema>(engines[engine] as Database)

async function pages(engine: Engine, by: KeysetColumn<'a' | 'b' | 'c' | 'id'>[], limit: number): Promise<number[]> {
  const query = begin(engine).selectFrom('post').selectAll()
  const ids: number[] = []
  let after: Cursor | undefined
  for (;;) {
    const rows = await keyset(query, { by, after, limit }).execute()
    expect(rows.length).toBeLessThanOrEqual(limit)
    ids.push(...rows.map((row) => row.id))
    const last = rows.at(-1)
    if (!last) return ids
    // As it comes back from a client.
    after = JSON.parse(JSON.stringify(cursorOf(last, by)))
  }
}

async function sorted(engine: Engine, by: KeysetColumn<'a' | 'b' | 'c' | 'id'>[]): Promise<number[]> {
  let query = begin(engine).selectFrom('post').select('id')
  for (const [column, direction, nulls] of by) {
    query = query.orderBy(column, (item) => {
      const directed = direction === 'asc' ? item.asc() : item.desc()
      return nulls === undefined ? directed : nulls === 'nulls first' ? directed.nullsFirst() : directed.nullsLast()
    })
  }
  return (await query.execute()).map((row) => row.id)
}

const direction = fc.constantFrom('asc' as const, 'desc' as const)
const place = fc.constantFrom('nulls first' as const, 'nulls last' as const)
const column = (nulls: boolean) =>
  fc.oneof(
    fc.tuple(fc.constantFrom('a' as const, 'b' as const), direction),
    ...(nulls ? [fc.tuple(fc.constant('c' as const), direction, place)] : []),
  )
const order = (nulls: boolean) =>
  fc
    .tuple(fc.uniqueArray(column(nulls), { maxLength: 3, selector: ([name]) => name }), direction)
    .map(([columns, last]): KeysetColumn<'a' | 'b' | 'c' | 'id'>[] => [...columns, ['id', last]])

describe.each(['postgres', 'mysql', 'sqlite'] as const)('on %s', (engine) => {
  test('pages are the sorted rows, whatever the order and the size', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(order(engine !== 'mysql'), fc.integer({ min: 3, max: 25 }), async (by, limit) => {
        expect(await pages(engine, by, limit)).toEqual(await sorted(engine, by))
      }),
      { numRuns: process.env.TCPLESS_SOAK ? 500 : 25 },
    )
  })

  test('conditions of the query stay, its order does not', async () => {
    const query = begin(engine)
      .selectFrom('post as p')
      .innerJoin('post as q', 'q.id', 'p.id')
      .selectAll('p')
      .where('p.a', '=', 1)
      .orderBy('p.b')
    const by = [
      ['p.b', 'desc'],
      ['p.id', 'asc'],
    ] as const
    const first = await keyset(query, { by, limit: 5 }).execute()
    const second = await keyset(query, { by, limit: 5, after: cursorOf(first.at(-1) as object, by) }).execute()
    const all = await query.clearOrderBy().orderBy('p.b', 'desc').orderBy('p.id').execute()
    expect([...first, ...second]).toEqual(all.slice(0, 10))
    expect(await keyset(query, { by }).execute()).toEqual(all)
  })
})

test('the condition is one for which an index is used', () => {
  const by = [
    ['a', 'asc'],
    ['c', 'desc', 'nulls last'],
    ['id', 'desc'],
  ] as const
  const query = begin('postgres').selectFrom('post').select('id').where('b', '=', 'x').orderBy('b')
  expect(keyset(query, { by, after: [1, 2, 3], limit: 9 }).compile()).toMatchObject({
    sql:
      'select "id" from "post" where "b" = $1 and ("a" >= $2 and ("a" > $3 or ("a" = $4 and ' +
      '(("c" < $5 or "c" is null) or ("c" = $6 and "id" < $7))))) ' +
      'order by "a" asc, "c" desc nulls last, "id" desc limit $8',
    parameters: ['x', 1, 1, 1, 2, 2, 3, 9],
  })
})

test('nulls of MySQL have one place, and the other is refused', async () => {
  const query = keyset(begin('mysql').selectFrom('post').selectAll(), {
    by: [
      ['c', 'asc', 'nulls last'],
      ['id', 'asc'],
    ],
  })
  await expect(query.execute()).rejects.toMatchObject({ code: 'unsupported' })
})

test('what is no page is refused', () => {
  const query = begin('postgres').selectFrom('post').selectAll()
  const by = [
    ['a', 'asc'],
    ['id', 'asc'],
  ] as const
  const refused = (make: () => unknown, code: string) => expect(make).toThrow(expect.objectContaining({ code }))
  refused(() => keyset(query, { by: [] }), 'option')
  refused(() => keyset(query, { by: [null as never] }), 'option')
  refused(() => keyset(query, { by: [['a', 'up' as 'asc']] }), 'option')
  refused(() => keyset(query, { by: [['a', 'asc', 'last' as 'nulls last']] }), 'option')
  refused(() => keyset(query, { by, limit: 0 }), 'option')
  refused(() => keyset(query, { by, after: [1] }), 'parameter')
  refused(() => keyset(query, { by, after: 'x' as never }), 'parameter')
  refused(() => keyset(query, { by, after: [null, 1] }), 'parameter')
  refused(() => keyset(query, { by, after: [{ a: 1 }, 1] }), 'parameter')
  refused(() => keyset(query, { by, after: [() => 1, 1] }), 'parameter')
  refused(() => keyset(begin('postgres').deleteFrom('post') as unknown as typeof query, { by }), 'template_misuse')
  refused(() => cursorOf({ a: 1 }, by), 'parameter')
  refused(() => cursorOf([].at(-1) as never, by), 'parameter')
  refused(() => cursorOf({ a: 1 }, undefined as never), 'option')
  refused(() => cursorOf({ a: null, id: 1 }, by), 'parameter')
})
