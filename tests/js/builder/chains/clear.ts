import type { Chain } from '../support/differential.js'

export const clear: readonly Chain[] = [
  (k) => k.selectFrom('a').select('x').clearSelect(),
  (k) => k.selectFrom('a').select('x').clearSelect().select('y'),
  (k) => k.selectFrom('a').selectAll().clearSelect().select('y'),
  (k) =>
    k
      .selectFrom('a')
      .select((eb) => eb.val(1).as('x'))
      .where('y', '=', 2)
      .clearSelect()
      .select('z'),
  (k) => k.selectFrom('a').selectAll().where('x', '=', 1).clearWhere(),
  (k) => k.selectFrom('a').selectAll().where('x', '=', 1).limit(2).clearWhere().where('y', '=', 3),
  (k) => k.selectFrom('a').selectAll().limit(1).clearLimit(),
  (k) => k.selectFrom('a').selectAll().limit(1).clearLimit().limit(2),
  (k) => k.selectFrom('a').selectAll().offset(1).clearOffset(),
  (k) => k.selectFrom('a').selectAll().offset(1).clearOffset().offset(2),
  (k) => k.selectFrom('a').selectAll().orderBy('x').clearOrderBy(),
  (k) =>
    k
      .selectFrom('a')
      .selectAll()
      .orderBy((eb) => eb.val(1))
      .clearOrderBy()
      .orderBy('y')
      .limit(1),
  (k) => k.selectFrom('a').selectAll().groupBy('x').clearGroupBy(),
  (k) =>
    k
      .selectFrom('a')
      .selectAll()
      .groupBy((eb) => eb.fn('f', [eb.val(1)]))
      .clearGroupBy()
      .having('x', '=', 2),
  (k) =>
    k
      .selectFrom('a')
      .select('x')
      .where('a', '=', 1)
      .orderBy('x')
      .limit(1)
      .offset(2)
      .groupBy('x')
      .clearSelect()
      .clearWhere()
      .clearOrderBy()
      .clearLimit()
      .clearOffset()
      .clearGroupBy()
      .select('z'),
  (k) =>
    k
      .selectFrom((eb) => eb.selectFrom('x').where('y', '=', 1).clearWhere().selectAll().as('z'))
      .where('w', '=', 2)
      .selectAll(),
  (k) =>
    k.selectFrom('a').clearSelect().clearWhere().clearLimit().clearOffset().clearOrderBy().clearGroupBy().selectAll(),
]
