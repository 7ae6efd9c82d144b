import { type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, SelectQueryNode } from 'kysely'
import type { BatchDatabase } from '../database.js'
import { DatabaseError } from '../errors.js'
import type { Query } from '../query.js'
import type { Result } from '../result.js'
import type { Parameter } from '../sql.js'

/** The database of the dialect that compiled a query. */
export const origins: WeakMap<CompiledQuery, BatchDatabase> = new WeakMap()

/** Queries that something else has sent, or will: what gives their result. */
export const sentElsewhere: WeakMap<CompiledQuery, () => Promise<Result>> = new WeakMap()

/** What a database whose rows come as bytes has beside. */
interface Streaming {
  stream(query: Query, options: { batchSize: number; signal?: AbortSignal | undefined }): AsyncIterable<unknown[]>
}

/** What a database inside of a Durable Object has beside. */
interface Transacting {
  transaction(work: () => Promise<void>): Promise<void>
}

/** The query as the database takes it. */
export function toQuery(database: BatchDatabase, { sql, parameters }: CompiledQuery): Query {
  // Kysely and its plugins read objects, whatever the client gives to others.
  return database.query(sql, parameters as readonly Parameter[]).with({ rowMode: 'object' })
}

/** Sends queries by HTTP. Its connections hold nothing, so there is no limit to their number. */
export class KyselyDriver implements Driver {
  readonly #database: BatchDatabase

  constructor(database: BatchDatabase) {
    this.#database = database
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new Connection(this.#database)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as Connection).begin()
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as Connection).end(true)
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as Connection).end(false)
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

class Connection implements DatabaseConnection {
  readonly #database: BatchDatabase
  #end: ((isKept: boolean) => Promise<void>) | undefined

  constructor(database: BatchDatabase) {
    this.#database = database
  }

  /** Begins a transaction that lasts until it is ended: inside of a Durable Object alone. */
  begin(): Promise<void> {
    const database = this.#database as BatchDatabase & Partial<Transacting>
    if (typeof database.transaction !== 'function') {
      throw new DatabaseError(
        'unsupported',
        'a request has no session that a transaction could wait in: send its queries by batch() of tcpless/adapters/kysely',
      )
    }
    const { promise: work, resolve, reject } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin, reject: fail } = Promise.withResolvers<void>()
    const done = database.transaction(() => {
      begin()
      return work
    })
    done.catch(fail)
    this.#end = (isKept) => {
      if (isKept) resolve()
      else reject(new Error('rolled back'))
      // What undoes it is no failure of undoing it.
      return isKept ? done : done.catch(() => {})
    }
    return begun
  }

  /** Ends it: what it did is kept, or not. */
  async end(isKept: boolean): Promise<void> {
    await this.#end?.(isKept)
    this.#end = undefined
  }

  async executeQuery<Row>(compiled: CompiledQuery, options?: { readonly signal?: AbortSignal }) {
    const sent = sentElsewhere.get(compiled)
    const query = toQuery(this.#database, compiled)
    return toResult<Row>(compiled, await (sent ? sent() : options?.signal ? query.with(options) : query))
  }

  async *streamQuery<Row>(
    compiled: CompiledQuery,
    batchSize: number,
    options?: { readonly signal?: AbortSignal },
  ): AsyncIterableIterator<QueryResult<Row>> {
    if (!('stream' in this.#database)) {
      throw new DatabaseError('unsupported', 'this database gives no rows before all have come')
    }
    const query = toQuery(this.#database, compiled)
    const batches = (this.#database as unknown as Streaming).stream(query, { batchSize, signal: options?.signal })
    for await (const rows of batches) yield { rows: rows as Row[] }
  }
}

/** The result in Kysely's form. What a query that only reads counts are its rows. */
export function toResult<Row>({ query }: CompiledQuery, result: Result): QueryResult<Row> {
  const rows = result as unknown[] as Row[]
  if (SelectQueryNode.is(query)) return { rows }
  const { affected, lastId } = result
  return {
    rows,
    ...(affected !== null && { numAffectedRows: BigInt(affected) }),
    ...(lastId !== null && { insertId: BigInt(lastId) }),
  }
}
