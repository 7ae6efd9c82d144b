import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, neon, sql } from '../../js/services/neon.js'
import { type Running, start } from './gateway/running.js'

let running: Running
let db: Database

beforeAll(async () => {
  running = await start('PostgreSQL')
  db = neon(running.gateway.url)
})

afterAll(() => running?.stop())

test('the connection string of the gateway is all it needs', async () => {
  const rows = await db<{ sum: number }>`select ${1}::int4 + ${2}::int4 as sum`
  expect(rows).toEqual([{ sum: 3 }])
  expect(rows.command).toBe('SELECT')
  expect(rows.affected).toBe(1)
  expect(rows.columns[0]).toMatchObject({ name: 'sum', typeId: 23, typeSize: 4, typeModifier: -1 })
})

test.each([
  ['null', null, 'text'],
  ['true', true, 'bool'],
  ['false', false, 'bool'],
  ['integer', 42, 'int4'],
  ['negative zero', -0, 'float8'],
  ['NaN', Number.NaN, 'float8'],
  ['infinity', Number.POSITIVE_INFINITY, 'float8'],
  ['smallest double', 5e-324, 'float8'],
  ['greatest safe integer', Number.MAX_SAFE_INTEGER, 'int8'],
  ['text', `a'b"c\\d$1?--/*\n\u{1f600}\ufeff`, 'text'],
  ['empty text', '', 'text'],
  ['object', { a: [1, 'x', null], 'b"': { c: true } }, 'jsonb'],
  ['bytes', Uint8Array.of(0, 255, 92, 39), 'bytea'],
  ['no bytes', new Uint8Array(0), 'bytea'],
  ['array', [1, null, 3], 'int4[]'],
  ['array of text', ['a', null, 'NULL', '', 'a,b', '{"x"}', '\\'], 'text[]'],
  [
    'nested array',
    [
      [1, 2],
      [3, null],
    ],
    'int4[]',
  ],
  ['empty array', [], 'text[]'],
  ['array of bytes', [Uint8Array.of(1, 2), null], 'bytea[]'],
  ['array of objects', [{ a: 1 }, { a: '"' }], 'jsonb[]'],
])('%s comes back as it went', async (_name, value, type) => {
  const [row] = await db<{ value: unknown }>`select ${value}::${sql.raw(type)} as value`
  expect(row?.value).toStrictEqual(value)
})

test('a bigint keeps its digits', async () => {
  const big = 9223372036854775807n
  const query = db<{ value: bigint }>`select ${big}::int8 as value`.with({ types: { int8: 'bigint' } })
  expect((await query)[0]?.value).toBe(big)
  await expect(db`select ${big}::int8 as value`).rejects.toMatchObject({
    code: 'value',
    column: 'value',
    columnIndex: 0,
  })
})

test('a Date goes as an instant', async () => {
  const date = new Date('2024-01-02T03:04:05.678Z')
  const [row] = await db`select ${date}::timestamptz as at, ${date}::timestamptz::text as text`
  expect(row).toMatchObject({ at: '2024-01-02T03:04:05.678Z' })
  const [dated] = await db`select ${date}::timestamptz as at`.with({ types: { timestamptz: 'date' } })
  expect(dated?.at).toStrictEqual(date)
})

test('json beyond 2^53', async () => {
  const query = db`select '{"a":[12345678901234567890, 1]}'::jsonb as j`
  expect((await query.with({ types: { int8: 'bigint' } }))[0]?.j).toEqual({ a: [12345678901234567890n, 1] })
  expect((await query.with({ types: { json: 'text' } }))[0]?.j).toBe('{"a": [12345678901234567890, 1]}')
  await expect(query).rejects.toMatchObject({ code: 'value' })
})

test('fragments, names, lists', async () => {
  await db`create table ${sql.id('odd "name".x')} (id int4 primary key, ${sql.ref('Mixed')} text)`
  const rows = [1, 2, 3].map((id) => sql`(${id}, ${`row ${id}`})`)
  const inserted = await db`insert into ${sql.id('odd "name".x')} values ${sql.join(rows)}`
  expect(inserted.affected).toBe(3)
  const where = sql`where id in (${sql.join([1, 3])}) and ${sql.ref('Mixed')} <> ${sql.lit("o'x")}`
  expect(await db`select * from ${sql.id('odd "name".x')} ${where} order by id`).toEqual([
    { id: 1, Mixed: 'row 1' },
    { id: 3, Mixed: 'row 3' },
  ])
})

test('an error of the database has its fields', async () => {
  await expect(db`select * from nowhere`).rejects.toMatchObject({
    name: 'DatabaseError',
    code: 'query',
    sqlstate: '42P01',
    status: 400,
    service: 'neon',
    position: '15',
    retryable: false,
  })
})

test('respond gives the same as the rows', async () => {
  const query = db`select i as id, 'row ' || i as name, i * 1.5 as n, i % 2 = 0 as even, array[i, null] as list,
    jsonb_build_object('i', i) as doc, null as nothing from generate_series(1, 5000) i`
  const rows = await query
  const response = await db.respond(query)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(rows)))
  const lines = await (await db.respond(query, { format: 'ndjson', end: true })).text()
  expect(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([...JSON.parse(JSON.stringify(rows)), { end: { rows: 5000 } }])
})

test('a large result comes in pieces', async () => {
  const rows = await db<{ i: number }>`select i, repeat('x', 100) as text from generate_series(1, 30000) i`
  expect(rows.length).toBe(30000)
  expect(rows.every((row, index) => row.i === index + 1)).toBe(true)
})

test('a single row', async () => {
  expect(await (await db.respond(db`select 1 as a`, { single: true })).json()).toEqual({ a: 1 })
  await expect(db.respond(db`select 1 where false`, { single: true })).rejects.toMatchObject({ code: 'no_rows' })
  const missing = await db.respond(db`select 1 where false`, { single: '404' })
  expect(missing.status).toBe(404)
  expect(await missing.json()).toBe(null)
  const many = db.respond(db`select * from generate_series(1, 2)`, { single: '404' })
  await expect(many).rejects.toMatchObject({ code: 'too_many_rows' })
})
