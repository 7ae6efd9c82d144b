import type { ConnectionOptions } from 'mysql2'
import { Cancelled, GatewayError } from '../engine.js'
import { loadMysql2, type Mysql2Module } from '../peers.js'
import { Pool } from '../pool.js'
import type { EngineLimits } from '../postgres.js'
import { type Completion, connectionOptions, MysqlConnection, type StatementSink } from './connection.js'
import { quoteName } from './names.js'
import { type PinLimits, Pins } from './pins.js'

const idleTimeout = 60_000

/** A MySQL or MariaDB server, its connections, and those of them that wait for a session. */
export class MysqlServer {
  readonly #mysql2: Mysql2Module
  readonly #config: ConnectionOptions
  readonly #pool: Pool<MysqlConnection>
  readonly pins: Pins
  /** The database of the URL; empty for none. */
  readonly database: string
  description = ''

  constructor(mysql2: Mysql2Module, config: ConnectionOptions, limits: EngineLimits & { readonly pins: PinLimits }) {
    this.#mysql2 = mysql2
    this.#config = config
    this.database = config.database ?? ''
    this.#pool = new Pool<MysqlConnection>({
      max: limits.maxConnections,
      queueTimeout: limits.queueTimeout,
      queueLimit: limits.queueLimit,
      idleTimeout,
      open: () => MysqlConnection.open(mysql2, config),
      close: (connection) => connection.destroy(),
    })
    this.pins = new Pins(limits.pins, (connection) => void this.giveBack(connection))
  }

  /** Connects once, so that a wrong URL shows at the start and not in the first query. */
  async probe(): Promise<void> {
    let connection: MysqlConnection
    try {
      connection = await MysqlConnection.open(this.#mysql2, this.#config)
    } catch (error) {
      throw new GatewayError(`${this.#place()}: ${(error as Error).message}`)
    }
    let version = ''
    await connection.execute('SELECT version()', {
      fields: () => {},
      row: ([cell]) => {
        version = Buffer.from(cell ?? []).toString('utf8')
      },
    })
    connection.destroy()
    const product = /mariadb/i.test(version) ? 'MariaDB' : 'MySQL'
    this.description = `${product} ${version.replace(/-.*/s, '')} at ${this.#place()}`
  }

  /** Lends a connection that nobody has set anything in. Keep it with `pins.keep` or end with `giveBack`. */
  async acquire(signal: AbortSignal): Promise<MysqlConnection> {
    for (;;) {
      const connection = await this.#pool.acquire('', signal)
      if (!connection.broken) return connection
      // The server ended it while it was idle.
      this.#pool.discard(connection)
    }
  }

  /** Takes back a connection and makes it as new, rolling back what is open. */
  async giveBack(connection: MysqlConnection): Promise<void> {
    try {
      if (connection.schema !== this.database) {
        if (this.database === '') throw new Error('the current database cannot be none again')
        await connection.run(`USE ${quoteName(this.database)}`)
      }
      await connection.reset()
    } catch {
      this.#pool.discard(connection)
      return
    }
    this.#pool.release('', connection)
  }

  /**
   * Runs a statement. When the signal aborts, the connection is dropped, and what the session had open is rolled back;
   * when the sink throws, the server is told to stop, and the connection stays as it is.
   */
  async execute(
    connection: MysqlConnection,
    sql: string,
    sink: StatementSink,
    signal: AbortSignal,
  ): Promise<Completion | undefined> {
    if (signal.aborted) throw new Cancelled()
    let stopping: Promise<void> | undefined
    const abort = (): void => {
      void this.#kill(`KILL ${connection.id}`)
      connection.destroy()
    }
    signal.addEventListener('abort', abort, { once: true })
    try {
      return await connection.execute(sql, sink, () => {
        stopping = this.#kill(`KILL QUERY ${connection.id}`)
      })
    } catch (error) {
      throw signal.aborted ? new Cancelled() : error
    } finally {
      signal.removeEventListener('abort', abort)
      // Until it is done it might hit the connection's next statement.
      await stopping
    }
  }

  async #kill(command: string): Promise<void> {
    try {
      const messenger = await MysqlConnection.open(this.#mysql2, this.#config)
      try {
        await messenger.run(command)
      } finally {
        messenger.destroy()
      }
    } catch {
      // No connection left for it, or the statement has ended by itself.
    }
  }

  #place(): string {
    const { socketPath, host, port } = this.#config
    return socketPath ?? `${host}:${port}`
  }

  async close(): Promise<void> {
    this.pins.close()
    this.#pool.close()
  }
}

/** Opens a server by its URL. Throws a `GatewayError` without secrets when it cannot be reached. */
export async function openMysql(
  url: string,
  limits: EngineLimits & { readonly pins: PinLimits },
): Promise<MysqlServer> {
  const server = new MysqlServer(await loadMysql2(), connectionOptions(url), limits)
  await server.probe()
  return server
}
