// The same chain of calls on the installed Kysely and on this builder.
import {
  type AggregateFunctionBuilder,
  type CaseThenBuilder,
  type CaseWhenBuilder,
  type ControlledTransaction,
  type DeleteQueryBuilder,
  DummyDriver,
  type DynamicModule,
  type ExpressionBuilder,
  type ExpressionWrapper,
  type FunctionModule,
  type InsertQueryBuilder,
  type JSONPathBuilder,
  type JoinBuilder,
  Kysely,
  type MatchedThenableMergeQueryBuilder,
  type MergeQueryBuilder,
  type NotMatchedThenableMergeQueryBuilder,
  type OnConflictBuilder,
  type OnConflictUpdateBuilder,
  type OrderByItemBuilder,
  type SelectQueryBuilder,
  type Sql,
  type TransactionBuilder,
  type UpdateQueryBuilder,
  type WheneableMergeQueryBuilder,
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

type Names =
  | keyof Kysely<unknown>
  | keyof SelectQueryBuilder<Tables, 't', unknown>
  | keyof InsertQueryBuilder<Tables, 't', unknown>
  | keyof UpdateQueryBuilder<Tables, 't', 't', unknown>
  | keyof DeleteQueryBuilder<Tables, 't', unknown>
  | keyof MergeQueryBuilder<Tables, 't', unknown>
  | keyof WheneableMergeQueryBuilder<Tables, 't', 't', unknown>
  | keyof MatchedThenableMergeQueryBuilder<Tables, 't', 't', 't', unknown>
  | keyof NotMatchedThenableMergeQueryBuilder<Tables, 't', 't', unknown>
  | keyof OnConflictBuilder<Tables, 't'>
  | keyof OnConflictUpdateBuilder<Tables, 't'>
  | keyof JoinBuilder<Tables, 't'>
  | keyof OrderByItemBuilder
  | keyof AggregateFunctionBuilder<Tables, 't'>
  | keyof CaseThenBuilder<Tables, 't', unknown, unknown>
  | keyof CaseWhenBuilder<Tables, 't', unknown, unknown>
  | keyof JSONPathBuilder<unknown>
  | keyof FunctionModule<Tables, 't'>
  | keyof ExpressionBuilder<Tables, 't'>
  | keyof ExpressionWrapper<Tables, 't', unknown>
  | keyof DynamicModule<Tables>
  | keyof Sql
  | keyof ControlledTransaction<unknown>
  | keyof TransactionBuilder<unknown>
  | 'partitionBy'
  | 'materialized'
  | 'notMaterialized'

interface Tables {
  t: Record<string, unknown>
}

type Argument =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | object
  | readonly Argument[]
  | { readonly [name: string]: Argument }
  | ((...args: Loose[]) => unknown)

/** Any builder: its members, whatever they are given. Chains name tables of no schema, and what types would refuse. */
export type Loose = { readonly [name in Names]: Loose } & (<_T = unknown>(...args: Argument[]) => Loose)

/** What a chain takes beside the builder. */
export interface Tools {
  readonly sql: Loose
  readonly expressionBuilder: Loose
  readonly helpers: Readonly<Record<'jsonArrayFrom' | 'jsonObjectFrom' | 'jsonBuildObject', Loose>>
  readonly mergeAction: Loose
  readonly dialect: Dialect
}

/** Gives a query: one that is compiled as it is, or by the builder that it is given. */
export type Chain = (k: Loose, tools: Tools) => unknown

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

/** Kysely of a dialect. */
export function kyselyOf(dialect: Dialect): Kysely<unknown> {
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

const kyselys = each((dialect) => kyselyOf(dialect) as unknown as Loose)
/** Kysely itself. */
export const foreign = kyselys.sqlite

export const builders = each((dialect) => builder(databaseOf(dialect)) as unknown as Loose)

function run(chain: Chain, k: Loose, tools: object): Outcome {
  try {
    const query = chain(k, tools as Tools) as { compile(k: Loose): { sql: string; parameters: readonly unknown[] } }
    const compiled = query.compile(k)
    return { sql: compiled.sql, parameters: compiled.parameters }
  } catch (refused) {
    return { refused }
  }
}

/** What chains take beside the builder: Kysely's and this builder's. */
export function toolsOf(dialect: Dialect): { kysely: object; builder: object } {
  return {
    kysely: {
      sql: kyselySql,
      expressionBuilder: kyselyExpressionBuilder,
      helpers: kyselyHelpers[dialect],
      mergeAction: kyselyPostgres.mergeAction,
      dialect,
    },
    builder: { sql, expressionBuilder, helpers: ownHelpers[dialect], mergeAction: ownPostgres.mergeAction, dialect },
  }
}

/** The chain on Kysely, or on one with plugins. */
export function onKysely(chain: Chain, dialect: Dialect, k: object = kyselys[dialect]): Outcome {
  return run(chain, k as Loose, toolsOf(dialect).kysely)
}

/** The chain on this builder, or on one with options. */
export function onBuilder(chain: Chain, dialect: Dialect, k: object = builders[dialect]): Outcome {
  return run(chain, k as Loose, toolsOf(dialect).builder)
}
