// The same queries through this client and Neon's own driver, on the same server. Where they differ,
// both outputs stand here with the reason.
import { inspect } from 'node:util'
import { neon as officialNeon } from '@neondatabase/serverless'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, neon, type Parameter } from '../../js/services/neon.js'
import { type Running, start, startTimeout } from './gateway/running.js'

// The driver reads timestamps in the time zone of the process; this one has an odd past.
process.env.TZ = 'America/New_York'

const same = [
  '42::int4',
  '1.10::numeric',
  `'NaN'::numeric`,
  '0.1::float4',
  '0.1::float8',
  `'-0'::float8`,
  `'NaN'::float8`,
  `'-Infinity'::float8`,
  '1e-320::float8',
  'true',
  `'é'::text`,
  `'abc'::char(5)`,
  `'x'::"char"`,
  `'a'::name`,
  'null::text',
  `'00000000-0000-0000-0000-000000000001'::uuid`,
  `'{"a":[1,1.0,null],"b":"x"}'::json`,
  `'null'::jsonb`,
  `'03:04:05.678'::time`,
  `'03:04:05+02'::timetz`,
  `'1'::money`,
  `'101'::bit(3)`,
  `'[1,5)'::int4range`,
  `row(1,null,'a b')`,
  `'{1,2,NULL}'::int4[]`,
  `'{{1,2},{3,NULL}}'::int4[]`,
  `'[0:1]={1,2}'::int4[]`,
  `'{NULL,"NULL","","a,b","c\\"d"}'::text[]`,
  `'{}'::text[]`,
  `array['{"a":1}'::jsonb,null]`,
  `'{t,f}'::bool[]`,
  `'127.0.0.1'::inet`,
  '4294967295::oid',
]

const reasons = {
  int8: 'an int8 is a number while that is exact, and else an error that names the column; theirs is always text',
  json: 'JSON.parse rounds integers beyond 2^53; here that is an error, or exact by an option',
  bytes: 'Buffer exists only in Node.js',
  date: 'a date has no time zone, and a Date takes that of the process',
  infinity: 'infinity is a value of the type, given as its text like all others',
  instant: 'a Date has no microseconds, so an instant is ISO 8601 text with all its digits',
  structure: "types without a form in JSON are the server's text",
  numeric: 'numeric is exact in arrays too',
  array: 'arrays of every element type are arrays; theirs knows some by number',
}

const different: [expression: string, ours: string, theirs: string, reason: keyof typeof reasons][] = [
  ['9007199254740991::int8', '9007199254740991', `'9007199254740991'`, 'int8'],
  ['9007199254740993::int8', 'DatabaseError value', `'9007199254740993'`, 'int8'],
  [`'{9007199254740993}'::int8[]`, 'DatabaseError value', `[ '9007199254740993' ]`, 'int8'],
  [`'{"n":12345678901234567890}'::jsonb`, 'DatabaseError value', '{ n: 12345678901234567000 }', 'json'],
  [`'\\x00ff'::bytea`, 'Uint8Array(2) [ 0, 255 ]', '<Buffer 00 ff>', 'bytes'],
  [`array['\\x00ff'::bytea]`, '[ Uint8Array(2) [ 0, 255 ] ]', '[ <Buffer 00 ff> ]', 'bytes'],
  [`'2024-01-02'::date`, `'2024-01-02'`, '2024-01-02T05:00:00.000Z', 'date'],
  [`'{2024-01-02}'::date[]`, `[ '2024-01-02' ]`, '[ 2024-01-02T05:00:00.000Z ]', 'date'],
  [`'0044-03-15 BC'::date`, `'0044-03-15 BC'`, '-000043-03-15T04:56:02.000Z', 'date'],
  [`'2024-01-02 03:04:05.678901'::timestamp`, `'2024-01-02 03:04:05.678901'`, '2024-01-02T08:04:05.678Z', 'date'],
  [`'infinity'::date`, `'infinity'`, 'Infinity', 'infinity'],
  [`'infinity'::timestamptz`, `'infinity'`, 'Infinity', 'infinity'],
  [
    `'2024-01-02 03:04:05.678901+00'::timestamptz`,
    `'2024-01-02T03:04:05.678901Z'`,
    '2024-01-02T03:04:05.678Z',
    'instant',
  ],
  [`'0044-03-15 12:00:00+00 BC'::timestamptz`, `'-000043-03-15T12:00:00Z'`, '-000043-03-15T12:00:00.000Z', 'instant'],
  [`'12024-01-01 00:00:00+00'::timestamptz`, `'+012024-01-01T00:00:00Z'`, '+012024-01-01T00:00:00.000Z', 'instant'],
  [
    `array['2024-01-02 03:04:05+00'::timestamptz]`,
    `[ '2024-01-02T03:04:05Z' ]`,
    '[ 2024-01-02T03:04:05.000Z ]',
    'instant',
  ],
  [
    `'1 year -2 days +03:04:05.006'::interval`,
    `'1 year -2 days +03:04:05.006'`,
    'PostgresInterval { years: 1, days: -2, hours: 3, minutes: 4, seconds: 5, milliseconds: 6 }',
    'structure',
  ],
  [`'(1,2)'::point`, `'(1,2)'`, '{ x: 1, y: 2 }', 'structure'],
  [`'<(1,2),3>'::circle`, `'<(1,2),3>'`, '{ x: 1, y: 2, radius: 3 }', 'structure'],
  [`'{1.10,NaN}'::numeric[]`, `[ '1.10', 'NaN' ]`, '[ 1.1, NaN ]', 'numeric'],
  [`'{(3,4),(1,2);(7,8),(5,6)}'::box[]`, `[ '(3,4),(1,2)', '(7,8),(5,6)' ]`, `'{(3,4),(1,2);(7,8),(5,6)}'`, 'array'],
  [`'{a,b}'::name[]`, `[ 'a', 'b' ]`, `'{a,b}'`, 'array'],
]

