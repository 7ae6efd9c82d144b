import { Cancelled, ConnectionLost, Unavailable } from '../engine.js'
import { BodyRefused } from '../server.js'
import { type VitessCode, vitessCode } from './codes.js'

/** What the server said about a statement that it refused. */
export class StatementFailed extends Error {
  override readonly name = 'StatementFailed'
  readonly errno: number
  readonly sqlstate: string
  constructor(message: string, errno: number, sqlstate: string) {
    super(message)
    this.errno = errno
    this.sqlstate = sqlstate
  }
}

/** An error of Vitess's own: nothing that MySQL has a number for. */
export class VitessRefused extends Error {
  override readonly name = 'VitessRefused'
  readonly code: VitessCode
  constructor(message: string, code: VitessCode) {
    super(message)
    this.code = code
  }
}

/** The request is not one of this protocol, or its sender unknown: answered with a status other than 200. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly status: number
  readonly code: string
  constructor(message: string, code: string, status: number) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** More rows than PlanetScale sends for one statement: https://planetscale.com/docs/reference/planetscale-system-limits */
export const maxRows = 100_000

/** A result of more than `maxRows` rows. */
export function tooManyRows(): VitessRefused {
  return new VitessRefused(`Row count exceeded ${maxRows}`, 'ABORTED')
}

/** A result over the limit, in the words of the transport inside Vitess. */
export function tooLarge(limit: number): VitessRefused {
  return new VitessRefused(`grpc: trying to send message larger than max (${limit})`, 'RESOURCE_EXHAUSTED')
}

/** An error as the body of an answer has it. */
export interface ErrorBody {
  readonly code: string
  readonly message: string
}

const caller = '(CallerID: tcpless)'

/** `ALREADY_EXISTS` as `AlreadyExists`. */
function spelled(code: VitessCode): string {
  return code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** The frame of a tablet's errors. Vitess adds the statement without its values; the gateway cannot, and adds nothing. */
function tabletError(code: VitessCode, description: string, keyspace: string): ErrorBody {
  const message = `target: ${keyspace}.-.primary: vttablet: rpc error: code = ${spelled(code)} desc = ${description} ${caller}`
  return { code, message }
}

/** The error of a statement as Vitess reports it. Anything unforeseen says only that. */
export function errorBody(error: unknown, keyspace: string): ErrorBody {
  if (error instanceof StatementFailed) {
    const { errno, sqlstate, message } = error
    return tabletError(vitessCode(errno), `${message} (errno ${errno}) (sqlstate ${sqlstate})`, keyspace)
  }
  if (error instanceof VitessRefused) return tabletError(error.code, error.message, keyspace)
  if (error instanceof ConnectionLost) {
    const lost = 'Lost connection to MySQL server during query (errno 2013) (sqlstate HY000)'
    return tabletError('UNAVAILABLE', lost, keyspace)
  }
  if (error instanceof Unavailable) return tabletError('RESOURCE_EXHAUSTED', error.message, keyspace)
  if (error instanceof Cancelled) return tabletError('CANCELED', error.message, keyspace)
  return { code: 'INTERNAL', message: 'internal error of the gateway' }
}

/** The status and error for a request that got no as far as a statement; undefined for the error of a statement. */
export function refusal(error: unknown): { status: number; body: ErrorBody } | undefined {
  if (error instanceof RequestRefused) {
    return { status: error.status, body: { code: error.code, message: error.message } }
  }
  if (error instanceof BodyRefused) {
    const code = error.status === 413 ? 'resource_exhausted' : 'invalid_argument'
    return { status: error.status, body: { code, message: error.message } }
  }
  return undefined
}
