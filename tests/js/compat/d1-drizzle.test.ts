import { and, count, desc, eq, inArray, relations, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import { blob, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createD1Database } from '../../../js/compat/d1.js'
import { type Gateway, startGateway } from '../../../js/gateway/gateway.js'

const users = sqliteTable(
  'users',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    email: text('email').notNull(),
    isAdmin: integer('is_admin', { mode: 'boolean' }).notNull().default(false),
    joined: integer('joined', { mode: 'timestamp_ms' }),
    settings: text('settings', { mode: 'json' }).$type<{ theme: string }>(),
    score: real('score'),
    avatar: blob('avatar', { mode: 'buffer' }),
  },
  (table) => [uniqueIndex('users_email').on(table.email)],
)
const posts = sqliteTable('posts', {
  id: integer('id').primaryKey(),
  title: text('title').notNull(),
  authorId: integer('author_id')
    .notNull()
    .references(() => users.id),
})
const tags = sqliteTable('tags', { postId: integer('post_id').notNull(), id: text('id').notNull() }, (table) => [
  primaryKey({ columns: [table.postId, table.id] }),
])
const schema = {
  users,
  posts,
  tags,
  usersRelations: relations(users, ({ many }) => ({ posts: many(posts) })),
  postsRelations: relations(posts, ({ one }) => ({
    author: one(users, { fields: [posts.authorId], references: [users.id] }),
  })),
}

