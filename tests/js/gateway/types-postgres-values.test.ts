// The types that `npx tcpless types` writes are those of the values that a client gives, for every type of PostgreSQL.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { neon, type NeonDatabase } from '../../../js/services/neon.js'
import type { TypeOptions } from '../../../js/options.js'
import { type Running, start, startTimeout } from './running.js'
import { asArguments, compile, generate, insertProof, jsonKinds, literal, proof, type Wider } from './types-running.js'

/** A value of each type of pg_type.dat that a column can have. */
const scalars: Readonly<Record<string, string>> = {
  bool: 't',
  bytea: '\\x00ff',
  '"char"': 'c',
  name: 'n',
  int8: '42',
  int2: '-1',
  int2vector: '1 2',
  int4: '7',
  regproc: 'now',
  text: 'x',
  oid: '16384',
  tid: '(0,1)',
  xid: '1',
  cid: '1',
  oidvector: '1 2',
  json: '{"a": [1]}',
  xml: '<a/>',
  point: '(1,2)',
  lseg: '[(0,0),(1,1)]',
  path: '[(0,0),(1,1)]',
  box: '(1,1),(0,0)',
  polygon: '((0,0),(1,1))',
  line: '{1,2,3}',
  float4: '1.5',
  float8: 'NaN',
  circle: '<(1,2),3>',
  money: '1.50',
  macaddr: '08:00:2b:01:02:03',
  inet: '10.0.0.1',
  cidr: '10.0.0.0/8',
  macaddr8: '08:00:2b:01:02:03:04:05',
  aclitem: 'postgres=r/postgres',
  bpchar: 'b',
  varchar: 'v',
  date: '2024-01-02',
  time: '03:04:05',
  timestamp: '2024-01-02 03:04:05',
  timestamptz: '2024-01-02 03:04:05+00',
  interval: '1 day',
  timetz: '03:04:05+00',
  bit: '1',
  varbit: '101',
  numeric: '10',
  refcursor: 'r',
  regprocedure: 'now()',
  regoper: '||/',
  regoperator: '+(integer,integer)',
  regclass: 'pg_class',
  regcollation: '"C"',
  regtype: 'int4',
  regrole: 'postgres',
  regnamespace: 'public',
  uuid: '00000000-0000-4000-8000-000000000000',
  pg_lsn: '0/0',
  tsvector: 'a',
  tsquery: 'a',
  regconfig: 'simple',
  regdictionary: 'simple',
  jsonb: '{"b": null}',
  jsonpath: '$',
  txid_snapshot: '1:1:',
  pg_snapshot: '1:1:',
  xid8: '1',
  int4range: '[1,2)',
  numrange: '[1,2)',
  tsrange: '[2024-01-01,2024-01-02)',
  tstzrange: '[2024-01-01,2024-01-02)',
  daterange: '[2024-01-01,2024-01-02)',
  int8range: '[1,2)',
  int4multirange: '{[1,2)}',
  nummultirange: '{[1,2)}',
  tsmultirange: '{[2024-01-01,2024-01-02)}',
  tstzmultirange: '{[2024-01-01,2024-01-02)}',
  datemultirange: '{[2024-01-01,2024-01-02)}',
  int8multirange: '{[1,2)}',
}

/** Types of the database's own. */
const own: Readonly<Record<string, string>> = {
  mood: 'ok',
  'mood[]': '{ok}',
  pair: '(1,x)',
  'pair[]': '{"(1,x)"}',
  word: 'w',
  'word[]': '{w}',
  numbers: '{1,2}',
  loud: 'ok',
  amount: '5',
  float8range: '[1,2)',
}

const setUp = `
  create type mood as enum ('sad', 'ok');
  create type pair as (a int, b text);
  create domain word as text;
  create domain numbers as int4[];
  create domain loud as mood;
  create domain whole as numeric;
  create domain amount as whole;
  create type float8range as range (subtype = float8)`

