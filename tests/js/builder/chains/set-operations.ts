import type { Chain } from '../support/differential.js'

const operations = ['union', 'unionAll', 'intersect', 'intersectAll', 'except', 'exceptAll'] as const

export const setOperations: readonly Chain[] = [
  ...operations.flatMap((operation): Chain[] => [
    (k) => k.selectFrom('a').select('x')[operation](k.selectFrom('b').select('x')),
    (k) =>
      k
        .selectFrom('a')
        .select('x')
        [operation]([k.selectFrom('b').select('x'), k.selectFrom('c').select('x')]),
    (k) =>
      k
        .selectFrom('a')
        .select('x')
        [operation]((eb) => eb.selectFrom('b').select('x')),
    (k) =>
      k
        .selectFrom('a')
        .select('x')
        [operation]((eb) => [eb.selectFrom('b').select('x'), eb.selectFrom('c').select('x')]),
    (k) =>
      k
        .selectFrom('a')
        .select('x')
        [operation]((eb) => eb.parens(eb.selectFrom('b').select('x').limit(1))),
    (k) =>
      k
        .selectFrom('a')
        .select('x')
        .where('y', '=', 1)
        [operation](k.selectFrom('b').select('x').where('z', '=', 2)),
    (k, { sql }) => k.selectFrom('a').select('x')[operation](sql<{ x: 1 }>`(values (${1}))`),
    (k) => k.selectFrom('a').select('x')[operation](k.selectFrom('b').select('x')).orderBy('x').limit(3),
    (k) => k.selectFrom(k.selectFrom('a').select('x')[operation](k.selectFrom('b').select('x')).as('u')).selectAll(),
  ]),
  (k) => k.selectFrom('a').select('x').union(k.selectFrom('b').select('x')).unionAll(k.selectFrom('c').select('x')),
  (k) =>
    k
      .selectFrom('a')
      .select('x')
      .union(k.selectFrom('b').select('x').intersect(k.selectFrom('c').select('x'))),
  (k) => k.selectFrom('a').select('x').limit(1).offset(2).union(k.selectFrom('b').select('x').limit(3)),
  (k) =>
    k
      .selectFrom('a')
      .select('x')
      .where('x', 'in', k.selectFrom('b').select('x').union(k.selectFrom('c').select('x'))),
]
