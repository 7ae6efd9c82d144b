import type { Chain, Loose } from '../support/differential.js'
import { dataTypes } from '../support/words.js'

const made =
  (write: (eb: Loose, k: Loose) => unknown): Chain =>
  (k) =>
    k.selectFrom('t').select((eb) => (write(eb, k) as Loose).as('x'))

const wrongTypes = ['', 'int', 'decimal(10)', 'varchar()', 'varchar(a)', 'text; drop table x', 'TEXT', 'integer(3)']

export const expressions: readonly Chain[] = [
  ...[...dataTypes, ...wrongTypes].map((type) => made((eb) => eb.cast('a', type))),
  ...[1, 1.5, -1, 0, -0, 1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, true, false, null].flatMap((value) => [
    made((eb) => eb.lit(value)),
    made((eb) => eb.val(value)),
    made((eb) => eb.case().when('a', '=', value).then(value).else(value).end()),
  ]),
  ...['text', 1n, undefined, {}, [], new Date(0)].flatMap((value) => [
    made((eb) => eb.lit(value)),
    made((eb) => eb.val(value)),
    made((eb) => eb.case().when('a', '=', 1).then(value).end()),
  ]),
  made((eb) => eb.ref('a')),
  made((eb) => eb.ref('a.b')),
  made((eb) => eb.ref('a.b.c')),
  made((eb) => eb.ref('a.b.c.d')),
  made((eb) => eb.ref('a as b')),
  made((eb) => eb.table('a')),
  made((eb) => eb.table('a.b')),
  made((eb) => eb.table('a as b')),
  made((eb) => eb.cast(eb.val('1'), 'integer')),
  made((eb) => eb.cast(eb.selectFrom('x').select('y'), 'text')),
  made((eb) => eb.cast((e) => e.ref('q'), 'text')),
  made((eb) => eb.cast(eb.cast('a', 'text'), 'integer')),
  made((eb) => eb.case().when('a', '=', 1).then('one').end()),
  made((eb) => eb.case().when('a', '=', 1).then('one').else('other').end()),
  made((eb) => eb.case().when('a', '=', 1).then('one').when('a', '=', 2).then('two').else('other').end()),
  made((eb) => eb.case().when('a', '=', 1).then('one').else('other').endCase()),
  made((eb) => eb.case().when('a', '=', 1).then('one').endCase()),
  made((eb) => eb.case('a').when(1).then('one').when(2).then('two').end()),
  made((eb) => eb.case('t.a').when(1).then('one').else(null).end()),
  made((eb) => eb.case(eb.ref('a')).when(eb.val(1)).then(eb.ref('b')).else(eb.ref('c')).end()),
  made((eb) => eb.case(eb.selectFrom('x').select('y')).when(1).then(true).else(false).end()),
  made((eb) =>
    eb
      .case()
      .when(eb.exists(eb.selectFrom('x').select('y')))
      .then(1)
      .else(0)
      .end(),
  ),
  made((eb) =>
    eb
      .case()
      .when((e) => e.or([e('a', '=', 1), e('b', '=', 2)]))
      .then(1)
      .end(),
  ),
  made((eb) => eb.case().when('a', 'is', null).then(1).when('b', 'is not', true).then(2).end()),
  made((eb) => eb.case().whenRef('a', '=', 'b').thenRef('c').elseRef('d').end()),
  made((eb) => eb.case().whenRef('a', '>', 'b').thenRef('c').whenRef('e', '<', 'f').thenRef('g').end()),
  made((eb) =>
    eb
      .case()
      .whenRef('a', '=', 'b')
      .thenRef(eb.fn('lower', ['c']))
      .elseRef(eb.val(1))
      .endCase(),
  ),
  made((eb) =>
    eb
      .case()
      .when('a', '=', 1)
      .then(eb.case().when('b', '=', 2).then('x').end())
      .end(),
  ),
  made((eb) =>
    eb
      .case()
      .when('a', '=', 1)
      .then((e) => e.selectFrom('x').select('y'))
      .end(),
  ),
  made((eb) => eb.case().when('a', 'in', [1, 2]).then([1, 2]).end()),
  made((_eb, k) => k.case().when('a', '=', 1).then('x').end()),
  made((eb, k) => k.case(eb.ref('a')).when(1).then('x').end()),
  made((eb) => eb.exists(eb.selectFrom('x').selectAll())),
  made((eb) => eb.not(eb.ref('a'))),
  made((eb) => eb.not('a')),
  made((eb) => eb.neg('a')),
  made((eb) => eb.neg(eb.val(1))),
  made((eb) => eb.tuple(1, 2)),
  made((eb) => eb.tuple(1, eb.ref('a'), (e) => e.ref('b'))),
  made((eb) => eb.tuple()),
  made((eb) => eb.refTuple('a', 'b')),
  made((eb) => eb.refTuple(eb.fn('f', ['a']), 'b.c')),
  made((eb) => eb('a', '+', 1)),
  made((eb) => eb(eb.ref('a'), '+', eb.val(1))),
  made((eb) => eb(eb.selectFrom('x').select('y'), '+', 1)),
  made((eb) => eb('a', '=', 1).and('b', '=', 2)),
  made((eb) => eb('a', '=', 1).or('b', '=', 2)),
  made((eb) => eb('a', '=', 1).and('b', '=', 2).and('c', '=', 3)),
  made((eb) => eb.and([eb('a', '=', 1), eb('b', '=', 2)])),
  made((eb) => eb.or([eb('a', '=', 1), eb('b', '=', 2), eb('c', '=', 3)])),
  made((eb) => eb.and([eb.or([]), eb.and([])])),
  made((eb) => eb.or([eb.and([eb.or([eb('a', '=', 1), eb('b', '=', 2)]), eb('c', '=', 3)]), eb('d', '=', 4)])),
  made((eb) => eb.parens('a', '+', 1)),
  made((eb) => eb(eb.parens('a', '+', 1), '*', 2)),
  made((eb) => eb.parens(eb.val(1))),
  made((eb) => eb.parens(1)),
  made((eb) => eb.between('a', 1, 2)),
  made((eb) => eb.selectFrom('x').select('y')),
  made((eb) => eb.selectFrom(['x', 'z as w']).select('y')),
  made((eb) => eb.selectFrom((e) => e.selectFrom('q').selectAll().as('z')).select('y')),
  made((eb) =>
    eb.selectFrom('x').select((e) =>
      e
        .selectFrom('y')
        .select((f) => f.val(1).as('v'))
        .as('w'),
    ),
  ),
  made((eb) => eb.val([1, 2])),
  made((eb) => eb.val(new Date(5))),
  made((eb) => eb.val((e) => e.ref('a'))),
  made((eb) => eb.val(eb.ref('a'))),
  made((eb) => eb.ref('a').$castTo()),
  made((eb) => eb.ref('a').$notNull()),
  made((eb) => eb.unary('not', 'a')),
  made((eb) => eb.unary('+', 'a')),
  made((eb) => eb.unary('not ', 'a')),
  made((eb) => eb('a', 'exists', 1)),
  made((eb) => eb('a', 'between', 1)),
  made((eb) => eb('a', '->', 1)),
  made((eb) => eb('a', 'IN', [1])),
  made((eb) => eb('a', '', 1)),
  made((eb) => eb('a', '= 1 or', 1)),
  made((eb) => eb('a', undefined, 1)),
  made((eb) => eb('a', 5, 1)),
  made((eb) => eb({}, '=', 1)),
  made((eb) => eb(5, '=', 1)),
  made((eb) => eb(null, '=', 1)),
  made((eb) => eb.and([1])),
  (k, { expressionBuilder }) =>
    k
      .selectFrom('t')
      .where(expressionBuilder()('a', '=', 1))
      .selectAll(),
  (k, { expressionBuilder }) => k.selectFrom('t').where(expressionBuilder().or([])).selectAll(),
  (k, { expressionBuilder }) => k.selectFrom('t').select(expressionBuilder().fn.countAll().as('c')),
  (k, { sql }) => k.selectFrom('t').select((eb) => eb.val(1).as(sql`weird`)),
  (k) => k.selectFrom('t').select((eb) => eb('a', '=', 1).and('b', '=', 2).as('x')),
  (k) => k.selectFrom('t').select((eb) => eb('a', '=', 1).or('b', '=', 2).as('a"b')),
  (k) => k.selectFrom('t').select((eb) => eb.cast<number>('a', 'integer').as('a b')),
  (k, { sql }) => k.selectFrom('t').select((eb) => eb.cast<number>('a', sql`my_type(${sql.lit(3)})`).as('x')),
  (k, { sql }) => k.selectFrom('t').where((eb) => eb.cast<number>(sql`${1}`, 'integer'), '=', 2),
]
