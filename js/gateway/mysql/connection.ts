import type { Connection, ConnectionOptions, FieldPacket, Query, QueryError, ResultSetHeader } from 'mysql2'
import { ConnectionLost, GatewayError, Unavailable } from '../engine.js'
import type { Mysql2Module } from '../peers.js'
import { checkEncoding } from '../url.js'
import { StatementFailed, VitessRefused } from './errors.js'

/** Receives the rows of a statement while they arrive. A throw unsettles nothing: it becomes the statement's error. */
export interface StatementSink {
  fields(fields: readonly FieldPacket[]): void
  /** One row: each cell's bytes as the server sent them. */
  row(cells: readonly (Uint8Array | null)[]): void
}

/** What the server says after a statement that returned no rows; what it changed in the session. */
export interface Completion {
  readonly affectedRows: number
  /** In decimal digits, unsigned. */
  readonly insertId: string
  readonly inTransaction: boolean
  readonly autocommit: boolean
  /** The database that is now the current one, if the statement changed it. */
  readonly schema: string | undefined
  readonly systemVariables: Readonly<Record<string, string>>
  /** Something in the session changed: the above, or something that nobody can tell. */
  readonly stateChanged: boolean
}

/** Status bits of MySQL's protocol: https://dev.mysql.com/doc/dev/mysql-server/latest/mysql__com_8h.html */
const statusInTransaction = 0x1
const statusAutocommit = 0x2
const statusSessionChanged = 0x4000

const connectTimeout = 15_000

/**
 * What every connection begins with: text as UTF-8, times in UTC as at PlanetScale, and the server's word on each
 * change of its session.
 */
const prelude =
  "SET NAMES utf8mb4, time_zone = '+00:00', session_track_schema = ON, session_track_state_change = ON, " +
  "session_track_system_variables = '*'"

/** mysql2's own additions to the answer to a statement without rows. */
interface TrackedHeader extends ResultSetHeader {
  readonly stateChanges?: {
    readonly systemVariables: Readonly<Record<string, string>>
    readonly schema: string | null
    readonly trackStateChange: string | null
  }
}

function completion(header: TrackedHeader): Completion {
  const status = header.serverStatus
  return {
    affectedRows: header.affectedRows,
    // The library reads it as signed.
    insertId: BigInt.asUintN(64, BigInt(header.insertId)).toString(),
    inTransaction: (status & statusInTransaction) !== 0,
    autocommit: (status & statusAutocommit) !== 0,
    schema: header.stateChanges?.schema ?? undefined,
    systemVariables: header.stateChanges?.systemVariables ?? {},
    stateChanged: (status & statusSessionChanged) !== 0,
  }
}

/** One connection to the server, for one statement at a time. */
export class MysqlConnection {
  readonly #connection: Connection
  /** The current database; empty for none. */
  schema: string
  #broken = false
  /** Ends the running statement: the library does not tell a statement that its connection ended. */
  #lose: () => void = () => {}

