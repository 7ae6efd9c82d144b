import type { Chain } from '../support/differential.js'

export const select: readonly Chain[] = [
  (k) => k.selectFrom('person').selectAll(),
  (k) => k.selectFrom('person').select('id'),
  (k) => k.selectFrom('person').select(['id', 'first_name']),
  (k) => k.selectFrom('person').select('person.id'),
  (k) => k.selectFrom('person').select('public.person.id'),
  (k) => k.selectFrom('person').select('first_name as name'),
  (k) => k.selectFrom('person').select('person.first_name as name'),
  (k) => k.selectFrom('person').select('public.person.first_name as name'),
  (k) => k.selectFrom('person').select(['id as a', 'person.id as b', 'public.person.id as c']),
  (k) => k.selectFrom('person').select('id').select('first_name').select(['last_name', 'age']),
  (k) => k.selectFrom('person').select((eb) => eb.ref('id').as('x')),
  (k) => k.selectFrom('person').select((eb) => [eb.ref('id').as('x'), 'first_name']),
  (k) => k.selectFrom('person').select((eb) => ['id', 'first_name as n', eb.val(3).as('three')]),
  (k) => k.selectFrom('person').select([(eb) => eb.ref('id').as('x'), 'age']),
  (k, { expressionBuilder }) => k.selectFrom('person').select(expressionBuilder().ref('id').as('x')),
  (k) => k.selectFrom('person').select((eb) => eb.selectFrom('pet').select('name').limit(1).as('pet')),
  (k) => k.selectFrom('person').select(k.selectFrom('pet').select('name').limit(1).as('pet')),
  (k) =>
    k
      .selectFrom('person')
      .select((eb) => eb.selectFrom('pet as p').whereRef('p.owner', '=', 'person.id').select('p.name').as('pet')),
  (k, { sql }) => k.selectFrom('person').select(sql`1 + 1`.as('two')),
  (k, { sql }) => k.selectFrom('person').select(sql<number>`${1} + ${2}`.as('three')),
  (k, { sql }) => k.selectFrom('person').select((eb) => sql`concat(${eb.ref('a')}, ${eb.val('b')})`.as('c')),
  (k) => k.selectFrom('person').selectAll('person'),
  (k) => k.selectFrom(['person', 'pet']).selectAll(['person', 'pet']),
  (k) => k.selectFrom('person').selectAll('public.person'),
  (k) => k.selectFrom(['person as p', 'pet']).selectAll('p').select('pet.name'),
  (k) => k.selectFrom('person').select('id').selectAll(),
  (k) => k.selectFrom('person'),
  (k) => k.selectFrom('public.person').selectAll(),
  (k) => k.selectFrom('public.person as p').select('p.id'),
  (k) => k.selectFrom('person as p').selectAll(),
  (k) => k.selectFrom('person  as  p').selectAll(),
  (k) => k.selectFrom(['person', 'pet as p']).selectAll(),
  (k) => k.selectFrom(k.selectFrom('person').select('id').as('p')).selectAll(),
  (k) => k.selectFrom((eb) => eb.selectFrom('person').select('id').as('p')).selectAll(),
  (k) => k.selectFrom([(eb) => eb.selectFrom('person').select('id').as('p'), 'pet']).selectAll('p'),
  (k) => k.selectFrom([k.selectFrom('a').selectAll().as('x'), k.selectFrom('b').selectAll().as('y')]).selectAll(),
  (k, { sql }) => k.selectFrom(sql`generate_series(1, ${10})`.as('s')).selectAll(),
  (k, { sql }) => k.selectFrom(sql<{ a: number }>`(values (1), (2))`.as<'v'>(sql`v(a)`)).select('v.a'),
  (k, { sql }) => k.selectFrom(sql.table('person').as('p')).selectAll('p'),
  (k) => k.selectFrom((eb) => eb.fn('json_each', ['data']).as('j')).selectAll(),
  (k) => k.selectNoFrom((eb) => [eb.val(1).as('one'), eb.lit(2).as('two')]),
  (k, { sql }) => k.selectNoFrom(sql`now()`.as('now')),
  (k) => k.selectNoFrom((eb) => eb.exists(eb.selectFrom('person').select('id')).as('any')),
  (k) => k.selectNoFrom((eb) => eb.selectFrom('person').select('id').as('a')),
  (k) => k.selectFrom('person').distinct().select('id'),
  (k) => k.selectFrom('person').select('id').distinct(),
  (k) => k.selectFrom('person').distinctOn('person.id').selectAll('person'),
  (k) => k.selectFrom('person').distinctOn(['id', 'person.age']).selectAll(),
  (k) =>
    k
      .selectFrom('person')
      .distinctOn((eb) => eb.fn('lower', ['name']))
      .selectAll(),
  (k) =>
    k
      .selectFrom('person')
      .distinctOn([(eb) => eb.ref('a'), 'b'])
      .selectAll(),
  (k) => k.selectFrom('person').distinctOn('a').distinctOn('b').selectAll(),
  (k) => k.selectFrom('person').distinct().distinctOn('a').selectAll(),
  (k, { sql }) => k.selectFrom('person').modifyFront(sql`sql_no_cache`).selectAll(),
  (k, { sql }) =>
    k.selectFrom('person').distinct().modifyFront(sql`sql_no_cache`).modifyFront(sql`high_priority`).selectAll(),
  (k, { sql }) => k.selectFrom('person').modifyFront(sql`sql_no_cache`).distinct().selectAll(),
  (k, { sql }) => k.selectFrom('person').selectAll().modifyEnd(sql`for update`),
  (k, { sql }) => k.selectFrom('person').selectAll().modifyEnd(sql`-- ${1}`).limit(1),
  (k) => k.selectFrom('person').selectAll().forUpdate(),
  (k) => k.selectFrom('person').selectAll().forShare(),
  (k) => k.selectFrom('person').selectAll().forKeyShare(),
  (k) => k.selectFrom('person').selectAll().forNoKeyUpdate(),
  (k) => k.selectFrom('person').selectAll().forUpdate('person'),
  (k) => k.selectFrom('person').selectAll().forUpdate(['person', 'pet']),
  (k) => k.selectFrom('person').selectAll().forShare('public.person'),
  (k) => k.selectFrom('person').selectAll().forKeyShare(['person']),
  (k) => k.selectFrom('person').selectAll().forNoKeyUpdate('person'),
  (k) => k.selectFrom('person').selectAll().forUpdate().skipLocked(),
  (k) => k.selectFrom('person').selectAll().forUpdate().noWait(),
  (k) => k.selectFrom('person').selectAll().skipLocked().forUpdate(),
  (k) => k.selectFrom('person').selectAll().noWait().forShare('person'),
  (k) => k.selectFrom('person').selectAll().forUpdate().forShare('a').skipLocked(),
  (k, { sql }) => k.selectFrom('person').selectAll().skipLocked().modifyEnd(sql`x`).forUpdate(),
  (k, { sql }) => k.selectFrom('person').selectAll().forUpdate().modifyEnd(sql`x`).skipLocked(),
  (k) => k.selectFrom('person').selectAll().limit(10),
  (k) => k.selectFrom('person').selectAll().limit(10n),
  (k) => k.selectFrom('person').selectAll().limit(10).offset(20),
  (k) => k.selectFrom('person').selectAll().offset(20).limit(10),
  (k) => k.selectFrom('person').selectAll().offset(20),
  (k) => k.selectFrom('person').selectAll().limit(1).limit(2),
  (k) => k.selectFrom('person').selectAll().limit(1).offset(3).limit(2).offset(4),
  (k) =>
    k
      .selectFrom('person')
      .selectAll()
      .limit((eb) => eb.selectFrom('n').select('c')),
  (k) =>
    k
      .selectFrom('person')
      .selectAll()
      .limit((eb) => eb.lit(3)),
  (k, { sql }) => k.selectFrom('person').selectAll().limit(sql`all`),
  (k, { sql }) => k.selectFrom('person').selectAll().offset(sql`${1} + 1`),
  (k) => k.selectFrom('person').selectAll().limit(null),
  (k) => k.selectFrom('person').selectAll().fetch(10),
  (k) => k.selectFrom('person').selectAll().fetch(10n, 'with ties'),
  (k) => k.selectFrom('person').selectAll().fetch(10, 'only'),
  (k) => k.selectFrom('person').selectAll().orderBy('id').offset(5).fetch(10, 'with ties'),
  (k) => k.selectFrom('person').selectAll().fetch(1).fetch(2),
  (k) => k.selectFrom('person').selectAll().top(10),
  (k) => k.selectFrom('person').selectAll().top(10n, 'percent'),
  (k) => k.selectFrom('person').selectAll().top(10, 'with ties'),
  (k) => k.selectFrom('person').selectAll().top(10, 'percent with ties'),
  (k) => k.selectFrom('person').distinct().top(1).top(2).select('a'),
  (k) =>
    k
      .selectFrom('person')
      .selectAll()
      .$if(true, (qb) => qb.where('a', '=', 1)),
  (k) =>
    k
      .selectFrom('person')
      .selectAll()
      .$if(false, (qb) => qb.where('a', '=', 1)),
  (k) =>
    k
      .selectFrom('person')
      .selectAll()
      .$call((qb) => qb.where('a', '=', 1)),
  (k) => k.selectFrom('person').selectAll().$castTo<{ a: number }>().where('a', '=', 1),
  (k) => k.selectFrom('person').selectAll().$narrowType<{ a: number }>().$assertType<never>(),
  (k) => k.selectFrom('person').select((eb) => eb.selectFrom('pet').select('a').$asScalar().as('x')),
  (k) =>
    k
      .selectFrom('person')
      .where((eb) => eb(eb.refTuple('a', 'b'), 'in', eb.selectFrom('pet').select(['c', 'd']).$asTuple('c', 'd')))
      .selectAll(),
  (k) => k.selectFrom('person').where(k.selectFrom('pet').select('a').$asScalar(), '=', 3).selectAll(),
]
