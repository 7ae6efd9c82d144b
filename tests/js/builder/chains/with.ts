import type { Chain } from '../support/differential.js'

export const withs: readonly Chain[] = [
  (k) =>
    k
      .with('a', (q) => q.selectFrom('person').selectAll())
      .selectFrom('a')
      .selectAll(),
  (k) => k.with('a', k.selectFrom('person').selectAll()).selectFrom('a').selectAll(),
  (k) =>
    k
      .with('a(x, y)', (q) => q.selectFrom('person').select(['x', 'y']))
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with('a(x)', (q) => q.selectFrom('person').select(['x']))
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with('a (x , y) ', (q) => q.selectFrom('person').select(['x', 'y']))
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with('a"b', (q) => q.selectFrom('person').selectAll())
      .selectFrom('a"b')
      .selectAll(),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('person').where('x', '=', 1).selectAll())
      .with('b', (q) => q.selectFrom('a').where('y', '=', 2).selectAll())
      .selectFrom(['a', 'b'])
      .where('z', '=', 3)
      .selectAll(),
  (k) =>
    k
      .with(
        (cte) => cte('a'),
        (q) => q.selectFrom('person').selectAll(),
      )
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with(
        (cte) => cte('a').materialized(),
        (q) => q.selectFrom('p').selectAll(),
      )
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with(
        (cte) => cte('a').notMaterialized(),
        (q) => q.selectFrom('p').selectAll(),
      )
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with(
        (cte) => cte('a').notMaterialized().materialized(),
        (q) => q.selectFrom('p').selectAll(),
      )
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with((cte) => cte('a(x, y)').materialized(), k.selectFrom('p').selectAll())
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .withRecursive('t(n)', (q) =>
        q
          .selectNoFrom((eb) => eb.lit(1).as('n'))
          .unionAll(
            q
              .selectFrom('t')
              .select((eb) => eb('n', '+', 1).as('n'))
              .where('n', '<', 10),
          ),
      )
      .selectFrom('t')
      .selectAll(),
  (k) =>
    k
      .withRecursive('a', (q) => q.selectFrom('p').selectAll())
      .with('b', (q) => q.selectFrom('a').selectAll())
      .selectFrom('b')
      .selectAll(),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('p').selectAll())
      .withRecursive('b', (q) => q.selectFrom('a').selectAll())
      .selectFrom('b')
      .selectAll(),
  (k) =>
    k
      .withRecursive('a', (q) => q.selectFrom('p').selectAll())
      .withRecursive('b', (q) => q.selectFrom('a').selectAll())
      .selectFrom('b')
      .selectAll(),
  (k) =>
    k
      .withRecursive(
        (cte) => cte('a').materialized(),
        (q) => q.selectFrom('p').selectAll(),
      )
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with('a', (q) => q.insertInto('p').values({ x: 1 }).returning('id'))
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with('a', (q) => q.updateTable('p').set({ x: 1 }).where('y', '=', 2).returningAll())
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with('a', (q) => q.deleteFrom('p').where('y', '=', 2).returningAll())
      .selectFrom('a')
      .selectAll(),
  (k) => k.with('a', (q) => q.insertInto('p').values({ x: 1 })).selectNoFrom((eb) => eb.lit(1).as('x')),
  (k, { sql }) =>
    k
      .with('a', () => sql<{ x: number }>`select ${1}`)
      .selectFrom('a')
      .selectAll(),
  (k, { sql }) => k.with('a', sql<{ x: number }>`(select ${1})`).selectFrom('a').selectAll(),
  (k) =>
    k
      .with('a', (q) =>
        q
          .with('b', (r) => r.selectFrom('p').selectAll())
          .selectFrom('b')
          .selectAll(),
      )
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('p').selectAll())
      .insertInto('x')
      .columns(['y'])
      .expression((eb) => eb.selectFrom('a').select('y')),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('p').selectAll())
      .insertInto('x')
      .values({ y: 1 }),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('p').where('q', '=', 1).selectAll())
      .updateTable('x')
      .set({ y: 2 })
      .where('z', '=', 3),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('p').where('q', '=', 1).selectAll())
      .deleteFrom('x')
      .using('a')
      .where('z', '=', 3),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('p').where('q', '=', 1).selectAll())
      .replaceInto('x')
      .values({ y: 1 }),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('p').where('q', '=', 1).selectAll())
      .mergeInto('x')
      .using('a', 'a.x', 'x.x')
      .whenMatched()
      .thenDelete(),
  (k) =>
    k
      .with('a', (q) => q.selectFrom('p').selectAll().union(q.selectFrom('r').selectAll()))
      .selectFrom('a')
      .selectAll(),
  (k) =>
    k
      .selectFrom('x')
      .where(
        'y',
        'in',
        k
          .with('a', (q) => q.selectFrom('p').selectAll())
          .selectFrom('a')
          .select('z'),
      )
      .selectAll(),
  (k) => {
    const base = k.with('a', (q) => q.selectFrom('p').where('n', '=', 1).selectAll())
    base.with('b', (q) => q.selectFrom('x').where('n', '=', 2).selectAll())
    return base
      .with('c', (q) => q.selectFrom('y').where('n', '=', 3).selectAll())
      .selectFrom('c')
      .selectAll()
  },
  (k) =>
    k
      .with('a', () => undefined)
      .selectFrom('a')
      .selectAll(),
]
