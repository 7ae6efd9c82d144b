import { DatabaseError, naming, withDetails } from './errors.js'
import { type Fragment, isFragment, type Node, templateNode } from './fragment.js'
import type { LazyResult } from './lazy.js'
import type { QueryOptions } from './options.js'
import { isPlain } from './parameter.js'
import { optionsOf, Query, type RunQuery, statementNode } from './query.js'
import type { BatchRespondOptions, RespondOptions } from './response.js'
import type { Result } from './result.js'
import type { Parameter, Parameters } from './sql.js'
import type { Batch, StreamOptions } from './stream.js'

/** Whose SQL a database takes. */
export type Dialect = 'postgres' | 'sqlite' | 'mysql'

/** A database: a template tag that makes queries. */
export interface Database {
  /** Whose SQL it takes. */
  readonly dialect: Dialect

  /**
   * A query. Values are sent as parameters, fragments of `sql` and other queries become part of the
   * SQL. It is sent when it is awaited.
   *
   * @throws {DatabaseError} `template_misuse` when not called as a template tag
   */
  <Row = Record<string, unknown>>(strings: TemplateStringsArray, ...values: Parameter[]): Query<Row>

  /**
   * A query from ready SQL text with the service's own placeholders: `db.query('select $1', [1])`; in MySQL
   * `db.query('select ?', [1])` or `db.query('select :id', { id: 1 })`.
   */
  query<Row = Record<string, unknown>>(text: string, parameters?: Parameters): Query<Row>

  /**
   * Sends the query and gives its rows as a Response, without making JavaScript values of them.
   *
   * Settles when the first rows are decoded, so an error until then rejects. A later one shows in
   * the body: a JSON array stays unclosed and the stream fails, NDJSON ends with a line
   * `{"error":{"code","message"}}`. CSV is held until it is whole, unless partial CSV is allowed.
   */
  respond(query: Fragment, options?: RespondOptions): Promise<Response>
}

/** A Result for each query of a batch, in order. */
export type BatchResults<Queries extends readonly Query<unknown>[]> = {
  -readonly [Index in keyof Queries]: Queries[Index] extends Query<infer Row> ? Result<Row> : never
}

/** A database that takes several queries at once, all or none of which are applied. */
export interface BatchDatabase<
  BatchOptions extends QueryOptions = QueryOptions,
  Spoken extends Dialect = Exclude<Dialect, 'mysql'>,
> extends Database {
  readonly dialect: Spoken

  /**
   * Sends the queries in one round trip, as one transaction.
   *
   * Of the options of a single query `types` and `rowMode` count. Its `name` and `readOnly` do not, and one with
   * `signal`, `timeout`, `retry` or `rename` is refused: give these to the batch.
   *
   * @throws {DatabaseError} `statement` is the index of the query at fault, where it is known
   */
  batch<const Queries extends readonly Query<unknown>[]>(
    queries: Queries,
    options?: BatchOptions,
  ): Promise<BatchResults<Queries>>

  respond(query: Fragment, options?: RespondOptions): Promise<Response>
  /**
   * Sends the queries as one batch and gives one JSON object with a member for each, its rows.
   *
   * A failure after the Response has begun leaves the object unclosed, and the stream fails.
   */
  respond(queries: Readonly<Record<string, Fragment>>, options?: BatchRespondOptions & BatchOptions): Promise<Response>
}

/** What a database can whose rows come as bytes, which need not become objects, or not all at once. */
export interface ByteRows {
  /**
   * Sends the query and gives rows whose cells are decoded when they are read. They hold memory of
   * the core until they are closed: `using rows = await db.lazy(query)`.
   */
  lazy<Row = Record<string, unknown>>(query: Query<Row>): Promise<LazyResult<Row>>
  lazy<Row = Record<string, unknown>>(query: Fragment): Promise<LazyResult<Row>>

