// types: 'pg' against Neon's own driver on the same server: every type of PostgreSQL 15's pg_type and its array. Where
// they differ both outputs stand here; docs/types.md has the same list.
import { inspect, isDeepStrictEqual } from 'node:util'
import { neon as officialNeon } from '@neondatabase/serverless'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, neon } from '../../../js/services/neon.js'
import { type Running, start, startTimeout } from '../gateway/running.js'

// Dates of types without a time zone are those of the process; this one has an odd past and skips hours.
process.env.TZ = 'America/New_York'

let running: Running
let ours: Database
let theirs: ReturnType<typeof officialNeon>

beforeAll(async () => {
  running = await start('PostgreSQL')
  ours = neon(running.gateway.url, { types: 'pg' })
  theirs = officialNeon(running.gateway.url)
}, startTimeout)

afterAll(() => running?.stop())

/** What PostgreSQL reads as values of a type, by its name. Types that cannot be read or written have none. */
const samples: Record<string, readonly string[]> = {
  bool: ['t', 'f'],
  bytea: ['', '\\x00ff41', 'plain'],
  char: ['x', ''],
  name: ['a', 'a b'],
  int8: ['0', '-9223372036854775808', '9007199254740993'],
  int2: ['-32768', '32767'],
  int4: ['-2147483648', '0'],
  int2vector: ['1 2', ''],
  oidvector: ['1 4294967295'],
  text: ['', 'NULL', 'a,b', '{"x"}', 'é\u{1f600}\\'],
  varchar: ['a', ' '],
  bpchar: ['abc  '],
  oid: ['0', '4294967295'],
  xid: ['4294967295'],
  cid: ['7'],
  xid8: ['18446744073709551615'],
  tid: ['(1,2)'],
  json: ['null', '1.0', '{"a":1,"a":2}', '[12345678901234567890]', '"x"', '{"__proto__":1}'],
  jsonb: ['null', '{"a": [1, null, "x"]}', '9007199254740993', '-0'],
  jsonpath: ['$."a"[*]'],
  xml: ['<a>1</a>'],
  point: ['(1,2)', '(-0,1e-30)', '(1e+300,0.1)'],
  circle: ['<(1,2),3>', '<(0.5,-2),1e+20>'],
  lseg: ['[(1,2),(3,4)]'],
  path: ['((1,2),(3,4))'],
  box: ['(3,4),(1,2)'],
  polygon: ['((1,2),(3,4))'],
  line: ['{1,2,3}'],
  float4: ['0.1', '-0', 'NaN', '1e-38'],
  float8: ['0.1', '-0', 'NaN', '-Infinity', '1e-320', '1e+21'],
  money: ['$32,767.00', '-$1.00'],
  macaddr: ['08:00:2b:01:02:03'],
  macaddr8: ['08:00:2b:01:02:03:04:05'],
  inet: ['127.0.0.1', '::1/64'],
  cidr: ['10.0.0.0/8'],
  aclitem: ['postgres=r/postgres'],
  date: ['2024-01-02', '0044-03-15 BC', '12024-01-01', '0099-01-01', 'infinity', '-infinity', '2024-03-10'],
  time: ['24:00:00', '03:04:05.678901'],
  timetz: ['01:02:03+01'],
  timestamp: [
    '2024-01-02 03:04:05.678901',
    '2024-01-02 03:04:05.9999',
    '2024-03-10 02:30:00',
    '2024-11-03 01:30:00',
    '0044-03-15 12:00:00 BC',
    '0099-02-28 23:59:59',
    '12024-01-01 00:00:00',
    '1700-01-01 00:00:00',
    'infinity',
    '-infinity',
  ],
  timestamptz: [
    '2024-01-02 03:04:05.678901+00',
    '1969-12-31 23:59:59.999+00',
    '1799-12-31 19:03:58-04:56:02',
    '0044-03-15 12:00:00+00 BC',
    '12024-01-01 00:00:00+00',
    'infinity',
    '-infinity',
  ],
  interval: [
    '1 year -2 days +03:04:05.006',
    '-1 mons +2 days',
    '00:00:00',
    '-00:00:00.5',
    '00:00:00.000001',
    '-178000000 years',
    '2562047788:00:54.775807',
  ],
  numeric: ['1.10', 'NaN', 'Infinity', '-12345678901234567890.123'],
  bit: ['1'],
  varbit: ['101', ''],
  uuid: ['00000000-0000-0000-0000-000000000001'],
  regproc: ['now'],
  regprocedure: ['sum(integer)'],
  regoper: ['!!'],
  regoperator: ['+(integer,integer)'],
  regclass: ['pg_type'],
  regcollation: ['"C"'],
  regtype: ['integer'],
  regconfig: ['english'],
  regdictionary: ['simple'],
  regrole: ['postgres'],
  regnamespace: ['pg_catalog'],
  refcursor: ['a'],
  tsvector: [`'a':1 'b'`],
  tsquery: [`'a' & 'b'`],
  txid_snapshot: ['10:20:10,14'],
  pg_snapshot: ['10:20:10,14'],
  pg_lsn: ['0/1'],
  int4range: ['[1,5)', 'empty', '(,)'],
  numrange: ['[1.5,2.50)'],
  tsrange: ['["2024-01-02 00:00:00","2024-01-03 00:00:00")'],
  tstzrange: ['["2024-01-02 00:00:00+00",infinity)'],
  daterange: ['[2024-01-02,2024-01-05)'],
  int8range: ['[9007199254740993,9007199254740995)'],
  int4multirange: ['{[1,3),[5,8)}', '{}'],
  nummultirange: ['{[1.5,2.50)}'],
  tsmultirange: ['{["2024-01-02 00:00:00","2024-01-03 00:00:00")}'],
  tstzmultirange: ['{["2024-01-02 00:00:00+00",infinity)}'],
  datemultirange: ['{[2024-01-02,2024-01-05)}'],
  int8multirange: ['{[1,3)}'],
}

