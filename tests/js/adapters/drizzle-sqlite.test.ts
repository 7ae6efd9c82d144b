// Drizzle on D1, by its binding and by the REST API, through this adapter and through Drizzle's own d1 driver.
import { asc, eq, relations, sql } from 'drizzle-orm'
import { drizzle as drizzleD1, type DrizzleD1Database } from 'drizzle-orm/d1'
import * as lite from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drizzle, drizzlePostgres, type SqliteDrizzle } from '../../../js/adapters/drizzle.js'
import { type BatchDatabase, DatabaseError } from '../../../js/services/d1.js'
import { d1Databases, startBinding, startRest } from './databases.js'

const users = lite.sqliteTable('users', {
  id: lite.integer('id').primaryKey(),
  name: lite.text('name').notNull().unique(),
})

const posts = lite.sqliteTable('posts', {
  id: lite.integer('id').primaryKey(),
  authorId: lite.integer('author').notNull(),
  name: lite.text('name').notNull(),
})

const values = lite.sqliteTable('every_value', {
  id: lite.integer('id').primaryKey(),
  whole: lite.integer('whole'),
  flag: lite.integer('flag', { mode: 'boolean' }),
  seconds: lite.integer('seconds', { mode: 'timestamp' }),
  milliseconds: lite.integer('milliseconds', { mode: 'timestamp_ms' }),
  real: lite.real('real'),
  text: lite.text('text'),
  json: lite.text('json', { mode: 'json' }),
  bytes: lite.blob('bytes', { mode: 'buffer' }),
  big: lite.blob('big', { mode: 'bigint' }),
  document: lite.blob('document', { mode: 'json' }),
  price: lite.numeric('price'),
})

const schema = {
  users,
  posts,
  usersRelations: relations(users, ({ many }) => ({ posts: many(posts) })),
  postsRelations: relations(posts, ({ one }) => ({
    author: one(users, { fields: [posts.authorId], references: [users.id] }),
  })),
}

const create = [
  'create table users (id integer primary key, name text not null unique)',
  'create table posts (id integer primary key, author integer not null, name text not null)',
  `create table every_value (id integer primary key, whole integer, flag integer, seconds integer, milliseconds integer,
    real real, text text, json text, bytes blob, big blob, document blob, price numeric)`,
]

type Schema = typeof schema
type Ours = SqliteDrizzle<Schema>
/** What both have. */
type Either = Ours & DrizzleD1Database<Schema>

