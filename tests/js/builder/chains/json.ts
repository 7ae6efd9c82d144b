import type { Chain, Loose } from '../support/differential.js'

const path =
  (write: (eb: Loose) => unknown): Chain =>
  (k) =>
    k.selectFrom('t').select((eb) => (write(eb) as Loose).as('x'))

export const json: readonly Chain[] = [
  ...['->', '->>', '->$', '->>$'].flatMap((operator) => [
    path((eb) => eb.ref('a', operator).key('b')),
    path((eb) => eb.ref('t.a', operator).key('b').key('c')),
    path((eb) => eb.ref('a', operator).at(0)),
    path((eb) => eb.ref('a', operator).at(-1)),
    path((eb) => eb.ref('a', operator).at('last')),
    path((eb) => eb.ref('a', operator).at('#-1')),
    path((eb) => eb.ref('a', operator).key('b').at(2).key('c').at('last').key('d')),
    path((eb) => eb.ref('a', operator).key("it's")),
    path((eb) => eb.ref('a', operator).key('a"b')),
    path((eb) => eb.ref('a', operator).key('a.b[0]')),
    path((eb) => eb.ref('a', operator).key('\\')),
    path((eb) => eb.ref('a', operator).key('')),
    path((eb) => eb.ref('a', operator).key('0')),
    path((eb) => eb.ref('a', operator).key('日本')),
    path((eb) => eb.ref('a', operator).key('b').$castTo()),
    path((eb) => eb.ref('a', operator).key('b').$notNull()),
    path((eb) => eb(eb.ref('a', operator).key('b'), '=', 1)),
    path((eb) => eb('c', '=', eb.ref('a', operator).key('b'))),
    path((eb) => eb.fn('f', [eb.ref('a', operator).at(1)])),
    path((eb) => eb.ref('a', operator).at(1.5)),
    path((eb) => eb.ref('a', operator).at('x')),
    path((eb) => eb.ref('a', operator).at('#-x')),
    path((eb) => eb.ref('a', operator).at(null)),
    path((eb) => eb.ref('a', operator).at('1')),
    path((eb) => eb.ref('a', operator).at(Number.NaN)),
  ]),
  path((eb) => eb.ref('a', '->>>').key('b')),
  path((eb) => eb.ref('a', '->$$').key('b')),
  path((eb) => eb.ref('a', '').key('b')),
  path((eb) => eb.ref('a', '=').key('b')),
  path((eb) => eb.jsonPath().key('a')),
  path((eb) => eb.jsonPath().at(0).key('a').at('last')),
  path((eb) => eb.fn('json_set', ['data', eb.jsonPath().key('a').at(1), eb.val('x')])),
  path((eb) => eb.fn('json_extract', ['data', eb.jsonPath().key('it\'s "x"')])),
  path((eb) => eb.jsonPath().key('a').as('y') && eb.jsonPath().key('b')),
  (k) => k.updateTable('t').set((eb) => ({ d: eb.fn('json_set', ['d', eb.jsonPath().key('a'), eb.val(1)]) })),
  (k) =>
    k
      .selectFrom('t')
      .where((eb) => eb.ref('a', '->').key('b'), '=', 3)
      .selectAll(),
  (k) =>
    k
      .selectFrom('t')
      .orderBy((eb) => eb.ref('a', '->>').key('b'), 'desc')
      .selectAll(),
]

