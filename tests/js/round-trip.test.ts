// Random values of each type, and arrays of them, go to PostgreSQL and back, under four time zones and both forms of
// bytea by turns. TCPLESS_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, neon, type Parameter, sql, type TypeOptions } from '../../js/services/neon.js'
import { type Running, start, startTimeout } from './gateway/running.js'
import { arrayOf, arrayText, mapArray } from './support/arrays.js'
import { randomOf } from './support/neon-service.js'
import { digits, integer, json, pick, type Random, textOf } from './support/random.js'

const valuesOfEach = process.env.TCPLESS_SOAK ? 100_000 : 5_000
const atOnce = 500
const depths = [1, 2, 3]
const longest = process.env.TCPLESS_SOAK ? 3_600_000 : 120_000
const seed = Number(process.env.TCPLESS_SEED ?? Date.now() % 1e9)

let running: Running
let databases: Database[]

const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Europe/Dublin']

beforeAll(async () => {
  console.log(`seed ${seed} (TCPLESS_SEED)`)
  running = await start('PostgreSQL')
  databases = zones.map((zone, i) =>
    neon(`${running.gateway.url}?TimeZone=${zone}&bytea_output=${i % 2 ? 'escape' : 'hex'}`),
  )
}, startTimeout)

afterAll(() => running?.stop())

function double(random: Random): number {
  const words = new Uint32Array([random() * 2 ** 32, random() * 2 ** 32])
  return pick(random, [
    new Float64Array(words.buffer)[0] as number,
    random() * 1e6,
    -0,
    5e-324,
    1.7976931348623157e308,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
  ])
}

const characters = [
  ...'abc \t\n\'"\\{},$1?:;-/*()',
  '\u0001',
  '\u007f',
  'é',
  '€',
  '\u2028',
  '\ufeff',
  '\u{1f600}',
  '\u{10ffff}',
  'NULL',
]
const text = (random: Random): string => textOf(random, characters)

/** An instant with its microseconds, as the server writes it in UTC; years 1620 to 3521. */
function instant(random: Random): string {
  const date = new Date(Date.UTC(2000, 0, 1) + (random() - 0.2) * 6e13)
  const fraction = random() < 0.3 ? '' : `.${digits(random, 1 + integer(random, 6))}`.replace(/\.?0+$/, '')
  return `${date.toISOString().slice(0, 19)}${fraction}`
}

interface TypeCase {
  readonly type: string
  /** What the test is called, when not as the type. */
  readonly name?: string
  readonly value: (random: Random) => unknown
  /** How the value is sent, when not as it is. */
  readonly send?: (value: unknown) => Parameter
  /** How it is sent as an element of an array, when not as that. */
  readonly sendElement?: (value: unknown) => Parameter
  /** How what comes back is made comparable, when not as it is. */
  readonly receive?: (value: unknown) => unknown
  readonly options?: TypeOptions
}

const cases: TypeCase[] = [
  { type: 'int2', value: (random) => integer(random, 65536) - 32768 },
  { type: 'int4', value: (random) => integer(random, 2 ** 32) - 2 ** 31 },
  { type: 'int8', value: (random) => Math.round((random() * 2 - 1) * Number.MAX_SAFE_INTEGER) },
  {
    type: 'int8',
    value: (random) =>
      BigInt.asIntN(
        64,
        BigInt(`0x${[0, 0, 0, 0].map(() => integer(random, 65536).toString(16).padStart(4, '0')).join('')}`),
      ),
    name: 'int8 as bigint',
    options: { int8: 'bigint' },
  },
  // The shortest digits that are this float4 are another float8.
  {
    type: 'float4',
    value: (random) => Math.fround(double(random)),
    receive: (value) => (value === null ? null : Math.fround(value as number)),
  },
  { type: 'float8', value: double },
  {
    type: 'numeric',
    value: (random) =>
      `${pick(random, ['', '-'])}${1 + integer(random, 9)}${digits(random, integer(random, 40))}${pick(random, ['', `.${digits(random, 1 + integer(random, 30))}`])}`,
  },
  { type: 'bool', value: (random) => random() < 0.5 },
  { type: 'text', value: text },
  { type: 'varchar', value: text },
  {
    type: 'uuid',
    value: (random) =>
      [8, 4, 4, 4, 12]
        .map((length) => Array.from({ length }, () => integer(random, 16).toString(16)).join(''))
        .join('-'),
  },
  ...['json', 'jsonb'].map((type) => ({
    type,
    value: (random: Random) => json(random, text),
    send: (value: unknown) => sql.json(value),
    sendElement: (value: unknown) => JSON.stringify(value),
  })),
  { type: 'bytea', value: (random) => Uint8Array.from({ length: integer(random, 40) }, () => integer(random, 256)) },
  { type: 'date', value: (random) => instant(random).slice(0, 10) },
  { type: 'time', value: (random) => instant(random).slice(11) },
  { type: 'timestamp', value: (random) => instant(random).replace('T', ' ') },
  { type: 'timestamptz', value: (random) => `${instant(random)}Z` },
  {
    type: 'timestamptz',
    name: 'timestamptz as Date',
    value: (random) => new Date(Math.floor((random() - 0.2) * 1e14)),
    options: { timestamptz: 'date' },
  },
  {
    type: 'timestamp',
    name: 'timestamp as a local Date',
    value: (random) => new Date(2000, 0, 1, integer(random, 20) - 10, 0, 0, Math.floor((random() - 0.2) * 1e13)),
    send: (value) => localText(value as Date),
    options: { timestamp: 'local' },
  },
  {
    type: 'numeric',
    name: 'numeric as bigint',
    value: (random) => BigInt(`${1 + integer(random, 9)}${digits(random, 30)}`),
    options: { numeric: 'bigint' },
  },
  { type: 'oid', value: (random) => integer(random, 2 ** 32) },
  { type: 'timetz', value: (random) => `${instant(random).slice(11)}${pick(random, ['+00', '-04', '+05:45'])}` },
  { type: 'varbit', value: (random) => Array.from({ length: integer(random, 20) }, () => integer(random, 2)).join('') },
  { type: 'int4range', value: (random) => range(random) },
  { type: 'point', value: (random) => `(${integer(random, 1e6)},${integer(random, 1e6) / 8})` },
  {
    type: 'circle',
    name: 'circle as an object',
    value: (random) => ({
      x: integer(random, 1e6) / 8,
      y: integer(random, 1e6) - 5e5,
      radius: integer(random, 1e3) / 4,
    }),
    send: (value) => {
      const { x, y, radius } = value as Record<'x' | 'y' | 'radius', number>
      return `<(${x},${y}),${radius}>`
    },
    options: { circle: 'object' },
  },
  { type: 'name', value: (random) => [...text(random)].slice(0, 12).join('') },
  { type: 'inet', value: (random) => [0, 0, 0, 0].map(() => integer(random, 256)).join('.') },
]

