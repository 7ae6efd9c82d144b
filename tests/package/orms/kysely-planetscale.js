// kysely-planetscale.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { Kysely, sql } from 'kysely'
import { PlanetScaleDialect } from 'kysely-planetscale'

const db = new Kysely({ dialect: new PlanetScaleDialect({ url: process.env.PLANETSCALE_URL }) })

await db.schema
  .createTable('kysely_posts')
  .addColumn('id', 'serial', (column) => column.primaryKey())
  .addColumn('title', 'varchar(50)', (column) => column.notNull().unique())
  .addColumn('views', 'bigint')
  .addColumn('at', 'datetime(3)')
  .addColumn('doc', 'json')
  .execute()

const row = {
  title: 'It\'s "one" ü',
  views: '9007199254740993',
  at: new Date('2024-07-01T12:00:00.123Z'),
  doc: { a: [1] },
}
const inserted = await db
  .insertInto('kysely_posts')
  .values([
    { ...row, doc: JSON.stringify(row.doc) },
    { ...row, title: 'Two', at: null, doc: null },
  ])
  .executeTakeFirst()
deepEqual([inserted.insertId, inserted.numInsertedOrUpdatedRows], [1n, 2n])
deepEqual(await db.selectFrom('kysely_posts').selectAll().where('id', '=', 1).execute(), [{ id: '1', ...row }])
const updated = await db.updateTable('kysely_posts').set({ title: 'Zwei' }).where('id', '=', 2).executeTakeFirst()
equal(updated.numUpdatedRows, 1n)

const count = async () => (await sql`select count(*) as n from kysely_posts`.execute(db)).rows[0].n
await db.transaction().execute(async (trx) => {
  await trx.insertInto('kysely_posts').values({ title: 'Three' }).execute()
  equal(await count(), '2')
})
equal(await count(), '3')
await rejects(
  db
    .transaction()
    .setIsolationLevel('serializable')
    .execute(async (trx) => {
      await trx.deleteFrom('kysely_posts').execute()
      throw new Error('mine')
    }),
  /mine/,
)
equal(await count(), '3')
deepEqual(
  (await db.introspection.getTables()).map(({ name }) => name).filter((name) => name.startsWith('kysely_')),
  ['kysely_posts'],
)
await rejects(db.insertInto('kysely_posts').values({ title: 'Zwei' }).execute(), {
  name: 'DatabaseError',
  errno: 1062,
  sqlstate: '23000',
})

// One core, however it is reached.
const { DatabaseError } = await import('tcpless/compat/planetscale')
await rejects(sql`select * from missing`.execute(db), DatabaseError)
console.log('ok')
