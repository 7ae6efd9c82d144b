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

  /**
   * Runs `attempt` until it succeeds or nothing more is to be tried.
   *
   * @param giveUp lets go of what a failed attempt holds and gives its error
   */
  async run<T>(
    requestBytes: number,
    deadline: Deadline,
    attempt: () => Promise<T>,
    giveUp: (thrown: unknown) => DatabaseError,
  ): Promise<T> {
    this.#requestBytes = requestBytes
    for (;;) {
      this.#attempt++
      emit(this.#handlers.query, this.#event())
      try {
        const result = await attempt()
        this.#budget.gain(this.#attempt)
        return result
      } catch (thrown) {
        await this.#waitForNext(giveUp(thrown), deadline)
      }
    }
  }

  /** Tells of the whole result. */
  succeed(status: number, responseBytes: number, rows: number): void {
    emit(this.#handlers.response, { ...this.#event(), status, responseBytes, rows, duration: this.#elapsed() })
  }

  /** Tells of the failure and gives the error to throw. */
  fail(error: DatabaseError): DatabaseError {
    withDetails(error, { service: this.#service, attempts: this.#attempt })
    emit(this.#handlers.error, { ...this.#event(), error, duration: this.#elapsed() })
    return error
  }

  async #waitForNext(error: DatabaseError, deadline: Deadline): Promise<void> {
    const delay = retryDelay(this.#options.retry, this.#budget, error, this.#attempt, this.#elapsed())
    if (delay === undefined) throw error
    emit(this.#handlers.retry, { ...this.#event(), error: withDetails(error, { service: this.#service }), delay })
    await deadline.sleep(delay)
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
