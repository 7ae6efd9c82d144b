// What queries give when they are executed, as Kysely gives it.
import { expect, test } from 'vitest'
import {
  DeleteResult,
  InsertResult,
  MergeResult,
  NoResultError,
  sql as ownSql,
  UpdateResult,
} from '../../../js/builder/index.js'
import type { Loose } from './support/differential.js'
import { recordingDatabase, transactingDatabase } from './support/recording-database.js'

const sql = ownSql as unknown as Loose
const promised = (call: Loose) => call as unknown as Promise<unknown>

test('a select gives its rows', async () => {
  const { k, sent } = recordingDatabase('postgres', { rows: [{ a: 1 }, { a: 2 }] })
  const query = k.selectFrom('t').select('a').where('b', '=', 3)
  expect([...((await promised(query.execute())) as unknown[])]).toEqual([{ a: 1 }, { a: 2 }])
  expect(await promised(query.executeTakeFirst())).toEqual({ a: 1 })
  expect(await promised(query.executeTakeFirstOrThrow())).toEqual({ a: 1 })
  expect(sent).toHaveLength(3)
  expect(sent[0]).toMatchObject({
    sql: 'select "a" from "t" where "b" = $1',
    parameters: [3],
    options: { rowMode: 'object' },
  })
})

test('an insert, an update, a delete and a merge give their results', async () => {
  const { k } = recordingDatabase('mysql', { affected: 2, lastId: 7 })
  const inserted = k.insertInto('t').values({ a: 1 })
  expect(await promised(inserted.execute())).toEqual([new InsertResult(7n, 2n)])
  expect(await promised(inserted.executeTakeFirst())).toBeInstanceOf(InsertResult)
  expect(await promised(k.updateTable('t').set({ a: 1 }).execute())).toEqual([new UpdateResult(2n, undefined)])
  expect(await promised(k.deleteFrom('t').executeTakeFirst())).toEqual(new DeleteResult(2n))
  const postgres = recordingDatabase('postgres', { affected: 2 })
  const merged = postgres.k.mergeInto('t').using('u', 'a', 'b').whenMatched().thenDelete()
  expect(await promised(merged.executeTakeFirstOrThrow())).toEqual(new MergeResult(2n))
})

test('what a service does not count is none', async () => {
  const { k } = recordingDatabase('postgres')
  expect(await promised(k.insertInto('t').values({ a: 1 }).execute())).toEqual([new InsertResult(undefined, 0n)])
  expect(await promised(k.updateTable('t').set({ a: 1 }).executeTakeFirst())).toEqual(new UpdateResult(0n, undefined))
  expect(await promised(k.deleteFrom('t').executeTakeFirst())).toEqual(new DeleteResult(0n))
  const merged = k.mergeInto('t').using('u', 'a', 'b').whenMatched().thenDelete()
  expect(await promised(merged.executeTakeFirst())).toEqual(new MergeResult(undefined))
})

test('a key beyond 2^53 keeps its digits', async () => {
  const { k } = recordingDatabase('mysql', { affected: 1, meta: { insertId: '18446744073709551615' } })
  expect(await promised(k.insertInto('t').values({ a: 1 }).executeTakeFirst())).toEqual(
    new InsertResult(18446744073709551615n, 1n),
  )
})

test('with returning a change gives its rows', async () => {
  const { k } = recordingDatabase('sqlite', { rows: [{ id: 5 }], affected: 1 })
  for (const query of [
    k.insertInto('t').values({ a: 1 }).returning('id'),
    k.updateTable('t').set({ a: 1 }).returningAll(),
    k.deleteFrom('t').returning('id'),
  ]) {
    expect(await promised(query.executeTakeFirstOrThrow())).toEqual({ id: 5 })
  }
})

test('executeTakeFirstOrThrow throws what it is told to', async () => {
  const { k } = recordingDatabase('postgres')
  const query = k.selectFrom('t').selectAll()
  class Missing extends Error {}
  expect(await promised(query.executeTakeFirst())).toBeUndefined()
  await expect(promised(query.executeTakeFirstOrThrow())).rejects.toThrow(NoResultError)
  await expect(promised(query.executeTakeFirstOrThrow(Missing))).rejects.toThrow(Missing)
  await expect(promised(query.executeTakeFirstOrThrow(() => new Error('of a function')))).rejects.toThrow(
    'of a function',
  )
  await expect(promised(query.executeTakeFirstOrThrow({ errorConstructor: Missing }))).rejects.toThrow(Missing)
})

