import type { Deadline } from './deadline.js'
import { type DatabaseError, withDetails } from './errors.js'
import type { EventHandlers } from './events.js'
import type { QueryOptions } from './options.js'
import { type RetryBudget, retryDelay } from './retry.js'

/** What tells of one query and counts its attempts. */
export class Attempts {
  readonly #service: string
  readonly #options: QueryOptions
  readonly #handlers: EventHandlers | undefined
  readonly #budget: RetryBudget
  readonly #clock: { now(): number }
  readonly #start: number
  readonly #statements: number
  #attempt = 0
  #requestBytes = 0

  constructor(
    service: string,
    options: QueryOptions,
    handlers: EventHandlers | undefined,
    budget: RetryBudget,
    statements = 1,
  ) {
    this.#service = service
    this.#options = options
    this.#handlers = handlers
    this.#budget = budget
    this.#statements = statements
    // The exact clock costs more, and only events show it.
    this.#clock = handlers ? performance : Date
    this.#start = this.#clock.now()
  }

  /** Tells that the query is sent. */
  begin(requestBytes: number): void {
    this.#requestBytes = requestBytes
    this.#attempt++
    this.#tell('query')
  }

  /**
   * Waits until the next attempt may begin.
   *
   * @throws {DatabaseError} the error of the failed one, when nothing more is to be tried
   */
  async retry(error: DatabaseError, deadline: Deadline): Promise<void> {
    const delay = retryDelay(this.#options.retry, this.#budget, error, this.#attempt, this.#elapsed())
    if (delay === undefined) throw error
    this.#tell('retry', { error: withDetails(error, { service: this.#service }), delay })
    await deadline.sleep(delay)
  }

  /** Notes that the service has answered. */
  answered(): void {
    this.#budget.gain(this.#attempt)
  }

  /** Tells of the whole result. */
  succeed(status: number, responseBytes: number, rows: number): void {
    if (this.#handlers) this.#tell('response', { status, responseBytes, rows, duration: this.#elapsed() })
  }

  /** Tells of the failure and gives the error to throw. */
  fail(error: DatabaseError): DatabaseError {
    withDetails(error, { service: this.#service, attempts: this.#attempt })
    this.#tell('error', { error, duration: this.#elapsed() })
    return error
  }

  #elapsed(): number {
    return this.#clock.now() - this.#start
  }

  // Nothing that a handler does can break the query.
  #tell(event: keyof EventHandlers, more?: object): void {
    const handler = this.#handlers?.[event] as ((event: unknown) => unknown) | undefined
    if (!handler) return
    const { name } = this.#options
    try {
      const returned = handler({
        service: this.#service,
        ...(name !== undefined && { name }),
        statements: this.#statements,
        attempt: this.#attempt,
        requestBytes: this.#requestBytes,
        ...more,
      })
      if (returned instanceof Promise) returned.catch(() => {})
    } catch {
      // A broken handler is not a broken query.
    }
  }
}
