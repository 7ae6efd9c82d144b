import type { Chain, Loose } from '../support/differential.js'

const person = (k: Loose) => k.insertInto('person')

export const insert: readonly Chain[] = [
  (k) => person(k).values({ a: 1 }),
  (k) => person(k).values({ a: 1, b: 'x', c: null, d: true, e: 1n, f: new Date(0), g: [1], h: { x: 1 } }),
  (k) => person(k).values([{ a: 1 }, { a: 2 }]),
  (k) =>
    person(k).values([
      { a: 1, b: 2 },
      { b: 3, a: 4 },
    ]),
  (k) => person(k).values([{ a: 1 }, { b: 2 }]),
  (k) => person(k).values([{ a: 1, b: 2 }, { a: 3 }, { c: 4 }]),
  (k) => person(k).values([{ a: undefined, b: 1 }, { a: 2 }]),
  (k) => person(k).values([{ a: undefined, b: 1 }]),
  (k) => person(k).values([{ a: undefined }]),
  (k) =>
    person(k).values([
      { a: 1, b: undefined },
      { a: 2, b: undefined },
    ]),
  (k) =>
    person(k).values([
      { a: undefined, b: 1 },
      { a: undefined, b: 2 },
      { a: 3, b: 4 },
    ]),
  (k) => person(k).values({}),
  (k) => person(k).values([{}, {}]),
  (k) => person(k).values([{}, { a: 1 }]),
  (k) => person(k).values((eb) => ({ a: eb.fn('lower', [eb.val('X')]), b: 2 })),
  (k) =>
    person(k).values((eb) => [
      { a: eb.ref('x'), b: 2 },
      { a: 1, b: eb.lit(3) },
    ]),
  (k) => person(k).values({ a: (eb) => eb.selectFrom('pet').select('b').limit(1), c: 3 }),
  (k) => person(k).values({ a: k.selectFrom('pet').select('b').where('x', '=', 1), c: 3 }),
  (k, { sql }) => person(k).values({ a: sql`now()`, b: sql`${1} + ${2}`, c: 3 }),
  (k, { sql }) => person(k).values([{ a: 1, b: 2 }, { a: sql`default`, b: 3 }, { b: 4 }]),
  (k) => person(k).values({ 'a b': 1, 'c"d': 2, 'e`f': 3, 'g.h': 4, ä: 5 }),
  (k) => person(k).values(JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}')),
  (k) => person(k).values([{ a: 1 }, JSON.parse('{"constructor": 2, "toString": 3}')]),
  (k) => person(k).values({ 10: 'a', 2: 'b', x: 'c' }),
  (k) => person(k).values(Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })),
  (k) => person(k).values({ a: 1 }).values({ b: 2 }),
  (k) => person(k).values({ a: 1 }).columns(['b']),
  (k) => k.insertInto('public.person').values({ a: 1 }),
  (k) => k.insertInto('person as p').values({ a: 1 }),
  (k) => k.insertInto('a"b').values({ a: 1 }),
  (k) => person(k).defaultValues(),
  (k) => person(k).defaultValues().returningAll(),
  (k) =>
    person(k)
      .columns(['a', 'b'])
      .expression((eb) => eb.selectFrom('pet').select(['x', 'y'])),
  (k) =>
    person(k)
      .columns(['a', 'b'])
      .expression(k.selectFrom('pet').select(['x', 'y']).where('z', '=', 1)),
  (k) => person(k).expression((eb) => eb.selectFrom('pet').selectAll()),
  (k) => person(k).expression(k.selectFrom('pet').selectAll()).columns(['a']),
  (k, { sql }) => person(k).columns(['a']).expression(sql`values (${1})`),
  (k) => person(k).columns([]),
  (k) => person(k),
  (k) => person(k).columns(['a"b', 'c.d']).expression(k.selectFrom('x').selectAll()),
  (k) =>
    person(k)
      .columns(['a'])
      .expression((eb) => eb.selectFrom('a').select('b').union(eb.selectFrom('c').select('d'))),
  (k) =>
    person(k)
      .columns(['a'])
      .expression(
        k
          .with('q', (w) => w.selectFrom('z').selectAll())
          .selectFrom('q')
          .select('b'),
      ),
  (k) => person(k).values({ a: 1 }).ignore(),
  (k) => person(k).values({ a: 1 }).orIgnore(),
  (k) => person(k).values({ a: 1 }).orAbort(),
  (k) => person(k).values({ a: 1 }).orFail(),
  (k) => person(k).values({ a: 1 }).orReplace(),
  (k) => person(k).values({ a: 1 }).orRollback(),
  (k) => person(k).orAbort().values({ a: 1 }).orIgnore(),
  (k) => k.replaceInto('person').values({ a: 1 }),
  (k) => k.replaceInto('public.person').values([{ a: 1 }, { a: 2, b: 3 }]),
  (k) =>
    k
      .replaceInto('person')
      .columns(['a'])
      .expression((eb) => eb.selectFrom('x').select('y')),
  (k) => person(k).top(1).values({ a: 1 }),
  (k) => person(k).values({ a: 1 }).top(5, 'percent'),
  (k) => person(k).values({ a: 1 }).output('inserted.a'),
  (k) => person(k).values({ a: 1 }).output(['inserted.a', 'inserted.b as c']),
  (k) => person(k).values({ a: 1 }).outputAll('inserted'),
  (k) =>
    person(k)
      .values({ a: 1 })
      .output((eb) => eb.val(1).as('x')),
  (k) => person(k).values({ a: 1 }).returning('id'),
  (k) => person(k).values({ a: 1 }).returning(['id', 'a as b']),
  (k) => person(k).values({ a: 1 }).returning('id').returning('a'),
  (k) => person(k).values({ a: 1 }).returningAll(),
  (k) =>
    person(k)
      .values({ a: 1 })
      .returning((eb) => eb.fn('lower', ['b']).as('x')),
  (k) =>
    person(k)
      .values({ a: 1 })
      .returning((eb) => ['id', eb.val(5).as('five')]),
  (k, { sql }) => person(k).values({ a: 1 }).returning(sql`now() + ${1}`.as('x')),
  (k) =>
    person(k)
      .values({ a: 1 })
      .returning((eb) => eb.selectFrom('pet').select('x').limit(1).as('y')),
  (k) => person(k).values({ a: 1 }).returning('id').clearReturning(),
  (k) => person(k).values({ a: 1 }).returningAll().clearReturning().returning('x'),
  (k, { sql }) => person(k).values({ a: 1 }).modifyEnd(sql`-- end`),
  (k, { sql }) => person(k).values({ a: 1 }).modifyEnd(sql`a`).returning('id').modifyEnd(sql`${2}`),
  (k) =>
    person(k)
      .values({ a: 1 })
      .$if(true, (q) => q.returningAll()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .$if(false, (q) => q.returningAll()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .$call((q) => q.returning('id')),
  (k) => person(k).values({ a: 1 }).$castTo().$narrowType().$assertType(),
  (k) => person(k).values(Array.from({ length: 100 }, (_, i) => ({ a: i, b: `x${i}`, c: i % 3 ? null : i, d: true }))),
  (k) => person(k).values({ a: 1 }).onDuplicateKeyUpdate({ a: 2 }),
  (k) => person(k).values({ a: 1 }).onDuplicateKeyUpdate({ a: 2, b: null, c: undefined }),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onDuplicateKeyUpdate((eb) => ({ a: eb.fn('values', ['a']), b: 3 })),
  (k, { sql }) =>
    person(k)
      .values({ a: 1 })
      .onDuplicateKeyUpdate({ a: sql`values(a) + ${1}`, 'b"c': 2 }),
  (k) => person(k).values({ a: 1 }).onDuplicateKeyUpdate({ a: 2 }).onDuplicateKeyUpdate({ b: 3 }),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.columns(['a', 'b']).doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').column('b').columns(['c']).doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.constraint('c"x').doNothing()),
  (k, { sql }) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.expression(sql<string>`lower(${sql.ref('a')}), ${1}`).doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').constraint('x').doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet({ b: 2 })),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet({ b: 2, c: undefined, d: null })),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet((eb) => ({ b: eb.ref('excluded.b') }))),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet({ b: (eb) => eb.ref('excluded.b'), c: 3 })),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').where('x', '=', 1).doUpdateSet({ b: 2 })),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').where('x', '=', 1).where('y', 'is', null).doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) =>
        oc
          .column('a')
          .where((eb) => eb.or([eb('a', '=', 1), eb('b', '=', 2)]))
          .doNothing(),
      ),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').whereRef('x', '=', 'y').doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').where('x', '=', 1).clearWhere().doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.where('x', '=', 1).column('a').doNothing()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet({ b: 2 }).where('person.c', '=', 3)),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) =>
        oc.column('a').where('x', '=', 1).doUpdateSet({ b: 2 }).where('c', '=', 3).where('d', 'in', [4]),
      ),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet({ b: 2 }).whereRef('excluded.b', '>', 'person.b')),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').where('x', '=', 1).doUpdateSet({ b: 2 }).where('c', '=', 3).clearWhere()),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet({ b: 2 }).clearWhere().where('c', '=', 3)),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').$call((o) => o.doNothing())),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) =>
        oc
          .column('a')
          .doUpdateSet({ b: 2 })
          .$call((o) => o.where('x', '=', 1)),
      ),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doNothing())
      .onConflict((oc) => oc.column('b').doUpdateSet({ c: 1 })),
  (k) =>
    person(k)
      .values({ a: 1 })
      .onConflict((oc) => oc.column('a').doUpdateSet({})),
  (k) =>
    person(k)
      .onConflict((oc) => oc.column('a').doUpdateSet({ b: 2 }))
      .values({ a: 1 })
      .returningAll(),
]
