// Kysely's calls on real engines, each through this dialect and through the dialect that its users know.
import {
  CamelCasePlugin,
  type ColumnType,
  CompiledQuery,
  type Generated,
  Kysely,
  type LogEvent,
  PostgresDialect,
  sql,
} from 'kysely'
import { D1Dialect } from 'kysely-d1'
import { Migrator } from 'kysely/migration'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { batch, respond, TcplessDialect } from '../../../js/adapters/kysely.js'
import { DatabaseError, neon, type QueryEvent } from '../../../js/services/neon.js'
import { type BatchDatabase, d1 } from '../../../js/services/d1.js'
import { start, startTimeout } from '../gateway/running.js'
import { startBinding, startRest } from './databases.js'

interface Tables {
  people: { id: Generated<number>; first_name: string; age: number | null; data: ColumnType<unknown, string, string> }
  pets: { id: Generated<number>; owner_id: number; name: string }
}

interface Under {
  readonly database: BatchDatabase<never>
  /** The same whose rows are arrays. */
  readonly arrays: BatchDatabase<never>
  /** A dialect of others on the same database. */
  readonly other: (() => Kysely<Tables>) | undefined
  /** Counts the requests of what `use` does. */
  requests(use: (db: Kysely<Tables>) => Promise<unknown>): Promise<number>
  stop(): Promise<void>
}

const engines: Record<string, () => Promise<Under>> = {
  'Neon on PostgreSQL': () => startNeon('PostgreSQL'),
  'Neon on PGlite': () => startNeon('PGlite'),
  'D1 binding': startD1,
  'D1 REST': async () => {
    const { database, arrays, stop } = await startRest()
    return { database, arrays, other: undefined, requests: counted(database, undefined), stop }
  },
}

async function startNeon(engine: 'PostgreSQL' | 'PGlite'): Promise<Under> {
  const { gateway, postgres, stop } = await start(engine)
  const pools: Pool[] = []
  const other = () => {
    const pool = new Pool({ connectionString: postgres?.url, max: 1 })
    pools.push(pool)
    return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  }
  return {
    database: neon(gateway.url),
    arrays: neon(gateway.url, { rowMode: 'array' }),
    other: postgres && other,
    requests: counted(undefined, (on) => neon(gateway.url, { on })),
    stop: async () => {
      await Promise.all(pools.map((pool) => pool.end()))
      await stop()
    },
  }
}

async function startD1(): Promise<Under> {
  const { database, binding, stop } = await startBinding()
  return {
    database,
    arrays: d1(binding as never, { rowMode: 'array' }),
    other: () => new Kysely<Tables>({ dialect: new D1Dialect({ database: binding as never }) }),
    requests: counted(undefined, (on) => d1(binding as never, { on })),
    stop,
  }
}

function counted(
  plain: BatchDatabase<never> | undefined,
  make: ((on: { query(event: QueryEvent): void }) => BatchDatabase<never>) | undefined,
): Under['requests'] {
  return async (use) => {
    let requests = 0
    const database = make?.({ query: () => void requests++ }) ?? (plain as BatchDatabase<never>)
    await use(new Kysely<Tables>({ dialect: new TcplessDialect({ database }) }))
    return requests
  }
}

