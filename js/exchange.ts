import type { Answer } from '../bindings/answer.js'
import type { Context, Core } from '../bindings/instance.js'
import {
  feedHead,
  feedKeep,
  feedLast,
  operationCommit,
  responseHeaderRequestId,
  responseHeaderRetryAfter,
  responseHeaders,
  signalComplete,
  signalFailed,
  signalTape,
} from '../bindings/layout.js'
import type { RecordPrefix, RecordWriter } from '../bindings/record.js'
import { type RequestSection, readTape } from '../bindings/tape.js'
import { BodyReader, discard } from './body.js'
import { networkCode, safeCause } from './cause.js'
import type { Deadline } from './deadline.js'
import { DatabaseError, withDetails } from './errors.js'
import { withWriter } from './record.js'
import { retrySeconds } from './retry.js'

/** What the exchange needs of a byte service. */
export interface ByteService {
  readonly name: string
  /** Its number in the record. */
  readonly number: number
  readonly core: Core
  readonly fetch: typeof fetch
  /** Settings that are the same for all queries. */
  readonly prefix: RecordPrefix
}

// The connection was never made, so nothing was sent. Names of Node.js, undici, Bun.
const neverConnected =
  /^(ERR_INVALID_URL|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/

// No header that the core reads is longer.
const longestHeader = 1000

/** One query on its way: the request the core made, and the answer as it is fed back. */
export class Exchange {
  readonly #service: ByteService
  readonly #answer: Answer
  readonly #readOnly: boolean
  readonly #deadline: Deadline
  readonly #operation: number
  readonly #context: Context
  readonly #request: RequestSection
  #body: BodyReader | undefined
  // An attempt before this one had an answer.
  #isAgain = false
  // This attempt may have reached the service.
  #sent = false
  /** Whether somebody waits for the first rows: pieces of the answer are then taken as they come. */
  isStream = false
  /** Whether response bytes that were put out stay, in front of what comes. */
  keepsOutput = false
  /** HTTP status of the answer; 0 before it came. */
  status = 0
  /** Bytes of the answer's body that were read. */
  responseBytes = 0
  /** What the service calls the request. */
  requestId: string | undefined

  /**
   * Has the core make the request. Must be closed.
   *
   * @param answer gets what the core says of the answer
   * @param readOnly whether the caller promised that the query changes nothing
   * @param operation what the record asks for
   * @param record writes the query after the settings of the service
   * @throws {DatabaseError} whatever is wrong with the query or the options; nothing was sent then
   */
  constructor(
    service: ByteService,
    answer: Answer,
    readOnly: boolean,
    deadline: Deadline,
    operation: number,
    record: (writer: RecordWriter) => void,
  ) {
    this.#service = service
    this.#answer = answer
    this.#readOnly = readOnly
    this.#deadline = deadline
    this.#operation = operation
    this.#context = withWriter(service.prefix, (writer) => {
      record(writer)
      return service.core.build(writer, operation, service.number)
    })
    try {
      this.#take()
      if (!answer.requestSection) throw new DatabaseError('core_fault', 'the core made no request')
      this.#request = answer.requestSection
    } catch (thrown) {
      this.#context.close()
      throw thrown
    }
  }

  get requestBytes(): number {
    return this.#request.bodyBytes
  }

  /**
   * Feeds the core one more piece of the answer, sending the request before the first.
   *
   * @returns signal bits
   * @throws {DatabaseError} an error on the tape too
   */
  async advance(): Promise<number> {
    const deadline = this.#deadline
    deadline.check()
    let head: string | undefined
    if (!this.#body) {
      let response: Response
      this.#begin()
      try {
        response = await this.#fetch()
        deadline.check()
      } catch (thrown) {
        throw this.#lost(thrown)
      }
      this.status = checkedStatus(response)
      this.#body = new BodyReader(response)
      head = this.#headOf(response.headers)
    }
    const body = this.#body
    while (body.isEmpty) {
      let read: unknown
      try {
        read = await deadline.race(body.read(this.isStream))
      } catch (thrown) {
        throw this.#lost(thrown)
      }
      body.take(read)
    }
    const piece = body.piece()
    this.responseBytes += piece.length
    const flags = (head ? feedHead : 0) | (body.atEnd ? feedLast : 0) | (this.keepsOutput ? feedKeep : 0)
    const signals = this.#context.feed(piece, flags, head)
    if (body.atEnd && !(signals & (signalComplete | signalFailed))) {
      throw new DatabaseError('core_fault', 'the core did not end with the answer')
    }
    if (signals & (signalTape | signalFailed)) this.#take()
    return signals
  }

  // Only what was given up before can be sent once more.
  #begin(): void {
    if (this.#isAgain) this.#context.reset()
    this.#answer.reset()
    this.status = this.responseBytes = 0
    this.#isAgain = this.#sent = true
  }

  // Reads what the core put on the tape, and throws the error that is there.
  #take(): void {
    const answer = this.#answer
    readTape(this.#context.tape(), answer)
    const { failure } = answer
    if (failure) throw withDetails(failure, { column: answer.resultColumns[failure.columnIndex ?? -1]?.name })
  }

  /** The response bytes that may leave: a view valid until anything else is asked of the core. */
  outputBytes(): Uint8Array<ArrayBuffer> {
    return this.#context.responseBytes()
  }

  /** Gives up the answer. Another attempt may follow. */
  cancel(): void {
    this.#body?.cancel()
    this.#body = undefined
    this.#sent = false
  }

  /** Calls back when its deadline passes: nobody may be reading who would be told. */
  whenLate(callback: (error: DatabaseError) => void): void {
    this.#deadline.whenPassed(callback)
  }

  /** Ends the query but for its context, which whoever asks must close. */
  keep(): Context {
    this.cancel()
    this.#deadline.end()
    return this.#context
  }

  /** Ends the query. */
  close(): void {
    this.keep().close()
  }

  /**
   * The error as the caller gets it, before the answer is given up: if the core stopped, what became of the query is not
   * known, and of a COMMIT not unless its answer tells.
   */
  explain(thrown: unknown): DatabaseError {
    const error = thrown instanceof DatabaseError ? thrown : this.#unforeseen(thrown)
    const status = this.status || undefined
    const stopped = error.code === 'core_fault' && !this.#readOnly
    const lost = this.#operation === operationCommit && !this.#answer.failure && !error.retryable
    if (!this.#sent || error.code === 'outcome_unknown' || !(stopped || lost)) return withDetails(error, { status })
    const message = stopped
      ? 'the core stopped after the query was sent; it may have been applied'
      : 'the answer to the commit was not one of the service; it may have been applied'
    return new DatabaseError('outcome_unknown', message, { status, cause: error })
  }

  // A Response that is not the host's own may throw anywhere.
  #unforeseen(thrown: unknown): DatabaseError {
    return new DatabaseError('protocol', 'the answer could not be read', { cause: safeCause(thrown, this.#secrets) })
  }

  get #secrets(): string[] {
    return [this.#request.url, ...Object.values(this.#request.headers)]
  }

  // Status and headers, one a line. Headers that only explain a failure are not looked up without one.
  #headOf(headers: Headers): string {
    let head = `${this.status}\n`
    for (let i = 0; i < responseHeaders.length; i++) {
      const isNeeded = this.status !== 200 || i === responseHeaderRequestId
      let value = isNeeded ? headers.get(responseHeaders[i] as string)?.replace(/[\r\n]/g, ' ') : ''
      if (i === responseHeaderRequestId) this.requestId = value || undefined
      if (i === responseHeaderRetryAfter && value) value = retrySeconds(value)
      head += `${value?.slice(0, longestHeader) ?? ''}\n`
    }
    return head
  }

  #fetch(): Promise<Response> {
    const { url, headers, body } = this.#request
    const { signal } = this.#deadline
    // A call without a receiver: the fetch of some hosts refuses any other.
    const { fetch } = this.#service
    const init: RequestInit = { method: 'POST', headers, body, redirect: 'manual' }
    if (!signal) return fetch(url, init)
    init.signal = signal
    const pending = Promise.resolve(fetch(url, init))
    this.#discardLate(pending)
    return this.#deadline.race(pending)
  }

  // A fetch that does not heed its signal may still answer when nobody waits any more.
  #discardLate(pending: Promise<Response>): void {
    pending.then(
      (response) => {
        if (this.#deadline.error) discard(response)
      },
      () => {},
    )
  }

  // Whether the query was applied decides whether it may be sent again. What a fetch threw may be a DatabaseError of
  // another query, which says nothing of this one.
  #lost(thrown: unknown): DatabaseError {
    const late = this.#deadline.error
    const commits = this.#operation === operationCommit
    if (late && !commits) return late
    const cause = late ?? safeCause(thrown, this.#secrets)
    const status = this.status || undefined
    const code = networkCode(thrown) ?? ''
    const refused = !status && neverConnected.test(code)
    if (refused || this.#readOnly) {
      const message = refused
        ? `no connection to ${hostOf(this.#request.url)} could be made (${code})`
        : 'the answer was lost'
      return new DatabaseError('network', message, { status, retryable: true, cause })
    }
    return new DatabaseError('outcome_unknown', 'the query was sent and its answer lost; it may have been applied', {
      status,
      cause,
    })
  }
}

// Where a URL leads. What belongs to the way to it may be a secret.
function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#@]*)/.exec(url)?.[1] || 'the service'
}

// The status of what fetch gave, when that is an answer to read.
function checkedStatus(response: Response | undefined): number {
  const { status, headers, redirected } = response ?? ({} as Partial<Response>)
  // That of an opaque redirect is 0: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect
  if (
    redirected === true ||
    (status && status >= 300 && status < 400) ||
    (status === 0 && response?.type === 'opaqueredirect')
  ) {
    discard(response)
    throw new DatabaseError('redirect', 'the service answered with a redirect, which is never followed', {
      status: status || undefined,
    })
  }
  if (!Number.isInteger(status) || typeof headers?.get !== 'function') {
    throw new DatabaseError('protocol', 'the fetch that was given returned no Response')
  }
  if (response?.bodyUsed === true) {
    throw new DatabaseError('protocol', 'the fetch that was given returned a Response that was already read', {
      status,
    })
  }
  return status as number
}
