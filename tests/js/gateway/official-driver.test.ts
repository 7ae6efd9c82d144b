import { NeonDbError, neon } from '@neondatabase/serverless'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines, type Running, start, startTimeout } from './running.js'

/** An SQL expression, and what the official driver makes of it. */
const values: [expression: string, value: unknown][] = [
  ['true', true],
  ['false', false],
  ['(-32768)::int2', -32768],
  ['2147483647::int4', 2147483647],
  ['9223372036854775807::int8', '9223372036854775807'],
  ['1.5::float4', 1.5],
  ["'-0'::float8", -0],
  ["'NaN'::float8", Number.NaN],
  ["'-Infinity'::float8", Number.NEGATIVE_INFINITY],
  ['5e-324::float8', 5e-324],
  ['12345678901234567890.0100::numeric', '12345678901234567890.0100'],
  ["'NaN'::numeric", 'NaN'],
  ['\'grün 💚 "quoted" \\ back\'::text', 'grün 💚 "quoted" \\ back'],
  ["''::text", ''],
  ['null::int', null],
  ["'ab'::char(4)", 'ab  '],
  ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['\'{"a": [1, null, "x"]}\'::json', { a: [1, null, 'x'] }],
  ['\'{"b": {"c": 1.5}}\'::jsonb', { b: { c: 1.5 } }],
  ["'\\x00ff41'::bytea", Buffer.from([0, 255, 65])],
  ["'2024-02-29 12:34:56.789+00'::timestamptz", new Date('2024-02-29T12:34:56.789Z')],
  ["'12:34:56.000001'::time", '12:34:56.000001'],
  ["'10.0.0.0/8'::cidr", '10.0.0.0/8'],
  ["b'101'", '101'],
  ['int4range(1, 5)', '[1,5)'],
  ["'{1,NULL,3}'::int[]", [1, null, 3]],
  [
    "array[['a','b,c'],['\"',null]]",
    [
      ['a', 'b,c'],
      ['"', null],
    ],
  ],
  ["'[0:1]={t,f}'::bool[]", [true, false]],
  ["'{}'::text[]", []],
  ["array['2024-01-02T00:00:00Z'::timestamptz]", [new Date('2024-01-02T00:00:00Z')]],
]

