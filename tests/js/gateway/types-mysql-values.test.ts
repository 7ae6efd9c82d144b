// The types that `npx tcpless types` writes are those of the values that a client gives, for every type of MariaDB.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TypeOptions } from '../../../js/options.js'
import { type PlanetscaleDatabase, planetscale } from '../../../js/services/planetscale.js'
import { type RunningMysql, startMysql } from './mysql-running.js'
import { startTimeout } from './running.js'
import { asArguments, compile, generate, insertProof, jsonKinds, literal, proof, type Wider } from './types-running.js'

/** Columns, and a value of each as SQL; no value for those that have one anyway. */
const columns: Readonly<Record<string, readonly [definition: string, value?: string]>> = {
  tiny: ['tinyint', '1'],
  flag: ['tinyint(1)', '1'],
  flag_unsigned: ['tinyint(1) unsigned', '1'],
  truth: ['boolean', 'true'],
  small: ['smallint unsigned', '2'],
  medium: ['mediumint', '3'],
  whole: ['int unsigned zerofill', '4'],
  large: ['bigint', '-5'],
  larger: ['bigint unsigned', '6'],
  single: ['float', '1.5'],
  twice: ['double', '2.5'],
  price: ['decimal(10,0)', '7'],
  year: ['year', '2024'],
  on_day: ['date', "'2024-01-02'"],
  at_time: ['datetime(6)', "'2024-01-02 03:04:05.678901'"],
  at_stamp: ['timestamp null', "'2024-01-02 03:04:05'"],
  long_time: ['time', "'25:00:00'"],
  fixed: ['char(3)', "'abc'"],
  varying: ['varchar(10)', "'abc'"],
  other_set: ['varchar(10) character set latin1', "'abc'"],
  collated: ['varchar(10) collate utf8mb4_bin', "'abc'"],
  no_set: ['varchar(10) character set binary', "'abc'"],
  tiny_text: ['tinytext', "'abc'"],
  long_text: ['longtext', "'abc'"],
  fixed_bytes: ['binary(3)', "'abc'"],
  varying_bytes: ['varbinary(3)', "'abc'"],
  tiny_blob: ['tinyblob', "'abc'"],
  long_blob: ['longblob', "'abc'"],
  mood: ["enum('it''s', 'ok', 'back\\\\slash', 'line\nbreak')", "'line\nbreak'"],
  mood_bytes: ["enum('a') character set binary", "'a'"],
  several: ["set('x', 'y')", "'x,y'"],
  bits: ['bit(5)', "b'101'"],
  doc: ['json', '\'{"a": [1]}\''],
  checked: ['varchar(50) check (json_valid(`checked`))', '\'{"a": [1]}\''],
  uuid: ['uuid', "'00000000-0000-4000-8000-000000000000'"],
  inet4: ['inet4', "'10.0.0.1'"],
  inet6: ['inet6', "'::1'"],
  shape: ['geometry', 'point(1, 2)'],
  place: ['point', 'point(1, 2)'],
  made: ['bigint as (large + 1) virtual'],
  kept: ['varchar(20) as (concat(`varying`, 1)) stored'],
}

let running: RunningMysql
let db: PlanetscaleDatabase
beforeAll(async () => {
  running = await startMysql()
  db = planetscale(running.url)
  const definitions = Object.entries(columns).map(([name, [definition]]) => `\`${name}\` ${definition}`)
  await db.query(`create table everything (${definitions.join(', ')})`)
  const given = Object.entries(columns).filter(([, [, value]]) => value !== undefined)
  const names = given.map(([name]) => `\`${name}\``).join(', ')
  await db.query(`insert into everything (${names}) values (${given.map(([, [, value]]) => value).join(', ')})`)
  await db.query('insert into everything () values ()')
  await db.query('create view all_of_it as select * from everything')
}, startTimeout)
afterAll(() => running?.stop())

