import { DatabaseError } from './errors.js'
import { Fragment, type Node, nodeOf } from './fragment.js'
import { mergeOptions, noOptions, queryChecks, type QueryOptions, readOptions } from './options.js'
import { isPlain } from './parameter.js'
import type { Result } from './result.js'

/** Sends a query and gives its rows. */
export type RunQuery = (query: Fragment, options: QueryOptions) => Promise<Result<unknown>>

let optionsIn: (query: Query<unknown>) => QueryOptions
let has: (value: object) => boolean

/**
 * A query. Each `await` sends it once more; inside another template it is a fragment and does not
 * run by itself.
 */
export class Query<Row = Record<string, unknown>> extends Fragment implements PromiseLike<Result<Row>> {
  readonly #run: RunQuery
  readonly #service: string
  readonly #options: QueryOptions

  /** @internal */
  constructor(node: Node, run: RunQuery, service: string, options: QueryOptions = noOptions) {
    super(node)
    this.#run = run
    this.#service = service
    this.#options = options
  }

  static {
    optionsIn = (query) => query.#options
    has = (value) => #options in value
  }

  /** The same query with options of its own, over those of the client. */
  with(options: QueryOptions): Query<Row> {
    const checked = readOptions(options, queryChecks, this.#service)
    return new Query<Row>(nodeOf(this), this.#run, this.#service, mergeOptions(this.#options, checked))
  }

  /** Sends the query. */
  // biome-ignore lint/suspicious/noThenProperty: awaiting a query is how it is sent
  then<Fulfilled = Result<Row>, Rejected = never>(
    onFulfilled?: ((result: Result<Row>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#send().then(onFulfilled, onRejected)
  }

  /** Sends the query and handles its failure. */
  catch<Rejected = never>(
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Result<Row> | Rejected> {
    return this.#send().catch(onRejected)
  }

  /** Sends the query and runs the handler after it, however it ended. */
  finally(onFinally?: (() => void) | null): Promise<Result<Row>> {
    return this.#send().finally(onFinally)
  }

  get [Symbol.toStringTag](): string {
    return 'Query'
  }

  #send(): Promise<Result<Row>> {
    return this.#run(this, this.#options) as Promise<Result<Row>>
  }
}

/** The options of a query; none for a fragment of the `sql` tag. */
export function optionsOf(fragment: Fragment): QueryOptions {
  return has(fragment) ? optionsIn(fragment as Query<unknown>) : noOptions
}

/**
 * The node of ready SQL text.
 *
 * @throws {DatabaseError} `template_misuse` when it is not text, or the parameters are neither an array nor a plain
 *   object
 */
export function statementNode(
  text: string,
  parameters: readonly unknown[] | Readonly<Record<string, unknown>> = [],
): Node {
  if (typeof text !== 'string') throw new DatabaseError('template_misuse', 'the query must be a string')
  if (Array.isArray(parameters)) return { kind: 'statement', text, parameters: [...parameters] }
  if (typeof parameters !== 'object' || parameters === null || !isPlain(parameters)) {
    throw new DatabaseError('template_misuse', 'the parameters must be an array, or an object of values by name')
  }
  return { kind: 'statement', text, parameters: Object.values(parameters), names: Object.keys(parameters) }
}
