import type { QueryOptions } from '../options.js'
import type { Result } from '../result.js'
import type { StreamOptions } from '../stream.js'
import type { Compiled } from './compiler.js'
import { refuse } from './recorded.js'
import type { Values } from './values.js'

/** How Kysely's calls take options. */
export interface ExecuteOptions extends QueryOptions {
  readonly inflightQueryAbortStrategy?: unknown
  readonly errorConstructor?: unknown
  readonly chunkSize?: number | undefined
}

/** An insert that may be too large for one statement. */
export interface DividedInsert {
  /** The statement of the rows behind the first `done`: at most so many, or for 0 what a statement takes. */
  part(done: number, most: number): Compiled
}

/** Where queries are compiled and sent. */
export interface Host {
  /** @throws {DatabaseError} what is wrong with the recorded query */
  compile(node: string, values: Values): Compiled
  /** The same for the rows of an insert behind the first `done`: at most so many, or for 0 what a statement takes. */
  compileRows(node: string, values: Values, done: number, most: number): Compiled
  /** @throws {DatabaseError} `unsupported` when the database cannot run it */
  run(query: Compiled, options?: ExecuteOptions): Promise<Result<unknown>>
  /** The same for an insert of any size. */
  runInsert(
    insert: DividedInsert,
    options?: ExecuteOptions,
  ): Promise<{ readonly returning: boolean; readonly result: Result<unknown> }>
  /** Rows in batches, as they come. */
  stream(query: Compiled, options?: ExecuteOptions & StreamOptions): AsyncIterable<unknown[]>
}

/** The host, or an error where a query was begun without a database. */
export function needed(host: Host | undefined): Host {
  return host ?? refuse('unsupported', 'this is part of a query, which runs from the builder of a database')
}

/** Kysely's form of a result. */
export interface QueryResult {
  readonly rows: unknown[]
  readonly numAffectedRows?: bigint
  readonly insertId?: bigint
}

/** The same as Kysely gives it. */
export function toQueryResult(result: Result<unknown>): QueryResult {
  const { affected, lastId, meta } = result
  // One that is no safe integer is text there.
  const insertId = lastId ?? (meta?.insertId as string | undefined)
  return {
    rows: result as unknown[],
    ...(affected !== null && { numAffectedRows: BigInt(affected) }),
    ...(insertId !== undefined && { insertId: BigInt(insertId) }),
  }
}
