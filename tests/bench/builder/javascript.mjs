// The control: what is left when the text is written by hand and the values stand beside it.
import { insertedRows } from './queries.mjs'

const names = Object.keys(insertedRows[0])

function insert(n) {
  insertedRows[n % 100].column_0 = n
  const parameters = []
  const rows = insertedRows.map((row) => {
    const places = names.map((name) => `$${parameters.push(row[name])}`)
    return `(${places.join(', ')})`
  })
  return {
    sql: `insert into "measurement" (${names.map((name) => `"${name}"`).join(', ')}) values ${rows.join(', ')}`,
    parameters,
  }
}

/** @returns {Record<string, (n: number) => {sql: string, parameters: readonly unknown[]}>} compiled queries by name */
export function create() {
  return {
    id: (n) => ({ sql: 'select * from "person" where "id" = $1', parameters: [n] }),
    joins: (n) => ({
      sql: 'select "p"."id", "p"."first_name" as "name", "pet"."name" as "pet" from "person" as "p" inner join "pet" on "pet"."owner_id" = "p"."id" left join "toy" on "toy"."pet_id" = "pet"."id" where "p"."id" = $1 and "p"."age" > $2 and "pet"."name" like $3 and "toy"."price" <= $4 order by "p"."id" desc limit $5',
      parameters: [n, 3, 'a%', 100, 10],
    }),
    insert,
    nested: (n) => ({
      sql: 'with "recent" as (select "user_id", count("id") as "n" from "log" where "at" > $1 group by "user_id") select "user"."id", row_number() over(partition by "user"."team" order by "recent"."n" desc) as "rank", (select count(*) as "n" from "post" where "post"."user_id" = "user"."id") as "posts" from "recent" inner join "user" on "user"."id" = "recent"."user_id" where exists (select "login"."id" from "login" where "login"."user_id" = "user"."id" and "ok" = $2) and "user"."id" in ($3, $4, $5)',
      parameters: [n, true, n, 2, 3],
    }),
  }
}
