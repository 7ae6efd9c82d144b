// Drizzle's neon-http driver.
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { count, desc, eq, relations, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/neon-http'
import {
  bigint,
  boolean,
  date,
  integer,
  interval,
  jsonb,
  numeric,
  pgTable,
  serial,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'

const users = pgTable('drizzle_users', { id: serial().primaryKey(), email: text().notNull() }, (table) => [
  uniqueIndex('drizzle_users_email').on(table.email),
])
const posts = pgTable('drizzle_posts', {
  id: serial().primaryKey(),
  author: integer().references(() => users.id),
  title: text().notNull(),
  published: boolean().notNull().default(false),
  views: bigint({ mode: 'bigint' }),
  price: numeric({ precision: 10, scale: 2 }),
  at: timestamp({ withTimezone: true }),
  local: timestamp({ mode: 'string' }),
  day: date(),
  every: interval(),
  tags: text().array(),
  times: timestamp({ mode: 'string' }).array(),
  doc: jsonb(),
})
const schema = {
  users,
  posts,
  usersRelations: relations(users, ({ many }) => ({ posts: many(posts) })),
  postsRelations: relations(posts, ({ one }) => ({
    user: one(users, { fields: [posts.author], references: [users.id] }),
  })),
}

const db = drizzle(process.env.DATABASE_URL, { schema })

await db.batch([
  db.execute(sql`create table drizzle_users (id serial primary key, email text not null unique)`),
  db.execute(sql`create table drizzle_posts (id serial primary key, author int4 references drizzle_users, title text not null,
    published bool not null default false, views int8, price numeric(10, 2), at timestamptz, local timestamp, day date,
    every interval, tags text[], times timestamp[], doc jsonb)`),
])

const [ada] = await db.insert(users).values({ email: 'ada@example.org' }).returning()
deepEqual(ada, { id: 1, email: 'ada@example.org' })
const post = {
  author: 1,
  title: 'It\'s "one" ü',
  published: true,
  views: 9007199254740993n,
  price: '12.50',
  at: new Date('2024-07-01T12:00:00.123Z'),
  local: '2024-07-01 12:00:00.5',
  day: '2024-07-01',
  every: '1 day 02:00:00',
  tags: ['a', 'b,c', '"'],
  times: ['2024-07-01 12:00:00'],
  doc: { a: [1, null] },
}
const inserted = await db.insert(posts).values([post, { title: 'Second' }])
equal(inserted.rowCount, 2)
const [read] = await db.select().from(posts).where(eq(posts.id, 1))
// Drizzle makes an array of the text of a timestamp[]; its elements are quoted by PostgreSQL.
deepEqual(read, { id: 1, ...post })

const joined = await db
  .select({ title: posts.title, email: users.email })
  .from(posts)
  .leftJoin(users, eq(posts.author, users.id))
  .orderBy(desc(posts.id))
deepEqual(joined, [
  { title: 'Second', email: null },
  { title: post.title, email: 'ada@example.org' },
])
deepEqual(await db.query.users.findFirst({ columns: { email: true }, with: { posts: { columns: { title: true } } } }), {
  email: 'ada@example.org',
  posts: [{ title: post.title }],
})

const [counted, updated] = await db.batch([
  db.select({ n: count() }).from(posts),
  db.update(posts).set({ title: 'Changed' }).where(eq(posts.id, 2)).returning({ title: posts.title }),
])
deepEqual([counted, updated], [[{ n: 2 }], [{ title: 'Changed' }]])

const raw = await db.execute(sql`select ${1}::int4 as one, ${'x'} as x`)
deepEqual([raw.rows, raw.command, raw.rowCount], [[{ one: 1, x: 'x' }], 'SELECT', 1])

await rejects(db.insert(users).values({ email: 'ada@example.org' }), ({ cause }) => {
  equal(cause.name, 'NeonDbError')
  equal(cause.code, '23505')
  equal(cause.table, 'drizzle_users')
  ok(cause.detail.includes('already exists'))
  return true
})
console.log('ok')
