// The query builder on Durable Objects, inside and from outside, in workerd.
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { builder, type Generated, type LogEvent } from '../../../js/builder/index.js'
import { durable, durableObject } from '../../../js/services/durable-object.js'
import { failure } from './support.js'

interface Schema {
  posts: { id: Generated<number>; title: string; views: number | null }
}
const stop = new Error('stop')
const many = Array.from({ length: 15_000 }, (_, i) => ({ id: i + 1, title: `Post ${i}`, views: i }))

test('inside, with transactions and inserts of any size', () =>
  runInDurableObject(env.PLAIN.getByName('builder'), async (_, { storage }) => {
    const database = durable(storage)
    await database.query('create table posts (id integer primary key, title text unique, views integer)')
    const events: LogEvent[] = []
    const k = builder<Schema>(database, { log: (event) => events.push(event) })
    const inserted = await k.insertInto('posts').values(many).executeTakeFirstOrThrow()
    expect(inserted).toMatchObject({ numInsertedOrUpdatedRows: 15_000n, insertId: 15_000n })
    expect(events.length).toBeGreaterThan(1)
    const twice = k.insertInto('posts').values(many.map((post) => ({ ...post, id: post.id + 14_999 })))
    expect(await failure(twice.execute())).toMatchObject({ code: 'query' })
    const count = k.selectFrom('posts').select((eb) => eb.fn.countAll<number>().as('n'))
    expect(await count.execute()).toEqual([{ n: 15_000 }])
    const inside = k.transaction().execute(async (transaction) => {
      const moved = many.map((post) => ({ ...post, id: post.id + 20_000, title: `${post.title}!` }))
      await transaction.insertInto('posts').values(moved).execute()
      expect(
        await transaction.options({ name: 'n' }).selectFrom('posts').select('id').where('id', '>', 34_999).execute(),
      ).toEqual([{ id: 35_000 }])
      throw stop
    })
    expect(await failure(inside)).toBe(stop)
    expect(await k.batch([count, k.deleteFrom('posts').where('id', '>', 2)])).toMatchObject([
      [{ n: 15_000 }],
      [{ numDeletedRows: 14_998n }],
    ])
    const byId = k.prepare((value) => k.selectFrom('posts').select('title').where('id', '=', value('id')))
    expect(await byId.execute({ id: 2 })).toEqual([{ title: 'Post 1' }])
    const streamed = []
    for await (const batch of k.stream(k.selectFrom('posts').select('id').orderBy('id'), { batchSize: 1 }))
      streamed.push(...batch)
    expect(streamed).toEqual([{ id: 1 }, { id: 2 }])
  }))

test('from outside', async () => {
  const k = builder<Schema>(durableObject(env.TENANT, { name: 'builder' }))
  await k
    .insertInto('posts')
    .values({ title: 'a' } as never)
    .execute()
  const query = k.selectFrom('posts').select('title')
  expect(await (await k.respond({ query }, { single: ['query'] })).json()).toEqual({ query: { title: 'a' } })
  expect(await k.batch([query, query])).toEqual([[{ title: 'a' }], [{ title: 'a' }]])
  const merge = k as unknown as {
    mergeInto(table: string): { using(...args: string[]): { execute(): Promise<unknown> } }
  }
  expect(await failure(merge.mergeInto('posts').using('posts', 'a', 'b').execute())).toMatchObject({
    code: 'unsupported',
    message: 'SQLite does not have this: merge',
  })
})
