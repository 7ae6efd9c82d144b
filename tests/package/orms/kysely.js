// kysely-neon.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { neon } from '@neondatabase/serverless'
import { Kysely, sql } from 'kysely'
import { NeonDialect } from 'kysely-neon'

const db = new Kysely({ dialect: new NeonDialect({ neon: neon(process.env.DATABASE_URL) }) })

await db.schema
  .createTable('kysely_posts')
  .addColumn('id', 'serial', (column) => column.primaryKey())
  .addColumn('title', 'text', (column) => column.notNull().unique())
  .addColumn('views', 'int8')
  .addColumn('at', 'timestamptz')
  .addColumn('doc', 'jsonb')
  .execute()

const row = { title: 'One', views: '9007199254740993', at: new Date('2024-07-01T12:00:00.123Z'), doc: { a: [1] } }
deepEqual(
  await db
    .insertInto('kysely_posts')
    .values([row, { ...row, title: 'Two', at: null }])
    .returningAll()
    .execute(),
  [
    { id: 1, ...row },
    { id: 2, ...row, title: 'Two', at: null },
  ],
)
deepEqual(await db.selectFrom('kysely_posts').select(['id', 'title']).where('title', 'like', 'T%').execute(), [
  { id: 2, title: 'Two' },
])
const updated = await db.updateTable('kysely_posts').set({ title: 'Zwei' }).where('id', '=', 2).executeTakeFirst()
equal(updated.numUpdatedRows, 1n)
const { rows } = await sql`select ${[1, 2]}::int4[] as list`.execute(db)
deepEqual(rows, [{ list: [1, 2] }])
deepEqual(
  (await db.introspection.getTables()).map(({ name }) => name).filter((name) => name.startsWith('kysely_')),
  ['kysely_posts'],
)
await rejects(db.insertInto('kysely_posts').values({ title: 'One' }).execute(), { name: 'NeonDbError', code: '23505' })
await rejects(
  db.transaction().execute(async () => {}),
  /interactive transactions/,
)

// One core, however it is reached.
const { NeonDbError } = await import('tcpless/compat/neon')
await rejects(sql`select 1 / 0`.execute(db), NeonDbError)
console.log('ok')
