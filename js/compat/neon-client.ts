import { DatabaseError } from '../errors.js'
import { safeCause } from '../cause.js'
import { neonConfig, warnIfBrowser } from './neon-config.js'
import { mergeParameters, resolveConnection } from './neon-connection.js'
import { NeonDbError, toNeonDbError } from './neon-error.js'
import { prepareQuery, sendQueries } from './neon-http.js'
import type {
  HTTPQueryOptions,
  HTTPTransactionOptions,
  NeonQueryFunction,
  NeonQueryFunctionInTransaction,
  NeonQueryInTransaction,
  QueryResultOf,
} from './neon-options.js'
import { NeonQueryPromise, type QueryData, SqlTemplate, UnsafeRawSql } from './neon-query.js'

type AnyOptions = HTTPTransactionOptions<boolean, boolean>

const expectsQueries = 'transaction() expects an array of queries, or a function returning an array of queries'

/**
 * A function that sends queries to Neon by HTTP, as the official driver's does. It holds nothing open.
 *
 * @param connectionString `postgresql://user:password@host/database`; checked at each query
 * @param options also parts of the connection string, which go before those in it
 */
export function neon<ArrayMode extends boolean = false, FullResults extends boolean = false>(
  connectionString: string,
  options?: HTTPTransactionOptions<ArrayMode, FullResults>,
): NeonQueryFunction<ArrayMode, FullResults>
/** The same, with all parts of the connection string among the options. */
export function neon<ArrayMode extends boolean = false, FullResults extends boolean = false>(
  options: HTTPTransactionOptions<ArrayMode, FullResults>,
): NeonQueryFunction<ArrayMode, FullResults>
/** Both. */
export function neon<ArrayMode extends boolean = false, FullResults extends boolean = false>(
  first: string | HTTPTransactionOptions<ArrayMode, FullResults> | undefined,
  second: HTTPTransactionOptions<ArrayMode, FullResults> = {},
): NeonQueryFunction<ArrayMode, FullResults> {
  const connectionString = typeof first === 'string' ? first : undefined
  const client: AnyOptions = typeof first === 'string' ? second : (first ?? {})

  const one = async (data: QueryData, options: AnyOptions | undefined): Promise<unknown> =>
    (await send([{ queryData: data, opts: options }], undefined, options))[0]

  async function send(
    all: readonly { queryData: QueryData; opts?: AnyOptions | undefined }[],
    transaction: AnyOptions | undefined,
    single: AnyOptions | undefined,
  ): Promise<unknown[]> {
    // The official driver takes some of these from the client alone, others from any.
    const options = { ...client, ...defined(transaction), ...defined(single) }
    const queries = all.map(({ queryData, opts }) => ({
      query: prepareQuery(queryData),
      arrayMode: (opts?.arrayMode ?? options.arrayMode) === true,
      fullResults: opts?.fullResults ?? options.fullResults ?? false,
      types: opts?.types ?? options.types,
    }))
    const connection = await resolveConnection(
      connectionString,
      mergeParameters(parametersOf(client), parametersOf(transaction), parametersOf(single)),
    )
    const token = await tokenOf(options.authToken)
    if (!options.disableWarningInBrowsers && !neonConfig.disableWarningInBrowsers) warnIfBrowser()
    const { isolationLevel, readOnly, deferrable } = options
    return sendQueries({
      connection,
      token,
      fetchOptions: { ...client.fetchOptions, ...transaction?.fetchOptions, ...single?.fetchOptions },
      queries,
      transaction: transaction && { isolationLevel, readOnly, deferrable },
    }).catch((thrown: unknown) => {
      throw toNeonDbError(thrown)
    })
  }

  // biome-ignore lint/suspicious/noExplicitAny: values are anything, as in the official driver
  type Values = any[]
  const query = (data: QueryData, options?: AnyOptions) => new NeonQueryPromise(one, data, options)
  const tag = Object.assign(
    (strings: TemplateStringsArray, ...values: Values) => {
      if (!Array.isArray(strings) || !Array.isArray(strings.raw)) {
        throw new Error(
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the official driver's words
          'This function can now be called only as a tagged-template function: sql`SELECT ${value}`, not ' +
            'sql("SELECT $1", [value], options). For a conventional function call with value placeholders ' +
            '($1, $2, etc.), use sql.query("SELECT $1", [value], options).',
        )
      }
      return query(new SqlTemplate(strings, values))
    },
    {
      query: (text: string, params?: Values, options?: HTTPQueryOptions<boolean, boolean>) =>
        query({ query: text, params: params ?? [] }, options),
      unsafe: (rawSQL: string) => new UnsafeRawSql(rawSQL),
      async transaction(
        given: unknown[] | ((sql: NeonQueryFunctionInTransaction<boolean, boolean>) => NeonQueryInTransaction[]),
        options: AnyOptions = {},
      ): Promise<QueryResultOf<boolean, boolean>[]> {
        const queries: unknown = typeof given === 'function' ? given(tag as never) : given
        if (!Array.isArray(queries)) throw new Error(expectsQueries)
        for (const each of queries) if (!(each instanceof NeonQueryPromise)) throw new Error(expectsQueries)
        return (await send(queries as NeonQueryPromise<boolean, boolean>[], options, undefined)) as never
      },
    },
  )
  return tag as unknown as NeonQueryFunction<ArrayMode, FullResults>
}

function defined(options: AnyOptions = {}): AnyOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

// What is not a part of the connection string is passed over when it is read.
const parametersOf = (options: AnyOptions | undefined): AnyOptions => options ?? {}

async function tokenOf(given: AnyOptions['authToken']): Promise<string | undefined> {
  if (typeof given !== 'function') return given || undefined
  try {
    return (await given()) || undefined
  } catch (thrown) {
    const cause = safeCause(thrown, [])
    const error = new NeonDbError(`Error getting auth token: ${cause.message}`)
    error.sourceError = new DatabaseError('authentication', 'the function authToken failed', { cause })
    throw error
  }
}
