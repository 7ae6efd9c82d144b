// Random dates, times and intervals under every DateStyle, IntervalStyle and four time zones: as text they are what the
// server says, in the ISO style timestamptz is what was sent, and as objects intervals have the fields that the server
// extracts. TCPLESS_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, neon, sql } from '../../../js/services/neon.js'
import { type Running, start, startTimeout } from '../gateway/running.js'
import { randomOf } from '../support/neon-service.js'

const valuesOfEach = process.env.TCPLESS_SOAK ? 100_000 : 5_000
const seed = Number(process.env.TCPLESS_SEED ?? Date.now() % 1e9)
const timeLimit = process.env.TCPLESS_SOAK ? 3_600_000 : 120_000

const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Europe/Dublin']
const dateStyles = ['ISO', 'SQL', 'German', 'Postgres'].flatMap((style) =>
  ['MDY', 'DMY', 'YMD'].map((order) => `${style}, ${order}`),
)
const intervalStyles = ['postgres', 'postgres_verbose', 'sql_standard', 'iso_8601']

let running: Running

beforeAll(async () => {
  console.log(`seed ${seed} (TCPLESS_SEED)`)
  running = await start('PostgreSQL')
}, startTimeout)

afterAll(() => running?.stop())

function database(settings: Record<string, string>): Database {
  // The gateway is in this process, which compares values for so long that it closes connections meanwhile: what is
  // lost by that is asked for again.
  const options = { readOnly: true }
  return neon(`${running.gateway.url}?${new URLSearchParams(settings).toString().replaceAll('+', '%20')}`, options)
}

const random = randomOf(seed)
const integer = (limit: number) => Math.floor(random() * limit)

/** Microseconds since 2000 as PostgreSQL's own function reads them: 4713 BC to 294276, mostly around now. */
function microseconds(): string {
  const day = 86_400_000_000n
  const days = random() < 0.5 ? integer(20_000) - 10_000 : integer(109_000_000) - 2_450_000
  return String(BigInt(days) * day + BigInt(integer(86_400_000)) * 1000n + BigInt(random() < 0.5 ? 0 : integer(1000)))
}

/** What a timestamptz is in ISO 8601, from the fields that the server extracts in UTC. */
function isoOf([year = 0, month, day, hour, minute, micro = 0]: number[]): string {
  const astronomical = year < 0 ? year + 1 : year
  const sign = astronomical < 0 ? '-' : astronomical > 9999 ? '+' : ''
  const pad = (number: number | undefined, width = 2) => String(number).padStart(width, '0')
  const fraction = pad(micro % 1_000_000, 6).replace(/0+$/, '')
  const date = `${sign}${pad(Math.abs(astronomical), sign === '' ? 4 : 6)}-${pad(month)}-${pad(day)}`
  const time = `${pad(hour)}:${pad(minute)}:${pad(Math.floor(micro / 1_000_000))}`
  return `${date}T${time}${fraction === '' ? '' : `.${fraction}`}Z`
}

describe(`${valuesOfEach} dates and times under every DateStyle`, () => {
  const combinations = dateStyles.flatMap((style) => zones.map((zone) => ({ style, zone })))
  const count = Math.ceil(valuesOfEach / combinations.length)

  test.each(combinations)('$style in $zone', { timeout: timeLimit }, async ({ style, zone }) => {
    const db = database({ DateStyle: style, TimeZone: zone })
    const values = Array.from({ length: count }, microseconds)
    const fields = ['year', 'month', 'day', 'hour', 'minute', 'microseconds'].map(
      (field) => `extract(${field} from u)::int8`,
    )
    const rows = await db<Record<'z' | 't' | 'd' | 'zs' | 'ts' | 'ds', string> & { fields: number[]; list: string[] }>`
      with instants as (
        select timestamptz '2000-01-01 00:00:00Z' + m::int8 * interval '1 microsecond' as z, i
        from unnest(${values}::text[]) with ordinality as v (m, i)
      )
      select z, z::text as zs, t, t::text as ts, d, d::text as ds, array[${sql.raw(fields.join())}] as fields, array[z] as list
      from instants, lateral (select z::timestamp as t, z::date as d, z at time zone 'UTC' as u) as l order by i`
    expect(rows.length).toBe(count)
    const iso = style.startsWith('ISO')
    for (const row of rows) {
      expect([row.t, row.d]).toEqual([row.ts, row.ds])
      expect(row.z).toBe(iso ? isoOf(row.fields) : row.zs)
      expect(row.list).toEqual([row.z])
    }
    const raw = await db<{ z: string }>`select timestamptz '2024-01-02 03:04:05.5Z' as z`.with({
      types: { timestamptz: 'text' },
    })
    expect(raw).toEqual(await db`select (timestamptz '2024-01-02 03:04:05.5Z')::text as z`)
  })
})

describe(`${valuesOfEach} intervals under every IntervalStyle`, () => {
  test.each(intervalStyles)('%s', { timeout: timeLimit }, async (style) => {
    const db = database({ options: `-c IntervalStyle=${style}` })
    const atOnce = 500
    for (let sent = 0; sent < valuesOfEach / intervalStyles.length; sent += atOnce) {
      const signed = (limit: number) => (random() < 0.3 ? 0 : integer(limit * 2) - limit)
      const values = Array.from(
        { length: atOnce },
        () =>
          `${signed(random() < 0.5 ? 30 : 2e9)} mons ${signed(random() < 0.5 ? 40 : 2e9)} days ${signed(random() < 0.5 ? 2e6 : 8e15)} microseconds`,
      )
      const fields = ['year', 'month', 'day', 'hour', 'minute', 'microseconds'].map(
        (field) => `extract(${field} from v)::int8`,
      )
      const query = db<{ value: unknown; shown: string; fields: number[] }>`
        select v as value, v::text as shown, array[${sql.raw(fields.join())}] as fields
        from (select s::interval as v, i from unnest(${values}::text[]) with ordinality as t (s, i)) as t order by i`
      const texts = await query
      const objects = await query.with({ types: { interval: 'object' } })
      const responded: { value: unknown }[] = await (await db.respond(query.with({ types: 'pg' }))).json()
      texts.forEach((row, i) => {
        expect(row.value).toBe(row.shown)
        const [years, months, days, hours, minutes, micro = 0] = row.fields
        const all = {
          years,
          months,
          days,
          hours,
          minutes,
          seconds: Math.trunc(micro / 1e6),
          milliseconds: (micro % 1e6) / 1e3,
        }
        const expected = Object.fromEntries(
          Object.entries(all).filter(([, amount]) => amount !== 0 && !Object.is(amount, -0)),
        )
        expect(objects[i]?.value).toEqual(expected)
        expect(responded[i]?.value).toEqual(expected)
      })
    }
  })
})
