import type { Chain, Loose } from '../support/differential.js'

const person = (k: Loose) => k.deleteFrom('person')

export const deletes: readonly Chain[] = [
  (k) => person(k),
  (k) => person(k).where('id', '=', 1),
  (k) =>
    person(k)
      .where('id', 'in', [1, 2])
      .where((eb) => eb.or([eb('a', '=', 1), eb('b', 'is', null)])),
  (k) => person(k).whereRef('a', '=', 'b'),
  (k) => person(k).where('id', '=', 1).clearWhere(),
  (k) => k.deleteFrom('public.person').where('public.person.id', '=', 1),
  (k) => k.deleteFrom('person as p').where('p.id', '=', 1),
  (k) => k.deleteFrom(['person', 'pet']).using('person').where('a', '=', 1),
  (k) => k.deleteFrom(['person as p', 'pet']).innerJoin('x', 'y', 'z'),
  (k) => person(k).using('pet').whereRef('pet.owner', '=', 'person.id'),
  (k) => person(k).using(['pet', 'toy as t']).where('x', '=', 1),
  (k) => person(k).using('pet').using('toy'),
  (k) =>
    person(k)
      .using((eb) => eb.selectFrom('pet').where('a', '=', 1).selectAll().as('p'))
      .where('b', '=', 2),
  (k) => person(k).using(k.selectFrom('pet').selectAll().as('p')),
  (k) => person(k).orderBy('a').limit(3),
  (k) =>
    person(k)
      .orderBy('a', 'desc')
      .orderBy('b')
      .limit((eb) => eb.val(3)),
  (k) => person(k).limit(3).clearLimit(),
  (k) => person(k).limit(3).clearLimit().limit(4),
  (k) => person(k).orderBy('a').clearOrderBy().limit(1),
  (k) => person(k).top(3),
  (k) => person(k).top(3, 'percent').where('x', '=', 1),
  (k) => person(k).output('deleted.a').where('x', '=', 1),
  (k) => person(k).output((eb) => [eb.val(1).as('x')]),
  (k) => person(k).outputAll('deleted'),
  (k) => person(k).returning('id'),
  (k) => person(k).returning(['id', 'a as b']),
  (k) => person(k).returning((eb) => eb.fn('f', ['x']).as('y')),
  (k) => person(k).returningAll(),
  (k) => person(k).using('pet').returningAll('pet'),
  (k) => person(k).using('pet').returningAll(['pet', 'person']),
  (k) => person(k).returningAll().clearReturning().returning('x'),
  (k, { sql }) => person(k).modifyEnd(sql`-- ${1}`).where('x', '=', 2),
  (k) => person(k).where('a', '=', 1).returning('b').orderBy('c').limit(2),
  (k) => person(k).$if(true, (q) => q.where('x', '=', 1)),
  (k) => person(k).$if(false, (q) => q.where('x', '=', 1)),
  (k) => person(k).$call((q) => q.where('x', '=', 1)),
  (k) => person(k).$castTo().$narrowType().$assertType(),
  (k) => person(k).where((eb) => eb.exists(eb.selectFrom('pet').whereRef('pet.owner', '=', 'person.id'))),
]
