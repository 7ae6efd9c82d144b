import { DatabaseError } from './errors.js'
import type { QueryOptions } from './options.js'

/**
 * The end that a query may not outlive: the caller's signal, its timeout, or both. Everything the
 * query waits for is raced against it, because not every fetch heeds its signal.
 */
export class Deadline {
  /** For fetch: fires when it has passed. Undefined when there is no end. */
  readonly signal: AbortSignal | undefined
  readonly #passed: Promise<never> | undefined
  /** Lets go of the timer and the caller's signal. */
  readonly end: () => void = () => {}
  /** Makes it pass now, with the error `aborted`. */
  readonly cancel: () => void = () => {}

  private constructor({ signal, timeout }: QueryOptions, cancellable: boolean) {
    if (!signal && timeout === undefined && !cancellable) return
    const controller = new AbortController()
    this.signal = controller.signal
    this.#passed = new Promise((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(this.error))
    })
    this.#passed.catch(() => {})
    let timer: ReturnType<typeof setTimeout> | undefined
    const onAbort = (): void => {
      this.end()
      controller.abort(new DatabaseError('aborted', 'the query was aborted by its signal', { cause: signal?.reason }))
    }
    this.end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    this.cancel = () => {
      this.end()
      controller.abort(new DatabaseError('aborted', 'the stream was ended by its reader'))
    }
    if (timeout !== undefined) {
      timer = setTimeout(() => {
        this.end()
        controller.abort(new DatabaseError('timeout', `the query took longer than its timeout of ${timeout} ms`))
      }, timeout)
    }
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort)
  }

  static readonly #none = new Deadline({}, false)

  /** The end that the options set. */
  static of(options: QueryOptions, cancellable = false): Deadline {
    return options.signal || options.timeout !== undefined || cancellable
      ? new Deadline(options, cancellable)
      : Deadline.#none
  }

  /** Why it has passed: `aborted` or `timeout`. */
  get error(): DatabaseError | undefined {
    return this.signal?.reason
  }

  /** @throws {DatabaseError} `aborted` or `timeout` when it has passed */
  check(): void {
    this.signal?.throwIfAborted()
  }

  /** Calls back once when it passes. */
  whenPassed(callback: (error: DatabaseError) => void): void {
    this.signal?.addEventListener('abort', () => callback(this.error as DatabaseError), { once: true })
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
}
