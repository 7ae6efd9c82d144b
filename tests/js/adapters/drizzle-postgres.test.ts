// Drizzle on PostgreSQL, through this adapter and through Drizzle's own neon-http with Neon's driver, on one gateway.
import { inspect } from 'node:util'
import { neon as officialNeon } from '@neondatabase/serverless'
import { and, asc, count, eq, relations, sql } from 'drizzle-orm'
import { Cache } from 'drizzle-orm/cache/core'
import { drizzle as neonHttp, type NeonHttpDatabase } from 'drizzle-orm/neon-http'
import * as pg from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { drizzle, drizzlePostgres, type PostgresDrizzle } from '../../../js/adapters/drizzle.js'
import { DatabaseError, neon, type NeonDatabase } from '../../../js/services/neon.js'
import { engines, type Running, start, startTimeout } from '../gateway/running.js'

const users = pg.pgTable('users', {
  id: pg.serial('id').primaryKey(),
  name: pg.text('name').notNull().unique(),
  managerId: pg.integer('manager_id'),
})

const posts = pg.pgTable('posts', {
  id: pg.bigserial('id', { mode: 'bigint' }).primaryKey(),
  authorId: pg.integer('author_id').notNull(),
  name: pg.text('name').notNull(),
})

const values = pg.pgTable('every_value', {
  id: pg.integer('id').primaryKey(),
  small: pg.smallint('small'),
  bigNumber: pg.bigint('big_number', { mode: 'number' }),
  bigExact: pg.bigint('big_exact', { mode: 'bigint' }),
  price: pg.numeric('price', { precision: 30, scale: 10 }),
  priceNumber: pg.numeric('price_number', { mode: 'number' }),
  real: pg.real('real'),
  double: pg.doublePrecision('double'),
  flag: pg.boolean('flag'),
  day: pg.date('day'),
  dayDate: pg.date('day_date', { mode: 'date' }),
  at: pg.timestamp('at'),
  atText: pg.timestamp('at_text', { mode: 'string' }),
  instant: pg.timestamp('instant', { withTimezone: true }),
  instantText: pg.timestamp('instant_text', { withTimezone: true, mode: 'string' }),
  instants: pg.timestamp('instants', { withTimezone: true, mode: 'string' }).array(),
  time: pg.time('time'),
  span: pg.interval('span'),
  document: pg.jsonb('document'),
  plain: pg.json('plain'),
  tags: pg.text('tags').array(),
  numbers: pg.integer('numbers').array(),
  prices: pg.numeric('prices').array(),
  grid: pg.integer('grid').array().array(),
  uuid: pg.uuid('uuid'),
  point: pg.point('point'),
  pointObject: pg.point('point_object', { mode: 'xy' }),
  line: pg.line('line'),
  inet: pg.inet('inet'),
  bits: pg.bit('bits', { dimensions: 3 }),
})

const schema = {
  users,
  posts,
  usersRelations: relations(users, ({ one, many }) => ({
    posts: many(posts),
    manager: one(users, { fields: [users.managerId], references: [users.id] }),
  })),
  postsRelations: relations(posts, ({ one }) => ({
    author: one(users, { fields: [posts.authorId], references: [users.id] }),
  })),
}

const create = [
  'create table users (id serial primary key, name text not null unique, manager_id int)',
  'create table posts (id bigserial primary key, author_id int not null, name text not null)',
  `create table every_value (id int primary key, small smallint, big_number int8, big_exact int8, price numeric(30, 10),
    price_number numeric, real real, double float8, flag bool, day date, day_date date, at timestamp, at_text timestamp,
    instant timestamptz, instant_text timestamptz, instants timestamptz[], time time, span interval, document jsonb, plain json, tags text[], numbers int4[],
    prices numeric[], grid int4[], uuid uuid, point point, point_object point, line line, inet inet, bits bit(3))`,
]

type Schema = typeof schema
type Ours = PostgresDrizzle<Schema>
/** What both have. */
type Either = Ours & NeonHttpDatabase<Schema>

