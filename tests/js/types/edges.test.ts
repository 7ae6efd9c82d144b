// The edge cases of PostgreSQL's values and of answers, each named by its number (E1 to E37): values on PostgreSQL 15 and
// PGlite behind the gateway, answers that no server of ours gives from a service in the test.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DatabaseError, type Database, neon, type Parameter, sql, type TypeOptions } from '../../../js/services/neon.js'
import { engines, type Running, start, startTimeout } from '../gateway/running.js'
import { errorBody, fakeNeon, oid, resultBody } from '../support/neon-service.js'

/** [number, SQL expression, the value, options]; a string in the place of options is an error's code. */
type Edge = [edge: string, expression: string, expected: unknown, types?: TypeOptions]

const failed = (code: string) => expect.objectContaining({ code, column: 'value' })
const bytes = (...values: number[]) => Uint8Array.from(values)

const edges: Edge[] = [
  ['E1', '9007199254740991::int8', 9007199254740991],
  ['E1', '9007199254740993::int8', failed('value')],
  ['E1', '9007199254740993::int8', '9007199254740993', { int8: 'string' }],
  ['E1', `'-9223372036854775808'::int8`, -9223372036854775808n, { int8: 'bigint' }],
  ['E2', `'{9007199254740993,NULL}'::int8[]`, [9007199254740993n, null], { int8: 'bigint' }],
  ['E2', `'{9007199254740993,NULL}'::int8[]`, failed('value')],
  ['E3', `'NaN'::numeric`, 'NaN'],
  ['E3', `'Infinity'::numeric`, 'Infinity'],
  ['E3', '1.10::numeric', '1.10'],
  ['E4', `'{12345678901234567890.123,NaN}'::numeric[]`, ['12345678901234567890.123', 'NaN']],
  ['E5', `'{-0,1e-10,1e+21,NaN,-Infinity,1e-320}'::float8[]`, [-0, 1e-10, 1e21, Number.NaN, -Infinity, 1e-320]],
  ['E6', '4294967295::oid', 4294967295],
  ['E6', `'4294967295'::xid`, '4294967295'],
  ['E6', `'7'::cid`, '7'],
  ['E7', `'infinity'::timestamptz`, 'infinity'],
  ['E7', `'-infinity'::timestamp`, '-infinity'],
  ['E7', `'infinity'::date`, 'infinity'],
  ['E7', `'infinity'::timestamptz`, failed('value'), { timestamptz: 'date' }],
  ['E7', `'-infinity'::date`, -Infinity, { date: 'local' }],
  ['E8', `'0044-03-15 BC'::date`, '0044-03-15 BC'],
  ['E8', `'0044-03-15 BC'::date`, new Date('-000043-03-15'), { date: 'date' }],
  ['E8', `'0044-03-15 12:00:00+00 BC'::timestamptz`, '-000043-03-15T12:00:00Z'],
  ['E8', `'0001-01-01 00:00:00 BC'::timestamp`, new Date('0000-01-01T00:00:00Z'), { timestamp: 'date' }],
  ['E9', `'12024-01-01 00:00:00'::timestamp`, new Date('+012024-01-01T00:00:00Z'), { timestamp: 'date' }],
  ['E9', `'0099-01-01'::date`, new Date('0099-01-01'), { date: 'date' }],
  ['E9', `'0099-01-01'::date`, new Date('0099-01-01T00:00:00'), { date: 'local' }],
  ['E10', `'2024-01-02 03:04:05+05:30'::timestamptz`, '2024-01-01T21:34:05Z'],
  ['E11', `'2024-01-02 03:04:05.123456+00'::timestamptz`, '2024-01-02T03:04:05.123456Z'],
  ['E11', `'1969-12-31 23:59:59.9999+00'::timestamptz`, new Date(-1), { timestamptz: 'date' }],
  ['E12', `'2024-01-02 03:04:05'::timestamp`, '2024-01-02 03:04:05'],
  ['E12', `'2024-01-02 03:04:05'::timestamp`, new Date('2024-01-02T03:04:05Z'), { timestamp: 'date' }],
  ['E12', `'2024-01-02'::date`, '2024-01-02'],
  ['E12', `'2024-01-02'::date`, new Date(2024, 0, 2), { date: 'local' }],
  ['E15', `'24:00:00'::time`, '24:00:00'],
  ['E15', `'01:02:03+01'::timetz`, '01:02:03+01'],
  ['E16', `'1 year -2 days +03:04:05.006'::interval`, '1 year -2 days +03:04:05.006'],
  [
    'E16',
    `'1 year -2 days +03:04:05.006'::interval`,
    { years: 1, days: -2, hours: 3, minutes: 4, seconds: 5, milliseconds: 6 },
    { interval: 'object' },
  ],
  ['E16', `'-1 mons +2 days'::interval`, { months: -1, days: 2 }, { interval: 'object' }],
  ['E16', `'-0.5 s'::interval`, { milliseconds: -500 }, { interval: 'object' }],
  ['E16', `'00:00:00'::interval`, {}, { interval: 'object' }],
  ['E18', `'\\x'::bytea`, bytes()],
  ['E18', `'\\x00ff'::bytea`, bytes(0, 255)],
  ['E18', `'\\000\\377\\\\A'::bytea`, bytes(0, 255, 0x5c, 0x41)],
  ['E18', `'\\x00ff'::bytea`, '\\x00ff', { bytea: 'hex' }],
  [
    'E19',
    `'{NULL,"NULL","","a,b","c\\"d","e\\\\f"," sp ","{x}"}'::text[]`,
    [null, 'NULL', '', 'a,b', 'c"d', 'e\\f', ' sp ', '{x}'],
  ],
  [
    'E20',
    `'{{1,2},{3,NULL}}'::int4[]`,
    [
      [1, 2],
      [3, null],
    ],
  ],
  ['E20', `'{}'::int4[]`, []],
  ['E20', `'[0:1]={1,2}'::int4[]`, [1, 2]],
  ['E21', `'{(3,4),(1,2);(7,8),(5,6)}'::box[]`, ['(3,4),(1,2)', '(7,8),(5,6)']],
  ['E22', `array['\\x00ff'::bytea]`, [bytes(0, 255)]],
  ['E22', `array['{"a": 1}'::jsonb, null, 'null']`, [{ a: 1 }, null, null]],
  ['E23', `'null'::json`, null],
  ['E23', `'null'::json`, 'null', { json: 'text' }],
  ['E23', `'null'::json`, 'null', { columns: { value: 'text' } }],
  ['E24', `'12345678901234567890'::json`, failed('value')],
  ['E24', `'12345678901234567890'::json`, '12345678901234567890', { int8: 'string' }],
  ['E24', `'12345678901234567890'::jsonb`, 12345678901234567890n, { int8: 'bigint' }],
  ['E24', `'[12345678901234567890]'::jsonb`, [12345678901234567000], { json: 'rounded' }],
  ['E24', `'{"a":1,"a":2}'::json`, { a: 2 }],
  ['E24', `'1.0'::json`, 1],
  ['E32', `'abc'::char(5)`, 'abc  '],
  ['E32', `'x'::"char"`, 'x'],
  ['E32', `'a b'::name`, 'a b'],
  ['E32', `32767::money`, '$32,767.00'],
  ['E32', `'101'::bit(3)`, '101'],
  ['E32', `'1011'::varbit`, '1011'],
  ['E32', `row(1, null, 'a b', '')`, '(1,,"a b","")'],
  ['E32', `'1 2'::int2vector`, '1 2'],
  ['E32', `'1 4294967295'::oidvector`, '1 4294967295'],
  ['E32', `'[1,5)'::int4range`, '[1,5)'],
  ['E32', `'{[1,3),[5,8)}'::int4multirange`, '{[1,3),[5,8)}'],
  ['E32', `'<(1,2),3>'::circle`, { x: 1, y: 2, radius: 3 }, { circle: 'object' }],
  ['E32', `array['(1,2)'::point, null]`, [{ x: 1, y: 2 }, null], { point: 'object' }],
]

