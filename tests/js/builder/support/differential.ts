// The same chain of calls on the installed Kysely and on this builder.
import {
  DummyDriver,
  Kysely,
  expressionBuilder as kyselyExpressionBuilder,
  sql as kyselySql,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import * as kyselyMysql from 'kysely/helpers/mysql'
import * as kyselyPostgres from 'kysely/helpers/postgres'
import * as kyselySqlite from 'kysely/helpers/sqlite'
import * as ownMysql from '../../../../js/builder/helpers/mysql.js'
import * as ownPostgres from '../../../../js/builder/helpers/postgres.js'
import * as ownSqlite from '../../../../js/builder/helpers/sqlite.js'
import { builder, expressionBuilder, sql } from '../../../../js/builder/index.js'
import type { Database } from '../../../../js/index.js'

export const dialects = ['postgres', 'mysql', 'sqlite'] as const
export type Dialect = (typeof dialects)[number]

// biome-ignore lint/suspicious/noExplicitAny: chains name tables that stand in no schema
export type AnyKysely = Kysely<any>

/** What a chain takes beside the builder. */
export interface Tools {
  readonly sql: typeof kyselySql
  readonly expressionBuilder: typeof kyselyExpressionBuilder
  readonly helpers: Pick<typeof kyselyPostgres, 'jsonArrayFrom' | 'jsonObjectFrom' | 'jsonBuildObject'>
  readonly mergeAction: typeof kyselyPostgres.mergeAction
  readonly dialect: Dialect
}

/** Gives a query: one that is compiled as it is, or by the builder that it is given. */
export type Chain = (k: AnyKysely, tools: Tools) => unknown

/** What came of a chain. */
export interface Outcome {
  readonly sql?: string
  readonly parameters?: readonly unknown[]
  readonly refused?: unknown
}

const parts = {
  postgres: [PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler],
  mysql: [MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler],
  sqlite: [SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler],
} as const

function kyselyOf(dialect: Dialect): AnyKysely {
  const [Adapter, Introspector, Compiler] = parts[dialect]
  return new Kysely({
    dialect: {
      createAdapter: () => new Adapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new Introspector(db),
      createQueryCompiler: () => new Compiler(),
    },
  })
}

/** A database that sends nothing. */
export function databaseOf(dialect: Dialect): Database {
  const refuse = () => {
    throw new Error('nothing is sent here')
  }
  return Object.assign(refuse, { dialect, query: refuse, respond: refuse }) as unknown as Database
}

const kyselyHelpers = { postgres: kyselyPostgres, mysql: kyselyMysql, sqlite: kyselySqlite }
const ownHelpers = { postgres: ownPostgres, mysql: ownMysql, sqlite: ownSqlite } as unknown as typeof kyselyHelpers

const each = <T>(make: (dialect: Dialect) => T) =>
  Object.fromEntries(dialects.map((dialect) => [dialect, make(dialect)])) as Record<Dialect, T>

const kyselys = each(kyselyOf)
export const builders = each((dialect) => builder(databaseOf(dialect)) as unknown as AnyKysely)

function run(chain: Chain, k: AnyKysely, tools: Tools): Outcome {
  try {
    const query = chain(k, tools) as { compile(k: AnyKysely): { sql: string; parameters: readonly unknown[] } }
    const compiled = query.compile(k)
    return { sql: compiled.sql, parameters: compiled.parameters }
  } catch (refused) {
    return { refused }
  }
}

/** The chain on Kysely. */
export function onKysely(chain: Chain, dialect: Dialect): Outcome {
  const helpers = kyselyHelpers[dialect]
  const { mergeAction } = kyselyPostgres
  return run(chain, kyselys[dialect], {
    sql: kyselySql,
    expressionBuilder: kyselyExpressionBuilder,
    helpers,
    mergeAction,
    dialect,
  })
}

/** The chain on this builder. */
export function onBuilder(chain: Chain, dialect: Dialect): Outcome {
  const helpers = ownHelpers[dialect]
  const { mergeAction } = ownPostgres
  return run(chain, builders[dialect], { sql, expressionBuilder, helpers, mergeAction, dialect })
}
