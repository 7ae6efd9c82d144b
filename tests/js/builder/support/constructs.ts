// Constructs of SQL that not every dialect has, each as a query of a builder.
import { sql } from '../../../../js/builder/index.js'
import { dataTypes, infixOperators } from './words.js'

/** Every member, typed by nobody: some of these chains do not compile for some dialects. */
// biome-ignore lint/suspicious/noExplicitAny: what is tried here is what types forbid
export type Loose = any

/** What `explain` is called on, and with which arguments. */
export interface Explained {
  readonly explained: Loose
  readonly args: readonly unknown[]
}

/** Makes a query of the tables `t (id, a, b, j)` and `u (id, t_id, a)`. */
export type Construct = (k: Loose) => Loose | Explained

const t = (k: Loose) => k.selectFrom('t').select('t.id')
const excluded = (k: Loose) => k.insertInto('t').values({ id: 1, a: 1 })

/** By a name that says what it is. */
export const constructs: Readonly<Record<string, Construct>> = {
  'full join': (k) => t(k).fullJoin('u', 'u.t_id', 't.id'),
  'right join': (k) => t(k).rightJoin('u', 'u.t_id', 't.id'),
  'cross join': (k) => t(k).crossJoin('u'),
  'lateral join': (k) =>
    t(k).innerJoinLateral(
      (eb: Loose) => eb.selectFrom('u').select('u.id').whereRef('u.t_id', '=', 't.id').as('l'),
      (j: Loose) => j.onTrue(),
    ),
  'left lateral join': (k) =>
    t(k).leftJoinLateral(
      (eb: Loose) => eb.selectFrom('u').select('u.id').as('l'),
      (j: Loose) => j.onTrue(),
    ),
  'cross join lateral': (k) => t(k).crossJoinLateral((eb: Loose) => eb.selectFrom('u').select('u.id').as('l')),
  'cross apply': (k) => t(k).crossApply((eb: Loose) => eb.selectFrom('u').select('u.id').as('l')),
  'outer apply': (k) => t(k).outerApply((eb: Loose) => eb.selectFrom('u').select('u.id').as('l')),
  'distinct on': (k) => t(k).distinctOn('t.a'),
  distinct: (k) => t(k).distinct(),
  'no columns': (k) => k.selectFrom('t'),
  limit: (k) => t(k).limit(1),
  'limit and offset': (k) => t(k).orderBy('t.id').limit(1).offset(1),
  'offset alone': (k) => t(k).orderBy('t.id').offset(1),
  fetch: (k) => t(k).orderBy('t.id').fetch(1),
  'fetch with ties': (k) => t(k).orderBy('t.id').fetch(1, 'with ties'),
  top: (k) => t(k).top(1),
  'nulls first': (k) => t(k).orderBy('t.a', (ob: Loose) => ob.desc().nullsFirst()),
  'nulls last': (k) => t(k).orderBy('t.a', (ob: Loose) => ob.asc().nullsLast()),
  'for update': (k) => t(k).forUpdate(),
  'for share': (k) => t(k).forShare(),
  'for update of': (k) => t(k).forUpdate('t'),
  'for key share': (k) => t(k).forKeyShare(),
  'for no key update': (k) => t(k).forNoKeyUpdate(),
  'skip locked': (k) => t(k).forUpdate().skipLocked(),
  'no wait': (k) => t(k).forUpdate().noWait(),
  'skip locked alone': (k) => t(k).skipLocked(),
  union: (k) => t(k).union(k.selectFrom('u').select('u.id')),
  'union all': (k) => t(k).unionAll(k.selectFrom('u').select('u.id')),
  intersect: (k) => t(k).intersect(k.selectFrom('u').select('u.id')),
  'intersect all': (k) => t(k).intersectAll(k.selectFrom('u').select('u.id')),
  except: (k) => t(k).except(k.selectFrom('u').select('u.id')),
  'except all': (k) => t(k).exceptAll(k.selectFrom('u').select('u.id')),
  'union and order': (k) => t(k).union(k.selectFrom('u').select('u.id')).orderBy('id').limit(2),
  with: (k) =>
    k
      .with('c', (db: Loose) => db.selectFrom('u').select('u.id'))
      .selectFrom('c')
      .selectAll(),
  'with recursive': (k) =>
    k
      .withRecursive('c', (db: Loose) =>
        db
          .selectFrom('u')
          .select('u.id')
          .unionAll(db.selectFrom('c').select('c.id').where('c.id', '<', 0)),
      )
      .selectFrom('c')
      .selectAll(),
  'with materialized': (k) =>
    k
      .with(
        (cte: Loose) => cte('c').materialized(),
        (db: Loose) => db.selectFrom('u').select('u.id'),
      )
      .selectFrom('c')
      .selectAll(),
  'with not materialized': (k) =>
    k
      .with(
        (cte: Loose) => cte('c').notMaterialized(),
        (db: Loose) => db.selectFrom('u').select('u.id'),
      )
      .selectFrom('c')
      .selectAll(),
  'with columns': (k) =>
    k
      .with('c(x)', (db: Loose) => db.selectFrom('u').select('u.id'))
      .selectFrom('c')
      .select('c.x'),
  'with insert': (k) =>
    k
      .with('c', (db: Loose) => db.insertInto('u').values({ id: 5 }).returning('u.id'))
      .selectFrom('c')
      .selectAll(),
  'with delete without rows': (k) =>
    k
      .with('c', (db: Loose) => db.deleteFrom('u').where('u.id', '=', -1))
      .selectFrom('t')
      .select('t.id'),
  'with before insert': (k) =>
    k
      .with('c', (db: Loose) => db.selectFrom('u').select('u.id'))
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('c').select('c.id').where('c.id', '<', 0)),
  'with before update': (k) =>
    k
      .with('c', (db: Loose) => db.selectFrom('u').select('u.id'))
      .updateTable('t')
      .set({ a: 1 })
      .where('t.id', 'in', (eb: Loose) => eb.selectFrom('c').select('c.id')),
  'with before delete': (k) =>
    k
      .with('c', (db: Loose) => db.selectFrom('u').select('u.id'))
      .deleteFrom('t')
      .where('t.id', 'in', (eb: Loose) => eb.selectFrom('c').select('c.id')),
  insert: (k) => excluded(k),
  'insert returning': (k) => excluded(k).returning('id'),
  'insert returning all': (k) => excluded(k).returningAll(),
  'insert output': (k) => excluded(k).output('inserted.id'),
  'insert top': (k) => excluded(k).top(1),
  'insert ignore': (k) => excluded(k).ignore(),
  'insert or abort': (k) => excluded(k).orAbort(),
  'insert or fail': (k) => excluded(k).orFail(),
  'insert or replace': (k) => excluded(k).orReplace(),
  'insert or rollback': (k) => excluded(k).orRollback(),
  'insert or ignore': (k) => excluded(k).orIgnore(),
  replace: (k) => k.replaceInto('t').values({ id: 1, a: 1 }),
  'default values': (k) => k.insertInto('t').defaultValues(),
  'a default among values': (k) => k.insertInto('t').values([{ id: 1, a: 1 }, { id: 2 }]),
  'insert select': (k) =>
    k
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('u').select('u.id')),
  'insert select on conflict': (k) =>
    k
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('u').select('u.id'))
      .onConflict((oc: Loose) => oc.doNothing()),
  'insert select where on conflict': (k) =>
    k
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('u').select('u.id').where('u.id', '>', 0))
      .onConflict((oc: Loose) => oc.doNothing()),
  'insert select join on conflict': (k) =>
    k
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('u').innerJoin('u as v', 'v.id', 'u.id').select('u.id'))
      .onConflict((oc: Loose) => oc.doNothing()),
  'insert select cross join on conflict': (k) =>
    k
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('u').crossJoin('u as v').select('u.id'))
      .onConflict((oc: Loose) => oc.doNothing()),
  'insert select union on conflict': (k) =>
    k
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('u').select('u.id').union(eb.selectFrom('u').select('u.id')))
      .onConflict((oc: Loose) => oc.doNothing()),
  'insert select order on conflict': (k) =>
    k
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('u').select('u.id').orderBy('u.id'))
      .onConflict((oc: Loose) => oc.doNothing()),
  'insert select group on conflict': (k) =>
    k
      .insertInto('t')
      .columns(['id'])
      .expression((eb: Loose) => eb.selectFrom('u').select('u.id').groupBy('u.id'))
      .onConflict((oc: Loose) => oc.doNothing()),
  'GROUP_CONCAT order': (k) =>
    k.selectFrom('t').select((eb: Loose) => eb.fn.agg('GROUP_CONCAT', ['a']).orderBy('id').as('n')),
  'on conflict do nothing': (k) => excluded(k).onConflict((oc: Loose) => oc.doNothing()),
  'on conflict of a column': (k) => excluded(k).onConflict((oc: Loose) => oc.column('id').doNothing()),
  'on conflict do update': (k) => excluded(k).onConflict((oc: Loose) => oc.column('id').doUpdateSet({ a: 2 })),
  'on conflict do update where': (k) =>
    excluded(k).onConflict((oc: Loose) => oc.column('id').doUpdateSet({ a: 2 }).where('t.a', '>', 1)),
  'on conflict do update of anything': (k) => excluded(k).onConflict((oc: Loose) => oc.doUpdateSet({ a: 2 })),
  'on conflict of a constraint': (k) => excluded(k).onConflict((oc: Loose) => oc.constraint('t_pkey').doNothing()),
  'on duplicate key': (k) => excluded(k).onDuplicateKeyUpdate({ a: 2 }),
  update: (k) => k.updateTable('t').set({ a: 1 }),
  'update as': (k) => k.updateTable('t as x').set({ a: 1 }),
  'update returning': (k) => k.updateTable('t').set({ a: 1 }).returning('id'),
  'update output': (k) => k.updateTable('t').set({ a: 1 }).output('inserted.id'),
  'update top': (k) => k.updateTable('t').top(1).set({ a: 1 }),
  'update from': (k) => k.updateTable('t').from('u').set({ a: 1 }).whereRef('t.id', '=', 'u.id'),
  'update from join': (k) =>
    k.updateTable('t').from('u').innerJoin('u as v', 'v.id', 'u.id').set({ a: 1 }).whereRef('t.id', '=', 'u.id'),
  'update of several tables': (k) => k.updateTable(['t', 'u']).set({ 't.a': 1 }).whereRef('t.id', '=', 'u.id'),
  'update order by limit': (k) => k.updateTable('t').set({ a: 1 }).orderBy('id').limit(1),
  'update limit': (k) => k.updateTable('t').set({ a: 1 }).limit(1),
  delete: (k) => k.deleteFrom('t'),
  'delete returning': (k) => k.deleteFrom('t').returning('id'),
  'delete output': (k) => k.deleteFrom('t').output('deleted.id'),
  'delete top': (k) => k.deleteFrom('t').top(1),
  'delete using': (k) => k.deleteFrom('t').using('u').whereRef('t.id', '=', 'u.id'),
  'delete using itself': (k) => k.deleteFrom('t').using(['t', 'u']).whereRef('t.id', '=', 'u.id'),
  'delete using join': (k) => k.deleteFrom('t').using('t').innerJoin('u', 'u.id', 't.id'),
  'delete join': (k) => k.deleteFrom('t').innerJoin('u', 'u.id', 't.id'),
  'delete from several': (k) => k.deleteFrom(['t', 'u']).using('t').innerJoin('u', 'u.id', 't.id'),
  'delete from several alone': (k) => k.deleteFrom(['t', 'u']),
  'delete order by limit': (k) => k.deleteFrom('t').orderBy('id').limit(1),
  'delete limit': (k) => k.deleteFrom('t').limit(1),
  merge: (k) => k.mergeInto('t').using('u', 'u.t_id', 't.id').whenMatched().thenDelete(),
  'merge do nothing': (k) =>
    k
      .mergeInto('t')
      .using('u', 'u.t_id', 't.id')
      .whenMatched()
      .thenDoNothing()
      .whenNotMatched()
      .thenInsertValues({ id: 77 }),
  'aggregate filter': (k) =>
    k.selectFrom('t').select((eb: Loose) => eb.fn.count('id').filterWhere('a', '>', 1).as('n')),
  'aggregate distinct': (k) => k.selectFrom('t').select((eb: Loose) => eb.fn.count('id').distinct().as('n')),
  'aggregate order': (k) => k.selectFrom('t').select((eb: Loose) => eb.fn.agg('max', ['a']).orderBy('id').as('n')),
  'group_concat order': (k) =>
    k.selectFrom('t').select((eb: Loose) => eb.fn.agg('group_concat', ['a']).orderBy('id').as('n')),
  'within group': (k) =>
    k.selectFrom('t').select((eb: Loose) =>
      eb.fn
        .agg('percentile_cont', [eb.lit(0.5)])
        .withinGroupOrderBy('a')
        .as('n'),
    ),
  window: (k) =>
    k.selectFrom('t').select((eb: Loose) =>
      eb.fn
        .agg('row_number')
        .over((ob: Loose) => ob.partitionBy('a').orderBy('id'))
        .as('n'),
    ),
  'aggregate over': (k) => k.selectFrom('t').select((eb: Loose) => eb.fn.sum('a').over().as('n')),
  'is distinct from': (k) => t(k).where('t.a', 'is distinct from', 1),
  'is a value': (k) => t(k).where('t.a', 'is', 5),
  'is null': (k) => t(k).where('t.a', 'is', null),
  'is true': (k) => t(k).where((eb: Loose) => eb(eb('t.a', '=', 1), 'is', true)),
  'is not false': (k) => t(k).where((eb: Loose) => eb(eb('t.a', '=', 1), 'is not', false)),
  'between symmetric': (k) => t(k).where((eb: Loose) => eb.betweenSymmetric('t.a', 1, 2)),
  between: (k) => t(k).where((eb: Loose) => eb.between('t.a', 1, 2)),
  'tuple in tuples': (k) =>
    t(k).where((eb: Loose) => eb(eb.refTuple('t.a', 't.id'), 'in', [eb.tuple(1, 2), eb.tuple(3, 4)])),
  'tuple in query': (k) =>
    t(k).where((eb: Loose) =>
      eb(eb.refTuple('t.a', 't.id'), 'in', eb.selectFrom('u').select(['u.a', 'u.id']).$asTuple('a', 'id')),
    ),
  'tuple compared': (k) => t(k).where((eb: Loose) => eb(eb.refTuple('t.a', 't.id'), '>', eb.tuple(1, 2))),
  'empty in': (k) => t(k).where('t.a', 'in', []),
  'json arrow': (k) => k.selectFrom('t').select((eb: Loose) => eb.ref('t.j', '->').key('x').as('x')),
  'json arrow text': (k) => k.selectFrom('t').select((eb: Loose) => eb.ref('t.j', '->>').key('x').as('x')),
  'json arrows': (k) => k.selectFrom('t').select((eb: Loose) => eb.ref('t.j', '->').key('x').key('y').as('x')),
  'json arrow index': (k) => k.selectFrom('t').select((eb: Loose) => eb.ref('t.j', '->').at(0).as('x')),
  'json path': (k) => k.selectFrom('t').select((eb: Loose) => eb.ref('t.j', '->$').key('x').as('x')),
  'json path text': (k) => k.selectFrom('t').select((eb: Loose) => eb.ref('t.j', '->>$').key('x').at(0).as('x')),
  'json path by hand': (k) => k.selectFrom('t').select((eb: Loose) => eb.ref('t.j', '->').key('$.x').as('x')),
  'json path alone': (k) => k.selectFrom('t').select((eb: Loose) => eb.jsonPath('$').key('x').as('x')),
  explain: (k) => ({ explained: t(k), args: [] }),
  'explain json': (k) => ({ explained: t(k), args: ['json'] }),
  'explain options': (k) => ({
    explained: t(k),
    args: [undefined, k.host.database.dialect === 'sqlite' ? sql`query plan` : sql`analyze`],
  }),
  'explain options and format': (k) => ({ explained: t(k), args: ['json', sql`analyze`] }),
  case: (k) => k.selectFrom('t').select((eb: Loose) => eb.case().when('a', '=', 1).then(1).else(2).end().as('x')),
  'end case': (k) =>
    k.selectFrom('t').select((eb: Loose) => eb.case().when('a', '=', 1).then(1).else(2).endCase().as('x')),
  collate: (k) =>
    t(k).orderBy('t.b', (ob: Loose) =>
      ob.collate({ postgres: 'C', mysql: 'utf8mb4_bin', sqlite: 'nocase' }[k.host.database.dialect as 'mysql']),
    ),
  not: (k) => t(k).where((eb: Loose) => eb.not(eb('t.a', '=', 1))),
  exists: (k) => t(k).where((eb: Loose) => eb.exists(eb.selectFrom('u').select('u.id'))),
  negative: (k) => k.selectFrom('t').select((eb: Loose) => eb.neg('a').as('x')),
  'only a value': (k) => k.selectNoFrom((eb: Loose) => eb.val(1).as('x')),
  'having without group': (k) =>
    k
      .selectFrom('t')
      .select((eb: Loose) => eb.fn.countAll().as('n'))
      .having((eb: Loose) => eb.fn.countAll(), '>', 0),
  'fetch with ties without an order': (k) => t(k).fetch(1, 'with ties'),
  ...Object.fromEntries(
    infixOperators.map((operator) => [
      `operator ${operator}`,
      (k: Loose) => k.selectFrom('t').select((eb: Loose) => eb(eb.ref('t.b'), operator, eb.ref('t.j')).as('x')),
    ]),
  ),
  ...Object.fromEntries(
    dataTypes.map((type) => [
      `cast as ${type}`,
      (k: Loose) => k.selectNoFrom((eb: Loose) => eb.cast(eb.val(null), type).as('x')),
    ]),
  ),
}
