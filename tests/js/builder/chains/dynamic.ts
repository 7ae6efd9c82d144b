import type { Chain } from '../support/differential.js'

export const dynamic: readonly Chain[] = [
  (k) => k.selectFrom('person').select(k.dynamic.ref('id')),
  (k) => k.selectFrom('person').select(k.dynamic.ref('person.id')),
  (k) => k.selectFrom('person').select(k.dynamic.ref('a.b.c')),
  (k) => k.selectFrom('person').select([k.dynamic.ref('id'), 'x', k.dynamic.ref('y')]),
  (k) => k.selectFrom('person').select(k.dynamic.ref('id as x')),
  (k) => k.selectFrom('person').select(k.dynamic.ref('a.b.c.d')),
  (k) => k.selectFrom('person').selectAll().where(k.dynamic.ref('id'), '=', 1),
  (k) => k.selectFrom('person').selectAll().whereRef(k.dynamic.ref('a'), '=', k.dynamic.ref('b')),
  (k) => k.selectFrom('person').selectAll().orderBy(k.dynamic.ref('a')),
  (k) => k.selectFrom('person').selectAll().orderBy(k.dynamic.ref('a'), 'desc'),
  (k) =>
    k
      .selectFrom('person')
      .select('x')
      .groupBy([k.dynamic.ref('a'), 'b']),
  (k) => k.selectFrom('person').selectAll().having(k.dynamic.ref('a'), '>', 1),
  (k) => k.selectFrom('person').select((eb) => eb.fn.count(k.dynamic.ref('a')).as('c')),
  (k) => k.selectFrom('person').select((eb) => eb.fn('f', [k.dynamic.ref('a')]).as('c')),
  (k) => k.selectFrom('person').distinctOn(k.dynamic.ref('a')).selectAll(),
  (k) => k.selectFrom(k.dynamic.table('person').as('p')).selectAll(),
  (k) => k.selectFrom(k.dynamic.table('public.person').as('p')).selectAll(),
  (k) => k.selectFrom([k.dynamic.table('a').as('p'), 'q']).selectAll(),
  (k) => k.selectFrom('x').innerJoin(k.dynamic.table('a').as('p'), 'p.x', 'x.y').selectAll(),
  (k) => k.selectFrom('x').crossJoin(k.dynamic.table('a').as('p')).selectAll(),
  (k) => k.updateTable(k.dynamic.table('a').as('p')).set({ x: 1 }),
  (k) => k.updateTable('x').from(k.dynamic.table('a').as('p')).set({ x: 1 }),
  (k) => k.deleteFrom(k.dynamic.table('a').as('p')),
  (k) => k.deleteFrom('x').using(k.dynamic.table('a').as('p')),
  (k) => k.insertInto('x').values({ a: 1 }).returning(k.dynamic.ref('id')),
]
