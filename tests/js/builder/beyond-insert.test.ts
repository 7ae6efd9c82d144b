// Inserts of any size, on real engines.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { builder, type Generated, type LogEvent, sql } from '../../../js/builder/index.js'
import type { Database } from '../../../js/database.js'
import { startTimeout } from '../gateway/running.js'
import { type Engines, startEngines } from './support/engines.js'

interface Schema {
  item: { id: Generated<number>; a: number; b: number; c: string; d: number | null }
}

let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
  const columns = 'a integer unique, b integer, c text, d integer check (d is null or d > 0)'
  await engines.postgres.query(`create table item (id serial primary key, ${columns})`)
  await engines.mysql.query(
    `create table item (id integer primary key auto_increment, ${columns.replace(' c text', ' c longtext')})`,
  )
  await engines.sqlite.query(`create table item (id integer primary key autoincrement, ${columns})`)
}, startTimeout)
afterAll(() => engines?.stop())
beforeEach(async () => {
  for (const name of ['postgres', 'mysql', 'sqlite'] as const)
    await (engines[name] as Database).query('delete from item')
})

const items = (count: number, d: (index: number) => number | null = () => null) =>
  Array.from({ length: count }, (_, i) => ({ a: i + 1, b: i * 2, c: `item ${i}`, d: d(i) }))

const state = async (engine: 'postgres' | 'mysql' | 'sqlite') => {
  const [row] = await (engines[engine] as Database).query<Record<string, unknown>>(
    'select count(*) as n, sum(b) as s, max(c) as c from item',
  )
  return { n: Number(row?.n), s: Number(row?.s), c: row?.c }
}
const stateOf = (count: number) => ({
  n: count,
  s: count * (count - 1),
  c: count > 9999 ? 'item 9999' : `item ${count - 1}`,
})

describe.each([
  // 65,535 values are the most of one statement; D1 takes 100, our core at first 32,766.
  ['postgres', 40_000],
  ['sqlite', 10_000],
] as const)('on %s', (engine, count) => {
  const begin = (options = {}) => builder<Schema>(engines[engine] as Engines['sqlite'], options)

  test('an insert is divided, and told as one', { timeout: 60_000 }, async () => {
    const events: LogEvent[] = []
    const k = begin({ log: (event: LogEvent) => events.push(event) })
    const [result, ...more] = await k.insertInto('item').values(items(count)).execute()
    expect(more).toEqual([])
    expect(result?.numInsertedOrUpdatedRows).toBe(BigInt(count))
    expect(result?.insertId === undefined).toBe(engine === 'postgres')
    expect(await state(engine)).toEqual(stateOf(count))
    expect(events.length).toBe(engine === 'postgres' ? 3 : 2)
  })

  test('all of it is applied or nothing', { timeout: 60_000 }, async () => {
    const query = begin()
      .insertInto('item')
      .values(items(count, (i) => (i === count - 1 ? -1 : 1)))
    await expect(query.execute()).rejects.toMatchObject({ code: 'query' })
    expect((await state(engine)).n).toBe(0)
  })

  test('returned rows come in order, and what stands behind the rows counts for all', { timeout: 60_000 }, async () => {
    const k = begin()
    await k.insertInto('item').values({ a: count, b: 1, c: 'first', d: 1 }).execute()
    const rows = await k
      .insertInto('item')
      .values(items(count))
      .onConflict((oc) => oc.column('a').doUpdateSet((eb) => ({ c: eb.val('again'), b: eb('item.b', '+', 41) })))
      .returning(['a', 'b', 'c'])
      .execute()
    expect(rows.length).toBe(count)
    expect(rows.map((row) => row.a)).toEqual(items(count).map((item) => item.a))
    expect(rows.at(-1)).toEqual({ a: count, b: 42, c: 'again' })
    expect(rows[1]).toEqual({ a: 2, b: 2, c: 'item 1' })
  })

  test('in a batch it is one of its queries', { timeout: 60_000 }, async () => {
    const k = begin()
    const [before, inserted, after] = await k.batch([
      k.selectFrom('item').select((eb) => eb.fn.countAll<number>().as('n')),
      k.insertInto('item').values(items(count)),
      k.selectFrom('item').select((eb) => eb.fn.countAll<number>().as('n')),
    ])
    expect([Number(before[0]?.n), Number(after[0]?.n)]).toEqual([0, count])
    expect(inserted).toMatchObject([{ numInsertedOrUpdatedRows: BigInt(count) }])
    const failed = k.batch([
      k.insertInto('item').values(items(count).map((item) => ({ ...item, a: item.a + count }))),
      k.selectFrom('nothing' as 'item').selectAll(),
    ])
    await expect(failed).rejects.toMatchObject({ code: 'query' })
    // The index in the batch as the caller wrote it.
    const wrong = k.batch([
      k.insertInto('item').values(items(count)),
      k
        .selectFrom('item')
        .selectAll()
        .where('a', '=', Symbol('no value') as unknown as number),
    ])
    await expect(wrong).rejects.toMatchObject({ code: 'parameter', statement: 1 })
    expect((await state(engine)).n).toBe(count)
  })

  test('what may depend on how many rows there are is not divided', async () => {
    const rows = items(count)
    const query = begin()
      .with('n', (db) => db.selectFrom('item').select('a'))
      .insertInto('item')
      .values(rows)
    await expect(query.execute()).rejects.toMatchObject({ code: 'limit' })
    expect((await state(engine)).n).toBe(0)
  })

  // Kysely sends the same text, which is MySQL's alone.
  test('rows without a column are refused by the engine', async () => {
    const failed = begin()
      .insertInto('item')
      .values([{}, {}] as never)
      .execute()
    await expect(failed).rejects.toMatchObject({ code: 'query', message: expect.stringContaining('syntax error') })
  })

  test('compile() gives the whole of it', () => {
    const { sql: text, parameters } = begin().insertInto('item').values(items(20_000)).compile()
    expect(parameters.length).toBe(80_000)
    expect(text.endsWith(engine === 'postgres' ? '$79999, $80000)' : '?, ?)')).toBe(true)
  })
})

