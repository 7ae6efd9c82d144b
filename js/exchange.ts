import type { Context, Core } from '../bindings/instance.js'
import {
  feedHead,
  feedLast,
  operationExecute,
  responseHeaderRequestId,
  responseHeaders,
  settingReadOnly,
  signalComplete,
  signalFailed,
} from '../bindings/layout.js'
import type { RecordPrefix, RecordWriter } from '../bindings/record.js'
import {
  type Column,
  type CompleteSection,
  noSections,
  type RequestSection,
  readTape,
  type TapeSink,
} from '../bindings/tape.js'
import { BodyReader, discard } from './body.js'
import { networkCode, safeCause } from './cause.js'
import type { Deadline } from './deadline.js'
import { DatabaseError, withDetails } from './errors.js'
import type { Fragment } from './fragment.js'
import { type QueryOptions, recordTypes } from './options.js'
import { recordFragment, withWriter } from './record.js'

/** What the exchange needs of a byte service. */
export interface ByteService {
  readonly name: string
  /** Its number in the record. */
  readonly number: number
  readonly core: Core
  readonly fetch: typeof fetch
}

// The connection was never made, so nothing was sent. Names of Node.js, undici, Bun.
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
])

/** One query on its way: the request the core made, and the answer as it is fed back. */
export class Exchange {
  readonly #service: ByteService
  readonly #deadline: Deadline
  readonly #readOnly: boolean
  readonly #context: Context
  readonly #request: RequestSection
  #body: BodyReader | undefined
  #sent = false
  #status = 0
  #responseBytes = 0
  #requestId: string | undefined
  #columns: readonly Column[] = []

