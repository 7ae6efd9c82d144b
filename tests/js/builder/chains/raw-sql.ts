import type { Chain } from '../support/differential.js'

export const rawSql: readonly Chain[] = [
  (_k, { sql }) => sql`select 1`,
  (_k, { sql }) => sql``,
  (_k, { sql }) => sql`${1}`,
  (_k, { sql }) => sql`${1}${2}`,
  (_k, { sql }) =>
    sql`select ${1}, ${'x'}, ${null}, ${true}, ${undefined}, ${1n}, ${new Date(0)}, ${[1, 2]}, ${{ a: 1 }}`,
  (_k, { sql }) => sql`select ${sql`${1} + ${sql`${2}`}`} + ${3}`,
  (_k, { sql }) => sql`select * from ${sql.table('person')}`,
  (_k, { sql }) => sql`select * from ${sql.table('public.person')}`,
  (_k, { sql }) => sql`select * from ${sql.table('a"b`c')}`,
  (_k, { sql }) => sql`select ${sql.ref('a')}, ${sql.ref('a.b')}, ${sql.ref('a.b.c')}`,
  (_k, { sql }) => sql`select ${sql.ref('a.b.c.d')}`,
  (_k, { sql }) => sql`select ${sql.id('a')}, ${sql.id('a', 'b')}, ${sql.id('a.b', 'c"d', 'e')}, ${sql.id()}`,
  (_k, { sql }) => sql`select ${sql.val(1)}, ${sql.val([1])}, ${sql.val(null)}`,
  (_k, { sql }) => sql`select ${sql.lit(1)}, ${sql.lit('x')}, ${sql.lit(null)}, ${sql.lit(true)}, ${sql.lit(1n)}`,
  (_k, { sql }) => sql`select ${sql.lit("it's")}, ${sql.lit('a\\b')}, ${sql.lit('"')}, ${sql.lit('日本')}`,
  (_k, { sql }) => sql`select ${sql.lit(new Date(0))}, ${sql.lit(-1.5)}, ${sql.lit('')}`,
  (_k, { sql }) => sql`select ${sql.lit({ a: 1 })}`,
  (_k, { sql }) => sql`select ${sql.lit(undefined)}`,
  (_k, { sql }) => sql`select ${sql.lit([1])}`,
  (_k, { sql }) => sql`select ${sql.raw('now()')}`,
  (_k, { sql }) => sql.raw('select 1'),
  (_k, { sql }) => sql.raw('select \'\\\' || "x"'),
  (_k, { sql }) => sql`select ${sql.join([1, 'x', null])}`,
  (_k, { sql }) => sql`select ${sql.join([])}`,
  (_k, { sql }) => sql`select ${sql.join([1])}`,
  (_k, { sql }) => sql`select ${sql.join([sql.ref('a'), sql`${1} + 1`, 2], sql` || `)}`,
  (_k, { sql }) => sql`select ${sql.join([1, 2, 3], sql` ${'sep'} `)}`,
  (k, { sql }) => sql`select ${sql.join([k.selectFrom('x').select('y'), 2])}`,
  (k, { sql }) => sql`select * from ${k.selectFrom('x').select('y').where('z', '=', 1)} where a = ${2}`,
  (k, { sql }) => sql`with a as ${k.selectFrom('x').select('y')} ${k.selectFrom('a').selectAll().as('b')}`,
  (k, { sql }) => sql`${k.insertInto('x').values({ a: 1 })}`,
  (k, { sql }) => sql`${k.updateTable('x').set({ a: 1 })}`,
  (k, { sql }) => sql`${k.deleteFrom('x').where('a', '=', 1)}`,
  (k, { sql }) => sql`${k.dynamic.ref('a.b')} ${k.dynamic.table('t').as('u')}`,
  (k, { sql }) => sql`${k.fn.count('a')} ${k.case().when('a', '=', 1).then(2).end()}`,
  (_k, { sql, expressionBuilder }) => sql`${expressionBuilder().or([])}`,
  (_k, { sql, expressionBuilder }) => sql`${expressionBuilder()('a', '=', 1).or('b', '=', 2)}`,
  (_k, { sql }) => sql`${(eb) => eb.ref('x')}`,
  (_k, { sql }) => sql`select ${1}`.$castTo<number>(),
  (_k, { sql }) => sql`select ${1}`.$notNull(),
  (_k, { sql }) => sql`a?b$1:c@d ${1} -- ' " \` ?`,
  (_k, { sql }) => sql`line
    break ${1}\t\u0041`,
  (k, { sql }) => k.selectFrom('t').select(sql.ref('a').as('b')),
  (k, { sql }) => k.selectFrom('t').select(sql.id('a', 'b').as('c')),
  (k, { sql }) => k.selectFrom('t').select([sql.val(1).as('a'), sql.lit('x').as('b'), sql.raw('y').as('c')]),
  (k, { sql }) =>
    k
      .selectFrom('t')
      .select(sql`f(${sql.join([1, 2])})`.as('x'))
      .where('z', '=', 3),
  (k, { sql }) => k.selectFrom('t').select(sql`x`.as(sql.id('we"ird'))),
  (k, { sql }) => k.selectFrom('t').where(sql`a`, sql`~`, sql`${1}`).selectAll(),
  (k, { sql }) =>
    k
      .selectFrom('t')
      .where('a', 'in', sql`(${sql.join([1, 2])})`)
      .selectAll(),
  (k, { sql }) => k.selectFrom('t').groupBy(sql`a`).orderBy(sql`b`).limit(sql`c`).offset(sql`d`).selectAll(),
  (k, { sql }) => k.selectFrom(sql`a`.as('b')).selectAll(),
  (k, { sql }) => k.selectFrom('t').selectAll().modifyEnd(sql.raw('for update')),
  (_k, { sql }) => sql`${sql`${sql`${sql`${sql`${'deep'}`}`}`}`}`,
]
