import type { MysqlConnection } from './connection.js'
import { VitessRefused } from './errors.js'

/** A connection that waits for the next statement of one session: it has a transaction open, or other state. */
export interface Pin {
  readonly id: string
  readonly connection: MysqlConnection
  readonly inTransaction: boolean
}

interface Entry extends Pin {
  busy: boolean
  timer: NodeJS.Timeout | undefined
  /** When its time is over, in milliseconds since 1970. */
  readonly deadline: number
  readonly limit: number
}

/** Times in milliseconds. */
export interface PinLimits {
  /** A transaction is rolled back this long after it began, as soon as no statement of it runs. */
  readonly transaction: number
  /** A connection with other state is taken away when its session has not used it for this long. */
  readonly reserved: number
}

/** How many ended transactions are remembered, to say why they ended. */
const remembered = 1_000

function aborted(message: string): VitessRefused {
  return new VitessRefused(message, 'ABORTED')
}

/** The connections that belong to sessions, by the number that their sessions carry. */
export class Pins {
  readonly #limits: PinLimits
  readonly #entries = new Map<string, Entry>()
  readonly #ended = new Map<string, string>()
  readonly #release: (connection: MysqlConnection) => void
  #last = BigInt(Date.now()) * 1_000_000n

  /** `release` gets each connection that is taken from its session. */
  constructor(limits: PinLimits, release: (connection: MysqlConnection) => void) {
    this.#limits = limits
    this.#release = release
  }

  /** True while the connection is there, in use or not. */
  has(id: string): boolean {
    return this.#entries.has(id)
  }

  /**
   * Takes the connection of a session for one statement. Throws `VitessRefused` in Vitess's words when it is in use,
   * or not there any more.
   */
  take(id: string): Pin {
    const entry = this.#entries.get(id)
    if (entry === undefined) {
      const reason = this.#ended.get(id)
      throw aborted(`transaction ${id}: ${reason ?? 'not found (potential transaction timeout)'}`)
    }
    if (entry.busy) throw aborted(`transaction ${id}: in use: for query`)
    entry.busy = true
    clearTimeout(entry.timer)
    return entry
  }

  /** Lets a connection wait for its session, which carries the number of the result. */
  keep(connection: MysqlConnection, inTransaction: boolean, before: Pin | undefined): Pin {
    const previous = before === undefined ? undefined : this.#entries.get(before.id)
    const same = inTransaction && before?.inTransaction === true
    const limit = inTransaction ? this.#limits.transaction : this.#limits.reserved
    const id = before?.id ?? String(++this.#last)
    const deadline = same && previous !== undefined ? previous.deadline : Date.now() + limit
    const entry: Entry = { id, connection, inTransaction, busy: false, timer: undefined, deadline, limit }
    entry.timer = setTimeout(() => this.#expire(entry), Math.max(deadline - Date.now(), 0))
    entry.timer.unref()
    this.#entries.set(id, entry)
    return entry
  }

  /** Forgets a pin. Its connection is the caller's. `reason` is told to a session that still asks for it. */
  drop(id: string, reason: string): void {
    this.#entries.delete(id)
    const oldest = this.#ended.keys().next()
    if (this.#ended.size >= remembered && !oldest.done) this.#ended.delete(oldest.value)
    this.#ended.set(id, reason)
  }

  /** Gives up all connections that no statement runs on; the others come back by themselves. */
  close(): void {
    for (const entry of [...this.#entries.values()]) if (!entry.busy) this.#end(entry, 'the gateway is closing')
  }

  #expire(entry: Entry): void {
    this.#end(entry, `ended at ${new Date().toISOString()} (exceeded timeout: ${entry.limit / 1000}s)`)
  }

  #end(entry: Entry, reason: string): void {
    clearTimeout(entry.timer)
    this.drop(entry.id, reason)
    this.#release(entry.connection)
  }
}
