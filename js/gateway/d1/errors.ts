import { Cancelled } from '../engine.js'
import { BodyRefused } from '../server.js'
import { SqliteFailed, SqliteUnavailable } from '../sqlite.js'
import type { SqliteFailure } from '../sqlite-messages.js'

/**
 * An answer that is an error: `status` is that of HTTP, `code` one of Cloudflare's API. D1's own errors have an
 * empty list for a result, those of the API before it have null.
 */
export class D1Refused extends Error {
  override readonly name = 'D1Refused'
  readonly status: number
  readonly code: number
  constructor(message: string, code: number, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** A request that D1 does not understand. */
export function malformed(reason: string): D1Refused {
  return new D1Refused(reason, 7400)
}

function failed(message: string, status = 400): D1Refused {
  return new D1Refused(message, 7500, status)
}

/** Names of SQLite's primary result codes, at their numbers: https://www.sqlite.org/rescode.html */
const names = [
  ...['OK', 'ERROR', 'INTERNAL', 'PERM', 'ABORT', 'BUSY', 'LOCKED', 'NOMEM', 'READONLY', 'INTERRUPT', 'IOERR'],
  ...['CORRUPT', 'NOTFOUND', 'FULL', 'CANTOPEN', 'PROTOCOL', 'EMPTY', 'SCHEMA', 'TOOBIG', 'CONSTRAINT', 'MISMATCH'],
  ...['MISUSE', 'NOLFS', 'AUTH', 'FORMAT', 'RANGE', 'NOTADB'],
]
const constraint = 19

/** Names of the extended result codes of CONSTRAINT, by their second byte. */
const constraints = [
  ...['', 'CHECK', 'COMMITHOOK', 'FOREIGNKEY', 'FUNCTION', 'NOTNULL', 'PRIMARYKEY', 'TRIGGER', 'UNIQUE', 'VTAB'],
  ...['ROWID', 'PINNED', 'DATATYPE'],
]

/** `UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)`, as D1 writes it. */
function sqliteMessage(message: string, code: number): string {
  const primary = code & 0xff
  const name = `SQLITE_${names[primary] ?? 'ERROR'}`
  const extended = primary === constraint ? constraints[code >> 8] : undefined
  return `${message}: ${name}${extended ? ` (extended: ${name}_${extended})` : ''}`
}

const reasons = {
  transaction:
    'To execute a transaction, please use the state.storage.transaction() or state.storage.transactionSync() APIs ' +
    'instead of the SQL BEGIN TRANSACTION or SAVEPOINT statements. The JavaScript API is safer because it will ' +
    "automatically roll back on exceptions, and because it interacts correctly with Durable Objects' automatic " +
    'atomic write coalescing.',
  parameters: 'Wrong number of parameter bindings for SQL query.',
  empty: 'No SQL statements detected.',
  size: 'The result is larger than the gateway sends (--max-response).',
}

function ofFailure(failure: SqliteFailure): D1Refused {
  switch (failure.kind) {
    case 'sqlite':
      return failed(sqliteMessage(failure.message, failure.code))
    case 'refused':
      return failure.reason === 'several'
        ? malformed('The request is malformed: params with multiple statements is not supported')
        : failed(reasons[failure.reason])
    default:
      return failed('internal error of the gateway', 500)
  }
}

/** https://developers.cloudflare.com/d1/observability/debug-d1/ */
const unavailable = {
  timeout: 'D1 DB storage operation exceeded timeout which caused object to be reset.',
  queue: 'D1 DB is overloaded. Too many requests queued.',
  ended: 'Internal error in D1 DB storage caused object to be reset.',
}

/** The error to answer with for whatever went wrong. Anything unforeseen says only that. */
export function explain(error: unknown): D1Refused {
  if (error instanceof D1Refused) return error
  if (error instanceof SqliteFailed) return ofFailure(error.failure)
  if (error instanceof BodyRefused) return new D1Refused(error.message, 7400, error.status)
  if (error instanceof SqliteUnavailable) return failed(unavailable[error.reason], 500)
  if (error instanceof Cancelled) return failed('the request was cancelled', 500)
  return failed('internal error of the gateway', 500)
}

/** The error as the API's body. */
export function errorBody(error: D1Refused): string {
  return JSON.stringify({
    result: error.code === 7400 || error.code === 7500 ? [] : null,
    errors: [{ code: error.code, message: error.message }],
    messages: [],
    success: false,
  })
}
