import { builder } from '../../../dist/js/builder/index.js'
import { neon } from '../../../dist/js/services/neon.js'
import { queries } from './queries.mjs'

const connectionString = 'postgresql://user:password@localhost/db'

/** @returns {Record<string, (n: number) => {sql: string, parameters: readonly unknown[]}>} compiled queries by name */
export function create() {
  const k = builder(neon(connectionString))
  return Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, (n) => query(k, n).compile()]))
}
