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

  async beginTransaction(): Promise<never> {
    throw new DatabaseError(
      'unsupported',
      'a request has no session that a transaction could wait in: send its queries by batch() of tcpless/adapters/kysely',
    )
  }

  commitTransaction(): Promise<never> {
    return this.beginTransaction()
  }

  rollbackTransaction(): Promise<never> {
    return this.beginTransaction()
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

class Connection implements DatabaseConnection {
  readonly #database: BatchDatabase

  constructor(database: BatchDatabase) {
    this.#database = database
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
