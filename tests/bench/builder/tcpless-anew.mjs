// The same where no query was seen before: each has another name in it, so that nothing compiled can be used again.
import { builder } from '../../../dist/js/builder/index.js'
import { database } from './database.mjs'
import { queries } from './queries.mjs'

/** @returns {Record<string, (n: number) => {sql: string, parameters: readonly unknown[]}>} compiled queries by name */
export function create() {
  const k = builder(database)
  let made = 0
  const anew = {
    ...queries,
    insert: (db, n) => queries.insert(db, n).returning(`column_${made}`),
  }
  const renamed = (query) => ('where' in query ? query.whereRef(`a${made}`, '=', 'b') : query)
  return Object.fromEntries(
    Object.entries(anew).map(([name, query]) => [
      name,
      (n) => {
        made++
        return renamed(query(k, n)).compile()
      },
    ]),
  )
}
