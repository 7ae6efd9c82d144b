import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explain } from '../../../js/gateway/d1/errors.js'
import { d1Rules } from '../../../js/gateway/d1/rules.js'
import { type Gateway, GatewayError, startGateway } from '../../../js/gateway/gateway.js'
import { Sqlite, type SqliteOptions } from '../../../js/gateway/sqlite.js'
import { type Envelope, post, raw } from './d1-running.js'
import { rawRequest } from './running.js'

const database = '00000000-0000-4000-8000-000000000000'
const account = '0'.repeat(32)
const path = `/client/v4/accounts/${account}/d1/database/${database}/query`

/** A query that never ends by itself. */
const endless = 'with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n'

describe("D1's REST API", () => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await startGateway({ port: 0, sqlite: ':memory:' })
    await post(gateway, { sql: 'create table t (id integer primary key, a text unique)' })
  })
  afterAll(() => gateway?.close())

  test('tells where it is, and serves nothing else', async () => {
    expect(gateway).toMatchObject({ url: '', endpoint: '' })
    expect(gateway.description).toMatch(/^SQLite \d+\.\d+\.\d+ in memory$/)
    expect(gateway.d1).toEqual({
      endpoint: `http://localhost:${gateway.port}/client/v4`,
      accountId: account,
      databaseId: database,
      apiToken: expect.stringMatching(/^[\w-]{24}$/),
    })
    expect((await rawRequest(gateway, { path: '/sql' })).status).toBe(400)
  })

  test('answers a query with rows as objects, and with rows as arrays', async () => {
    const query = { sql: 'select ? as a, 2 as b, 3 as b', params: ['x'] }
    const meta = {
      ...{ served_by: 'tcpless.gateway', served_by_primary: true, total_attempts: 1, duration: expect.any(Number) },
      ...{ timings: { sql_duration_ms: expect.any(Number) }, changes: 0, last_row_id: 0, changed_db: false },
      ...{ size_after: 12288, rows_read: 1, rows_written: 0 },
    }
    const frame = (results: unknown) => ({
      status: 200,
      body: { result: [{ results, success: true, meta }], errors: [], messages: [], success: true },
    })
    expect(await post(gateway, query)).toEqual(frame([{ a: 'x', b: 3 }]))
    expect(await post(gateway, query, { method: 'raw' })).toEqual(
      frame({ columns: ['a', 'b', 'b'], rows: [['x', 2, 3]] }),
    )
    expect(await raw(gateway, 'select 1 as a where false')).toEqual({ columns: ['a'], rows: [] })
    expect(await raw(gateway, 'select 1 as "__proto__", 2 as "__proto__"')).toMatchObject({ rows: [[1, 2]] })
    const { body } = await post(gateway, { sql: 'select 1 as "__proto__"' })
    expect(JSON.stringify(body.result?.[0]?.results)).toBe('[{"__proto__":1}]')
  })

  test('runs several statements of one text, each with its result', async () => {
    const sql = `create table s (a); -- it's; one
      create trigger tr after insert on s begin select 1; select ';'; end;
      insert into s values (';'), ("/*"), ('--');
      select count(*) as n from s; /* done; */ ;; `
    const { body } = await post(gateway, { sql })
    expect(body.result?.map(({ results, meta }) => [results, meta.changes])).toEqual([
      [[], 0],
      [[], 0],
      [[], 3],
      [[{ n: 3 }], 0],
    ])
    const several = await post(gateway, { sql: 'select 1; select ?', params: [1] })
    const reason = 'The request is malformed: params with multiple statements is not supported'
    expect(several).toMatchObject({ status: 400, body: { errors: [{ code: 7400, message: reason }], result: [] } })
    expect(await raw(gateway, 'select ?; -- nothing more', [1])).toMatchObject({ rows: [[1]] })
  })

  test('a request is one transaction', async () => {
    const insert = (a: unknown) => ({ sql: 'insert into t (a) values (?) returning a', params: [a] })
    const { body } = await post(gateway, { batch: [insert('one'), { sql: 'select 1 as n' }, insert('two')] })
    expect(body.result?.map(({ results }) => results)).toEqual([[{ a: 'one' }], [{ n: 1 }], [{ a: 'two' }]])
    const failed = await post(gateway, { batch: [insert('three'), insert('one')] })
    expect(failed).toEqual({
      status: 400,
      body: {
        result: [],
        errors: [
          {
            code: 7500,
            message: 'UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)',
          },
        ],
        messages: [],
        success: false,
      },
    })
    await post(gateway, { sql: "insert into t (a) values ('four'); insert into t (a) values ('one')" })
    // A failure that makes SQLite itself roll back.
    await post(gateway, { sql: "insert into t (a) values ('five'); insert or rollback into t (a) values ('one')" })
    expect(await raw(gateway, 'select a from t order by id')).toMatchObject({ rows: [['one'], ['two']] })
    expect(await post(gateway, { batch: [] })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 7500, message: 'No SQL statements detected.' }] },
    })
  })

  test('requests at once take their turns', async () => {
    await post(gateway, { sql: 'create table counter (n); insert into counter values (0)' })
    const add = () => post(gateway, { batch: [{ sql: 'update counter set n = n + 1' }] })
    const answers = await Promise.all(Array.from({ length: 50 }, add))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(await raw(gateway, 'select n from counter')).toMatchObject({ rows: [[50]] })
  })

  test('wants its token, compared whole', async () => {
    const token = gateway.d1?.apiToken ?? ''
    const ask = async (headers: Record<string, string>) => {
      const { status, body } = await rawRequest(gateway, { path, headers, body: '{"sql":"select 1"}' })
      const { errors, result } = JSON.parse(body) as Envelope
      return [status, errors[0]?.code, errors[0]?.message, result === null]
    }
    const missing = 'Missing X-Auth-Key, X-Auth-Email or Authorization headers'
    expect(await ask({})).toEqual([400, 9106, missing, true])
    const format = 'Invalid format for Authorization header'
    expect(await ask({ authorization: `Basic ${token}` })).toEqual([400, 6111, format, true])
    const wrong = [401, 10000, 'Authentication error', true]
    for (const given of ['x', `${token}x`, token.slice(1), token.toUpperCase()]) {
      expect(await ask({ authorization: `Bearer ${given}` })).toEqual(wrong)
    }
    expect((await ask({ authorization: `Bearer ${token}` }))[0]).toBe(200)
    // Before anything of the path or the body is told.
    const elsewhere = await rawRequest(gateway, { path: '/client/v4/zones', body: 'x' })
    expect([elsewhere.status, JSON.parse(elsewhere.body).errors[0].code]).toEqual([400, 9106])
  })

  test('refuses other paths, methods and hosts', async () => {
    const ask = async (change: { path?: string; method?: string; host?: string }) => {
      const headers = { authorization: `Bearer ${gateway.d1?.apiToken}`, ...(change.host ? { host: change.host } : {}) }
      const { status, body } = await rawRequest(gateway, {
        path,
        ...(change.method === 'GET' ? {} : { body: '{"sql":"select 1"}' }),
        ...change,
        headers,
      })
      return [status, (JSON.parse(body) as Envelope).errors?.[0]?.message]
    }
    const lost = (place: string) => `Could not route to ${place}, perhaps your object identifier is invalid?`
    for (const place of ['/client/v4/zones', path.replace(account, 'me'), path.replace('query', 'export')]) {
      expect(await ask({ path: place })).toEqual([404, lost(place)])
    }
    const named = path.replace(database, 'my-database')
    expect(await ask({ path: named })).toEqual([400, 'Invalid property: databaseId => Invalid uuid'])
    expect(await ask({ method: 'GET' })).toEqual([405, 'Method not allowed'])
    expect((await ask({ host: 'evil.example' }))[0]).toBe(403)
    expect((await ask({ path: `${path}?x=1` }))[0]).toBe(200)
  })

  test.each<[unknown, string]>([
    ['{', 'The request is malformed: invalid JSON'],
    ['null', 'The request is malformed: Expected object, received null'],
    [[], 'The request is malformed: Expected object, received array'],
    [{}, 'Invalid property: sql => Required'],
    [{ sql: 1 }, 'Invalid property: sql => Expected string, received number'],
    [{ sql: 'select 1', params: 'x' }, 'Invalid property: params => Expected array, received string'],
    [{ sql: 'select ?', params: [{}] }, 'Invalid property: params.0 => Invalid input'],
    [{ sql: 'select ?', params: [true] }, 'Invalid property: params.0 => Invalid input'],
    [{ sql: 'select ?, ?', params: [1, [256]] }, 'Invalid property: params.1 => Invalid input'],
    [{ batch: {} }, 'Invalid property: batch => Expected array, received object'],
    [{ batch: ['select 1'] }, 'Invalid property: batch.0 => Expected object, received string'],
    [{ batch: [{ sql: 'select 1' }, {}] }, 'Invalid property: batch.1.sql => Required'],
    [{ sql: 'select 1', batch: [] }, 'The request is malformed: either sql or batch, not both'],
  ])('a request that D1 does not understand: %j', async (body, message) => {
    const refused = await post(gateway, body)
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ code: 7400, message }], result: [] } })
  })

  test.each<[string, string, unknown[]?]>([
    ['select 1 where', 'incomplete input: SQLITE_ERROR'],
    ['', 'No SQL statements detected.'],
    ['select 1\0; drop table t', 'unrecognized token: "\\0" at offset 8: SQLITE_ERROR'],
    ['select ?', 'string or blob too big: SQLITE_TOOBIG', ['x'.repeat(2_000_001)]],
    ['select zeroblob(2000001)', 'string or blob too big: SQLITE_TOOBIG'],
    [`select max(${Array(33).fill('1').join()})`, 'too many arguments on function max: SQLITE_ERROR'],
    [`select '${'é'.repeat(50_000)}'`, 'statement too long: SQLITE_TOOBIG'],
  ])('what D1 refuses: %.40j', async (sql, message, params = []) => {
    const refused = await post(gateway, { sql, params })
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ code: 7500, message }], result: [] } })
  })

  test('bytes and text come back as they went', async () => {
    const bytes = Array.from({ length: 256 }, (_, i) => i)
    const text = 'a\0b\u{1f600}\ufeff "\\'
    expect((await raw(gateway, 'select ?, ?, ?, ?', [bytes, text, 0.1, 1e300])).rows).toEqual([
      [bytes, text, 0.1, 1e300],
    ])
  })

  test('a request that its client leaves is ended, and holds up nobody', async () => {
    const leave = new AbortController()
    const left = post(gateway, { sql: `insert into t (a) values ('left'); ${endless}` }, { signal: leave.signal })
    await delay(200)
    const next = raw(gateway, "select count(*) from t where a = 'left'")
    leave.abort()
    await expect(left).rejects.toThrow()
    expect(await next).toMatchObject({ rows: [[0]] })
  })
})

