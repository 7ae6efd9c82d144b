import { Cancelled, ConnectionLost, DatabaseFailure, type DatabaseReport, Unavailable, Unsupported } from '../engine.js'
import { BodyRefused } from '../server.js'

/** The request itself cannot be served: answered with its status and its message. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly status: number
  constructor(message: string, status = 400) {
    super(message)
    this.status = status
  }
}

/** A result over the limit. The status is 507 Insufficient Storage, as in Neon's proxy. */
export function responseTooLarge(limit: number): RequestRefused {
  return new RequestRefused(`response is too large (max is ${limit} bytes)`, 507)
}

/** The 17 fields of Neon's error body, in its order; those that do not apply are null. */
function body(report: DatabaseReport): string {
  return JSON.stringify({
    message: report.message,
    code: report.code ?? null,
    detail: report.detail ?? null,
    hint: report.hint ?? null,
    position: report.position ?? null,
    internalPosition: report.internalPosition ?? null,
    internalQuery: report.internalQuery ?? null,
    severity: report.severity ?? null,
    where: report.where ?? null,
    table: report.table ?? null,
    column: report.column ?? null,
    schema: report.schema ?? null,
    dataType: report.dataType ?? null,
    constraint: report.constraint ?? null,
    file: report.file ?? null,
    line: report.line ?? null,
    routine: report.routine ?? null,
  })
}

/**
 * The HTTP status and JSON body for an error, as Neon's proxy maps them (sql_over_http.rs): 400 for whatever
 * the client or its SQL did, 500 for a database that cannot be reached. Anything unforeseen says only that.
 */
export function errorReply(error: unknown): { status: number; body: string } {
  if (error instanceof DatabaseFailure) return { status: 400, body: body(error.report) }
  if (error instanceof RequestRefused || error instanceof BodyRefused) {
    return { status: error.status, body: body({ message: error.message }) }
  }
  if (error instanceof Unsupported || error instanceof ConnectionLost) {
    return { status: 400, body: body({ message: error.message }) }
  }
  if (error instanceof Unavailable) {
    return { status: 500, body: body({ ...error.report, message: error.message }) }
  }
  if (error instanceof Cancelled) {
    // Neon sends these two keys alone.
    const cancelled = { message: 'Query cancelled, connection was terminated', code: '08P01' }
    return { status: 400, body: JSON.stringify(cancelled) }
  }
  return { status: 500, body: body({ message: 'internal error of the gateway' }) }
}