describe.each(engines)('on %s', (engine) => {
  let running: Running
  let db: Database

  beforeAll(async () => {
    running = await start(engine)
    db = neon(running.gateway.url)
    for (const text of [
      `create type mood as enum ('sad', 'so so')`,
      'create type pair as (a int4, b text)',
      'create domain positive as int8 check (value > 0)',
      'create domain tags as text[]',
    ]) {
      await db.query(text)
    }
  }, startTimeout)
  afterAll(() => running?.stop())

  const valueFrom = async (database: Database, expression: string, types: TypeOptions = {}) => {
    const query = database.query<{ value: unknown }>(`select ${expression} as value`).with({ types })
    const [row] = await query
    // What respond() writes is what JSON.stringify makes of the row, but for what JSON.stringify has no answer.
    const [written] = JSON.parse(await (await database.respond(query)).text()) as { value: unknown }[]
    const inJson = JSON.stringify(row, (_key, value) => {
      if (typeof value === 'bigint') return Number(value)
      if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
      return value
    })
    const comparable =
      !/Uint8Array/.test(Object.prototype.toString.call([row?.value].flat(9)[0])) && types.date !== 'local'
    if (comparable) expect(written).toEqual(JSON.parse(inJson as string))
    return row?.value
  }

  test.each(edges)('%s: %s', async (_edge, expression, expected, types) => {
    const value = await valueFrom(db, expression, types).catch((error: unknown) => error)
    if (value instanceof DatabaseError) expect(value).toEqual(expected)
    else expect(value).toStrictEqual(expected)
  })

  test('E10: offsets of local mean time have seconds', async () => {
    const local = neon(`${running.gateway.url}?TimeZone=America/New_York`)
    const text = `timestamptz '1800-01-01 00:00:00+00'`
    expect(await valueFrom(local, text, { timestamptz: 'text' })).toBe('1799-12-31 19:03:58-04:56:02')
    expect(await valueFrom(local, text)).toBe('1800-01-01T00:00:00Z')
  })

  test.each([
    ['German', '02.01.2024 03:04:05 UTC'],
    ['SQL, DMY', '02/01/2024 03:04:05 UTC'],
    ['SQL, MDY', '01/02/2024 03:04:05 UTC'],
    ['Postgres, DMY', 'Tue 02 Jan 03:04:05 2024 UTC'],
    ['Postgres, MDY', 'Tue Jan 02 03:04:05 2024 UTC'],
    ['ISO, YMD', '2024-01-02T03:04:05Z'],
  ])('E13: DateStyle %s is given as it is, and is no Date', async (style, expected) => {
    const styled = neon(`${running.gateway.url}?DateStyle=${encodeURIComponent(style)}`)
    const text = `timestamptz '2024-01-02 03:04:05+00'`
    expect(await valueFrom(styled, text)).toBe(expected)
    const date = valueFrom(styled, text, { timestamptz: 'date' })
    if (style.startsWith('ISO')) expect(await date).toEqual(new Date('2024-01-02T03:04:05Z'))
    else await expect(date).rejects.toMatchObject({ code: 'value', column: 'value' })
  })

  test.each(['postgres', 'postgres_verbose', 'sql_standard', 'iso_8601'])('E17: IntervalStyle %s', async (style) => {
    const styled = neon(`${running.gateway.url}?options=-c%20IntervalStyle%3D${style}`)
    const text = `'1 year -2 days +03:04:05.006'::interval`
    expect(await valueFrom(styled, text)).toMatch(/1.*2.*3.*4.*5/)
    expect(await valueFrom(styled, text, { interval: 'object' })).toEqual({
      years: 1,
      days: -2,
      hours: 3,
      minutes: 4,
      seconds: 5,
      milliseconds: 6,
    })
  })

  test('E26, E28: names are own properties whatever they are', async () => {
    const [row] = await db.query(
      `select '{"__proto__": 1}'::json as "__proto__", 2 as "1", 3 as "constructor", 4 as "toString", 5 as " "`,
    )
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
    expect(Object.keys(row as object).sort()).toEqual([' ', '1', '__proto__', 'constructor', 'toString'])
    const document = Object.getOwnPropertyDescriptor(row, '__proto__')?.value
    expect(Object.entries(document)).toEqual([['__proto__', 1]])
    expect(Object.keys((await db.query('select 1'))[0] as object)).toEqual(['?column?'])
  })

  test('E27: of two columns with one name the last stays in objects, and both are in .columns', async () => {
    const rows = await db.query('select 1 as a, 2 as a')
    expect([...rows]).toEqual([{ a: 2 }])
    expect(rows.columns.map((column) => column.name)).toEqual(['a', 'a'])
  })

  test('E29, E30: no columns, no rows, no count', async () => {
    expect([...(await db.query('select from generate_series(1, 2)'))]).toEqual([{}, {}])
    const none = await db.query('select 1 as a where false')
    expect([[...none], none.affected, none.command]).toEqual([[], 0, 'SELECT'])
    const empty = await db.query('')
    expect([[...empty], empty.affected, empty.command]).toEqual([[], null, ''])
  })

  test('E31: types with an OID of their own are text, and arrays of them once the OID is named', async () => {
    const [types] = await db.query<{ mood: number; pair: number }>(
      `select typarray as mood, (select typarray from pg_type where typname = 'pair') as pair from pg_type where typname = 'mood'`,
    )
    const query = db.query<{ one: unknown; many: unknown; pairs: unknown }>(
      `select 'so so'::mood as one, array['so so', null]::mood[] as many, array[row(1, 'a "b"')]::pair[] as pairs`,
    )
    expect([...(await query)]).toEqual([
      { one: 'so so', many: '{"so so",NULL}', pairs: '{"(1,\\"a \\"\\"b\\"\\"\\")"}' },
    ])
    const oids = { [types?.mood as number]: 'text[]', [types?.pair as number]: 'text[]' } as const
    expect([...(await query.with({ types: { oids } }))]).toEqual([
      { one: 'so so', many: ['so so', null], pairs: ['(1,"a ""b""")'] },
    ])
    expect((await query.with({ types: { columns: { many: 'text[]' } } }))[0]?.many).toEqual(['so so', null])
  })

  test('E31: a domain is read as what it is over', async () => {
    const [row] = await db.query(`select 5::positive as a, '{x,NULL}'::tags as b`)
    expect(row).toEqual({ a: 5, b: ['x', null] })
  })

  test('E37: what cannot be sent is refused before it is', async () => {
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    for (const value of ['a\0b', '\ud800', new Date(Number.NaN), cyclic, undefined, () => 1, Symbol('a')]) {
      await expect(db`select ${value as Parameter}`).rejects.toMatchObject({ code: 'parameter', parameter: 0 })
    }
    await expect(db`select ${sql.json(Number.NaN)}`).rejects.toMatchObject({ code: 'parameter' })
    expect(await db`select ${Number.NaN}::float8 as value`).toEqual([{ value: Number.NaN }])
  })
})