describe('a SQLite file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tcpless-d1-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('is made, keeps what is written, and is whole after the gateway was told to stop in a transaction', async () => {
    const sqlite = join(folder, 'kept.db')
    const first = await startGateway({ port: 0, sqlite, password: 'a-token' })
    expect(first.d1?.apiToken).toBe('a-token')
    expect(first.description).toContain(` at ${sqlite}`)
    await post(first, { sql: 'create table t (a); insert into t values (1)' })
    const cut = post(first, { sql: `insert into t values (2); ${endless}` }).catch(() => 'cut')
    await delay(200)
    await first.close()
    await cut
    const second = await startGateway({ port: 0, sqlite })
    expect(await raw(second, 'select a from t')).toEqual({ columns: ['a'], rows: [[1]] })
    await post(second, { sql: 'delete from t' })
    await second.close()
    expect(await readdir(folder)).toEqual(['kept.db'])
  })

  test('that cannot be used is refused', async () => {
    const broken = join(folder, 'broken.db')
    await writeFile(broken, 'this is not a database, it is text of some length '.repeat(40))
    const cases = [
      [broken, 'file is not a database'],
      [join(folder, 'missing/x.db'), `there is no folder ${join(folder, 'missing')}`],
      [folder, 'unable to open database file'],
    ] as const
    for (const [sqlite, reason] of cases) {
      const failure = await startGateway({ port: 0, sqlite }).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(GatewayError)
      expect((failure as Error).message).toBe(`cannot use ${sqlite} as a SQLite database: ${reason}`)
    }
    for (const [options, message] of [
      [{ sqlite: '' }, '--sqlite needs a file or :memory:'],
      [{ sqlite: ':memory:', password: 'two words' }, 'with --sqlite the password is an API token'],
    ] as const) {
      await expect(startGateway({ port: 0, ...options })).rejects.toThrow(message)
    }
  })

  /** With limits that are short enough to be met. */
  async function withSqlite(options: Partial<SqliteOptions>, work: (sqlite: Sqlite) => Promise<void>): Promise<void> {
    const sqlite = await Sqlite.open({ file: ':memory:', rules: d1Rules, timeout: 30_000, queueLimit: 9, ...options })
    try {
      await work(sqlite)
    } finally {
      await sqlite.close()
    }
  }
  const never = new AbortController().signal
  const runOf = (sql: string) => ({ texts: [{ sql, values: [] }], arrays: true, maxBytes: 1_000 })
  const reasonOf = (work: Promise<unknown>) => work.catch((error: unknown) => explain(error))

  test('is free again when a query takes too long, and what it wrote is undone', async () => {
    await withSqlite({ timeout: 500 }, async (sqlite) => {
      await sqlite.run(runOf('create table t (a)'), never)
      const long = reasonOf(sqlite.run(runOf(`insert into t values (1); ${endless}`), never))
      const next = sqlite.run(runOf('select count(*) from t'), never)
      const message = 'D1 DB storage operation exceeded timeout which caused object to be reset.'
      expect(await long).toMatchObject({ status: 500, code: 7500, message })
      expect((await next)[0]?.json).toBe('{"columns":["count(*)"],"rows":[[0]]}')
    })
  })

  test('takes no more requests than may wait', async () => {
    await withSqlite({ queueLimit: 2 }, async (sqlite) => {
      const runs = [1, 2, 3].map(() => reasonOf(sqlite.run(runOf('select 1'), never)))
      const message = 'D1 DB is overloaded. Too many requests queued.'
      expect(await runs[2]).toMatchObject({ status: 500, code: 7500, message })
      expect((await Promise.all(runs)).slice(0, 2)).toEqual([[expect.anything()], [expect.anything()]])
      expect(await sqlite.run(runOf('select 1'), never)).toHaveLength(1)
    })
  })

  test('outlives the process that has it', async () => {
    await withSqlite({}, async (sqlite) => {
      await sqlite.run(runOf('create table t (a)'), never)
      const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8')
      const child = Number(children.trim().split(' ').at(-1))
      const running = reasonOf(sqlite.run(runOf(endless), never))
      await delay(100)
      process.kill(child, 'SIGKILL')
      const message = 'Internal error in D1 DB storage caused object to be reset.'
      expect(await running).toMatchObject({ status: 500, code: 7500, message })
      expect(await sqlite.run(runOf('select * from t'), never)).toHaveLength(1)
    })
  })

  test('in memory leaves nothing behind', async () => {
    const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('tcpless-sqlite-'))
    const before = await left()
    const gateway = await startGateway({ port: 0, sqlite: ':memory:' })
    const [made] = (await left()).filter((name) => !before.includes(name))
    expect((await stat(join(tmpdir(), made ?? ''))).mode & 0o777).toBe(0o700)
    await gateway.close()
    expect(await left()).not.toContain(made)
  })

  test('a result over the limit is refused', async () => {
    const gateway = await startGateway({ port: 0, sqlite: ':memory:', maxResponseBytes: 2_000, maxRequestBytes: 500 })
    try {
      const many = await post(gateway, { sql: 'select hex(zeroblob(1200))' })
      expect(many).toMatchObject({ status: 400, body: { errors: [{ code: 7500 }] } })
      const large = await post(gateway, { sql: `select '${'x'.repeat(600)}'` })
      expect(large).toMatchObject({ status: 413, body: { errors: [{ code: 7400 }] } })
      expect(await raw(gateway, 'select 1')).toMatchObject({ rows: [[1]] })
    } finally {
      await gateway.close()
    }
  })

  test('that another program writes is waited for', async () => {
    const sqlite = join(folder, 'shared.db')
    const one = await startGateway({ port: 0, sqlite })
    const two = await startGateway({ port: 0, sqlite })
    try {
      await post(one, { sql: 'create table t (a)' })
      const writes = [one, two, one, two].map((gateway) => post(gateway, { sql: 'insert into t values (1)' }))
      for (const { status } of await Promise.all(writes)) expect(status).toBe(200)
      expect(await raw(two, 'select count(*) from t')).toMatchObject({ rows: [[4]] })
    } finally {
      await Promise.all([one.close(), two.close()])
    }
  })
})

