// Drizzle over PlanetScale's protocol, on MariaDB behind the gateway; query by query beside Drizzle's own driver.
import { Client } from '@planetscale/database'
import { count, desc, eq, sql } from 'drizzle-orm'
import { drizzle as drizzleOfficial } from 'drizzle-orm/planetscale-serverless'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drizzle, drizzleMysql, drizzlePostgres, type MysqlDrizzle } from '../../../js/adapters/drizzle.js'
import { planetscale } from '../../../js/services/planetscale.js'
import { post, posts, schema, tables, users } from '../../package/orms/drizzle-mysql-schema.js'
import { type RunningMysql, startMysql } from '../gateway/mysql-running.js'
import { startTimeout } from '../gateway/running.js'

let running: RunningMysql
let db: MysqlDrizzle<typeof schema>
let own: ReturnType<typeof drizzleOfficial<typeof schema>>
beforeAll(async () => {
  running = await startMysql()
  db = drizzle(planetscale(running.url), { schema })
  own = drizzleOfficial({ client: new Client({ url: running.url }), schema })
  for (const table of tables) await db.execute(table)
}, startTimeout)
afterAll(() => running?.stop())
beforeEach(async () => {
  await db.execute(sql`truncate table posts`)
  await db.execute(sql`truncate table users`)
})

/** The same by Drizzle's own driver and by ours, each on empty tables. */
async function same<Value>(work: (target: MysqlDrizzle<typeof schema>) => Promise<Value>): Promise<Value> {
  const official = await work(own as never)
  await db.execute(sql`truncate table posts`)
  await db.execute(sql`truncate table users`)
  const ours = await work(db)
  expect(ours).toStrictEqual(official)
  return ours
}

describe('Drizzle on PlanetScale', () => {
  test('reads and writes every type', async () => {
    const read = await same(async (target) => {
      await target.insert(posts).values([post, { title: 'Second' }])
      return target.select().from(posts).orderBy(posts.id)
    })
    expect(read[0]).toEqual({ id: 1, ...post, hash: null })
  })

  test('joins, counts, and keeps columns of one name apart', async () => {
    await same(async (target) => {
      await target.insert(users).values({ email: 'ada@example.org' })
      await target.insert(posts).values([post, { title: 'Second' }])
      const joined = await target
        .select()
        .from(posts)
        .leftJoin(users, eq(posts.author, users.id))
        .orderBy(desc(posts.id))
      const [counted] = await target.select({ n: count() }).from(posts)
      return [joined, counted, await target.$count(posts), await target.query.posts.findFirst()]
    })
  })

  test('tells what was changed', async () => {
    const [ids, { rowsAffected, insertId }, deleted] = await Promise.resolve().then(
      async () =>
        [
          await db
            .insert(users)
            .values([{ email: 'a' }, { email: 'b' }])
            .$returningId(),
          await db.insert(users).values([{ email: 'c' }, { email: 'd' }]),
          await db.delete(users).where(eq(users.email, 'a')),
        ] as const,
    )
    expect(ids).toEqual([{ id: 1 }, { id: 2 }])
    expect([rowsAffected, insertId, deleted.rowsAffected]).toEqual([2, '3', 1])
    const raw = await db.execute(sql`select ${1} as one, ${'x'} as x`)
    expect(raw.rows).toEqual([{ one: 1, x: 'x' }])
  })

  test('has transactions, and savepoints in them', async () => {
    await same(async (target) => {
      const inside = await target.transaction(async (tx) => {
        await tx.insert(users).values({ email: 'a' })
        await tx
          .transaction(async (inner) => {
            await inner.insert(users).values({ email: 'b' })
            inner.rollback()
          })
          .catch(() => {})
        return tx.select().from(users)
      })
      const failed = target.transaction(async (tx) => {
        await tx.delete(users)
        throw new Error('mine')
      })
      await expect(failed).rejects.toThrow('mine')
      return [inside, await target.select().from(users)]
    })
    await expect(db.transaction(async () => 1, { isolationLevel: 'serializable' })).rejects.toMatchObject({
      code: 'unsupported',
    })
  })

  test('gives the errors of the database as the cause', async () => {
    await db.insert(users).values({ email: 'a' })
    await expect(db.insert(users).values({ email: 'a' })).rejects.toMatchObject({
      cause: { name: 'DatabaseError', code: 'query', errno: 1062 },
    })
  })

  test('prepares, logs, and knows its client', async () => {
    const logged: string[] = []
    const client = planetscale(running.url)
    const logging = drizzleMysql(client, { logger: { logQuery: (text) => logged.push(text) }, casing: 'snake_case' })
    const prepared = logging
      .select()
      .from(users)
      .where(eq(users.email, sql.placeholder('email')))
      .prepare()
    await db.insert(users).values({ email: 'a' })
    expect(await prepared.execute({ email: 'a' })).toEqual([{ id: 1, email: 'a' }])
    expect(logged).toEqual(['select `id`, `email` from `users` where `users`.`email` = ?'])
    expect(logging.$client).toBe(client)
    expect(() => drizzlePostgres(client as never)).toThrow('dialect is postgres')
  })
})
