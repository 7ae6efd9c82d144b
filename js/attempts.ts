import type { Deadline } from './deadline.js'
import { type DatabaseError, withDetails } from './errors.js'
import { emit, type EventHandlers, type QueryEvent } from './events.js'
import type { QueryOptions } from './options.js'
import { type RetryBudget, retryDelay } from './retry.js'

/** What tells of one query and counts its attempts. */
export class Attempts {
  readonly #service: string
  readonly #options: QueryOptions
  readonly #handlers: EventHandlers
  readonly #budget: RetryBudget
  readonly #start = performance.now()
  #attempt = 0
  #requestBytes = 0

  constructor(service: string, options: QueryOptions, handlers: EventHandlers | undefined, budget: RetryBudget) {
    this.#service = service
    this.#options = options
    this.#handlers = handlers ?? {}
    this.#budget = budget
  }

  /** Tells that the query is sent. */
  begin(requestBytes: number): void {
    this.#requestBytes = requestBytes
    this.#attempt++
    if (this.#handlers.query) emit(this.#handlers.query, this.#event())
  }

  /**
   * Waits until the next attempt may begin.
   *
   * @throws {DatabaseError} the error of the failed one, when nothing more is to be tried
   */
  async retry(error: DatabaseError, deadline: Deadline): Promise<void> {
    const delay = retryDelay(this.#options.retry, this.#budget, error, this.#attempt, this.#elapsed())
    if (delay === undefined) throw error
    emit(this.#handlers.retry, { ...this.#event(), error: withDetails(error, { service: this.#service }), delay })
    await deadline.sleep(delay)
  }

  /** Notes that the service has answered. */
  answered(): void {
    this.#budget.gain(this.#attempt)
  }

  /** Tells of the whole result. */
  succeed(status: number, responseBytes: number, rows: number): void {
    if (!this.#handlers.response) return
    emit(this.#handlers.response, { ...this.#event(), status, responseBytes, rows, duration: this.#elapsed() })
  }

  /** Tells of the failure and gives the error to throw. */
  fail(error: DatabaseError): DatabaseError {
    withDetails(error, { service: this.#service, attempts: this.#attempt })
    emit(this.#handlers.error, { ...this.#event(), error, duration: this.#elapsed() })
    return error
  }

  #elapsed(): number {
    return performance.now() - this.#start
  }

  #event(): QueryEvent {
    const { name } = this.#options
    return {
      service: this.#service,
      ...(name !== undefined && { name }),
      attempt: this.#attempt,
      requestBytes: this.#requestBytes,
    }
  }
}
