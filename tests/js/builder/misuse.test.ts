// What is no query: refused where it is written, by an error that says what is wanted.
import { describe, expect, test } from 'vitest'
import { type Chain, dialects, type Loose, onBuilder, onKysely } from './support/differential.js'

const refused = (chain: Chain, message: unknown) => {
  for (const dialect of dialects) {
    expect(onBuilder(chain, dialect).refused).toMatchObject({
      name: 'DatabaseError',
      code: 'template_misuse',
      message: expect.stringMatching(message as RegExp),
    })
  }
}

const noRows: readonly [string, (k: Loose) => unknown][] = [
  ['null', () => null],
  ['undefined', () => undefined],
  ['a number', () => 5],
  ['a string', () => 'a'],
  ['a promise', () => Promise.resolve({ a: 1 })],
  ['a Date', () => new Date()],
  ['a Map', () => new Map([['a', 1]])],
  ['a query', (k) => k.selectFrom('u').selectAll()],
]

describe.each(noRows)('columns and values of %s', (_, make) => {
  test('values()', () => {
    const wanted = /values\(\) takes a plain row object, an array of them, or a function/
    refused((k) => k.insertInto('t').values(make(k) as object), wanted)
    refused((k) => k.insertInto('t').values([make(k) as object]), wanted)
    refused((k) => k.insertInto('t').values([{ a: 1 }, make(k) as object]), wanted)
    refused((k) => k.insertInto('t').values(() => make(k)), wanted)
    refused(
      (k) =>
        k
          .mergeInto('t')
          .using('u', 'a', 'b')
          .whenNotMatched()
          .thenInsertValues(make(k) as object),
      wanted,
    )
  })

  test('set() and its like', () => {
    const wanted = /takes an object of columns and values/
    refused((k) => k.updateTable('t').set(make(k) as object), wanted)
    refused((k) => k.updateTable('t').set(() => make(k)), wanted)
    refused(
      (k) =>
        k
          .insertInto('t')
          .values({ a: 1 })
          .onDuplicateKeyUpdate(make(k) as object),
      wanted,
    )
    const conflict: Chain = (k) =>
      k
        .insertInto('t')
        .values({ a: 1 })
        .onConflict((c) => c.column('a').doUpdateSet(make(k) as object))
    refused(conflict, wanted)
    refused(
      (k) =>
        k
          .selectFrom('t')
          .selectAll()
          .where((eb) => eb.and(make(k) as object)),
      wanted,
    )
  })
})

test('values() and set() of nothing, and lists in the place of a row', () => {
  refused((k) => k.insertInto('t').values(), /values\(\) takes/)
  refused((k) => k.insertInto('t').values([[{ a: 1 }]]), /values\(\) takes.*Array/)
  refused((k) => k.updateTable('t').set(), /columns and values/)
  refused((k) => k.updateTable('t').set([{ a: 1 }]), /columns and values.*Array/)
})

class Item {
  a = 1
}
test.each<[string, object]>([
  ['no columns', {}],
  ['a row of no columns', [{}]],
  ['several', [{}, {}]],
  ['undefined alone', { a: undefined }],
  ['the row of a class', new Item()],
  ['rows of a class', [new Item(), new Item()]],
  ['no prototype', Object.assign(Object.create(null), { a: 1 })],
])("%s: Kysely's text", (_, rows) => {
  for (const chain of [
    (k: Loose) => k.insertInto('t').values(rows),
    (k: Loose) => k.updateTable('t').set(Array.isArray(rows) ? {} : rows),
  ]) {
    const wanted = onKysely(chain, 'postgres')
    expect(wanted.sql).toBeTypeOf('string')
    expect(onBuilder(chain, 'postgres')).toEqual(wanted)
  }
})

test.each<[string, Chain]>([
  ['onConflict', (k) => k.insertInto('t').values({ a: 1 }).onConflict('a')],
  ['onConflict of nothing', (k) => k.insertInto('t').values({ a: 1 }).onConflict()],
  ['a join', (k) => k.selectFrom('t').innerJoin('u', 'a').selectAll()],
  ['over', (k) => k.selectFrom('t').select((eb) => eb.fn.count('a').over('b').as('c'))],
  ['thenUpdate', (k) => k.mergeInto('t').using('u', 'a', 'b').whenMatched().thenUpdate('a')],
])('%s takes a function', (_, chain) => {
  refused(chain, /this takes a function: (string|undefined)/)
})

const where =
  (condition: (eb: Loose) => unknown): Chain =>
  (k) =>
    k.selectFrom('t').selectAll().where(condition)
const onConflict =
  (build: (conflict: Loose) => unknown): Chain =>
  (k) =>
    k.insertInto('t').values({ a: 1 }).onConflict(build)

// None of them has a text in Kysely, but for a parameter that no database takes.
test.each<[string, Chain]>([
  ['onConflict() lacks doNothing() or doUpdateSet()', onConflict((c) => c)],
  ['onConflict() lacks doNothing() or doUpdateSet()', onConflict((c) => c.column('a'))],
  ['onConflict() lacks doNothing() or doUpdateSet()', onConflict((c) => c.constraint('a').where('b', '=', 1))],
  ['a case lacks end()', where((eb) => eb.case())],
  ['a case lacks end()', where((eb) => eb.case('a'))],
  ['a case lacks end()', where((eb) => eb('a', '=', eb.case().when('a', '=', 1).then(1)))],
  ['a case lacks end()', where((eb) => eb.not(eb.case().when('a', '=', 1).then(1).else(2)))],
  ['a case lacks end()', (k) => k.selectFrom('t').select((eb) => [eb.case().when('a', '=', 1).thenRef('b')])],
  ['a case lacks end()', (_, { sql, expressionBuilder }) => sql`select ${expressionBuilder().case()}`],
  ['a case lacks then() and end()', where((eb) => eb.case().when('a', '=', 1))],
  ['a case lacks then() and end()', where((eb) => eb.case().whenRef('a', '=', 'b'))],
])('%s: chain %#', (message, chain) => {
  refused(chain, new RegExp(`^${message.replace(/[()]/g, '\\$&')}$`))
  expect(onKysely(chain, 'postgres').sql ?? '').not.toMatch(/case|conflict/)
})

test.each<[string, Chain]>([
  ['select', (k) => k.selectFrom('t').select((eb) => eb)],
  ['a list of select', (k) => k.selectFrom('t').select((eb) => [eb])],
  ['not', where((eb) => eb.not(eb))],
  ['where', where((eb) => eb)],
  ['a comparison', where((eb) => eb(eb, '=', 1))],
  [
    'groupBy',
    (k) =>
      k
        .selectFrom('t')
        .selectAll()
        .groupBy((eb) => eb),
  ],
  ['values', (k) => k.insertInto('t').values((eb) => eb)],
])('an expression builder is no expression: %s', (_, chain) => {
  refused(chain, /function/)
})
