// Random chains of calls from a grammar, as data that both builders interpret.
import fc from 'fast-check'
import type { Chain, Loose, Tools } from './differential.js'

/** Makes part of a query on any builder. */
export type Part = (eb: Loose, k: Loose, tools: Tools) => unknown

const names = ['a', 'b', 'c_d', 't.a', 'u.b', 's.t.a', 'x"y', 'x`y', 'ä', "it's", 'A b']
const tables = ['t', 'u', 's.v', 't as w', 's.t as x', 'q"r']
const comparisons = ['=', '!=', '<', '>=', 'like', 'is distinct from', '+', '||', '->', 'nonsense']
const joined = ['innerJoin', 'leftJoin', 'rightJoin', 'fullJoin'] as const
const combined = ['union', 'unionAll', 'intersect', 'except', 'intersectAll', 'exceptAll'] as const
const aggregates = ['count', 'sum', 'avg', 'min', 'max'] as const
const locks = ['forUpdate', 'forShare', 'forKeyShare', 'forNoKeyUpdate'] as const

const name = fc.constantFrom(...names)
const table = fc.constantFrom(...tables)
const alias = fc.constantFrom('p', 'q', 'r"s', 'ü')
const value = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 8, unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
  fc.constant(new Date(0)),
)
const literal = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null))

type Grammar = { expression: Part; condition: Part; select: Part }

const call =
  <T extends readonly unknown[]>(write: (eb: Loose, made: (part: Part) => Loose, ...parts: T) => unknown) =>
  (parts: T): Part =>
  (eb, k, tools) =>
    write(eb, (part) => part(eb, k, tools) as Loose, ...parts)

const withTools =
  <T extends readonly unknown[]>(
    write: (k: Loose, tools: Tools, made: (part: Part) => Loose, ...parts: T) => unknown,
  ) =>
  (parts: T): Part =>
  (eb, k, tools) =>
    write(k, tools, (part) => part(eb, k, tools) as Loose, ...parts)

