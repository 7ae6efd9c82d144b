// Four queries, as Kysely's users write them. Values differ from call to call, as they do in an application.
const rows = Array.from({ length: 100 }, (_, row) =>
  Object.fromEntries(Array.from({ length: 8 }, (_, column) => [`column_${column}`, row * 8 + column])),
)

/** By name: the query of a builder, with a number that changes a value in it. */
export const queries = {
  id: (k, n) => k.selectFrom('person').selectAll().where('id', '=', n),
  joins: (k, n) =>
    k
      .selectFrom('person as p')
      .innerJoin('pet', 'pet.owner_id', 'p.id')
      .leftJoin('toy', 'toy.pet_id', 'pet.id')
      .select(['p.id', 'p.first_name as name', 'pet.name as pet'])
      .where('p.id', '=', n)
      .where('p.age', '>', 3)
      .where('pet.name', 'like', 'a%')
      .where('toy.price', '<=', 100)
      .orderBy('p.id', 'desc')
      .limit(10),
  insert: (k, n) => {
    rows[n % 100].column_0 = n
    return k.insertInto('measurement').values(rows)
  },
  nested: (k, n) =>
    k
      .with('recent', (q) =>
        q
          .selectFrom('log')
          .select(['user_id', (eb) => eb.fn.count('id').as('n')])
          .where('at', '>', n)
          .groupBy('user_id'),
      )
      .selectFrom('recent')
      .innerJoin('user', 'user.id', 'recent.user_id')
      .select((eb) => [
        'user.id',
        eb.fn
          .agg('row_number')
          .over((over) => over.partitionBy('user.team').orderBy('recent.n', 'desc'))
          .as('rank'),
        eb
          .selectFrom('post')
          .select((inner) => inner.fn.countAll().as('n'))
          .whereRef('post.user_id', '=', 'user.id')
          .as('posts'),
      ])
      .where((eb) =>
        eb.exists(
          eb.selectFrom('login').select('login.id').whereRef('login.user_id', '=', 'user.id').where('ok', '=', true),
        ),
      )
      .where('user.id', 'in', [n, 2, 3]),
}

/** The rows of the insert. */
export const insertedRows = rows
