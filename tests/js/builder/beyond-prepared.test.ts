// Prepared queries, on real engines.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builder, type Generated, type Placeholders, sql } from '../../../js/builder/index.js'
import type { Database } from '../../../js/database.js'
import { startTimeout } from '../gateway/running.js'
import { type Engines, startEngines } from './support/engines.js'

interface Schema {
  person: { id: Generated<number>; name: string; age: number | null }
}

let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
  for (const name of ['postgres', 'mysql', 'sqlite'] as const) {
    await (engines[name] as Database).query(
      'create table person (id integer primary key, name varchar(50), age integer)',
    )
  }
}, startTimeout)
afterAll(() => engines?.stop())

describe.each(['postgres', 'mysql', 'sqlite'] as const)('on %s', (engine) => {
  const begin = () => builder<Schema>(engines[engine] as Database)

  test('values are given when it is executed', async () => {
    const k = begin()
    const add = k.prepare((value: Placeholders<{ id: number; name: string; age: number | null }>) =>
      k.insertInto('person').values({ id: value('id'), name: value('name'), age: value('age') }),
    )
    expect(await add.execute({ id: 1, name: 'Ada', age: 36 })).toMatchObject([{ numInsertedOrUpdatedRows: 1n }])
    expect((await add.executeTakeFirst({ id: 2, name: "B'ob", age: null }))?.numInsertedOrUpdatedRows).toBe(1n)
    const byId = k.prepare((value) => k.selectFrom('person').selectAll().where('id', '=', value('id')))
    expect(await byId.execute({ id: 2 })).toEqual([{ id: 2, name: "B'ob", age: null }])
    expect(await byId.executeTakeFirst({ id: 1 })).toEqual({ id: 1, name: 'Ada', age: 36 })
    expect(await byId.executeTakeFirst({ id: 9 })).toBeUndefined()
    await expect(byId.executeTakeFirstOrThrow({ id: 9 })).rejects.toThrow('no result')
    await expect(byId.executeTakeFirstOrThrow({ id: 9 }, () => new RangeError('none'))).rejects.toThrow(RangeError)
    expect(await (await byId.respond({ id: 1 }, { single: true })).json()).toEqual({ id: 1, name: 'Ada', age: 36 })
  })

  test('placeholders stand beside values, anywhere, and more than once', async () => {
    const k = begin()
    const both = k.prepare((value: Placeholders<{ name: string; most: number }>) =>
      k
        .selectFrom('person')
        .select((eb) => ['name', eb.cast<string>(value('name'), 'char(20)').as('asked')])
        .where('age', 'is not', null)
        .where((eb) => eb.or([eb('name', '=', value('name')), eb('id', '>', 100)]))
        .where('id', '=', sql<number>`${value('most')} + 0`)
        .orderBy('id')
        .limit(value('most')),
    )
    const rows = await both.execute({ name: 'Ada', most: 1 })
    expect(rows.map((row) => [row.name, row.asked.trim()])).toEqual([['Ada', 'Ada']])
    expect(await both.execute({ most: 1, name: 'Bob' })).toEqual([])
  })

  test('values that are missing or too many are refused', async () => {
    const k = begin()
    const byId = k.prepare((value) => k.selectFrom('person').selectAll().where('id', '=', value('id')))
    const refused = (values: unknown, message: string) =>
      expect(byId.execute(values as Record<string, unknown>)).rejects.toMatchObject({
        code: 'parameter',
        message: expect.stringContaining(message),
      })
    await refused({}, 'a value for id')
    await refused(undefined, 'a value for id')
    await refused(Object.create({ id: 1 }), 'a value for id')
    await refused({ id: 1, name: 'x' }, 'no placeholder name')
    await expect(byId.execute({ id: undefined })).rejects.toMatchObject({ code: 'parameter' })
    expect(() => k.prepare(() => 'select 1' as never)).toThrow(expect.objectContaining({ code: 'template_misuse' }))
    expect(() =>
      k.prepare((value) =>
        k
          .selectFrom('person')
          .selectAll()
          .where('id', '=', value(1 as never)),
      ),
    ).toThrow(expect.objectContaining({ code: 'template_misuse' }))
    // Without values it is no query.
    const built = k.selectFrom('person').selectAll()
    let kept: unknown
    k.prepare((value) => {
      kept = value('id')
      return built
    })
    await expect(built.where('id', '=', kept as number).execute()).rejects.toMatchObject({ code: 'parameter' })
  })

  test('it carries the options of its builder', async () => {
    const k = begin().options({ signal: AbortSignal.abort() })
    const all = k.prepare(() => k.selectFrom('person').selectAll())
    await expect(all.execute({})).rejects.toMatchObject({ code: 'aborted' })
    expect(await all.execute({}, { signal: new AbortController().signal })).toHaveLength(2)
  })
})

test('it is one of the queries of a batch, a stream, lazy rows', async () => {
  const k = builder<Schema>(engines.postgres)
  const byId = k.prepare((value) => k.selectFrom('person').select('name').where('id', '=', value('id')))
  const add = k.prepare((value) =>
    k
      .insertInto('person')
      .values({ id: value('id'), name: 'new', age: 1 })
      .returning('id'),
  )
  expect(await k.batch([byId.bind({ id: 1 }), add.bind({ id: 7 }), byId.bind({ id: 7 })])).toEqual([
    [{ name: 'Ada' }],
    [{ id: 7 }],
    [{ name: 'new' }],
  ])
  for await (const rows of k.stream(byId.bind({ id: 1 }))) expect([...rows]).toEqual([{ name: 'Ada' }])
  using rows = await k.lazy(byId.bind({ id: 1 }))
  expect(rows[0]?.name).toBe('Ada')
})

test('executing it records and compiles nothing', async () => {
  const k = builder<Schema>(engines.postgres)
  let built = 0
  const byId = k.prepare((value) => {
    built++
    return k.selectFrom('person').select('name').where('id', '=', value('id'))
  })
  const texts = new Set(['x'])
  for (let i = 0; i < 50; i++) texts.add(byId.bind({ id: i }).compile().sql)
  expect(built).toBe(1)
  expect([...texts]).toEqual(['x', 'select "name" from "person" where "id" = $1'])
})
