import type { Connection, Submittable } from 'pg'
import { type Field, Unsupported, type StatementSink } from './engine.js'

/** What a statement calls on the connection of the `pg` library, with the arguments its serializer takes. */
interface Wire {
  readonly stream: { cork?(): void; uncork?(): void }
  parse(message: { name: string; text: string; types: number[] }): void
  bind(message: { portal: string; statement: string; values: readonly (string | null)[]; binary: boolean }): void
  describe(message: { type: 'P'; name: string }): void
  execute(message: { portal: string; rows: number }): void
  flush(): void
  sync(): void
  sendCopyFail(reason: string): void
}

interface RowDescription {
  readonly fields: readonly Field[]
}

const copyRefused = 'COPY from or to the client is not possible over HTTP'

/**
 * One statement in the unnamed prepared statement and portal, as a query object of the `pg` library (the
 * interface `pg-cursor` uses). Written here because a plain `pg` query keeps all rows before anyone can
 * count them, goes by the simple protocol when there are no parameters (which would allow several
 * statements), and runs every cell through a type parser.
 *
 * `batch` above 0 asks for that many rows at a time, which ends a result early without a second
 * connection to cancel it; 0 asks for all at once (a limit would make PostgreSQL plan without parallel workers).
 */
export class Statement implements Submittable {
  readonly done: Promise<string>
  readonly #text: string
  readonly #values: readonly (string | null)[]
  readonly #sink: StatementSink
  readonly #batch: number
  readonly #onStopped: () => void
  #resolve: (tag: string) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #tag = ''
  #failure: unknown
  #stopped = false
  #suspended = false
  #rows = 0

  /** `onStopped` is called when the rest of the result is not wanted any more, while it still arrives. */
  constructor(
    text: string,
    values: readonly (string | null)[],
    sink: StatementSink,
    batch: number,
    onStopped: () => void,
  ) {
    this.#text = text
    this.#values = values
    this.#sink = sink
    this.#batch = batch
    this.#onStopped = onStopped
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** True when the statement was ended from this side. */
  get stopped(): boolean {
    return this.#stopped
  }

  /** Ends the statement with this error; rows that still arrive are dropped. */
  stop(error: unknown): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#failure = error
    this.#onStopped()
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire
    // The client passes on the rows of a COPY, of which there may be none, but not its beginning.
    const copying = (): void => {
      this.#failure ??= new Unsupported(copyRefused)
    }
    connection.on('copyOutResponse', copying)
    const leave = (): void => void connection.off('copyOutResponse', copying)
    this.done.then(leave, leave)
    wire.stream.cork?.()
    wire.parse({ name: '', text: this.#text, types: [] })
    wire.bind({ portal: '', statement: '', values: this.#values, binary: false })
    wire.describe({ type: 'P', name: '' })
    this.#execute(wire)
    wire.stream.uncork?.()
  }

  #execute(wire: Wire): void {
    wire.execute({ portal: '', rows: this.#batch })
    if (this.#batch === 0) wire.sync()
    else wire.flush()
  }

  /** In batches the Sync that ends the exchange waits until nothing more will be asked. */
  #finish(wire: Wire): void {
    if (this.#batch !== 0) wire.sync()
  }

  handleRowDescription(message: RowDescription): void {
    this.#guard(() => this.#sink.fields(message.fields))
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    this.#rows += 1
    if (!this.#stopped) this.#guard(() => this.#sink.row(message.fields))
  }

  #guard(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.stop(error)
    }
  }

  handlePortalSuspended(wire: Wire): void {
    this.#suspended = true
    if (this.#stopped) wire.sync()
    else this.#execute(wire)
  }

  handleEmptyQuery(wire: Wire): void {
    this.#finish(wire)
  }

  handleCommandComplete(message: { text: string }, wire: Wire): void {
    // After a suspension the tag counts only the rows since then.
    this.#tag = this.#suspended ? message.text.replace(/\d+$/, String(this.#rows)) : message.text
    this.#finish(wire)
  }

  handleCopyInResponse(wire: Wire): void {
    this.#failure ??= new Unsupported(copyRefused)
    wire.sendCopyFail(copyRefused)
    // The server ignores a Sync that reaches it in copy-in mode, so the one already sent does not count.
    if (this.#batch === 0) wire.sync()
  }

  handleCopyData(): void {}

  handleError(error: unknown, wire: Wire): void {
    this.#finish(wire)
    this.#reject(this.#failure ?? error)
  }

  handleReadyForQuery(): void {
    if (this.#failure !== undefined) this.#reject(this.#failure)
    else this.#resolve(this.#tag)
  }
}
