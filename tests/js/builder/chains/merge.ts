import type { Chain, Loose } from '../support/differential.js'

const merged = (k: Loose) => k.mergeInto('person').using('pet', 'pet.owner', 'person.id')

export const merge: readonly Chain[] = [
  (k) => merged(k).whenMatched().thenDelete(),
  (k) => merged(k).whenMatched().thenDoNothing(),
  (k) => merged(k).whenMatched().thenUpdateSet({ a: 1 }),
  (k) => merged(k).whenMatched().thenUpdateSet({ a: 1, b: undefined, c: null }),
  (k) => merged(k).whenMatched().thenUpdateSet('a', 1),
  (k) =>
    merged(k)
      .whenMatched()
      .thenUpdateSet('a', (eb) => eb.ref('pet.a')),
  (k) =>
    merged(k)
      .whenMatched()
      .thenUpdateSet((eb) => ({ a: eb.ref('pet.a'), b: 2 })),
  (k) =>
    merged(k)
      .whenMatched()
      .thenUpdate((ub) => ub.set({ a: 1 })),
  (k) =>
    merged(k)
      .whenMatched()
      .thenUpdate((ub) => ub.set({ a: 1 }).set('b', 2)),
  (k) => merged(k).whenMatchedAnd('person.a', '=', 1).thenDelete(),
  (k) =>
    merged(k)
      .whenMatchedAnd((eb) => eb.or([eb('a', '=', 1), eb('b', '=', 2)]))
      .thenDelete(),
  (k) =>
    merged(k)
      .whenMatchedAnd((eb) => eb('a', '=', 1).or('b', '=', 2))
      .thenDelete(),
  (k) => merged(k).whenMatchedAnd('a', 'is', null).thenUpdateSet('b', 1),
  (k, { sql }) => merged(k).whenMatchedAnd(sql<boolean>`a = ${1}`).thenDelete(),
  (k) => merged(k).whenMatchedAndRef('person.a', '=', 'pet.b').thenDelete(),
  (k) =>
    merged(k)
      .whenMatchedAndRef((eb) => eb.fn('lower', ['a']), '=', 'pet.b')
      .thenDelete(),
  (k) => merged(k).whenNotMatched().thenInsertValues({ a: 1 }),
  (k) => merged(k).whenNotMatched().thenInsertValues({ a: 1, b: undefined, c: null }),
  (k) =>
    merged(k)
      .whenNotMatched()
      .thenInsertValues([{ a: 1 }, { a: 2, b: 3 }]),
  (k) =>
    merged(k)
      .whenNotMatched()
      .thenInsertValues((eb) => ({ a: eb.ref('pet.a'), b: 2 })),
  (k) => merged(k).whenNotMatched().thenDoNothing(),
  (k) => merged(k).whenNotMatchedAnd('pet.a', '=', 1).thenInsertValues({ a: 2 }),
  (k) =>
    merged(k)
      .whenNotMatchedAnd((eb) => eb.and([eb('a', '=', 1), eb('b', '=', 2)]))
      .thenDoNothing(),
  (k) => merged(k).whenNotMatchedAndRef('pet.a', '=', 'pet.b').thenInsertValues({ a: 2 }),
  (k) => merged(k).whenNotMatchedBySource().thenDelete(),
  (k) => merged(k).whenNotMatchedBySource().thenUpdateSet({ a: 1 }),
  (k) => merged(k).whenNotMatchedBySource().thenDoNothing(),
  (k) => merged(k).whenNotMatchedBySourceAnd('person.a', '=', 1).thenDelete(),
  (k) =>
    merged(k)
      .whenNotMatchedBySourceAnd((eb) => eb('a', '=', 1))
      .thenUpdate((ub) => ub.set({ b: 2 })),
  (k) => merged(k).whenNotMatchedBySourceAndRef('person.a', '=', 'person.b').thenDelete(),
  (k) =>
    merged(k)
      .whenMatchedAnd('a', '=', 1)
      .thenDelete()
      .whenMatched()
      .thenUpdateSet({ b: 2 })
      .whenNotMatchedAnd('c', '=', 3)
      .thenInsertValues({ d: 4 })
      .whenNotMatched()
      .thenDoNothing(),
  (k) => k.mergeInto('person as p').using('pet as q', 'q.owner', 'p.id').whenMatched().thenDelete(),
  (k) => k.mergeInto('public.person as p').using('public.pet', 'pet.owner', 'p.id').whenMatched().thenDelete(),
  (k) =>
    k
      .mergeInto('person')
      .using('pet', (on) => on.onRef('a', '=', 'b').on('c', '=', 1))
      .whenMatched()
      .thenDelete(),
  (k) =>
    k
      .mergeInto('person')
      .using('pet', (on) => on.onTrue())
      .whenMatched()
      .thenDelete(),
  (k) =>
    k
      .mergeInto('person')
      .using(k.selectFrom('pet').where('x', '=', 1).selectAll().as('q'), 'q.a', 'person.a')
      .whenMatchedAnd('z', '=', 2)
      .thenDelete(),
  (k) =>
    k
      .mergeInto('person')
      .using(
        (eb) => eb.selectFrom('pet').selectAll().as('q'),
        (on) => on.onRef('q.a', '=', 'person.a'),
      )
      .whenMatched()
      .thenDelete(),
  (k) => merged(k).whenMatched().thenDelete().returning('person.id'),
  (k) => merged(k).whenMatched().thenDelete().returning(['person.id', 'pet.name as n']),
  (k) => merged(k).whenMatched().thenDelete().returningAll(),
  (k) => merged(k).whenMatched().thenDelete().returningAll('person'),
  (k, { mergeAction }) =>
    merged(k)
      .whenMatched()
      .thenDelete()
      .returning([mergeAction().as('action'), 'person.id']),
  (k) => k.mergeInto('person').returning('id').using('pet', 'a', 'b').whenMatched().thenDelete(),
  (k) => k.mergeInto('person').returningAll().using('pet', 'a', 'b').whenMatched().thenDelete(),
  (k) => k.mergeInto('person').output('inserted.a').using('pet', 'a', 'b').whenMatched().thenDelete(),
  (k) => k.mergeInto('person').outputAll('deleted').using('pet', 'a', 'b').whenMatched().thenDelete(),
  (k) => merged(k).whenMatched().thenDelete().output(['inserted.a', 'deleted.b']),
  (k) => merged(k).whenMatched().thenDelete().outputAll('inserted'),
  (k) => k.mergeInto('person').top(3).using('pet', 'a', 'b').whenMatched().thenDelete(),
  (k) => merged(k).whenMatched().thenDelete().top(10, 'percent'),
  (k, { sql }) => k.mergeInto('person').modifyEnd(sql`-- a`).using('pet', 'a', 'b').whenMatched().thenDelete(),
  (k, { sql }) => merged(k).whenMatched().thenDelete().modifyEnd(sql`-- ${1}`),
  (k) => merged(k).$call((q) => q.whenMatched().thenDelete()),
  (k) =>
    merged(k)
      .whenMatched()
      .thenDelete()
      .$if(true, (q) => q.returning('person.id')),
  (k) =>
    merged(k)
      .whenMatched()
      .thenDelete()
      .$if(false, (q) => q.returning('person.id')),
  (k) =>
    merged(k)
      .whenMatched()
      .thenUpdateSet({ a: (eb) => eb.selectFrom('x').select('y').where('z', '=', 1) }),
]
