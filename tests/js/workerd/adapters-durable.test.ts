// The query builders on Durable Objects, inside and from outside, in workerd.
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { type Generated, Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { drizzle } from '../../../js/adapters/drizzle.js'
import { batch, respond, TcplessDialect } from '../../../js/adapters/kysely.js'
import { durable, durableObject } from '../../../js/services/durable-object.js'
import { failure } from './support.js'

interface Schema {
  posts: { id: Generated<number>; title: string }
}
const posts = sqliteTable('posts', { id: integer().primaryKey(), title: text().notNull() })
const table = 'create table if not exists posts (id integer primary key, title text unique)'
const stop = new Error('stop')

test('Kysely from outside', async () => {
  const db = new Kysely<Schema>({
    dialect: new TcplessDialect({ database: durableObject(env.TENANT, { name: 'kysely' }) }),
  })
  expect(
    await db
      .insertInto('posts')
      .values([
        { id: 1, title: 'a' },
        { id: 2, title: 'b' },
      ])
      .executeTakeFirst(),
  ).toMatchObject({ insertId: 2n, numInsertedOrUpdatedRows: 2n })
  const query = db.selectFrom('posts').select('title').orderBy('id')
  const [updated, rows] = await batch(db, [db.updateTable('posts').set({ title: 'A' }).where('id', '=', 1), query])
  expect([updated[0]?.numUpdatedRows, rows]).toEqual([1n, [{ title: 'A' }, { title: 'b' }]])
  expect(await (await respond(db, query)).text()).toBe('[{"title":"A"},{"title":"b"}]')
  const streamed: unknown[] = []
  for await (const row of query.stream()) streamed.push(row)
  expect(streamed).toHaveLength(2)
  expect((await db.introspection.getTables()).map(({ name }) => name)).toEqual(['posts'])
  await expect(db.transaction().execute(async () => {})).rejects.toMatchObject({ code: 'unsupported' })
})

test('Kysely inside, with transactions', () =>
  runInDurableObject(env.PLAIN.getByName('kysely'), async (_, { storage }) => {
    const database = durable(storage)
    await database.query(table)
    const db = new Kysely<Schema>({ dialect: new TcplessDialect({ database }) })
    await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('posts').values({ title: 'a' }).execute()
      await new Promise((resolve) => setTimeout(resolve, 1))
      await transaction.insertInto('posts').values({ title: 'b' }).execute()
    })
    const broken = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('posts').values({ title: 'c' }).execute()
      throw stop
    })
    expect(await failure(broken)).toBe(stop)
    expect(await db.selectFrom('posts').selectAll().execute()).toEqual([
      { id: 1, title: 'a' },
      { id: 2, title: 'b' },
    ])
  }))

test('Drizzle from outside', async () => {
  const db = drizzle(durableObject(env.TENANT, { name: 'drizzle' }), { schema: { posts } })
  const inserted = await db.insert(posts).values([{ title: 'a' }, { title: 'b' }])
  expect(inserted.meta).toMatchObject({ changes: 2, last_row_id: 2, rowsWritten: expect.any(Number) })
  expect(await db.select().from(posts).where(eq(posts.id, 2))).toEqual([{ id: 2, title: 'b' }])
  const [found, joined] = await db.batch([
    db.query.posts.findFirst(),
    db.select({ a: posts.id, b: posts.id }).from(posts).limit(1),
  ])
  expect([found, joined]).toEqual([{ id: 1, title: 'a' }, [{ a: 1, b: 1 }]])
  await expect(db.transaction(async () => {})).rejects.toMatchObject({ code: 'unsupported' })
})

test('Drizzle inside, with transactions', () =>
  runInDurableObject(env.PLAIN.getByName('drizzle'), async (_, { storage }) => {
    const database = durable(storage)
    await database.query(table)
    const db = drizzle(database, { schema: { posts } })
    await db.transaction(async (transaction) => {
      await transaction.insert(posts).values({ title: 'a' })
      const inner = transaction.transaction(async (nested) => {
        await nested.insert(posts).values({ title: 'b' })
        throw stop
      })
      expect(await failure(inner)).toBe(stop)
    })
    const broken = db.transaction(async (transaction) => {
      await transaction.insert(posts).values({ title: 'c' })
      transaction.rollback()
    })
    expect(await failure(broken)).toBeInstanceOf(Error)
    expect(await db.query.posts.findMany()).toEqual([{ id: 1, title: 'a' }])
  }))
