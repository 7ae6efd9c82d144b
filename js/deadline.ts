import { DatabaseError } from './errors.js'
import type { QueryOptions } from './options.js'

/**
 * The end that a query may not outlive: the caller's signal, its timeout, or both. Everything the
 * query waits for is raced against it, because not every fetch heeds its signal.
 */
export class Deadline {
  readonly #signal: AbortSignal | undefined
  readonly #controller: AbortController | undefined
  readonly #passed: Promise<never> | undefined
  #reject: (error: DatabaseError) => void = () => {}
  #timer: ReturnType<typeof setTimeout> | undefined
  #error: DatabaseError | undefined

  private constructor({ signal, timeout }: QueryOptions) {
    this.#signal = signal
    if (!signal && timeout === undefined) return
    this.#controller = new AbortController()
    this.#passed = new Promise((_, reject) => {
      this.#reject = reject
    })
    this.#passed.catch(() => {})
    if (timeout !== undefined) this.#timer = setTimeout(this.#onTimeout, timeout, timeout)
    if (signal?.aborted) this.#onAbort()
    else signal?.addEventListener('abort', this.#onAbort)
  }

  static readonly #none = new Deadline({})

  /** The end that the options set. */
  static of(options: QueryOptions): Deadline {
    return options.signal || options.timeout !== undefined ? new Deadline(options) : Deadline.#none
  }

  /** For fetch; undefined when there is no end. */
  get signal(): AbortSignal | undefined {
    return this.#controller?.signal
  }

  /** Why it has passed. */
  get error(): DatabaseError | undefined {
    return this.#error
  }

  /** @throws {DatabaseError} `aborted` or `timeout` when it has passed */
  check(): void {
    if (this.#error) throw this.#error
  }

  /** What the promise gives, or the error of the deadline if that comes first. */
  race<T>(promise: Promise<T>): Promise<T> {
    return this.#passed ? Promise.race([promise, this.#passed]) : promise
  }

  /** Waits so many milliseconds. */
  async sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      await this.race(
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, milliseconds)
        }),
      )
    } finally {
      clearTimeout(timer)
    }
  }

  /** Lets go of the timer and the signal. */
  end(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  readonly #onTimeout = (timeout: number): void => {
    this.#pass(new DatabaseError('timeout', `the query took longer than its timeout of ${timeout} ms`))
  }

  readonly #onAbort = (): void => {
    this.#pass(new DatabaseError('aborted', 'the query was aborted by its signal', { cause: this.#signal?.reason }))
  }

  #pass(error: DatabaseError): void {
    this.#error ??= error
    this.end()
    this.#reject(this.#error)
    this.#controller?.abort(this.#error)
  }
}