export const helpers: readonly Chain[] = [
  (k, { helpers: { jsonArrayFrom } }) =>
    k
      .selectFrom('person')
      .select((eb) => jsonArrayFrom(eb.selectFrom('pet').select(['id', 'pet.name as n'])).as('pets')),
  (k, { helpers: { jsonArrayFrom } }) =>
    k
      .selectFrom('person')
      .select((eb) =>
        jsonArrayFrom(
          eb
            .selectFrom('pet')
            .select(['pet.id', 'name'])
            .whereRef('owner', '=', 'person.id')
            .where('x', '=', 1)
            .orderBy('name')
            .limit(3),
        ).as('pets'),
      ),
  (k, { helpers: { jsonObjectFrom } }) =>
    k
      .selectFrom('person')
      .select((eb) => jsonObjectFrom(eb.selectFrom('pet').select(['id', 'name']).limit(1)).as('pet')),
  (k, { helpers: { jsonObjectFrom } }) =>
    k.selectFrom('person').select((eb) =>
      jsonObjectFrom(
        eb
          .selectFrom('pet')
          .select((e) => [e.fn.max('a').as('max'), e.val(1).as('one')])
          .where('x', '=', 2),
      ).as('pet'),
    ),
  (k, { helpers: { jsonArrayFrom, jsonObjectFrom } }) =>
    k
      .selectFrom('person')
      .select((eb) =>
        jsonArrayFrom(
          eb
            .selectFrom('pet')
            .select((e) => [
              'id',
              jsonObjectFrom(e.selectFrom('toy').select(['x', 'y']).whereRef('toy.pet', '=', 'pet.id')).as('toy'),
            ]),
        ).as('pets'),
      ),
  (k, { helpers: { jsonBuildObject } }) =>
    k
      .selectFrom('person')
      .select((eb) => jsonBuildObject({ a: eb.ref('a'), "it's": eb.val(1), c: eb.fn('f', ['x']) }).as('o')),
  (k, { helpers: { jsonBuildObject } }) => k.selectFrom('person').select(jsonBuildObject({}).as('o')),
  (k, { helpers: { jsonBuildObject } }) =>
    k
      .selectFrom('person')
      .select((eb) =>
        jsonBuildObject({ a: eb.selectFrom('x').select('y').where('z', '=', 1), b: eb.ref('c') }).as('o'),
      ),
  (k, { helpers: { jsonArrayFrom } }) =>
    k.selectFrom('person').select((eb) => jsonArrayFrom(eb.selectFrom('pet').selectAll()).as('pets')),
  (k, { helpers: { jsonObjectFrom } }) =>
    k.selectFrom('person').select((eb) => jsonObjectFrom(eb.selectFrom('pet').selectAll('pet')).as('p')),
  (k, { helpers: { jsonArrayFrom } }) =>
    k.selectFrom('person').select((eb) => jsonArrayFrom(eb.selectFrom('pet').selectAll('pet').select('a"b')).as('p')),
  (k, { helpers: { jsonArrayFrom } }) =>
    k.selectFrom('person').select((eb) => jsonArrayFrom(eb.selectFrom('pet').select('a"b')).as('p')),
  (k, { helpers: { jsonArrayFrom }, sql }) =>
    k.selectFrom('person').select((eb) => jsonArrayFrom(eb.selectFrom('pet').select(sql`${1}`.as('v'))).as('p')),
  (k, { helpers: { jsonArrayFrom }, sql }) =>
    k.selectFrom('person').select((eb) => jsonArrayFrom(eb.selectFrom('pet').select(sql`${1}`.as(sql`v`))).as('p')),
  (k, { helpers: { jsonArrayFrom } }) =>
    k.selectFrom('person').select((eb) => jsonArrayFrom(eb.selectFrom('pet').select(k.dynamic.ref('id'))).as('p')),
  (k, { helpers: { jsonArrayFrom } }) =>
    k
      .selectFrom('person')
      .where('a', '=', (eb) => jsonArrayFrom(eb.selectFrom('p').select('q')))
      .selectAll(),
  (k, { helpers: { jsonArrayFrom } }) =>
    k
      .selectFrom('person')
      .select((eb) => jsonArrayFrom(eb.selectFrom('a').select('x').union(eb.selectFrom('b').select('x'))).as('p')),
  (k, { helpers: { jsonArrayFrom } }) =>
    k
      .with('c', (q) => q.selectFrom('x').selectAll())
      .selectFrom('c')
      .select((eb) => jsonArrayFrom(eb.selectFrom('c').select('id')).as('p')),
  (k, { helpers: { jsonArrayFrom } }) =>
    k
      .insertInto('t')
      .values({ a: 1 })
      .returning((eb) => jsonArrayFrom(eb.selectFrom('pet').select('id').where('b', '=', 2)).as('p')),
  (k, { helpers: { jsonObjectFrom } }) =>
    k.selectFrom('p').select((eb) => jsonObjectFrom(k.selectNoFrom(eb.val(1).as('v'))).as('o')),
  (k, { helpers: { jsonArrayFrom } }) =>
    k.selectFrom('p').select((eb) =>
      jsonArrayFrom(eb.selectFrom('q').select(['a.b.c', 'd']))
        .$notNull()
        .as('o'),
    ),
]