describe.each(engines)('the official driver on %s', (engine) => {
  let running: Running
  beforeAll(async () => {
    running = await start(engine)
  }, startTimeout)
  afterAll(() => running?.stop())

  test.each(values)('decodes %s', async (expression, value) => {
    const sql = neon(running.gateway.url)
    expect(await sql.query(`select ${expression} as value`)).toStrictEqual([{ value }])
  })

  test('sends parameters of each type', async () => {
    const sql = neon(running.gateway.url)
    const bytes = Buffer.from([0, 1, 254])
    const rows = await sql`select ${null}::text as nothing, ${true}::bool as yes, ${42}::int as number,
      ${9007199254740993n}::int8 as big, ${'it\'s "$1" \\'}::text as text, ${[1, 2]}::int[] as list,
      ${{ a: [1] }}::jsonb as object, ${bytes} as bytes, ${new Date(0)}::timestamptz as instant`
    expect(rows).toStrictEqual([
      {
        nothing: null,
        yes: true,
        number: 42,
        big: '9007199254740993',
        text: 'it\'s "$1" \\',
        list: [1, 2],
        object: { a: [1] },
        bytes,
        instant: new Date(0),
      },
    ])
  })

  test('gets full results and array rows', async () => {
    const sql = neon(running.gateway.url, { fullResults: true, arrayMode: true })
    const result = await sql`select 1::int as a, 'x'::text as a`
    expect(result.rows).toStrictEqual([[1, 'x']])
    expect(result.command).toBe('SELECT')
    expect(result.rowCount).toBe(1)
    expect(result.rowAsArray).toBe(true)
    expect(result.fields).toMatchObject([
      { name: 'a', dataTypeID: 23, tableID: 0, columnID: 0, dataTypeSize: 4, dataTypeModifier: -1, format: 'text' },
      { name: 'a', dataTypeID: 25, dataTypeSize: -1 },
    ])
  })

  test('creates, writes and reads a table', async () => {
    const sql = neon(running.gateway.url, { fullResults: true })
    const created = await sql`create table writing (id int primary key, name varchar(40))`
    expect([created.command, created.rowCount, created.fields]).toEqual(['CREATE', null, []])
    const inserted = await sql`insert into writing select n, 'name ' || n from generate_series(1, 2500) n`
    expect([inserted.command, inserted.rowCount]).toEqual(['INSERT', 2500])
    const updated = await sql`update writing set name = 'none' where id > ${2400}`
    expect([updated.command, updated.rowCount]).toEqual(['UPDATE', 100])
    const read = await sql`select * from writing order by id`
    expect(read.rows).toHaveLength(2500)
    expect(read.rows[2399]).toEqual({ id: 2400, name: 'name 2400' })
    expect(read.fields[1]).toMatchObject({ name: 'name', columnID: 2, dataTypeID: 1043, dataTypeModifier: 44 })
    expect(read.fields[1]?.tableID).toBeGreaterThan(0)
    const returned = await sql`delete from writing where id <= 3 returning id`
    expect([returned.command, returned.rowCount, returned.rows.length]).toEqual(['DELETE', 3, 3])
  })

  test('runs a transaction with its options', async () => {
    const sql = neon(running.gateway.url)
    const results = await sql.transaction(
      [sql`show transaction_isolation`, sql`show transaction_read_only`, sql`show transaction_deferrable`],
      { isolationLevel: 'Serializable', readOnly: true, deferrable: true },
    )
    expect(results).toEqual([
      [{ transaction_isolation: 'serializable' }],
      [{ transaction_read_only: 'on' }],
      [{ transaction_deferrable: 'on' }],
    ])
    const writing = sql.transaction([sql`create table refused (a int)`], { readOnly: true })
    await expect(writing).rejects.toMatchObject({ code: '25006' })
  })

  test('keeps all of a transaction or nothing', async () => {
    const sql = neon(running.gateway.url)
    await sql`create table money (account text primary key, cents int check (cents >= 0))`
    await sql.transaction([sql`insert into money values ('a', 100)`, sql`insert into money values ('b', 0)`])
    const transfer = sql.transaction([
      sql`update money set cents = cents + 200 where account = 'b'`,
      sql`update money set cents = cents - 200 where account = 'a'`,
    ])
    await expect(transfer).rejects.toMatchObject({ code: '23514', table: 'money', constraint: 'money_cents_check' })
    expect(await sql`select cents from money order by account`).toEqual([{ cents: 100 }, { cents: 0 }])
  })

  test('gets the fields of an error', async () => {
    const sql = neon(running.gateway.url)
    const error = await sql`select 1 + nothing`.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NeonDbError)
    expect(error).toMatchObject({
      message: 'column "nothing" does not exist',
      code: '42703',
      position: '12',
      severity: 'ERROR',
      routine: 'errorMissingColumn',
    })
    await expect(sql`select 'x'::int`).rejects.toMatchObject({ code: '22P02' })
    await expect(sql`select ${'a\0b'}::text`).rejects.toMatchObject({ code: '22021' })
    await expect(sql.query('select $1::int + $2::int', [1])).rejects.toMatchObject({ code: '08P01' })
  })

  test('runs one statement a query', async () => {
    const sql = neon(running.gateway.url)
    await expect(sql.query('select 1; select 2')).rejects.toMatchObject({ code: '42601' })
    expect(await sql.query('')).toEqual([])
    expect(await sql.query('select 1 as a;')).toEqual([{ a: 1 }])
  })

  test('is refused with a wrong password or user', async () => {
    const { url } = running.gateway
    const message = "password authentication failed for user 'tcpless'"
    await expect(neon(url.replace('tcpless:', 'tcpless:x'))`select 1`).rejects.toMatchObject({
      message,
      code: undefined,
    })
    await expect(neon(url.replace('tcpless:', 'other:'))`select 1`).rejects.toMatchObject({
      message: "password authentication failed for user 'other'",
    })
  })

  test('presents a token in place of a password', async () => {
    const { password, host } = new URL(running.gateway.url)
    const withToken = (authToken: string) => neon(`postgres://tcpless@${host}/postgres`, { authToken })
    expect(await withToken(decodeURIComponent(password))`select 1 as a`).toEqual([{ a: 1 }])
    await expect(withToken('x')`select 1`).rejects.toThrow('password authentication failed')
  })

  test('gives each of many concurrent queries its own rows', async () => {
    const sql = neon(running.gateway.url)
    const queries = Array.from({ length: 60 }, async (_, index) => {
      const rows = await sql`select ${index}::int as asked, count(*)::int as rows from generate_series(1, ${index})`
      expect(rows).toEqual([{ asked: index, rows: index }])
    })
    await Promise.all(queries)
  })

  test('does not find what an earlier request left in its session', async () => {
    const sql = neon(running.gateway.url)
    await sql`set timezone = 'Asia/Tokyo'`
    await sql`create temp table left_over (a int)`
    await sql`begin`
    await sql`create table never_committed (a int)`.catch(() => {})
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await sql`select current_setting('timezone') as zone`).toEqual([{ zone: 'UTC' }])
      expect(await sql`select to_regclass('left_over') as found`).toEqual([{ found: null }])
    }
  })

  test('passes settings in the connection string', async () => {
    const url = `${running.gateway.url}?TimeZone=Asia/Tokyo&sslmode=require&application_name=my%20app&options=-c%20DateStyle%3DGerman%20project%3Dx`
    const query = `select current_setting('timezone') as zone, current_setting('datestyle') as style,
      current_setting('application_name') as name`
    expect(await neon(url).query(query)).toEqual([{ zone: 'Asia/Tokyo', style: 'German, DMY', name: 'my app' }])
    const unknown = neon(`${running.gateway.url}?nonsense=1`)
    await expect(unknown`select 1`).rejects.toMatchObject({ code: '42704' })
  })

  test('asks for a database that does not exist', async () => {
    const url = running.gateway.url.replace(/postgres$/, 'nowhere')
    await expect(neon(url)`select 1`).rejects.toMatchObject({ code: '3D000' })
  })
})