const grammar = fc.letrec<Grammar>((tie) => {
  const expression = tie('expression')
  const condition = tie('condition')
  const select = tie('select')
  const list = <T>(items: fc.Arbitrary<T>, maxLength = 3) => fc.array(items, { minLength: 1, maxLength })
  const step = fc.oneof(
    fc.tuple(list(name)).map(
      ([columns]) =>
        (q: Loose) =>
          q.select(columns),
    ),
    fc.tuple(expression, alias).map(
      ([part, as]) =>
        (q: Loose, m: Make) =>
          q.select(m(part).as(as)),
    ),
    fc.constant((q: Loose) => q.selectAll()),
    fc.tuple(name, fc.constantFrom(...comparisons), value).map((args) => (q: Loose) => q.where(...args)),
    fc
      .tuple(name, fc.constantFrom('is', 'is not'), fc.constantFrom(null, true, false, 1))
      .map((args) => (q: Loose) => q.where(...args)),
    fc
      .tuple(name, fc.constantFrom('in', 'not in'), fc.array(value, { maxLength: 4 }))
      .map((args) => (q: Loose) => q.where(...args)),
    fc.tuple(condition).map(
      ([part]) =>
        (q: Loose, m: Make) =>
          q.where(m(part)),
    ),
    fc.tuple(name, name).map(
      ([a, b]) =>
        (q: Loose) =>
          q.whereRef(a, '=', b),
    ),
    fc.tuple(condition).map(
      ([part]) =>
        (q: Loose, m: Make) =>
          q.having(m(part)),
    ),
    fc.tuple(list(name)).map(
      ([columns]) =>
        (q: Loose) =>
          q.groupBy(columns),
    ),
    fc.tuple(name, fc.constantFrom('asc', 'desc')).map((args) => (q: Loose) => q.orderBy(...args)),
    fc.tuple(expression).map(
      ([part]) =>
        (q: Loose, m: Make) =>
          q.orderBy(m(part), (o: Loose) => o.desc().nullsLast()),
    ),
    fc.nat(9).map((count) => (q: Loose) => q.limit(count)),
    fc.nat(9).map((count) => (q: Loose) => q.offset(count)),
    fc.constant((q: Loose) => q.distinct()),
    fc.tuple(name).map(
      ([column]) =>
        (q: Loose) =>
          q.distinctOn(column),
    ),
    fc.tuple(fc.constantFrom(...joined), table, name, name).map(
      ([join, ...args]) =>
        (q: Loose) =>
          q[join](...args),
    ),
    fc.tuple(fc.constantFrom(...joined), table, condition).map(
      ([join, other, part]) =>
        (q: Loose, m: Make) =>
          q[join](other, (on: Loose) => on.on(m(part)).onTrue()),
    ),
    fc.tuple(select, alias, name).map(
      ([part, as, column]) =>
        (q: Loose, m: Make) =>
          q.leftJoin(m(part).as(as), column, column),
    ),
    fc.tuple(fc.constantFrom(...combined), select).map(
      ([operation, part]) =>
        (q: Loose, m: Make) =>
          q[operation](m(part)),
    ),
    fc.constantFrom(...locks).map((lock) => (q: Loose) => q[lock]()),
    fc.constantFrom('skipLocked', 'noWait').map((wait) => (q: Loose) => q[wait as 'noWait']()),
    fc
      .constantFrom('clearSelect', 'clearWhere', 'clearOrderBy', 'clearLimit', 'clearOffset', 'clearGroupBy')
      .map((clear) => (q: Loose) => q[clear as 'clearWhere']()),
  )
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      name.map(
        (column): Part =>
          (eb) =>
            eb.ref(column),
      ),
      value.map(
        (item): Part =>
          (eb) =>
            eb.val(item),
      ),
      literal.map(
        (item): Part =>
          (eb) =>
            eb.lit(item),
      ),
      fc
        .tuple(expression, fc.constantFrom('+', '-', '||', '='), expression)
        .map(call((eb, made, a, operator, b) => eb(made(a), operator, made(b)))),
      fc
        .tuple(fc.constantFrom('lower', 'f"g'), list(expression))
        .map(call((eb, made, f, args) => eb.fn(f, args.map(made)))),
      fc
        .tuple(fc.constantFrom(...aggregates), expression)
        .map(call((eb, made, f, part) => eb.fn[f](made(part)).distinct())),
      fc.tuple(fc.constantFrom(...aggregates), name, condition, name).map(
        call((eb, made, f, column, part, order) =>
          eb.fn[f](column)
            .filterWhere(made(part))
            .over((o: Loose) => o.partitionBy(order).orderBy(order, 'desc')),
        ),
      ),
      fc
        .tuple(condition, expression, value)
        .map(
          call((eb, made, when, then, otherwise) => eb.case().when(made(when)).then(made(then)).else(otherwise).end()),
        ),
      fc
        .tuple(expression, fc.constantFrom('integer', 'text'))
        .map(call((eb, made, part, type) => eb.cast(made(part), type))),
      fc.tuple(list(expression)).map(call((eb, made, parts) => eb.fn.coalesce(...parts.map(made)))),
      fc
        .tuple(name, fc.constantFrom('->', '->>', '->$', '->>$'), fc.string({ maxLength: 4 }), fc.nat(3))
        .map(call((eb, _made, column, operator, key, index) => eb.ref(column, operator).key(key).at(index))),
      fc.tuple(expression, value).map(withTools((_k, { sql }, made, part, item) => sql`f(${made(part)}, ${item})`)),
      fc.tuple(list(value)).map(withTools((_k, { sql }, _made, items) => sql.join(items))),
      fc.tuple(select).map(call((_eb, made, query) => made(query))),
      fc.tuple(select).map(withTools((_k, { helpers }, made, query) => helpers.jsonArrayFrom(made(query)))),
    ) as fc.Arbitrary<Part>,
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.tuple(name, fc.constantFrom(...comparisons), value).map(call((eb, _made, ...args) => eb(...args))),
      fc
        .tuple(expression, fc.constantFrom('=', '<'), expression)
        .map(call((eb, made, a, operator, b) => eb(made(a), operator, made(b)))),
      fc.tuple(list(condition)).map(call((eb, made, parts) => eb.and(parts.map(made)))),
      fc.tuple(fc.array(condition, { maxLength: 3 })).map(call((eb, made, parts) => eb.or(parts.map(made)))),
      fc.tuple(fc.dictionary(name, value, { maxKeys: 3 })).map(call((eb, _made, members) => eb.and(members))),
      fc.tuple(condition, condition).map(call((eb, made, a, b) => eb.parens(made(a)).and(made(b)))),
      fc
        .tuple(condition, name, value)
        .map(call((eb, made, a, column, item) => eb.parens(made(a)).or(column, '=', item))),
      fc.tuple(condition).map(call((eb, made, part) => eb.not(made(part)))),
      fc.tuple(select).map(call((eb, made, query) => eb.exists(made(query)))),
      fc.tuple(expression, value, value).map(call((eb, made, part, from, to) => eb.between(made(part), from, to))),
      fc
        .tuple(list(expression), list(expression))
        .map(call((eb, made, left, right) => eb(eb.tuple(...left.map(made)), 'in', [eb.tuple(...right.map(made)), 1]))),
    ) as fc.Arbitrary<Part>,
    select: fc
      .tuple(fc.oneof(table, list(table)), fc.array(step as fc.Arbitrary<Step>, { maxLength: 5 }), fc.boolean())
      .map(
        ([from, steps, isInner]): Part =>
          (eb, k, tools) => {
            const make: Make = (part) => part(eb, k, tools) as Loose
            let query = (isInner ? eb : k).selectFrom(from)
            for (const add of steps) query = add(query, make)
            return query
          },
      ),
  }
})

