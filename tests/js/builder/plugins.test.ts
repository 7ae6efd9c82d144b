// Each option is what a plugin of Kysely does.
import {
  CamelCasePlugin,
  DeduplicateJoinsPlugin,
  HandleEmptyInListsPlugin,
  type KyselyPlugin,
  replaceWithNoncontingentExpression,
  WithSchemaPlugin,
} from 'kysely'
import { expect, test } from 'vitest'
import { type BuilderOptions, builder } from '../../../js/builder/index.js'
import { topics } from './chains/index.js'
import { type Chain, databaseOf, dialects, kyselyOf, onBuilder, onKysely } from './support/differential.js'

const plugins: readonly [BuilderOptions, () => KyselyPlugin][] = [
  [{ camelCase: true }, () => new CamelCasePlugin()],
  [{ emptyLists: true }, () => new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
  [{ deduplicateJoins: true }, () => new DeduplicateJoinsPlugin()],
  [{ schema: 's"x' }, () => new WithSchemaPlugin('s"x')],
]

// Such of them as the chains of the other tests have not.
const own: readonly Chain[] = [
  (k) =>
    k.selectFrom('petOwner as pO').select(['firstName', 'pO.lastName as someName', 'urlPath', 'a1B2', 'URL', 'aURL']),
  (k) => k.insertInto('petOwner').values({ firstName: 1, already_snake: 2, $x: 4, _aB: 5 }),
  (k) =>
    k
      .with('someTable(firstName)', (q) => q.selectFrom('x').select('y'))
      .selectFrom('someTable')
      .selectAll('someTable'),
  (k) => k.selectFrom('t').innerJoin('u', 'a', 'b').innerJoin('u', 'a', 'b').leftJoin('u', 'a', 'b').selectAll(),
  (k) =>
    k
      .selectFrom('t')
      .innerJoin('u', (j) => j.on('a', '=', 1))
      .innerJoin('u', (j) => j.on('a', '=', 2)),
  (k) => k.selectFrom('t').where('a', '=', null).where('b', '!=', null).where('c', '<>', null).where('d', '>', null),
  (k) =>
    k
      .selectFrom('t')
      .where('a', '=', null)
      .where((eb) => eb.not(eb('b', 'in', [])))
      .where('c', '=', 1),
]

test.each(plugins)('%j', (options, makePlugin) => {
  let compiled = 0
  for (const chain of [...Object.values(topics).flat(), ...own]) {
    for (const dialect of dialects) {
      const wanted = onKysely(chain, dialect, kyselyOf(dialect).withPlugin(makePlugin()))
      if (wanted.refused) continue
      const given = onBuilder(chain, dialect, builder(databaseOf(dialect), options))
      if (given.refused) throw given.refused
      compiled++
      expect({ chain: String(chain), dialect, ...given }).toEqual({ chain: String(chain), dialect, ...wanted })
    }
  }
  expect(compiled).toBeGreaterThan(3000)
})

test('joins with values are kept: a recorded query does not know whether they are the same', () => {
  const chain: Chain = (k) => {
    const join = k.selectFrom('t').innerJoin('u', (j) => j.on('a', '=', 1))
    return join.innerJoin('u', (j) => j.on('a', '=', 1))
  }
  const { parameters } = onBuilder(chain, 'postgres', builder(databaseOf('postgres'), { deduplicateJoins: true }))
  expect(parameters).toEqual([1, 1])
})

test('null is written out, where the plugin of Kysely leaves a parameter that PostgreSQL refuses', () => {
  const chain: Chain = (k) => k.selectFrom('t').where('a', '=', null).where('b', '<>', null).where('c', '>', null)
  const k = builder(databaseOf('postgres'), { nullComparison: true })
  expect(onBuilder(chain, 'postgres', k)).toEqual({
    sql: 'select from "t" where "a" is null and "b" is not null and "c" > $1',
    parameters: [null],
  })
})
