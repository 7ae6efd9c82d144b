import type { Core } from '../../bindings/instance.js'
import { serviceDurableObject, statementKindOther } from '../../bindings/layout.js'
import { Attempts } from '../attempts.js'
import { type BatchDatabase, type ByteDatabase, checkedQuery } from '../database.js'
import { Deadline } from '../deadline.js'
import { DatabaseError, naming, withDetails } from '../errors.js'
import { Fragment, isFragment, templateNode } from '../fragment.js'
import {
  type ClientOptions,
  clientChecks,
  mergeOptions,
  must,
  type OptionCheck,
  type QueryOptions,
  readOptions,
} from '../options.js'
import { optionsOf, type Query } from '../query.js'
import type { Result } from '../result.js'
import { RetryBudget } from '../retry.js'
import type { Parameter } from '../sql.js'
import { type Batch, streamChecks, type StreamOptions } from '../stream.js'
import { Execution } from './durable-execution.js'
import { fromOutcome } from './durable-rows.js'
import { streamRows } from './durable-stream.js'
import type { DurableIntegers, DurableStorage, DurableTransaction } from './durable-types.js'
import { compileQuery, explainFailure } from './value-core.js'
import { noTypes, type ValueQuery, valueDatabase } from './value-database.js'

/** Options of a database that is a Durable Object. */
export interface DurableOptions extends Omit<ClientOptions, 'types'> {
  /**
   * The object gives integers as numbers: beyond 2^53 they have lost digits. `number` (default) gives them as they
   * are; `exact` makes them the error `value`, and a REAL that is whole and that large too. `string` and `bigint` give
   * all integers, and only these, in that form with all digits; the rows must come from a single `select`, and
   * others are the error `unsupported`.
   */
  readonly integers?: DurableIntegers
}

/** Runs a query at once: ``db.sync`select 1` `` or `db.sync(query)`. */
export interface SyncTag {
  /**
   * @throws {DatabaseError} as awaiting the query does
   */
  <Row = Record<string, unknown>>(strings: TemplateStringsArray, ...values: Parameter[]): Result<Row>
  <Row = Record<string, unknown>>(query: Query<Row>): Result<Row>
  <Row = Record<string, unknown>>(query: Fragment): Result<Row>
}

/** The SQLite of a Durable Object, inside of it. */
export interface DurableClient extends BatchDatabase<QueryOptions, 'sqlite'>, Pick<ByteDatabase, 'stream'> {
  /** Runs a query without waiting for anything, as the storage does. */
  readonly sync: SyncTag
  /** Bytes that the object's storage holds. */
  readonly databaseSize: number

  /**
   * Runs `work`, which must not be async, as one transaction: what it throws undoes what it did.
   *
   * @throws {DatabaseError} `unsupported` when it is async or gives a promise, of which nothing stays done
   */
  transactionSync<T>(work: () => T): T

  /**
   * Runs `work` as one transaction: when it rejects, what it did is undone. While it waits, other events of the object
   * wait; what else this event runs meanwhile belongs to the transaction too.
   */
  transaction<T>(work: (transaction: DurableTransaction) => Promise<T>): Promise<T>
}

/** How errors and events name it. */
export const service = 'durable-object'

/** Checks of DurableOptions. */
export const durableChecks: Record<string, OptionCheck> = {
  ...clientChecks,
  types: noTypes,
  integers: must(
    (value) => ['number', 'exact', 'string', 'bigint'].includes(value as string),
    'one of number, exact, string, bigint',
  ),
}

/**
 * A database over the storage of an object, whose queries are compiled in this core.
 *
 * @throws {DatabaseError} `option`
 */