test('options of a query reach the database', async () => {
  const { k, sent } = recordingDatabase('postgres')
  const { signal } = new AbortController()
  await promised(k.selectFrom('t').selectAll().execute({ signal, name: 'people', inflightQueryAbortStrategy: 'x' }))
  expect(sent[0]?.options).toEqual({ signal, name: 'people', rowMode: 'object' })
})

test('raw SQL is executed and compiled by a builder', async () => {
  const { k, sent } = recordingDatabase('mysql', { rows: [{ a: 1 }], affected: 3, lastId: 4 })
  const result = await promised(sql`select ${1} from ${sql.table('t')}`.execute(k))
  expect(result).toMatchObject({ numAffectedRows: 3n, insertId: 4n })
  expect((result as { rows: unknown[] }).rows.length).toBe(1)
  expect(sent[0]).toMatchObject({ sql: 'select ? from `t`', parameters: [1] })
  await expect(promised(sql`select 1`.execute())).rejects.toMatchObject({ code: 'unsupported' })
})

test('executeQuery takes what is built and what is compiled', async () => {
  const { k, sent } = recordingDatabase('postgres', { rows: [{ a: 1 }] })
  const query = k.selectFrom('t').select('a').where('b', '=', 1)
  await promised(k.executeQuery(query))
  await promised(k.executeQuery(query.compile()))
  expect(sent.map((one) => one.sql)).toEqual(Array(2).fill('select "a" from "t" where "b" = $1'))
})

test('explain gives rows', async () => {
  const { k, sent } = recordingDatabase('postgres', { rows: [{ plan: 'x' }] })
  expect([...((await promised(k.selectFrom('t').selectAll().explain())) as unknown[])]).toEqual([{ plan: 'x' }])
  await promised(k.deleteFrom('t').explain('json'))
  await promised(k.insertInto('t').values({ a: 1 }).explain('text', sql`analyze`))
  expect(sent.map((one) => one.sql)).toEqual([
    'explain select * from "t"',
    'explain (format json) delete from "t"',
    'explain (analyze, format text) insert into "t" ("a") values ($1)',
  ])
})

test('rows come one by one from a stream', async () => {
  const asked: unknown[] = []
  const { k } = recordingDatabase(
    'postgres',
    {},
    {
      async *stream(query: { sql: string }, options: unknown) {
        asked.push([query.sql, options])
        yield [{ a: 1 }, { a: 2 }]
        yield [{ a: 3 }]
      },
    },
  )
  const query = k.selectFrom('t').select('a')
  const rows: unknown[] = []
  for await (const row of query.stream() as unknown as AsyncIterable<unknown>) rows.push(row)
  for await (const row of query.stream(7) as unknown as AsyncIterable<unknown>) rows.push(row)
  for await (const row of query.stream({ chunkSize: 8 }) as unknown as AsyncIterable<unknown>) rows.push(row)
  expect(rows).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3].map((a) => ({ a })))
  expect(asked).toEqual([100, 7, 8].map((batchSize) => ['select "a" from "t"', { batchSize }]))
})

test('a database without streams, or without transactions, says so', async () => {
  const { k } = recordingDatabase('postgres')
  const rows = k.selectFrom('t').selectAll().stream() as unknown as AsyncIterator<unknown>
  await expect(rows.next()).rejects.toMatchObject({ code: 'unsupported' })
  await expect(promised(k.transaction().execute(async () => {}))).rejects.toMatchObject({ code: 'unsupported' })
  await expect(promised(k.startTransaction().execute())).rejects.toMatchObject({ code: 'unsupported' })
})

