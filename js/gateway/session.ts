import type { Client } from 'pg'
import {
  Cancelled,
  ConnectionLost,
  DatabaseFailure,
  type DatabaseReport,
  type Session,
  type StatementSink,
  Unsupported,
} from './engine.js'
import { Statement } from './statement.js'

/** The Bind message counts parameters in 16 bits, and the `pg` library would let a larger count wrap round. */
const maxParameters = 65_535

/** What differs between engines that speak through a client of the `pg` library. */
export interface SessionOptions {
  readonly signal: AbortSignal
  /** Rows asked for at a time; 0 for all. See `Statement`. */
  readonly batch: number
  /** Called when the rest of a running result is unwanted. Must end it, if rows do not come in batches. */
  interrupt(): void
  /** A reason not to run this text at all. */
  refuse?(text: string): string | undefined
}

/** True for an error that the server itself reported (the `pg` library's DatabaseError). */
export function isServerReport(error: unknown): error is Error & DatabaseReport {
  return error instanceof Error && 'severity' in error && 'routine' in error
}

/** A session over one client of the `pg` library, for the time of one request. */
export class ClientSession implements Session {
  readonly #client: Client
  readonly #options: SessionOptions
  #running: Statement | undefined
  #broken = false

  constructor(client: Client, options: SessionOptions) {
    this.#client = client
    this.#options = options
    options.signal.addEventListener('abort', () => this.#running?.stop(new Cancelled()), { once: true })
  }

  /** True when the connection is gone or its state unknown, so that it must not be lent again. */
  get broken(): boolean {
    return this.#broken
  }

  async execute(text: string, values: readonly (string | null)[], sink: StatementSink): Promise<string> {
    if (this.#options.signal.aborted) throw new Cancelled()
    // Protocol strings end at their first NUL: what follows it would be read as the next message field.
    // The server's own words for a NUL in a parameter, whose length is explicit.
    if (text.includes('\0')) {
      throw new DatabaseFailure({
        message: 'invalid byte sequence for encoding "UTF8": 0x00',
        code: '22021',
        severity: 'ERROR',
      })
    }
    if (values.length > maxParameters) {
      throw new DatabaseFailure({
        message: `a statement has at most ${maxParameters} parameters, not ${values.length}`,
        code: '54000',
        severity: 'ERROR',
      })
    }
    const refusal = this.#options.refuse?.(text)
    if (refusal !== undefined) throw new Unsupported(refusal)

    const statement = new Statement(text, values, sink, this.#options.batch, () => {
      if (this.#options.batch === 0) this.#broken = true
      this.#options.interrupt()
    })
    this.#running = statement
    try {
      this.#client.query(statement)
      return await statement.done
    } catch (error) {
      throw this.#explain(error)
    } finally {
      this.#running = undefined
    }
  }

  #explain(error: unknown): unknown {
    if (isServerReport(error)) return new DatabaseFailure(error)
    if (error instanceof Error && (error instanceof Unsupported || error instanceof Cancelled)) return error
    if (this.#running?.stopped) return error
    this.#broken = true
    return new ConnectionLost('the connection to the database ended')
  }
}

/**
 * Makes a connection as it was when it was opened: no transaction, temporary table, setting, prepared
 * statement or lock of one request reaches the next. `DISCARD ALL` goes back to the startup settings.
 */
export async function resetConnection(client: Client): Promise<void> {
  // Older versions of the library cannot say whether a transaction is open.
  if (client.getTransactionStatus?.() !== 'I') await client.query('ROLLBACK')
  await client.query('DISCARD ALL')
}
