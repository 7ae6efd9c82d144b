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
  /** The number of MySQL's error: https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html */
  readonly errno?: number | undefined
  /** Whether sending the same again can help and cannot apply anything twice. */
  readonly retryable?: boolean | undefined
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfter?: number | undefined
  /** How often the query was sent. */
  readonly attempts?: number | undefined
  /** Index of the query of a batch at fault, from 0; the database itself does not say which one it refused. */
  readonly statement?: number | undefined
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
  // PostgreSQL's error fields: https://www.postgresql.org/docs/current/protocol-error-fields.html
  /** `ERROR`, `FATAL` or `PANIC`. */
  readonly severity?: string | undefined
  /** More about the problem; may quote data. */
  readonly detail?: string | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
  /** Where in the SQL text, in characters from 1. */
  readonly position?: string | undefined
  /** The same in a statement that the server made, `internalQuery`. */
  readonly internalPosition?: string | undefined
  /** The statement that the server made, of a function for example. */
  readonly internalQuery?: string | undefined
  /** The call stack of functions inside the server. */
  readonly where?: string | undefined
  /** Schema of the table, data type or constraint. */
  readonly schema?: string | undefined
  /** Table that the error is about. */
  readonly table?: string | undefined
  /** Data type that the error is about. */
  readonly dataType?: string | undefined
  /** Constraint that the error is about. */
  readonly constraint?: string | undefined
  /** File of the server's source where the error was reported. */
  readonly file?: string | undefined
  /** Line in that file. */
  readonly line?: string | undefined
  /** Function in that file. */
  readonly routine?: string | undefined
  /** What caused it, without secrets. */
  readonly cause?: unknown
}

// AbortSignal users look for these names.
const standardNames: Partial<Record<ErrorCode, string>> = { aborted: 'AbortError', timeout: 'TimeoutError' }

/**
 * The only error this package throws. `code` is one of a closed list. This package puts no connection
 * string, token or parameter into any property, message or cause; the database's own texts may quote
 * data, parameters among them.
 *
 * `name` is `DatabaseError`, but `AbortError` when the caller's signal fired and `TimeoutError` when
 * the deadline passed.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor defines every detail it is given
export class DatabaseError extends Error {
  /** Why the query failed. */
  declare readonly code: ErrorCode
  /** Whether sending the same again can help and cannot apply anything twice. */
  declare readonly retryable: boolean

  constructor(code: ErrorCode, message: string, { cause, retryable = false, ...rest }: ErrorDetails = {}) {
    super(message, cause === undefined ? cause : { cause })
    this.code = code
    this.retryable = retryable
    withDetails(this, rest)
    const name = standardNames[code]
    if (name) define(this, 'name', name)
  }

  static {
    define(DatabaseError.prototype, 'name', 'DatabaseError')
  }
}

/** The details, each a property of the error where it applies. */
export interface DatabaseError extends Omit<ErrorDetails, 'retryable' | 'cause'> {}

function define(target: object, name: string, value: unknown, enumerable = false): void {
  Object.defineProperty(target, name, { value, enumerable, writable: true, configurable: true })
}

/** The same error, with more details when it is a DatabaseError; the stack stays that of the first. */
export function withDetails<Thrown>(error: Thrown, details: ErrorDetails): Thrown {
  if (!(error instanceof DatabaseError)) return error
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
    throw withDetails(thrown, { service })
  }
}
