// Each call gives another query; what was made before stays as it is.
import { expect, test } from 'vitest'
import { builders, dialects, type Loose, onBuilder, onKysely } from './support/differential.js'

const shared = (k: Loose) => k.selectFrom('t').select('a').where('b', '=', 1)

const branches: readonly ((query: Loose) => Loose)[] = [
  (query) => query,
  (query) => query.where('c', '=', 2),
  (query) => query.where('d', 'in', [3, 4]).limit(5),
  (query) => query.select('e').orderBy('f', 'desc'),
  (query) => query.clearWhere().where('g', '=', 6),
  (query) => query.innerJoin('u', (join) => join.on('h', '=', 7)),
  (query) => query.union(query),
  (query) => query.where('i', 'in', query),
  (query) => query.$if(false, (q) => q.where('j', '=', 8)),
]

test('branches of one query do not see each other', () => {
  for (const dialect of dialects) {
    const k = builders[dialect]
    const base = shared(k)
    const made = branches.map((branch) => branch(base))
    for (const [index, query] of made.entries()) {
      const wanted = onKysely((real) => branches[index]?.(shared(real)), dialect)
      expect(onBuilder(() => query, dialect)).toEqual(wanted)
      // Once more, since a query can be compiled often.
      expect(onBuilder(() => query, dialect)).toEqual(wanted)
    }
  }
})

test('lists and rows are as they were at the call', () => {
  const k = builders.postgres
  const list = [1, 2]
  const row: Record<string, unknown> = { a: 1 }
  const columns = ['x', 'y']
  const selected = k.selectFrom('t').select(columns).where('b', 'in', list)
  const inserted = k.insertInto('t').values([row])
  list.push(3)
  row.a = 2
  columns.length = 0
  expect(onBuilder(() => selected, 'postgres')).toEqual({
    sql: 'select "x", "y" from "t" where "b" in ($1, $2)',
    parameters: [1, 2],
  })
  expect(onBuilder(() => inserted, 'postgres')).toEqual({
    sql: 'insert into "t" ("a") values ($1)',
    parameters: [1],
  })
})

test('a function that fails leaves nothing behind', () => {
  const k = builders.postgres
  const fail = () => {
    throw new Error('of the caller')
  }
  const query = k.selectFrom('t').where('a', '=', 1)
  expect(() => query.where((eb) => eb.and([eb('b', '=', 2), fail() as never]))).toThrow('of the caller')
  expect(() => query.where('c', 'in', [3, fail])).toThrow('of the caller')
  expect(onBuilder(() => query.where('d', '=', 4), 'postgres').parameters).toEqual([1, 4])
})

test('an expression stands in several queries', () => {
  const k = builders.mysql
  const chain = (on: Loose) => {
    const part = on.case().when('a', '=', 1).then('x').end()
    return on
      .selectFrom('t')
      .select([part.as('p'), part.as('q')])
      .where(part, '=', 'y')
      .groupBy(part)
  }
  expect(onBuilder(() => chain(k), 'mysql')).toEqual(onKysely(chain, 'mysql'))
})
