import type { AliasableExpression, Compilable, InferResult, Kysely, QueryResult, RawBuilder } from 'kysely'
import type { LazyResult } from '../lazy.js'
import type { QueryOptions } from '../options.js'
import type { BatchRespondOptions, RespondOptions } from '../response.js'
import type { Batch, StreamOptions } from '../stream.js'
import type { CarriedOptions } from './options.js'

/** What not every database has: each name stands for members of a builder. */
export type Capability =
  /** `batch` and `respond` of several queries: all or none of them are applied. */
  | 'batch'
  /** `lazy`: rows that are decoded when they are read. */
  | 'lazy'
  /** `stream`: rows as they arrive. */
  | 'stream'
  /** `transaction` and `startTransaction`: the service keeps a session between requests. */
  | 'transaction'
  /** `mergeInto`, of PostgreSQL. */
  | 'merge'
  /** `replaceInto`, of MySQL and SQLite. */
  | 'replace'

/** Members that every builder has in common with Kysely. */
type Common =
  | 'selectFrom'
  | 'selectNoFrom'
  | 'insertInto'
  | 'updateTable'
  | 'deleteFrom'
  | 'with'
  | 'withRecursive'
  | 'case'
  | 'fn'
  | 'dynamic'
  // Kysely's types of `sql` ask for it; it cannot be called.
  | 'getExecutor'

/** Flattens what was computed, so that it shows as it is. */
type Flat<T> = T extends unknown ? { [K in keyof T]: T[K] } & {} : never

/** What a builder sends: a query, or SQL text by the tag `sql`. */
export type Sendable<Row = unknown> = Compilable<Row> | RawBuilder<Row>

/** For each query of a batch what its `execute()` would give. */
export type BatchOutcomes<Queries extends readonly Sendable[]> = {
  -readonly [Index in keyof Queries]: Queries[Index] extends RawBuilder<infer Row>
    ? QueryResult<Row>
    : Queries[Index] extends Compilable<unknown>
      ? InferResult<Queries[Index]>
      : never
}

/** Members for several queries at once. */
interface Batches<BatchOptions extends QueryOptions> {
  /**
   * Sends the queries in one round trip, as one transaction: all are applied or none.
   *
   * @throws {DatabaseError} `statement` is the index of the query at fault, where it is known
   */
  batch<const Queries extends readonly Sendable[]>(
    queries: Queries,
    options?: BatchOptions,
  ): Promise<BatchOutcomes<Queries>>

  /** Sends the query and gives its rows as a Response, without making JavaScript values of them. */
  respond(query: Sendable, options?: RespondOptions): Promise<Response>
  /** Sends the queries as one batch and gives one JSON object with a member for each, its rows. */
  respond(queries: Readonly<Record<string, Sendable>>, options?: BatchRespondOptions & BatchOptions): Promise<Response>
}

/** The member for one query at a time. */
interface Responds {
  /** Sends the query and gives its rows as a Response, without making JavaScript values of them. */
  respond(query: Sendable, options?: RespondOptions): Promise<Response>
}

interface Lazy {
  /** Sends the query and gives rows whose cells are decoded when they are read. They must be closed. */
  lazy<Row>(query: Sendable<Row>): Promise<LazyResult<Row>>
}

interface Streams {
  /** Rows in batches as they arrive; leaving the loop cancels the query. */
  stream<Row>(query: Sendable<Row>, options?: StreamOptions): AsyncIterableIterator<Batch<Row>>
}

/** Access mode and isolation level where the service has them, and the function that is run. */
export interface TransactionBuilder<DB, Has extends Capability> {
  /** Runs the function in a transaction, which is undone when it throws. */
  execute<T>(callback: (transaction: Transaction<DB, Has>) => Promise<T>): Promise<T>
}

/** Begins a transaction that its caller ends. */
export interface ControlledTransactionBuilder<DB, Has extends Capability> {
  execute(): Promise<ControlledTransaction<DB, Has>>
}

/** Something that is done when it is executed. */
export interface Command<T> {
  execute(): Promise<T>
}

/** The builder inside a transaction. */
export type Transaction<DB, Has extends Capability = never> = Builder<DB, Exclude<Has, 'batch' | 'transaction'>> & {
  readonly isTransaction: true
}

