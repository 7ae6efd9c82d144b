import { queryDialectMysql, queryDialectPostgres, queryDialectSqlite, queryOptionEnd } from '../../bindings/query.js'
import type { Database } from '../database.js'
import type { QueryOptions } from '../options.js'
import type { Query } from '../query.js'
import type { Result } from '../result.js'
import type { Parameters } from '../sql.js'
import { type Compiled, compileQuery } from './compiler.js'
import type { ExecuteOptions, Host } from './host.js'
import { refuse } from './recorded.js'
import type { Values } from './values.js'

const dialects = { postgres: queryDialectPostgres, mysql: queryDialectMysql, sqlite: queryDialectSqlite }

interface Streaming {
  stream(query: Query, options: { batchSize?: number | undefined }): AsyncIterable<unknown[]>
}

/** Compiles for a database and sends to it. */
export class DatabaseHost implements Host {
  readonly database: Database
  readonly #header: string

  /** @throws {DatabaseError} `option` when the database is none of this package */
  constructor(database: Database) {
    if (typeof database !== 'function' || !Object.hasOwn(dialects, database.dialect)) {
      refuse('option', 'builder() takes a database: neon(url), d1(binding)')
    }
    this.database = database
    this.#header = dialects[database.dialect] + queryOptionEnd
  }

  compile(node: string, values: Values): Compiled {
    return compileQuery(this.#header, node, values)
  }

  async run(query: Compiled, options?: ExecuteOptions): Promise<Result<unknown>> {
    return await this.toQuery(query, options)
  }

  async *stream(query: Compiled, options?: ExecuteOptions): AsyncGenerator<unknown[], void, undefined> {
    const sent = this.toQuery(query, options)
    const { database } = this
    if (!('stream' in database)) refuse('unsupported', 'this database gives no rows before all have come')
    yield* (database as unknown as Streaming).stream(sent, { batchSize: options?.chunkSize ?? 100 })
  }

  /**
   * The query as the database takes it.
   *
   * @throws {DatabaseError} `unsupported` when it has what the dialect has not
   */
  toQuery({ sql, parameters, unsupported }: Compiled, options: ExecuteOptions = {}): Query {
    if (unsupported) refuse('unsupported', `${this.database.dialect} has no ${unsupported}`)
    // What is Kysely's alone.
    const { inflightQueryAbortStrategy: _strategy, errorConstructor: _error, chunkSize: _size, ...own } = options
    return this.database.query(sql, parameters as Parameters).with({ ...own, rowMode: 'object' } as QueryOptions)
  }
}