export function durableClient(core: Core, storage: DurableStorage, durableOptions?: DurableOptions): DurableClient {
  if (typeof storage?.sql?.exec !== 'function' || typeof storage.transactionSync !== 'function') {
    throw new DatabaseError('option', 'this is not the storage of a Durable Object with SQLite: ctx.storage', {
      service,
    })
  }
  const { integers = 'number', ...client } = readOptions(durableOptions, durableChecks, service)
  const execution = new Execution(core, storage)
  const budget = new RetryBudget()
  const explain = (thrown: unknown) => explainFailure(core, serviceDurableObject, thrown, false)
  const compile = (query: Fragment) => compileQuery(core, serviceDurableObject, query)

  function runSync(queries: readonly ValueQuery[], options: QueryOptions, statements?: number): Result<unknown>[] {
    const attempts = new Attempts(service, options, client.on, budget, statements)
    // Names the query of a batch that fails.
    const each = <T, Made>(list: readonly T[], make: (item: T, index: number) => Made) =>
      list.map((item, statement) => {
        try {
          return make(item, statement)
        } catch (thrown) {
          throw statements === undefined ? thrown : withDetails(explain(thrown), { statement })
        }
      })
    try {
      if (options.types) throw new DatabaseError('option', `the option types ${noTypes(options.types)}`)
      const compiled = each(queries, ({ query }) => compile(query))
      attempts.begin(0)
      const results = execution.atomically(compiled, () =>
        each(compiled, (sections, index) =>
          fromOutcome(execution.run(sections, integers), (queries[index] as ValueQuery).rows),
        ),
      )
      attempts.answered()
      attempts.succeed(
        0,
        0,
        results.reduce((rows, result) => rows + result.length, 0),
      )
      return results
    } catch (thrown) {
      throw attempts.fail(explain(thrown))
    }
  }

  // Nothing here takes time: a deadline can only have passed before.
  async function runAll(
    queries: readonly ValueQuery[],
    options: QueryOptions,
    statements?: number,
  ): Promise<Result<unknown>[]> {
    const deadline = Deadline.of(options)
    try {
      deadline.check()
    } catch (thrown) {
      throw withDetails(thrown, { service, attempts: 0 })
    } finally {
      deadline.end()
    }
    return runSync(queries, options, statements)
  }

  function sync(queried: TemplateStringsArray | Fragment, ...values: Parameter[]): Result<unknown> {
    const query = naming(service, () => (isFragment(queried) ? queried : new Fragment(templateNode(queried, values))))
    const options = mergeOptions(client, optionsOf(query))
    return runSync([{ query, rows: options }], options)[0] as Result<unknown>
  }

  function stream(query: Fragment, streamOptions?: StreamOptions): AsyncIterableIterator<Batch> {
    const { batchSize, ...given } = readOptions(streamOptions, streamChecks, service)
    const fragment = naming(service, () => checkedQuery(query))
    const options = mergeOptions(mergeOptions(client, optionsOf(fragment)), given)
    const attempts = new Attempts(service, options, client.on, budget)
    const open = async () => {
      const sections = compile(fragment)
      attempts.begin(0)
      if (sections.length === 1 && sections[0]?.kind === statementKindOther)
        return execution.open(sections[0], integers)
      const outcome = execution.atomically([sections], () => execution.run(sections, integers))
      return { columns: outcome.columns, [Symbol.iterator]: () => outcome.rows.values() }
    }
    return streamRows(open, options, attempts, batchSize, explain)
  }

  function transactionSync<T>(work: () => T): T {
    if (Object.prototype.toString.call(work) === '[object AsyncFunction]') throw asyncWork()
    const own = new OwnError()
    try {
      return storage.transactionSync(() => {
        try {
          return checkedResult(work())
        } catch (thrown) {
          throw own.keep(thrown)
        }
      })
    } catch (thrown) {
      throw own.or(thrown, explain)
    }
  }

  async function transaction<T>(work: (transaction: DurableTransaction) => Promise<T>): Promise<T> {
    const own = new OwnError()
    try {
      return await storage.transaction(async (opened) => {
        try {
          return await work({ rollback: () => opened.rollback() })
        } catch (thrown) {
          throw own.keep(thrown)
        }
      })
    } catch (thrown) {
      throw own.or(thrown, explain)
    }
  }

  const database = valueDatabase(service, client, runAll)
  Object.assign(database, { sync, stream, transactionSync, transaction })
  const databaseSize = { get: () => storage.sql.databaseSize, enumerable: true }
  return Object.defineProperty(database, 'databaseSize', databaseSize) as unknown as DurableClient
}

/** What the work of a transaction throws is passed on as it is; what the storage throws is explained. */
class OwnError {
  #kept: readonly unknown[] = []

  keep(thrown: unknown): unknown {
    this.#kept = [thrown]
    return thrown
  }

  or(thrown: unknown, explain: (thrown: unknown) => DatabaseError): unknown {
    return this.#kept.length > 0 ? this.#kept[0] : withDetails(explain(thrown), { service })
  }
}

// A query of this package is sent by `then`, so it is a promise as well.
function checkedResult<T>(result: T): T {
  if (typeof (result as PromiseLike<unknown> | null | undefined)?.then !== 'function') return result
  if (result instanceof Promise) result.catch(() => {})
  throw asyncWork()
}

function asyncWork(): DatabaseError {
  return new DatabaseError(
    'unsupported',
    'transactionSync cannot wait for a promise: run queries in it by db.sync, or use transaction()',
    { service },
  )
}