test('what the dialect has not is refused before it is sent', async () => {
  const mysql = recordingDatabase('mysql')
  const sqlite = recordingDatabase('sqlite')
  const refusals: readonly [Loose, string][] = [
    [mysql.k.selectFrom('t').fullJoin('u', 'a', 'b').selectAll(), 'full join'],
    [mysql.k.insertInto('t').values({ a: 1 }).returningAll(), 'returning'],
    [sqlite.k.mergeInto('t').using('u', 'a', 'b').whenMatched().thenDelete(), 'merge'],
    [
      sqlite.k
        .selectFrom('t')
        .crossJoinLateral((eb) => eb.selectFrom('u').as('v'))
        .selectAll(),
      'lateral',
    ],
    [sqlite.k.selectFrom('t').top(3).selectAll(), 'top'],
  ]
  for (const [query, word] of refusals) {
    const refused = expect.objectContaining({ code: 'unsupported', message: expect.stringContaining(word) })
    await expect(promised(query.execute())).rejects.toEqual(refused)
  }
  expect([...mysql.sent, ...sqlite.sent]).toEqual([])
})

test.each([true, false])('a transaction is kept when its function is done: a database inside %s', async (isNested) => {
  const { k, sent, inside, events } = transactingDatabase('mysql', { rows: [{ a: 1 }] }, isNested)
  const given = await promised(
    k.transaction().execute(async (t) => {
      expect(t.isTransaction).toBe(true)
      await promised(t.insertInto('t').values({ a: 1 }).execute())
      return await promised(t.selectFrom('t').select('a').executeTakeFirst())
    }),
  )
  expect(given).toEqual({ a: 1 })
  expect(events).toEqual(['begin', 'commit'])
  expect(isNested ? inside : sent).toHaveLength(2)
})

test('a transaction is undone when its function fails, and takes no queries afterwards', async () => {
  const { k, inside, events } = transactingDatabase('mysql')
  let kept: Loose | undefined
  const work = k.transaction().execute(async (t) => {
    kept = t
    throw new Error('of the caller')
  })
  await expect(promised(work)).rejects.toThrow('of the caller')
  expect(events).toEqual(['begin', 'rollback'])
  const late = promised(kept?.selectFrom('t').selectAll().execute() as Loose)
  await expect(late).rejects.toMatchObject({ code: 'stale_handle' })
  expect(inside).toEqual([])
})

test('a transaction keeps the schema', async () => {
  const { k, inside } = transactingDatabase('mysql')
  await promised(
    k
      .withSchema('s')
      .transaction()
      .execute(async (t) => promised(t.selectFrom('t').selectAll().execute())),
  )
  expect(inside[0]?.sql).toBe('select * from `s`.`t`')
})

test('a controlled transaction has savepoints, and is ended once', async () => {
  const { k, inside, events } = transactingDatabase('mysql')
  const t = (await promised(k.startTransaction().execute())) as Loose
  expect(events).toEqual(['begin'])
  await promised(t.insertInto('t').values({ a: 1 }).execute())
  const after = (await promised(t.savepoint('a`b').execute())) as Loose
  await promised(after.rollbackToSavepoint('a`b').execute())
  await promised(after.releaseSavepoint('c').execute())
  expect([t.isCommitted, t.isRolledBack]).toEqual([false, false])
  await promised(t.commit().execute())
  expect([t.isCommitted, t.isRolledBack]).toEqual([true, false])
  expect(events).toEqual(['begin', 'commit'])
  expect(inside.map((one) => one.sql)).toEqual([
    'insert into `t` (`a`) values (?)',
    'savepoint `a``b`',
    'rollback to `a``b`',
    'release savepoint `c`',
  ])
  await expect(promised(t.rollback().execute())).rejects.toMatchObject({ code: 'stale_handle' })
})

test('a controlled transaction is undone', async () => {
  const { k, events } = transactingDatabase('mysql')
  const t = (await promised(k.startTransaction().execute())) as Loose
  await promised(t.rollback().execute())
  expect([t.isCommitted, t.isRolledBack]).toEqual([false, true])
  expect(events).toEqual(['begin', 'rollback'])
})

test('settings of a transaction are refused where there are none', () => {
  const { k } = transactingDatabase('mysql')
  expect(() => k.transaction().setIsolationLevel('serializable')).toThrow(/isolation/)
  expect(() => k.startTransaction().setAccessMode('read only')).toThrow(/access mode/)
})
