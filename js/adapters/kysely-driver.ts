import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  type TransactionSettings,
} from 'kysely'
import type { Database } from '../database.js'
import { DatabaseError } from '../errors.js'
import type { Query } from '../query.js'
import type { Result } from '../result.js'
import type { Parameter } from '../sql.js'

/** The database of the dialect that compiled a query. */
export const origins: WeakMap<CompiledQuery, Database> = new WeakMap()

/** Queries that something else has sent, or will: what gives their result. */
export const sentElsewhere: WeakMap<CompiledQuery, () => Promise<Result>> = new WeakMap()

/** What a database whose rows come as bytes has beside. */
interface Streaming {
  stream(query: Query, options: { batchSize: number; signal?: AbortSignal | undefined }): AsyncIterable<unknown[]>
}

/** What a database has beside where a transaction can wait: inside of a Durable Object, and at PlanetScale. */
interface Transacting {
  /** `work` is given another database where its queries alone are those of the transaction. */
  transaction(work: (inside: unknown) => Promise<void>): Promise<void>
}

/** The query as the database takes it. */
export function toQuery(database: Database, { sql, parameters }: CompiledQuery): Query {
  // Kysely and its plugins read objects, whatever the client gives to others.
  return database.query(sql, parameters as readonly Parameter[]).with({ rowMode: 'object' })
}

/** Sends queries by HTTP. Its connections hold nothing, so there is no limit to their number. */
export class KyselyDriver implements Driver {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new Connection(this.#database)
  }

  async beginTransaction(connection: DatabaseConnection, _settings: TransactionSettings): Promise<void> {
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
  readonly #database: Database
  // Where its queries go: in a transaction elsewhere.
  #target: Database
  #end: ((isKept: boolean) => Promise<void>) | undefined

  constructor(database: Database) {
    this.#database = this.#target = database
  }

  /** Begins a transaction that lasts until it is ended, where the database has such. */
  begin(): Promise<void> {
    const database = this.#database as Database & Partial<Transacting>
    if (typeof database.transaction !== 'function') {
      throw new DatabaseError(
        'unsupported',
        'a request has no session that a transaction could wait in: send its queries by batch() of tcpless/adapters/kysely',
      )
    }
    const { promise: work, resolve, reject } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin, reject: fail } = Promise.withResolvers<void>()
    const done = database.transaction((inside) => {
      if (typeof inside === 'function') this.#target = inside as Database
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
    try {
      await this.#end?.(isKept)
    } finally {
      this.#end = undefined
      this.#target = this.#database
    }
  }

  async executeQuery<Row>(compiled: CompiledQuery, options?: { readonly signal?: AbortSignal }) {
    const sent = sentElsewhere.get(compiled)
    const query = toQuery(this.#target, compiled)
    return toResult<Row>(compiled, await (sent ? sent() : options?.signal ? query.with(options) : query))
  }

  async *streamQuery<Row>(
    compiled: CompiledQuery,
    batchSize: number,
    options?: { readonly signal?: AbortSignal },
  ): AsyncIterableIterator<QueryResult<Row>> {
    if (!('stream' in this.#target)) {
      throw new DatabaseError('unsupported', 'this database gives no rows before all have come')
    }
    const query = toQuery(this.#target, compiled)
    const batches = (this.#target as unknown as Streaming).stream(query, { batchSize, signal: options?.signal })
    for await (const rows of batches) yield { rows: rows as Row[] }
  }
}

/** The result in Kysely's form. What a query that only reads counts are its rows. */
export function toResult<Row>({ query }: CompiledQuery, result: Result): QueryResult<Row> {
  const rows = result as unknown[] as Row[]
  if (SelectQueryNode.is(query)) return { rows }
  const { affected, lastId, meta } = result
  // One that is no safe integer is text there.
  const insertId = lastId ?? (meta?.insertId as string | undefined)
  return {
    rows,
    ...(affected !== null && { numAffectedRows: BigInt(affected) }),
    ...(insertId !== undefined && { insertId: BigInt(insertId) }),
  }
}
