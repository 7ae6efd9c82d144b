// The query builders inside workerd, on its own D1.
import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { Kysely } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { drizzle } from '../../../js/adapters/drizzle.js'
import { batch, respond, TcplessDialect } from '../../../js/adapters/kysely.js'
import { type D1Binding, d1 } from '../../../js/services/d1.js'

const database = d1(env.DB as D1Binding)
const notes = sqliteTable('notes', { id: integer().primaryKey(), body: text().notNull() })

beforeAll(async () => {
  await database`create table notes (id integer primary key, body text not null)`
  await database`insert into notes (body) values ('a'), ('b')`
})

test('Kysely', async () => {
  const db = new Kysely<{ notes: { id: number; body: string } }>({ dialect: new TcplessDialect({ database }) })
  const query = db.selectFrom('notes').select('body').orderBy('id')
  expect(await query.execute()).toEqual([{ body: 'a' }, { body: 'b' }])
  const [updated, rows] = await batch(db, [db.updateTable('notes').set({ body: 'A' }).where('id', '=', 1), query])
  expect([updated[0]?.numUpdatedRows, rows[0]?.body]).toEqual([1n, 'A'])
  expect(await (await respond(db, query)).text()).toBe('[{"body":"A"},{"body":"b"}]')
  await expect(db.transaction().execute(async () => {})).rejects.toMatchObject({ code: 'unsupported' })
})

test('Drizzle', async () => {
  const db = drizzle(database, { schema: { notes } })
  const second = db.select().from(notes).where(eq(notes.id, 2))
  expect(await second).toEqual([{ id: 2, body: 'b' }])
  const [found, inserted] = await db.batch([db.query.notes.findFirst(), db.insert(notes).values({ body: 'c' })])
  expect([found?.id, inserted.meta.changes]).toEqual([1, 1])
  await expect(db.transaction(async () => {})).rejects.toMatchObject({ code: 'unsupported' })
})
