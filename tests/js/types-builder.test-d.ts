// Types only: the type checker reads this file and nothing runs it.
import {
  builder,
  type ColumnType,
  cursorOf,
  type Generated,
  type Kysely,
  keyset,
  type Placeholders,
  sql,
  type Transaction,
} from '../../js/builder/index.js'
import type { DeleteResult } from 'kysely'
import { jsonArrayFrom } from '../../js/builder/helpers/postgres.js'
import { d1 } from '../../js/services/d1.js'
import { durable, type DurableStorage } from '../../js/services/durable-object.js'
import { neon } from '../../js/services/neon.js'
import { planetscale } from '../../js/services/planetscale.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function is<_ extends true>(): void {}

interface Schema {
  person: { id: Generated<number>; name: string; age: number | null; born: ColumnType<string, string, never> }
  pet: { id: Generated<number>; owner_id: number; name: string }
}

declare const binding: import('@cloudflare/workers-types').D1Database
declare const storage: DurableStorage

const postgres = builder<Schema>(neon('postgresql://u:p@h/d'))
const mysql = builder<Schema>(planetscale('mysql://u:p@h/d'))
const sqlite = builder<Schema>(d1(binding))
const object = builder<Schema>(durable(storage))

export async function rows(): Promise<void> {
  const found = await postgres.selectFrom('person').select(['id', 'name as called']).where('age', '>', 3).execute()
  is<Equal<typeof found, { id: number; called: string }[]>>()
  const first = await postgres.selectFrom('person').selectAll().executeTakeFirst()
  is<Equal<typeof first, { id: number; name: string; age: number | null; born: string } | undefined>>()
  const nested = await postgres
    .selectFrom('person')
    .select((eb) => [
      'person.id',
      jsonArrayFrom(eb.selectFrom('pet').select('pet.name').whereRef('pet.owner_id', '=', 'person.id')).as('pets'),
    ])
    .execute()
  is<Equal<(typeof nested)[number]['pets'], { name: string }[]>>()
  const counted = await postgres
    .selectFrom('person')
    .select((eb) => eb.fn.count<number>('id').as('n'))
    .select(sql<string>`now()`.as('at'))
    .executeTakeFirstOrThrow()
  is<Equal<typeof counted, { n: number; at: string }>>()
  const inserted = await postgres.insertInto('person').values({ name: 'x', born: '2000' }).returning('id').execute()
  is<Equal<typeof inserted, { id: number }[]>>()
}

export function misspelt(): void {
  // @ts-expect-error no such table
  postgres.selectFrom('persons')
  // @ts-expect-error no such column
  postgres.selectFrom('person').select('nam')
  // @ts-expect-error no such column
  postgres.selectFrom('person').where('nam', '=', 'x')
  // @ts-expect-error another type
  postgres.selectFrom('person').where('age', '>', 'old')
  // @ts-expect-error another type
  postgres.insertInto('person').values({ name: 1, born: '2000' })
  // @ts-expect-error a column is missing
  postgres.insertInto('person').values({ name: 'x' })
  // @ts-expect-error cannot be updated
  postgres.updateTable('person').set({ born: '2001' })
}

export async function capabilities(): Promise<void> {
  const person = postgres.selectFrom('person').select('name')
  const pet = postgres.selectFrom('pet').select('id')
  const [names, ids] = await postgres.batch([person, pet], { isolationLevel: 'Serializable' })
  is<Equal<typeof names, { name: string }[]>>()
  is<Equal<typeof ids, { id: number }[]>>()
  const response = await postgres.respond({ person, pet })
  is<Equal<typeof response, Response>>()
  const lazy = await postgres.lazy(person)
  is<Equal<(typeof lazy)[number]['name'], string>>()
  for await (const batch of postgres.stream(person)) is<Equal<(typeof batch)[number], { name: string }>>()
  const text = sql<{ a: 1 }>`select 1 as a`
  const [counted, alone] = await postgres.batch([text, person])
  is<Equal<typeof counted.rows, { a: 1 }[]>>()
  is<Equal<typeof counted.numAffectedRows, bigint | undefined>>()
  is<Equal<typeof alone, { name: string }[]>>()
  await postgres.respond(text)
  await postgres.respond({ text, person })
  await mysql.respond(text)
  using raw = await postgres.lazy(text)
  is<Equal<(typeof raw)[number]['a'], 1>>()
  for await (const batch of postgres.stream(text)) is<Equal<(typeof batch)[number], { a: 1 }>>()
  // @ts-expect-error a value is no query
  await postgres.batch(['select 1'])
  // @ts-expect-error a name is given to part of a query
  await postgres.respond(text.as('x'))
  postgres.mergeInto('person')
  const done = await mysql.transaction().execute(async (transaction) => {
    await transaction.selectFrom('person').selectAll().execute()
    // @ts-expect-error a transaction has none inside
    transaction.transaction()
    return 1 as const
  })
  is<Equal<typeof done, 1>>()
  mysql.replaceInto('person')
  await object.transaction().execute(async (transaction) => transaction.deleteFrom('pet').execute())
  await sqlite.batch([sqlite.deleteFrom('pet')])

  // @ts-expect-error a request keeps no session
  postgres.transaction()
  // @ts-expect-error a request keeps no session
  sqlite.transaction()
  // @ts-expect-error PlanetScale takes one query at a time
  mysql.batch([])
  // @ts-expect-error MySQL has no merge
  mysql.mergeInto('person')
  // @ts-expect-error PostgreSQL has no replace
  postgres.replaceInto('person')
  // @ts-expect-error the binding gives values
  sqlite.lazy(sqlite.selectFrom('person').selectAll())
  // @ts-expect-error plugins are options here
  postgres.withPlugin({})
  // @ts-expect-error schemas are changed with SQL
  postgres.schema.createTable('x')
}

