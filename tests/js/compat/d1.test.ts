import type { D1Database as WorkersDatabase } from '@cloudflare/workers-types'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createD1Database, type D1Database } from '../../../js/compat/d1.js'
import { DatabaseError } from '../../../js/errors.js'
import { type Gateway, startGateway } from '../../../js/gateway/gateway.js'
import { startMiniflare } from '../gateway/d1-running.js'

/** What code for the binding sees of a call: its value, or the error. */
async function outcome(call: () => unknown): Promise<unknown> {
  try {
    return { value: comparable(await call()) }
  } catch (thrown) {
    const { message, cause } = thrown as Error
    return { error: withoutPlace(message), isError: thrown instanceof Error, hasCause: cause instanceof Error }
  }
}

/** node:sqlite does not tell the place. */
const withoutPlace = (message: string): string => message.replace(/ at offset \d+/g, '')

/** Of the meta, what does not depend on time, place and the way an engine counts. */
const compared = new Set(['changes', 'changed_db', 'total_attempts', 'served_by_primary'])

function comparable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner) =>
      name === 'meta' ? metaOf(inner) : name === 'duration' ? typeof inner : inner,
    ) ?? 'null',
  )
}

function metaOf(meta: Record<string, unknown>): unknown {
  return {
    names: Object.keys(meta).sort(),
    ...Object.fromEntries(Object.entries(meta).filter(([name]) => compared.has(name))),
  }
}

