import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, failure, type RunningMysql, startMysql } from './mysql-running.js'
import { startTimeout } from './running.js'

/** An SQL expression, Vitess's type for it, and what the official client makes of it. */
const values: [expression: string, type: string, value: unknown][] = [
  ['null', 'NULL', null],
  ['1', 'INT32', 1],
  ['9223372036854775807', 'INT64', '9223372036854775807'],
  ['18446744073709551615', 'UINT64', '18446744073709551615'],
  ['1.10', 'DECIMAL', '1.10'],
  ['1e308', 'FLOAT64', 1e308],
  ["''", 'VARCHAR', ''],
  ["'é😀 \\\\ \\' \\0 \\n'", 'VARCHAR', "é😀 \\ ' \0 \n"],
  ["x'00ff80'", 'VARBINARY', Uint8Array.of(0, 255, 128)],
  ["convert('ÿ' using latin1)", 'VARCHAR', 'ÿ'],
  ["cast('2024-02-29' as date)", 'DATE', '2024-02-29'],
  ["cast('-838:59:59.000001' as time(6))", 'TIME', '-838:59:59.000001'],
  ["cast('2024-02-29 12:34:56.789' as datetime(3))", 'DATETIME', '2024-02-29 12:34:56.789'],
]

const columns = `id bigint unsigned auto_increment primary key, i8 tinyint, u8 tinyint unsigned, i16 smallint,
  u16 smallint unsigned, i24 mediumint, u24 mediumint unsigned, i32 int, u32 int unsigned, i64 bigint, f32 float,
  f64 double, d decimal(20,4), yes boolean, b1 bit(1), b64 bit(64), y year, dt date, tm time(3), dtm datetime(6),
  ts timestamp(3) null, c char(5), cb char(5) character set utf8mb4 collate utf8mb4_bin, vc varchar(20), bin binary(3),
  vb varbinary(3), tx text, lt longtext, bl blob, en enum('a','b'), se set('a','b'), js json, ge geometry`
const row = `18446744073709551614, -128, 255, -32768, 65535, -8388608, 16777215, -2147483648, 4294967295,
  -9223372036854775808, 1.5, 0.1, 1234567890123456.7890, true, b'1', x'ffffffffffffffff', 2024, '0000-00-00',
  '-01:02:03.004', '2024-01-02 03:04:05.678901', '2024-01-02 03:04:05.678', 'é', 'b', 'v', x'00ff', x'0001', 't', 'long',
  x'ff', 'b', 'a,b', '{"a": [1, null]}', point(1, 2)`
const decoded = {
  id: ['UINT64', '18446744073709551614'],
  i8: ['INT8', -128],
  u8: ['UINT8', 255],
  i16: ['INT16', -32768],
  u16: ['UINT16', 65535],
  i24: ['INT24', -8388608],
  u24: ['UINT24', 16777215],
  i32: ['INT32', -2147483648],
  u32: ['UINT32', 4294967295],
  i64: ['INT64', '-9223372036854775808'],
  f32: ['FLOAT32', 1.5],
  f64: ['FLOAT64', 0.1],
  d: ['DECIMAL', '1234567890123456.7890'],
  yes: ['INT8', 1],
  b1: ['BIT', Uint8Array.of(1)],
  b64: ['BIT', new Uint8Array(8).fill(255)],
  y: ['YEAR', 2024],
  dt: ['DATE', '0000-00-00'],
  tm: ['TIME', '-01:02:03.004'],
  dtm: ['DATETIME', '2024-01-02 03:04:05.678901'],
  ts: ['TIMESTAMP', '2024-01-02 03:04:05.678'],
  c: ['CHAR', 'é'],
  cb: ['BINARY', 'b'],
  vc: ['VARCHAR', 'v'],
  bin: ['BINARY', Uint8Array.of(0, 255, 0)],
  vb: ['VARBINARY', Uint8Array.of(0, 1)],
  tx: ['TEXT', 't'],
  lt: ['TEXT', 'long'],
  bl: ['BLOB', Uint8Array.of(255)],
  en: ['ENUM', 'b'],
  se: ['SET', 'a,b'],
  js: ['JSON', { a: [1, null] }],
  ge: ['GEOMETRY', Uint8Array.from(Buffer.from('000000000101000000000000000000f03f0000000000000040', 'hex'))],
}

