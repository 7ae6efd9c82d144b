import type { Chain, Loose } from '../support/differential.js'

type Joined = 'innerJoin' | 'leftJoin' | 'rightJoin' | 'fullJoin'
const joinsOn: readonly Joined[] = ['innerJoin', 'leftJoin', 'rightJoin', 'fullJoin']
const lateral = ['innerJoinLateral', 'leftJoinLateral'] as const

const person = (k: Loose) => k.selectFrom('person').selectAll()

export const joins: readonly Chain[] = [
  ...joinsOn.flatMap((join): Chain[] => [
    (k) => person(k)[join]('pet', 'pet.owner', 'person.id'),
    (k) => person(k)[join]('pet as p', 'p.owner', 'person.id'),
    (k) => person(k)[join]('public.pet as p', 'p.owner', 'public.person.id'),
    (k) => person(k)[join]('pet', (join) => join.onRef('pet.owner', '=', 'person.id')),
    (k) => person(k)[join]('pet', (join) => join.onRef('pet.owner', '=', 'person.id').on('pet.kind', '=', 'cat')),
    (k) => person(k)[join]('pet', (join) => join.on((eb) => eb.or([eb('a', '=', 1), eb('b', '=', 2)]))),
    (k) => person(k)[join]('pet', (join) => join.onTrue()),
    (k) => person(k)[join]('pet', (join) => join.onTrue().on('a', 'in', [1, 2])),
    (k) => person(k)[join]('pet', (join) => join),
    (k) => person(k)[join]((eb) => eb.selectFrom('pet').select('owner').where('a', '=', 1).as('p'), 'p.owner', 'id'),
    (k) => person(k)[join](k.selectFrom('pet').select('owner').as('p'), (join) => join.onRef('p.owner', '=', 'id')),
    (k) =>
      person(k)[join](
        (eb) => eb.selectFrom('a').where('b', '=', 1).as('p'),
        (join) => join.on('c', '=', 2),
      ),
    (k, { sql }) => person(k)[join](sql`unnest(${[1]})`.as('u'), (join) => join.on('u', '=', 1)),
  ]),
  ...lateral.flatMap((join): Chain[] => [
    (k) =>
      person(k)[join](
        (eb) => eb.selectFrom('pet').select('a').as('p'),
        (join) => join.onTrue(),
      ),
    (k) => person(k)[join]((eb) => eb.selectFrom('pet').select('a').whereRef('b', '=', 'c').as('p'), 'p.a', 'person.b'),
    (k) => person(k)[join](k.selectFrom('pet').select('a').as('p'), (join) => join.onRef('a', '=', 'b')),
  ]),
  (k) => person(k).crossJoin('pet'),
  (k) => person(k).crossJoin('public.pet as p'),
  (k) => person(k).crossJoin((eb) => eb.selectFrom('pet').selectAll().as('p')),
  (k, { sql }) => person(k).crossJoin(sql`json_each(${'[]'})`.as('j')),
  (k) => person(k).crossJoinLateral((eb) => eb.selectFrom('pet').selectAll().as('p')),
  (k) => person(k).crossJoinLateral(k.selectFrom('pet').where('a', '=', 1).selectAll().as('p')),
  (k, { sql }) => person(k).crossJoinLateral(sql`f(${1})`.as('j')),
  (k) => person(k).crossApply((eb) => eb.selectFrom('pet').selectAll().as('p')),
  (k) => person(k).crossApply(k.selectFrom('pet').selectAll().as('p')),
  (k, { sql }) => person(k).crossApply(sql`f(${1})`.as('j')),
  (k) => person(k).outerApply((eb) => eb.selectFrom('pet').selectAll().as('p')),
  (k) => person(k).outerApply(k.selectFrom('pet').selectAll().as('p')),
  (k, { sql }) => person(k).outerApply(sql`f(${1})`.as('j')),
  (k) => person(k).innerJoin('a', 'a.x', 'person.x').leftJoin('b', 'b.y', 'a.y').where('b.z', '=', 1),
  (k) =>
    person(k)
      .where('a', '=', 1)
      .innerJoin('b', (join) => join.on('b.c', '=', 2))
      .where('d', '=', 3),
  (k) =>
    person(k)
      .innerJoin('a', (join) => join.on('a', '=', 1))
      .innerJoin('b', (join) => join.on('b', '=', 2)),
  (k) => person(k).innerJoin('a', 'a.x', (eb) => eb.fn('lower', ['y'])),
  (k) => person(k).innerJoin('a', (eb) => eb.fn('lower', ['y']), 'b.x'),
  (k, { sql }) => person(k).innerJoin('a', sql`a.x + ${1}`, sql`b.x + ${2}`),
  (k) => person(k).innerJoin('a', (join) => join.on(k.selectFrom('x').select('y'), '=', 1)),
  (k) => person(k).innerJoin('a', (join) => join.onRef('a.x', '>', 'b.x').onRef('a.y', '<', 'b.y').onTrue()),
  (k) => person(k).innerJoin('a', (join) => join.$call((j) => j.on('a', '=', 1))),
  (k) => person(k).innerJoin('a', (join) => join.on('x', 'is', null).on('y', '=', 1)),
  (k) => person(k).innerJoin('a', (join) => join.on((eb) => eb.exists(eb.selectFrom('b').select('c')))),
  (k, { sql }) => person(k).innerJoin('a', (join) => join.on(sql<boolean>`x = ${1}`)),
  (k) => person(k).leftJoin(k.dynamic.table('pet').as('p'), 'p.owner', 'person.id'),
  (k) => person(k).innerJoin('pet', k.dynamic.ref('pet.owner'), 'person.id'),
  (k) => person(k).innerJoin('pet'),
  (k) => k.selectFrom(['a', 'b']).innerJoin('c', 'c.x', 'b.x').selectAll(),
  (k) => k.updateTable('person').from('pet').innerJoin('toy', 'toy.pet', 'pet.id').set({ a: 1 }),
  (k) =>
    k
      .updateTable('person')
      .from('pet')
      .leftJoin('toy', (j) => j.on('x', '=', 1))
      .set({ a: 1 })
      .where('b', '=', 2),
  (k) =>
    k.updateTable('person').from('pet').rightJoin('toy', 'toy.pet', 'pet.id').fullJoin('x', 'y', 'z').set({ a: 1 }),
  (k) => k.updateTable('person').innerJoin('toy', 'toy.pet', 'pet.id').set({ a: 1 }),
  (k) => k.deleteFrom('person').innerJoin('pet', 'pet.owner', 'person.id').where('a', '=', 1),
  (k) =>
    k
      .deleteFrom('person')
      .leftJoin('pet', (j) => j.on('a', '=', 1))
      .rightJoin('b', 'c', 'd')
      .fullJoin('e', 'f', 'g'),
  (k) => k.deleteFrom('person').using('person').innerJoin('pet', 'pet.owner', 'person.id').where('a', '=', 1),
]
