// Kysely's calls over a database of this package: https://kysely.dev/docs/getting-started
import type * as kysely from 'kysely'
import type { Database } from '../database.js'
import { Builder } from './builder.js'
import { DatabaseHost } from './database-host.js'
import { expressionBuilder as ownExpressionBuilder } from './expression-builder.js'
import { sql as ownSql } from './raw-builder.js'

export type * from './kysely-types.js'
export { init } from './compiler.js'
export { DeleteResult, InsertResult, MergeResult, NoResultError, UpdateResult } from './results.js'

/** Members of a Kysely that a builder has. */
export type QueryBuilder<Schema> = Pick<
  kysely.Kysely<Schema>,
  | 'selectFrom'
  | 'selectNoFrom'
  | 'insertInto'
  | 'replaceInto'
  | 'updateTable'
  | 'deleteFrom'
  | 'mergeInto'
  | 'with'
  | 'withRecursive'
  | 'withSchema'
  | 'case'
  | 'fn'
  | 'dynamic'
  | 'transaction'
  | 'startTransaction'
  | 'executeQuery'
  | 'getExecutor'
  | 'isTransaction'
  | 'destroy'
  | '$extendTables'
  | '$omitTables'
  | '$pickTables'
>

/**
 * Begins queries of a database, as Kysely does: `builder<Schema>(neon(url)).selectFrom('person').selectAll().execute()`.
 *
 * @throws {DatabaseError} `option` when it is given no database of this package
 */
export function builder<Schema>(database: Database): QueryBuilder<Schema> {
  return new Builder(new DatabaseHost(database)) as unknown as QueryBuilder<Schema>
}

/** The tag for SQL text, and what makes parts of it: https://kysely-org.github.io/kysely-apidoc/interfaces/Sql.html */
export const sql: typeof kysely.sql = ownSql as unknown as typeof kysely.sql

/** What builds expressions: https://kysely-org.github.io/kysely-apidoc/interfaces/ExpressionBuilder.html */
export const expressionBuilder: typeof kysely.expressionBuilder =
  ownExpressionBuilder as unknown as typeof kysely.expressionBuilder