describe("Drizzle's d1 driver on compat/d1", () => {
  let gateway: Gateway
  let db: DrizzleD1Database<typeof schema>
  beforeAll(async () => {
    gateway = await startGateway({ port: 0, sqlite: ':memory:' })
    if (gateway.d1 === undefined) throw new Error('no D1')
    const client = createD1Database(gateway.d1)
    db = drizzle(client, { schema })
    await client.batch(
      [
        `create table users (id integer primary key autoincrement, email text not null, is_admin integer not null
           default 0, joined integer, settings text, score real, avatar blob)`,
        'create unique index users_email on users (email)',
        `create table posts (id integer primary key, title text not null,
           author_id integer not null references users (id))`,
        'create table tags (post_id integer not null, id text not null, primary key (post_id, id))',
      ].map((statement) => client.prepare(statement)),
    )
  })
  afterAll(() => gateway?.close())

  const joined = new Date('2024-01-02T03:04:05.678Z')

  test('insert, returning', async () => {
    const [ada] = await db
      .insert(users)
      .values({ email: 'ada@x.org', isAdmin: true, joined, settings: { theme: 'dark' }, score: 1.5 })
      .returning()
    expect(ada).toEqual({
      ...{ id: 1, email: 'ada@x.org', isAdmin: true, joined, settings: { theme: 'dark' }, score: 1.5, avatar: null },
    })
    const many = await db
      .insert(users)
      .values([{ email: 'bob@x.org' }, { email: 'cy@x.org', avatar: Buffer.from([0, 255]) }])
      .returning({ id: users.id })
    expect(many).toEqual([{ id: 2 }, { id: 3 }])
    const result = await db.insert(posts).values([
      { id: 1, title: 'one', authorId: 1 },
      { id: 2, title: 'two', authorId: 1 },
      { id: 3, title: 'three', authorId: 2 },
    ])
    expect(result).toMatchObject({ success: true, meta: { changes: 3, last_row_id: 3 } })
    await db.insert(tags).values([
      { postId: 1, id: 'x' },
      { postId: 1, id: 'y' },
    ])
  })

  test('select, with columns of one name in a join', async () => {
    const rows = await db
      .select()
      .from(posts)
      .innerJoin(users, eq(posts.authorId, users.id))
      .leftJoin(tags, eq(tags.postId, posts.id))
      .where(inArray(posts.id, [1, 2]))
      .orderBy(posts.id, tags.id)
    expect(rows.map((row) => [row.posts.id, row.posts.title, row.users.id, row.users.email, row.tags?.id])).toEqual([
      [1, 'one', 1, 'ada@x.org', 'x'],
      [1, 'one', 1, 'ada@x.org', 'y'],
      [2, 'two', 1, 'ada@x.org', undefined],
    ])
    expect(rows[0]?.users.joined).toEqual(joined)
    expect(rows[0]?.users.isAdmin).toBe(true)
  })

  test('blobs', async () => {
    const [row] = await db.select({ avatar: users.avatar }).from(users).where(eq(users.id, 3))
    expect(Array.from(row?.avatar ?? [])).toEqual([0, 255])
  })

  test('relations, aggregates, raw SQL and prepared queries', async () => {
    const found = await db.query.users.findMany({
      columns: { id: true, email: true },
      with: { posts: { columns: { title: true }, orderBy: desc(posts.id) } },
      orderBy: users.id,
    })
    expect(found).toEqual([
      { id: 1, email: 'ada@x.org', posts: [{ title: 'two' }, { title: 'one' }] },
      { id: 2, email: 'bob@x.org', posts: [{ title: 'three' }] },
      { id: 3, email: 'cy@x.org', posts: [] },
    ])
    expect(await db.query.posts.findFirst({ where: eq(posts.id, 3), with: { author: true } })).toMatchObject({
      author: { email: 'bob@x.org' },
    })
    const counts = await db
      .select({ author: posts.authorId, n: count() })
      .from(posts)
      .groupBy(posts.authorId)
      .orderBy(posts.authorId)
    expect(counts).toEqual([
      { author: 1, n: 2 },
      { author: 2, n: 1 },
    ])
    expect(await db.get(sql`select ${1} + ${2} as three`)).toEqual({ three: 3 })
    expect(await db.all(sql`select id from ${posts} order by id`)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(await db.values(sql`select 1 as a, 2 as a`)).toEqual([[1, 2]])
    const byTitle = db
      .select()
      .from(posts)
      .where(eq(posts.title, sql.placeholder('title')))
      .prepare()
    expect(await byTitle.all({ title: 'two' })).toEqual([{ id: 2, title: 'two', authorId: 1 }])
    expect(await byTitle.get({ title: 'none' })).toBeUndefined()
    expect(await db.$count(posts)).toBe(3)
  })

  test('update, upsert and delete', async () => {
    const updated = await db
      .update(users)
      .set({ score: sql`coalesce(${users.score}, 0) + 1` })
      .returning()
    expect(updated.map(({ score }) => score)).toEqual([2.5, 1, 1])
    await db
      .insert(users)
      .values({ email: 'ada@x.org', score: 9 })
      .onConflictDoUpdate({ target: users.email, set: { score: 9 } })
    expect((await db.select().from(users).where(eq(users.id, 1)))[0]?.score).toBe(9)
    const deleted = await db.delete(tags).where(and(eq(tags.postId, 1), eq(tags.id, 'y')))
    expect(deleted.meta.changes).toBe(1)
  })

  test('a batch is one transaction, each result in its own form', async () => {
    const [inserted, all, first] = await db.batch([
      db.insert(posts).values({ id: 4, title: 'four', authorId: 3 }).returning(),
      db.select({ id: posts.id }).from(posts).orderBy(posts.id),
      db.query.users.findFirst({ columns: { email: true } }),
    ])
    expect(inserted).toEqual([{ id: 4, title: 'four', authorId: 3 }])
    expect(all).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }])
    expect(first).toEqual({ email: 'ada@x.org' })
    const failing = db.batch([
      db.insert(posts).values({ id: 5, title: 'five', authorId: 3 }),
      db.insert(posts).values({ id: 4, title: 'again', authorId: 3 }),
    ])
    await expect(failing).rejects.toThrow('UNIQUE constraint failed: posts.id')
    expect(await db.$count(posts)).toBe(4)
  })

  test('errors', async () => {
    const reasonOf = async (work: Promise<unknown>) => {
      const error = (await work.catch((thrown: unknown) => thrown)) as Error
      return (error.cause as Error).message
    }
    expect(await reasonOf(db.insert(posts).values({ id: 9, title: 'x', authorId: 99 }).execute())).toBe(
      'D1_ERROR: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_FOREIGNKEY)',
    )
    expect(await reasonOf(db.all(sql`select * from nope`))).toBe('D1_ERROR: no such table: nope: SQLITE_ERROR')
    // D1 has none, and says so.
    expect(await reasonOf(db.transaction(async () => {}))).toContain('To execute a transaction')
  })
})