describe("PlanetScale's client on the gateway in front of MariaDB", () => {
  let running: RunningMysql
  beforeAll(async () => {
    running = await startMysql({}, { settings: { sql_mode: '' } })
    await running.execute('create table t (id int primary key, name varchar(20)) engine=innodb')
  }, startTimeout)
  afterAll(() => running?.stop())

  test.each(values)('decodes %s', async (expression, type, value) => {
    const result = await running.execute(`select ${expression} as value`)
    expect(result.types).toEqual({ value: type })
    expect(result.rows).toStrictEqual([{ value }])
  })

  test('decodes columns of each type, and tells all about them', async () => {
    await running.execute(`create table every_type (${columns})`)
    const inserted = await running.execute(`insert into every_type values (${row})`)
    expect(inserted).toMatchObject({ rowsAffected: 1, insertId: '18446744073709551614', rows: [], headers: [] })
    const result = await running.execute('select * from every_type as e')
    expect(result.types).toEqual(Object.fromEntries(Object.entries(decoded).map(([name, [type]]) => [name, type])))
    expect(result.rows).toStrictEqual([
      Object.fromEntries(Object.entries(decoded).map(([name, [, value]]) => [name, value])),
    ])
    expect(result.fields[0]).toEqual({
      name: 'id',
      type: 'UINT64',
      table: 'e',
      orgTable: 'every_type',
      database: 'test',
      orgName: 'id',
      columnLength: 20,
      charset: 63,
      // NOT_NULL, PRI_KEY, UNSIGNED, AUTO_INCREMENT, PART_KEY
      flags: 1 | 2 | 32 | 512 | 16384,
    })
    expect(result.fields.find(({ name }) => name === 'd')).toMatchObject({ decimals: 4 })
  })

  test('leaves out what is zero', async () => {
    const answer = async (query: string) => (await call(running.url, 'Execute', { query, session: null })).body.result
    expect(await answer('set @unused = 1')).toEqual({})
    expect(await answer('select 1 as a from dual where false')).toEqual({
      fields: [{ name: 'a', type: 'INT32', columnLength: 1, charset: 63, flags: 129 }],
    })
    expect(await answer("select '' as a, null as b, '' as c")).toMatchObject({ rows: [{ lengths: ['0', '-1', '0'] }] })
  })

  test('counts rows that an update found, and numbers beyond 2^53', async () => {
    await running.execute("insert into t values (100, 'same')")
    expect(await running.execute("update t set name = 'same' where id = 100")).toMatchObject({ rowsAffected: 1 })
    await running.execute('create table counted (id bigint auto_increment primary key) auto_increment=9007199254740993')
    expect(await running.execute('insert into counted values ()')).toMatchObject({ insertId: '9007199254740993' })
  })

  test('keeps array rows and repeated names', async () => {
    const result = await running.connect().execute("select 1 as a, 'x' as a", null, { as: 'array' })
    expect(result).toMatchObject({ headers: ['a', 'a'], rows: [[1, 'x']], size: 1 })
  })

  test('returns hostile values as they were', async () => {
    const text = '\0\b\n\r\t\x1a\\"\'`%_?:name -- /* */ é😀'
    expect((await running.execute('select ? as value', [text])).rows).toEqual([{ value: text }])
    expect((await running.execute('select :a as value', { a: text })).rows).toEqual([{ value: text }])
  })

  test.each([
    [
      "insert into t values (1, 'x'), (1, 'y')",
      'ALREADY_EXISTS',
      'AlreadyExists',
      "Duplicate entry '1' for key",
      1062,
      '23000',
    ],
    ['select * from missing', 'NOT_FOUND', 'NotFound', "Table 'test.missing' doesn't exist", 1146, '42S02'],
    ['select missing from t', 'NOT_FOUND', 'NotFound', "Unknown column 'missing'", 1054, '42S22'],
    ['selct', 'INVALID_ARGUMENT', 'InvalidArgument', 'You have an error in your SQL syntax', 1064, '42000'],
    [
      'insert into t values (null, 1)',
      'INVALID_ARGUMENT',
      'InvalidArgument',
      "Column 'id' cannot be null",
      1048,
      '23000',
    ],
    [
      'select 1; select 2',
      'INVALID_ARGUMENT',
      'InvalidArgument',
      'You have an error in your SQL syntax',
      1064,
      '42000',
    ],
    ["signal sqlstate '45000' set message_text = 'mine'", 'UNKNOWN', 'Unknown', 'mine', 1644, '45000'],
  ])('%s fails as at PlanetScale', async (sql, code, spelled, message, errno, sqlstate) => {
    const error = await failure(running.execute(sql))
    expect(error).toMatchObject({ status: 400, code })
    expect(error.message).toMatch(`target: test.-.primary: vttablet: rpc error: code = ${spelled} desc = ${message}`)
    expect(error.message).toContain(`(errno ${errno}) (sqlstate ${sqlstate}) (CallerID: tcpless)`)
  })

  test('refuses more than 100,000 rows, and goes on', async () => {
    const connection = running.connect()
    const some = await connection.execute('select seq from seq_1_to_100000', null, { as: 'array' })
    expect(some.size).toBe(100_000)
    const error = await failure(connection.execute('select seq from seq_1_to_100001'))
    expect(error).toMatchObject({ code: 'ABORTED' })
    expect(error.message).toContain('Row count exceeded 100000')
    expect((await connection.execute('select 1 as a')).rows).toEqual([{ a: 1 }])
  })

  test('refuses several results of a procedure', async () => {
    await running.execute('create procedure two() begin select 1 as a; select 2 as b; end')
    expect(await failure(running.execute('call two()'))).toMatchObject({ code: 'UNIMPLEMENTED' })
    await running.execute('create procedure none() insert into t values (50, null)')
    expect(await running.execute('call none()')).toMatchObject({ rowsAffected: 1, rows: [] })
  })

  test('accepts what PlanetScale has and MySQL has not', async () => {
    const connection = running.connect()
    for (const sql of [
      'SET @@boost_cached_queries = true',
      'set session boost_cached_queries=0;',
      'USE @replica',
      '/* c */ use `test@primary`',
      'use test/-@primary',
    ]) {
      expect(await connection.execute(sql)).toMatchObject({ rows: [], rowsAffected: 0 })
    }
    expect((await connection.execute('select database() as name')).rows).toEqual([{ name: 'test' }])
    expect(await failure(connection.execute('use missing@replica'))).toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('writes nothing by way of a replica', async () => {
    const connection = running.connect()
    await connection.execute('use @replica')
    expect((await connection.execute('select count(*) > 0 as any from t')).size).toBe(1)
    const error = await failure(connection.execute('insert into t values (7, null)'))
    expect(error.message).toContain('(errno 1792) (sqlstate 25006)')
    await connection.execute('use @primary')
    await connection.execute('insert into t values (7, null)')
  })

  test('refuses those without the password, and what is not the protocol', async () => {
    const refused = { error: { code: 'unauthenticated', message: 'invalid authentication credentials' } }
    const query = { query: 'select 1', session: null }
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
    for (const headers of [basic('tcpless:wrong'), basic(`root:${new URL(running.url).password}`), basic('x')]) {
      expect(await call(running.url, 'Execute', query, headers)).toEqual({ status: 401, body: refused })
    }
    expect(
      await failure(running.connect({ url: running.url.replace(/:[^:@]+@/, ':wrong@') }).execute('select 1')),
    ).toMatchObject({ status: 401, code: 'unauthenticated' })
    const code = async (method: string, body: unknown, headers = {}) => {
      const answer = await call(running.url, method, body, headers)
      return [answer.status, (answer.body.error as { code: string }).code]
    }
    expect(await code('Execute', '{')).toEqual([400, 'invalid_argument'])
    expect(await code('Execute', [])).toEqual([400, 'invalid_argument'])
    expect(await code('Execute', { query: 1 })).toEqual([400, 'invalid_argument'])
    expect(await code('Execute', '{"query":"select \'\\ud800\'"}')).toEqual([400, 'invalid_argument'])
    expect(await code('Execute', query, { 'content-type': 'text/plain' })).toEqual([415, 'invalid_argument'])
    expect(await code('StreamExecute', query)).toEqual([404, 'unimplemented'])
  })

  test('makes a session, and knows its own alone', async () => {
    const { status, body } = await call(running.url, 'CreateSession', {})
    expect(status).toBe(200)
    const session = body.session as { signature: string; vitessSession: Record<string, unknown> }
    expect(session).toMatchObject({
      signature: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      vitessSession: { autocommit: true, SessionUUID: expect.any(String), options: { clientFoundRows: true } },
    })
    const execute = (given: unknown) => call(running.url, 'Execute', { query: 'select 1', session: given })
    expect((await execute(session)).body).toMatchObject({
      session,
      result: { rows: [{ lengths: ['1'], values: 'MQ==' }] },
    })
    // In whatever order the members are written.
    const reversed = Object.fromEntries(Object.entries(session.vitessSession).reverse())
    expect((await execute({ vitessSession: reversed, signature: session.signature })).body).toHaveProperty('result')
    const forged = { ...session, vitessSession: { ...session.vitessSession, targetString: 'mysql' } }
    expect((await execute(forged)).body).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
    expect((await execute({})).body).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } })
    const connection = running.connect()
    await connection.refresh()
    expect((await connection.execute('select 1 as a')).rows).toEqual([{ a: 1 }])
  })

  test('says which errors are its own limits', async () => {
    const small = await startMysqlGateway(running, { maxResponseBytes: 2_000 })
    try {
      const error = await failure(running.connect({ url: small.url }).execute("select repeat('x', 3000)"))
      expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
    } finally {
      await small.close()
    }
  })
})

async function startMysqlGateway(running: RunningMysql, options: { maxResponseBytes: number }) {
  const { startGateway } = await import('../../../js/gateway/gateway.js')
  const gateway = await startGateway({ port: 0, mysql: running.mariadb.url, ...options })
  return { url: gateway.planetscale?.url ?? '', close: () => gateway.close() }
}