type Make = (part: Part) => Loose
type Step = (query: Loose, make: Make) => Loose

const { expression, condition, select } = grammar
const row = fc.dictionary(fc.oneof(name, fc.constantFrom('__proto__', 'constructor', '1')), value, { maxKeys: 4 })
const column = fc.constantFrom('id', 'x as y')

const query: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: select },
  fc.tuple(fc.array(row, { minLength: 1, maxLength: 4 }), expression, fc.boolean(), column).map(
    withTools((k, _tools, made, rows, part, isMixed, id) =>
      k
        .insertInto('t')
        .values(isMixed ? [...rows, { z: made(part) }] : rows)
        .returning(id),
    ),
  ),
  fc.tuple(row, row, condition).map(
    withTools((k, _tools, made, first, update, part) =>
      k
        .insertInto('s.t')
        .values(first)
        .onConflict((oc) => oc.columns(['a', 'b']).where(made(part)).doUpdateSet(update).where('t.a', 'is', null)),
    ),
  ),
  fc
    .tuple(select, row)
    .map(
      withTools((k, _tools, made, from, update) =>
        k.insertInto('t').columns(['a']).expression(made(from)).onDuplicateKeyUpdate(update).ignore(),
      ),
    ),
  fc
    .tuple(row, expression, condition, table)
    .map(
      withTools((k, _tools, made, update, part, where, from) =>
        k.updateTable('t').set(update).set('b', made(part)).from(from).where(made(where)).returningAll(),
      ),
    ),
  fc
    .tuple(condition, table, column)
    .map(
      withTools((k, _tools, made, where, using, id) =>
        k.deleteFrom('t').using(using).where(made(where)).returning(id).limit(3),
      ),
    ),
  fc
    .tuple(condition, row, row)
    .map(
      withTools((k, _tools, made, where, update, insert) =>
        k
          .mergeInto('t as x')
          .using('u', 'u.a', 'x.a')
          .whenMatchedAnd(made(where))
          .thenUpdateSet(update)
          .whenNotMatched()
          .thenInsertValues(insert),
      ),
    ),
  fc
    .tuple(select, condition)
    .map(withTools((_k, { sql }, made, from, where) => sql`select * from ${made(from)} as s where ${made(where)}`)),
) as fc.Arbitrary<Part>

/** A chain: a query, perhaps with common tables and a schema. */
export const randomChain: fc.Arbitrary<Chain> = fc
  .tuple(query, fc.option(select), fc.constantFrom('with', 'withRecursive'), fc.option(fc.constantFrom('s', 'x"y')))
  .map(
    ([made, common, form, schema]): Chain =>
      (k, tools) => {
        const eb = tools.expressionBuilder()
        let from = schema === null ? k : k.withSchema(schema)
        if (common) from = from[form as 'with']('c(a, b)', common(eb, k, tools) as Loose)
        return made(eb, from, tools)
      },
  )