test(
  'E31: types of an extension are text',
  async () => {
    const running = await start('PostgreSQL')
    try {
      const db = neon(running.gateway.url)
      const known = await db.query(`select 1 from pg_available_extensions where name = 'hstore'`)
      if (known.length === 0) return
      await db.query('create extension hstore')
      expect(await db.query(`select 'a=>1,b=>NULL'::hstore as value`)).toEqual([{ value: '"a"=>"1", "b"=>NULL' }])
    } finally {
      await running.stop()
    }
  },
  startTimeout,
)

describe('what only a wrong server says', () => {
  const cell = (type: number, text: string) => fakeNeon(resultBody([['value', type]], [[text]])).db`select`

  test.each([
    ['E14', oid.timestamptz, '2024-02-30 00:00:00+00', 'protocol'],
    ['E14', oid.timestamptz, '2024-01-02', 'protocol'],
    ['E18', oid.bytea, '\\x0', 'protocol'],
    ['E25', oid.json, '', 'value'],
    ['E25', oid.json, '{', 'value'],
    ['E33', oid.int4, '', 'protocol'],
    ['E33', oid.int4, 'abc', 'protocol'],
    ['E33', oid.bool, 'x', 'protocol'],
  ])('%s: type %i, text %j', async (_edge, type, text, code) => {
    await expect(cell(type, text)).rejects.toMatchObject({ code, column: 'value' })
  })

  test.each([
    ['shorter than the fields', [['1']]],
    ['longer than the fields', [['1', '2', '3']]],
    ['an object', [{ a: '1', b: '2' }]],
    ['not text', [[1, '2']]],
  ])('E34: a row that is %s', async (_name, rows) => {
    const fields: [string, number][] = [
      ['a', oid.text],
      ['b', oid.text],
    ]
    await expect(fakeNeon(resultBody(fields, rows as string[][])).db`select`).rejects.toMatchObject({
      code: 'protocol',
    })
  })

  const body = resultBody([['a', oid.int4]], [['1']])

  test('E35: HTML, nothing, half an answer and a byte order mark', async () => {
    const answer = (text: string, status = 200) =>
      fakeNeon(() => new Response(text, { status }), { retry: false, readOnly: true }).db`select`
    await expect(answer('<html>no</html>', 400)).rejects.toMatchObject({ status: 400, sample: '<html>no</html>' })
    await expect(answer('')).rejects.toBeInstanceOf(DatabaseError)
    for (let end = 1; end < body.length; end += 7) {
      await expect(answer(body.slice(0, end))).rejects.toBeInstanceOf(DatabaseError)
    }
    expect(await answer(`\ufeff${body}`).catch((error: unknown) => (error as DatabaseError).code)).toEqual('protocol')
  })

  test.each([
    ['message', errorBody('no', '42P01'), 400, { code: 'query', sqlstate: '42P01', message: 'no' }],
    [
      'message without a code',
      '{"message":"password authentication failed","code":null}',
      400,
      { code: 'authentication' },
    ],
    ['msg', '{"msg":"too many"}', 429, { code: 'rate_limited', message: 'too many' }],
    ['an error object', '{"error":{"message":"no"}}', 500, { status: 500 }],
    ['a code of its own', '{"code":"unavailable","message":"no"}', 503, { status: 503 }],
  ])('E36: an error by %s', async (_name, text, status, expected) => {
    const { db } = fakeNeon(() => new Response(text, { status }), { retry: false })
    await expect(db`select`).rejects.toMatchObject(expected)
  })
})