  /**
   * Gives rows in batches as they arrive: `for await (const batch of db.stream(query))`. It is sent
   * when the first one is asked for; leaving the loop cancels it. An attempt that fails before the
   * first batch is retried like that of any other query.
   *
   * @throws {DatabaseError} `option`, `template_misuse`
   */
  stream<Row = Record<string, unknown>>(query: Query<Row>, options?: StreamOptions): AsyncIterableIterator<Batch<Row>>
  stream<Row = Record<string, unknown>>(query: Fragment, options?: StreamOptions): AsyncIterableIterator<Batch<Row>>
}

/** Such a database that also takes several queries at once. */
export interface ByteDatabase<BatchOptions extends QueryOptions = QueryOptions, Spoken extends Dialect = Dialect>
  extends BatchDatabase<BatchOptions, Spoken>,
    ByteRows {}

/** Sends a query and gives its rows as a Response. */
export type RespondTo = (query: Fragment, options: RespondOptions | undefined) => Promise<Response>

/** What a service does with several queries at once. */
export interface Batches {
  batch(queries: readonly Query<unknown>[], options?: never): Promise<unknown>
  respondWith(members: object, options: never): Promise<Response>
}

/** The callable object of a service, and what it does with several queries if it can. */
export function createDatabase<Made extends Database>(
  service: string,
  dialect: Dialect,
  run: RunQuery,
  respond: RespondTo,
  batches?: Batches,
): Made {
  const query = (makeNode: () => Node) => naming(service, () => new Query(makeNode(), run, service))
  return Object.assign(
    (strings: TemplateStringsArray, ...values: Parameter[]) => query(() => templateNode(strings, values)),
    {
      dialect,
      query: (text: string, parameters?: Parameters) => query(() => statementNode(text, parameters)),
      async respond(queried: unknown, options?: RespondOptions) {
        try {
          if (batches && isPlainObject(queried)) return await batches.respondWith(queried, options as never)
          return await respond(checkedQuery(queried), options)
        } catch (thrown) {
          throw withDetails(thrown, { service })
        }
      },
      ...(batches && {
        batch: async (queries: unknown, options?: never) =>
          batches.batch(
            naming(service, () => checkedQueries(queries)),
            options,
          ),
      }),
    },
  ) as unknown as Made
}

// Written as a literal, with members; of any realm.
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return isPlain(value) && Object.keys(value).length > 0
}

/**
 * The value as a query.
 *
 * @throws {DatabaseError} `template_misuse` when it is none
 */
export function checkedQuery(value: unknown): Fragment {
  if (isFragment(value)) return value
  throw new DatabaseError('template_misuse', 'this takes a query: db`...`')
}

/**
 * The value as the queries of a batch.
 *
 * @throws {DatabaseError} `template_misuse` when it is not an array
 */
function checkedQueries<Queried>(value: Queried): Queried & readonly Query<unknown>[] {
  if (Array.isArray(value)) return value as Queried & readonly Query<unknown>[]
  throw new DatabaseError('template_misuse', 'a batch takes an array of queries: [db`...`, db`...`]')
}

/**
 * What `make` gives for each query of a batch.
 *
 * @throws {DatabaseError} what `make` throws, `template_misuse` when one is no query, `option` when one has an option
 *   that a batch cannot honour
 */
export function eachOfBatch<T>(
  queries: readonly unknown[],
  make: (query: Fragment, index: number, options: QueryOptions) => T,
): T[] {
  return Array.from(queries, (value, statement) => {
    try {
      const query = checkedQuery(value)
      const options = optionsOf(query)
      const refused = (['signal', 'timeout', 'retry', 'rename'] as const).find((name) => options[name] !== undefined)
      if (refused)
        throw new DatabaseError('option', `a query of a batch has no ${refused} of its own: give it to the batch`)
      return make(query, statement, options)
    } catch (thrown) {
      throw withDetails(thrown, { statement })
    }
  })
}