test('where SQLite cannot be asked, as in Node.js 22, a look at the statement refuses the worst', async () => {
  const without = "import { DatabaseSync } from 'node:sqlite'; delete DatabaseSync.prototype.setAuthorizer"
  const { NODE_OPTIONS } = process.env
  process.env.NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(without)}`
  const gateway = await startGateway({ port: 0, sqlite: ':memory:' }).finally(() => {
    if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS
    else process.env.NODE_OPTIONS = NODE_OPTIONS
  })
  try {
    const messageOf = async (sql: string) => (await post(gateway, { sql })).body.errors[0]?.message
    // This alone shows that it is another way.
    expect(await messageOf('select sqlite_version()')).toBeUndefined()
    for (const sql of [
      'begin',
      '/* c */ COMMIT',
      '-- c\n;end',
      '\ufeffrollback',
      'savepoint a',
      'select 1; release a',
    ]) {
      expect([sql, await messageOf(sql)]).toEqual([sql, expect.stringContaining('To execute a transaction')])
    }
    const forbidden = [
      ...["attach 'x' as y", 'detach y', 'pragma journal_mode', 'pragma main.user_version = 1', 'pragma "encoding"'],
      ...['pragma /* table_info */ journal_mode', 'pragma -- table_info\n encoding', 'pragma [cache_size]'],
    ]
    for (const sql of forbidden) expect([sql, await messageOf(sql)]).toEqual([sql, 'not authorized: SQLITE_AUTH'])
    for (const sql of ['pragma foreign_keys', 'pragma main.table_info(t)', 'select 1; -- begin']) {
      expect([sql, await messageOf(sql)]).toEqual([sql, undefined])
    }
  } finally {
    await gateway.close()
  }
})

test('one gateway serves PostgreSQL and D1', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tcpless-both-'))
  const gateway = await startGateway({ port: 0, sqlite: ':memory:', data: join(folder, 'pg') })
  try {
    expect(gateway.description).toMatch(/^PGlite .* and SQLite .* in memory$/)
    expect(await raw(gateway, 'select 1 as a')).toEqual({ columns: ['a'], rows: [[1]] })
    const response = await fetch(gateway.endpoint, {
      method: 'POST',
      headers: { 'Neon-Connection-String': gateway.url },
      body: '{"query":"select 1 as a","params":[]}',
    })
    expect(await response.json()).toMatchObject({ rows: [{ a: 1 }] })
  } finally {
    await gateway.close()
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)
