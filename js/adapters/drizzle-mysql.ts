import type { DrizzleConfig, ExtractTablesWithRelations } from 'drizzle-orm'
import {
  type AnyMySqlQueryResultHKT,
  MySqlDatabase,
  MySqlDialect,
  type MySqlTransaction,
  type MySqlTransactionConfig,
  type PreparedQueryHKTBase,
} from 'drizzle-orm/mysql-core'
import { PlanetscaleSession } from 'drizzle-orm/planetscale-serverless/session'
import type { Database } from '../database.js'
import { DatabaseError } from '../errors.js'
import type { Parameter } from '../sql.js'
import type { SessionDatabase } from '../transaction.js'
import { readConfig } from './drizzle-config.js'

/** The result of a query without a selection, named as `planetscale-serverless` does. */
export interface MysqlResult<Row = Record<string, unknown>> {
  readonly rows: Row[]
  readonly rowsAffected: number
  /** The key of the last row inserted, in digits; `0` for none. */
  readonly insertId: string
}

/** Says to Drizzle's types what a query without a selection gives. */
export interface MysqlResultHKT extends AnyMySqlQueryResultHKT {
  readonly type: MysqlResult
}

/** A database that takes MySQL's SQL. */
export type MysqlClient = SessionDatabase<'mysql'>

// What Drizzle's columns read.
const types = { preset: 'mysql' } as const

/** Drizzle over a database that takes MySQL's SQL. */
export class MysqlDrizzle<Schema extends Record<string, unknown> = Record<string, never>> extends MySqlDatabase<
  MysqlResultHKT,
  PreparedQueryHKTBase,
  Schema
> {
  /** Where its queries go. */
  readonly $client: MysqlClient

  /** @internal */
  constructor(client: MysqlClient, config: DrizzleConfig<Schema>) {
    const { logger, cache, schema } = readConfig(config)
    const dialect = new MySqlDialect(config.casing && { casing: config.casing })
    const session = new PlanetscaleSession(new Sender(client) as never, dialect, undefined, schema, { logger, cache })
    super(dialect, session, schema, 'planetscale')
    this.$client = client
    Object.assign(this, { $cache: { invalidate: (params: never) => cache.onMutate(params) } })
  }

  /**
   * Runs the work in a transaction: committed when it is done, rolled back when it throws.
   *
   * @throws {DatabaseError} `unsupported` for settings, which the service does not have
   */
  override transaction<Value>(
    work: (
      transaction: MySqlTransaction<MysqlResultHKT, PreparedQueryHKTBase, Schema, ExtractTablesWithRelations<Schema>>,
    ) => Promise<Value>,
    config?: MySqlTransactionConfig,
  ): Promise<Value> {
    if (!config) return super.transaction(work)
    const message = 'a transaction of this service has no access mode and no isolation level'
    return Promise.reject(new DatabaseError('unsupported', message))
  }
}

/** What Drizzle's session asks of a client of PlanetScale. */
class Sender {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async execute(text: string, parameters: unknown[], { as }: { as: 'array' | 'object' }): Promise<MysqlResult> {
    const query = this.#database.query(text, parameters as Parameter[])
    const rows = await query.with({ types, rowMode: as })
    const { affected, lastId, meta } = rows
    return { rows, rowsAffected: affected ?? 0, insertId: String(lastId ?? meta?.insertId ?? '0') }
  }

  transaction<Value>(work: (transaction: Sender) => Promise<Value>): Promise<Value> {
    return (this.#database as MysqlClient).transaction((transaction) => work(new Sender(transaction)))
  }
}
