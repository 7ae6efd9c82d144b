/**
 * What every protocol of the gateway needs from a database, and the errors an engine may raise.
 * A protocol (`neon/`) turns HTTP into these calls; an engine (`postgres.ts`, `pglite.ts`) runs them.
 */

/** One result column, as PostgreSQL's RowDescription message gives it. */
export interface Field {
  readonly name: string
  readonly tableID: number
  readonly columnID: number
  readonly dataTypeID: number
  readonly dataTypeSize: number
  readonly dataTypeModifier: number
}

/** Receives a result while it arrives. Throwing from `row` ends the statement with that error. */
export interface StatementSink {
  /** Called once, and only when the statement returns rows. */
  fields(fields: readonly Field[]): void
  /** One row: each cell as the server's own text, or null. The array is not reused. */
  row(cells: readonly (string | null)[]): void
}

/** A database connection lent to one request. */
export interface Session {
  /**
   * Runs one statement by the extended protocol, parameters as untyped text.
   * Resolves to the command tag (`INSERT 0 3`; empty for an empty statement).
   * Rejects with `DatabaseFailure`, `ConnectionLost`, `Unsupported`, `Cancelled` or what the sink threw.
   */
  execute(text: string, values: readonly (string | null)[], sink: StatementSink): Promise<string>
}

/** Which database, with which settings, and until when. */
export interface SessionRequest {
  readonly database: string
  /** Run-time settings by name, such as `TimeZone` or `application_name`. */
  readonly settings: ReadonlyMap<string, string>
  /** Aborted when nobody waits for the answer any more: a queued request leaves, a running one is cancelled. */
  readonly signal: AbortSignal
}

/** A database server, or a database inside this process. */
export interface Engine {
  /** For people, without secrets: `PostgreSQL 15.18 at db.example:5432`. */
  readonly description: string
  /** The database a connection string names when its user does not care. */
  readonly database: string
  /** Lends a clean session to `work`. Nothing one request sets in its session is seen by another. */
  withSession<T>(request: SessionRequest, work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The fields of PostgreSQL's ErrorResponse message, by the names the `pg` library gives them. */
export interface DatabaseReport {
  readonly message: string
  readonly code?: string | undefined
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  readonly position?: string | undefined
  readonly internalPosition?: string | undefined
  readonly internalQuery?: string | undefined
  readonly severity?: string | undefined
  readonly where?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly schema?: string | undefined
  readonly dataType?: string | undefined
  readonly constraint?: string | undefined
  readonly file?: string | undefined
  readonly line?: string | undefined
  readonly routine?: string | undefined
}

/** The database refused a statement, a setting or a database name. */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure'
  readonly report: DatabaseReport
  constructor(report: DatabaseReport) {
    super(report.message)
    this.report = report
  }
}

/** No connection could be had: unreachable, full, or the queue's deadline passed. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly report: DatabaseReport | undefined
  constructor(message: string, report?: DatabaseReport) {
    super(message)
    this.report = report
  }
}

/** The connection ended while a statement ran, so its outcome is not known. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

/** The statement needs something that one HTTP request cannot carry. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported'
}

/** The request was aborted, by its client or because the gateway closes. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
  constructor() {
    super('the request was cancelled')
  }
}

/** A mistake in how the gateway was started. The message is one line for its user and holds no secret. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
}

/** What listens at the address of a database answers HTTP and does not speak the database's own protocol. */
export class SpeaksHttp extends GatewayError {}
