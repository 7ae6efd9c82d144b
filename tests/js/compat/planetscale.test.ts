// The same calls by the official client and by ours, to the same MariaDB behind the gateway: results and errors are equal.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningMysql, startMysql } from '../gateway/mysql-running.js'
import { startTimeout } from '../gateway/running.js'
import { type Client, clients, outcome } from './planetscale-clients.js'

let running: RunningMysql
beforeAll(async () => {
  running = await startMysql({}, { settings: { sql_mode: '' } })
  await running.execute(`create table kinds (id bigint unsigned primary key auto_increment, i8 tinyint, u8 tinyint unsigned,
    i16 smallint, i24 mediumint, u24 mediumint unsigned, i32 int, u32 int unsigned, i64 bigint, f32 float, f64 double,
    d decimal(30,10), yes boolean, b1 bit(1), b64 bit(64), y year, dt date, tm time(6), dtm datetime(6), ts timestamp(3) null,
    c char(9), cb char(5) collate utf8mb4_bin, vc varchar(200), l1 varchar(9) character set latin1, bin binary(3),
    vb varbinary(30), tt tinytext, lt longtext, bl blob, en enum('a','','ü'), se set('a','b'), js json, ge geometry)`)
  for (const row of rows) await running.execute(`insert into kinds values (${row})`)
  await running.execute(
    'create table t (id int primary key auto_increment, n int not null default 0, name varchar(20))',
  )
}, startTimeout)
afterAll(() => running?.stop())
beforeEach(() => running.execute('truncate table t'))

const rows = [
  `1, -128, 255, -32768, -8388608, 16777215, -2147483648, 4294967295, -9223372036854775808, 1.5, 0.1,
   12345678901234567890.0123456789, true, b'1', x'ffffffffffffffff', 1901, '0000-00-00', '-838:59:59.000001',
   '9999-12-31 23:59:59.999999', '2024-01-02 03:04:05.678', 'é', 'b', 'it''s \\\\ "x"', 'ÿ', x'00ff', x'0001', '', 'é😀', x'ff', 'ü',
   'a,b', '{"a": [1, null, 1.0, "\\\\u00e9"]}', point(1, 2)`,
  `18446744073709551615, 0, 0, 0, 0, 0, 0, 0, 9007199254740993, -0e0, 1e308, -0.00, false, b'0', 0, 0, '2024-00-10', '00:00:00',
   '0000-00-00 00:00:00', '0000-00-00 00:00:00', '', '', '', '', '', '', '', '', '', '', '', 'null', null`,
  `3, ${'null, '.repeat(31)} null`,
]

/** Where and for whom a call runs. */
const both = async (call: (client: Client, config: { url: string }) => Promise<unknown>) => {
  const results: unknown[] = []
  for (const client of Object.values(clients)) {
    await running.execute('truncate table t')
    results.push(await outcome(() => call(client, { url: running.url })))
  }
  return results as [official: unknown, ours: unknown]
}

/** Compares everything but how long it took. */
const same = async (call: (client: Client, config: { url: string }) => Promise<unknown>) => {
  const [official, ours] = await both(call)
  expect(withoutTime(ours)).toStrictEqual(withoutTime(official))
  return ours
}
const withoutTime = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutTime)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  const { time, ...rest } = value as Record<string, unknown>
  if (time !== undefined) expect(time).toBeTypeOf('number')
  return Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, withoutTime(member)]))
}

const statements: [sql: string, args?: unknown[] | Record<string, unknown>][] = [
  ['select * from kinds'],
  ['select * from kinds where id = ?', [1]],
  ['select id, js from kinds where js = :js or id = :id', { js: 'null', id: 1, other: 2 }],
  ['select * from kinds where false'],
  ['select 1 as a, 2 as b, null as c, true as d'],
  ["select 'a?b' as `?`, 1 as `:x`, ':y' -- ?\n , ? as z /* ? */", ['v']],
  ['select ? as a, ? as b, ? as c, ? as d, ? as e', [1, -1.5, true, null, 'plain']],
  ['select ? as a', [9007199254740993n]],
  ['select * from t where id in (?)', [[1, 2, 3]]],
  ['select * from t where name in (:names)', { names: ['a', 'b'] }],
  ['insert into t (n, name) values (1, ?), (2, ?)', ['a', 'b']],
  ['update t set n = 5 where id = 99'],
  ['delete from t'],
  ['create table if not exists other (id int)'],
  ['select 1 as a; '],
  ['set @a = 1'],
  ['select repeat(?, 100000) as long', ['é'.normalize('NFC').length === 1 ? 'x' : 'y']],
]

