import type { ErrorCode } from '../bindings/layout.js'

export type { ErrorCode }

/** What a DatabaseError says beside its code and message. Absent where it does not apply. */
export interface ErrorDetails {
  /** The service the query was meant for: `neon`, `d1`. */
  readonly service?: string | undefined
  /** HTTP status of the answer. */
  readonly status?: number | undefined
  /** The five characters of SQLSTATE. */
  readonly sqlstate?: string | undefined
  /** The service's own name of the error, for example `SQLITE_CONSTRAINT_UNIQUE`. */
  readonly databaseCode?: string | undefined
  /** Whether sending the same again can help and cannot apply anything twice. */
  readonly retryable?: boolean | undefined
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfter?: number | undefined
  /** How often the query was sent. */
  readonly attempts?: number | undefined
  /** Byte offset in the body of the answer. */
  readonly offset?: number | undefined
  /** Index of the parameter at fault, from 0. */
  readonly parameter?: number | undefined
  /** Name of the column at fault. */
  readonly column?: string | undefined
  /** Index of the column at fault, from 0. */
  readonly columnIndex?: number | undefined
  /** The service's own name of the request, for its support. */
  readonly requestId?: string | undefined
  /** The start of an answer that is not the service's, at most 1 KiB, secrets removed. */
  readonly sample?: string | undefined
  /** PostgreSQL's error fields: https://www.postgresql.org/docs/current/protocol-error-fields.html */
  readonly severity?: string | undefined
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  readonly position?: string | undefined
  readonly internalPosition?: string | undefined
  readonly internalQuery?: string | undefined
  readonly where?: string | undefined
  readonly schema?: string | undefined
  readonly table?: string | undefined
  readonly dataType?: string | undefined
  readonly constraint?: string | undefined
  readonly file?: string | undefined
  readonly line?: string | undefined
  readonly routine?: string | undefined
  /** What caused it, without secrets. */
  readonly cause?: unknown
}

// AbortSignal users look for these names.
const standardNames: Partial<Record<ErrorCode, string>> = { aborted: 'AbortError', timeout: 'TimeoutError' }

/**
 * The only error this package throws. `code` is one of a closed list; no property, message or cause
 * ever holds a connection string, a token or a parameter.
 *
 * `name` is `DatabaseError`, but `AbortError` when the caller's signal fired and `TimeoutError` when
 * the deadline passed.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor defines every detail it is given
export class DatabaseError extends Error {
  /** Why the query failed. */
  readonly code: ErrorCode
  /** Whether sending the same again can help and cannot apply anything twice. */
  readonly retryable: boolean

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { cause, retryable = false, ...rest } = details
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.retryable = retryable
    for (const [name, value] of Object.entries(rest)) {
      if (value !== undefined) define(this, name, value, true)
    }
    const name = standardNames[code]
    if (name) define(this, 'name', name, false)
  }

  static {
    define(DatabaseError.prototype, 'name', 'DatabaseError', false)
  }
}

export interface DatabaseError extends Omit<ErrorDetails, 'retryable' | 'cause'> {}

function define(target: object, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, name, { value, enumerable, writable: true, configurable: true })
}

/** The same error with more details; the stack stays that of the first. */
export function withDetails(error: DatabaseError, details: ErrorDetails): DatabaseError {
  for (const [name, value] of Object.entries(details)) {
    if (value !== undefined && !Object.hasOwn(error, name)) define(error, name, value, true)
  }
  return error
}

/** What `make` gives; a DatabaseError it throws gets the name of the service. */
export function naming<T>(service: string, make: () => T): T {
  try {
    return make()
  } catch (thrown) {
    throw thrown instanceof DatabaseError ? withDetails(thrown, { service }) : thrown
  }
}
