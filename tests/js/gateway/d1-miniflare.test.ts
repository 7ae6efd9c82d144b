import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../../js/gateway/gateway.js'
import { type Meta, post, type Raw, startMiniflare } from './d1-running.js'

type Statement = readonly [sql: string, ...values: unknown[]]

const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(',')

/** In this order on two databases that begin empty. */
const statements: readonly Statement[] = [
  ["create table t (id integer primary key, a text unique, b blob, check (a <> 'bad'))"],
  ["insert into t (a) values ('x'), ('y') returning *"],
  ['insert into t (a, b) values (?, ?)', 'blob', [0, 255]],
  ['insert into t (a, b) values (?, ?)', 'empty', []],
  ['select b, length(b) as l, typeof(b) as k from t order by id'],
  ["update t set a = a || '1' where id < 3"],
  ["insert or ignore into t (a) values ('x1')"],
  ["insert into t (a) values ('z') on conflict do nothing returning id"],
  // Failures
  ["insert into t (a) values ('x1')"],
  ["insert into t (a) values ('bad')"],
  ["insert into t (id) values ('q')"],
  ['insert into t (id) values (1)'],
  ['select * from nope'],
  ['select nope from t'],
  ['selec'],
  ['select 1 where'],
  ["select 'open"],
  ['select * from t; nonsense'],
  ['create table strict_t (a) strict'],
  ['create table strict_t (a int not null) strict'],
  ["insert into strict_t values ('x')"],
  ['insert into strict_t values (null)'],
  ['select abs(-9223372036854775808)'],
  ["select json('{')"],
  ["select raise(abort, 'x')"],
  ['create table parent (id integer primary key)'],
  ['create table child (p references parent (id))'],
  ['insert into child values (9)'],
  ['create trigger stop before insert on parent begin select raise(abort, \'no "parents"\'); end'],
  ['insert into parent values (1)'],
  // What is not allowed
  ['begin'],
  ['/* c */ BEGIN TRANSACTION'],
  ['commit'],
  ['end'],
  ['rollback'],
  ['savepoint a'],
  ['release a'],
  ['explain begin'],
  ["attach 'x' as y"],
  ['detach y'],
  ['vacuum'],
  ["vacuum into 'x'"],
  ['create temp table q (a)'],
  ['create view temp.q as select 1'],
  ['create table _cf_x (a)'],
  ['create table _CF_x (a)'],
  ['create index _cf_i on t (a)'],
  ['create table sqlite_x (a)'],
  ['select sqlite_version()'],
  ['select sqlite_source_id()'],
  ["select sqlite_compileoption_used('x')"],
  ["select load_extension('x')"],
  ["select unistr('a')"],
  ['select subtype(1)'],
  ...['journal_mode', 'journal_mode = off', 'user_version', 'user_version = 3', 'page_count', 'nonsense'].map(
    (pragma): Statement => [`pragma ${pragma}`],
  ),
  ...['database_list', 'compile_options', 'function_list', 'encoding', 'integrity_check', 'writable_schema = on'].map(
    (pragma): Statement => [`pragma ${pragma}`],
  ),
  ...['foreign_keys = 2', 'page_size = 512', 'data_version = 1', "table_info('_cf_x')", 'cache_size'].map(
    (pragma): Statement => [`pragma ${pragma}`],
  ),
  ['select * from pragma_database_list'],
  // What is
  ...['foreign_keys', 'foreign_keys = off', 'defer_foreign_keys = on', 'page_size', 'optimize', 'quick_check'].map(
    (pragma): Statement => [`pragma ${pragma}`],
  ),
  ...['table_info(t)', 'table_xinfo(t)', 'index_list(t)', 'foreign_key_list(child)', 'foreign_key_check'].map(
    (pragma): Statement => [`pragma ${pragma}`],
  ),
  ["select name from pragma_table_info('t')"],
  ['analyze'],
  ['reindex'],
  ['explain query plan select * from t'],
  ['create virtual table words using fts5 (text)'],
  ["insert into words values ('hello world')"],
  ["select highlight(words, 0, '<', '>') as h from words where words match 'hello'"],
  ['create virtual table boxes using rtree (id, x0, x1)'],
  ['insert into boxes values (1, 2, 3)'],
  ['select * from boxes'],
  ['alter table t add column c'],
  ['alter table t rename column c to d'],
  ['alter table t drop column d'],
  ['alter table t rename to u'],
  ['create view v as select id, a from u'],
  ['select * from v order by id limit 1'],
  ['with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000) select count(*) from n'],
  ['select row_number() over (order by id) as r from u limit 2'],
  ['select value from json_each(\'[1, "a", null]\')'],
  ['select "double quoted"'],
  // Parameters
  ['select ?'],
  ['select ?', 1, 2],
  ['select 1', 1],
  ['select ?, ?', 1],
  ['select ?2', 1],
  ['select ?2, ?1', 1, 2],
  ['select typeof(?), typeof(?), typeof(?), typeof(?), typeof(?)', 1, 1.5, '1', null, [1]],
  ['select ?, ?, ?', 'a\0b', 'é\u{1f600}', -0],
  // Limits
  [`select '${'x'.repeat(100_000)}'`],
  [`select 'a' like '${'%'.repeat(51)}'`],
  [`create table wide (${many(101, (i) => `c${i}`)})`],
  [`select ${many(101, () => '1')}`],
  [`select ${many(101, () => '?')}`, ...Array.from({ length: 101 }, (_, i) => i)],
  [`select ${many(100, () => '?')}`, ...Array.from({ length: 100 }, (_, i) => i)],
  [`select ${Array(6).fill('1').join(' union all select ')}`],
  [`select ${Array(102).fill('1').join(' + ')}`],
  // Values
  ['select 9007199254740993 a, -9223372036854775808 b, 1e999 c, -1e999 d, -0.0 e, 0.1 f, 1e21 g, 5e-324 h'],
  ["select x'00ff' a, x'' b, null c, '' d, 'a' || char(0) || 'b' e, cast(x'ff' as text) f, true g, 1/0 h"],
  ['select 1 as a, 2 as a'],
  ['select 1 as "constructor", 2 as "", 3 as "2", 4 as "1"'],
  ['values (1), (2)'],
  ['select * from u where false'],
  ["delete from u where a = 'z'"],
  ['delete from u'],
  ['drop table child'],
]