// Their input functions refuse everything, and no query can give one.
const unreadable = ['pg_node_tree', 'pg_ndistinct', 'pg_dependencies', 'pg_brin_bloom_summary', 'pg_mcv_list']
unreadable.push('pg_brin_minmax_multi_summary', 'gtsvector')

/** The same value in the words of both: their Buffer is our Uint8Array, their PostgresInterval our plain object. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  return value?.constructor?.name === 'PostgresInterval' ? { ...value } : value
}

const shown = (value: unknown) => inspect(value, { depth: 9, breakLength: Number.POSITIVE_INFINITY })

async function valueFrom(rows: PromiseLike<ArrayLike<unknown>>): Promise<unknown> {
  try {
    return (Array.from(await rows) as { value: unknown }[])[0]?.value
  } catch (error) {
    const { name, code } = error as Error & { code?: string }
    if (code !== 'value') throw error
    return `${name} ${code}`
  }
}

async function both(text: string): Promise<[ours: unknown, theirs: unknown]> {
  return [await valueFrom(ours.query(text)), await valueFrom(theirs.query(text) as never)]
}

test('every type of pg_type, and its array, is the same as from the official driver', async () => {
  const types = await ours.query<{ oid: number; typname: string; element: string; array: number }>(
    `select t.oid, t.typname, format_type(t.oid, null) as element, t.typarray as "array" from pg_type t
     where t.typtype in ('b', 'r', 'm') and t.typelem = 0 or t.typname in ('point', 'box', 'lseg', 'line', 'name', 'int2vector', 'oidvector')
     order by t.oid`,
  )
  expect(types.length).toBeGreaterThan(80)
  const different: string[] = []
  const covered = new Set<number>()
  for (const { oid, typname, element, array } of types) {
    if (unreadable.includes(typname)) continue
    const texts = samples[typname]
    if (!texts) throw new Error(`${typname} has no sample`)
    const literals = texts.map((text) => `'${text.replaceAll(`'`, `''`)}'::${element}`)
    const expressions = [...literals, `null::${element}`]
    covered.add(oid)
    if (array > 0) {
      covered.add(array)
      expressions.push(
        `array[${literals.join()}, null]`,
        `array[[${literals[0]}], [null::${element}]]`,
        `'{}'::${element}[]`,
      )
    }
    for (const expression of expressions) {
      const [mine, their] = await both(`select ${expression} as value`)
      if (!isDeepStrictEqual(mine, plain(their))) different.push(`${expression}: ${shown(mine)} and ${shown(their)}`)
    }
  }
  expect(different).toEqual([])
  expect(covered.size).toBeGreaterThan(140)
}, 120_000)

describe('differences that remain', () => {
  const reasons = {
    class: 'a plain object with the same members, which JSON can say',
    style: 'a value that is there is not lost: theirs has no members of another IntervalStyle than postgres',
    dateStyle: 'an error, where theirs gives null for a value that is there',
    finite: 'an error, because JSON has no such numbers',
    range: 'an error, where theirs gives an Invalid Date',
    bytes: 'Buffer exists only in Node.js',
  }

  const differences: [
    before: string,
    expression: string,
    ours: string,
    theirs: string,
    reason: keyof typeof reasons,
  ][] = [
    ['', `'1 day'::interval`, '{ days: 1 }', 'PostgresInterval { days: 1 }', 'class'],
    ['', `'\\x00ff'::bytea`, 'Uint8Array(2) [ 0, 255 ]', '<Buffer 00 ff>', 'bytes'],
    ['intervalstyle=iso_8601', `'1 day'::interval`, '{ days: 1 }', 'PostgresInterval {}', 'style'],
    ['intervalstyle=sql_standard', `'1 day'::interval`, '{ days: 1 }', 'PostgresInterval {}', 'style'],
    ['datestyle=German', `'2024-01-02'::date`, `'DatabaseError value'`, 'null', 'dateStyle'],
    ['datestyle=SQL', `'2024-01-02 00:00:00Z'::timestamptz`, `'DatabaseError value'`, 'null', 'dateStyle'],
    ['', `'(NaN,1)'::point`, `'DatabaseError value'`, '{ x: NaN, y: 1 }', 'finite'],
    ['', `'<(1,2),Infinity>'::circle`, `'DatabaseError value'`, '{ x: 1, y: 2, radius: Infinity }', 'finite'],
    ['', `'294276-01-01 00:00:00+00'::timestamptz`, `'DatabaseError value'`, 'Invalid Date', 'range'],
  ]

  test.each(differences)('%s %s', async (setting, expression, expectedOurs, expectedTheirs, reason) => {
    const url =
      setting === '' ? running.gateway.url : `${running.gateway.url}?options=${encodeURIComponent(`-c ${setting}`)}`
    const text = `select ${expression} as value`
    const mine = await valueFrom(neon(url, { types: 'pg' }).query(text))
    const their = await valueFrom(officialNeon(url).query(text) as never)
    expect([shown(mine), shown(their)], reasons[reason]).toEqual([expectedOurs, expectedTheirs])
  })
})

test('a local date in a response is its time without an offset', async () => {
  const response = await ours.respond(
    ours`select timestamp '2024-01-02 03:04:05.678901' as t, date '2024-01-02' as d, timestamptz '2024-01-02 03:04:05Z' as z`,
    { single: true },
  )
  const row: Record<'t' | 'd' | 'z', string> = await response.json()
  expect(row).toEqual({ t: '2024-01-02T03:04:05.678', d: '2024-01-02T00:00:00.000', z: '2024-01-02T03:04:05.000Z' })
  expect(new Date(row.t)).toEqual(new Date(2024, 0, 2, 3, 4, 5, 678))
})