/** Parameters that arrive differently: as the server's own text of `$1::type`, or the error. */
const differentParameters: [type: string, value: Parameter, ours: string, theirs: string, reason: string][] = [
  ['float8', -0, '-0', '0', 'String(-0) loses the sign'],
  ['bytea', Uint8Array.of(1).buffer, '\\x01', '\\x7b7d', 'theirs sends an ArrayBuffer as the JSON text {}'],
  ['jsonb', new Map([[1, 2]]), 'DatabaseError parameter', '{}', 'theirs sends a Map as {}'],
  ['timestamptz', new Date(Number.NaN), 'DatabaseError parameter', 'NeonDbError 22007', 'theirs sends 0NaN-NaN-...'],
]

let running: Running
let ours: Database
let theirs: ReturnType<typeof officialNeon>

beforeAll(async () => {
  running = await start('PostgreSQL')
  ours = neon(running.gateway.url)
  theirs = officialNeon(running.gateway.url)
}, startTimeout)

afterAll(() => running?.stop())

async function shown(rows: PromiseLike<ArrayLike<unknown>>): Promise<string> {
  try {
    const [row] = Array.from(await rows) as { value: unknown }[]
    return inspect(row?.value, { depth: 9, breakLength: Number.POSITIVE_INFINITY })
  } catch (error) {
    const failure = error as Error & { code: string }
    return `${failure.constructor.name} ${failure.code}`
  }
}

async function both(text: string, parameters: Parameter[] = []): Promise<[ours: string, theirs: string]> {
  return [await shown(ours.query(text, parameters)), await shown(theirs.query(text, parameters as never[]) as never)]
}

test.each(same)('%s is the same', async (expression) => {
  const [mine, their] = await both(`select ${expression} as value`)
  expect(mine).toBe(their)
})

describe('differences, each for a reason', () => {
  test.each(different)('%s', async (expression, expectedOurs, expectedTheirs, reason) => {
    expect(await both(`select ${expression} as value`), reasons[reason]).toEqual([expectedOurs, expectedTheirs])
  })

  test.each(differentParameters)(
    'a parameter of type %s: %o',
    async (type, value, expectedOurs, expectedTheirs, reason) => {
      const unquoted = (await both(`select $1::${type}::text as value`, [value])).map((text) =>
        text.replace(/^'|'$/g, '').replaceAll('\\\\', '\\'),
      )
      expect(unquoted, reason).toEqual([expectedOurs, expectedTheirs])
    },
  )

  test('columns of one name: the last one stays in both', async () => {
    const text = 'select 1 as a, 2 as a'
    expect(await ours.query(text)).toEqual(await theirs.query(text))
  })

  test('a column called __proto__ is lost by neither', async () => {
    const text = 'select 1 as "__proto__"'
    expect(Object.entries((await ours.query(text))[0] as object)).toEqual([['__proto__', 1]])
    const [their] = (await theirs.query(text)) as object[]
    expect(Object.entries(their as object)).toEqual([['__proto__', 1]])
  })
})