  private constructor(connection: Connection, schema: string) {
    this.#connection = connection
    this.schema = schema
    // Without a listener the end of an idle connection would end the process.
    connection.on('error', () => this.#end())
  }

  /** Connects. Throws `Unavailable`, without secrets. */
  static async open(mysql2: Mysql2Module, config: ConnectionOptions): Promise<MysqlConnection> {
    const connection = mysql2.createConnection({
      ...config,
      charset: 'utf8mb4',
      connectTimeout,
      supportBigNumbers: true,
      bigNumberStrings: true,
      // No code is made at run time for the columns of a result.
      disableEval: true,
      // IGNORE_SPACE would change sql_mode, LOCAL_FILES let the server ask for files of this machine.
      flags: ['-IGNORE_SPACE', '-LOCAL_FILES', '-ODBC'],
    })
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error === null ? resolve() : reject(unavailable(error))))
    })
    const opened = new MysqlConnection(connection, config.database ?? '')
    await opened.run(prelude)
    return opened
  }

  /** The server's number of this connection. */
  get id(): number {
    return this.#connection.threadId
  }

  /** True when the connection ended, or nobody knows its state. */
  get broken(): boolean {
    return this.#broken
  }

  /** Runs a statement of the gateway's own. */
  async run(sql: string): Promise<Completion | undefined> {
    return this.execute(sql, { fields: () => {}, row: () => {} })
  }

  /**
   * Runs one statement, its text as it is. Undefined when it returned rows. Rejects with `StatementFailed`,
   * `ConnectionLost`, or what the sink threw; `onUnwanted` is called when the sink has thrown, while rows still arrive.
   */
  execute(sql: string, sink: StatementSink, onUnwanted: () => void = () => {}): Promise<Completion | undefined> {
    if (this.#broken) return Promise.reject(lost())
    return new Promise((resolve, reject) => {
      this.#lose = () => reject(lost())
      let failure: unknown
      let done: Completion | undefined
      let results = 0
      const guard = (work: () => void): void => {
        if (failure !== undefined) return
        try {
          work()
        } catch (error) {
          failure = error
          onUnwanted()
        }
      }
      const query: Query = this.#connection.query({ sql, rowsAsArray: true, typeCast: false })
      query.on('fields', (fields: unknown) => {
        if (fields === undefined) return
        results += 1
        guard(() => {
          if (results > 1) throw severalResults()
          sink.fields(fields as readonly FieldPacket[])
        })
      })
      query.on('result', (row: unknown) => {
        if (Array.isArray(row)) {
          guard(() => sink.row(row as (Uint8Array | null)[]))
          return
        }
        done = completion(row as TrackedHeader)
        if (done.schema !== undefined) this.schema = done.schema
      })
      query.on('error', (error: QueryError) => {
        failure ??= this.#explain(error)
      })
      query.on('end', () => {
        if (failure === undefined) resolve(results > 0 ? undefined : done)
        else reject(failure)
      })
    })
  }

  /** Ends a transaction, forgets all that was set, and begins anew. Rejects when that is impossible. */
  async reset(): Promise<void> {
    if (this.#broken) throw lost()
    await new Promise<void>((resolve, reject) => {
      this.#connection.reset((error) => (error === null ? resolve() : reject(error)))
    })
    await this.run(prelude)
  }

  /** Drops the connection, at once. */
  destroy(): void {
    this.#connection.destroy()
    this.#end()
  }

  #end(): void {
    this.#broken = true
    this.#lose()
  }

  #explain(error: QueryError): Error {
    if (error.sqlState !== undefined && error.errno !== undefined && !error.fatal) {
      return new StatementFailed((error as { sqlMessage?: string }).sqlMessage ?? '', error.errno, error.sqlState)
    }
    this.#broken = true
    return lost()
  }
}

function lost(): ConnectionLost {
  return new ConnectionLost('the connection to the database ended')
}

function severalResults(): VitessRefused {
  return new VitessRefused('Multi-Resultset not supported in stored procedure', 'UNIMPLEMENTED')
}

/** `Access denied for user 'x'@'y'` and the like of a server; the code of the system otherwise. */
function unavailable(error: QueryError): Unavailable {
  const { sqlMessage } = error as { sqlMessage?: string }
  return new Unavailable(sqlMessage ?? `could not connect to the database (${error.code})`)
}

/** A server's URL as settings of mysql2, none of which can change how results are read. Throws `GatewayError`. */
export function connectionOptions(text: string): ConnectionOptions {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'mysql:' && url.protocol !== 'mariadb:')) {
    throw new GatewayError('--mysql needs a URL such as mysql://user:password@host:3306/database')
  }
  checkEncoding(url)
  const socketPath = url.searchParams.get('socket') ?? url.searchParams.get('socketPath')
  const database = decodeURIComponent(url.pathname.slice(1))
  const tls = url.searchParams.get('ssl')
  return {
    ...(socketPath === null
      ? { host: url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost', port: Number(url.port || 3306) }
      : { socketPath }),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ...(database === '' ? {} : { database }),
    ...(tls === null || tls === 'false' ? {} : { ssl: tlsOptions(tls) }),
  }
}

function tlsOptions(text: string): string | Record<string, unknown> {
  if (text === 'true') return {}
  if (!text.startsWith('{')) return text
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new GatewayError('ssl in the URL is true, a profile of mysql2, or JSON')
  }
}
