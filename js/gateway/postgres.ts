import type { Client, ClientConfig } from 'pg'
import {
  DatabaseFailure,
  type Engine,
  GatewayError,
  type Session,
  type SessionRequest,
  SpeaksHttp,
  Unavailable,
} from './engine.js'
import { loadPg, type PgModule } from './peers.js'
import { Pool } from './pool.js'
import { ClientSession, isServerReport, resetConnection } from './session.js'
import { checkEncoding } from './url.js'

/** How many connections, and how long to wait; times in milliseconds. */
export interface EngineLimits {
  readonly maxConnections: number
  readonly queueTimeout: number
  readonly queueLimit: number
}

/** Neon's proxy gives a connection 15 s and keeps idle ones 5 minutes; a local server needs less. */
const connectTimeout = 15_000
const idleTimeout = 60_000

/** How long a server that refused us has to show, by an answer, that it speaks HTTP. */
const httpTimeout = 2_000

/** SQLSTATE classes of a refused connection that a different request would meet too. */
const unavailableClasses = new Set(['08', '28', '53', '57', '58', 'XX'])

/** What the `pg` library says when it has no password for SCRAM. */
const missingPassword = /^SASL: .*client password must be a/

/** A PostgreSQL server elsewhere, reached by TCP or a Unix socket with the `pg` library. */
class PostgresEngine implements Engine {
  readonly #pg: PgModule
  readonly #base: URL
  readonly #pool: Pool<Client>
  description = ''
  database = ''

  constructor(pg: PgModule, base: URL, limits: EngineLimits) {
    this.#pg = pg
    this.#base = base
    this.#pool = new Pool<Client>({
      max: limits.maxConnections,
      queueTimeout: limits.queueTimeout,
      queueLimit: limits.queueLimit,
      idleTimeout,
      open: (key) => this.#connect(key),
      close: (client) => void client.end().catch(() => {}),
    })
  }

  /** Connects once, so that a wrong URL shows at the start and not in the first query. */
  async probe(): Promise<void> {
    const key = poolKey(decodeURIComponent(this.#base.pathname.slice(1)), new Map())
    let client: Client
    try {
      client = await this.#connect(key)
    } catch (error) {
      if (error instanceof Unavailable && error.report === undefined && (await answersHttp(this.#base))) {
        throw new SpeaksHttp(`${this.#place()} speaks HTTP, as npx tcpless dev does, and not PostgreSQL's protocol`)
      }
      throw new GatewayError(`${this.#place()}: ${(error as Error).message}`)
    }
    const answer = await client.query<{ name: string; version: string }>(
      "select current_database() as name, current_setting('server_version') as version",
    )
    await client.end()
    const row = answer.rows[0]
    this.database = row?.name ?? ''
    this.description = `PostgreSQL ${row?.version ?? ''} at ${this.#place()}`
  }

  async withSession<T>(request: SessionRequest, work: (session: Session) => Promise<T>): Promise<T> {
    const key = poolKey(request.database, request.settings)
    const client = await this.#pool.acquire(key, request.signal)
    const session = new ClientSession(client, {
      signal: request.signal,
      batch: 0,
      interrupt: () => void this.#interrupt(key, client),
    })
    try {
      return await work(session)
    } finally {
      // Not awaited: the answer need not wait for the cleaning.
      void this.#giveBack(key, client, session.broken)
    }
  }

  async #giveBack(key: string, client: Client, broken: boolean): Promise<void> {
    try {
      if (broken) throw new Error('broken')
      await resetConnection(client)
    } catch {
      this.#pool.discard(client)
      return
    }
    this.#pool.release(key, client)
  }

  async #connect(key: string): Promise<Client> {
    const client = new this.#pg.Client(this.#config(key))
    // Without a listener the end of an idle connection would end the process.
    client.on('error', () => this.#pool.forget(client))
    try {
      await client.connect()
      return client
    } catch (error) {
      throw connectFailure(error)
    }
  }

  #config(key: string): ClientConfig {
    const [database, ...settings] = JSON.parse(key) as [string, ...[string, string][]]
    const url = new URL(this.#base)
    url.pathname = `/${encodeURIComponent(database)}`
    // The library always asks for UTF8 and could not read anything else.
    url.searchParams.delete('client_encoding')
    const options = [url.searchParams.get('options') ?? '']
    for (const [name, value] of settings) {
      // Its own startup parameter, because poolers such as PgBouncer know it but not `options`.
      if (name === 'application_name') url.searchParams.set(name, value)
      else options.push(`-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`)
    }
    const switches = options.filter((text) => text !== '').join(' ')
    if (switches !== '') url.searchParams.set('options', switches)
    return { connectionString: url.href, connectionTimeoutMillis: connectTimeout, keepAlive: true }
  }

  /**
   * Ends a running statement: asks the server to cancel it, then drops the connection. By SQL and not by a
   * CancelRequest message, because the library sends that one without TLS.
   */
  async #interrupt(key: string, client: Client): Promise<void> {
    const pid = (client as Client & { processID: number | null }).processID
    try {
      const messenger = await this.#connect(key)
      try {
        await messenger.query('select pg_cancel_backend($1)', [pid])
      } finally {
        await messenger.end()
      }
    } catch {
      // No connection left for it: dropping ours makes the server notice when it next writes.
    }
    await client.end().catch(() => {})
  }

  #place(): string {
    const host = this.#base.searchParams.get('host') ?? this.#base.host
    return host === '' ? 'the local server' : host
  }

  async close(): Promise<void> {
    this.#pool.close()
  }
}

/** What makes two connections interchangeable: the database and the settings they started with. */
function poolKey(database: string, settings: ReadonlyMap<string, string>): string {
  return JSON.stringify([database, ...[...settings].sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** Asks without the credentials of the URL. What speaks PostgreSQL's protocol alone gives no answer. */
async function answersHttp({ hostname, port }: URL): Promise<boolean> {
  const url = `http://${hostname}:${port || 5432}/`
  return fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(httpTimeout) }).then(
    () => true,
    () => false,
  )
}

function connectFailure(error: unknown): Error {
  if (isServerReport(error)) {
    const unavailable = unavailableClasses.has(error.code?.slice(0, 2) ?? '')
    return unavailable ? new Unavailable(error.message, error) : new DatabaseFailure(error)
  }
  if (error instanceof Error && missingPassword.test(error.message)) {
    return new Unavailable('the server asks for a password and the URL has none')
  }
  const code = (error as { code?: unknown }).code
  const reason = typeof code === 'string' ? code : error instanceof Error ? error.message : 'unknown'
  return new Unavailable(`could not connect to the database (${reason})`)
}

/**
 * Opens a PostgreSQL server by its connection URL, of which everything counts: user, password, TLS, socket
 * folder, `options`. Throws a `GatewayError` without secrets when it cannot be reached.
 */
export async function openPostgres(url: string, limits: EngineLimits): Promise<Engine> {
  const base = URL.canParse(url) ? new URL(url) : undefined
  if (base === undefined || (base.protocol !== 'postgres:' && base.protocol !== 'postgresql:')) {
    throw new GatewayError('--postgres needs a URL such as postgres://user:password@host:5432/database')
  }
  checkEncoding(base)
  const engine = new PostgresEngine(await loadPg(), base, limits)
  await engine.probe()
  return engine
}
