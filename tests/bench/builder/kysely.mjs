import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { queries } from './queries.mjs'

/** @returns {Record<string, (n: number) => {sql: string, parameters: readonly unknown[]}>} compiled queries by name */
export function create() {
  const k = new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  return Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, (n) => query(k, n).compile()]))
}
