import type { Chain, Loose } from '../support/differential.js'

const person = (k: Loose) => k.selectFrom('person').selectAll()

export const orderGroup: readonly Chain[] = [
  (k) => person(k).orderBy('a'),
  (k) => person(k).orderBy('person.a'),
  (k) => person(k).orderBy('public.person.a'),
  (k) => person(k).orderBy('a', 'asc'),
  (k) => person(k).orderBy('a', 'desc'),
  (k) => person(k).orderBy('a', undefined),
  (k) => person(k).orderBy('a').orderBy('b', 'desc'),
  (k) => person(k).orderBy(['a', 'b']),
  (k) => person(k).orderBy(['a desc', 'person.b asc', 'c']),
  (k) => person(k).orderBy(['a', (eb) => eb.fn('lower', ['b'])]),
  (k) => person(k).orderBy('a asc'),
  (k) => person(k).orderBy('a desc'),
  (k) => person(k).orderBy('person.a desc'),
  (k) => person(k).orderBy('a desc', 'asc'),
  (k) => person(k).orderBy('a sideways'),
  (k) => person(k).orderBy('a ', 'asc'),
  (k) => person(k).orderBy('a', 'sideways'),
  (k) => person(k).orderBy('a', 'ASC'),
  (k) => person(k).orderBy('a', ''),
  (k) => person(k).orderBy(),
  (k) => person(k).orderBy('a', 'asc', 'b'),
  (k) => person(k).orderBy('a', (o) => o),
  (k) => person(k).orderBy('a', (o) => o.asc()),
  (k) => person(k).orderBy('a', (o) => o.desc()),
  (k) => person(k).orderBy('a', (o) => o.nullsFirst()),
  (k) => person(k).orderBy('a', (o) => o.nullsLast()),
  (k) => person(k).orderBy('a', (o) => o.desc().nullsLast()),
  (k) => person(k).orderBy('a', (o) => o.nullsFirst().asc()),
  (k) => person(k).orderBy('a', (o) => o.asc().desc()),
  (k) => person(k).orderBy('a', (o) => o.nullsFirst().nullsLast()),
  (k) => person(k).orderBy('a', (o) => o.collate('nocase')),
  (k) => person(k).orderBy('a', (o) => o.collate('"de_DE"')),
  (k) => person(k).orderBy('a', (o) => o.collate('x').collate('nocase').desc().nullsFirst()),
  (k) => person(k).orderBy((eb) => eb.fn('lower', ['a'])),
  (k) => person(k).orderBy((eb) => eb.fn('lower', ['a']), 'desc'),
  (k) => person(k).orderBy((eb) => eb.selectFrom('x').select('y').limit(1), 'desc'),
  (k) => person(k).orderBy(k.selectFrom('x').select('y').limit(1)),
  (k, { sql }) => person(k).orderBy(sql`a + ${1}`, 'desc'),
  (k, { sql }) => person(k).orderBy(sql`a`, (o) => o.nullsLast()),
  (k, { sql }) => person(k).orderBy('a', sql`desc nulls last`),
  (k, { sql }) => person(k).orderBy(sql`a`, sql`collate nocase`),
  (k) => person(k).orderBy((eb) => eb.case().when('a', '=', 1).then(0).else(1).end(), 'asc'),
  (k) => person(k).orderBy(k.dynamic.ref('a'), 'desc'),
  (k) => person(k).orderBy(k.dynamic.ref('person.a')),
  (k) => person(k).orderBy('a"b', 'desc'),
  (k) => person(k).orderBy('a').clearOrderBy(),
  (k) => person(k).orderBy('a').clearOrderBy().orderBy('b'),
  (k) => person(k).orderBy('a').limit(3).orderBy('b'),
  (k) =>
    person(k)
      .orderBy('a')
      .$if(true, (q) => q.orderBy('b')),
  (k) => k.selectFrom('person').select('a').groupBy('a'),
  (k) => k.selectFrom('person').select('a').groupBy('person.a'),
  (k) => k.selectFrom('person').select('a').groupBy(['a', 'person.b', 'public.person.c']),
  (k) => k.selectFrom('person').select('a').groupBy('a').groupBy('b'),
  (k) =>
    k
      .selectFrom('person')
      .select('a')
      .groupBy((eb) => eb.fn('lower', ['a'])),
  (k) =>
    k
      .selectFrom('person')
      .select('a')
      .groupBy((eb) => [eb.fn('lower', ['a']), 'b']),
  (k) =>
    k
      .selectFrom('person')
      .select('a')
      .groupBy([(eb) => eb.fn('lower', ['a']), 'b']),
  (k, { sql }) => k.selectFrom('person').select('a').groupBy(sql`rollup(a, ${1})`),
  (k, { sql }) => k.selectFrom('person').select('a').groupBy([sql`a`, sql`b`]),
  (k) => k.selectFrom('person').select('a').groupBy(k.selectFrom('x').select('y')),
  (k) => k.selectFrom('person').select('a').groupBy(k.dynamic.ref('a')),
  (k) => k.selectFrom('person').select('a').groupBy('a').clearGroupBy(),
  (k) => k.selectFrom('person').select('a').groupBy('a').clearGroupBy().groupBy('b'),
  (k) => k.selectFrom('person').select('a').groupBy('a').having('b', '>', 1),
  (k) => k.selectFrom('person').select('a').groupBy('a').having('b', '>', 1).having('c', 'in', [1, 2]),
  (k) =>
    k
      .selectFrom('person')
      .select('a')
      .groupBy('a')
      .having((eb) => eb.fn.count('b'), '>', 1),
  (k) =>
    k
      .selectFrom('person')
      .select('a')
      .groupBy('a')
      .having((eb) => eb.or([eb('a', '=', 1), eb('b', '=', 2)])),
  (k, { sql }) => k.selectFrom('person').select('a').groupBy('a').having(sql`count(*)`, '>', 1),
  (k, { sql }) => k.selectFrom('person').select('a').groupBy('a').having(sql<boolean>`count(*) > ${1}`),
  (k) => k.selectFrom('person').select('a').groupBy('a').having('b', 'is', null),
  (k) => k.selectFrom('person').select('a').groupBy('a').havingRef('b', '>', 'c'),
  (k) =>
    k
      .selectFrom('person')
      .select('a')
      .groupBy('a')
      .havingRef(
        (eb) => eb.fn.count('b'),
        '>',
        (eb) => eb.fn.max('c'),
      ),
  (k) => k.selectFrom('person').select('a').having('x', '=', 1).where('y', '=', 2).groupBy('z').orderBy('w').limit(3),
]
