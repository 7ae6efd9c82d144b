// Each chain on real engines, by Kysely and by this builder over the same database: both give the same, or both fail.
// A soak runs all on each engine; else each runs on one of them.
import { Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TcplessDialect } from '../../../js/adapters/kysely.js'
import { builder } from '../../../js/builder/index.js'
import type { BatchDatabase, Database } from '../../../js/database.js'
import { DatabaseError } from '../../../js/index.js'
import { topics } from './chains/index.js'
import { type Chain, type Dialect, dialects, toolsOf } from './support/differential.js'
import { type Engines, startEngines } from './support/engines.js'

let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
  await Promise.all(dialects.map((dialect) => makeTables(engines[dialect])))
}, 120_000)
afterAll(() => engines?.stop())

const tables = ['person', 'pet', 'toy', 't', 'a', 'b', 'c', 'x', 'y', 'z', 'p', 'q', 'n', 'd']
const numbers = ['a', 'b', 'c', 'd', 'x', 'y', 'z', 'n', 'q', 'w', 'o', 'owner', 'age']

const quoted = (db: Database, name: string) => (db.dialect === 'mysql' ? `\`${name}\`` : `"${name}"`)

async function makeTables(db: Database): Promise<void> {
  const quote = (name: string) => quoted(db, name)
  const columns = numbers.map((name) => `${quote(name)} int`).join(', ')
  for (const table of tables) {
    await db.query(`create table ${quote(table)} (id int primary key, ${columns}, name varchar(20))`)
    await db.query(fill(db, table))
  }
}

function fill(db: Database, table: string): string {
  const rows = [1, 2, 3].map((id) => `(${id}, ${numbers.map((_, place) => (id + place) % 4).join(', ')}, 'n${id}')`)
  return `insert into ${quoted(db, table)} values ${rows.join(', ')}`
}

// In PostgreSQL what is deleted keeps its place, which the order of rows shows.
const emptying = { postgres: 'truncate', mysql: 'delete from', sqlite: 'delete from' }

/** Gives the tables that are named in a statement the rows that they had before it. */
async function restore(db: Database, sql: string): Promise<void> {
  const statements = tables
    .filter((name) => sql.includes(quoted(db, name)))
    .flatMap((table) => [db.query(`${emptying[db.dialect]} ${quoted(db, table)}`), db.query(fill(db, table))])
  if ('batch' in db) await (db as BatchDatabase).batch(statements)
  else for (const statement of statements) await statement
}

interface Made {
  readonly isRawBuilder?: true
  compile(k: unknown): { readonly sql: string }
  execute(k?: unknown): Promise<unknown>
}

// What is refused before it is sent, as MySQL 8 does not take it, where MariaDB does.
const refused = 'refused'

const wrong = new Set<unknown>(['core_fault', 'protocol', 'out_of_memory', 'outcome_unknown'])

/** What comes of a chain: the text of its outcome, or undefined when it fails. */
async function outcome(chain: Chain, k: unknown, tools: object, db: Database): Promise<string | undefined> {
  try {
    const query = chain(k as never, tools as never) as Made
    const { sql } = query.compile(k)
    const result = await (query.isRawBuilder ? query.execute(k) : query.execute())
    if (!/^(?:select|explain) /.test(sql)) await restore(db, sql)
    return JSON.stringify(result, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))
  } catch (error) {
    // Neither the caller nor the engine can be at fault for these.
    if (!(error instanceof Error) || wrong.has((error as DatabaseError).code)) throw error
    const isRefused = error instanceof DatabaseError && error.code === 'unsupported' && error.service === undefined
    return db.dialect === 'mysql' && isRefused ? refused : undefined
  }
}

function chainsFor(dialect: Dialect): Chain[] {
  const all = Object.values(topics).flat()
  if (process.env.TCPLESS_SOAK) return all
  return all.filter((_, index) => index % dialects.length === dialects.indexOf(dialect))
}

async function runAll(dialect: Dialect): Promise<{ ran: number; differing: string[] }> {
  const database = engines[dialect] as Database
  const kysely = new Kysely({ dialect: new TcplessDialect({ database: database as never }) })
  const own = builder(database)
  const { kysely: theirTools, builder: ownTools } = toolsOf(dialect)
  const differing: string[] = []
  let ran = 0
  for (const chain of chainsFor(dialect)) {
    const wanted = await outcome(chain, kysely, theirTools, database)
    const given = await outcome(chain, own, ownTools, database)
    if (wanted === undefined ? given === refused : given === refused || isClock.test(wanted)) continue
    if (wanted !== undefined) ran++
    if (wanted !== given) differing.push(`${chain}\nKysely: ${wanted}\ntcpless: ${given}`)
  }
  return { ran, differing }
}

// The time of the server, which is another one in the next query.
const isClock = new RegExp(`"${new Date().getUTCFullYear()}-\\d\\d-\\d\\d[T ]\\d\\d:`)

test.concurrent.each(dialects)(
  '%s: each chain gives the rows that it gives with Kysely',
  async (dialect) => {
    const { ran, differing } = await runAll(dialect)
    expect(differing).toEqual([])
    // The others are there for their text: they name what is nowhere, or are of another dialect.
    expect(ran).toBeGreaterThan(process.env.TCPLESS_SOAK ? 500 : 150)
  },
  300_000,
)
