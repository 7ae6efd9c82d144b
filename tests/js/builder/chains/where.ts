import type { Chain, Loose } from '../support/differential.js'
import { operators } from '../support/words.js'

const person = (k: Loose) => k.selectFrom('person').selectAll()

export const where: readonly Chain[] = [
  ...operators.map(
    (operator): Chain =>
      (k) =>
        person(k).where('a', operator, 1),
  ),
  ...operators.map(
    (operator): Chain =>
      (k) =>
        person(k).whereRef('a', operator, 'b'),
  ),
  (k) => person(k).where('id', '=', 1),
  (k) => person(k).where('person.id', '=', 1),
  (k) => person(k).where('public.person.id', '=', 1),
  (k) => person(k).where('id', '=', 'text'),
  (k) => person(k).where('id', '=', 1n),
  (k) => person(k).where('id', '=', true),
  (k) => person(k).where('id', '=', false),
  (k) => person(k).where('id', '=', null),
  (k) => person(k).where('id', '!=', null),
  (k) => person(k).where('id', '=', undefined),
  (k) => person(k).where('id', '=', new Date(0)),
  (k) => person(k).where('id', '=', new Uint8Array([1, 2])),
  (k) => person(k).where('id', '=', { a: 1 }),
  (k) => person(k).where('id', '=', Number.NaN),
  (k) => person(k).where('id', 'is', null),
  (k) => person(k).where('id', 'is not', null),
  (k) => person(k).where('id', 'is', true),
  (k) => person(k).where('id', 'is', false),
  (k) => person(k).where('id', 'is not', true),
  (k) => person(k).where('id', 'is not', false),
  (k) => person(k).where('id', 'is', 1),
  (k) => person(k).where('id', 'is not', 'x'),
  (k) => person(k).where('a', 'is', null).where('b', '=', 2),
  (k) => person(k).where('a', '=', 1).where('b', 'is', null).where('c', '=', 3),
  (k) => person(k).where('a', 'is', true).where('b', '=', true).where('c', 'is not', false).where('d', '=', null),
  (k) => person(k).where('id', 'in', [1, 2, 3]),
  (k) => person(k).where('id', 'in', []),
  (k) => person(k).where('id', 'not in', ['a']),
  (k) => person(k).where('id', 'in', [null, true, undefined, 'x']),
  (k) => person(k).where('id', '=', [1, 2]),
  (k) =>
    person(k).where('id', 'in', [
      [1, 2],
      [3, 4],
    ]),
  (k) => person(k).where('id', 'in', (eb) => eb.selectFrom('pet').select('owner')),
  (k) => person(k).where('id', 'in', k.selectFrom('pet').select('owner')),
  (k) => person(k).where('id', 'in', (eb) => [eb.ref('a'), 1]),
  (k) => person(k).where((eb) => eb('id', 'in', [eb.ref('a'), eb.val(1), 2, null])),
  (k) => person(k).where((eb) => eb('id', 'in', [eb.selectFrom('a').select('b'), 2])),
  (k) => person(k).where('id', 'in', [(eb: never) => eb, 2].slice(1)),
  (k) => person(k).where('id', '=', (eb) => eb.ref('other')),
  (k) => person(k).where('id', '=', (eb) => eb.selectFrom('pet').select('owner').limit(1)),
  (k) => person(k).where('id', '=', (eb) => eb.fn.max('x')),
  (k) => person(k).where((eb) => eb.ref('a'), '=', 1),
  (k) => person(k).where((eb) => eb.fn('lower', ['name']), '=', 'x'),
  (k) => person(k).where((eb) => eb.selectFrom('pet').select('a'), '=', 1),
  (k) => person(k).where(k.selectFrom('pet').select('a'), '>', 1),
  (k, { sql }) => person(k).where(sql`lower(name)`, '=', 'x'),
  (k, { sql }) => person(k).where(sql`lower(${sql.ref('person.name')})`, sql`similar to`, sql`${'x'}`),
  (k, { sql }) => person(k).where('a', sql`operator(pg_catalog.=)`, 3),
  (k, { sql }) => person(k).where(sql<boolean>`a > ${1}`),
  (k, { sql }) => person(k).where(sql<boolean>`a > ${1}`).where(sql<boolean>`b > ${2}`),
  (k) => person(k).where((eb) => eb('a', '=', 1)),
  (k) => person(k).where((eb) => eb.and([eb('a', '=', 1), eb('b', '=', 2)])),
  (k) => person(k).where((eb) => eb.or([eb('a', '=', 1), eb('b', '=', 2)])),
  (k) => person(k).where((eb) => eb.or([eb('a', '=', 1)])),
  (k) => person(k).where((eb) => eb.or([])),
  (k) => person(k).where((eb) => eb.and([])),
  (k) =>
    person(k)
      .where('x', '=', 1)
      .where((eb) => eb.and([])),
  (k) => person(k).where((eb) => eb.and({ a: 1, b: 'x' })),
  (k) => person(k).where((eb) => eb.or({ a: 1, b: 'x' })),
  (k) => person(k).where((eb) => eb.and({ a: null, b: true, c: false, d: undefined, e: [1, 2] })),
  (k) => person(k).where((eb) => eb.or({ 'person.a': null, 'public.person.b': eb.ref('c') })),
  (k) => person(k).where((eb) => eb.and({})),
  (k) => person(k).where((eb) => eb.and({ a: 1 })),
  (k) => person(k).where((eb) => eb.and({ a: (e: typeof eb) => e.selectFrom('x').select('y') })),
  (k) => person(k).where((eb) => eb('a', '=', 1).and('b', '=', 2)),
  (k) => person(k).where((eb) => eb('a', '=', 1).or('b', '=', 2)),
  (k) =>
    person(k).where((eb) =>
      eb('a', '=', 1)
        .and('b', '=', 2)
        .and(eb('c', '=', 3)),
    ),
  (k) =>
    person(k).where((eb) =>
      eb('a', '=', 1)
        .or('b', '=', 2)
        .or(eb('c', '=', 3)),
    ),
  (k) => person(k).where((eb) => eb('a', '=', 1).and(eb('b', '=', 2).or('c', '=', 3))),
  (k) =>
    person(k).where((eb) =>
      eb('a', '=', 1)
        .or(eb('b', '=', 2).and('c', '=', 3))
        .or(eb.not(eb('d', '=', 4))),
    ),
  (k) => person(k).where((eb) => eb.parens('a', '=', 1)),
  (k) => person(k).where((eb) => eb.parens(eb('a', '=', 1).or('b', '=', 2))),
  (k) => person(k).where((eb) => eb.parens(eb('a', '=', 1).or('b', '=', 2)).and('c', '=', 3)),
  (k) => person(k).where((eb) => eb.parens(eb.and([eb('a', '=', 1), eb('b', '=', 2)]))),
  (k) => person(k).where((eb) => eb.parens(eb.parens(eb.parens('a', '=', 1)))),
  (k) => person(k).where((eb) => eb.parens(eb.selectFrom('x').select('y'))),
  (k) => person(k).where((eb) => eb.not(eb('a', '=', 1))),
  (k) => person(k).where((eb) => eb.not(eb('a', '=', 1).or('b', '=', 2))),
  (k) => person(k).where((eb) => eb.not(eb.exists(eb.selectFrom('pet').selectAll()))),
  (k) =>
    person(k).where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('pet').select('id').whereRef('pet.owner', '=', 'person.id'))),
    ),
  (k) => person(k).where(({ exists, selectFrom }) => exists(selectFrom('pet').select('id'))),
  (k) => person(k).where((eb) => eb.unary('not exists', eb.selectFrom('pet').select('id'))),
  (k) => person(k).where((eb) => eb.unary('exists', eb.selectFrom('pet').select('id'))),
  (k) => person(k).where((eb) => eb.unary('-', 'a')),
  (k) => person(k).where((eb) => eb.unary('not', 'a')),
  (k) => person(k).where((eb) => eb(eb.neg('a'), '>', eb.neg(eb.val(3)))),
  (k) => person(k).where((eb) => eb.between('a', 1, 2)),
  (k) => person(k).where((eb) => eb.between(eb.ref('a'), eb.ref('b'), eb.val(2))),
  (k) => person(k).where((eb) => eb.betweenSymmetric('a', 2, 1)),
  (k) => person(k).where((eb) => eb.between('a', 1, 2).and(eb.betweenSymmetric('b', 3, 4))),
  (k) => person(k).where((eb) => eb.between(eb.fn('lower', ['x']), 'a', 'b')),
  (k) => person(k).where((eb) => eb.between('a', eb.selectFrom('x').select('y'), eb.selectFrom('x').select('z'))),
  (k) => person(k).where((eb) => eb(eb.tuple('a', 1), 'in', [eb.tuple('b', 2), eb.tuple('c', 3)])),
  (k) => person(k).where((eb) => eb(eb.refTuple('a', 'b'), 'in', [eb.tuple(1, 2), eb.tuple(3, 4)])),
  (k) => person(k).where((eb) => eb(eb.refTuple('a', 'b', 'c'), '=', eb.tuple(1, eb.ref('z'), null))),
  (k) => person(k).where(({ eb, or, and }) => or([and([eb('a', '=', 1), eb('b', '=', 2)]), eb('c', '=', 3)])),
  (k) =>
    person(k).where(({ eb, or, and }) => and([or([eb('a', '=', 1), eb('b', '=', 2)]), or([eb('c', '=', 3), and([])])])),
  (k, { sql }) =>
    person(k).where((eb) =>
      eb.or([eb('a', '=', 1), sql<boolean>`b = ${2}`, eb.exists(eb.selectFrom('p').select('q'))]),
    ),
  (k) => person(k).where((eb) => eb.eb('a', '=', 1)),
  (k) => person(k).where((eb) => eb.lit(true)),
  (k) => person(k).where((eb) => eb.lit(1)),
  (k) => person(k).where((eb) => eb.val(true)),
  (k) => person(k).where(true),
  (k) => person(k).where('text'),
  (k) => person(k).where(null),
  (k) => person(k).whereRef('a', '=', 'b'),
  (k) => person(k).whereRef('person.a', '=', 'public.pet.b'),
  (k) =>
    person(k).whereRef(
      (eb) => eb.fn('lower', ['a']),
      '=',
      (eb) => eb.ref('b'),
    ),
  (k, { sql }) => person(k).whereRef(sql`a`, '=', sql`b`),
  (k) => person(k).where('a', '=', 1).whereRef('b', '=', 'c').where('d', '=', 2),
  (k) => person(k).where('a', '=', 1).clearWhere(),
  (k) => person(k).where('a', '=', 1).clearWhere().where('b', '=', 2),
  (k) => person(k).where('a b', '=', 1),
  (k) => person(k).where('a"b', '=', 1),
  (k) => person(k).where('a`b', '=', 1),
  (k) => person(k).where("a'b", '=', "c'd"),
  (k) => person(k).where('ä.ö', '=', 'ü'),
  (k) => person(k).where('日本.語', '=', '😀'),
  (k) => person(k).where(' a . b ', '=', 1),
  (k) => person(k).where(' a ', '=', 1),
  (k) => person(k).where('', '=', 1),
  (k) => person(k).where('a as b', '=', 1),
  (k) => person(k).where('*', '=', 1),
  (k) => person(k).where('a.*', '=', 1),
  (k) => person(k).where('"; drop table x; --', '=', '"; drop table y; --'),
  (k) => person(k).where('a\\b', '=', 'c\\d'),
  (k) => person(k).where('__proto__', '=', '__proto__'),
  (k) => person(k).where((eb) => eb(eb.ref('a'), '=', eb.table('b'))),
  (k) => person(k).where((eb) => eb('a', '=', eb('b', '+', eb('c', '*', 3)))),
  (k) => person(k).where((eb) => eb(eb('a', '+', 1), '=', eb('b', '-', 2))),
  (k) => person(k).where((eb) => eb('a', '||', eb.val('x')).$castTo<boolean>()),
  (k) => person(k).where((eb) => eb('a', '=', 1).$notNull()),
  (k) => person(k).where((eb) => eb.or([eb('a', '=', 1), eb('b', '=', 2)]).$castTo<boolean>()),
  (k) => person(k).where((eb) => eb('a', '=', 1).or('b', '=', 2).$castTo<boolean>()),
  (k) => person(k).where((eb) => eb('a', '=', 1).and('b', '=', 2).$castTo<boolean>()),
]