describe.each(Object.entries(engines))('%s', (name, startEngine) => {
  const isPostgres = name.startsWith('Neon')
  let under: Under
  let db: Kysely<Tables>

  beforeAll(async () => {
    under = await startEngine()
    db = new Kysely<Tables>({ dialect: new TcplessDialect({ database: under.database }) })
    const id = (table: string) =>
      db.schema.createTable(table).addColumn('id', isPostgres ? 'serial' : 'integer', (column) => column.primaryKey())
    await id('people')
      .addColumn('first_name', 'text', (column) => column.notNull().unique())
      .addColumn('age', 'integer')
      .addColumn('data', isPostgres ? 'jsonb' : 'text')
      .execute()
    await id('pets')
      .addColumn('owner_id', 'integer', (column) => column.notNull().references('people.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .execute()
  }, startTimeout)

  afterAll(async () => {
    await db?.destroy()
    await under?.stop()
  })

  beforeEach(async () => {
    await db.deleteFrom('pets').execute()
    await db.deleteFrom('people').execute()
    await db
      .insertInto('people')
      .values([
        { id: 1, first_name: 'Ada', age: 36, data: '{"a":[1]}' },
        { id: 2, first_name: 'Bob', age: null, data: 'null' },
      ])
      .execute()
    await db.insertInto('pets').values({ id: 7, owner_id: 1, name: 'Rex' }).execute()
  })

  test('rows, joins and expressions', async () => {
    const people = await db.selectFrom('people').select(['id', 'first_name', 'age']).orderBy('id').execute()
    expect(people).toEqual([
      { id: 1, first_name: 'Ada', age: 36 },
      { id: 2, first_name: 'Bob', age: null },
    ])
    const owners = await db
      .selectFrom('people as p')
      .innerJoin('pets', 'owner_id', 'p.id')
      .select(['p.first_name', 'pets.name', (eb) => eb('p.age', '+', 1).as('next')])
      .where('p.id', 'in', [1, 2, 3])
      .execute()
    expect(owners).toEqual([{ first_name: 'Ada', name: 'Rex', next: 37 }])
    const counted = await db.selectFrom('people').select(db.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
    expect(counted.n).toBe(2)
    expect(await db.selectFrom('people').selectAll().where('id', '=', 9).executeTakeFirst()).toBeUndefined()
  })

  test('what writes tell', async () => {
    const inserted = await db.insertInto('people').values({ id: 3, first_name: 'Cyd', age: 1, data: '1' }).execute()
    expect(inserted).toMatchObject([{ numInsertedOrUpdatedRows: 1n, insertId: isPostgres ? undefined : 3n }])
    expect(await db.updateTable('people').set({ age: 2 }).execute()).toMatchObject([{ numUpdatedRows: 3n }])
    expect(await db.deleteFrom('people').where('id', '>', 1).execute()).toMatchObject([{ numDeletedRows: 2n }])
    const returned = await db
      .updateTable('people')
      .set((eb) => ({ age: eb('age', '+', 1) }))
      .returning(['id', 'age'])
      .execute()
    expect(returned).toEqual([{ id: 1, age: 3 }])
    const raw = await sql`update people set age = ${5}`.execute(db)
    expect(raw).toMatchObject({ numAffectedRows: 1n, rows: [] })
  })

  test('as the dialect of others tells them', async () => {
    if (!under.other) return
    const known = under.other()
    const both = async (use: (db: Kysely<Tables>) => Promise<unknown>) => {
      const [ours, theirs] = [await use(db), await use(known)]
      expect(ours).toEqual(theirs)
    }
    await both((k) => k.selectFrom('people').selectAll().orderBy('id').execute())
    await both((k) => k.selectFrom('people').innerJoin('pets', 'owner_id', 'people.id').selectAll().execute())
    await both((k) => k.updateTable('people').set({ age: 4 }).where('id', '=', 1).execute())
    await both((k) => k.deleteFrom('pets').where('id', '=', 99).execute())
    await both((k) => k.updateTable('people').set({ age: 5 }).returning('id').execute())
    await both((k) => k.insertInto('pets').values({ owner_id: 1, name: 'x' }).returning('name').execute())
    if (isPostgres) {
      await both((k) => k.executeQuery(k.selectFrom('people').selectAll().orderBy('id')))
      await both((k) => k.executeQuery(k.updateTable('people').set({ age: 6 }).returningAll()))
      await both((k) => sql`select 1 as a, 2 as a`.execute(k).then(({ rows }) => rows))
      await both((k) => k.introspection.getSchemas())
      await both((k) => k.introspection.getTables())
    }
  })

  test('introspection', async () => {
    const tables = await db.introspection.getTables()
    expect(tables.map((table) => table.name).filter((table) => !table.startsWith('step'))).toEqual(['people', 'pets'])
    expect(tables[0]?.columns).toMatchObject([
      { name: 'id', isAutoIncrementing: true },
      { name: 'first_name', isNullable: false },
      { name: 'age', isNullable: true },
      { name: 'data' },
    ])
  })

  test('errors are those of the database', async () => {
    const twice = db.insertInto('people').values({ first_name: 'Ada', age: 1, data: '1' }).execute()
    await expect(twice).rejects.toBeInstanceOf(DatabaseError)
    await expect(twice).rejects.toMatchObject(
      isPostgres ? { code: 'query', sqlstate: '23505' } : { databaseCode: expect.stringMatching(/^SQLITE_CONSTRAINT/) },
    )
  })

  test('a transaction is refused before anything is sent', async () => {
    let called = false
    const requests = await under.requests(async (k) => {
      const work = k.transaction().execute(async () => {
        called = true
      })
      await expect(work).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('batch()') })
      await expect(k.startTransaction().execute()).rejects.toMatchObject({ code: 'unsupported' })
    })
    expect([called, requests]).toEqual([false, 0])
  })

  test('a batch is one request, typed as its queries', async () => {
    const work = async (k: Kysely<Tables>) => {
      const [people, inserted, updated, deleted, returned, raw] = await batch(k, [
        k.selectFrom('people').select(['id', 'first_name']).orderBy('id'),
        k.insertInto('pets').values({ id: 8, owner_id: 1, name: 'Kit' }),
        k.updateTable('people').set({ age: 40 }),
        k.deleteFrom('pets').where('id', '=', 7),
        k.insertInto('pets').values({ id: 9, owner_id: 2, name: 'Bo' }).returning(['id', 'name']).compile(),
        sql<{ n: number }>`select age as n from people where id = ${1}`.compile(k),
      ])
      expect(people.map((person: { id: number; first_name: string }) => person.first_name)).toEqual(['Ada', 'Bob'])
      expect(inserted[0]?.numInsertedOrUpdatedRows).toBe(1n)
      expect(inserted[0]?.insertId).toBe(isPostgres ? undefined : 8n)
      expect(updated[0]?.numUpdatedRows).toBe(2n)
      expect(deleted[0]?.numDeletedRows).toBe(1n)
      const [pet]: { id: number; name: string }[] = returned
      expect(pet).toEqual({ id: 9, name: 'Bo' })
      const [row]: { n: number }[] = raw
      expect(row?.n).toBe(40)
    }
    const requests = await under.requests(work)
    if (name !== 'D1 REST') expect(requests).toBe(1)
    expect(await batch(db, [])).toEqual([])
  })

  test('a batch is applied as a whole or not', async () => {
    const failing = batch(db, [
      db.insertInto('people').values({ id: 5, first_name: 'Eve', age: 1, data: '1' }),
      db.insertInto('people').values({ id: 6, first_name: 'Ada', age: 1, data: '1' }),
    ])
    await expect(failing).rejects.toBeInstanceOf(DatabaseError)
    expect(await db.selectFrom('people').select('id').orderBy('id').execute()).toEqual([{ id: 1 }, { id: 2 }])
    const query = db.selectFrom('people').select('id').where('id', '=', 1).compile()
    expect(await batch(db, [query, query])).toEqual([[{ id: 1 }], [{ id: 1 }]])
    expect(await batch(under.database, [query, db.deleteFrom('pets')])).toMatchObject([
      [{ id: 1 }],
      [{ numDeletedRows: 1n }],
    ])
    await db.connection().execute(async (single) => {
      expect(await batch(single, [query, query, query])).toEqual([[{ id: 1 }], [{ id: 1 }], [{ id: 1 }]])
    })
  })

  test('plugins and the log see the queries of a batch', async () => {
    const events: LogEvent[] = []
    interface Camel {
      people: { id: number; firstName: string }
    }
    const camel = new Kysely<Camel>({
      dialect: new TcplessDialect({ database: under.database }),
      plugins: [new CamelCasePlugin()],
      log: (event) => void events.push(event),
    })
    const queries = [1, 2].map((id) => camel.selectFrom('people').select('firstName').where('id', '=', id))
    expect(await batch(camel, queries)).toEqual([[{ firstName: 'Ada' }], [{ firstName: 'Bob' }]])
    expect(events.map((event) => [event.level, event.query.sql])).toEqual(
      queries.map((query) => ['query', query.compile().sql]),
    )
  })

  test('a response', async () => {
    const people = db.selectFrom('people').select(['id', 'first_name']).orderBy('id')
    const response = await respond(db, people, { init: { status: 201 } })
    expect([response.status, await response.text()]).toEqual([
      201,
      '[{"id":1,"first_name":"Ada"},{"id":2,"first_name":"Bob"}]',
    ])
    const one = await respond(under.database, people.where('id', '=', 3).compile(), { single: '404' })
    expect(one.status).toBe(404)
    const both = await respond(
      db,
      { person: people.where('id', '=', 1), pets: db.selectFrom('pets').select('name') },
      { single: ['person'] },
    )
    expect(await both.json()).toEqual({ person: { id: 1, first_name: 'Ada' }, pets: [{ name: 'Rex' }] })
  })

  test('what is no query, and a Kysely of another dialect', async () => {
    await expect(batch(db, ['select 1' as never])).rejects.toMatchObject({ code: 'template_misuse' })
    await expect(respond(db, { a: null as never })).rejects.toMatchObject({ code: 'template_misuse' })
    const foreign = new Kysely<Tables>({ dialect: new D1Dialect({ database: {} as never }) })
    await expect(batch(foreign, [foreign.deleteFrom('pets')])).rejects.toMatchObject({ code: 'option' })
    await expect(respond(foreign, foreign.deleteFrom('pets'))).rejects.toMatchObject({ code: 'option' })
    expect(() => new TcplessDialect({ database: {} as never })).toThrow('option database')
  })

  test('a signal', async () => {
    const query = db.selectFrom('people').selectAll()
    const reason = new Error('enough')
    await expect(query.execute({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(query.execute({ signal: new AbortController().signal })).resolves.toHaveLength(2)
    const ended = batch(db, [query], { signal: AbortSignal.abort() })
    await expect(ended).rejects.toMatchObject({ code: 'aborted' })
  })

  test('rows are objects, whatever the client gives to others', async () => {
    const arrays = new Kysely<Tables>({ dialect: new TcplessDialect({ database: under.arrays }) })
    const people = arrays.selectFrom('people').select('id').where('id', '=', 1)
    expect(await people.execute()).toEqual([{ id: 1 }])
    expect(await batch(arrays, [people])).toEqual([[{ id: 1 }]])
  })

  test('streams', async () => {
    const query = db.selectFrom('people').select('id').orderBy('id')
    if (!('stream' in under.database)) {
      await expect(query.stream().next()).rejects.toMatchObject({ code: 'unsupported' })
      return
    }
    const people: unknown[] = []
    for await (const person of query.stream(1)) people.push(person)
    expect(people).toEqual([{ id: 1 }, { id: 2 }])
    for await (const person of query.stream(1)) {
      expect(person).toEqual({ id: 1 })
      break
    }
    const numbers = sql`with recursive s(n) as (select 1 union all select n + 1 from s where n < 20000) select n from s`
    const many = sql<{ n: number }>`(${numbers})`.as('many')
    let rows = 0
    for await (const row of db.selectFrom(many).selectAll().stream(500)) expect(row.n).toBe(++rows)
    expect(rows).toBe(20_000)
    const controller = new AbortController()
    const reason = new Error('enough')
    const read = async () => {
      for await (const _ of db.selectFrom(many).selectAll().stream({ chunkSize: 10, signal: controller.signal })) {
        controller.abort(reason)
      }
    }
    await expect(read()).rejects.toBe(reason)
    await expect(
      db
        .selectFrom('nowhere' as 'pets')
        .selectAll()
        .stream()
        .next(),
    ).rejects.toMatchObject({
      code: 'query',
    })
  })

  test('migrations, by one at a time', async () => {
    const at = { migrationTableName: 'steps', migrationLockTableName: 'steps_lock' }
    const steps: string[] = []
    const step = (table: string) => ({
      up: async (k: Kysely<unknown>) => {
        steps.push(table)
        await k.schema.createTable(table).addColumn('a', 'integer').execute()
      },
      down: (k: Kysely<unknown>) => k.schema.dropTable(table).execute(),
    })
    const migrations = async () => ({ '1': step('step_a'), '2': step('step_b') })
    const migrator = new Migrator({ db, provider: { getMigrations: migrations }, ...at })
    expect((await migrator.migrateToLatest()).error).toBeUndefined()
    expect((await migrator.migrateToLatest()).results).toEqual([])
    expect((await migrator.migrateDown()).error).toBeUndefined()
    expect(steps).toEqual(['step_a', 'step_b'])
    await db.executeQuery(CompiledQuery.raw('update steps_lock set is_locked = 1'))
    expect((await migrator.migrateToLatest()).error).toMatchObject({ code: 'unavailable' })
    await db.executeQuery(CompiledQuery.raw('update steps_lock set is_locked = 0'))
    expect((await migrator.migrateToLatest()).results).toMatchObject([{ migrationName: '2', status: 'Success' }])
  })
})

test.each(['execute', 'stream'] as const)('a signal given to %s() cancels the request', async (method) => {
  const sent: AbortSignal[] = []
  const fetch = (_url: unknown, init: RequestInit) => {
    sent.push(init.signal as AbortSignal)
    return new Promise<Response>((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
    })
  }
  const database = neon('postgresql://u:p@db.example.com/d', { fetch: fetch as typeof globalThis.fetch })
  if (method === 'stream' && !('stream' in database)) return
  const noted = vi.spyOn(console, 'error').mockImplementation(() => {})
  const query = new Kysely<Tables>({ dialect: new TcplessDialect({ database }) }).selectFrom('pets').selectAll()
  const controller = new AbortController()
  const { signal } = controller
  const work = method === 'execute' ? query.execute({ signal }) : query.stream({ signal }).next()
  const reason = new Error('enough')
  const refused = expect(work).rejects.toBe(reason)
  await vi.waitFor(() => expect(sent).toHaveLength(1))
  controller.abort(reason)
  await refused
  expect(sent[0]?.aborted).toBe(true)
  await vi.waitFor(() => expect(noted).toHaveBeenCalled())
  noted.mockRestore()
})
