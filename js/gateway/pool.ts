import { Cancelled, Unavailable } from './engine.js'

/** How a pool opens and closes what it lends. */
export interface PoolOptions<Connection> {
  /** At most this many connections, lent and idle together. */
  readonly max: number
  /** How long a request may wait for a connection, in milliseconds. */
  readonly queueTimeout: number
  /** At most this many requests wait; a further one is refused at once. */
  readonly queueLimit: number
  /** An idle connection is closed after this many milliseconds. */
  readonly idleTimeout: number
  open(key: string): Promise<Connection>
  close(connection: Connection): void
}

interface Waiter {
  readonly key: string
  grant(): void
}

interface Idle<Connection> {
  readonly key: string
  readonly connection: Connection
  readonly timer: NodeJS.Timeout
}

/**
 * Connections of one kind per key (the key stands for database and settings), first come first served,
 * with one bound over all keys. A slot is taken before a connection is opened, so the bound holds
 * while connections are being made.
 */
export class Pool<Connection> {
  readonly #options: PoolOptions<Connection>
  readonly #waiting: Waiter[] = []
  #idle: Idle<Connection>[] = []
  #lent = 0
  #closed = false

  constructor(options: PoolOptions<Connection>) {
    this.#options = options
  }

  /**
   * Lends a connection; give it back with `release` or `discard`, exactly once.
   * Rejects with `Cancelled` when the signal aborts first, with `Unavailable` when the queue is full or too
   * slow, and with whatever `open` rejects with.
   */
  async acquire(key: string, signal: AbortSignal): Promise<Connection> {
    await this.#slot(key, signal)
    try {
      return this.#takeIdle(key) ?? (await this.#options.open(key))
    } catch (error) {
      this.#free()
      throw error
    }
  }

  /** Takes back a connection that may be lent again. */
  release(key: string, connection: Connection): void {
    if (this.#closed) {
      this.discard(connection)
      return
    }
    const timer = setTimeout(() => this.#dropIdle(connection), this.#options.idleTimeout)
    timer.unref()
    this.#idle.push({ key, connection, timer })
    this.#free()
  }

  /** Takes back a connection that must not be used again. */
  discard(connection: Connection): void {
    this.#options.close(connection)
    this.#free()
  }

  /** Forgets an idle connection that ended by itself; true when it was idle. */
  forget(connection: Connection): boolean {
    const found = this.#idle.find((entry) => entry.connection === connection)
    if (found === undefined) return false
    clearTimeout(found.timer)
    this.#idle = this.#idle.filter((entry) => entry !== found)
    return true
  }

  /** Closes idle connections; lent ones are closed when they come back. */
  close(): void {
    this.#closed = true
    for (const { connection } of [...this.#idle]) this.#dropIdle(connection)
  }

  #slot(key: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(new Cancelled())
    if (this.#closed) return Promise.reject(new Unavailable('the gateway is closing'))
    if (this.#lent < this.#options.max && this.#waiting.length === 0) {
      this.#lend(key)
      return Promise.resolve()
    }
    if (this.#waiting.length >= this.#options.queueLimit) {
      return Promise.reject(new Unavailable('too many requests wait for a database connection'))
    }
    return new Promise<void>((resolve, reject) => {
      const leave = (error: Error): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        settle()
        reject(error)
      }
      const aborted = (): void => leave(new Cancelled())
      const timer = setTimeout(
        () => leave(new Unavailable(`no database connection became free in ${this.#options.queueTimeout} ms`)),
        this.#options.queueTimeout,
      )
      const settle = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', aborted)
      }
      const waiter: Waiter = {
        key,
        grant: () => {
          settle()
          resolve()
        },
      }
      signal.addEventListener('abort', aborted, { once: true })
      this.#waiting.push(waiter)
    })
  }

  #lend(key: string): void {
    this.#lent += 1
    const wanted = this.#idle.some((entry) => entry.key === key)
    const oldest = this.#idle[0]
    // A connection of another kind makes room for the one that will be opened.
    if (!wanted && oldest !== undefined && this.#lent + this.#idle.length > this.#options.max) {
      this.#dropIdle(oldest.connection)
    }
  }

  #free(): void {
    this.#lent -= 1
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#lend(next.key)
    next.grant()
  }

  #takeIdle(key: string): Connection | undefined {
    // The newest first, so that the oldest may reach its idle timeout.
    const entry = this.#idle.findLast((candidate) => candidate.key === key)
    if (entry === undefined) return undefined
    this.forget(entry.connection)
    return entry.connection
  }

  #dropIdle(connection: Connection): void {
    if (this.forget(connection)) this.#options.close(connection)
  }
}
