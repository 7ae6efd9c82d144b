import { DatabaseError } from '../errors.js'
import { safeCause } from '../cause.js'
import { inheritNothing } from '../options.js'
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
  const client: AnyOptions = given(typeof first === 'string' ? second : first)

  const one = async (data: QueryData, options: AnyOptions | undefined): Promise<unknown> =>
    (await send([{ queryData: data, opts: options }], undefined, given(options)))[0]

  async function send(
    all: readonly { queryData: QueryData; opts?: AnyOptions | undefined }[],
    transaction: AnyOptions | undefined,
    single: AnyOptions | undefined,
  ): Promise<unknown[]> {
    const options: AnyOptions = inheritNothing({ ...client, ...transaction, ...single })
    const queries = all.map(({ queryData, opts }) => {
      const { arrayMode, fullResults, types } = inheritNothing({ ...options, ...given(opts) })
      return { query: prepareQuery(queryData), arrayMode: arrayMode === true, fullResults: Boolean(fullResults), types }
    })
    const connection = await resolveConnection(connectionString, mergeParameters(client, transaction, single))
    const token = await tokenOf(options.authToken)
    if (!options.disableWarningInBrowsers && !neonConfig.disableWarningInBrowsers) warnIfBrowser()
    const { isolationLevel, readOnly, deferrable } = options
    return sendQueries({
      connection,
      token,
      fetchOptions: inheritNothing({
        ...client.fetchOptions,
        ...transaction?.fetchOptions,
        ...single?.fetchOptions,
      }),
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
        queriesOrFn: unknown[] | ((sql: NeonQueryFunctionInTransaction<boolean, boolean>) => NeonQueryInTransaction[]),
        options: AnyOptions = {},
      ): Promise<QueryResultOf<boolean, boolean>[]> {
        const queries: unknown = typeof queriesOrFn === 'function' ? queriesOrFn(tag as never) : queriesOrFn
        if (!Array.isArray(queries)) throw new Error(expectsQueries)
        for (const each of queries) if (!(each instanceof NeonQueryPromise)) throw new Error(expectsQueries)
        return (await send(queries as NeonQueryPromise<boolean, boolean>[], given(options), undefined)) as never
      },
    },
  )
  return tag as unknown as NeonQueryFunction<ArrayMode, FullResults>
}

// Options that were given, and nothing that Object.prototype has.
function given(options: AnyOptions | undefined): AnyOptions {
  return inheritNothing(Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)))
}

async function tokenOf(token: AnyOptions['authToken']): Promise<string | undefined> {
  if (typeof token !== 'function') return token || undefined
  try {
    return (await token()) || undefined
  } catch (thrown) {
    const cause = safeCause(thrown, [])
    const error = new NeonDbError(`Error getting auth token: ${cause.message}`)
    error.sourceError = new DatabaseError('authentication', 'the function authToken failed', { cause })
    throw error
  }
}