/** Those without input, and the types of what is not in a table. */
const notForColumns = ['pg_node_tree', 'gtsvector', 'pg_ndistinct', 'pg_dependencies', 'pg_mcv_list']

const columns: [name: string, type: string, value: string][] = [
  ...Object.entries({ ...scalars, ...own }).map(([type, value]) => [type, type, value] as [string, string, string]),
  ...Object.entries(scalars).map(([type]) => [`${type}[]`, `${type}[]`, ''] as [string, string, string]),
]

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

let running: Running
let db: NeonDatabase
beforeAll(async () => {
  running = await start('PostgreSQL')
  db = neon(running.gateway.url)
  const client = new pg.Client(running.postgres?.url)
  await client.connect()
  await client.query(setUp)
  const definitions = columns.map(([name, type]) => `${quoted(name)} ${type}`)
  await client.query(`create table everything (${definitions.join(', ')})`)
  const values = columns.map(([, type, value]) => {
    const element = type.slice(0, -2)
    return value === '' ? `array['${scalars[element]}'::${element}]` : `'${value}'::${type}`
  })
  await client.query(`insert into everything values (${values.join(', ')})`)
  await client.query('insert into everything default values')
  await client.end()
}, startTimeout)
afterAll(() => running?.stop())

test('every type of pg_type.dat is in the table', async () => {
  const types = await db<{ name: string }>`
    select typname::text as name from pg_type
    where typtype in ('b', 'r', 'm') and oid < 10000 and typcategory <> 'A' and typrelid = 0 and typname !~ '^(pg_brin|_)'`
  const known = new Set([...Object.keys(scalars).map((name) => name.replaceAll('"', '')), ...notForColumns])
  expect(types.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
})

/** JSON columns are as wide as JSON; `text` of them is not. */
function jsonColumns(types: TypeOptions | TypeOptions['preset'], row: Record<string, unknown>): Wider {
  const wider: Record<string, Wider[string]> = {}
  const bigints = typeof types === 'object' && types.int8 === 'bigint'
  const json = bigints ? [...jsonKinds, 'bigint' as const] : jsonKinds
  for (const name of ['json', 'jsonb']) {
    if (typeof row[name] === 'object') wider[name] = json
    const [array] = Array.isArray(row[`${name}[]`]) ? (row[`${name}[]`] as unknown[]) : []
    if (typeof array === 'object') wider[`${name}[]`] = ['array']
  }
  return wider
}

const cases: [string, TypeOptions | NonNullable<TypeOptions['preset']>][] = [
  ['nothing', 'exact'],
  ['pg', 'pg'],
  ['text', 'text'],
  ['text with a form', { preset: 'text', int8: 'bigint' }],
  ['text with forms', { preset: 'text', json: 'parsed', timestamptz: 'date' }],
  [
    'forms that make objects',
    { numeric: 'number', bytea: 'hex', interval: 'object', point: 'object', circle: 'object' },
  ],
  ['dates', { timestamptz: 'date', timestamp: 'date', date: 'date', int8: 'string', json: 'rounded' }],
  ['dates of the process', { timestamptz: 'local', timestamp: 'local', date: 'local', numeric: 'bigint' }],
  ['bigints', { int8: 'bigint', json: 'text' }],
  ['bigints in JSON', { int8: 'bigint' }],
  ['everything as text by name', { int8: 'text', numeric: 'text', json: 'text', bytea: 'text', timestamptz: 'text' }],
  ['pg but for some', { preset: 'pg', int8: 'number', interval: 'text', timestamptz: 'iso', json: 'parsed' }],
  ['pg and numerics', { preset: 'pg', numeric: 'number' }],
  [
    'forms of columns',
    {
      columns: {
        int8: 'bigint',
        numeric: 'number',
        timestamptz: 'date',
        'mood[]': 'text[]',
        'int4[]': 'text',
        interval: 'pg',
        'name[]': 'pg',
        'numeric[]': 'pg',
        'numrange[]': 'pg',
        'timestamptz[]': 'pg',
        text: 'string',
        varchar: 'text',
        bool: 'boolean',
        jsonb: 'text',
        loud: 'text',
        mood: 'pg',
        bytea: 'hex',
        'bytea[]': 'bytes[]',
        point: 'object',
        json: 'rounded',
        'int8[]': 'bigint[]',
        'date[]': 'local[]',
        xid: 'number',
      },
    },
  ],
  ['pg, and columns otherwise', { preset: 'pg', columns: { int8: 'number', 'name[]': 'text[]', 'mood[]': 'text[]' } }],
  ['forms of OIDs', { oids: { 20: 'string', 1016: 'string[]', 25: 'text', 1003: 'text', 1184: 'local' } }],
  ['the text of all but columns', { preset: 'text', columns: { int8: 'number', int4: 'pg', 'int4[]': 'pg' } }],
]

describe('the types are those of the values', () => {
  test.each(cases)(
    '%s',
    async (_, types) => {
      const rows = await db.query('select * from everything').with({ types })
      expect(rows).toHaveLength(2)
      const text = await generate('--url', running.postgres?.url ?? '', ...asArguments(types as never))
      const file = proof(
        'EverythingTable',
        [...rows] as Record<string, unknown>[],
        jsonColumns(types, rows[0] as never),
      )
      expect(await compile({ 'database.ts': text, 'proof.ts': file })).toBe('')
    },
    startTimeout,
  )
})

/** Values of every kind that a column is said to take, and whether they are. */
const writable: Readonly<Record<string, readonly unknown[]>> = {
  bool: [true],
  int4: [1],
  float8: [1.5, Number.NaN],
  int8: [1],
  numeric: [1.5, '10.123'],
  bytea: [new Uint8Array([0, 255])],
  json: [{ a: [1, 'x', null] }, '[1]'],
  jsonb: [{}, '"x"'],
  timestamptz: [new Date(0), '2024-01-02T03:04:05.678901Z'],
  timestamp: [new Date(0), '2024-01-02 03:04:05'],
  date: [new Date(0), '2024-01-02'],
  interval: ['1 day'],
  point: ['(1,2)'],
  mood: ['ok', 'sad'],
  'mood[]': [['ok'], '{sad}'],
  'pair[]': [['(1,x)'], '{}'],
  'int4[]': [[1, 2]],
  'text[]': [['x']],
  'timestamptz[]': [[new Date(0), '2024-01-02T03:04:05Z']],
  'json[]': [[{ a: 1 }, '[1]']],
  'bytea[]': [[new Uint8Array([1])]],
  'numeric[]': [['1', 2]],
  numbers: [[1]],
  uuid: ['00000000-0000-4000-8000-000000000000'],
}

test.each([
  ['exact', {}, {}],
  ['text', { preset: 'text' }, { bool: ['t'], int4: ['1'], bytea: ['\\x00'], 'int4[]': ['{1}'] }],
  ['strings', { int8: 'string', bytea: 'hex' }, { int8: ['1', 2, 3n], bytea: ['\\x00'] }],
  ['bigints', { int8: 'bigint', numeric: 'bigint' }, { int8: ['1', 2, 3n], numeric: [1n] }],
] as const)(
  'an insert takes what the types allow: %s',
  async (_, types, more) => {
    const text = await generate('--url', running.postgres?.url ?? '', ...asArguments(types))
    const inserts = [...Object.entries(writable), ...Object.entries(more)].flatMap(([name, values]) =>
      (values as readonly unknown[]).map((value) => ({ name, value })),
    )
    for (const { name, value } of inserts) {
      const query = db.query(`insert into everything (${quoted(name)}) values ($1) returning 1 as done`, [
        value as never,
      ])
      expect(await query, `${name}: ${literal(value)}`).toHaveLength(1)
    }
    await db.query('delete from everything where int8 is distinct from 42 or int4 is null')
    expect(await compile({ 'database.ts': text, 'inserts.ts': insertProof('EverythingTable', inserts) })).toBe('')
  },
  startTimeout,
)
