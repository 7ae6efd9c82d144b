import type { Logger } from 'drizzle-orm/logger'
import type { BatchDatabase } from '../database.js'
import { DatabaseError } from '../errors.js'
import type { Query } from '../query.js'
import type { QueryOptions } from '../options.js'
import type { Result } from '../result.js'
import type { Parameter } from '../sql.js'

/** A query as Drizzle wrote it. */
export interface DrizzleStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** Whether its rows are to be arrays, in the order of the columns. */
  readonly arrays: boolean
}

/** Sends a query, by itself or as one of a batch. */
export type SendStatement = (statement: DrizzleStatement) => Promise<Result>

/** What Drizzle's builders have. */
export interface Executable {
  execute(): PromiseLike<unknown>
}

/** Sends what the sessions of one Drizzle ask for. */
export class DrizzleSender {
  readonly #database: BatchDatabase
  readonly #options: QueryOptions
  readonly #arrayBatches: boolean
  // The batch whose query Drizzle executes at the moment.
  #collecting: SendStatement | undefined
  // By the parameters of one execution, which are a list of its own.
  readonly #sends = new WeakMap<readonly unknown[], SendStatement>()

  /** @param options of every query */
  constructor(database: BatchDatabase<never>, options: QueryOptions) {
    this.#database = database as BatchDatabase<QueryOptions>
    this.#options = options
    // The D1 binding, or a session of it, gives the rows of a batch as objects alone. A Durable Object has bookmarks too.
    this.#arrayBatches = 'stream' in database || !('session' in database || 'bookmark' in database)
  }

  /** How the executions of a query that is prepared now are to be sent. */
  sending(): SendStatement {
    const collecting = this.#collecting
    return (statement) => (collecting ?? this.#sends.get(statement.parameters) ?? this.#sendOne)(statement)
  }

  /**
   * The logger, by which it is learnt what a query that was prepared earlier belongs to: Drizzle logs an execution at
   * once, and sends it later when it waits for its cache.
   */
  logger(logger: Logger): Logger {
    return {
      logQuery: (sql, parameters) => {
        if (this.#collecting) this.#sends.set(parameters, this.#collecting)
        logger.logQuery(sql, parameters)
      },
    }
  }

  /**
   * Executes the queries, so that Drizzle prepares, logs and maps each as it always does, and sends what they ask for
   * in one request.
   */
  async batch(queries: readonly Executable[], options: QueryOptions | undefined): Promise<unknown[]> {
    const statements: (DrizzleStatement | undefined)[] = []
    const { promise: answered, resolve, reject } = Promise.withResolvers<(Result | undefined)[]>()
    let failure: { readonly reason: unknown } | undefined
    let open = queries.length
    const settle = () => {
      if (--open === 0 && !failure) this.#sendAll(statements, options).then(resolve, fail)
    }
    const fail = (reason: unknown) => {
      failure ??= { reason }
      reject(reason)
    }
    const executions = Array.from(queries, async (query, index) => {
      let asked = false
      try {
        return await this.#collect(query, (statement) => {
          asked = true
          statements[index] = statement
          settle()
          return answered.then((results) => results[index] as Result)
        })
      } catch (thrown) {
        // What could not be asked for: nothing is sent.
        if (!asked) fail(thrown)
        throw thrown
      } finally {
        // Drizzle's cache knew it.
        if (!asked) settle()
      }
    })
    answered.catch(() => {})
    try {
      return await Promise.all(executions)
    } catch (thrown) {
      throw failure ? failure.reason : thrown
    }
  }

  #collect(query: Executable, send: SendStatement): PromiseLike<unknown> {
    this.#collecting = send
    try {
      return query.execute()
    } finally {
      this.#collecting = undefined
    }
  }

  #sendOne: SendStatement = async (statement) => {
    try {
      return await this.#toQuery(statement, statement.arrays)
    } catch (thrown) {
      // A large statement that is divided for the D1 binding.
      if (!(statement.arrays && thrown instanceof DatabaseError && thrown.code === 'unsupported')) throw thrown
      return toArrays(await this.#toQuery(statement, false))
    }
  }

  async #sendAll(
    statements: readonly (DrizzleStatement | undefined)[],
    options: QueryOptions | undefined,
  ): Promise<(Result | undefined)[]> {
    const asked = statements.filter((statement) => statement !== undefined)
    const queries = asked.map((statement) => this.#toQuery(statement, statement.arrays && this.#arrayBatches))
    const results: Result[] = await this.#database.batch(queries, options)
    let next = 0
    return statements.map((statement) => {
      if (!statement) return undefined
      const result = results[next++] as Result
      return statement.arrays && !this.#arrayBatches ? toArrays(result) : result
    })
  }

  #toQuery({ sql, parameters }: DrizzleStatement, arrays: boolean): Query {
    const query = this.#database.query(sql, parameters as readonly Parameter[])
    return query.with({ ...this.#options, rowMode: arrays ? 'array' : 'object' })
  }
}

/**
 * Rows that came as objects as arrays. Of columns with one name objects have kept one, so that an array is too short:
 * whoever reads beyond its end gets the error `unsupported`.
 */
function toArrays(result: Result): Result {
  const rows = Object.defineProperties([], Object.getOwnPropertyDescriptors(result)) as unknown as Result
  result.forEach((row, index) => {
    const names = Object.keys(row)
    // These would come first, whatever their place.
    if (names.length > 1 && names.some((name) => /^(0|[1-9]\d*)$/.test(name))) throw lostColumns()
    rows[index] = new Proxy(Object.values(row), {
      get: (cells, key) => (key in cells ? Reflect.get(cells, key) : missing(key)),
    }) as never
  })
  return rows
}

function missing(key: string | symbol): undefined {
  if (typeof key === 'string' && /^\d+$/.test(key)) throw lostColumns()
  return undefined
}

function lostColumns(): DatabaseError {
  return new DatabaseError(
    'unsupported',
    'the D1 binding gives one of several columns with one name here: give them other names by aliases',
  )
}

/** Refuses a transaction. */
export function noTransaction(): Promise<never> {
  const message = 'a request has no session that a transaction could wait in: send its queries by db.batch([...])'
  return Promise.reject(new DatabaseError('unsupported', message))
}
