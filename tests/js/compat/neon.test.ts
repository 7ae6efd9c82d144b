// The same calls through the official driver and through tcpless/compat/neon, on the same server, give the same.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines, type Running, start, startTimeout } from '../gateway/running.js'
import { type Driver, outcomesOf } from './neon-drivers.js'

// Timestamps are read and sent in the time zone of the process; this one has an odd past.
process.env.TZ = 'America/New_York'

type Call = (driver: Driver, url: string) => unknown

const values = [
  'true',
  '(-32768)::int2',
  '2147483647::int4',
  '9223372036854775807::int8',
  '4294967295::oid',
  '1.5::float4',
  "'-0'::float8",
  "'NaN'::float8",
  "'-Infinity'::float8",
  '12345678901234567890.0100::numeric',
  '\'grün 💚 "quoted" \\ back\'::text',
  'null::int4',
  "'ab'::char(4)",
  "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
  '\'{"a": [1, null, "x"], "n": 9007199254740993}\'::jsonb',
  "'null'::json",
  "'\\x00ff41'::bytea",
  "'2024-02-29 12:34:56.789+00'::timestamptz",
  "'2024-02-29 12:34:56.789'::timestamp",
  "'0001-01-01 BC'::date",
  "'2024-07-01'::date",
  "'infinity'::timestamptz",
  "'12:34:56.000001'::time",
  "'1 year 2 mons -3 days 04:05:06.789'::interval",
  "'(1,2.5)'::point",
  "'<(1,2),3>'::circle",
  "'10.0.0.0/8'::cidr",
  "b'101'",
  'int4range(1, 5)',
  "'{1,NULL,3}'::int[]",
  "array[['a','b,c'],['\"',null]]",
  "'[0:1]={t,f}'::bool[]",
  "'{}'::text[]",
  "array['2024-01-02T00:00:00Z'::timestamptz]",
  "array['2024-01-02'::date]",
  "array['1.10'::numeric]",
  'array[9007199254740993::int8]',
  'array[\'{"a":1}\'::jsonb]',
  "array['\\x01'::bytea]",
  "row(1,'a')",
  "'1'::money",
]

const parameters: [name: string, cast: string, value: () => unknown][] = [
  ['null', 'text', () => null],
  ['undefined', 'text', () => undefined],
  ['a boolean', 'bool', () => true],
  ['a number', 'float8', () => 1.5],
  ['minus zero', 'float8', () => -0],
  ['NaN', 'float8', () => Number.NaN],
  ['a bigint', 'int8', () => 9007199254740993n],
  ['text', 'text', () => 'it\'s "$1" \\ ü'],
  ['an array', 'int[]', () => [1, null, undefined, 3]],
  ['an array of text', 'text[]', () => ['a"b', 'c\\d', '', 'NULL', '{}']],
  ['an array of arrays', 'int[]', () => [[1], [2]]],
  ['an array of objects', 'jsonb[]', () => [{ a: 1 }, { b: '"' }]],
  ['an array of dates', 'timestamp[]', () => [new Date('2024-07-01T12:00:00Z')]],
  ['an object', 'jsonb', () => ({ a: [1, { b: null }], c: undefined })],
  [
    'an instance of a class',
    'jsonb',
    () =>
      new (class Point {
        x = 1
      })(),
  ],
  ['an object with toJSON', 'jsonb', () => ({ toJSON: () => ['x'] })],
  ['an object with toPostgres', 'text', () => ({ toPostgres: () => 'from toPostgres' })],
  ['a Date to timestamptz', 'timestamptz', () => new Date('2024-01-02T03:04:05.678Z')],
  ['a Date to timestamp', 'timestamp', () => new Date('2024-07-02T03:04:05.678Z')],
  ['a Date to date', 'date', () => new Date('2024-07-02T03:04:05.678Z')],
  ['a Date before Christ', 'timestamp', () => new Date('-000044-03-15T12:00:00Z')],
  ['a Date of the year 0099', 'timestamp', () => new Date('0099-03-15T12:00:00Z')],
  ['a Date of the year 12345', 'timestamptz', () => new Date('+012345-03-15T12:00:00Z')],
  ['a Buffer', 'bytea', () => Buffer.from([0, 1, 254])],
  ['a view', 'bytea', () => new Uint8Array([9, 0, 1, 254]).subarray(1)],
  ['a symbol', 'text', () => Symbol('s')],
  ['no number', 'int4', () => 'x'],
]

