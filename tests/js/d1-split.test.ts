// Queries with more parameters than D1 takes, by the binding of a real D1 and by the REST API behind the gateway.
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../js/gateway/gateway.js'
import { type D1Binding, type D1Client, d1 } from '../../js/services/d1.js'
import { type BatchDatabase, type Database, d1Rest, type Fragment, sql } from '../../js/services/d1-rest.js'

let miniflare: Miniflare
let gateway: Gateway
let clients: { binding: D1Client; rest: BatchDatabase }

beforeAll(async () => {
  const script = 'export default {}'
  miniflare = new Miniflare(convertV4MiniflareOptions({ cf: false, modules: true, script, d1Databases: ['DB'] }))
  gateway = await startGateway({ port: 0, sqlite: ':memory:' })
  clients = {
    binding: d1((await miniflare.getD1Database('DB')) as unknown as D1Binding),
    rest: d1Rest(gateway.d1 as NonNullable<Gateway['d1']>),
  }
})
afterAll(async () => {
  await gateway?.close()
  await miniflare?.dispose()
})

const range = (count: number) => Array.from({ length: count }, (_, i) => i)
const rowsOf = (count: number, row: (i: number) => Fragment) => sql.join(range(count).map(row))

describe.each(['binding', 'rest'] as const)('by the %s', (way) => {
  let db: Database

  beforeEach(async () => {
    db = clients[way]
    await db`drop table if exists t`
    await db`create table t (id integer primary key, a text unique, b blob, n)`
  })

  test('rows of an insert are divided, as one transaction', async () => {
    const inserted = await db`insert into t (a, n) values ${rowsOf(333, (i) => sql`(${`row ${i}`}, ${i})`)}`
    expect(inserted).toMatchObject({ length: 0, affected: 333, lastId: 333 })
    expect(await db`select count(*) as c, sum(n) as s, min(a) as a from t`).toEqual([{ c: 333, s: 55278, a: 'row 0' }])
    // The last row breaks the whole.
    const broken = db`insert into t (a) values ${rowsOf(150, (i) => sql`(${i === 149 ? 'row 5' : `x${i}`})`)}`
    await expect(broken).rejects.toMatchObject({ code: 'query', databaseCode: 'SQLITE_CONSTRAINT_UNIQUE' })
    expect(await db`select count(*) as c from t`).toEqual([{ c: 333 }])
  })

  test('what follows the rows is repeated; returned rows are one result', async () => {
    const values = rowsOf(60, (i) => sql`(${`k${i}`}, ${i}, lower(${'X'}))`)
    const upsert = (more: number) =>
      db`insert into t (a, n, b) values ${values} on conflict (a) do update set n = n + ${more} returning a, n, ${'tail'} as tail;`
    const first = await upsert(1000)
    expect(first).toEqual(range(60).map((i) => ({ a: `k${i}`, n: i, tail: 'tail' })))
    expect(first.columns.map(({ name }) => name)).toEqual(['a', 'n', 'tail'])
    expect((await upsert(1000)).map((row) => row.n)).toEqual(range(60).map((i) => i + 1000))
    expect(await (await db.respond(upsert(1))).json()).toEqual(
      range(60).map((i) => ({ a: `k${i}`, n: i + 1001, tail: 'tail' })),
    )
  })

  test('text longer than D1 takes is divided too, and placeholders may be written by hand', async () => {
    const long = 'y'.repeat(1500)
    const text = `insert into t (a, n) values ${range(90).map((i) => `('${i}${long}', ?${90 - i})`)}`
    expect(text.length).toBeGreaterThan(100_000)
    expect(await db.query(text, range(90))).toMatchObject({ affected: 90 })
    expect(await db`select n from t order by id limit 2`).toEqual([{ n: 89 }, { n: 88 }])
    const same = `replace into t (a, n) values ${range(150).map(() => '(?, ?1)')} -- end`
    expect(await db.query(same, range(150))).toMatchObject({ affected: 150 })
    expect(await db.query('select count(*) as c, sum(n) as s from t where n = 0')).toEqual([{ c: 151, s: 0 }])
  })

  test('bytes among the values', async () => {
    const bytes = (i: number) => Uint8Array.of(0, i, 255)
    await db`insert into t (b, n) values ${rowsOf(70, (i) => sql`(${bytes(i)}, ${i})`)}`
    expect(await db`select b, typeof(b) as t from t where n = 69`).toEqual([{ b: bytes(69), t: 'blob' }])
    expect(await db`select n from t where b = ${bytes(7)}`).toEqual([{ n: 7 }])
    expect(await db`select ${bytes(1)} as b, ${new Uint8Array()} as none`).toEqual([
      { b: bytes(1), none: new Uint8Array() },
    ])
  })

  test.each([
    ['a subquery', (rows: Fragment) => sql`insert into t (n) select 1 union all values ${rows}`],
    ['a row with one', (rows: Fragment) => sql`insert into t (n) values ${rows}, ((select max(n) from t))`],
    [
      'returning with one',
      (rows: Fragment) => sql`insert into t (n) values ${rows} returning (select count(*) from t)`,
    ],
    ['changes()', (rows: Fragment) => sql`insert into t (n) values ${rows} returning changes ( )`],
    ['"last_insert_rowid"()', (rows: Fragment) => sql`insert into t (n) values ${rows}, ("last_insert_rowid"())`],
    ['or fail', (rows: Fragment) => sql`insert or fail into t (n) values ${rows}`],
    ['OR ROLLBACK', (rows: Fragment) => sql`INSERT OR ROLLBACK INTO t (n) VALUES ${rows}`],
    ['with', (rows: Fragment) => sql`with x as (select 1) insert into t (n) values ${rows}`],
    ['two statements', (rows: Fragment) => sql`insert into t (n) values ${rows}; select 1`],
    ['a wide row', () => sql`insert into t (n) values (max(${sql.join(range(101))})), (1)`],
  ])('refused, and nothing is sent: %s', async (_, insert) => {
    await expect(db`${insert(rowsOf(101, (i) => sql`(${i})`))}`).rejects.toMatchObject({
      code: 'limit',
      service: 'd1',
      message: expect.stringContaining('100 parameters'),
    })
    expect(await db`select count(*) as c from t`).toEqual([{ c: 0 }])
  })

  // What `in (?)` finds one by one must be what one list finds.
  test.each(['integer', 'text', 'real', 'blob', 'numeric', 'text collate nocase'])(
    'a list finds what its members find, in a column of type %s',
    async (type) => {
      await db`drop table if exists l`
      await db`create table l (id integer primary key, c ${sql.raw(type)})`
      const stored = sql`(1), (1.0), (1.5), ('1'), ('1.0'), ('01'), ('a'), ('A'), (''), (' 1'), (x'31'), (null), (0), (-7), ('-7'), (9007199254740991), ('é'), ('"\\')`
      await db`insert into l (c) values ${stored}`
      const values = [1, '1', '1.0', 'A', '', true, false, -7, 2 ** 53 - 1, 2n ** 53n - 1n, 'é', '"\\', '01', { a: 1 }]
      const found = new Set<unknown>()
      for (const value of values) {
        for (const { id } of await db`select id from l where c in (${value})`) found.add(id)
      }
      const filler = range(120).map((i) => `no such text ${i}`)
      const all = sql.join([...values, ...filler])
      const ids = (rows: readonly Record<string, unknown>[]) => rows.map(({ id }) => id)
      expect(ids(await db`select id from l where c in (${all}) order by id`)).toEqual(
        [...found].sort((a, b) => Number(a) - Number(b)),
      )
      const others = ids(await db`select id from l where c not in (${all}) and id > ${0} order by id`)
      expect(others).toEqual(
        range(19)
          .slice(1)
          .filter((id) => !found.has(id) && id !== 12),
      )
      // NULL in the list makes what is not found unknown.
      expect(await db`select id from l where c not in (${all}, ${null})`).toEqual([])
      expect(ids(await db`select id from l where +c in (${all}) and id < ${5} order by id`).length).toBeGreaterThan(0)
    },
  )

  test('several lists, and other parameters beside them', async () => {
    await db`insert into t (a, n) values ${rowsOf(40, (i) => sql`(${`k${i}`}, ${i})`)}`
    const names = sql.join(range(80).map((i) => `k${i * 2}`))
    const numbers = sql.join(range(80))
    const found =
      await db`select a from t where a in (${names}) and n NOT IN (${numbers}) or (n in( ${sql.join([1, 2])} ) and n > ${1}) order by id`
    expect(found).toEqual([{ a: 'k2' }])
    expect(await db`delete from t where n in (${numbers})`).toMatchObject({ affected: 40 })
  })

  test.each([
    ['fractions', sql`select 1 where 1 in (${sql.join(range(101).map((i) => i + 0.5))})`],
    ['bytes', sql`select 1 where 1 in (${sql.join(range(101).map((i) => Uint8Array.of(i)))})`],
    ['a list with more than placeholders', sql`select 1 where 1 in (${sql.join(range(101))}, 5)`],
    ['a select list', sql`select ${sql.join(range(101))}`],
    ['one beside 100 others', sql`select ${sql.join(range(100))} where 1 in (${sql.join(range(5))})`],
  ])('refused: %s', async (_, query) => {
    await expect(db`${query}`).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining('json_each') })
  })
})

test.each(['binding', 'rest'] as const)('in a batch by the %s each query has its own result', async (way) => {
  const db = clients[way]
  await db`create table if not exists u (n)`
  const results = await db.batch([
    db`select 1 as a`,
    db`insert into u values ${rowsOf(250, (i) => sql`(${i})`)} returning n`,
    db`select count(*) as c from u`,
  ])
  expect(results.map((result) => result.length)).toEqual([1, 250, 1])
  expect(results[1]).toMatchObject({ affected: 250 })
  expect(results[2]).toEqual([{ c: 250 }])
})
