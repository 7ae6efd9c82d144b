// Drizzle's planetscale-serverless driver.
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { Client } from '@planetscale/database'
import { count, desc, eq, relations, sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  datetime,
  decimal,
  int,
  json,
  mysqlEnum,
  mysqlTable,
  serial,
  text,
  timestamp,
  varbinary,
  varchar,
} from 'drizzle-orm/mysql-core'
import { drizzle } from 'drizzle-orm/planetscale-serverless'

const users = mysqlTable('drizzle_users', { id: serial().primaryKey(), email: varchar({ length: 99 }).notNull() })
const posts = mysqlTable('drizzle_posts', {
  id: serial().primaryKey(),
  author: int(),
  title: text().notNull(),
  published: boolean().notNull().default(false),
  views: bigint({ mode: 'bigint' }),
  price: decimal({ precision: 10, scale: 2 }),
  at: timestamp({ fsp: 3 }),
  local: datetime({ mode: 'string', fsp: 6 }),
  day: date({ mode: 'string' }),
  kind: mysqlEnum(['a', 'b']),
  bytes: varbinary({ length: 9 }),
  doc: json(),
})
const schema = {
  users,
  posts,
  usersRelations: relations(users, ({ many }) => ({ posts: many(posts) })),
  postsRelations: relations(posts, ({ one }) => ({
    user: one(users, { fields: [posts.author], references: [users.id] }),
  })),
}

const db = drizzle({ client: new Client({ url: process.env.PLANETSCALE_URL }), schema, mode: 'planetscale' })

await db.execute(sql`create table drizzle_users (id serial primary key, email varchar(99) not null unique)`)
await db.execute(sql`create table drizzle_posts (id serial primary key, author int, title text not null,
  published boolean not null default false, views bigint, price decimal(10, 2), at timestamp(3) null, local datetime(6),
  day date, kind enum('a', 'b'), bytes varbinary(9), doc json)`)

deepEqual(await db.insert(users).values({ email: 'ada@example.org' }).$returningId(), [{ id: 1 }])
const post = {
  author: 1,
  title: 'It\'s "one" \\ ü',
  published: true,
  views: 9007199254740993n,
  price: '12.50',
  at: new Date('2024-07-01T12:00:00.123Z'),
  local: '2024-07-01 12:00:00.500000',
  day: '2024-07-01',
  kind: 'b',
  doc: { a: [1, null] },
}
const inserted = await db.insert(posts).values([post, { title: 'Second' }])
deepEqual([inserted.rowsAffected, inserted.insertId], [2, '1'])
const [{ bytes, ...read }] = await db.select().from(posts).where(eq(posts.id, 1))
deepEqual([bytes, read], [null, { id: 1, ...post }])

const joined = await db
  .select({ title: posts.title, email: users.email })
  .from(posts)
  .leftJoin(users, eq(posts.author, users.id))
  .orderBy(desc(posts.id))
deepEqual(joined, [
  { title: 'Second', email: null },
  { title: post.title, email: 'ada@example.org' },
])
deepEqual(await db.query.users.findFirst({ columns: { email: true } }), { email: 'ada@example.org' })

const titles = await db.transaction(async (tx) => {
  await tx.update(posts).set({ title: 'Changed' }).where(eq(posts.id, 2))
  await tx
    .transaction(async (inner) => {
      await inner.delete(posts)
      inner.rollback()
    })
    .catch(() => {})
  const [{ n }] = await db.select({ n: count() }).from(posts).where(eq(posts.title, 'Changed'))
  equal(n, 0)
  return tx.select({ title: posts.title }).from(posts).orderBy(posts.id)
})
deepEqual(titles, [{ title: post.title }, { title: 'Changed' }])
await rejects(
  db.transaction(async (tx) => {
    await tx.delete(posts)
    throw new Error('mine')
  }),
  /mine/,
)
equal(await db.$count(posts), 2)

await rejects(db.insert(users).values({ email: 'ada@example.org' }), ({ cause }) => {
  equal(cause.name, 'DatabaseError')
  equal(cause.body.code, 'ALREADY_EXISTS')
  equal(cause.errno, 1062)
  ok(cause.message.includes('Duplicate entry'))
  return true
})
console.log('ok')