  /**
   * Has the core make the request. Must be closed.
   *
   * @throws {DatabaseError} whatever is wrong with the query or the options; nothing was sent then
   */
  constructor(
    service: ByteService,
    fragment: Fragment,
    options: QueryOptions,
    deadline: Deadline,
    prefix: RecordPrefix,
    recordSettings: (writer: RecordWriter) => void,
  ) {
    this.#service = service
    this.#deadline = deadline
    this.#readOnly = options.readOnly === true
    this.#context = withWriter(prefix, (writer) => {
      recordSettings(writer)
      recordTypes(writer, options.types)
      if (this.#readOnly) writer.setNumber(settingReadOnly, 1)
      recordFragment(writer, fragment)
      const context = service.core.open()
      try {
        context.build(writer, operationExecute, service.number)
        return context
      } catch (thrown) {
        context.close()
        throw thrown
      }
    })
    try {
      this.#request = this.#readRequest()
    } catch (thrown) {
      this.#context.close()
      throw thrown
    }
  }

  get requestBytes(): number {
    return this.#request.body.length
  }

  /** HTTP status of the answer; 0 before it came. */
  get status(): number {
    return this.#status
  }

  /** Bytes of the answer's body that were read. */
  get responseBytes(): number {
    return this.#responseBytes
  }

  /** What the service calls the request. */
  get requestId(): string | undefined {
    return this.#requestId
  }

  /** The columns of the result, once they came. */
  get columns(): readonly Column[] {
    return this.#columns
  }

  /** Sends the request and hands the head of the answer to the core. */
  async send(): Promise<void> {
    this.#deadline.check()
    if (this.#sent) this.#context.reset()
    this.#status = this.#responseBytes = 0
    this.#columns = []
    const response = await this.#fetch()
    this.#body = new BodyReader(response, this.#deadline)
    this.#status = response.status
    const values = responseHeaders.map((name) => (response.headers.get(name) ?? '').replace(/[\r\n]/g, ' '))
    this.#requestId = values[responseHeaderRequestId] || undefined
    const head = new TextEncoder().encode([response.status, ...values].join('\n'))
    if (this.#context.feed(head, feedHead) & signalFailed) this.take({})
  }

  /**
   * Reads one piece of the body and feeds it.
   *
   * @returns signal bits; the failed one becomes an error of take()
   */
  async advance(): Promise<number> {
    const body = this.#body as BodyReader
    let piece: Uint8Array
    try {
      this.#deadline.check()
      piece = await body.next()
    } catch (thrown) {
      throw this.#lost(thrown)
    }
    this.#responseBytes += piece.length
    const { last } = body
    const signals = this.#context.feed(piece, last ? feedLast : 0)
    if (last && !(signals & (signalComplete | signalFailed))) {
      throw new DatabaseError('core_fault', 'the core did not end with the answer')
    }
    return signals
  }

  /**
   * Reads what the core put on the tape.
   *
   * @throws {DatabaseError} an error on the tape
   */
  take(given: TapeSink): CompleteSection | undefined {
    const sink: TapeSink = { ...noSections, ...given }
    let complete: CompleteSection | undefined
    let failure: DatabaseError | undefined
    readTape(this.#context.output(), {
      ...sink,
      columns: (columns) => {
        this.#columns = columns
        sink.columns?.(columns)
      },
      complete(section) {
        complete = section
      },
      error(error) {
        failure = error
      },
    })
    if (failure) throw withDetails(failure, { column: this.#columns[failure.columnIndex ?? -1]?.name })
    return complete
  }

  /** The response bytes that may leave: a view valid until anything else is asked of the core. */
  outputBytes(): Uint8Array<ArrayBuffer> {
    return this.#context.responseBytes()
  }

  /** Gives up the answer. Another attempt may follow. */
  cancel(): void {
    this.#body?.cancel()
    this.#body = undefined
  }

  /** Ends the query. */
  close(): void {
    this.cancel()
    this.#context.close()
    this.#deadline.end()
  }

  /** The error as the caller gets it: if the core stopped, what became of the query is not known. */
  explain(thrown: unknown): DatabaseError {
    const error = thrown instanceof DatabaseError ? thrown : this.#unforeseen(thrown)
    const status = this.#status || undefined
    if (error.code !== 'core_fault' || !this.#sent || this.#readOnly) return withDetails(error, { status })
    const message = 'the core stopped after the query was sent; it may have been applied'
    return new DatabaseError('outcome_unknown', message, { status, cause: error })
  }

  // A Response that is not the host's own may throw anywhere.
  #unforeseen(thrown: unknown): DatabaseError {
    return new DatabaseError('protocol', 'the answer could not be read', { cause: safeCause(thrown, this.#secrets) })
  }

  get #secrets(): string[] {
    return [this.#request.url, ...Object.values(this.#request.headers)]
  }

  #readRequest(): RequestSection {
    let request: RequestSection | undefined
    this.take({
      request(section) {
        request = section
      },
    })
    if (!request) throw new DatabaseError('core_fault', 'the core made no request')
    return request
  }

  async #fetch(): Promise<Response> {
    const { url, headers, body } = this.#request
    const { signal } = this.#deadline
    this.#sent = true
    let response: Response
    try {
      // A call without a receiver: the fetch of some hosts refuses any other.
      const { fetch } = this.#service
      const pending = Promise.resolve(
        fetch(url, { method: 'POST', headers, body, redirect: 'manual', ...(signal && { signal }) }),
      )
      this.#discardLate(pending)
      response = await this.#deadline.race(pending)
      this.#deadline.check()
    } catch (thrown) {
      throw this.#lost(thrown)
    }
    checkResponse(response)
    return response
  }

  // A fetch that does not heed its signal may still answer when nobody waits any more.
  #discardLate(pending: Promise<Response>): void {
    pending.then(
      (response) => {
        if (this.#deadline.error) discard(response?.body)
      },
      () => {},
    )
  }

  // Whether the query was applied decides whether it may be sent again.
  #lost(thrown: unknown): DatabaseError {
    if (this.#deadline.error) return this.#deadline.error
    if (thrown instanceof DatabaseError) return thrown
    const cause = safeCause(thrown, this.#secrets)
    const code = networkCode(thrown)
    if (this.#status === 0 && code !== undefined && neverConnected.has(code)) {
      return new DatabaseError('network', `no connection could be made (${code})`, { retryable: true, cause })
    }
    const status = this.#status || undefined
    if (this.#readOnly) return new DatabaseError('network', 'the answer was lost', { status, retryable: true, cause })
    return new DatabaseError('outcome_unknown', 'the query was sent and its answer lost; it may have been applied', {
      status,
      cause,
    })
  }
}

function checkResponse(response: unknown): asserts response is Response {
  const { status, headers, type, redirected, bodyUsed, body } = (response ?? {}) as Partial<Response>
  if (
    type === 'opaqueredirect' ||
    redirected === true ||
    (typeof status === 'number' && status >= 300 && status < 400)
  ) {
    discard(body)
    throw new DatabaseError('redirect', 'the service answered with a redirect, which is never followed', {
      status: status || undefined,
    })
  }
  if (!Number.isInteger(status) || typeof headers?.get !== 'function') {
    throw new DatabaseError('protocol', 'the fetch that was given returned something that is not a Response')
  }
  if (bodyUsed === true) {
    throw new DatabaseError('protocol', 'the fetch that was given returned a Response whose body was already read', {
      status,
    })
  }
}