describe('the binding and compat/d1 on the gateway', () => {
  let miniflare: Awaited<ReturnType<typeof startMiniflare>>
  let gateway: Gateway
  let binding: D1Database
  let db: D1Database
  beforeAll(async () => {
    miniflare = await startMiniflare()
    gateway = await startGateway({ port: 0, sqlite: ':memory:' })
    if (gateway.d1 === undefined) throw new Error('no D1')
    binding = miniflare.database as unknown as D1Database
    db = createD1Database(gateway.d1)
    const schema = 'create table t (id integer primary key, a text unique, b blob, c real)'
    for (const database of [binding, db]) await database.prepare(schema).run()
  })
  afterAll(async () => {
    await gateway?.close()
    await miniflare?.stop()
  })

  /** Both must do the same, and what `expected` says if it is given. */
  async function same(call: (database: D1Database) => unknown, expected?: unknown): Promise<void> {
    const [ours, theirs] = [await outcome(() => call(db)), await outcome(() => call(binding))]
    expect(ours).toEqual(theirs)
    if (expected !== undefined) expect(ours).toMatchObject(expected as object)
  }

  const insert = (database: D1Database, ...values: unknown[]) =>
    database.prepare('insert into t (a, b, c) values (?, ?, ?)').bind(...values)

  test('is a D1Database for TypeScript', () => {
    const database: WorkersDatabase = db
    expect(typeof database.prepare).toBe('function')
  })

  test('run, all, first and raw', async () => {
    await same((d) => insert(d, 'one', null, 1.5).run(), {
      value: { success: true, results: [], meta: { changes: 1 } },
    })
    await same((d) => insert(d, 'two', [0, 255], 2).all())
    await same((d) => d.prepare('select * from t order by id').all(), {
      value: {
        results: [
          { id: 1, a: 'one', b: null, c: 1.5 },
          { id: 2, a: 'two', b: [0, 255], c: 2 },
        ],
      },
    })
    await same((d) => d.prepare('select * from t order by id').first(), { value: { id: 1, a: 'one', b: null, c: 1.5 } })
    await same((d) => d.prepare('select a from t where id = ?').bind(2).first('a'), { value: 'two' })
    await same((d) => d.prepare('select a from t where id = ?').bind(9).first('a'), { value: null })
    await same((d) => d.prepare('select b from t order by id').first('b'), { value: null })
    await same((d) => d.prepare('select a from t').first('nope'), {
      error: 'D1_COLUMN_NOTFOUND: Column not found (nope)',
    })
    await expect(db.prepare('select a from t').first('toString')).rejects.toThrow('D1_COLUMN_NOTFOUND')
    await same((d) => d.prepare('select id, a, a from t order by id').raw(), {
      value: [
        [1, 'one', 'one'],
        [2, 'two', 'two'],
      ],
    })
    await same((d) => d.prepare('select id, a, a from t order by id').raw({ columnNames: true }))
    await same((d) => d.prepare('select id, a from t where false').raw({ columnNames: true }), { value: [['id', 'a']] })
    await same((d) => d.prepare('select id, a from t where false').all(), { value: { results: [] } })
    await same((d) => d.prepare('select 1 as a, 2 as a').first(), { value: { a: 2 } })
    await same((d) => d.prepare('select 1 as "2", 2 as "", 3 as "1", 4 as "constructor"').all())
    await same((d) => d.prepare("insert into t (a) values ('r') returning id, a").all())
    await same((d) => d.prepare('update t set c = 1').run(), { value: { meta: { changes: 3, changed_db: true } } })
    await same((d) => d.prepare("delete from t where a = 'r'").run())
  })

  test('own properties whatever a column is called', async () => {
    const row = await db.prepare('select 1 as "__proto__", 2 as b').first<Record<string, unknown>>()
    expect(Object.getOwnPropertyNames(row)).toEqual(['__proto__', 'b'])
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
  })

  test('a statement is not changed by bind, and runs as often as it is asked to', async () => {
    const select = db.prepare('select ? as a')
    const [one, two] = [select.bind(1), select.bind(2)]
    expect(await Promise.all([one.first('a'), two.first('a'), one.first('a')])).toEqual([1, 2, 1])
    await same((d) => d.prepare('select ? as a').all(), {
      error: expect.stringContaining('Wrong number of parameter bindings for SQL query.'),
    })
  })

  const bytes = Uint8Array.of(0, 1, 255)
  const values: [string, unknown][] = [
    ...[0, -0, 1, 1.5, -1e300, 5e-324, 2 ** 53, 2 ** 60, Number.NaN, Infinity].map((n): [string, unknown] => [
      `${n}`,
      n,
    ]),
    ...['', 'text', "it's", '?', 'é\u{1f600}', '\ufeffx', '\ud800', '[0,255]'].map((t): [string, unknown] => [
      JSON.stringify(t),
      t,
    ]),
    ...[true, false, null].map((v): [string, unknown] => [`${v}`, v]),
    ['an empty array', []],
    ['bytes in an array', [0, 255]],
    ['an ArrayBuffer', bytes.buffer],
    ['a Uint8Array', bytes],
    ['a part of a buffer', bytes.subarray(1)],
    ['a Buffer', Buffer.from(bytes)],
    ['a Uint16Array', Uint16Array.of(1, 257)],
    ['a Float32Array', Float32Array.of(1.5)],
    // What it has not
    ['undefined', undefined],
    ['a bigint', 10n],
    ['a Date', new Date(0)],
    ['an object', { a: 1 }],
    ['an array of text', ['a']],
    ['an array of large numbers', [256]],
    ['an array of negative numbers', [-1]],
    ['a nested array', [[1]]],
  ]
  test.each(values)('binds %s', async (_name, value) => {
    await same((d) => d.prepare('select ? as v, typeof(?1) as t').bind(value).all())
  })

  test('a value that is bound says at once that it cannot be', () => {
    expect(() => db.prepare('select ?').bind(undefined)).toThrow(
      "D1_TYPE_ERROR: Type 'undefined' not supported for value 'undefined'",
    )
    for (const value of [() => 1, Symbol('s')]) {
      expect(() => db.prepare('select ?').bind(1, value)).toThrow(`D1_TYPE_ERROR: Type '${typeof value}'`)
    }
  })

  test('values come back', async () => {
    await same((d) => d.prepare('select 9007199254740993 a, -9223372036854775808 b, 1e999 c, 0.1 d, 1e21 e').raw())
    await same((d) => d.prepare("select x'00ff' a, x'' b, null c, '' d, 'a' || char(0) || 'b' e, true f").raw())
    await same((d) => d.prepare("select json('[1,\"a\"]') a, '[0,255]' b").raw())
  })

  test('numbered parameters', async () => {
    await same((d) => d.prepare('select ?2 as a, ?1 as b').bind('x', 'y').all(), {
      value: { results: [{ a: 'y', b: 'x' }] },
    })
    await same((d) => d.prepare('select ?2 as a').bind('x').all())
    await same((d) => d.prepare('select 1').bind('x').all())
    await same((d) => d.prepare("select '?' as a, ? as b -- ?").bind(1).all())
  })

  test.each([
    'select * from nope',
    'selec',
    'select 1 where',
    "insert into t (a) values ('one')",
    'begin',
    "attach 'x' as y",
    'pragma journal_mode',
  ])('fails with %s', async (sql) => {
    await same((d) => d.prepare(sql).all(), { error: expect.stringMatching(/^D1_ERROR: /) })
    await same((d) => d.prepare(sql).first('a'))
    await same((d) => d.prepare(sql).raw())
    await same((d) => d.batch([d.prepare(sql)]))
    await same((d) => d.exec(sql), { error: expect.stringMatching(/^D1_EXEC_ERROR: Error in line 1: /) })
  })

  test('batch', async () => {
    await same(
      (d) =>
        d.batch([d.prepare('select 1 as a'), insert(d, 'three', null, 3), d.prepare('select count(*) as n from t')]),
      {
        value: [{ results: [{ a: 1 }] }, { results: [], meta: { changes: 1 } }, { results: [{ n: 3 }] }],
      },
    )
    await same((d) => d.batch([insert(d, 'four', null, 3), insert(d, 'one', null, 3)]), {
      error: 'D1_ERROR: UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)',
    })
    await same((d) => d.prepare("select * from t where a = 'four'").all(), { value: { results: [] } })
    await same((d) => d.batch([]), { error: 'D1_ERROR: No SQL statements detected.' })
    await same((d) => d.batch([d.prepare('select 1 as a, 2 as a')]))
    await expect(db.batch([{} as never])).rejects.toThrow(TypeError)
  })

  test('exec runs line by line', async () => {
    await same((d) => d.exec('create table e (x)\ninsert into e values (1)\n\n  \ninsert into e values (2)\n'), {
      value: { count: 3 },
    })
    await same((d) => d.prepare('select * from e').raw(), { value: [[1], [2]] })
    await same((d) => d.exec('insert into e values (3)\nselect * from nope'), {
      error: 'D1_EXEC_ERROR: Error in line 1: insert into e values (3): no such table: nope: SQLITE_ERROR',
    })
    await same((d) => d.exec('select *\nfrom e'))
    await same((d) => d.prepare('select count(*) as n from e').first('n'), { value: 2 })
    await same((d) => d.exec(' \n '))
  })

  test('sessions', async () => {
    for (const constraint of [undefined, 'first-primary', 'first-unconstrained', '  ', ' first-primary '] as const) {
      const session = db.withSession(constraint as string)
      expect(session.getBookmark()).toBe(null)
      expect(await session.prepare('select 1 as a').first('a')).toBe(1)
      expect(session.getBookmark()).toBe(null)
    }
    const session = db.withSession('00000001-00000002')
    expect(session.getBookmark()).toBe('00000001-00000002')
    const [result] = await session.batch<{ a: number }>([session.prepare('select 2 as a')])
    expect(result?.results).toEqual([{ a: 2 }])
    await same((d) => d.withSession('first-primary').prepare('select * from t order by id').all())
  })

  test('what is not said by D1: options, the token, the network', async () => {
    const access = gateway.d1 as NonNullable<Gateway['d1']>
    expect(() => createD1Database({ ...access, apiToken: undefined as unknown as string })).toThrow(DatabaseError)
    const canary = 'c4nary-token'
    const errors: unknown[] = []
    const refused = createD1Database({ ...access, apiToken: canary })
    errors.push(
      await refused
        .prepare('select 1')
        .all()
        .catch((error: unknown) => error),
    )
    errors.push(await refused.exec('select 1').catch((error: unknown) => error))
    const cut = createD1Database({
      ...access,
      apiToken: canary,
      fetch: () => Promise.reject(new Error(`no ${canary}`)),
    })
    errors.push(
      await cut
        .prepare('insert into t default values')
        .run()
        .catch((error: unknown) => error),
    )
    errors.push(await cut.batch([cut.prepare('select 1')]).catch((error: unknown) => error))
    const codes = errors.map((error) => ((error as Error).cause as DatabaseError).code)
    expect(codes).toEqual(['authentication', 'authentication', 'outcome_unknown', 'outcome_unknown'])
    for (const error of errors) {
      expect((error as Error).message).toMatch(/^D1_ERROR: /)
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(canary)
    }
  })

  test('dump', async () => {
    await expect(db.dump()).rejects.toThrow('D1_DUMP_ERROR: Status + 404')
  })
})
