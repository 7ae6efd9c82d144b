// Kysely's calls over a database of this package: https://kysely.dev/docs/getting-started
import type * as kysely from 'kysely'
import type { BatchDatabase, ByteDatabase, ByteRows, Database } from '../database.js'
import type { DurableClient } from '../services/durable-client.js'
import type { NeonBatchOptions } from '../services/neon-client.js'
import type { SessionDatabase } from '../transaction.js'
import { Builder as RecordingBuilder } from './builder.js'
import { DatabaseHost } from './database-host.js'
import { expressionBuilder as ownExpressionBuilder } from './expression-builder.js'
import { type BuilderOptions, readSettings } from './options.js'
import { sql as ownSql } from './raw-builder.js'
import type { Builder } from './types.js'

export type * from './kysely-types.js'
export type {
  BatchOutcomes,
  Builder,
  Capability,
  Command,
  ControlledTransaction,
  ControlledTransactionBuilder,
  Placeholders,
  PreparedQuery,
  Sendable,
  Transaction,
  TransactionBuilder,
} from './types.js'
export type { Builder as Kysely } from './types.js'
export type { Log, LogEvent } from './log.js'
export type { BuilderOptions, CarriedOptions } from './options.js'
export { type Cursor, cursorOf, type KeysetColumn, type KeysetOptions, keyset } from './keyset.js'
export { init } from './compiler.js'
export { DeleteResult, InsertResult, MergeResult, NoResultError, UpdateResult } from './results.js'

/**
 * Begins queries of a database, as Kysely does: `builder<Schema>(neon(url)).selectFrom('person').selectAll().execute()`.
 * It has the members that the database can serve.
 *
 * @throws {DatabaseError} `option` when it is given no database of this package, or options that are not right
 */
export function builder<Schema>(
  database: SessionDatabase<'mysql'>,
  options?: BuilderOptions,
): Builder<Schema, 'lazy' | 'stream' | 'transaction' | 'replace'>
export function builder<Schema>(
  database: BatchDatabase<never, 'sqlite'> & Pick<DurableClient, 'stream' | 'transaction'>,
  options?: BuilderOptions,
): Builder<Schema, 'batch' | 'stream' | 'transaction' | 'replace'>
export function builder<Schema>(
  database: ByteDatabase<NeonBatchOptions, 'postgres'>,
  options?: BuilderOptions,
): Builder<Schema, 'batch' | 'lazy' | 'stream' | 'merge', NeonBatchOptions>
export function builder<Schema>(
  database: ByteDatabase<never, 'sqlite'>,
  options?: BuilderOptions,
): Builder<Schema, 'batch' | 'lazy' | 'stream' | 'replace'>
export function builder<Schema>(
  database: BatchDatabase<never, 'sqlite'> & Pick<ByteRows, 'stream'>,
  options?: BuilderOptions,
): Builder<Schema, 'batch' | 'stream' | 'replace'>
export function builder<Schema>(
  database: BatchDatabase<never, 'sqlite'>,
  options?: BuilderOptions,
): Builder<Schema, 'batch' | 'replace'>
export function builder<Schema>(database: Database, options?: BuilderOptions): Builder<Schema>
export function builder(database: Database, options?: BuilderOptions): unknown {
  const { schema, ...settings } = readSettings(options)
  const made = new RecordingBuilder(new DatabaseHost(database, settings))
  return schema === undefined ? made : made.withSchema(schema)
}

/** The tag for SQL text, and what makes parts of it: https://kysely-org.github.io/kysely-apidoc/interfaces/Sql.html */
export const sql: typeof kysely.sql = ownSql as unknown as typeof kysely.sql

/** What builds expressions: https://kysely-org.github.io/kysely-apidoc/interfaces/ExpressionBuilder.html */
export const expressionBuilder: typeof kysely.expressionBuilder =
  ownExpressionBuilder as unknown as typeof kysely.expressionBuilder
