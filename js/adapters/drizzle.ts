// Drizzle over a database of this package: https://orm.drizzle.team

import type { DrizzleConfig } from 'drizzle-orm'
import { DatabaseError } from '../errors.js'
import { type MysqlClient, MysqlDrizzle } from './drizzle-mysql.js'
import { type PostgresClient, PostgresDrizzle } from './drizzle-postgres.js'
import { type SqliteClient, SqliteDrizzle } from './drizzle-sqlite.js'

export type { MysqlClient, MysqlDrizzle, MysqlResult, MysqlResultHKT } from './drizzle-mysql.js'
export type { PostgresClient, PostgresDrizzle, PostgresResult, PostgresResultHKT } from './drizzle-postgres.js'
export type { SqliteClient, SqliteDrizzle, SqliteResult } from './drizzle-sqlite.js'

/**
 * Drizzle over Neon and what speaks its protocol.
 *
 * @throws {DatabaseError} `option` when the database takes other SQL
 */
export function drizzlePostgres<Schema extends Record<string, unknown> = Record<string, never>>(
  database: PostgresClient,
  config: DrizzleConfig<Schema> = {},
): PostgresDrizzle<Schema> {
  return new PostgresDrizzle(checked(database, 'postgres'), config)
}

/**
 * Drizzle over D1.
 *
 * @throws {DatabaseError} `option` when the database takes other SQL
 */
export function drizzleSqlite<Schema extends Record<string, unknown> = Record<string, never>>(
  database: SqliteClient,
  config: DrizzleConfig<Schema> = {},
): SqliteDrizzle<Schema> {
  return new SqliteDrizzle(checked(database, 'sqlite'), config)
}

/**
 * Drizzle over PlanetScale for MySQL.
 *
 * @throws {DatabaseError} `option` when the database takes other SQL
 */
export function drizzleMysql<Schema extends Record<string, unknown> = Record<string, never>>(
  database: MysqlClient,
  config: DrizzleConfig<Schema> = {},
): MysqlDrizzle<Schema> {
  return new MysqlDrizzle(checked(database, 'mysql'), config)
}

/**
 * Drizzle over a database, by its dialect. It brings all dialects of Drizzle into a bundle; `drizzlePostgres`,
 * `drizzleSqlite` and `drizzleMysql` one.
 *
 * @throws {DatabaseError} `option` when it is no database of this package
 */
export function drizzle<Schema extends Record<string, unknown> = Record<string, never>>(
  database: PostgresClient,
  config?: DrizzleConfig<Schema>,
): PostgresDrizzle<Schema>
/** The same for a database that takes SQLite's SQL. */
export function drizzle<Schema extends Record<string, unknown> = Record<string, never>>(
  database: SqliteClient,
  config?: DrizzleConfig<Schema>,
): SqliteDrizzle<Schema>
/** The same for a database that takes MySQL's SQL. */
export function drizzle<Schema extends Record<string, unknown> = Record<string, never>>(
  database: MysqlClient,
  config?: DrizzleConfig<Schema>,
): MysqlDrizzle<Schema>
/** Any of these. */
export function drizzle<Schema extends Record<string, unknown> = Record<string, never>>(
  database: AnyClient,
  config?: DrizzleConfig<Schema>,
): PostgresDrizzle<Schema> | SqliteDrizzle<Schema> | MysqlDrizzle<Schema> {
  if (database?.dialect === 'mysql') return drizzleMysql(database, config)
  return database?.dialect === 'sqlite' ? drizzleSqlite(database, config) : drizzlePostgres(database, config)
}

type AnyClient = PostgresClient | SqliteClient | MysqlClient

function checked<Client extends AnyClient>(database: Client, dialect: Client['dialect']): Client {
  if (typeof database === 'function' && database.dialect === dialect) return database
  throw new DatabaseError('option', `this takes a database of tcpless whose dialect is ${dialect}`)
}
