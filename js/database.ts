import { DatabaseError, naming, withDetails } from './errors.js'
import { type Fragment, isFragment, type Node, templateNode } from './fragment.js'
import type { QueryOptions } from './options.js'
import { Query, type RunQuery, statementNode } from './query.js'
import type { RespondOptions } from './response.js'
import type { Result } from './result.js'
import type { Parameter } from './sql.js'

/** A database: a template tag that makes queries. */
export interface Database {
  /**
   * A query. Values are sent as parameters, fragments of `sql` and other queries become part of the
   * SQL. It is sent when it is awaited.
   *
   * @throws {DatabaseError} `template_misuse` when not called as a template tag
   */
  <Row = Record<string, unknown>>(strings: TemplateStringsArray, ...values: Parameter[]): Query<Row>

  /** A query from ready SQL text with the service's own placeholders: `db.query('select $1', [1])`. */
  query<Row = Record<string, unknown>>(text: string, parameters?: readonly Parameter[]): Query<Row>

  /**
   * Sends the query and gives its rows as a Response, without making JavaScript values of them.
   *
   * Settles when the first rows are decoded, so an error until then rejects. A later one shows in
   * the body: a JSON array stays unclosed and the stream fails, NDJSON ends with a line
   * `{"error":{"code","message"}}`.
   */
  respond(query: Fragment, options?: RespondOptions): Promise<Response>
}

/** A Result for each query of a batch, in order. */
export type BatchResults<Queries extends readonly Query<unknown>[]> = {
  -readonly [Index in keyof Queries]: Queries[Index] extends Query<infer Row> ? Result<Row> : never
}

/** A database that takes several queries at once, all or none of which are applied. */
export interface BatchDatabase extends Database {
  /**
   * Sends the queries in one round trip, as one transaction. Options of the single queries do not
   * count here.
   */
  batch<const Queries extends readonly Query<unknown>[]>(
    queries: Queries,
    options?: QueryOptions,
  ): Promise<BatchResults<Queries>>
}

/** Sends a query and gives its rows as a Response. */
export type RespondTo = (query: Fragment, options: RespondOptions | undefined) => Promise<Response>

/** The callable object of a service. */
export function createDatabase(service: string, run: RunQuery, respond: RespondTo): Database {
  const query = (makeNode: () => Node) => naming(service, () => new Query(makeNode(), run, service))
  return Object.assign(
    (strings: TemplateStringsArray, ...values: Parameter[]) => query(() => templateNode(strings, values)),
    {
      query: (text: string, parameters?: readonly Parameter[]) => query(() => statementNode(text, parameters)),
      async respond(queried: Fragment, options?: RespondOptions) {
        try {
          return await respond(checkedQuery(queried), options)
        } catch (thrown) {
          throw withDetails(thrown, { service })
        }
      },
    },
  ) as Database
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