describe.each(engines)('%s', (engine) => {
  let running: Running
  let client: NeonDatabase
  let ours: Ours
  let theirs: NeonHttpDatabase<Schema>

  beforeAll(async () => {
    running = await start(engine)
    client = neon(running.gateway.url)
    ours = drizzle(client, { schema })
    theirs = neonHttp(officialNeon(running.gateway.url), { schema })
    for (const text of create) await client.query(text)
  }, startTimeout)
  afterAll(() => running?.stop())

  beforeEach(async () => {
    await client`truncate users, posts, every_value restart identity`
    await ours.insert(users).values([{ name: 'Ada' }, { name: 'Bob', managerId: 1 }])
    await ours.insert(posts).values([
      { authorId: 1, name: 'Hello' },
      { authorId: 2, name: 'Second' },
    ])
  })

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
    expect(rows[0]).toEqual({
      users: { id: 1, name: 'Ada', managerId: null },
      posts: { id: 1n, authorId: 1, name: 'Hello' },
    })
    await both((db) =>
      db
        .select({ a: users.name, b: { c: posts.name } })
        .from(users)
        .leftJoin(posts, and(eq(posts.authorId, users.id), eq(posts.name, 'Hello')))
        .orderBy(users.id),
    )
  })

  test('relational queries', async () => {
    const rows = await both((db) =>
      db.query.users.findMany({ with: { posts: true, manager: { columns: { name: true } } }, orderBy: users.id }),
    )
    expect(rows[1]).toMatchObject({ name: 'Bob', manager: { name: 'Ada' }, posts: [{ id: 2n }] })
    await both((db) => db.query.posts.findFirst({ with: { author: true }, where: eq(posts.id, 2n) }))
    expect(await ours.query.posts.findFirst({ where: eq(posts.id, 9n) })).toBeUndefined()
  })

  test('each kind of column', async () => {
    await ours.insert(values).values([
      { id: 1 },
      {
        id: 2,
        small: -3,
        bigNumber: 2 ** 53 - 1,
        bigExact: 2n ** 62n + 1n,
        price: '12345678901234567890.0123456789',
        priceNumber: 1.5,
        real: 0.1,
        double: Number.NaN,
        flag: true,
        day: '2024-02-29',
        dayDate: new Date('2024-02-29'),
        at: new Date('2024-01-02T03:04:05.678Z'),
        atText: '2024-01-02 03:04:05.678901',
        instant: new Date('2024-01-02T03:04:05.678Z'),
        instantText: '2024-01-02 03:04:05.678901+00',
        instants: ['2024-01-02 03:04:05.678901+00', 'infinity'],
        time: '03:04:05',
        span: '1 day 02:03:04',
        document: { a: [1, 'x', null], b: { c: true } },
        plain: ['text'],
        tags: ['a', 'b,c', 'd"e'],
        numbers: [1, 2],
        prices: ['1.10', '2'],
        grid: [
          [1, 2],
          [3, 4],
        ],
        uuid: '00000000-0000-0000-0000-000000000001',
        point: [1, 2],
        pointObject: { x: 3, y: 4 },
        line: [1, 2, 3],
        inet: '10.0.0.1',
        bits: '101',
      },
    ])
    const [none, all] = await both((db) => db.select().from(values).orderBy(values.id))
    expect(Object.values(none ?? {}).filter((value) => value !== null)).toEqual([1])
    expect(all).toMatchObject({
      bigExact: 2n ** 62n + 1n,
      at: new Date('2024-01-02T03:04:05.678Z'),
      prices: ['1.10', '2'],
    })
    await both((db) =>
      db
        .select({ id: values.id })
        .from(values)
        .where(eq(values.bigExact, 2n ** 62n + 1n)),
    )
    await both((db) => db.select({ n: count(), most: sql<string>`max(${values.bigExact})` }).from(values))
    await both((db) => db.$count(values, eq(values.flag, true)))
  })

  test('the types of the client do not count', async () => {
    await ours.insert(values).values({ id: 1, at: new Date(0), atText: 'infinity', span: '1 day', bigExact: 2n ** 60n })
    const odd = neon(running.gateway.url, { types: { preset: 'pg', int8: 'number', timestamp: 'date' } })
    const ask = (db: Ours) => db.select().from(values)
    expect(await ask(drizzle(odd, { schema }))).toEqual(await ask(ours))
  })

  const raw: [expression: string, given: string, expected?: string][] = [
    ['42::int8', `'42'`],
    ['1.50::numeric', `'1.50'`],
    [`'2024-01-02 03:04:05.678901+00'::timestamptz`, `'2024-01-02 03:04:05.678901+00'`],
    [`'2024-01-02 03:04:05'::timestamp`, `'2024-01-02 03:04:05'`],
    [`'0044-03-15 BC'::date`, `'0044-03-15 BC'`],
    [`'1 day 02:03:04'::interval`, `'1 day 02:03:04'`],
    [`'{"a":[1,2.5]}'::jsonb`, '{ a: [ 1, 2.5 ] }'],
    [`'{1,NULL}'::int4[]`, '[ 1, null ]'],
    [`'{1.10}'::numeric[]`, `[ '1.10' ]`, `'{1.10}'`],
    [`'{2024-01-02}'::date[]`, `[ '2024-01-02' ]`, `'{2024-01-02}'`],
    [`'\\x00ff'::bytea`, 'Uint8Array(2) [ 0, 255 ]', '<Buffer 00 ff>'],
    [`'(1,2)'::point`, `'(1,2)'`, '{ x: 1, y: 2 }'],
    [`'12345678901234567890'::jsonb`, `'12345678901234567890'`, '12345678901234567000'],
  ]
  test.each(raw)('raw SQL: %s', async (expression, given, expected = given) => {
    const shown = [ours as Either, theirs as Either].map(async (db) => {
      const [row] = (await db.execute(sql.raw(`select ${expression} as v`))).rows
      return inspect(row?.v)
    })
    expect(await Promise.all(shown)).toEqual([given, expected])
  })

  test('returning, conflicts and raw SQL', async () => {
    const [made] = await ours.insert(users).values({ name: 'Cyd' }).returning()
    expect(made).toEqual({ id: 3, name: 'Cyd', managerId: null })
    expect(await ours.insert(users).values({ name: 'Cyd' }).onConflictDoNothing().returning()).toEqual([])
    const updated = await ours.update(users).set({ managerId: 3 })
    expect([updated.rowCount, updated.affected, updated.command, updated.rows]).toEqual([3, 3, 'UPDATE', []])
    const raw = await ours.execute<{ id: number }>(
      sql`select id, ${'x'} as t from ${users} where id > ${1} order by id`,
    )
    expect(raw.rows).toEqual([
      { id: 2, t: 'x' },
      { id: 3, t: 'x' },
    ])
    expect(raw[0]?.id).toBe(2)
    await both((db) => db.execute(sql`select count(*), 1.50 as n from users`).then(({ rows }) => [...rows]))
    await both((db) =>
      db
        .delete(users)
        .where(eq(users.id, 3))
        .returning({ name: users.name })
        .then(({ length }) => length < 2),
    )
  })

  test('prepared queries with placeholders', async () => {
    const byName = ours
      .select()
      .from(users)
      .where(eq(users.name, sql.placeholder('name')))
      .prepare('by_name')
    expect(await byName.execute({ name: 'Bob' })).toEqual([{ id: 2, name: 'Bob', managerId: 1 }])
    expect(await byName.execute({ name: 'Eve' })).toEqual([])
  })

  test('a batch is one request and one transaction', async () => {
    let requests = 0
    const counted = drizzlePostgres(neon(running.gateway.url, { on: { query: () => void requests++ } }), { schema })
    const raw = counted.execute(sql`select 7 as n`)
    const [joined, found, inserted, returned, number] = await counted.batch([
      counted.select().from(users).innerJoin(posts, eq(posts.authorId, users.id)).orderBy(users.id),
      counted.query.users.findFirst({ with: { posts: true } }),
      counted.insert(users).values({ name: 'Eve' }),
      counted.update(users).set({ managerId: 2 }).where(eq(users.name, 'Eve')).returning({ id: users.id }),
      raw,
    ])
    expect(requests).toBe(1)
    expect(joined[1]?.posts.name).toBe('Second')
    expect(found?.posts[0]?.id).toBe(1n)
    expect(inserted.rowCount).toBe(1)
    expect(returned).toEqual([{ id: 3 }])
    expect(number.rows).toEqual([{ n: 7 }])
    await both((db) => db.batch([db.select().from(users).orderBy(users.id), db.query.posts.findMany()]))
  })

  test('a batch fails as a whole, with the error of the database', async () => {
    const failing = ours.batch([ours.insert(users).values({ name: 'Eve' }), ours.insert(users).values({ name: 'Ada' })])
    await expect(failing).rejects.toBeInstanceOf(DatabaseError)
    await expect(failing).rejects.toMatchObject({ code: 'query', sqlstate: '23505' })
    expect(await ours.select({ name: users.name }).from(users)).toHaveLength(2)
    const one = ours.insert(users).values({ name: 'Ada' })
    await expect(Promise.resolve(one)).rejects.toMatchObject({ cause: { code: 'query', sqlstate: '23505' } })
    const isolated = ours.batch([ours.select().from(users)], { isolationLevel: 'Serializable', readOnly: true })
    expect((await isolated)[0]).toHaveLength(2)
  })

  test('what cannot be prepared keeps the whole batch from being sent', async () => {
    const broken = ours.insert(users).values({ name: sql.placeholder('none') as never })
    const failing = ours.batch([ours.insert(users).values({ name: 'Eve' }), broken])
    await expect(failing).rejects.toThrow('none')
    expect(await ours.$count(users)).toBe(2)
  })

  test('a transaction is refused before anything is sent', async () => {
    let called = false
    const work = ours.transaction(async () => {
      called = true
    })
    await expect(work).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('batch') })
    expect(called).toBe(false)
  })

  test('casing, logger and cache are those of Drizzle', async () => {
    const logged: string[] = []
    const people = pg.pgTable('users', { managerId: pg.integer(), name: pg.text() })
    const cache = new Memory()
    const db = drizzle(client, { casing: 'snake_case', logger: { logQuery: (text) => void logged.push(text) }, cache })
    const query = db.select().from(people).where(eq(people.name, 'Bob')).$withCache()
    expect(await query).toEqual([{ managerId: 1, name: 'Bob' }])
    await client`update users set manager_id = 5`
    expect(await query).toEqual([{ managerId: 1, name: 'Bob' }])
    expect(await db.batch([query, db.select({ m: people.managerId }).from(people).limit(1)])).toEqual([
      [{ managerId: 1, name: 'Bob' }],
      [{ m: 5 }],
    ])
    await db.batch([db.update(people).set({ managerId: 6 })])
    expect(await query).toEqual([{ managerId: 6, name: 'Bob' }])
    // One that was prepared before is sent with the batch too, though its cache answers later.
    const prepared = db.select().from(people).where(eq(people.name, 'Eve')).$withCache().prepare('cached')
    const batch = vi.spyOn(client, 'batch')
    const parts = [prepared as never, db.select({ m: people.managerId }).from(people).limit(1)] as const
    expect(await db.batch(parts as never)).toEqual([[], [{ m: 6 }]])
    expect(batch.mock.calls.map(([queries]) => queries.length)).toEqual([2])
    batch.mockRestore()
    expect(logged).toHaveLength(8)
    expect(logged[0]).toBe('select "manager_id", "name" from "users" where "users"."name" = $1')
  })
})

class Memory extends Cache {
  readonly #kept = new Map<string, unknown[]>()

  override strategy(): 'explicit' {
    return 'explicit'
  }

  override async get(key: string): Promise<unknown[] | undefined> {
    return this.#kept.get(key)
  }

  override async put(key: string, response: unknown[]): Promise<void> {
    this.#kept.set(key, response)
  }

  override async onMutate(): Promise<void> {
    this.#kept.clear()
  }
}
