import {
  queryDialectMysql,
  queryDialectPostgres,
  queryDialectSqlite,
  queryOptionDivideRows,
  queryOptionEnd,
} from '../../bindings/query.js'
import type { Database } from '../database.js'
import { DatabaseError } from '../errors.js'
import type { LazyResult } from '../lazy.js'
import { mergeOptions, queryChecks, type QueryOptions, readOptions } from '../options.js'
import type { Query } from '../query.js'
import type { Result } from '../result.js'
import type { Parameters as QueryParameters } from '../sql.js'
import type { Batch, StreamOptions } from '../stream.js'
import { type Compiled, compileQuery } from './compiler.js'
import type { DividedInsert, ExecuteOptions, Host } from './host.js'
import { type Counts, timed, toldOf } from './log.js'
import { readSettings, type Settings } from './options.js'
import { refuse, textEnd } from './recorded.js'
import { runInsert } from './split-insert.js'
import type { Values } from './values.js'

const dialects = { postgres: queryDialectPostgres, mysql: queryDialectMysql, sqlite: queryDialectSqlite }

/** What not every database has. */
export interface Capabilities {
  batch?(queries: readonly Query<unknown>[], options: QueryOptions): Promise<Result<unknown>[]>
  lazy?(query: Query<unknown>): Promise<LazyResult>
  stream?(query: Query<unknown>, options: StreamOptions): AsyncIterableIterator<Batch>
  /** `work` is given another database where its queries alone are those of the transaction. */
  transaction?<T>(work: (inside: unknown) => Promise<T>): Promise<T>
}

/** Compiles for a database and sends to it. */
export class DatabaseHost implements Host {
  readonly database: Database & Capabilities
  readonly settings: Settings
  // No private member, which `carrying` could not inherit.
  private readonly header: string

  /** @throws {DatabaseError} `option` when the database is none of this package */
  constructor(database: Database, settings: Settings = readSettings(undefined)) {
    if (typeof database !== 'function' || !Object.hasOwn(dialects, database.dialect)) {
      refuse('option', 'builder() takes a database: neon(url), d1(binding)')
    }
    this.database = database
    this.settings = settings
    this.header = dialects[database.dialect] + settings.compiling
  }

  compile(node: string, values: Values): Compiled {
    return compileQuery(this.header + queryOptionEnd, node, values)
  }

  compileRows(node: string, values: Values, done: number, most: number): Compiled {
    const division = queryOptionDivideRows + done + textEnd + most + textEnd
    return compileQuery(this.header + division + queryOptionEnd, node, values)
  }

  /** The same, for queries that carry these options. */
  carrying(options: QueryOptions): this {
    const settings = { ...this.settings, query: mergeOptions(this.settings.query, options) }
    return Object.create(this, { settings: { value: settings } })
  }

  /** Whether its queries are those of a transaction. */
  get isTransaction(): boolean {
    return false
  }

  /** @throws {DatabaseError} `stale_handle` when nothing can be sent any more */
  check(): void {}

  async run(query: Compiled, options?: ExecuteOptions): Promise<Result<unknown>> {
    return this.timed(
      [query],
      options,
      () => this.toQuery(query, options),
      (result) => [result],
    )
  }

  /** Sends the queries as one transaction. */
  async runBatch(queries: readonly Compiled[], options: ExecuteOptions = {}): Promise<Result<unknown>[]> {
    const { database } = this
    const work = async () => {
      if (!database.batch) return refuse('unsupported', 'this service takes one query at a time: use a transaction')
      const statements = queries.map((query, place) => this.toStatement(query, place))
      return database.batch(statements, { ...this.settings.query, ...withoutKyselys(options), rowMode: 'object' })
    }
    return this.timed(queries, options, work, (results) => results)
  }

  async runInsert(insert: DividedInsert, options?: ExecuteOptions): ReturnType<typeof runInsert> {
    return runInsert(this, insert, options)
  }

  stream(query: Compiled, options: ExecuteOptions & StreamOptions = {}): AsyncIterableIterator<Batch> {
    const { batchSize, ...own } = options
    const sent = this.toQuery(query, own)
    const { database } = this
    if (!database.stream) refuse('unsupported', 'this database gives no rows before all have come')
    const rows = database.stream(sent, { batchSize })
    const { log, query: carried } = this.settings
    return log ? toldOf(rows, timed(log, [query], own.name ?? carried.name)) : rows
  }

  /** Does the work of the queries, and tells the log of each. */
  async timed<T>(
    queries: readonly Compiled[],
    options: QueryOptions | undefined,
    work: () => PromiseLike<T>,
    countsOf: (given: T) => readonly Counts[],
  ): Promise<T> {
    const { log, query } = this.settings
    if (!log) return await work()
    const tell = timed(log, queries, options?.name ?? query.name)
    let given: T
    try {
      given = await work()
    } catch (error) {
      tell([], { error })
      throw error
    }
    tell(countsOf(given))
    return given
  }

  /**
   * The query as the database takes it.
   *
   * @throws {DatabaseError} `unsupported` when it has what the dialect has not
   */
  toQuery(compiled: Compiled, options?: ExecuteOptions): Query<unknown> {
    return this.toStatement(compiled).with(this.optionsWith(options))
  }

  /** What a query carries, and over it what a call was given. */
  private optionsWith(options: ExecuteOptions | undefined): QueryOptions {
    const { query } = this.settings
    if (!options) return query
    return mergeOptions(query, { ...readOptions(withoutKyselys(options), queryChecks), rowMode: 'object' })
  }

  /** The same without what it carries; `statement` is its place in a batch. */
  toStatement({ sql, parameters, unsupported }: Compiled, statement?: number): Query<unknown> {
    this.check()
    if (unsupported) throw new DatabaseError('unsupported', unsupported, { statement })
    return this.database.query(sql, parameters as QueryParameters)
  }
}

// What is Kysely's alone.
function withoutKyselys(options: ExecuteOptions): QueryOptions {
  const { inflightQueryAbortStrategy: _strategy, errorConstructor: _error, chunkSize: _size, ...own } = options
  return own
}
