import {
  type Compilable,
  type CompiledQuery,
  DeleteQueryNode,
  DeleteResult,
  type InferResult,
  InsertQueryNode,
  InsertResult,
  type Kysely,
  MergeQueryNode,
  MergeResult,
  type QueryResult,
  sql,
  UpdateQueryNode,
  UpdateResult,
} from 'kysely'
import type { BatchDatabase, Database } from '../database.js'
import { DatabaseError } from '../errors.js'
import type { QueryOptions } from '../options.js'
import type { BatchRespondOptions, RespondOptions } from '../response.js'
import type { Result } from '../result.js'
import type { NeonBatchOptions } from '../services/neon-client.js'
import { origins, sentElsewhere, toQuery, toResult } from './kysely-driver.js'

/** A query of Kysely: as it is built, or compiled. */
export type KyselyQuery = Compilable<unknown> | CompiledQuery<unknown>

/** Where queries go: a Kysely whose dialect is a `TcplessDialect`, or the database itself. */
export type KyselyTarget = Pick<Kysely<unknown>, 'executeQuery' | 'getExecutor'> | BatchDatabase<never> | Database

/** Options of a batch; D1 has none of Neon's own. */
export type KyselyBatchOptions = NeonBatchOptions

/** For each query of a batch what its `execute()` would give. */
export type BatchOutcomes<Queries extends readonly KyselyQuery[]> = {
  -readonly [Index in keyof Queries]: InferResult<Queries[Index]>
}

/**
 * Sends the queries in one request, as one transaction: all are applied or none. Through a Kysely its plugins and its
 * log see each of them, as if it had been executed by itself.
 *
 * @throws {DatabaseError} `statement` is the index of the query at fault, where it is known
 */
export async function batch<const Queries extends readonly KyselyQuery[]>(
  db: KyselyTarget,
  queries: Queries,
  options?: KyselyBatchOptions,
): Promise<BatchOutcomes<Queries>> {
  const database = databaseOf(db)
  if (!('batch' in database)) {
    throw new DatabaseError('unsupported', 'this service takes one query at a time: use a transaction')
  }
  const compiled = Array.from(queries, compile)
  let sent: Promise<Result[]> | undefined
  const send = () => {
    sent ??= database.batch(
      compiled.map((query) => toQuery(database, query)),
      options as QueryOptions,
    )
    return sent
  }
  const outcomes = compiled.map(async (query, index) => {
    const result = async () => (await send())[index] as Result
    if (typeof db === 'function') return toOutcome(query, toResult(query, await result()))
    // A copy, since the same query may stand in several places.
    const copy = Object.freeze({ ...query })
    sentElsewhere.set(copy, result)
    return toOutcome(query, await db.executeQuery(copy))
  })
  return (await Promise.all(outcomes)) as BatchOutcomes<Queries>
}

/**
 * Sends the query and gives its rows as a Response, without making JavaScript values of them where the service allows
 * that: `respond()` of the database. Plugins of Kysely change the query and never see the rows.
 */
export function respond(db: KyselyTarget, query: KyselyQuery, options?: RespondOptions): Promise<Response>
/** Sends the queries as one batch and gives one JSON object with a member for each, its rows. */
export function respond(
  db: KyselyTarget,
  queries: Readonly<Record<string, KyselyQuery>>,
  options?: BatchRespondOptions & KyselyBatchOptions,
): Promise<Response>
/** Either of these. */
export async function respond(
  db: KyselyTarget,
  queried: KyselyQuery | Readonly<Record<string, KyselyQuery>>,
  options?: object,
): Promise<Response> {
  const database = databaseOf(db)
  if (isQuery(queried)) return database.respond(toQuery(database, compile(queried)), options)
  const members = Object.entries(queried).map(([name, query]) => [name, toQuery(database, compile(query))])
  return (database as BatchDatabase).respond(Object.fromEntries(members), options)
}

function databaseOf(db: KyselyTarget): Database | BatchDatabase {
  if (typeof db === 'function') return db as Database
  // What a Kysely compiles tells where it came from.
  const database = origins.get(sql``.compile(db))
  if (database) return database
  throw new DatabaseError('option', 'this takes a database, or a Kysely whose dialect is a TcplessDialect')
}

function isQuery(value: object): value is KyselyQuery {
  return 'compile' in value ? typeof value.compile === 'function' : 'sql' in value && typeof value.sql === 'string'
}

function compile(query: KyselyQuery): CompiledQuery {
  if (typeof query !== 'object' || query === null || !isQuery(query)) {
    throw new DatabaseError('template_misuse', 'this takes queries of Kysely')
  }
  return 'compile' in query ? query.compile() : query
}

/** What `execute()` of the builder gives: https://kysely-org.github.io/kysely-apidoc/ */
function toOutcome({ query }: CompiledQuery, result: QueryResult<unknown>): unknown[] {
  const { rows, insertId, numAffectedRows, numChangedRows } = result
  if ('returning' in query && query.returning) return rows
  const count = numAffectedRows ?? 0n
  if (InsertQueryNode.is(query)) return [new InsertResult(insertId, count)]
  if (UpdateQueryNode.is(query)) return [new UpdateResult(count, numChangedRows)]
  if (DeleteQueryNode.is(query)) return [new DeleteResult(count)]
  if (MergeQueryNode.is(query)) return [new MergeResult(numAffectedRows)]
  return rows
}