describe.each(d1Databases)('%s', (name) => {
  const isBinding = name === 'D1 binding'
  let client: BatchDatabase<never, 'sqlite'>
  let ours: Ours
  let theirs: DrizzleD1Database<Schema>
  let stop: () => Promise<unknown>

  beforeAll(async () => {
    // By REST the two have databases of their own, with the same in them.
    const known = await startBinding()
    const rest = isBinding ? undefined : await startRest()
    stop = () => Promise.all([known.stop(), rest?.stop()])
    client = rest?.database ?? known.database
    ours = drizzle(client, { schema })
    theirs = drizzleD1(known.binding as never, { schema })
    for (const text of create) await write((db) => db.run(sql.raw(text)))
  }, 60_000)
  afterAll(() => stop?.())

  beforeEach(async () => {
    await write((db) => db.delete(posts))
    await write((db) => db.delete(users))
    await write((db) => db.delete(values))
    await write((db) => db.insert(users).values([{ name: 'Ada' }, { name: 'Bob' }]))
    await write((db) =>
      db.insert(posts).values([
        { authorId: 1, name: 'Hello' },
        { authorId: 2, name: 'Second' },
      ]),
    )
  })

  async function write(ask: (db: Either) => PromiseLike<unknown>): Promise<void> {
    await ask(ours as Either)
    if (!isBinding) await ask(theirs as Either)
  }

  /** What both give, which must be the same. */
  async function both<Given>(ask: (db: Either) => PromiseLike<Given>): Promise<Given> {
    const [given, expected] = [await ask(ours as Either), await ask(theirs as Either)]
    expect(given).toEqual(expected)
    return given
  }

  test('joins keep columns of one name apart', async () => {
    const rows = await both((db) =>
      db.select().from(users).innerJoin(posts, eq(posts.authorId, users.id)).orderBy(asc(users.id)),
    )
    expect(rows[0]).toEqual({ users: { id: 1, name: 'Ada' }, posts: { id: 1, authorId: 1, name: 'Hello' } })
    await both((db) => db.select().from(users).leftJoin(posts, eq(posts.name, users.name)).get())
    await both((db) => db.select().from(users).where(eq(users.id, 9)).get())
    await both((db) => db.select({ a: users.id, b: posts.id }).from(users).innerJoin(posts, sql`true`).values())
  })

  test('relational queries', async () => {
    const rows = await both((db) => db.query.users.findMany({ with: { posts: true }, orderBy: users.id }))
    expect(rows[1]).toEqual({ id: 2, name: 'Bob', posts: [{ id: 2, authorId: 2, name: 'Second' }] })
    await both((db) => db.query.posts.findFirst({ columns: { name: true }, with: { author: true } }))
    await both((db) => db.query.posts.findFirst({ where: eq(posts.id, 9) }))
  })

  test('each kind of column', async () => {
    await write((db) =>
      db.insert(values).values([
        { id: 1 },
        {
          id: 2,
          whole: 2 ** 53 - 1,
          flag: true,
          seconds: new Date('2024-01-02T03:04:05Z'),
          milliseconds: new Date('2024-01-02T03:04:05.678Z'),
          real: 0.1,
          text: "it's \u{1f600}",
          json: { a: [1, null] },
          bytes: Buffer.from([0, 255, 10]),
          big: 2n ** 62n + 1n,
          document: ['x'],
          price: '1.10',
        },
      ]),
    )
    const [, all] = await both((db) => db.select().from(values).orderBy(values.id))
    expect(all).toMatchObject({ flag: true, big: 2n ** 62n + 1n, json: { a: [1, null] }, document: ['x'] })
    await both((db) => db.$count(values, eq(values.flag, true)))
  })

  test('returning and what run() tells', async () => {
    const [made] = await ours.insert(users).values({ name: 'Cyd' }).returning()
    expect(made).toEqual({ id: 3, name: 'Cyd' })
    const updated = await ours.update(users).set({ name: 'Dan' }).where(eq(users.id, 3))
    expect(updated).toMatchObject({ success: true, results: [], meta: { changes: 1, last_row_id: expect.anything() } })
    expect(await ours.insert(users).values({ name: 'Dan' }).onConflictDoNothing().returning()).toEqual([])
  })

  test('raw SQL', async () => {
    await both((db) => db.all(sql`select id, name as n from ${users} where id < ${9} order by id`))
    await both((db) => db.get(sql`select id, name from users order by id`))
    await both((db) => db.values(sql`select id, name, id from users order by id`))
    await both((db) => db.run(sql`select id from users order by id`).then(({ results }) => results))
  })

  test('prepared queries with placeholders', async () => {
    const byName = ours
      .select()
      .from(users)
      .where(eq(users.name, sql.placeholder('name')))
      .prepare()
    expect(await byName.all({ name: 'Bob' })).toEqual([{ id: 2, name: 'Bob' }])
    expect(await byName.get({ name: 'Eve' })).toBeUndefined()
    expect(await byName.values({ name: 'Ada' })).toEqual([[1, 'Ada']])
  })

  test('more rows than D1 takes parameters', async () => {
    const names = Array.from({ length: 150 }, (_, i) => ({ id: 1000 + i, name: `user ${i}` }))
    const made = await ours.insert(users).values(names).returning()
    expect(made).toEqual(names)
  })

  test('a batch', async () => {
    const [found, one, inserted, returned, raw, first, rows] = await ours.batch([
      ours.query.users.findMany({ with: { posts: true }, orderBy: users.id }),
      ours.query.users.findFirst({ where: eq(users.id, 2) }),
      ours.insert(users).values({ name: 'Eve' }),
      ours.update(users).set({ name: 'Eva' }).where(eq(users.name, 'Eve')).returning(),
      ours.all<{ n: number }>(sql`select 7 as n`),
      ours.get<{ n: number }>(sql`select 8 as n`),
      ours.values(sql`select 1 as a, 2 as b`),
    ])
    expect(found.map((user) => user.posts.length)).toEqual([1, 1])
    expect(one).toEqual({ id: 2, name: 'Bob' })
    expect(inserted.meta.changes).toBe(1)
    expect(returned).toEqual([{ id: 3, name: 'Eva' }])
    expect([raw, first, rows]).toEqual([[{ n: 7 }], { n: 8 }, [[1, 2]]])
    await both((db) => db.batch([db.select().from(users).where(eq(users.id, 1)), db.query.posts.findMany()]))
  })

  test('joins in a batch are right or an error', async () => {
    const joined = ours.select().from(users).innerJoin(posts, eq(posts.authorId, users.id)).orderBy(users.id)
    if (isBinding) {
      await expect(ours.batch([joined])).rejects.toMatchObject({ code: 'unsupported' })
      // The relation takes the name of a column.
      const relation = ours.query.posts.findMany({ with: { author: true } })
      await expect(ours.batch([relation])).rejects.toMatchObject({ code: 'unsupported' })
      const named = ours.select({ a: users.id, b: sql<number>`${posts.id}`.as('post') }).from(users)
      const [rows] = await ours.batch([named.innerJoin(posts, eq(posts.authorId, users.id)).orderBy(users.id)])
      expect(rows).toEqual([
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ])
    } else {
      const [rows, found] = await ours.batch([joined, ours.query.posts.findMany({ with: { author: true } })])
      expect(rows[1]).toEqual({ users: { id: 2, name: 'Bob' }, posts: { id: 2, authorId: 2, name: 'Second' } })
      expect(found[0]?.author).toEqual({ id: 1, name: 'Ada' })
    }
  })

  test('a batch fails as a whole, with the error of the database', async () => {
    const failing = ours.batch([ours.insert(users).values({ name: 'Eve' }), ours.insert(users).values({ name: 'Ada' })])
    await expect(failing).rejects.toBeInstanceOf(DatabaseError)
    await expect(failing).rejects.toMatchObject({ databaseCode: expect.stringMatching(/^SQLITE_CONSTRAINT/) })
    expect(await ours.$count(users)).toBe(2)
    const broken = ours.insert(users).values({ name: sql.placeholder('none') as never })
    await expect(ours.batch([ours.insert(users).values({ name: 'Eve' }), broken])).rejects.toThrow('none')
    expect(await ours.$count(users)).toBe(2)
  })

  test('a transaction is refused before anything is sent', async () => {
    const work = ours.transaction(async (tx) => {
      await tx.delete(users)
    })
    await expect(work).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('batch') })
    expect(await ours.$count(users)).toBe(2)
  })

  test('a database of the other dialect, or none', () => {
    expect(() => drizzlePostgres(client as never)).toThrow('dialect is postgres')
    expect(() => drizzle({} as never)).toThrow(DatabaseError)
    expect(() => drizzle(undefined as never)).toThrow(DatabaseError)
  })
})
