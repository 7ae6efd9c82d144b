import type { Chain } from '../support/differential.js'

export const schema: readonly Chain[] = [
  (k) => k.withSchema('s').selectFrom('person').selectAll(),
  (k) => k.withSchema('s').selectFrom('person as p').select('p.id'),
  (k) => k.withSchema('s').selectFrom('public.person').select('person.id'),
  (k) => k.withSchema('s').selectFrom('person').select(['person.id', 'id', 'public.person.id']),
  (k) => k.withSchema('s').selectFrom(['person', 'pet as q']).select(['person.id', 'q.id']),
  (k) => k.withSchema('s').withSchema('t').selectFrom('person').selectAll('person'),
  (k) => k.withSchema('a"b').selectFrom('person').selectAll(),
  (k) => k.withSchema('s').selectFrom('person').innerJoin('pet', 'pet.owner', 'person.id').select('pet.id'),
  (k) => k.withSchema('s').selectFrom('person').innerJoin('pet as q', 'q.owner', 'person.id').select('q.id'),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .where('person.id', 'in', (eb) => eb.selectFrom('pet').select('pet.owner'))
      .selectAll(),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .where((eb) => eb.exists(eb.selectFrom('pet').whereRef('pet.owner', '=', 'person.id')))
      .selectAll(),
  (k) =>
    k
      .withSchema('s')
      .selectFrom((eb) => eb.selectFrom('person').select('id').as('p'))
      .select('p.id'),
  (k) => k.withSchema('s').selectFrom(k.selectFrom('person').select('id').as('p')).select('p.id'),
  (k) =>
    k
      .selectFrom(k.withSchema('s').selectFrom('person').select('id').as('p'))
      .innerJoin('q', 'q.x', 'p.x')
      .select('p.id'),
  (k) =>
    k.withSchema('t').selectFrom('x').where('y', 'in', k.withSchema('s').selectFrom('person').select('id')).selectAll(),
  (k) => k.withSchema('s').insertInto('person').values({ a: 1 }),
  (k) => k.withSchema('s').insertInto('person').values({ a: 1 }).returning(['person.id', 'a']),
  (k) =>
    k
      .withSchema('s')
      .insertInto('person')
      .columns(['a'])
      .expression((eb) => eb.selectFrom('pet').select('pet.a')),
  (k) =>
    k
      .withSchema('s')
      .insertInto('person')
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet((eb) => ({ a: eb.ref('excluded.a'), b: eb.ref('person.b') }))),
  (k) => k.withSchema('s').updateTable('person').set({ a: 1 }).where('person.id', '=', 1),
  (k) => k.withSchema('s').updateTable('person as p').from('pet').set({ a: 1 }).whereRef('pet.id', '=', 'p.id'),
  (k) => k.withSchema('s').deleteFrom('person').where('person.id', '=', 1).returningAll('person'),
  (k) => k.withSchema('s').deleteFrom('person').using('pet').whereRef('pet.id', '=', 'person.id'),
  (k) =>
    k.withSchema('s').mergeInto('person').using('pet', 'pet.owner', 'person.id').whenMatched().thenUpdateSet({ a: 1 }),
  (k) => k.withSchema('s').mergeInto('person as p').using('pet as q', 'q.owner', 'p.id').whenMatched().thenDelete(),
  (k) => k.withSchema('s').replaceInto('person').values({ a: 1 }),
  (k) =>
    k
      .withSchema('s')
      .with('c', (q) => q.selectFrom('person').selectAll())
      .selectFrom('c')
      .select('c.id'),
  (k) =>
    k
      .withSchema('s')
      .with('c', (q) => q.selectFrom('person').selectAll())
      .with('d', (q) => q.selectFrom('c').selectAll())
      .selectFrom(['c', 'd', 'e'])
      .selectAll('e'),
  (k) =>
    k
      .with('c', (q) => q.selectFrom('person').selectAll())
      .withSchema('s')
      .selectFrom('c')
      .innerJoin('pet', 'pet.x', 'c.x')
      .selectAll('pet'),
  (k) =>
    k
      .withSchema('s')
      .withRecursive('c', (q) => q.selectFrom('person').selectAll().unionAll(q.selectFrom('c').selectAll()))
      .selectFrom('c')
      .selectAll(),
  (k) => k.withSchema('s').selectFrom('person').selectAll().union(k.selectFrom('pet').selectAll()),
  (k) => k.withSchema('s').selectFrom('person').selectAll().forUpdate('person'),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .select((eb) => eb.fn.jsonAgg('person').as('x')),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .select((eb) => eb.fn.toJson('person').as('x')),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .select((eb) => eb.fn('f', ['person.a']).as('x')),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .select((eb) => eb.fn.countAll('person').as('x')),
  (k, { sql }) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .select(sql`f(${sql.ref('person.a')})`.as('x')),
  (k, { sql }) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .select(sql`f(${sql.table('person')}, ${sql.table('other')})`.as('x')),
  (k, { sql }) => sql`select * from ${sql.table('person')}`.compile(k.withSchema('s')) && k.selectFrom('x').selectAll(),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .orderBy('person.a')
      .groupBy('person.b')
      .having('person.c', '=', 1)
      .selectAll(),
  (k) => k.withSchema('s').selectFrom('person').selectAll().where('nothere.id', '=', 1),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .innerJoinLateral(
        (eb) => eb.selectFrom('pet').whereRef('pet.o', '=', 'person.id').selectAll().as('q'),
        (j) => j.onTrue(),
      )
      .selectAll('q'),
  (k, { helpers }) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .select((eb) => helpers.jsonArrayFrom(eb.selectFrom('pet').select('pet.id')).as('pets')),
  (k) => k.withSchema('s').selectFrom(k.dynamic.table('person').as('p')).select('p.id'),
  (k) =>
    k
      .withSchema('s')
      .selectFrom('person')
      .select((eb) => eb.case().when('person.a', '=', 1).then(eb.ref('person.b')).end().as('x')),
]