/** Code that is written for Kysely takes any builder. */
export async function written(db: Kysely<Schema>): Promise<number> {
  return (await db.selectFrom('person').selectAll().execute()).length
}
export async function inside(transaction: Transaction<Schema>): Promise<unknown> {
  return transaction.updateTable('person').set('age', 3).where('id', '=', 1).executeTakeFirst()
}
export async function callers(): Promise<void> {
  await Promise.all([written(postgres), written(mysql), written(sqlite), written(object)])
  await mysql.transaction().execute(inside)
  await sql`select 1`.execute(postgres)
  const wider = postgres.withSchema('app').$extendTables<{ extra: { a: number } }>()
  await wider.batch([wider.selectFrom('extra').select('a')])
}

export async function beyond(): Promise<void> {
  const k = postgres.options({ timeout: 5, name: 'x' })
  is<Equal<typeof k, typeof postgres>>()
  // @ts-expect-error rows are always objects
  postgres.options({ rowMode: 'array' })
  builder<Schema>(neon('x'), { camelCase: true, log: ({ sql, rows }) => void [sql.length, rows] })
  // @ts-expect-error no such option
  builder<Schema>(neon('x'), { camelcase: true })

  const byId = k.prepare((value: Placeholders<{ id: number }>) =>
    k.selectFrom('person').select('name').where('id', '=', value('id')),
  )
  const rows = await byId.execute({ id: 1 })
  is<Equal<typeof rows, { name: string }[]>>()
  const first = await byId.executeTakeFirst({ id: 1 })
  is<Equal<typeof first, { name: string } | undefined>>()
  // @ts-expect-error a value of another type
  await byId.execute({ id: 'one' })
  // @ts-expect-error a value is missing
  await byId.execute({})
  // @ts-expect-error a column of another type
  k.prepare((value: Placeholders<{ id: string }>) => k.selectFrom('person').where('id', '=', value('id')).selectAll())
  // @ts-expect-error no such placeholder
  k.prepare((value: Placeholders<{ id: number }>) => k.deleteFrom('person').where('id', '=', value('no')))
  const any = k.prepare((value) => k.deleteFrom('person').where('id', '=', value('id')))
  const [deleted] = await any.execute({ id: 1 })
  is<Equal<typeof deleted, DeleteResult | undefined>>()
  const [names, removed] = await k.batch([byId.bind({ id: 1 }), any.bind({ id: 2 })])
  is<Equal<typeof names, { name: string }[]>>()
  is<Equal<typeof removed, DeleteResult[]>>()

  const by = [
    ['name', 'asc'],
    ['person.age', 'desc', 'nulls last'],
    ['id', 'asc'],
  ] as const
  const page = await keyset(postgres.selectFrom('person').select(['id', 'name', 'age']), { by, limit: 3 }).execute()
  is<Equal<typeof page, { id: number; name: string; age: number | null }[]>>()
  keyset(postgres.selectFrom('person').selectAll(), { by, after: cursorOf(page[0] as object, by) })
  // @ts-expect-error no such column
  keyset(postgres.selectFrom('person').selectAll(), { by: [['nam', 'asc']] })
  // @ts-expect-error no such direction
  keyset(postgres.selectFrom('person').selectAll(), { by: [['name', 'up']] })
}
