import type { DrizzleConfig, ExtractTablesWithRelations, Query, TablesRelationalConfig } from 'drizzle-orm'
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch'
import type { WithCacheConfig } from 'drizzle-orm/cache/core/types'
import {
  BaseSQLiteDatabase,
  SQLiteAsyncDialect,
  type PreparedQueryConfig,
  type SelectedFieldsOrdered,
  type SQLiteExecuteMethod,
  type SQLitePreparedQuery,
  SQLiteSession,
  SQLiteTransaction,
} from 'drizzle-orm/sqlite-core'
import { type AsyncRemoteCallback, RemotePreparedQuery } from 'drizzle-orm/sqlite-proxy'
import type { BatchDatabase } from '../database.js'
import type { QueryOptions } from '../options.js'
import { type ReadConfig, readConfig } from './drizzle-config.js'
import { DrizzleSender, type Executable, noTransaction } from './drizzle-sender.js'

/** What `run()` gives, named as D1 does. */
export interface SqliteResult<Row = Record<string, unknown>> {
  readonly success: true
  readonly results: Row[]
  /** What the service tells: `changes`, `last_row_id`, `rows_read` and more. */
  readonly meta: Readonly<Record<string, unknown>>
}

/** A database that takes SQLite's SQL. */
export type SqliteClient = BatchDatabase<never, 'sqlite'>

/** Drizzle over a database that takes SQLite's SQL. */
export class SqliteDrizzle<Schema extends Record<string, unknown> = Record<string, never>> extends BaseSQLiteDatabase<
  'async',
  SqliteResult,
  Schema
> {
  /** Where its queries go. */
  readonly $client: SqliteClient
  readonly #sender: DrizzleSender

  /** @internal */
  constructor(client: SqliteClient, config: DrizzleConfig<Schema>) {
    const read = readConfig(config)
    const sender = new DrizzleSender(client, {})
    const dialect = new SQLiteAsyncDialect(config.casing && { casing: config.casing })
    const session = new Session<Schema, ExtractTablesWithRelations<Schema>>(dialect, client, sender, read)
    super('async', dialect, session, read.schema)
    this.$client = client
    this.#sender = sender
    this.$cache = { invalidate: (params) => read.cache.onMutate(params) }
  }

  /** Sends the queries in one request, as one transaction. */
  async batch<Item extends BatchItem<'sqlite'>, Items extends Readonly<[Item, ...Item[]]>>(
    queries: Items,
    options?: QueryOptions,
  ): Promise<BatchResponse<Items>> {
    const results = await this.#sender.batch(queries as readonly unknown[] as readonly Executable[], options)
    return results as BatchResponse<Items>
  }
}

class Session<Schema extends Record<string, unknown>, Tables extends TablesRelationalConfig> extends SQLiteSession<
  'async',
  SqliteResult,
  Schema,
  Tables
> {
  readonly #dialect: SQLiteAsyncDialect
  readonly #client: SqliteClient
  readonly #sender: DrizzleSender
  readonly #config: ReadConfig<Schema>

  constructor(dialect: SQLiteAsyncDialect, client: SqliteClient, sender: DrizzleSender, config: ReadConfig<Schema>) {
    super(dialect)
    this.#dialect = dialect
    this.#client = client
    this.#sender = sender
    this.#config = config
  }

  override prepareQuery(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
    executeMethod: SQLiteExecuteMethod,
    isResponseInArrayMode: boolean,
    customResultMapper?: (rows: unknown[][]) => unknown,
    queryMetadata?: { type: 'select' | 'update' | 'delete' | 'insert'; tables: string[] },
    cacheConfig?: WithCacheConfig,
  ): SQLitePreparedQuery<PreparedQueryConfig & { type: 'async' }> {
    const send = this.#sender.sending()
    const mapsRows = fields !== undefined || customResultMapper !== undefined
    const callback: AsyncRemoteCallback = async (sql, parameters, method) => {
      const arrays = method === 'values' || (method !== 'run' && mapsRows)
      const rows = await send({ sql, parameters, arrays })
      if (method === 'run')
        return toOutcome(rows, { changes: rows.affected, last_row_id: rows.lastId, ...rows.meta }) as never
      return { rows: method === 'get' ? (rows[0] as never) : rows }
    }
    const { logger, cache } = this.#config
    return new RemotePreparedQuery<PreparedQueryConfig>(
      callback,
      query,
      this.#sender.logger(logger),
      cache,
      queryMetadata,
      cacheConfig,
      fields,
      executeMethod,
      isResponseInArrayMode,
      customResultMapper,
    ) as never
  }

  override transaction<T>(
    work: (transaction: SQLiteTransaction<'async', SqliteResult, Schema, Tables>) => Promise<T>,
  ): Promise<T> {
    const client = this.#client
    if (!isTransacting(client)) return noTransaction()
    const schema = this.#config.schema as ConstructorParameters<typeof Transaction<Schema, Tables>>[3]
    return client.transaction(() => work(new Transaction('async', this.#dialect, this, schema)))
  }
}

class Transaction<
  Schema extends Record<string, unknown>,
  Tables extends TablesRelationalConfig,
> extends SQLiteTransaction<'async', SqliteResult, Schema, Tables> {}

// Inside of a Durable Object transactions can wait.
function isTransacting(
  client: SqliteClient,
): client is SqliteClient & { transaction<T>(work: () => Promise<T>): Promise<T> } {
  return 'transaction' in client
}

function toOutcome(results: Record<string, unknown>[], meta: SqliteResult['meta']): SqliteResult {
  return { success: true, results, meta }
}
