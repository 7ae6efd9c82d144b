import type { Chain, Loose } from '../support/differential.js'

const person = (k: Loose) => k.updateTable('person')

export const update: readonly Chain[] = [
  (k) => person(k).set({ a: 1 }),
  (k) => person(k).set({ a: 1, b: null, c: 'x', d: true, e: undefined }),
  (k) => person(k).set({ 'a.b': 1, 'c"d': 2 }),
  (k) => person(k).set('a', 1),
  (k) => person(k).set('person.a', 1),
  (k) => person(k).set('a', (eb) => eb('a', '+', 1)),
  (k) => person(k).set('a', null),
  (k) => person(k).set('a', undefined),
  (k) => person(k).set((eb) => eb.ref('a'), 5),
  (k) => person(k).set((eb) => ({ a: eb('a', '+', 1), b: eb.selectFrom('x').select('y') })),
  (k) => person(k).set({ a: (eb) => eb.ref('b') }),
  (k) =>
    person(k)
      .set({ a: k.selectFrom('x').select('y').where('z', '=', 1), b: 2 })
      .where('c', '=', 3),
  (k, { sql }) => person(k).set({ a: sql`a + ${1}`, b: sql`now()` }),
  (k, { sql }) => person(k).set(sql<string>`${sql.ref('a')}[${1}]`, 2),
  (k) => person(k).set({ a: 1 }).set({ b: 2 }).set('c', 3),
  (k) => person(k).set({}),
  (k) => person(k),
  (k) => person(k).set({ a: [1, 2] }),
  (k) => person(k).set({ a: 1 }).where('id', '=', 1),
  (k) => person(k).where('id', '=', 1).set({ a: 2 }),
  (k) => person(k).set({ a: 1 }).where('id', 'in', [1, 2]).whereRef('b', '=', 'c'),
  (k) =>
    person(k)
      .set({ a: 1 })
      .where((eb) => eb.or([eb('a', '=', 1), eb('b', 'is', null)])),
  (k) => person(k).set({ a: 1 }).where('id', '=', 1).clearWhere(),
  (k) => k.updateTable('person as p').set({ a: 1 }).where('p.id', '=', 1),
  (k) => k.updateTable('public.person').set({ a: 1 }),
  (k) => k.updateTable(['person', 'pet as p']).set({ 'person.a': 1 }),
  (k) =>
    k
      .updateTable(['person', 'pet'])
      .set('person.a', (eb) => eb.ref('pet.b'))
      .whereRef('a', '=', 'b'),
  (k) => k.updateTable(k.selectFrom('x').selectAll().as('p')).set({ a: 1 }),
  (k) => person(k).from('pet').set({ a: 1 }),
  (k) => person(k).from(['pet', 'toy as t']).set({ a: 1 }).whereRef('t.x', '=', 'pet.x'),
  (k) => person(k).from('pet').from('toy').set({ a: 1 }),
  (k) =>
    person(k)
      .from((eb) => eb.selectFrom('pet').where('x', '=', 1).selectAll().as('p'))
      .set({ a: 2 })
      .where('b', '=', 3),
  (k) =>
    person(k)
      .from(k.selectFrom('pet').selectAll().as('p'))
      .set((eb) => ({ a: eb.ref('p.a') })),
  (k) => person(k).set({ a: 1 }).limit(3),
  (k) => person(k).set({ a: 1 }).orderBy('b').limit(3),
  (k) =>
    person(k)
      .set({ a: 1 })
      .orderBy('b', 'desc')
      .orderBy('c', (o) => o.nullsLast())
      .limit((eb) => eb.lit(1)),
  (k) => person(k).set({ a: 1 }).orderBy('b').clearOrderBy(),
  (k) => person(k).set({ a: 1 }).limit(1).limit(2).where('z', '=', 1),
  (k) => person(k).set({ a: 1 }).top(3),
  (k) => person(k).set({ a: 1 }).top(3, 'percent').where('b', '=', 1),
  (k) => person(k).set({ a: 1 }).output('deleted.a'),
  (k) => person(k).set({ a: 1 }).output(['deleted.a', 'inserted.b as c']).where('x', '=', 1),
  (k) => person(k).set({ a: 1 }).outputAll('inserted'),
  (k) => person(k).set({ a: 1 }).returning('id'),
  (k) => person(k).set({ a: 1 }).returning(['id', 'person.a as b']),
  (k) =>
    person(k)
      .set({ a: 1 })
      .returning((eb) => [eb.fn('f', ['x']).as('y'), 'z']),
  (k) => person(k).set({ a: 1 }).returningAll(),
  (k) => person(k).from('pet').set({ a: 1 }).returningAll('pet'),
  (k) => person(k).from('pet').set({ a: 1 }).returningAll(['pet', 'person']),
  (k) => person(k).set({ a: 1 }).returningAll().clearReturning(),
  (k, { sql }) => person(k).set({ a: 1 }).modifyEnd(sql`option (recompile)`).where('x', '=', 1),
  (k) =>
    person(k)
      .set({ a: 1 })
      .$if(true, (q) => q.where('x', '=', 1)),
  (k) =>
    person(k)
      .set({ a: 1 })
      .$if(false, (q) => q.where('x', '=', 1)),
  (k) =>
    person(k)
      .set({ a: 1 })
      .$call((q) => q.where('x', '=', 1)),
  (k) => person(k).set({ a: 1 }).$castTo().$narrowType().$assertType(),
  (k) => {
    const base = person(k).set({ a: 1 })
    base.where('never', '=', 1)
    return base.where('b', '=', 2)
  },
]
