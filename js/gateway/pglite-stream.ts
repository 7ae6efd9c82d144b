import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { missingPeers } from './peers.js'
import type { FromPGlite, PGliteStart, ToPGlite } from './pglite-worker.js'

/** Frontend messages after which the server answers: Query, Sync, Flush, CopyDone, CopyFail. */
const answered = new Set([...'QSHcf'].map((letter) => letter.charCodeAt(0)))
const terminate = 'X'.charCodeAt(0)

/** How long PGlite may take to write its files when it closes, in milliseconds. */
const closeTimeout = 10_000

/** Beside this file, and compiled or not like it. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './pglite-worker.ts' : './pglite-worker.js',
  import.meta.url,
)

/**
 * A socket whose other end is a PGlite in a thread, for the `stream` option of the `pg` library. No TCP port is
 * opened, so no other program can reach the database without the gateway's password.
 *
 * Relies on the library writing whole messages: each chunk begins with one.
 */
export class PGliteStream extends Duplex {
  readonly #worker: Worker
  #pending: Uint8Array[] = []
  #started = false
  #answered: ((error?: Error) => void) | undefined
  #closed: (() => void) | undefined

  private constructor(worker: Worker) {
    super()
    this.#worker = worker
    worker.on('message', (message: FromPGlite) => this.#receive(message))
    worker.on('error', (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#fail(new Error('PGlite has stopped')))
  }

  /** Starts PGlite, which takes some seconds. Rejects with its reason, or a `GatewayError` when it is missing. */
  static async start(folder: string | undefined): Promise<PGliteStream> {
    const worker = new Worker(workerFile, { workerData: { folder } satisfies PGliteStart })
    try {
      await new Promise<void>((resolve, reject) => {
        worker.once('error', reject)
        worker.once('message', (message: FromPGlite) => {
          if (message.kind === 'ready') resolve()
          else if (message.kind !== 'failed') reject(new Error('PGlite did not start'))
          else if (message.code === 'ERR_MODULE_NOT_FOUND') reject(missingPeers('pg', '@electric-sql/pglite'))
          else reject(new Error(message.message))
        })
      })
    } catch (error) {
      await worker.terminate()
      throw error
    }
    return new PGliteStream(worker)
  }

  /** Ends PGlite: in order when it is idle, at once when a statement still runs. */
  async stop(): Promise<void> {
    if (this.#answered === undefined && !this.destroyed) {
      await new Promise<void>((resolve) => {
        this.#closed = resolve
        setTimeout(resolve, closeTimeout).unref()
        this.#post({ kind: 'close' })
      })
    }
    this.destroy()
    await this.#worker.terminate()
  }

  // The part of net.Socket that the library calls.
  connect(): this {
    process.nextTick(() => this.emit('connect'))
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    const type = chunk[0] ?? 0
    if (this.#started && type === terminate) {
      callback()
      return
    }
    this.#pending.push(chunk)
    // The startup message, which is first, has no type byte.
    if (this.#started && !answered.has(type)) {
      callback()
      return
    }
    this.#started = true
    const messages = Buffer.concat(this.#pending)
    this.#pending = []
    this.#answered = callback
    this.#post({ kind: 'run', messages })
  }

  override _final(callback: () => void): void {
    this.push(null)
    callback()
  }

  #post(message: ToPGlite): void {
    this.#worker.postMessage(message)
  }

  #receive(message: FromPGlite): void {
    if (message.kind === 'data') {
      this.push(message.bytes)
    } else if (message.kind === 'closed') {
      this.#closed?.()
    } else if (message.kind === 'failed') {
      this.#fail(new Error(message.message))
    } else if (message.kind === 'done') {
      const done = this.#answered
      this.#answered = undefined
      done?.()
    }
  }

  #fail(error: Error): void {
    this.#closed?.()
    if (!this.destroyed) this.destroy(error)
  }
}
