// The adapters of Kysely and Drizzle, on Neon and on D1 by its REST API.
import { deepEqual, rejects } from 'node:assert/strict'
import { sql as drizzleSql } from 'drizzle-orm'
import { pgTable, text as pgText } from 'drizzle-orm/pg-core'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { Kysely, sql } from 'kysely'
import { drizzlePostgres, drizzleSqlite } from 'tcpless/adapters/drizzle'
import { batch, TcplessDialect } from 'tcpless/adapters/kysely'
import { d1Rest } from 'tcpless/d1-rest'
import { DatabaseError, neon } from 'tcpless/neon'

const postgres = neon(process.env.DATABASE_URL)
const sent = []
const d1 = d1Rest({
  accountId: '0123456789abcdef0123456789abcdef',
  databaseId: '00000000-0000-4000-8000-000000000000',
  apiToken: 'token',
  async fetch(_url, { body }) {
    sent.push(JSON.parse(body))
    const results = { columns: ['id', 'title'], rows: [[1, 'first']] }
    return new Response(JSON.stringify({ result: [{ results, success: true, meta: {} }], success: true }))
  },
})

const kysely = new Kysely({ dialect: new TcplessDialect({ database: postgres }) })
const tables = kysely.selectFrom('pg_catalog.pg_class').select('relname').where('relname', '=', 'pg_class')
deepEqual(await tables.execute(), [{ relname: 'pg_class' }])
deepEqual(await batch(kysely, [tables, tables]), [[{ relname: 'pg_class' }], [{ relname: 'pg_class' }]])
await rejects(sql`select 1 / 0`.execute(kysely), (error) => error instanceof DatabaseError)

const onD1 = new Kysely({ dialect: new TcplessDialect({ database: d1 }) })
deepEqual(await onD1.selectFrom('posts').select(['id', 'title']).where('id', '=', 1).execute(), [
  { id: 1, title: 'first' },
])
deepEqual(sent.pop(), { sql: 'select "id", "title" from "posts" where "id" = ?', params: [1] })

const classes = pgTable('pg_class', { relname: pgText() })
deepEqual(await drizzlePostgres(postgres).select().from(classes).where(drizzleSql`relname = ${'pg_class'}`), [
  { relname: 'pg_class' },
])
const posts = sqliteTable('posts', { id: integer(), title: text() })
deepEqual(await drizzleSqlite(d1).select().from(posts), [{ id: 1, title: 'first' }])
console.log('ok')