describe('the same results', () => {
  test.each(statements)('%s', async (sql, args) => {
    await same((client, config) => client.connect(config).execute(sql, args ?? null))
    await same((client, config) => new client.Client(config).execute(sql, args ?? null, { as: 'array' }))
    await same((client, config) => client.connect({ ...config, cast: client.cast }).execute(sql, args ?? null))
  })

  test('values that are hostile come back as they were', async () => {
    for (const text of ['\b\n\r\t\x1a\\"\'`%_?:name -- /* */ é😀', "'; drop table t; --", '\\', "\\'"]) {
      const rows = await same(
        async (client, config) => (await client.connect(config).execute('select ? as v', [text])).rows,
      )
      expect(rows).toEqual({ value: [{ v: text }] })
    }
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    await same(async (client, config) => (await client.connect(config).execute('select ? as v', [bytes])).rows)
    const date = new Date('2024-02-29T12:34:56.789Z')
    await same(
      async (client, config) =>
        (await client.connect(config).execute('select cast(? as datetime(3)) as v', [date])).rows,
    )
  })

  test('a cast of their own gets the same fields and the same bytes', async () => {
    const seen: unknown[][] = [[], []]
    let turn = 0
    await same(async (client, config) => {
      const mine = seen[turn++] as unknown[]
      const cast = (field: Parameters<typeof client.cast>[0], value: unknown) => {
        mine.push([field, value])
        return field.type === 'INT64' ? BigInt(value as string) : client.cast(field, value as string)
      }
      return client.connect({ ...config, cast }).execute('select * from kinds', null, { as: 'array' })
    })
    expect(seen[1]).toStrictEqual(seen[0])
    const upper = () => 'X'
    await same((client, config) =>
      client.connect(config).execute('select 1 as a, null as b', null, { cast: upper } as never),
    )
  })

  test('a format of their own', async () => {
    const format = (sql: string, args: unknown) => sql.replace('{}', String((args as unknown[])[0]))
    await same((client, config) => client.connect({ ...config, format } as never).execute('select {} as a', [42]))
  })

  test('config by parts, and what is left of it', async () => {
    const { username, password, host } = new URL(running.url)
    const fetchPlain: typeof fetch = (url, init) => fetch(String(url).replace('https:', 'http:'), init)
    await same(async (client) => {
      const config = { host, username, password, fetch: fetchPlain as never }
      const connection = new client.Client(config).connection()
      return [(await connection.execute('select 1 as a')).rows, connection.config === config]
    })
  })

  test('responses with a text and nothing else', async () => {
    const poor = async (url: string, init: unknown) => {
      const response = await fetch(url, init as RequestInit)
      return { ok: response.ok, status: response.status, statusText: 'X', text: () => response.text() }
    }
    await same(
      async (client, config) =>
        (await client.connect({ ...config, fetch: poor as never }).execute('select 1 as a')).rows,
    )
    await same(async (client, config) => {
      const url = config.url.replace(/:[^:@]+@/, ':wrong@')
      return (await client.connect({ url, fetch: poor as never }).execute('select 1 as a')).rows
    })
  })
})

describe('the same errors', () => {
  test.each([
    ['selct'],
    ['select * from missing'],
    ['insert into kinds (id) values (1)'],
    ['select seq from seq_1_to_100001'],
    ["signal sqlstate '45000' set message_text = 'mine \"é\"'"],
  ])('%s', async (sql) => {
    await same((client, config) => client.connect(config).execute(sql))
  })

  test('a wrong password', async () => {
    await same((client, config) =>
      client.connect({ url: config.url.replace(/:[^:@]+@/, ':wrong@') }).execute('select 1'),
    )
  })

  test('are of the same classes, and ours tell more', async () => {
    for (const client of Object.values(clients)) {
      const error = await client
        .connect({ url: running.url })
        .execute('select * from missing')
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(client.DatabaseError)
      expect(error).not.toBeInstanceOf(client.UnknownError)
      if (client === clients.ours) expect(error).toMatchObject({ code: 'query', errno: 1146, sqlstate: '42S02' })
    }
  })

  test.each([
    [502, 'Bad Gateway', '<html>nginx</html>'],
    [522, '', 'error code: 522'],
    [503, 'Service Unavailable', '{"no":"error"}'],
  ])('an answer %i that is no JSON', async (status, statusText, body) => {
    const reply = async () => new Response(body, { status, statusText, headers: { 'x-ray': 'abc' } })
    for (const client of Object.values(clients)) {
      const error = await client
        .connect({ url: running.url, fetch: reply as never })
        .execute('select 1')
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(client.UnknownError)
      expect((error as { context: unknown }).context).toMatchObject({ status, statusText, headers: { 'x-ray': 'abc' } })
    }
    await same((client, config) => client.connect({ ...config, fetch: reply as never }).execute('select 1'))
  })
})

