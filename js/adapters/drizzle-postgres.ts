import type { DrizzleConfig, ExtractTablesWithRelations, Query, TablesRelationalConfig } from 'drizzle-orm'
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch'
import type { WithCacheConfig } from 'drizzle-orm/cache/core/types'
import {
  PgDatabase,
  PgDialect,
  type PgPreparedQuery,
  type PgQueryResultHKT,
  PgSession,
  type PreparedQueryConfig,
  type SelectedFieldsOrdered,
} from 'drizzle-orm/pg-core'
import { PreparedQuery, type RemoteCallback } from 'drizzle-orm/pg-proxy'
import type { BatchDatabase } from '../database.js'
import type { Result } from '../result.js'
import type { NeonBatchOptions } from '../services/neon-client.js'
import { type ReadConfig, readConfig } from './drizzle-config.js'
import { DrizzleSender, type Executable, noTransaction } from './drizzle-sender.js'

/** The result of a query without a selection: its rows as objects, and beside them what else is known. */
export interface PostgresResult<Row = Record<string, unknown>> extends Result<Row> {
  /** The rows, as `neon-http` names them. */
  readonly rows: Row[]
  /** Rows changed or given, as `neon-http` names them. */
  readonly rowCount: number | null
}

/** Says to Drizzle's types what a query without a selection gives. */
export interface PostgresResultHKT extends PgQueryResultHKT {
  type: PostgresResult<this['row']>
}

/** A database that takes PostgreSQL's SQL. */
export type PostgresClient = BatchDatabase<never, 'postgres'>

// What Drizzle's columns read: text that it maps itself, and exact.
const types = {
  preset: 'exact',
  int8: 'string',
  numeric: 'string',
  json: 'parsed',
  bytea: 'bytes',
  timestamptz: 'text',
  timestamp: 'text',
  date: 'text',
  interval: 'text',
  point: 'text',
  circle: 'text',
} as const

/** Drizzle over a database that takes PostgreSQL's SQL. */
export class PostgresDrizzle<Schema extends Record<string, unknown> = Record<string, never>> extends PgDatabase<
  PostgresResultHKT,
  Schema
> {
  /** Where its queries go. */
  readonly $client: PostgresClient
  readonly #sender: DrizzleSender

  /** @internal */
  constructor(client: PostgresClient, config: DrizzleConfig<Schema>) {
    const read = readConfig(config)
    const sender = new DrizzleSender(client, { types })
    const dialect = new PgDialect(config.casing && { casing: config.casing })
    super(dialect, new Session<Schema, ExtractTablesWithRelations<Schema>>(dialect, sender, read), read.schema)
    this.$client = client
    this.#sender = sender
    this.$cache = { invalidate: (params) => read.cache.onMutate(params) }
  }

  /** Sends the queries in one request, as one transaction. */
  async batch<Item extends BatchItem<'pg'>, Items extends Readonly<[Item, ...Item[]]>>(
    queries: Items,
    options?: NeonBatchOptions,
  ): Promise<BatchResponse<Items>> {
    const results = await this.#sender.batch(queries as readonly unknown[] as readonly Executable[], options)
    return results as BatchResponse<Items>
  }
}

class Session<Schema extends Record<string, unknown>, Tables extends TablesRelationalConfig> extends PgSession<
  PostgresResultHKT,
  Schema,
  Tables
> {
  readonly #sender: DrizzleSender
  readonly #config: Pick<ReadConfig<Schema>, 'logger' | 'cache'>

  constructor(dialect: PgDialect, sender: DrizzleSender, config: Pick<ReadConfig<Schema>, 'logger' | 'cache'>) {
    super(dialect)
    this.#sender = sender
    this.#config = config
  }

  override prepareQuery<T extends PreparedQueryConfig>(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
    _name: string | undefined,
    isResponseInArrayMode: boolean,
    customResultMapper?: (rows: unknown[][]) => T['execute'],
    queryMetadata?: { type: 'select' | 'update' | 'delete' | 'insert'; tables: string[] },
    cacheConfig?: WithCacheConfig,
  ): PgPreparedQuery<T> {
    const send = this.#sender.sending()
    // Drizzle asks for `all` when it maps the rows itself, from arrays.
    const callback: RemoteCallback = async (sql, parameters, method) => {
      const arrays = method === 'all'
      const rows = await send({ sql, parameters, arrays })
      return { rows: arrays ? rows : withNames(rows) }
    }
    const { logger, cache } = this.#config
    return new PreparedQuery<T>(
      callback,
      query.sql,
      query.params,
      undefined,
      this.#sender.logger(logger),
      cache,
      queryMetadata,
      cacheConfig,
      fields,
      isResponseInArrayMode,
      customResultMapper,
    )
  }

  override transaction(): Promise<never> {
    return noTransaction()
  }
}

function withNames(result: Result): PostgresResult {
  return Object.defineProperties(result, {
    rows: { value: result, configurable: true },
    rowCount: { value: result.affected, configurable: true },
  }) as PostgresResult
}
