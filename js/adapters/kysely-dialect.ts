import {
  type CompiledQuery,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type MigrationLockOptions,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryId,
  type RootOperationNode,
  SqliteAdapter,
  type SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { BatchDatabase, Database } from '../database.js'
import { DatabaseError } from '../errors.js'
import type { SessionDatabase } from '../transaction.js'
import { D1Introspector } from './kysely-introspector.js'
import { KyselyDriver, origins } from './kysely-driver.js'
import { KyselySessionDriver } from './kysely-session.js'

/** What the dialect needs. */
export interface TcplessDialectConfig {
  /** Where the queries go: `neon(url)`, `d1(binding)`, `planetscale(url)`, ... */
  readonly database: BatchDatabase<never> | SessionDatabase
}

// As the Migrator makes it: https://kysely.dev/docs/migrations
type LockTables = Record<string, { id: string; is_locked: number }>

/**
 * A dialect for `new Kysely({ dialect })`. Kysely's own compiler writes the SQL; each query is one request. Only
 * PlanetScale and a Durable Object have transactions that wait for your code; elsewhere `batch` sends several queries
 * as one.
 */
export class TcplessDialect implements Dialect {
  readonly #database: Database

  /** @throws {DatabaseError} `option` when the database is none of this package */
  constructor({ database }: TcplessDialectConfig) {
    if (typeof database !== 'function' || !Object.hasOwn(parts, database.dialect)) {
      throw new DatabaseError('option', 'the option database must be a database of tcpless: neon(url), d1(binding)')
    }
    this.#database = database as Database
  }

  createAdapter(): DialectAdapter {
    return new parts[this.#database.dialect].Adapter()
  }

  createDriver(): Driver {
    const database = this.#database
    return database.dialect === 'mysql' ? new KyselySessionDriver(database) : new KyselyDriver(database)
  }

  createQueryCompiler(): QueryCompiler {
    return new parts[this.#database.dialect].Compiler(this.#database)
  }

  createIntrospector(db: Kysely<unknown>): PostgresIntrospector | SqliteIntrospector | MysqlIntrospector {
    return new parts[this.#database.dialect].Introspector(db)
  }
}

class Postgres extends PostgresAdapter {
  override get supportsTransactionalDdl(): boolean {
    return false
  }

  override acquireMigrationLock(db: Kysely<LockTables>, options: MigrationLockOptions): Promise<void> {
    return lock(db, options)
  }

  override releaseMigrationLock(db: Kysely<LockTables>, options: MigrationLockOptions): Promise<void> {
    return unlock(db, options)
  }
}

class Sqlite extends SqliteAdapter {
  // Of requests there can be several at once.
  override get supportsMultipleConnections(): boolean {
    return true
  }

  override acquireMigrationLock(db: Kysely<LockTables>, options: MigrationLockOptions): Promise<void> {
    return lock(db, options)
  }

  override releaseMigrationLock(db: Kysely<LockTables>, options: MigrationLockOptions): Promise<void> {
    return unlock(db, options)
  }
}

class Mysql extends MysqlAdapter {
  override acquireMigrationLock(db: Kysely<LockTables>, options: MigrationLockOptions): Promise<void> {
    return lock(db, options)
  }

  override releaseMigrationLock(db: Kysely<LockTables>, options: MigrationLockOptions): Promise<void> {
    return unlock(db, options)
  }
}

// No session holds a lock from request to request, so the row of the lock table does.
async function lock(db: Kysely<LockTables>, options: MigrationLockOptions): Promise<void> {
  const { numUpdatedRows } = await setLocked(db, options, 1).where('is_locked', '=', 0).executeTakeFirstOrThrow()
  if (numUpdatedRows === 1n) return
  throw new DatabaseError(
    'unavailable',
    `migrations run elsewhere, or broke off: if none do, set is_locked in the table ${options.lockTable} to 0`,
  )
}

async function unlock(db: Kysely<LockTables>, options: MigrationLockOptions): Promise<void> {
  await setLocked(db, options, 0).execute()
}

function setLocked(db: Kysely<LockTables>, options: MigrationLockOptions, locked: 0 | 1) {
  const tables = options.lockTableSchema === undefined ? db : db.withSchema(options.lockTableSchema)
  return tables.updateTable(options.lockTable).set({ is_locked: locked }).where('id', '=', options.lockRowId)
}

class PostgresCompiler extends PostgresQueryCompiler {
  constructor(readonly database: Database) {
    super()
  }

  override compileQuery<Row>(node: RootOperationNode, id: QueryId): CompiledQuery<Row> {
    return withOrigin(super.compileQuery(node, id) as CompiledQuery<Row>, this.database)
  }
}

class SqliteCompiler extends SqliteQueryCompiler {
  constructor(readonly database: Database) {
    super()
  }

  override compileQuery<Row>(node: RootOperationNode, id: QueryId): CompiledQuery<Row> {
    return withOrigin(super.compileQuery(node, id) as CompiledQuery<Row>, this.database)
  }
}

class MysqlCompiler extends MysqlQueryCompiler {
  constructor(readonly database: Database) {
    super()
  }

  override compileQuery<Row>(node: RootOperationNode, id: QueryId): CompiledQuery<Row> {
    return withOrigin(super.compileQuery(node, id) as CompiledQuery<Row>, this.database)
  }
}

function withOrigin<Row>(query: CompiledQuery<Row>, database: Database): CompiledQuery<Row> {
  origins.set(query, database)
  return query
}

const parts = {
  postgres: { Adapter: Postgres, Compiler: PostgresCompiler, Introspector: PostgresIntrospector },
  sqlite: { Adapter: Sqlite, Compiler: SqliteCompiler, Introspector: D1Introspector },
  mysql: { Adapter: Mysql, Compiler: MysqlCompiler, Introspector: MysqlIntrospector },
}
