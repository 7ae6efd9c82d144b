// What a builder does with whole queries: batches, responses, lazy rows, streams, options of queries, the log.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { builder, type Generated, type LogEvent, sql } from '../../../js/builder/index.js'
import type { Database } from '../../../js/database.js'
import { startTimeout } from '../gateway/running.js'
import { type Engines, startEngines } from './support/engines.js'

interface Schema {
  person: { id: Generated<number>; name: string; age: number | null }
}

let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
  const columns = 'name varchar(100) not null unique, age integer'
  await engines.postgres.query(`create table person (id serial primary key, ${columns})`)
  await engines.mysql.query(`create table person (id integer primary key auto_increment, ${columns})`)
  for (const db of [engines.sqlite, engines.rest]) {
    await db.query(`create table person (id integer primary key autoincrement, ${columns})`)
  }
}, startTimeout)
afterAll(() => engines?.stop())

const batching = ['postgres', 'sqlite', 'rest'] as const
const three = [
  { name: 'Ada', age: 36 },
  { name: 'Bob', age: 40 },
  { name: 'Cyd', age: null },
]

beforeEach(async () => {
  for (const name of ['postgres', 'mysql', 'sqlite', 'rest'] as const) {
    const k = builder<Schema>(engines[name] as Database)
    await k.deleteFrom('person').execute()
    await k.insertInto('person').values(three).execute()
  }
})

const names = async (database: Database) =>
  (await builder<Schema>(database).selectFrom('person').select('name').orderBy('name').execute()).map(
    ({ name }) => name,
  )

describe.each(batching)('a batch on %s', (engine) => {
  const begin = (options = {}) => builder<Schema>(engines[engine] as Engines['sqlite'], options)

  test('gives what each query gives', async () => {
    const k = begin()
    const [people, inserted, updated, returned, deleted] = await k.batch([
      k.selectFrom('person').select('name').orderBy('name'),
      k.insertInto('person').values({ name: 'Dan', age: 1 }),
      k.updateTable('person').set({ age: 2 }).where('name', 'in', ['Ada', 'Bob']),
      k.insertInto('person').values({ name: 'Eve', age: 5 }).returning(['name', 'age']),
      k.deleteFrom('person').where('name', '=', 'Dan'),
    ])
    expect(people).toEqual([{ name: 'Ada' }, { name: 'Bob' }, { name: 'Cyd' }])
    expect(inserted[0]?.numInsertedOrUpdatedRows).toBe(1n)
    expect(updated).toMatchObject([{ numUpdatedRows: 2n }])
    expect(returned).toEqual([{ name: 'Eve', age: 5 }])
    expect(deleted).toMatchObject([{ numDeletedRows: 1n }])
    expect(await k.batch([])).toEqual([])
  })

  test('is applied as a whole or not at all', async () => {
    const k = begin()
    const failed = k.batch([
      k.insertInto('person').values({ name: 'Dan', age: 1 }),
      k.insertInto('person').values({ name: 'Ada', age: 1 }),
    ])
    await expect(failed).rejects.toMatchObject({ code: 'query' })
    expect(await names(engines[engine])).toEqual(['Ada', 'Bob', 'Cyd'])
  })

  test('refuses what is no query of this database, and says which', async () => {
    const k = begin()
    const person = k.selectFrom('person').selectAll()
    const other = builder<Schema>(engines.mysql).selectFrom('person').selectAll()
    await expect(k.batch([person, other])).rejects.toMatchObject({ code: 'template_misuse', statement: 1 })
    for (const none of ['select 1', sql`1`.as('one'), sql, k.case()]) {
      await expect(k.batch([person, none as never])).rejects.toMatchObject({ code: 'template_misuse', statement: 1 })
    }
    await expect(k.batch([person, k.options({ timeout: 10 }).selectFrom('person').selectAll()])).rejects.toMatchObject({
      code: 'option',
      statement: 1,
    })
    await expect(k.batch([begin({ camelCase: true }).selectFrom('person').selectAll()])).rejects.toMatchObject({
      code: 'option',
    })
  })

  test('has the options of its builder', async () => {
    const k = begin().options({ timeout: 5000, name: 'two' })
    const person = k.selectFrom('person').select('name').where('age', '=', 36)
    expect(await k.batch([person, person])).toEqual([[{ name: 'Ada' }], [{ name: 'Ada' }]])
    const ended = k.options({ signal: AbortSignal.abort() })
    await expect(ended.batch([person])).rejects.toMatchObject({ code: 'aborted' })
    await expect(k.batch([person], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })

  test('takes SQL text, and gives what its execute() gives', async () => {
    const k = begin()
    const name = 'Ada'
    const add = sql`insert into ${sql.table('person')} (name, age) values (${'Dan'}, ${5})`
    const [read, people, added, nested] = await k.batch([
      sql<{ age: number }>`select age from person where ${sql.ref('name')} = ${name}`,
      k.selectFrom('person').select('name').where('age', '=', 40),
      add,
      sql<{
        n: number
      }>`select count(*) as n from (${k.selectFrom('person').select('id').where('age', '=', 5)}) as five`,
    ])
    expect(read.rows.map(({ age }) => age)).toEqual([36])
    expect(people).toEqual([{ name: 'Bob' }])
    expect(added).toMatchObject({ rows: [], numAffectedRows: 1n })
    expect(nested.rows).toEqual([{ n: 1 }])
    await k.deleteFrom('person').where('name', '=', 'Dan').execute()
    expect([added]).toMatchObject([await add.execute(k as never)].map(({ insertId: _, ...same }) => same))
    await expect(k.batch([sql`select 1`, sql`selec 1`])).rejects.toMatchObject({ code: 'query' })
    const renaming = begin({ camelCase: true })
    const [{ rows }] = await renaming.batch([
      sql<{ firstName: string }>`select name as first_name from person where age = 36`,
    ])
    expect(rows).toEqual([{ firstName: 'Ada' }])
  })

  test('is one response', async () => {
    const k = begin()
    const counted = await k.respond({
      people: k.selectFrom('person').select('name').where('age', '=', 36),
      n: sql`select count(*) as n from person where age > ${1}`,
    })
    expect(await counted.json()).toEqual({ people: [{ name: 'Ada' }], n: [{ n: 2 }] })
    const response = await k.respond(
      {
        people: k.selectFrom('person').select('name').orderBy('name').limit(2),
        ada: k.selectFrom('person').select('age').where('name', '=', 'Ada'),
      },
      { single: ['ada'], init: { status: 201 } },
    )
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ people: [{ name: 'Ada' }, { name: 'Bob' }], ada: { age: 36 } })
  })
})

