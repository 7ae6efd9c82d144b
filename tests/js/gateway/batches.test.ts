// The same batches through this client and Neon's own driver, whose `transaction()` they are, on both engines.
import { neon as officialNeon } from '@neondatabase/serverless'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type NeonBatchOptions, type NeonDatabase, neon } from '../../../js/services/neon.js'
import { engines, type Running, start, startTimeout } from './running.js'

const settings = `select current_setting('transaction_isolation') as level,
  current_setting('transaction_read_only') as read_only, current_setting('transaction_deferrable') as deferrable`

describe.each(engines)('batches on %s', (engine) => {
  let running: Running
  let db: NeonDatabase
  let official: ReturnType<typeof officialNeon<false, true>>

  beforeAll(async () => {
    running = await start(engine)
    db = neon(running.gateway.url)
    official = officialNeon(running.gateway.url, { fullResults: true })
    await db`create table counted (id int primary key, name text)`
  }, startTimeout)
  afterAll(() => running?.stop())

  /** Rows, command and count of each query, or the error, from both. */
  async function both(
    queries: readonly (readonly [text: string, values?: (string | number | null)[]])[],
    options: NeonBatchOptions = {},
  ): Promise<[ours: unknown, theirs: unknown]> {
    const { isolationLevel, readOnly, deferrable } = options
    const ours = await db
      .batch(
        queries.map(([text, values]) => db.query(text, values)),
        options,
      )
      .then(
        (results) => results.map((rows) => ({ rows: [...rows], command: rows.command, count: rows.affected })),
        failure,
      )
    const theirs = await official
      .transaction(
        queries.map(([text, values]) => official.query(text, values)),
        {
          ...(isolationLevel && { isolationLevel }),
          ...(readOnly !== undefined && { readOnly }),
          ...(deferrable !== undefined && { deferrable }),
        },
      )
      .then((results) => results.map(({ rows, command, rowCount }) => ({ rows, command, count: rowCount })), failure)
    return [ours, theirs]
  }

  function failure(error: Error & Record<string, unknown>): unknown {
    const { message, severity, detail, constraint, table } = error
    return { message, sqlstate: error.sqlstate ?? error.code, severity, detail, constraint, table }
  }

  test.each<[string, [string, (string | number | null)[]?][]]>([
    [
      'rows of different shapes',
      [['select 1 as a'], ['select $1::text as b, $2::int4 as c', ['x', null]], ['select 1 where false']],
    ],
    [
      'changes and what comes of them',
      [
        ['delete from counted'],
        ['insert into counted values ($1, $2) returning name', [1, 'one']],
        ["update counted set name = 'uno'"],
        ['select * from counted'],
        ['delete from counted'],
      ],
    ],
    ['statements without a count', [['create table made (a int)'], ['drop table made'], ['select']]],
    [
      'arrays and json',
      [[`select '{1,NULL,3}'::int4[] as a, '{"b":[1]}'::jsonb as j`], [`select '{a,"b c"}'::text[] as t`]],
    ],
    [
      'one statement sees the others',
      [['select txid_current_if_assigned() is null as first'], ['select count(*)::int4 as n from counted']],
    ],
    [
      'an error in the middle',
      [['insert into counted values (1, null)'], ['select * from nowhere'], ['select 1 as a']],
    ],
    ['a constraint', [['insert into counted values (7, null)'], ['insert into counted values (7, null)']]],
    [
      'a division by nothing, after rows',
      [['select g from generate_series(1, 100) g'], ['select 1 / $1::int4 as d', [0]]],
    ],
    ['a wrong number of parameters', [['select $1::int4 as a', []]]],
    ['two statements in one query', [['select 1; select 2']]],
  ])('%s', async (_name, queries) => {
    const [ours, theirs] = await both(queries)
    expect(ours).toEqual(theirs)
    expect(await db`select * from counted`).toEqual([])
  })

  test.each<[NeonBatchOptions, string, string, string]>([
    [{}, 'read committed', 'off', 'off'],
    [{ isolationLevel: 'ReadUncommitted' }, 'read uncommitted', 'off', 'off'],
    [{ isolationLevel: 'ReadCommitted', readOnly: false }, 'read committed', 'off', 'off'],
    [{ isolationLevel: 'RepeatableRead', readOnly: true }, 'repeatable read', 'on', 'off'],
    [{ isolationLevel: 'Serializable', readOnly: true, deferrable: true }, 'serializable', 'on', 'on'],
    [{ deferrable: true }, 'read committed', 'off', 'on'],
  ])('the transaction is of the kind that was asked for: %o', async (options, level, readOnly, deferrable) => {
    const [ours, theirs] = await both([[settings]], options)
    expect(ours).toEqual(theirs)
    expect(ours).toMatchObject([{ rows: [{ level, read_only: readOnly, deferrable }] }])
  })

  test('a batch that only reads cannot write', async () => {
    const [ours, theirs] = await both([['select 1 as a'], ['insert into counted values (1, null)']], { readOnly: true })
    expect(ours).toEqual(theirs)
    expect(ours).toMatchObject({ sqlstate: '25006' })
  })

  test('all or nothing', async () => {
    const failing = db.batch([db`insert into counted values (1, 'half')`, db`select 1 / 0`])
    await expect(failing).rejects.toMatchObject({ code: 'query', sqlstate: '22012' })
    expect(await db`select * from counted`).toEqual([])
    await db.batch([db`insert into counted values (1, 'a')`, db`insert into counted values (2, 'b')`])
    expect(await db`select count(*)::int4 as n from counted`).toEqual([{ n: 2 }])
    await db`delete from counted`
  })

  test('one response, the same as the rows', async () => {
    const queries = {
      series: db`select g, repeat('é', g % 50) as t from generate_series(1, ${5000}) g`,
      none: db`select 1 as a where false`,
      one: db`select now() > '2000-01-01' as later`,
    }
    const response = await db.respond(queries, { single: ['one'], isolationLevel: 'RepeatableRead', readOnly: true })
    const [series, none, [one]] = await db.batch([queries.series, queries.none, queries.one])
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify({ series, none, one })))
    await expect(db.respond({ a: db`select 1`, b: db`select * from nowhere` })).rejects.toMatchObject({
      sqlstate: '42P01',
    })
  })

  test('many queries at once', async () => {
    const results = await db.batch(Array.from({ length: 500 }, (_, i) => db<{ n: number }>`select ${i}::int4 as n`))
    expect(results.map(([row]) => row?.n)).toEqual(Array.from({ length: 500 }, (_, i) => i))
  })
})
