import { builder } from '../../../dist/js/builder/index.js'
import { database } from './database.mjs'
import { queries } from './queries.mjs'

/** @returns {Record<string, (n: number) => {sql: string, parameters: readonly unknown[]}>} compiled queries by name */
export function create() {
  const k = builder(database)
  return Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, (n) => query(k, n).compile()]))
}
