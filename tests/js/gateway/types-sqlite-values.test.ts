// The types that `npx tcpless types` writes for SQLite are those of the values that D1 and Durable Objects give.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSqlite } from '../../../js/gateway/types/sqlite-schema.js'
import { writeTypes } from '../../../js/gateway/types/writer.js'
import { type D1Session, d1 } from '../../../js/services/d1.js'
import { type D1RestDatabase, d1Rest } from '../../../js/services/d1-rest.js'
import type { TypeOptions } from '../../../js/options.js'
import { startMiniflare } from './d1-running.js'
import { type Gateway, startGateway } from '../../../js/gateway/gateway.js'
import { startTimeout } from './running.js'
import { asArguments, compile, generate, newFolder, proof, type Wider } from './types-running.js'

const setUp = [
  `create table everything (
    id integer primary key, whole int, large bigint, flag boolean, yes_no bool_int, real_one real, twice double precision, name text,
    varying varchar(20), bytes blob, price decimal(10, 2), number numeric, at datetime, on_day date, doc json,
    anything, made integer generated always as (whole + 1) stored, shown text as (name) virtual)`,
  `insert into everything (id, whole, large, flag, yes_no, real_one, twice, name, varying, bytes, price, number, at, on_day, doc, anything)
    values (1, 2, 9007199254740993, true, 1, 1.5, 2.5, 'a', 'b', x'00ff', '1.5', 7, '2024-01-02 03:04:05', '2024-01-02', '{}', 'x')`,
  'insert into everything (id) values (2)',
  `create table exact_one (id integer primary key, whole int, real_one real, name text, bytes blob, anything any) strict`,
  `insert into exact_one values (1, 2, 1.5, 'a', x'00ff', 'x')`,
  'insert into exact_one (id) values (2)',
]

/** What else the columns can hold by their types. */
const wider: Wider = {
  at: ['number'],
  on_day: ['number'],
  doc: ['number'],
  anything: ['number', 'Uint8Array'],
}

let folder: Awaited<ReturnType<typeof newFolder>>
let file: string
let gateway: Gateway
let rest: D1RestDatabase
let binding: D1Session
let miniflare: Awaited<ReturnType<typeof startMiniflare>>
beforeAll(async () => {
  folder = await newFolder()
  file = join(folder.path, 'app.db')
  const database = new DatabaseSync(file)
  for (const sql of setUp) database.exec(sql)
  database.close()
  gateway = await startGateway({ port: 0, sqlite: file })
  rest = d1Rest(gateway.d1 as Required<NonNullable<Gateway['d1']>>)
  miniflare = await startMiniflare()
  binding = d1(miniflare.database as never)
  await binding.batch(setUp.map((sql) => binding.query(sql)))
}, startTimeout)
afterAll(async () => {
  await gateway?.close()
  await miniflare?.stop()
  await folder?.remove()
})

const rowsOf = async (db: D1Session | D1RestDatabase, table: string, types?: TypeOptions) => {
  const query = db.query<Record<string, unknown>>(`select * from ${table}`)
  const rows = await (types === undefined ? query : query.with({ types }))
  expect(rows).toHaveLength(2)
  return [...rows]
}

/** What D1's REST API gives for an integer beyond 2^53 is in the type beside numbers. */
const withLarge = (kind: 'bigint' | 'string'): Wider => {
  const integers = ['id', 'whole', 'large', 'flag', 'yes_no', 'made', 'price', 'number']
  const others = Object.entries(wider).map(([name, kinds]) => [name, [...kinds, kind]] as const)
  return { ...Object.fromEntries([...integers.map((name) => [name, [kind]]), ...others]), large: ['number', kind] }
}

describe('the types are those of the values', () => {
  test('of the binding', async () => {
    const text = await generate('--sqlite', file)
    const everything = proof('EverythingTable', await rowsOf(binding, 'everything'), wider)
    const exact = proof('ExactOneTable', await rowsOf(binding, 'exact_one'), wider)
    expect(await compile({ 'database.ts': text, 'everything.ts': everything, 'exact.ts': exact })).toBe('')
  })

  test.each([
    [{ int8: 'bigint' }, withLarge('bigint')],
    [
      { int8: 'string', bytea: 'hex' },
      { ...withLarge('string'), anything: ['number' as const] },
    ],
  ] as [TypeOptions, Wider][])('of the REST API with %j', async (types, also) => {
    const text = await generate('--sqlite', file, ...asArguments(types as never))
    const everything = proof('EverythingTable', await rowsOf(rest, 'everything', types), also)
    expect(await compile({ 'database.ts': text, 'everything.ts': everything })).toBe('')
  })
})

test("workerd's D1 answers the same questions", async () => {
  const rows = async (sql: string): Promise<(string | null)[][]> => {
    const found = await binding.query<unknown[]>(sql).with({ rowMode: 'array' })
    return found.map((row) => row.map((cell) => (cell === null ? null : String(cell))))
  }
  const source = { dialect: 'SQLite', description: '', rows, close: async () => {} } as const
  const selection = { schemas: undefined, defaultSchema: undefined, isExcluded: () => false, partitions: false }
  const schema = await readSqlite(source, selection, { preset: undefined, types: {}, columns: {}, oids: {} })
  const text = await generate('--sqlite', file)
  expect(writeTypes(schema, { madeBy: text.split('\n')[0]?.slice(3) ?? '', camelCase: false })).toBe(text)
  expect(schema.warnings).toEqual([])
})

test('what columns are declared as decides', async () => {
  const text = await generate('--sqlite', file, '--integers', 'bigint')
  expect(text.slice(text.indexOf('export interface Everything'))).toMatchInlineSnapshot(`
    "export interface EverythingTable {
      anything: Uint8Array | bigint | number | string | null
      at: ColumnType<bigint | number | string | null, Date | bigint | number | string | null, Date | bigint | number | string | null>
      bytes: Uint8Array | null
      doc: bigint | number | string | null
      flag: ColumnType<bigint | null, bigint | boolean | number | null, bigint | boolean | number | null>
      id: ColumnType<bigint, bigint | number | undefined, bigint | number>
      large: ColumnType<bigint | null, bigint | number | null, bigint | number | null>
      made: ColumnType<bigint | null, never, never>
      name: string | null
      number: bigint | number | null
      on_day: ColumnType<bigint | number | string | null, Date | bigint | number | string | null, Date | bigint | number | string | null>
      price: bigint | number | null
      real_one: number | null
      shown: ColumnType<string | null, never, never>
      twice: number | null
      varying: string | null
      whole: ColumnType<bigint | null, bigint | number | null, bigint | number | null>
      yes_no: ColumnType<bigint | null, bigint | boolean | number | null, bigint | boolean | number | null>
    }

    export interface ExactOneTable {
      anything: Uint8Array | bigint | number | string | null
      bytes: Uint8Array | null
      id: ColumnType<bigint, bigint | number | undefined, bigint | number>
      name: string | null
      real_one: number | null
      whole: ColumnType<bigint | null, bigint | number | null, bigint | number | null>
    }

    /** All tables and views, by the names that queries use. */
    export interface Database {
      everything: EverythingTable
      exact_one: ExactOneTable
    }
    "
  `)
})