test('a batch is refused where the service has none', async () => {
  const k = builder<Schema>(engines.mysql as Database) as unknown as ReturnType<typeof builder<Schema>> & {
    batch(queries: unknown[]): Promise<unknown>
  }
  const person = k.selectFrom('person').selectAll()
  await expect(k.batch([person])).rejects.toMatchObject({ code: 'unsupported' })
  await expect(k.respond({ person } as never)).rejects.toMatchObject({ code: 'unsupported' })
})

describe.each(['postgres', 'mysql', 'sqlite', 'rest'] as const)('one query on %s', (engine) => {
  const begin = (options = {}) => builder<Schema>(engines[engine] as Database, options)

  test('is a response', async () => {
    const k = begin()
    const query = k.selectFrom('person').select(['name', 'age']).orderBy('name')
    expect(await (await k.respond(query)).json()).toEqual(three)
    const csv = await k.respond(query, { format: 'csv' })
    expect((await csv.text()).replaceAll('\r', '')).toBe('name,age\nAda,36\nBob,40\nCyd,\n')
    const text = sql`select name from person where age > ${36} order by name`
    expect(await (await k.respond(text, { single: true })).json()).toEqual({ name: 'Bob' })
    await expect(k.respond(sql`selec ${1}`)).rejects.toMatchObject({ code: 'query' })
    const none = await k.respond(query.where('name', '=', 'Zoe'), { single: '404' })
    expect(none.status).toBe(404)
    await expect(k.respond(query, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    await expect(k.respond('select 1' as never)).rejects.toMatchObject({ code: 'template_misuse' })
  })

  test('carries options', async () => {
    const k = begin().options({ signal: AbortSignal.abort(), name: 'people' })
    const query = k.selectFrom('person').selectAll()
    await expect(query.execute()).rejects.toMatchObject({ code: 'aborted' })
    await expect(k.respond(query)).rejects.toMatchObject({ code: 'aborted' })
    // What a call is given goes before.
    expect(await query.execute({ signal: new AbortController().signal })).toHaveLength(3)
    expect(
      await begin().options({ timeout: 5000 }).options({ retry: false }).selectFrom('person').selectAll().execute(),
    ).toHaveLength(3)
    expect(() => begin().options({ timeuot: 1 } as never)).toThrow('there is no option timeuot')
    expect(() => begin().options({ rowMode: 'array' } as never)).toThrow('there is no option rowMode')
    expect(() => begin().options({ timeout: -1 })).toThrow(expect.objectContaining({ code: 'option' }))
  })

  test('is told to the log, and never a parameter', async () => {
    const events: LogEvent[] = []
    const k = begin({ log: (event: LogEvent) => events.push(event) })
    await k.options({ name: 'people' }).selectFrom('person').selectAll().where('name', '!=', 'secret').execute()
    await k.updateTable('person').set({ age: 7 }).execute()
    await expect(
      k
        .selectFrom('nothing' as 'person')
        .selectAll()
        .execute({ name: 'mine' } as object),
    ).rejects.toThrow()
    await k.respond(k.selectFrom('person').selectAll())
    const [found, updated, failed, responded] = events as [LogEvent, LogEvent, LogEvent, LogEvent]
    expect(found).toMatchObject({ name: 'people', rows: 3, sql: expect.stringContaining('where') })
    expect(found.duration).toBeGreaterThanOrEqual(0)
    expect(found).not.toHaveProperty('error')
    expect(updated).toMatchObject({ affected: 3, rows: 0 })
    expect(failed).toMatchObject({ name: 'mine', rows: null, affected: null, error: { code: 'query' } })
    expect(responded).toMatchObject({ rows: null })
    expect(JSON.stringify(events)).not.toContain('secret')
    const broken = begin({
      log() {
        throw new Error('broken')
      },
    })
    expect(await broken.selectFrom('person').selectAll().execute()).toHaveLength(3)
  })
})

test('each query of a batch is told to the log', async () => {
  const events: LogEvent[] = []
  const k = builder<Schema>(engines.postgres, { log: (event) => events.push(event) })
  await k.batch([k.selectFrom('person').select('id'), k.deleteFrom('person').where('age', '>', 39)])
  expect(events).toMatchObject([{ rows: 3 }, { affected: 1 }])
  await expect(
    k.batch([k.selectFrom('person').select('id'), k.selectFrom('no' as 'person').select('id')]),
  ).rejects.toThrow()
  expect(events.slice(2)).toMatchObject([{ error: { code: 'query' } }, { error: { code: 'query' } }])
})

describe.each(['postgres', 'mysql', 'rest'] as const)('rows as bytes on %s', (engine) => {
  const begin = (options = {}) => builder<Schema>(engines[engine] as Engines['postgres'], options)

  test('are decoded when they are read', async () => {
    const k = begin()
    using rows = await k.lazy(k.selectFrom('person').select(['name', 'age']).orderBy('name'))
    expect(rows.decodedCells).toBe(0)
    expect(rows[1]?.name).toBe('Bob')
    expect(rows.toArray()).toEqual(three)
    using text = await k.lazy(sql<{ name: string }>`select name from person where age = ${40}`)
    expect(text[0]?.name).toBe('Bob')
  })

  test('are given as they come', async () => {
    const events: LogEvent[] = []
    for (const k of [begin(), begin({ log: (event: LogEvent) => events.push(event) })]) {
      const query = k.selectFrom('person').select('name').orderBy('name')
      const batches = []
      for await (const batch of k.stream(query, { batchSize: 2 })) batches.push([...batch])
      expect(batches).toEqual([[{ name: 'Ada' }, { name: 'Bob' }], [{ name: 'Cyd' }]])
      for await (const [first] of k.stream(query, { batchSize: 1 })) {
        expect(first).toEqual({ name: 'Ada' })
        break
      }
      for await (const batch of k.stream(sql<{ name: string }>`select name from person where name < ${'B'}`)) {
        expect([...batch]).toEqual([{ name: 'Ada' }])
      }
      const failing = k.stream(k.selectFrom('no' as 'person').selectAll())
      await expect(failing.next()).rejects.toMatchObject({ code: 'query' })
      const rows = []
      for await (const row of query.stream()) rows.push(row.name)
      expect(rows).toEqual(['Ada', 'Bob', 'Cyd'])
    }
    expect(events).toMatchObject([{ rows: 3 }, { rows: 1 }, { rows: 1 }, { error: { code: 'query' } }, { rows: 3 }])
  })
})

test('where values come, nothing is lazy and nothing streams', async () => {
  const k = builder<Schema>(engines.sqlite) as unknown as ReturnType<typeof builder<Schema>> & {
    lazy(query: unknown): Promise<unknown>
    stream(query: unknown): AsyncIterable<unknown>
  }
  const query = k.selectFrom('person').selectAll()
  await expect(k.lazy(query)).rejects.toMatchObject({ code: 'unsupported' })
  expect(() => k.stream(query)).toThrow(expect.objectContaining({ code: 'unsupported' }))
})
