import { type ErrorDetails, DatabaseError as TcplessError } from '../errors.js'

/** An error of Vitess: its code and its words. */
export interface VitessError {
  message: string
  code: string
}

/** What came instead of an answer of the database. */
export interface ResponseContext {
  /** 0 when there was no response. */
  status: number
  statusText: string
  /** Its beginning. */
  body: string
  headers: Record<string, string>
}

/**
 * The database's error, as the official client has it; and a `DatabaseError` of tcpless, with `code`, `errno`,
 * `sqlstate` and `retryable`.
 */
export class DatabaseError extends TcplessError {
  body: VitessError
  // As the official client declares it.
  override status: number

  constructor(message: string, status: number, body: VitessError, cause?: TcplessError) {
    super(cause?.code ?? 'query', message, detailsOf(cause))
    this.status = status
    this.body = body
    this.name = 'DatabaseError'
  }
}

/** There is no answer of the database. */
export class UnknownError extends DatabaseError {
  context: ResponseContext

  constructor(message: string, context: ResponseContext, cause?: TcplessError) {
    super(message, context.status, { code: 'UNKNOWN', message }, cause)
    this.name = 'UnknownError'
    this.context = context
  }
}

function detailsOf(cause: TcplessError | undefined): ErrorDetails {
  if (cause === undefined) return {}
  const { errno, sqlstate, databaseCode, retryable, retryAfter, requestId } = cause
  return { errno, sqlstate, databaseCode, retryable, retryAfter, requestId, service: 'planetscale', cause }
}

/** The response as far as a failure tells of it; undefined when there was none. */
export type FailedResponse = Omit<ResponseContext, 'body'> | undefined

/**
 * The error as the official client would throw it. What is not of the database or the way to it, as a parameter that
 * cannot be sent, is given back.
 */
export function officialError(thrown: unknown, response: FailedResponse): unknown {
  if (!(thrown instanceof TcplessError) || thrown instanceof DatabaseError) return thrown
  const { databaseCode, message, status = 0, sample = '' } = thrown
  if (databaseCode !== undefined) {
    return new DatabaseError(message, status === 200 ? 400 : status, { code: databaseCode, message }, thrown)
  }
  if (notSent.test(thrown.code)) return thrown
  if (response === undefined) {
    return new UnknownError(message, { status: 0, statusText: '', body: '', headers: {} }, thrown)
  }
  const context = { ...response, body: sample }
  if (response.status === 200 || thrown.code === 'redirect') return new UnknownError(message, context, thrown)
  const place = response.statusText ? `${response.status} ${response.statusText}` : `${response.status}`
  const isCloudflare = response.status >= 520 && response.status <= 530
  const said = isCloudflare
    ? `Cloudflare error: HTTP ${place} (not a database error)`
    : `Expected JSON response from database API, got HTTP ${place}`
  return new UnknownError(said, context, thrown)
}

/** Of what was wrong before anything was sent. */
const notSent = /^(?:parameter|template_misuse|identifier|connection_string|option|unsupported|reentrant)$/