/** The place of an error is not told by node:sqlite. */
const withoutPlace = (message: string): string => message.replace(/ at offset \d+/, '')

describe("D1's own engine and the gateway", () => {
  let miniflare: Awaited<ReturnType<typeof startMiniflare>>
  let gateway: Gateway
  beforeAll(async () => {
    miniflare = await startMiniflare()
    gateway = await startGateway({ port: 0, sqlite: ':memory:' })
  })
  afterAll(async () => {
    await gateway?.close()
    await miniflare?.stop()
  })

  interface Outcome {
    readonly error?: string
    readonly columns?: readonly string[]
    readonly rows?: readonly (readonly unknown[])[]
    readonly objects?: unknown
    readonly changes?: number
    readonly lastRowId?: unknown
  }

  /** Of the row id, only what a statement has just inserted says anything. */
  const outcomeOf = (sql: string, { columns, rows }: Raw, meta: Meta): Outcome => ({
    columns: rows.length === 0 ? [] : columns,
    rows,
    changes: meta.changes,
    lastRowId: sql.startsWith('insert') && meta.changes > 0 ? meta.last_row_id : undefined,
  })

  async function fromBinding(sql: string, values: readonly unknown[]): Promise<Outcome> {
    const bound = values.map((value) => (Array.isArray(value) ? Uint8Array.from(value as number[]) : value))
    const statement = miniflare.database.prepare(sql)
    try {
      // One request that gives rows as the engine has them, and the meta too.
      const response = await statement.bind(...bound).all()
      const names = Object.keys(response.results[0] ?? {})
      const rows = response.results.map((row) => names.map((name) => (row as Record<string, unknown>)[name]))
      return outcomeOf(sql, { columns: names, rows }, response.meta as unknown as Meta)
    } catch (error) {
      return { error: withoutPlace((error as Error).message.replace('D1_ERROR: ', '')) }
    }
  }

  async function fromGateway(sql: string, params: readonly unknown[]): Promise<Outcome> {
    const { body } = await post(gateway, { sql, params })
    const [message] = body.errors
    if (message !== undefined) return { error: withoutPlace(message.message) }
    const last = body.result?.at(-1)
    if (last === undefined) throw new Error('no result')
    const objects = last.results as Record<string, unknown>[]
    const columns = Object.keys(objects[0] ?? {})
    return outcomeOf(sql, { columns, rows: objects.map((row) => columns.map((name) => row[name])) }, last.meta)
  }

  for (const [index, [sql, ...values]] of statements.entries()) {
    test(`${index + 1}: ${sql.slice(0, 60)}`, async () => {
      expect(await fromGateway(sql, values)).toEqual(await fromBinding(sql, values))
    })
  }

  test('meta has the members of the binding', async () => {
    const { body } = await post(gateway, { sql: 'select 1' })
    const { meta } = await miniflare.database.prepare('select 1').run()
    expect(Object.keys(body.result?.[0]?.meta ?? {}).sort()).toEqual(Object.keys(meta).sort())
    for (const [name, value] of Object.entries(meta)) {
      expect([name, typeof body.result?.[0]?.meta[name]]).toEqual([name, typeof value])
    }
  })
})
