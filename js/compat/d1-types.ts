/**
 * The API of the D1 binding, as `@cloudflare/workers-types` declares it
 * (https://developers.cloudflare.com/d1/worker-api/), without that package.
 */

/** What D1 tells about a statement beside its rows. Durations in milliseconds. */
export interface D1Meta {
  duration: number
  size_after: number
  rows_read: number
  rows_written: number
  last_row_id: number
  changed_db: boolean
  changes: number
  served_by_region?: string
  served_by_colo?: string
  served_by_primary?: boolean
  timings?: { sql_duration_ms: number }
  total_attempts?: number
}

/** The result of a statement. */
export interface D1Result<Row = unknown> {
  success: true
  meta: D1Meta & Record<string, unknown>
  error?: never
  results: Row[]
}

/** What `exec()` did: how many lines it ran, in how many milliseconds. */
export interface D1ExecResult {
  count: number
  duration: number
}

/** Where the first query of a session may go. */
export type D1SessionConstraint = 'first-primary' | 'first-unconstrained'

/** A state of the database that a session must see. */
export type D1SessionBookmark = string

/** A statement, with or without its values. */
export interface D1PreparedStatement {
  /** The same statement with these values. Throws for a value of a type that D1 has not. */
  bind(...values: unknown[]): D1PreparedStatement
  /** One column of the first row, or null without rows. */
  first<T = unknown>(colName: string): Promise<T | null>
  /** The first row, or null. */
  first<T = Record<string, unknown>>(): Promise<T | null>
  /** Runs it. The same as `all()`. */
  run<T = Record<string, unknown>>(): Promise<D1Result<T>>
  /** Runs it, with the rows as objects. */
  all<T = Record<string, unknown>>(): Promise<D1Result<T>>
  /** Runs it, with the rows as arrays, after the names of the columns if they are asked for. */
  raw<T = unknown[]>(options: { columnNames: true }): Promise<[string[], ...T[]]>
  raw<T = unknown[]>(options?: { columnNames?: false }): Promise<T[]>
}

/** What a session has of a database. */
export interface D1DatabaseSession {
  prepare(query: string): D1PreparedStatement
  /** Runs statements as one transaction. */
  batch<T = unknown>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]>
  /** The bookmark that the session began with, or null: the REST API tells none. */
  getBookmark(): D1SessionBookmark | null
}

/** A D1 database. */
export interface D1Database {
  prepare(query: string): D1PreparedStatement
  /** Runs statements as one transaction. */
  batch<T = unknown>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]>
  /** Runs SQL text without values, each line by itself, as one transaction. */
  exec(query: string): Promise<D1ExecResult>
  /** The REST API has no sessions: every query goes to the primary, which sees all that was written before. */
  withSession(constraintOrBookmark?: D1SessionBookmark | D1SessionConstraint): D1DatabaseSession
  /** @deprecated Rejects, as it does for every database that is not one of D1's alpha. */
  dump(): Promise<ArrayBuffer>
}
