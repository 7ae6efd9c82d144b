// The same queries as Drizzle's users write them; its text differs and means the same.
import { and, count, desc, eq, exists, gt, inArray, like, lte, sql } from 'drizzle-orm'
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/pg-proxy'
import { insertedRows } from './queries.mjs'

const person = pgTable('person', {
  id: integer('id'),
  firstName: text('first_name'),
  age: integer('age'),
})
const pet = pgTable('pet', { id: integer('id'), ownerId: integer('owner_id'), name: text('name') })
const toy = pgTable('toy', { id: integer('id'), petId: integer('pet_id'), price: integer('price') })
const log = pgTable('log', { id: integer('id'), userId: integer('user_id'), at: integer('at') })
const user = pgTable('user', { id: integer('id'), team: text('team') })
const post = pgTable('post', { id: integer('id'), userId: integer('user_id') })
const login = pgTable('login', { id: integer('id'), userId: integer('user_id'), ok: boolean('ok') })
const columns = Object.fromEntries(Object.keys(insertedRows[0]).map((name) => [name, integer(name)]))
const measurement = pgTable('measurement', columns)

/** @returns {Record<string, (n: number) => {sql: string, parameters: readonly unknown[]}>} compiled queries by name */
export function create() {
  const db = drizzle(async () => ({ rows: [] }))
  const queries = {
    id: (n) => db.select().from(person).where(eq(person.id, n)),
    joins: (n) =>
      db
        .select({ id: person.id, name: person.firstName, pet: pet.name })
        .from(person)
        .innerJoin(pet, eq(pet.ownerId, person.id))
        .leftJoin(toy, eq(toy.petId, pet.id))
        .where(and(eq(person.id, n), gt(person.age, 3), like(pet.name, 'a%'), lte(toy.price, 100)))
        .orderBy(desc(person.id))
        .limit(10),
    insert: (n) => {
      insertedRows[n % 100].column_0 = n
      return db.insert(measurement).values(insertedRows)
    },
    nested: (n) => {
      const recent = db.$with('recent').as(
        db
          .select({ userId: log.userId, n: count(log.id).as('n') })
          .from(log)
          .where(gt(log.at, n))
          .groupBy(log.userId),
      )
      const posts = db.select({ n: count() }).from(post).where(eq(post.userId, user.id))
      const logins = db
        .select({ id: login.id })
        .from(login)
        .where(and(eq(login.userId, user.id), eq(login.ok, true)))
      return db
        .with(recent)
        .select({
          id: user.id,
          rank: sql`row_number() over(partition by ${user.team} order by ${recent.n} desc)`.as('rank'),
          posts: sql`(${posts})`.as('posts'),
        })
        .from(recent)
        .innerJoin(user, eq(user.id, recent.userId))
        .where(and(exists(logins), inArray(user.id, [n, 2, 3])))
    },
  }
  return Object.fromEntries(
    Object.entries(queries).map(([name, query]) => [
      name,
      (n) => {
        const { sql: text, params } = query(n).toSQL()
        return { sql: text, parameters: params }
      },
    ]),
  )
}
