// Types only: the type checker reads this file and nothing runs it.
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { sqliteTable, text as liteText } from 'drizzle-orm/sqlite-core'
import { type DeleteResult, type InsertResult, Kysely, sql } from 'kysely'
import { drizzle, drizzlePostgres, type PostgresResult, type SqliteResult } from '../../../js/adapters/drizzle.js'
import { batch, respond, TcplessDialect } from '../../../js/adapters/kysely.js'
import { d1 } from '../../../js/services/d1.js'
import { d1Rest } from '../../../js/services/d1-rest.js'
import { neon } from '../../../js/services/neon.js'
import { connect } from '../../../js/index.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function is<_ extends true>(): void {}

declare const binding: import('@cloudflare/workers-types').D1Database
const rest = { accountId: 'a', databaseId: 'b', apiToken: 'c' }

export async function kysely(): Promise<void> {
  interface Tables {
    posts: { id: number; title: string }
  }
  for (const database of [neon('x'), d1(binding), d1(binding).session(), d1Rest(rest), connect('x'), connect(rest)]) {
    new TcplessDialect({ database })
  }
  // @ts-expect-error not the binding itself
  new TcplessDialect({ database: binding })
  const db = new Kysely<Tables>({ dialect: new TcplessDialect({ database: neon('x') }) })
  const query = db.selectFrom('posts').select('id')
  const [ids, made, gone, returned, raw] = await batch(
    db,
    [
      query,
      db.insertInto('posts').values({ id: 1, title: 'a' }),
      db.deleteFrom('posts').compile(),
      db.updateTable('posts').set({ id: 2 }).returning('title'),
      sql<{ n: number }>`select 1 as n`.compile(db),
    ],
    { isolationLevel: 'Serializable', readOnly: true },
  )
  is<Equal<typeof ids, { id: number }[]>>()
  is<Equal<typeof made, InsertResult[]>>()
  is<Equal<typeof gone, DeleteResult[]>>()
  is<Equal<typeof returned, { title: string }[]>>()
  is<Equal<typeof raw, { n: number }[]>>()
  await batch(neon('x'), [query])
  await respond(db, { a: query, b: query.compile() }, { single: ['a'] })
  // @ts-expect-error no query
  await batch(db, ['select 1'])
}

export async function drizzles(): Promise<void> {
  const posts = pgTable('posts', { id: integer().primaryKey(), title: text() })
  const notes = sqliteTable('notes', { body: liteText().notNull() })
  const db = drizzle(neon('x'), { schema: { posts } })
  const lite = drizzle(d1(binding), { schema: { notes } })
  drizzle(d1Rest(rest)).select().from(notes)
  // @ts-expect-error the other dialect
  drizzlePostgres(d1(binding))
  const [selected, found, inserted] = await db.batch([
    db.select().from(posts),
    db.query.posts.findFirst({ columns: { title: true } }),
    db.insert(posts).values({ id: 1 }),
  ])
  is<Equal<typeof selected, { id: number; title: string | null }[]>>()
  is<Equal<typeof found, { title: string | null } | undefined>>()
  is<Equal<typeof inserted, PostgresResult<never>>>()
  const raw = await db.execute<{ n: number }>('select 1 as n')
  is<Equal<typeof raw, PostgresResult<{ n: number }>>>()
  const [bodies, ran] = await lite.batch([lite.select().from(notes), lite.insert(notes).values({ body: 'x' })])
  is<Equal<typeof bodies, { body: string }[]>>()
  is<Equal<typeof ran, SqliteResult>>()
  // @ts-expect-error there is no such table
  lite.query.posts
}