/** The same, ended by its caller. */
export type ControlledTransaction<DB, Has extends Capability = never> = Transaction<DB, Has> & {
  readonly isCommitted: boolean
  readonly isRolledBack: boolean
  commit(): Command<void>
  rollback(): Command<void>
  savepoint(name: string): Command<ControlledTransaction<DB, Has>>
  rollbackToSavepoint(name: string): Command<ControlledTransaction<DB, Has>>
  releaseSavepoint(name: string): Command<ControlledTransaction<DB, Has>>
}

interface Transactions<DB, Has extends Capability> {
  transaction(): TransactionBuilder<DB, Has>
  startTransaction(): ControlledTransactionBuilder<DB, Has>
}

declare const typesOfPlaceholders: unique symbol

/** Names values of a prepared query: annotate the parameter with it, `(value: Placeholders<{ id: number }>) => ...`. */
export interface Placeholders<Values> {
  <Name extends keyof Values & string>(name: Name): AliasableExpression<Values[Name]>
  /** For the type checker alone. */
  readonly [typesOfPlaceholders]: Values
}

/** A query that is built and compiled, once for all values. */
export interface PreparedQuery<Values, Prepared extends Compilable<unknown>> {
  /**
   * The query with these values, for `batch`, `stream` and the like.
   *
   * @throws {DatabaseError} `parameter` when there are more or fewer values than placeholders
   */
  bind(values: Values): Prepared
  execute(values: Values, options?: QueryOptions): Promise<InferResult<Prepared>>
  executeTakeFirst(values: Values, options?: QueryOptions): Promise<InferResult<Prepared>[number] | undefined>
  /** @throws {NoResultError} when there is none; or what `errorConstructor` makes */
  executeTakeFirstOrThrow(
    values: Values,
    options?: ErrorMaker | (QueryOptions & { readonly errorConstructor?: ErrorMaker }),
  ): Promise<InferResult<Prepared>[number]>
  /** Gives the rows as a Response. */
  respond(values: Values, options?: RespondOptions): Promise<Response>
}

type ErrorMaker = (new () => Error) | (() => Error)

/** Begins queries of a database, with the calls and the types of Kysely, as far as the database has what they need. */
export type Builder<DB, Has extends Capability = never, BatchOptions extends QueryOptions = QueryOptions> = Pick<
  Kysely<DB>,
  Common
> & {
  readonly isTransaction: boolean
  /** The schema of tables that name none. */
  withSchema(schema: string): Builder<DB, Has, BatchOptions>
  /** Tells the types of more tables. */
  $extendTables<Tables extends Record<string, object>>(): Builder<Flat<DB & Tables>, Has, BatchOptions>
  $omitTables<Table extends keyof DB>(): Builder<Omit<DB, Table>, Has, BatchOptions>
  $pickTables<Table extends keyof DB>(): Builder<Pick<DB, Table>, Has, BatchOptions>
  withTables<Tables extends Record<string, object>>(): Builder<Flat<DB & Tables>, Has, BatchOptions>
  /**
   * The same builder, whose queries carry these options: what `execute()` is given goes before them.
   *
   * @throws {DatabaseError} `option`
   */
  options(options: CarriedOptions): Builder<DB, Has, BatchOptions>
  /**
   * Builds and compiles a query once: executing it costs neither. `value('id')` stands for a value that is given then.
   *
   * @throws {DatabaseError} what is wrong with the query
   */
  prepare<Prepared extends Compilable<unknown>>(
    build: (value: (name: string) => AliasableExpression<never>) => Prepared,
  ): PreparedQuery<Readonly<Record<string, unknown>>, Prepared>
  prepare<Values, Prepared extends Compilable<unknown>>(
    build: (value: Placeholders<Values>) => Prepared,
  ): PreparedQuery<Values, Prepared>
  /** Sends a query that is built, or compiled. */
  executeQuery<Row>(query: Compilable<Row>, options?: QueryOptions): Promise<QueryResult<Row>>
  /** Does nothing, since nothing stays open between requests. */
  destroy(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
} & ('batch' extends Has ? Batches<BatchOptions> : Responds) &
  ('lazy' extends Has ? Lazy : unknown) &
  ('stream' extends Has ? Streams : unknown) &
  ('transaction' extends Has ? Transactions<DB, Has> : unknown) &
  ('merge' extends Has ? Pick<Kysely<DB>, 'mergeInto'> : unknown) &
  ('replace' extends Has ? Pick<Kysely<DB>, 'replaceInto'> : unknown)