const cases: [string, TypeOptions | NonNullable<TypeOptions['preset']>][] = [
  ['nothing', 'exact'],
  ['mysql', 'mysql'],
  ['text', 'text'],
  ['text with forms', { preset: 'text', int8: 'bigint', json: 'parsed', bit: 'bigint' }],
  ['strings', { int8: 'string', bytea: 'hex', json: 'text', tinyint1: 'boolean', bit: 'text' }],
  ['bigints', { int8: 'bigint', numeric: 'bigint', bit: 'bigint', bytea: 'text' }],
  ['dates', { date: 'date', datetime: 'date', timestamp: 'date', numeric: 'number', json: 'rounded' }],
  ['mysql but for some', { preset: 'mysql', int8: 'number', json: 'parsed', tinyint1: 'text' }],
  [
    'forms of columns',
    {
      int8: 'bigint',
      columns: {
        larger: 'number',
        large: 'mysql',
        tiny: 'boolean',
        whole: 'text',
        price: 'number',
        on_day: 'date',
        doc: 'text',
        varying: 'bytes',
        fixed_bytes: 'string',
        mood: 'text',
        several: 'hex',
        bits: 'boolean',
      },
    },
  ],
]

function jsonColumns(types: TypeOptions | TypeOptions['preset'], row: Record<string, unknown>): Wider {
  const bigints = typeof types === 'object' && types.int8 === 'bigint'
  const json = bigints ? [...jsonKinds, 'bigint' as const] : jsonKinds
  return Object.fromEntries(
    ['doc', 'checked'].filter((name) => typeof row[name] === 'object').map((name) => [name, json]),
  )
}

describe('the types are those of the values', () => {
  test.each(cases)(
    '%s',
    async (_, types) => {
      const text = await generate('--url', running.mariadb.url, ...asArguments(types as never))
      const files: Record<string, string> = { 'database.ts': text }
      for (const [source, type] of [
        ['everything', 'EverythingTable'],
        ['all_of_it', 'AllOfItView'],
      ] as const) {
        const rows = await db.query(`select * from ${source}`).with({ types })
        expect(rows).toHaveLength(2)
        files[`${source}.ts`] = proof(
          type,
          [...rows] as Record<string, unknown>[],
          jsonColumns(types, rows[0] as never),
        )
      }
      expect(await compile(files)).toBe('')
    },
    startTimeout,
  )
})

/** Values of every kind that a column is said to take, and whether they are. */
const writable: Readonly<Record<string, readonly unknown[]>> = {
  tiny: [1],
  flag: [1, true],
  large: [1],
  twice: [1.5],
  price: [1, '10'],
  on_day: [new Date(0), '2024-01-02'],
  at_time: [new Date(0), '2024-01-02 03:04:05.678901'],
  at_stamp: [new Date(86_400_000), '2024-01-02 03:04:05'],
  long_time: ['25:00:00'],
  long_text: ['abc'],
  fixed_bytes: [new Uint8Array([0, 255, 1])],
  mood: ['ok'],
  bits: [new Uint8Array([5]), 5, 5n],
  doc: [{ a: [1, null] }, '[1]'],
  checked: [{}],
  uuid: ['00000000-0000-4000-8000-000000000000'],
}

test.each([
  ['exact', {}, {}],
  ['strings', { int8: 'string', bytea: 'hex' }, { large: ['1', 2, 3n] }],
  ['bigints', { int8: 'bigint', numeric: 'bigint' }, { larger: ['1', 2, 3n], price: [1n] }],
] as const)(
  'an insert takes what the types allow: %s',
  async (_, types, more) => {
    const text = await generate('--url', running.mariadb.url, ...asArguments(types))
    const inserts = [...Object.entries(writable), ...Object.entries(more)].flatMap(([name, values]) =>
      (values as readonly unknown[]).map((value) => ({ name, value })),
    )
    for (const { name, value } of inserts) {
      const query = db.query(`insert into everything (\`${name}\`) values (?)`, [value as never])
      expect((await query).affected, `${name}: ${literal(value)}`).toBe(1)
    }
    await db.query('delete from everything where large is null or large <> -5')
    await db.query('insert into everything () values ()')
    expect(await compile({ 'database.ts': text, 'inserts.ts': insertProof('EverythingTable', inserts) })).toBe('')
  },
  startTimeout,
)
