import type { Chain } from '../support/differential.js'

/** Calls that stand seldom in other chains. */
export const rare: readonly Chain[] = [
  (k) =>
    k
      .selectFrom('a')
      .where('x', '>', k.selectFrom('b').select('y').where('z', '=', 1).$asScalar())
      .selectAll(),
  (k) => k.selectFrom('a').where((eb) => eb(eb.tuple(1, 2), 'in', eb.selectFrom('b').select(['x', 'y']).$asTuple())),
  (k) =>
    k
      .selectFrom('a')
      .where(k.selectFrom('b').select(['x', 'y']).$asTuple('x', 'y'), '=', 1)
      .selectAll(),
  (k) =>
    k
      .selectFrom('a')
      .select('x')
      .where('y', '=', 1)
      .except(k.selectFrom('b').select('x').where('y', '=', 2)),
  (k) =>
    k
      .selectFrom('a')
      .select('x')
      .except([k.selectFrom('b').select('x')])
      .except(k.selectFrom('c').select('x')),
  (k) => k.selectFrom('a').select('x').exceptAll(k.selectFrom('b').select('x')).orderBy('x', 'desc').offset(1),
  (k) =>
    k
      .selectFrom('a')
      .select('x')
      .exceptAll((eb) => eb.selectFrom('b').select('x').groupBy('x')),
  (k) => k.selectFrom('a').select('x').intersect(k.selectFrom('b').select('x')).except(k.selectFrom('c').select('x')),
  (k) => k.selectFrom('a').select('x').intersectAll(k.selectFrom('b').select('x')).union(k.selectFrom('c').select('x')),
  (k) =>
    k
      .selectFrom('a')
      .select('x')
      .intersectAll((eb) => [eb.parens(eb.selectFrom('b').select('x'))]),
  (k) => k.selectFrom('a').selectAll().forKeyShare('public.a').noWait(),
  (k) => k.selectFrom('a').selectAll().forNoKeyUpdate(['a', 'b']).skipLocked(),
  (k) => k.selectFrom('a').select('x').groupBy('x').havingRef('x', '=', 'a.y').havingRef('b', '!=', 'c'),
  (k) => k.selectFrom('a').innerJoinLateral(k.selectFrom('b').selectAll().as('c'), 'c.x', 'a.x').selectAll(),
  (k) => k.selectFrom('a').leftJoinLateral((eb) => eb.selectFrom('b').where('x', '=', 1).as('c'), 'c.x', 'a.x'),
  (k) => k.selectFrom('a').leftJoinLateral(k.selectFrom('b').selectAll().as('c'), (join) => join.on('c.x', '=', 2)),
  (k) =>
    k
      .insertInto('a')
      .defaultValues()
      .onConflict((oc) => oc.doNothing()),
  (k) => k.insertInto('a').values({ x: 1 }).ignore().onDuplicateKeyUpdate({ x: 2 }),
  (k) =>
    k
      .insertInto('a')
      .ignore()
      .columns(['x'])
      .expression(k.selectFrom('b').select('x').where('y', '=', 1)),
  (k) =>
    k
      .insertInto('a')
      .orIgnore()
      .values([{ x: 1 }, { x: 2 }])
      .returning('x'),
  (k) =>
    k
      .insertInto('a')
      .orAbort()
      .columns(['x'])
      .expression((eb) => eb.selectFrom('b').select('y')),
  (k) =>
    k
      .insertInto('a')
      .orFail()
      .values([{ x: 1 }, { y: 2 }]),
  (k) => k.insertInto('a').orFail().defaultValues(),
  (k) => k.insertInto('a').orReplace().values({ x: null }).returningAll(),
  (k) =>
    k
      .with('c', (q) => q.selectFrom('d').selectAll())
      .insertInto('a')
      .orReplace()
      .values({ x: 1 }),
  (k) => k.insertInto('a').orRollback().values({ x: 1, y: undefined }),
  (k) => k.insertInto('s.a').orRollback().orAbort().values({ x: 1 }),
  (k) => k.mergeInto('a').using('b', 'x', 'y').whenMatchedAndRef('a.x', '<', 'b.x').thenUpdateSet({ z: 1 }),
  (k) => k.mergeInto('a').using('b', 'x', 'y').whenNotMatchedAndRef('a.x', '<', 'b.x').thenDoNothing(),
  (k) => k.mergeInto('a').using('b', 'x', 'y').whenNotMatchedAndRef('x', 'is not', 'y').thenInsertValues({ z: null }),
  (k) => k.mergeInto('a').using('b', 'x', 'y').whenNotMatchedBySourceAnd('a.x', 'in', [1, 2]).thenDoNothing(),
  (k) => k.mergeInto('a').using('b', 'x', 'y').whenNotMatchedBySourceAndRef('a.x', '>', 'a.y').thenUpdateSet('z', 1),
  (k, { sql }) => k.mergeInto('a').using('b', 'x', 'y').whenNotMatchedBySourceAndRef(sql`1`, '=', 'y').thenDelete(),
  (k) =>
    k
      .insertInto('a')
      .values({ x: 1 })
      .onConflict((oc) => oc.constraint('c').doUpdateSet({ x: 2 }).where('y', '=', 3)),
  (k) =>
    k
      .with(
        (cte) => cte('a(b)').notMaterialized(),
        (q) => q.insertInto('c').values({ d: 1 }).returning('d'),
      )
      .selectFrom('a')
      .selectAll(),
  (k) => k.selectFrom('a').select((eb) => eb.case('x').when(1).thenRef('y').elseRef('a.z').endCase().as('c')),
  (k) => k.selectFrom('a').select((eb) => eb.fn.agg('f', ['x']).filterWhereRef('a.y', '<', 'a.z').over().as('c')),
  (k) => k.selectFrom('a').select((eb) => [eb.fn.avg('x').as('y'), eb.fn.min('x').as('z')]),
  (k) =>
    k
      .selectFrom('a')
      .select('b')
      .groupBy('b')
      .having(
        (eb) => eb.fn.avg('x'),
        '<',
        (eb) => eb.fn.min('y'),
      ),
  (k) =>
    k
      .selectFrom('a')
      .where((eb) => eb.not(eb.betweenSymmetric('a.x', eb.ref('y'), eb.lit(3))))
      .selectAll(),
  (k) => k.selectFrom('a').where((eb) => eb.parens(eb.and([eb('x', '=', 1).or('y', '=', 2)])).and('z', '=', 3)),
  (k) => k.selectFrom('a').where((eb) => eb.parens(eb.or([eb.and([eb.or([eb('x', '=', 1), eb('y', '=', 2)])])]))),
  (k) => k.selectFrom('a').where((eb) => eb.parens(eb.or([eb.and([eb('x', '=', 1)])])).or('z', '=', 3)),
]
