// Random values of each type go to MariaDB and back, under each sql_mode and four time zones by turns. TCPLESS_SEED repeats
// a run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Parameter,
  type PlanetscaleDatabase,
  planetscale,
  sql,
  type TypeOptions,
} from '../../js/services/planetscale.js'
import { type RunningMysql, startMysql } from './gateway/mysql-running.js'
import { modes, zones } from './support/mysql-settings.js'
import { randomOf } from './support/neon-service.js'
import { digits, integer, json, pick, type Random, textOf } from './support/random.js'

const valuesOfEach = process.env.TCPLESS_SOAK ? 100_000 : 5_000
const atOnce = 500
const seed = Number(process.env.TCPLESS_SEED ?? Date.now() % 1e9)

let running: RunningMysql
let db: PlanetscaleDatabase

beforeAll(async () => {
  console.log(`seed ${seed} (TCPLESS_SEED)`)
  running = await startMysql({}, { settings: { max_allowed_packet: '64M' } })
  db = planetscale(running.url)
}, 120_000)

afterAll(() => running?.stop())

const word = (random: Random) => BigInt(integer(random, 2 ** 32))
const bytes = (random: Random, count: number) => Uint8Array.from({ length: count }, () => integer(random, 256))

function double(random: Random): number {
  const words = new Uint32Array([random() * 2 ** 32, random() * 2 ** 32])
  const [any] = new Float64Array(words.buffer)
  const ends = [random() * 1e6, 0, 1e-7, 1.7976931348623157e308, 2.2250738585072014e-308, 0.1, 1e21]
  return pick(random, [Number.isFinite(any) && Math.abs(any as number) > 1e-300 ? (any as number) : 1, ...ends])
}

const characters = [
  ...'abc \t\n\r\'"\\%_`,?:;-/*#()',
  '\u0001',
  '\u007f',
  '\u001a',
  'é',
  '€',
  '\u2028',
  '\ufeff',
  '\u{1f600}',
  '\u{10ffff}',
]
const text = (random: Random): string => textOf(random, characters)

const time = (random: Random, fraction: number) =>
  `${String(integer(random, 24)).padStart(2, '0')}:${String(integer(random, 60)).padStart(2, '0')}:${String(integer(random, 60)).padStart(2, '0')}${fraction ? `.${digits(random, fraction)}` : ''}`
const day = (random: Random, from: number, to: number) =>
  new Date(Date.UTC(from, 0, 1) + random() * (Date.UTC(to, 0, 1) - Date.UTC(from, 0, 1))).toISOString().slice(0, 10)

interface TypeCase {
  readonly type: string
  readonly name?: string
  readonly value: (random: Random) => unknown
  readonly send?: (value: never) => Parameter
  readonly options?: TypeOptions
}

const signed = (bits: number) => (random: Random) => integer(random, 2 ** bits) - 2 ** (bits - 1)
const unsigned = (bits: number) => (random: Random) => integer(random, 2 ** bits)

