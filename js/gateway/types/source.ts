import type { Dialect } from './forms.js'

/** A database that schema queries are asked of. */
export interface Source {
  readonly dialect: Dialect
  /** For people, without secrets: `PostgreSQL 15.18 at localhost:5432`. */
  readonly description: string
  /** The rows of a query, each cell as the server's own text. `values` are for PostgreSQL's `$1`, `$2`. */
  rows(sql: string, values?: readonly string[]): Promise<(string | null)[][]>
  /** MariaDB: the names of the columns that a query gives as JSON, which its catalogue has for text. */
  jsonColumns?(sql: string): Promise<readonly string[]>
  close(): Promise<void>
}

/** What a schema query failed with, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