const rawInt8 = (driver: Driver) => ({
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    id === 20 ? (text: string) => `raw ${text}` : driver.types.getTypeParser(id, format),
})

const calls: Record<string, Call> = {
  'a tagged template': ({ neon }, url) => neon(url)`select ${1}::int4 as a, ${'b'} as b`,
  'query()': ({ neon }, url) => neon(url).query('select $1::int4 as a', [1]),
  'query() without parameters': ({ neon }, url) => neon(url).query('select 1 as a'),
  'rows of one name': ({ neon }, url) => neon(url).query('select 1 as a, 2 as b, 3 as a'),
  'arrays of columns of one name': ({ neon }, url) => neon(url, { arrayMode: true }).query('select 1 as a, 3 as a'),
  'a column named __proto__': ({ neon }, url) => neon(url).query('select 1 as "__proto__", 2 as "constructor"'),
  'columns named by numbers': ({ neon }, url) => neon(url).query('select 1 as "b", 2 as "1", 3 as "0"'),
  'no rows': ({ neon }, url) => neon(url, { fullResults: true }).query('select 1 as a where false'),
  'no columns': ({ neon }, url) => neon(url, { fullResults: true }).query('select from generate_series(1, 2)'),
  'full results': ({ neon }, url) =>
    neon(url, { fullResults: true })`select 1::numeric(4,2) as a, 'x'::varchar(3) as b`,
  'full results in arrays': ({ neon }, url) => neon(url, { fullResults: true, arrayMode: true })`select 1 as a`,
  'arrayMode of a query': ({ neon }, url) => neon(url).query('select 1 as a', [], { arrayMode: true }),
  'false over true': ({ neon }, url) =>
    neon(url, { fullResults: true, arrayMode: true }).query('select 1 as a', [], {
      fullResults: false,
      arrayMode: false,
    }),
  'columns of a table': ({ neon }, url) =>
    neon(url, { fullResults: true }).query('select oid, typname from pg_type limit 1'),
  'a command without rows': ({ neon }, url) => neon(url, { fullResults: true }).query('set local work_mem to 1024'),
  composed: ({ neon }, url) => {
    const sql = neon(url)
    const inner = sql`${'h'} || ${sql`${'w'}::text`}`
    return sql`select ${inner} as a, ${sql.unsafe('1 + 1')} as b, ${sql.query('3')} as c, ${2}::int4 as d`
  },
  'composed of what cannot be': ({ neon }, url) => {
    const sql = neon(url)
    return sql`select ${sql.query('select $1', [1])}`
  },
  'the text of a template': ({ neon }, url) => {
    const sql = neon(url)
    const { queryData } = sql`select ${1}, ${sql`${new Uint8Array(1)}`} ${sql.unsafe('as x')}`
    return (queryData as unknown as { toParameterizedQuery(): unknown }).toParameterizedQuery()
  },
  'each await sends again': async ({ neon }, url) => {
    const sql = neon(url)
    const query = sql`select ${1}::int4 as a`
    return [await query, await query.then((rows) => rows.length), await query.catch(() => 0), await query.finally()]
  },
  'called as a function': ({ neon }, url) => (neon(url) as unknown as (text: string) => unknown)('select 1'),
  'a transaction': async ({ neon }, url) => {
    const sql = neon(url)
    return sql.transaction([sql`select ${1}::int4 as a`, sql.query('select $1::text as b', ['x'])])
  },
  'a transaction by a function': ({ neon }, url) =>
    neon(url).transaction((sql) => [sql`select 1 as a`, sql.query('select 2 as a')], {
      arrayMode: true,
      fullResults: true,
    }),
  'a transaction whose queries have shapes': ({ neon }, url) => {
    const sql = neon(url)
    const queries = [
      sql.query('select 1 as a', [], { arrayMode: true }),
      sql.query('select 2 as a', [], { fullResults: true }),
      sql`select 3 as a`,
    ]
    return sql.transaction(queries as never, { isolationLevel: 'Serializable', readOnly: true, deferrable: true })
  },
  'what a transaction sees of itself': ({ neon }, url) => {
    const sql = neon(url, { readOnly: true, isolationLevel: 'RepeatableRead' })
    const settings = sql`select current_setting('transaction_isolation') as level, current_setting('transaction_read_only') as readonly`
    return Promise.all([
      sql.transaction([settings]),
      sql.transaction([settings], { readOnly: false, isolationLevel: 'Serializable' }),
    ])
  },
  'an empty transaction': ({ neon }, url) => neon(url).transaction([]),
  'a transaction of something else': ({ neon }, url) => neon(url).transaction(['select 1'] as never),
  'a transaction of nothing': ({ neon }, url) => neon(url).transaction(undefined as never),
  'a transaction that fails': ({ neon }, url) => {
    const sql = neon(url)
    return sql.transaction([sql`select 1 as a`, sql`select 1 / ${0}::int4`])
  },
  'a write in a read-only transaction': ({ neon }, url) => {
    const sql = neon(url)
    return sql.transaction([sql`create table never (a int4)`], { readOnly: true })
  },
  'a syntax error': ({ neon }, url) => neon(url)`selec ${1}`,
  'an unknown column': ({ neon }, url) => neon(url)`select "ü", nope from (values (1)) as t (a)`,
  'a constraint': ({ neon }, url) => {
    const sql = neon(url)
    return sql.transaction([
      sql`create table gone (a int4 constraint positive check (a > 0))`,
      sql`insert into gone values (${-1})`,
    ])
  },
  'an error inside a function': ({ neon }, url) => neon(url)`do $$ begin execute 'select 1/0'; end $$`,
  'too few parameters': ({ neon }, url) => neon(url).query('select $1::int4, $2::int4', [1]),
  'a parser of its own': (driver, url) =>
    driver
      .neon(url)
      .query('select 5::int8 as a, 6::int4 as b, null::int8 as c, now() is null as d, $1::int8 as a', [7], {
        types: rawInt8(driver),
      }),
  'parsers of columns of one name': (driver, url) =>
    driver.neon(url).query('select 5::int8 as a, 6 as a, 7::int8 as "__proto__", 8::int8 as "1", null::int8 as n', [], {
      types: rawInt8(driver),
    }),
  'parsers in a transaction': (driver, url) => {
    const sql = driver.neon(url)
    return sql.transaction([
      sql.query('select 5::int8 as a, array[1, 2] as b', [], {
        types: rawInt8(driver),
        arrayMode: true,
        fullResults: true,
      }),
      sql`select 5::int8 as a`,
    ] as never)
  },
  'the raw text is for parsers': (driver, url) =>
    driver.neon(url).query(
      `select '2024-01-02 03:04:05.6789+00'::timestamptz as a, '{"a" : 1}'::json as b, '\\x00'::bytea as c,
        '{1,2}'::int4[] as d, 1.10::numeric as e, true as f`,
      [],
      { types: { getTypeParser: () => (text: string) => text } },
    ),
  'a parser that throws': (driver, url) =>
    driver.neon(url).query('select 1 as a', [], {
      types: {
        getTypeParser: () => () => {
          throw new RangeError('no such value')
        },
      },
    }),
  'parsers for all': async (driver, url) => {
    const { types } = driver
    const { INT8, TIMESTAMP } = types.builtins
    const before = [types.getTypeParser(INT8), types.getTypeParser(TIMESTAMP)] as const
    types.setTypeParser(INT8, (text) => BigInt(text))
    types.setTypeParser(TIMESTAMP, 'text', (text) => text)
    try {
      const sql = driver.neon(url)
      const text = "select 9007199254740993 as a, '2024-01-02'::timestamp as b, '2024-01-02'::date as c"
      return [await sql.query(text), await sql.query(text, [], { arrayMode: true }), types.getTypeParser(INT8)('5')]
    } finally {
      types.setTypeParser(INT8, before[0])
      types.setTypeParser(TIMESTAMP, before[1])
    }
  },
  'the parser of another type for one query': async (driver, url) => {
    const getTypeParser = (id: number) => driver.types.getTypeParser(id === 20 ? 23 : id)
    const query = driver.neon(url).query('select 5::int8 as a, 6 as b', [], { types: { getTypeParser } })
    return [await query, await query]
  },
  'types whose parsers throw for those that are not there': async (driver, url) => {
    const getTypeParser = (id: number) => {
      if (id !== 23) throw new Error(`no parser for ${id}`)
      return driver.types.getTypeParser(id)
    }
    const sql = driver.neon(url)
    const all = { types: { getTypeParser: (id: number) => driver.types.getTypeParser(id) } }
    return [
      await sql.query("select 1::int8 as a, true as b, 'x' as c", [], all),
      await sql.query("select 1::int8 as a, true as b, 'x' as c, array[1.10] as d", [], all),
      await sql.query('select 1 as a', [], { types: { getTypeParser } }),
      await sql
        .query('select true as a', [], { types: { getTypeParser } })
        .catch((error: unknown) => (error as Error).message),
    ]
  },
  'the parser of another type': async (driver, url) => {
    const { types, neon } = driver
    const before = types.getTypeParser(20)
    types.setTypeParser(20, types.getTypeParser(23))
    try {
      return await neon(url).query('select 5::int8 as a, 6 as b')
    } finally {
      types.setTypeParser(20, before)
    }
  },
  'parsers called by hand': ({ types }) => [
    types.getTypeParser(20)('9223372036854775807'),
    types.getTypeParser(23, 'text')('42'),
    types.getTypeParser(16)('t'),
    types.getTypeParser(1114)('2024-07-01 12:00:00'),
    types.getTypeParser(3802)('{"a":[1]}'),
    types.getTypeParser(1007)('{{1,NULL},{2,3}}'),
    types.getTypeParser(999999)('anything'),
    types.arrayParser.create('{{a,"b c"},{NULL,""}}', (text) => `<${text}>`).parse(),
    types.builtins,
  ],
  'a pool by HTTP': async ({ Pool, neonConfig }, url) => {
    const { fetchEndpoint } = neonConfig
    neonConfig.poolQueryViaFetch = true
    // The official driver leaves out the port.
    neonConfig.fetchEndpoint = `http://${new URL(url).host}/sql`
    try {
      const pool = new Pool({ connectionString: url })
      const { hostname: host, username: user, password, pathname } = new URL(url)
      const parts = new Pool({ host, user, password, database: pathname.slice(1) } as never)
      const called = await new Promise((resolve) => {
        pool.query('select $1::int4 as a', [5], (_error, result) => resolve(result?.rows))
      })
      return [
        await pool.query('select $1::int8 as a', [5]),
        await pool.query({ text: 'select $1::int4 as a', values: [5], rowMode: 'array' }),
        called,
        await parts.query('select 6 as a'),
        await pool.query('select 1 / 0').catch((error: unknown) => error),
      ]
    } finally {
      neonConfig.fetchEndpoint = fetchEndpoint
      neonConfig.poolQueryViaFetch = false
    }
  },
  'connection strings taken apart': ({ parseIntoClientConfig }) =>
    [
      'postgresql://u:p%20w@h.example:6543/d%20b?sslmode=require&application_name=x',
      'postgres://u@h/d',
      'postgresql://u:p@h/d?ssl=true&options=-c%20a%3Db',
      'postgresql://u:p@h/d?sslmode=disable&channel_binding=require',
      'postgresql://u:p@h/d?sslmode=no-verify',
    ].map((text) => parseIntoClientConfig(text)),
  'a pool of a connection string taken apart': async ({ Pool, neonConfig, parseIntoClientConfig }, url) => {
    const { fetchEndpoint } = neonConfig
    neonConfig.poolQueryViaFetch = true
    neonConfig.fetchEndpoint = `http://${new URL(url).host}/sql`
    try {
      const { password, ...parts } = parseIntoClientConfig(url)
      return await new Pool({ ...parts, password } as never).query('select 1 as a')
    } finally {
      neonConfig.poolQueryViaFetch = false
      neonConfig.fetchEndpoint = fetchEndpoint
    }
  },
  'wrong connection strings': async ({ neon }) => {
    const wrong = ['postgresql://user@host', 'mysql://a:b@c/d', 'postgresql://host/db']
    return Promise.allSettled(wrong.map((text) => neon(text)`select 1`))
  },
  'parameters that are not right': async ({ neon }, url) =>
    Promise.allSettled([
      neon(url, { host: 5 as never })`select 1`,
      neon(url, { port: {} as never })`select 1`,
      neon(url, { user: 'a', username: 'b' })`select 1`,
      neon(url, { host: 'a', hostname: 'b' })`select 1`,
      neon({ connectionString: () => 5 as never })`select 1`,
    ]),
  'parts of the connection string': async ({ neon }, url) => {
    const { hostname: host, port, username: user, password, pathname } = new URL(url)
    const database = pathname.slice(1)
    const given = { host, port: () => Number(port), user, password: async () => password, database }
    return [
      await neon(given)`select 1 as a`,
      await neon('postgresql://nobody@nowhere/nothing', given)`select 2 as a`,
      await neon({ connectionString: async () => url })`select 3 as a`,
      await neon(url).query('select 4 as a', [], { user, database }),
    ]
  },
}