const cases: TypeCase[] = [
  { type: 'tinyint', value: signed(8) },
  { type: 'tinyint unsigned', value: unsigned(8) },
  { type: 'smallint', value: signed(16) },
  { type: 'mediumint unsigned', value: unsigned(24) },
  { type: 'int', value: signed(32) },
  { type: 'int unsigned', value: unsigned(32) },
  { type: 'int(12) unsigned zerofill', value: unsigned(32) },
  { type: 'bigint', value: (random) => Math.round((random() * 2 - 1) * Number.MAX_SAFE_INTEGER) },
  {
    type: 'bigint',
    name: 'bigint as bigint',
    value: (random) => BigInt.asIntN(64, (word(random) << 32n) | word(random)),
    options: { int8: 'bigint' },
  },
  {
    type: 'bigint unsigned',
    value: (random) => (word(random) << 32n) | word(random),
    options: { int8: 'bigint' },
  },
  {
    type: 'decimal(40,10)',
    value: (random) =>
      `${pick(random, ['', '-'])}${1 + integer(random, 9)}${digits(random, integer(random, 29))}.${digits(random, 10)}`,
  },
  { type: 'double', value: double },
  { type: 'float', value: (random) => (integer(random, 2 ** 12) - 2 ** 11) / 8 },
  { type: 'tinyint(1)', value: (random) => random() < 0.5, options: { tinyint1: 'boolean' } },
  { type: 'year', value: (random) => 1901 + integer(random, 255) },
  { type: 'date', value: (random) => day(random, 1000, 9999) },
  { type: 'datetime(6)', value: (random) => `${day(random, 1000, 9999)} ${time(random, 6)}` },
  { type: 'timestamp(6) null', value: (random) => `${day(random, 1971, 2038)} ${time(random, 6)}` },
  {
    type: 'datetime(3)',
    name: 'datetime as a Date',
    value: (random) => new Date(Math.round(Date.UTC(1000, 0, 1) + random() * 2.8e14)),
    options: { datetime: 'date' },
  },
  {
    type: 'time(6)',
    value: (random) => `${pick(random, ['', '-'])}${time(random, 6).replace(/^00:00:00\.0+$/, '01:00:00.000000')}`,
  },
  { type: 'varchar(2000) character set utf8mb4', value: text },
  { type: 'longtext character set utf8mb4', value: text },
  { type: 'longtext character set latin1', value: (random) => text(random).replace(/[^ -\u007e\u00e9\n]/gu, 'ÿ') },
  { type: "enum('', 'a', 'b c', 'é')", value: (random) => pick(random, ['', 'a', 'b c', 'é']) },
  { type: "set('a', 'b', 'c')", value: (random) => ['a', 'b', 'c'].filter(() => random() < 0.5).join(',') },
  { type: 'binary(8)', value: (random) => bytes(random, 8) },
  { type: 'varbinary(3000)', value: (random) => bytes(random, integer(random, 12) ** 2) },
  { type: 'longblob', value: (random) => bytes(random, integer(random, 300)) },
  {
    type: 'bit(64)',
    value: (random) => (word(random) << 32n) | word(random),
    options: { bit: 'bigint' },
  },
  { type: 'json', value: (random) => json(random, text), send: (value) => sql.json(value) },
]

describe('PlanetScale on MariaDB: every type goes there and back', () => {
  test.each(cases.map((one, index) => [one.name ?? one.type, one, index] as const))(
    '%s',
    async (_, { type, value, send = (same: Parameter) => same, options }, index) => {
      const random = randomOf(seed + index)
      const table = sql.table(`round_trip_${index}`)
      await db`create table ${table} (id int primary key, v ${sql.raw(type)})`
      for (let done = 0; done < valuesOfEach; done += atOnce) {
        const values = Array.from({ length: atOnce }, () => (random() < 0.03 ? null : value(random)))
        const rows = values.map((one, id) => sql`(${id}, ${one === null ? null : send(one as never)})`)
        const received = await db.transaction(async (tx) => {
          const turn = done / atOnce
          const [zone, mode] = [zones[turn % zones.length], modes[turn % modes.length]]
          await tx`set time_zone = ${zone as string}, sql_mode = ${mode as string}`
          await tx`insert into ${table} values ${sql.join(rows)}`
          const found = await tx<{ v: unknown }>`select v from ${table} order by id`.with(
            options ? { types: options } : {},
          )
          await tx`delete from ${table}`
          return found.map(({ v }) => v)
        })
        expect(received.length).toBe(values.length)
        for (let i = 0; i < values.length; i++) {
          if (Object.is(received[i], values[i])) continue
          expect(received[i], `value ${i} of ${done}`).toStrictEqual(values[i])
        }
      }
      await db`drop table ${table}`
    },
    process.env.TCPLESS_SOAK ? 600_000 : 60_000,
  )
})
