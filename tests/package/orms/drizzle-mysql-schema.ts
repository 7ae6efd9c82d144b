// Tables of MySQL for Drizzle, with a column of every type.
import { relations, sql } from 'drizzle-orm'
import {
  bigint,
  binary,
  boolean,
  char,
  date,
  datetime,
  decimal,
  double,
  int,
  json,
  mysqlEnum,
  mysqlTable,
  serial,
  text,
  time,
  timestamp,
  varchar,
  year,
} from 'drizzle-orm/mysql-core'

export const users = mysqlTable('users', { id: serial().primaryKey(), email: varchar({ length: 99 }).notNull() })
export const posts = mysqlTable('posts', {
  id: serial().primaryKey(),
  author: int(),
  title: text().notNull(),
  published: boolean().notNull().default(false),
  views: bigint({ mode: 'bigint' }),
  price: decimal({ precision: 10, scale: 2 }),
  ratio: double(),
  code: char({ length: 3 }),
  kind: mysqlEnum(['a', 'b']),
  hash: binary({ length: 4 }),
  at: timestamp({ fsp: 3 }),
  local: datetime({ mode: 'string', fsp: 6 }),
  when: datetime({ fsp: 3 }),
  day: date(),
  noon: time(),
  born: year(),
  doc: json(),
})
export const schema = {
  users,
  posts,
  usersRelations: relations(users, ({ many }) => ({ posts: many(posts) })),
  postsRelations: relations(posts, ({ one }) => ({
    user: one(users, { fields: [posts.author], references: [users.id] }),
  })),
}

/** What makes them. */
export const tables = [
  sql`create table users (id serial primary key, email varchar(99) not null unique)`,
  sql`create table posts (id serial primary key, author int, title text not null,
    published boolean not null default false, views bigint, price decimal(10, 2), ratio double, code char(3),
    kind enum('a', 'b'), hash binary(4), at timestamp(3) null, local datetime(6), \`when\` datetime(3), day date, noon time,
    born year, doc json)`,
]

/** A post with a value in every column that Drizzle reads as it wrote it. */
export const post = {
  author: 1,
  title: 'It\'s "one" \\ ü 😀',
  published: true,
  views: 9007199254740993n,
  price: '12.50',
  ratio: 0.1,
  code: 'abc',
  kind: 'b' as const,
  at: new Date('2024-07-01T12:00:00.123Z'),
  local: '2024-07-01 12:00:00.500000',
  when: new Date('2024-07-01T12:00:00.123Z'),
  day: new Date('2024-07-01'),
  noon: '12:00:00',
  born: 1901,
  doc: { a: [1, null, 'é'] },
}
