import type { Chain, Loose } from '../support/differential.js'

const made =
  (write: (fn: Loose, eb: Loose, k: Loose) => unknown): Chain =>
  (k) =>
    k.selectFrom('t').select((eb) => (write(eb.fn, eb, k) as Loose).as('x'))

const aggregates = ['avg', 'count', 'max', 'min', 'sum'] as const

export const functions: readonly Chain[] = [
  ...aggregates.flatMap((name) => [
    made((fn) => fn[name]('a')),
    made((fn) => fn[name]('t.a')),
    made((fn) => fn[name]('public.t.a')),
    made((fn, eb) => fn[name](eb.ref('a'))),
    made((fn) => fn[name]((e) => e('a', '+', 1))),
    made((fn, eb) => fn[name](eb.selectFrom('x').select('y'))),
    made((fn) => fn[name]('a').distinct()),
    made((fn) => fn[name]('a').filterWhere('b', '=', 1)),
    made((fn) => fn[name]('a').over()),
    made((fn) =>
      fn[name]('a')
        .distinct()
        .filterWhere('b', '=', 1)
        .over((o) => o.partitionBy('c').orderBy('d')),
    ),
  ]),
  made((fn) => fn('lower', ['a'])),
  made((fn) => fn('now')),
  made((fn) => fn('now', [])),
  made((fn) => fn('f', 'a')),
  made((fn, eb) => fn('f', ['a', eb.val(1), eb.lit(2), (e) => e.ref('b.c')])),
  made((fn, eb) => fn('f', [eb.selectFrom('x').select('y')])),
  made((fn) => fn('f', [fn('g', [fn('h', ['a'])])])),
  made((fn) => fn('pg_catalog.lower', ['a'])),
  made((fn) => fn('weird name"', ['a'])),
  made((fn) => fn('', ['a'])),
  made((fn) => fn.agg('array_agg', ['a'])),
  made((fn) => fn.agg('array_agg', 'a')),
  made((fn) => fn.agg('rank').over()),
  made((fn) => fn.agg('rank', []).over((o) => o.orderBy('a'))),
  made((fn, eb) => fn.agg('lag', ['a', eb.val(1)]).over((o) => o.partitionBy(['b', 'c']).orderBy('d', 'desc'))),
  made((fn) => fn.agg('array_agg', ['a']).orderBy('b')),
  made((fn) => fn.agg('array_agg', ['a']).orderBy('b', 'desc')),
  made((fn) => fn.agg('array_agg', ['a']).orderBy('b desc')),
  made((fn) => fn.agg('array_agg', ['a']).orderBy(['b', 'c desc'])),
  made((fn) =>
    fn
      .agg('array_agg', ['a'])
      .orderBy('b')
      .orderBy('c', (o) => o.desc().nullsLast()),
  ),
  made((fn) => fn.agg('array_agg', ['a']).distinct().orderBy('b').filterWhere('c', '=', 1)),
  made((fn) => fn.agg('array_agg', ['a']).orderBy('b').clearOrderBy()),
  made((fn) => fn.agg('array_agg', ['a']).orderBy('b').clearOrderBy().orderBy('c')),
  made((fn, eb) => fn.agg('array_agg', ['a']).orderBy(eb.fn('lower', ['b']), 'asc')),
  made((fn, eb) => fn.agg('percentile_cont', [eb.val(0.5)]).withinGroupOrderBy('a')),
  made((fn, eb) => fn.agg('percentile_cont', [eb.val(0.5)]).withinGroupOrderBy('a', 'desc')),
  made((fn, eb) =>
    fn
      .agg('mode', [eb.val(0.5)])
      .withinGroupOrderBy(['a', 'b'])
      .filterWhere('c', '=', 1),
  ),
  made((fn) =>
    fn
      .agg('mode')
      .withinGroupOrderBy('a')
      .withinGroupOrderBy((e) => e('b', '+', 1)),
  ),
  made((fn) => fn.agg('mode').withinGroupOrderBy('a').orderBy('b').clearOrderBy()),
  made((fn) => fn.count('a').filterWhere('b', '=', 1).filterWhere('c', '>', 2)),
  made((fn) => fn.count('a').filterWhere((e) => e.or([e('b', '=', 1), e('c', '=', 2)]))),
  made((fn) =>
    fn
      .count('a')
      .filterWhere((e) => e('b', '=', 1).or('c', '=', 2))
      .filterWhere('d', '=', 3),
  ),
  made((fn) => fn.count('a').filterWhereRef('b', '=', 'c')),
  made((fn) => fn.count('a').filterWhereRef('b', '=', 'c').filterWhere('d', 'is', null)),
  made((fn, eb) => fn.count('a').filterWhere(eb.exists(eb.selectFrom('x').select('y')))),
  made((fn) =>
    fn
      .count('a')
      .over()
      .over((o) => o.orderBy('b')),
  ),
  made((fn) => fn.count('a').over((o) => o)),
  made((fn) => fn.count('a').over((o) => o.partitionBy('b'))),
  made((fn) => fn.count('a').over((o) => o.partitionBy(['b', 't.c']))),
  made((fn) => fn.count('a').over((o) => o.partitionBy('b').partitionBy('c'))),
  made((fn) => fn.count('a').over((o) => o.partitionBy((e) => e.fn('f', ['b'])))),
  made((fn, eb) => fn.count('a').over((o) => o.partitionBy([eb.fn('f', ['b']), eb.val(1)]))),
  made((fn) => fn.count('a').over((o) => o.orderBy('b', 'desc').partitionBy('c'))),
  made((fn) => fn.count('a').over((o) => o.orderBy('b').orderBy('c', 'asc'))),
  made((fn) => fn.count('a').over((o) => o.orderBy('b').clearOrderBy())),
  made((fn) => fn.count('a').over((o) => o.orderBy(['a', 'b desc']))),
  made((fn) => fn.count('a').over((o) => o.orderBy('b', (i) => i.collate('C').desc().nullsFirst()))),
  made((fn) => fn.count('a').over((o) => o.$call((p) => p.partitionBy('x')))),
  made((fn) => fn.count('a').$call((c) => c.distinct())),
  made((fn) => fn.count('a').$castTo()),
  made((fn) => fn.count('a').$notNull()),
  made((fn) => fn.countAll()),
  made((fn) => fn.countAll('t')),
  made((fn) => fn.countAll('public.t')),
  made((fn) => fn.countAll().filterWhere('a', '=', 1)),
  made((fn) => fn.countAll().over((o) => o.partitionBy('a'))),
  made((fn) => fn.coalesce('a')),
  made((fn) => fn.coalesce('a', 'b.c')),
  made((fn, eb) => fn.coalesce('a', eb.val(0))),
  made((fn, eb) => fn.coalesce(eb.selectFrom('x').select('y'), eb.lit(0), fn.max('z'))),
  made((fn) => fn.coalesce()),
  made((fn, eb) => eb(eb.val(1), '=', fn.any('a'))),
  made((fn, eb) => eb('b', '=', fn.any(eb.val([1, 2])))),
  made((fn, eb) => eb('b', '=', fn.any(eb.selectFrom('x').select('y')))),
  made((fn) => fn.jsonAgg('t')),
  made((fn) => fn.jsonAgg('t').distinct()),
  made((fn) => fn.jsonAgg('t').orderBy('a').filterWhere('b', 'is not', null)),
  made((fn, eb) => fn.jsonAgg(eb.ref('a'))),
  made((fn, eb) => fn.jsonAgg(eb.table('t'))),
  made((fn) => fn.toJson('t')),
  made((fn, eb) => fn.toJson(eb.ref('a'))),
  made((fn, eb) => fn.toJson(eb.selectFrom('x').select('y'))),
  made((_fn, _eb, k) => k.fn.count('a')),
  made((_fn, _eb, k) => k.fn.max('a').filterWhere('b', '=', 1)),
  made((_fn, _eb, k) => k.fn('f', ['a'])),
  made((_fn, _eb, k) => k.fn.agg('f', ['a']).distinct()),
  (k) => k.selectFrom('t').select(k.fn.countAll().as('c')),
  (k) => k.selectFrom('t').select([k.fn.count('a').as('c'), k.fn.sum('b').as('s')]),
  (k) => k.selectFrom('t').select('a').groupBy('a').having(k.fn.count('b'), '>', 1),
  (k) =>
    k
      .selectFrom('t')
      .select('a')
      .groupBy('a')
      .having((eb) => eb.fn.count('b').distinct(), '>', 1),
  (k) =>
    k
      .selectFrom('t')
      .selectAll()
      .orderBy((eb) => eb.fn.max('a'), 'desc'),
  (k) => k.selectFrom('t').select(({ fn }) => [fn.max('a').as('max'), fn<string>('upper', ['b']).as('upper')]),
  (k) =>
    k
      .selectFrom('t')
      .select((eb) => eb.fn.count('a').filterWhere('b', '=', 1).as('c'))
      .where('d', '=', 2),
  (k) => k.selectFrom('t').select((eb) => eb.fn.sum(eb.case().when('a', '=', 1).then(1).else(0).end()).as('c')),
  (k) =>
    k.selectFrom('t').select((eb) =>
      eb.fn
        .max(eb.fn.coalesce('a', eb.lit(0)))
        .over((o) => o.orderBy('b'))
        .as('c'),
    ),
]