describe('the same sessions', () => {
  const ids = async () => (await running.execute('select id from t order by id')).rows.map(({ id }) => id)

  test('a transaction that is committed', async () => {
    await same(async (client, config) => {
      const given = await client.connect(config).transaction(async (tx) => {
        await tx.execute('insert into t (id) values (1)')
        const inside = await tx.execute('select * from t')
        return [inside, await ids()]
      })
      return [given, await ids()]
    })
  })

  test('a transaction that throws, and one whose statement fails', async () => {
    await same((client, config) =>
      new client.Client(config).transaction(async (tx) => {
        await tx.execute('insert into t (id) values (1)')
        throw new Error('mine')
      }),
    )
    expect(await ids()).toEqual([])
    await same((client, config) =>
      client.connect(config).transaction(async (tx) => {
        await tx.execute('insert into t (id) values (1)')
        await tx.execute('insert into t (id) values (1)')
      }),
    )
    expect(await ids()).toEqual([])
  })

  test('a connection keeps its session, and refresh begins another', async () => {
    await same(async (client, config) => {
      const connection = client.connect(config)
      await connection.execute('set @mine = 7')
      const before = await connection.execute('select @mine as mine')
      await connection.execute('begin')
      await connection.execute('insert into t (id) values (5)')
      const open = await ids()
      await connection.execute('commit')
      await connection.refresh()
      const after = await connection.execute('select @mine as mine')
      return [before.rows, open, await ids(), after.rows]
    })
  })
})

test('hex and cast by themselves', () => {
  for (const [type, charset, value] of [
    ['INT8', 63, '-1'],
    ['UINT64', 63, '18446744073709551615'],
    ['FLOAT64', 63, '1e308'],
    ['YEAR', 63, '0000'],
    ['JSON', 63, '{"a":1}'],
    ['VARCHAR', 45, 'Ã©'],
    ['BLOB', 63, '\x00ÿ'],
    ['BINARY', 255, 'abc'],
    ['NULL', 63, null],
    ['INT32', 63, ''],
    ['DATETIME', 63, '0000-00-00 00:00:00'],
  ] as const) {
    const field = { name: 'a', type, charset }
    expect(clients.ours.cast(field, value)).toStrictEqual(clients.official.cast(field, value))
  }
  expect(clients.ours.hex('\x00aÿ')).toBe(clients.official.hex('\x00aÿ'))
})

test.each([
  ['select ?, ?, ?', [1, true, null]],
  ['select \'?\', "?", `?`, @`?`, ?', ['plain']],
  ['select :a, :b, :a', { a: 'x', b: 2n }],
  ['in (?)', [[1, 'b', [2, 3]]]],
  ['select ? /* ? */ -- ?\n, # ?\n ?', [1, 2]],
  ['select ?', [undefined]],
  ['select x = ?', [Uint8Array.of(0, 255)]],
])('format %s as there', (sql, values) => {
  expect(clients.ours.format(sql, values)).toBe(clients.official.format(sql, values))
})

// Prisma's adapter takes the name of the database from it.
test('the same URL of a connection', () => {
  for (const config of [
    { url: 'mysql://us%40er:p%2Fss@db.example:8443/shop?ssl={}' },
    { url: 'mysql://u:p@DB.example:3306/' },
    { url: 'https://u:p@db.example' },
    { url: 'http://u:p@localhost:8787/a%20b' },
    { host: 'db.example' },
  ]) {
    const [theirs, ours] = Object.values(clients).map(
      ({ connect }) => connect({ ...config }) as unknown as { url: string },
    )
    expect(ours?.url).toBe(theirs?.url)
    expect(ours?.url).not.toContain('@')
  }
})
