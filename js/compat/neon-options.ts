// The official driver's types, by its names: https://github.com/neondatabase/serverless/blob/main/CONFIG.md
import type { NeonQueryPromise, QueryData, UnsafeRawSql } from './neon-query.js'

/** Reads the server's text of one value. */
// biome-ignore lint/suspicious/noExplicitAny: a parser gives anything, as in the official driver
export type TypeParser = (value: string) => any

/** Parsers of types by OID: https://github.com/brianc/node-pg-types */
export interface CustomTypesConfig {
  // biome-ignore lint/suspicious/noExplicitAny: as in the official driver
  getTypeParser: (id: number, format?: 'text' | 'binary') => any
}

/** A value, or what gives it for each query. */
export type Given<T> = T | (() => T | Promise<T>)

/** Parts of the connection string, over those of the string itself; functions are called for each query. */
export interface ConnectionParameters {
  connectionString?: Given<string>
  user?: Given<string>
  username?: Given<string>
  password?: Given<string>
  host?: Given<string>
  hostname?: Given<string>
  port?: Given<string | number>
  database?: Given<string>
}

/** Options of a query. */
export interface HTTPQueryOptions<ArrayMode extends boolean, FullResults extends boolean> extends ConnectionParameters {
  /** Rows are arrays, not objects. */
  arrayMode?: ArrayMode
  /** The result has `rows`, `fields`, `command`, `rowCount` and `rowAsArray`. */
  fullResults?: FullResults
  /** Put over the options of `fetch`; `signal` cancels the query, its body too. */
  // biome-ignore lint/suspicious/noExplicitAny: as in the official driver
  fetchOptions?: Record<string, any>
  /** A bearer token (a JWT), or what gives it for each query. */
  authToken?: string | (() => Promise<string> | string)
  /** Parsers in place of those of `types`. */
  types?: CustomTypesConfig
  /** Does not warn when it runs in a page. */
  disableWarningInBrowsers?: boolean
}

/** Options of a transaction. */
export interface HTTPTransactionOptions<ArrayMode extends boolean, FullResults extends boolean>
  extends HTTPQueryOptions<ArrayMode, FullResults> {
  /** How much it sees of others. Default: what the database is set to. */
  isolationLevel?: 'ReadUncommitted' | 'ReadCommitted' | 'RepeatableRead' | 'Serializable'
  /** Whether the transaction cannot write. Default: what the database is set to. */
  readOnly?: boolean
  /** With `Serializable` and `readOnly`: waits until it can run without a serialization failure. */
  deferrable?: boolean
}

/** A column of a full result. */
export interface FieldDef {
  name: string
  tableID: number
  columnID: number
  dataTypeID: number
  dataTypeSize: number
  dataTypeModifier: number
  format: string
}

/** Rows, each an object or an array. */
// biome-ignore lint/suspicious/noExplicitAny: as in the official driver
export type QueryRows<ArrayMode extends boolean> = ArrayMode extends true ? any[][] : Record<string, any>[]

/** A result with `fullResults`. */
export interface FullQueryResults<ArrayMode extends boolean> {
  fields: FieldDef[]
  command: string
  rowCount: number
  rows: QueryRows<ArrayMode>
  rowAsArray: ArrayMode
}

/** A row of a pool's result. */
// biome-ignore lint/suspicious/noExplicitAny: as in the official driver
export type QueryResultRow = Record<string, any>

/** A pool's result, as node-postgres declares it. */
// biome-ignore lint/suspicious/noExplicitAny: as in the official driver
export interface QueryResult<R extends QueryResultRow = any> {
  command: string
  rowCount: number | null
  fields: FieldDef[]
  rows: R[]
}

/** What a query gives. */
export type QueryResultOf<ArrayMode extends boolean, FullResults extends boolean> = FullResults extends true
  ? FullQueryResults<ArrayMode>
  : QueryRows<ArrayMode>

/** A query of a transaction. */
export interface NeonQueryInTransaction {
  queryData: QueryData
}

/** What the function given to `transaction()` makes its queries with. */
export interface NeonQueryFunctionInTransaction<ArrayMode extends boolean, FullResults extends boolean> {
  (
    strings: TemplateStringsArray,
    // biome-ignore lint/suspicious/noExplicitAny: as in the official driver
    ...params: any[]
  ): NeonQueryPromise<ArrayMode, FullResults, QueryResultOf<ArrayMode, FullResults>>
  query(
    queryWithPlaceholders: string,
    // biome-ignore lint/suspicious/noExplicitAny: as in the official driver
    params?: any[],
  ): NeonQueryPromise<ArrayMode, FullResults, QueryResultOf<ArrayMode, FullResults>>
  unsafe(rawSQL: string): UnsafeRawSql
}

/** What `neon()` gives. */
export interface NeonQueryFunction<ArrayMode extends boolean, FullResults extends boolean> {
  /** A query from a tagged template; values are sent as parameters, queries become part of the SQL. */
  (
    strings: TemplateStringsArray,
    // biome-ignore lint/suspicious/noExplicitAny: as in the official driver
    ...params: any[]
  ): NeonQueryPromise<ArrayMode, FullResults, QueryResultOf<ArrayMode, FullResults>>

  /** A query from ready SQL text: `sql.query('select $1', [1])`. */
  query<ArrayModeOverride extends boolean = ArrayMode, FullResultsOverride extends boolean = FullResults>(
    queryWithPlaceholders: string,
    // biome-ignore lint/suspicious/noExplicitAny: as in the official driver
    params?: any[],
    queryOpts?: HTTPQueryOptions<ArrayModeOverride, FullResultsOverride>,
  ): NeonQueryPromise<ArrayModeOverride, FullResultsOverride, QueryResultOf<ArrayModeOverride, FullResultsOverride>>

  /** SQL to insert as it is. Never give it what came from outside. */
  unsafe(rawSQL: string): UnsafeRawSql

  /** Sends several queries in one request, as one transaction, and gives the result of each. */
  transaction<ArrayModeOverride extends boolean = ArrayMode, FullResultsOverride extends boolean = FullResults>(
    queriesOrFn:
      | NeonQueryPromise<ArrayMode, FullResults>[]
      | ((sql: NeonQueryFunctionInTransaction<ArrayModeOverride, FullResultsOverride>) => NeonQueryInTransaction[]),
    opts?: HTTPTransactionOptions<ArrayModeOverride, FullResultsOverride>,
  ): Promise<QueryResultOf<ArrayModeOverride, FullResultsOverride>[]>
}