describe.each(engines)('tcpless/compat/neon and the official driver on %s', (engine) => {
  let running: Running
  beforeAll(async () => {
    running = await start(engine)
  }, startTimeout)
  afterAll(() => running?.stop())

  const same = async (call: Call): Promise<unknown> => {
    const { official, ours } = await outcomesOf((driver) => call(driver, running.gateway.url))
    expect(ours).toEqual(official)
    return ours
  }

  test.each(values)('%s', async (expression) => {
    expect(await same(({ neon }, url) => neon(url).query(`select ${expression} as value`))).toHaveProperty('value')
  })

  test.each(values)('%s by the default parser', async (expression) => {
    await same(({ neon, types }, url) => {
      const getTypeParser = (id: number) => types.getTypeParser(id)
      return neon(url).query(`select ${expression} as value`, [], { types: { getTypeParser }, fullResults: true })
    })
  })

  test.each(parameters)('%s as %s', async (_name, cast, value) => {
    await same(({ neon }, url) => neon(url).query(`select $1::${cast} as value`, [value()]))
  })

  test.each(Object.entries(calls))('%s', async (_name, call) => {
    await same(call)
  })

  test('many rows by parsers of their own', async () => {
    const text = `select n as a, n::int8 as b, repeat('ü"\\', n % 50) as c, array[n, null] as d from generate_series(1, 5000) as n`
    await same((driver, url) => driver.neon(url).query(text, [], { types: rawInt8(driver), arrayMode: true }))
    await same(({ neon }, url) => neon(url).query(text))
  })
})
