import { DatabaseError } from '../errors.js'
import { inheritNothing } from '../options.js'
import { neon } from './neon-client.js'
import { neonConfig } from './neon-config.js'
import { parseConnectionString } from './neon-connection.js'
import type { ConnectionParameters, CustomTypesConfig, FullQueryResults } from './neon-options.js'

/** What a Pool is made of. What only connections use is passed over. */
export interface PoolConfig extends ConnectionParameters {
  types?: CustomTypesConfig | undefined
  [option: string]: unknown
}

/** A query with its values. */
export interface QueryConfig {
  text: string
  values?: unknown[]
  types?: CustomTypesConfig
  rowMode?: 'array'
}

/** Gets the result of a query, as node-postgres gives it. */
export type QueryCallback = (error: Error | undefined, result?: FullQueryResults<boolean>) => void

const needsConnection = (what: string): DatabaseError =>
  new DatabaseError('unsupported', `${what} needs a connection, and tcpless/compat/neon sends by HTTP alone`)

/**
 * The official driver's Pool as far as it goes by HTTP: `query()` with `neonConfig.poolQueryViaFetch`. Everything that
 * needs a connection is the error `unsupported`.
 */
export class Pool {
  readonly options: PoolConfig

  constructor(config: PoolConfig | string = {}) {
    this.options = typeof config === 'string' ? { connectionString: config } : config
  }

  /** Sends a query by HTTP. */
  query(text: string | QueryConfig, values?: unknown[]): Promise<FullQueryResults<boolean>>
  query(text: string | QueryConfig, callback: QueryCallback): void
  query(text: string | QueryConfig, values: unknown[] | undefined, callback: QueryCallback): void
  query(
    text: string | QueryConfig,
    second?: unknown[] | QueryCallback,
    third?: QueryCallback,
  ): Promise<FullQueryResults<boolean>> | undefined {
    const [values, callback] = typeof second === 'function' ? [undefined, second] : [second, third]
    const sent = this.#send(typeof text === 'string' ? { text } : text, values)
    if (!callback) return sent
    sent.then(
      (result) => callback(undefined, result),
      (error: Error) => callback(error),
    )
    return undefined
  }

  async #send({ text, values = [], types, rowMode }: QueryConfig, given = values): Promise<FullQueryResults<boolean>> {
    if (!neonConfig.poolQueryViaFetch) throw needsConnection('Pool.query() without neonConfig.poolQueryViaFetch')
    const arrayMode: boolean = rowMode === 'array'
    const { types: shared, ...options } = this.options
    const parsers = types ?? shared
    const sql = neon({ ...options, fullResults: true, arrayMode })
    return sql.query<boolean, true>(text, given, parsers && { types: parsers })
  }

  /** @throws {DatabaseError} `unsupported` */
  async connect(): Promise<never> {
    throw needsConnection('Pool.connect()')
  }

  /** Nothing is open. */
  async end(): Promise<void> {}

  /** No event ever comes. */
  on(_event: string, _listener: (...values: never[]) => void): this {
    return this
  }

  /** No event ever comes. */
  addListener(event: string, listener: (...values: never[]) => void): this {
    return this.on(event, listener)
  }

  /** No event ever comes. */
  off(event: string, listener: (...values: never[]) => void): this {
    return this.on(event, listener)
  }

  /** No event ever comes. */
  removeListener(event: string, listener: (...values: never[]) => void): this {
    return this.on(event, listener)
  }
}

/** A connection, which there is not. */
export class Client {
  /** @throws {DatabaseError} `unsupported` */
  constructor(_config?: unknown) {
    throw needsConnection('Client')
  }
}

/** A connection of a pool, which there is not. */
export interface PoolClient extends Client {
  release(error?: Error | boolean): void
}

/** What a connection string says, as the official driver gives it to make a Pool of. */
export interface ClientConfig {
  user?: string
  password?: string
  host?: string
  port?: number
  database?: string
  ssl?: boolean | object
  [parameter: string]: unknown
}

const tlsModes: Record<string, boolean | object> = { disable: false, 'no-verify': { rejectUnauthorized: false } }

/**
 * Takes a connection string apart, so that a part of it can be another or a function:
 * `new Pool({ ...parseIntoClientConfig(url), password: () => getPassword() })`.
 *
 * @throws {NeonDbError} when it is not right; never quotes it
 */
export function parseIntoClientConfig(text: string): ClientConfig {
  const { url } = parseConnectionString(text)
  const { sslmode, ssl, ...parameters } = Object.fromEntries(url.searchParams)
  const asked = ssl === undefined ? undefined : /^(true|1)$/.test(ssl)
  const tls = sslmode === undefined ? asked : (tlsModes[sslmode] ?? {})
  return inheritNothing({
    ...parameters,
    ...(sslmode !== undefined && { sslmode }),
    ...(tls !== undefined && { ssl: tls }),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    host: decodeURIComponent(url.hostname),
    ...(url.port !== '' && { port: Number(url.port) }),
    database: decodeURI(url.pathname.slice(1)),
  })
}

// Names that programs import must be there. The official driver declares these as functions too, and both are undefined.
/** Undefined, as in the official driver. */
export const escapeIdentifier = undefined
/** Undefined, as in the official driver. */
export const escapeLiteral = undefined
