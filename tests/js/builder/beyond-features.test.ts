// What a dialect has not is refused before it is sent, and nothing that it has: each construct on real engines.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Compiled } from '../../../js/builder/compiler.js'
import { builder } from '../../../js/builder/index.js'
import type { Database } from '../../../js/database.js'
import type { DatabaseError } from '../../../js/errors.js'
import { startTimeout } from '../gateway/running.js'
import { constructs, type Explained, type Loose } from './support/constructs.js'
import { type Engines, startEngines } from './support/engines.js'

const dialects = ['postgres', 'mysql', 'sqlite'] as const
type Dialect = (typeof dialects)[number]

// MariaDB 10.11 stands in for MySQL 8 here. What MySQL 8 has and MariaDB has not:
const mysqlAlone = new Set([
  'lateral join',
  'left lateral join',
  'cross join lateral',
  'for share',
  'for update of',
  'with before update',
  'with before delete',
  'json path',
  'json path text',
  'json path by hand',
  'explain options',
  'explain options and format',
  'cast as double precision',
  'cast as json',
  'cast as real',
])
// And what MariaDB has and MySQL has not.
const mariadbAlone = new Set([
  'fetch',
  'fetch with ties',
  'fetch with ties without an order',
  'delete returning',
  'insert returning',
  'insert returning all',
  'cast as float4',
  'cast as float8',
  'cast as int4',
  'cast as integer',
  'cast as uuid',
  'cast as varchar(255)',
])
// MySQL reads `full` as the name of a table, and `#` as the start of a comment.
const misread = new Set(['full join', 'operator #'])
// PostgreSQL calls it a syntax error, and means what the query asks for.
const noSyntax = new Set(['fetch with ties without an order'])

let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
  for (const dialect of dialects) {
    const db = engines[dialect] as Database
    const json = { postgres: 'jsonb', mysql: 'json', sqlite: 'text' }[dialect]
    await db.query(`create table t (id integer primary key, a integer, b varchar(10), j ${json})`)
    await db.query('create table u (id integer primary key, t_id integer, a integer)')
  }
}, startTimeout)
afterAll(() => engines?.stop())

function compiledOf(dialect: Dialect, name: string): Compiled {
  const k: Loose = builder(engines[dialect] as Database)
  const query = (constructs[name] as (k: Loose) => Loose | Explained)(k)
  if (!('explained' in query)) return query.compile()
  // What explain() would send.
  let sent: Compiled | undefined
  const run = async (compiled: Compiled) => {
    sent = compiled
    return []
  }
  const host = Object.create(k.host, { run: { value: run } })
  void Object.create(query.explained, { host: { value: host } }).explain(...query.args)
  return sent as unknown as Compiled
}

/** Whether the engine can read the text; what else it says of it does not count. */
async function isSyntax(dialect: Dialect, { sql, parameters }: Compiled): Promise<boolean> {
  try {
    await (engines[dialect] as Database).query(sql, parameters as string[])
    return true
  } catch (error) {
    const { code, sqlstate, errno, message } = error as DatabaseError
    // What the values of MySQL cannot be written into.
    if (code === 'parameter') return false
    expect(code).toBe('query')
    if (dialect === 'postgres') return sqlstate !== '42601'
    if (dialect === 'mysql') return errno !== 1064 && errno !== 4161
    return !/syntax error|unrecognized token/.test(message)
  }
}

describe.each(dialects)('on %s', (dialect) => {
  test.each(Object.keys(constructs))('%s', async (name) => {
    const compiled = compiledOf(dialect, name)
    const isRefused = compiled.unsupported !== ''
    if (dialect === 'mysql' && (mysqlAlone.has(name) || mariadbAlone.has(name))) {
      expect(isRefused, compiled.unsupported).toBe(mariadbAlone.has(name))
      return
    }
    if (dialect === 'mysql' && misread.has(name)) {
      expect(isRefused).toBe(true)
      return
    }
    if (dialect === 'postgres' && noSyntax.has(name)) return
    expect(!isRefused, `${compiled.unsupported || 'sent'}: ${compiled.sql}`).toBe(await isSyntax(dialect, compiled))
  })
})

test('the error names the dialect and what it has not, and nothing is sent', async () => {
  const refused = async (database: Database, name: string, message: string) => {
    const k: Loose = builder(database)
    await expect(constructs[name]?.(k).execute()).rejects.toMatchObject({ code: 'unsupported', message })
  }
  const requests: unknown[] = []
  const silent = (async (...request: unknown[]) => {
    requests.push(request)
    throw new Error('sent')
  }) as typeof fetch
  const { neon } = await import('../../../js/services/neon.js')
  const { planetscale } = await import('../../../js/services/planetscale.js')
  const postgres = neon('postgresql://u:p@h.invalid/d', { fetch: silent })
  const mysql = planetscale('mysql://u:p@h.invalid/d', { fetch: silent })
  await refused(mysql, 'full join', 'MySQL does not have this: full join')
  await refused(mysql, 'insert returning', 'MySQL does not have this: returning')
  await refused(engines.sqlite, 'merge', 'SQLite does not have this: merge')
  await refused(engines.sqlite, 'lateral join', 'SQLite does not have this: lateral joins')
  await refused(postgres, 'on duplicate key', 'PostgreSQL does not have this: on duplicate key update')
  await refused(postgres, 'empty in', 'PostgreSQL does not have this: an empty list, without the option emptyLists')
  expect(requests).toEqual([])
})