describe('on PlanetScale, whose statements are bounded by their length', () => {
  const long = 'x'.repeat(1_000_000)
  const large = (count: number) => items(count).map((item) => ({ ...item, c: long }))
  const begin = (options = {}) => builder<Schema>(engines.mysql, options)

  test('many values are one statement', { timeout: 60_000 }, async () => {
    const result = await begin().insertInto('item').values(items(20_000)).executeTakeFirstOrThrow()
    expect(result.numInsertedOrUpdatedRows).toBe(20_000n)
    expect(await state('mysql')).toEqual(stateOf(20_000))
  })

  test('rows without a column are the defaults', async () => {
    const [result] = await begin()
      .insertInto('item')
      .values([{}, {}] as never)
      .execute()
    expect(result?.numInsertedOrUpdatedRows).toBe(2n)
  })

  test('one that is too long is refused, and the error says what to do', { timeout: 60_000 }, async () => {
    const failed = begin().insertInto('item').values(large(30)).execute()
    await expect(failed).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining('splitInserts') })
    expect((await state('mysql')).n).toBe(0)
    await expect(
      begin({ splitInserts: 'separately' })
        .insertInto('item')
        .values({ a: 1, b: 1, c: 'x'.repeat(40_000_000), d: 1 })
        .execute(),
    ).rejects.toMatchObject({ code: expect.stringMatching(/limit|out_of_memory/) })
  })

  test('or divided: in one transaction', { timeout: 60_000 }, async () => {
    const events: LogEvent[] = []
    const k = begin({ splitInserts: 'transaction', log: (event: LogEvent) => events.push(event) })
    const result = await k.insertInto('item').values(large(30)).executeTakeFirstOrThrow()
    expect(result.numInsertedOrUpdatedRows).toBe(30n)
    const [first] = await begin()
      .selectFrom('item')
      .select((eb) => eb.fn.min('id').as('id'))
      .execute()
    expect(result.insertId).toBe(BigInt(first?.id as number))
    expect((await state('mysql')).n).toBe(30)
    expect(events.filter(({ error }) => !error).length).toBeGreaterThan(1)
    const failing = large(30).map((item, i) => ({ ...item, a: item.a + 100, d: i === 29 ? -1 : 1 }))
    await expect(k.insertInto('item').values(failing).execute()).rejects.toMatchObject({ code: 'query' })
    expect((await state('mysql')).n).toBe(30)
  })

  test('or one after another', { timeout: 60_000 }, async () => {
    const k = begin({ splitInserts: 'separately' })
    const failing = large(30).map((item, i) => ({ ...item, d: i === 29 ? -1 : 1 }))
    await expect(k.insertInto('item').values(failing).execute()).rejects.toMatchObject({ code: 'query' })
    const { n } = await state('mysql')
    expect(n).toBeGreaterThan(0)
    expect(n).toBeLessThan(30)
  })

  test('and inside of a transaction without being asked', { timeout: 60_000 }, async () => {
    await begin()
      .transaction()
      .execute(async (trx) => {
        const result = await trx.insertInto('item').values(large(20)).executeTakeFirstOrThrow()
        expect(result.numInsertedOrUpdatedRows).toBe(20n)
      })
    expect((await state('mysql')).n).toBe(20)
  })
})

test('rows with expressions are one statement', async () => {
  const rows = items(17_000).map((item) => ({ ...item, b: sql<number>`${item.b}::int` }))
  await expect(builder<Schema>(engines.postgres).insertInto('item').values(rows).execute()).rejects.toMatchObject({
    code: 'limit',
  })
})