function range(random: Random): string {
  const low = integer(random, 1e6) - 5e5
  return pick(random, ['empty', '(,)', `[${low},)`, `[${low},${low + 1 + integer(random, 1e6)})`])
}

/** The time in the time zone of the process, as the type timestamp has it. */
function localText(date: Date): string {
  const parts = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()]
  const [month, day, ...time] = parts.map((part) => String(part).padStart(2, '0'))
  return `${date.getFullYear()}-${month}-${day} ${time.join(':')}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** What JSON.parse of a response gives for a value: bigints keep their digits by the reviver below. */
function jsonForm(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'number') return value
  return Number.isFinite(value) ? value + 0 : String(value)
}

const asIs = <T>(value: T): T => value
const withBigints = (_key: string, value: unknown, context?: { source: string }) =>
  typeof value === 'number' ? BigInt(context?.source ?? '') : value

/** What a response holds. Its local times have no offset, so they are read in the time zone of the process. */
async function respondedRows(response: Response, { int8, numeric, timestamp }: TypeOptions) {
  const bigints = int8 === 'bigint' || numeric === 'bigint'
  const rows: Record<string, unknown>[] = JSON.parse(await response.text(), bigints ? withBigints : undefined)
  const local = (value: unknown) => (typeof value === 'string' ? new Date(value).toISOString() : value)
  return { rows, given: timestamp === 'local' ? local : asIs }
}

process.env.TZ = 'America/New_York'

describe.each(cases.map((each) => ({ name: each.type, ...each })))(
  `${valuesOfEach} values of each type come back as they went: $name`,
  ({ type, value, send = asIs as (sent: unknown) => Parameter, sendElement = send, receive = asIs, options = {} }) => {
    const cast = sql.raw(type)

    test('in columns', { timeout: longest }, async () => {
      const random = randomOf(seed)
      for (let sent = 0; sent < valuesOfEach; sent += atOnce) {
        const db = pick(random, databases)
        const values = Array.from({ length: atOnce }, () => (random() < 0.05 ? null : value(random)))
        const list = sql.join(values.map((item, i) => sql`(${i}::int4, ${item === null ? null : send(item)}::${cast})`))
        const query = db<{ value: unknown }>`select value from (values ${list}) v (i, value) order by i`.with({
          types: options,
        })
        const received = (await query).map((row) => row.value)
        expect(received.map(receive)).toStrictEqual(values)
        // The other road gives the same.
        const { rows, given } = await respondedRows(await db.respond(query), options)
        expect(rows.map((row) => given(row.value))).toStrictEqual(received.map(jsonForm))
      }
    })

    test('in arrays', { timeout: longest }, async () => {
      const random = randomOf(seed)
      for (let sent = 0; sent < valuesOfEach; sent += 2 * atOnce) {
        const db = pick(random, databases)
        const arrays = depths.map((depth) => arrayOf(random, depth, () => (random() < 0.1 ? null : value(random))))
        const sentArrays = arrays.map((array, i) => {
          const depth = depths[i] as number
          const elements = mapArray(array, depth, (item) => (item === null ? null : sendElement(item))) as Parameter[]
          return array.length > 0 && random() < 0.3 ? arrayText(random, elements, depth) : elements
        })
        const list = sql.join(sentArrays.map((array, i) => sql`${array}::${cast}[] as ${sql.raw(`depth${depths[i]}`)}`))
        const query = db<Record<string, unknown>>`select ${list}`.with({ types: options })
        const [row = {}] = await query
        const compare = (mapped: (element: unknown) => unknown) =>
          depths.map((depth) => mapArray(row[`depth${depth}`], depth, mapped))
        expect(compare(receive)).toStrictEqual(arrays)
        const { rows, given } = await respondedRows(await db.respond(query), options)
        const responded = depths.map((depth) => mapArray(rows[0]?.[`depth${depth}`], depth, given))
        expect(responded).toStrictEqual(compare(jsonForm))
      }
    })
  },
)
