// Drizzle's planetscale-serverless driver.
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { Client } from '@planetscale/database'
import { count, desc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/planetscale-serverless'
import { post, posts, schema, tables, users } from './drizzle-mysql-schema.ts'

const db = drizzle({ client: new Client({ url: process.env.PLANETSCALE_URL }), schema, mode: 'planetscale' })

for (const table of tables) await db.execute(table)

deepEqual(await db.insert(users).values({ email: 'ada@example.org' }).$returningId(), [{ id: 1 }])
const inserted = await db.insert(posts).values([post, { title: 'Second' }])
deepEqual([inserted.rowsAffected, inserted.insertId], [2, '1'])
const [read] = await db.select().from(posts).where(eq(posts.id, 1))
deepEqual(read, { id: 1, ...post, hash: null })

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
