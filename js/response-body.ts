import type { Answer } from '../bindings/answer.js'
import { limitInputWindowBytes, limitResponseWindowBytes, signalBytes, signalComplete } from '../bindings/layout.js'
import type { Attempts } from './attempts.js'
import { joinBytes } from './bytes.js'
import { DatabaseError } from './errors.js'
import type { Exchange } from './exchange.js'
import type { ResponsePlan } from './response.js'

// What the core keeps of the output until it leaves. Its memory is used again by the next query, unlike copies; more
// would make it grow by a power of two.
const mostKeptBytes = limitResponseWindowBytes / 2

/**
 * The bytes of a response as the core gives them: first those of the first window, which is decoded
 * before anything leaves, then the rest as the answer comes.
 */
export class ResponseBody {
  readonly #exchange: Exchange
  readonly #answer: Answer
  readonly #attempts: Attempts
  readonly #plan: ResponsePlan
  // Up to here a body is sent whole, which costs the host less than a stream and lets a failure reject. Lines are
  // read as they come.
  readonly #window: number
  // Copies of output that the core has since replaced by more.
  readonly #held: Uint8Array<ArrayBuffer>[] = []
  #heldBytes = 0
  // How much of the core's present output has left.
  #offset = 0
  #outputBytes = 0
  #rows = 0
  #complete = false
  #done = false
  // Somebody waits for the next piece, and is told when it fails.
  #isAwaited = false
  // Why it ended while nobody did.
  #late: DatabaseError | undefined

  constructor(exchange: Exchange, answer: Answer, plan: ResponsePlan, attempts: Attempts) {
    this.#exchange = exchange
    this.#answer = answer
    this.#plan = plan
    exchange.isStream = plan.format === 'ndjson' || plan.format === 'csv'
    this.#window = exchange.isStream ? limitInputWindowBytes : limitResponseWindowBytes
    this.#attempts = attempts
  }

  /**
   * Takes note of a piece of the answer.
   *
   * @returns whether the result is complete, or more than a window of output is there that may leave
   *   before: only the end shows that a single row was the only one, and that CSV was all
   * @throws {DatabaseError} `limit`
   */
  take(signals: number): boolean {
    this.#note(signals)
    const { held } = this.#plan
    const bytes = this.#heldBytes + this.#outputBytes
    if (held !== undefined && bytes > held) throw tooLarge()
    const ends = this.#complete || (held === undefined && bytes > this.#window)
    const keeps = !ends && this.#outputBytes <= mostKeptBytes
    this.#exchange.keepsOutput = keeps
    if (!ends && !keeps) this.#hold(this.#exchange.outputBytes().slice())
    return ends
  }

  /** Whether there is no row at all. */
  get isEmpty(): boolean {
    return this.#complete && this.#rows === 0
  }

  /** The whole body, when it is complete and small. Ends the exchange. */
  takeWhole(): Uint8Array<ArrayBuffer> | undefined {
    const bytes = this.#heldBytes + this.#outputBytes
    if (!this.#complete || (bytes > this.#window && !this.#plan.single)) return undefined
    const tail = this.#tail()
    const output = this.#exchange.outputBytes()
    const pieces = tail ? [...this.#held, output, tail] : [...this.#held, output]
    const whole = pieces.length === 1 ? output.slice() : joinBytes(pieces)
    this.#finish()
    return whole
  }

  /**
   * The next piece of the body: a view, valid until control returns to the event loop. Undefined at
   * the end.
   *
   * @throws {DatabaseError} when the result fails; as NDJSON it ends with a line that says so instead
   */
  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const late = this.#late
    if (late) {
      this.#late = undefined
      return this.#lastLine(late)
    }
    if (this.#done) return undefined
    const held = this.#held.shift()
    if (held) return held
    this.#isAwaited = true
    try {
      while (this.#offset === this.#outputBytes) {
        if (this.#complete) {
          this.#finish()
          return this.#tail()
        }
        this.#note(await this.#exchange.advance())
      }
      const output = this.#exchange.outputBytes()
      const piece = output.subarray(this.#offset, this.#offset + limitResponseWindowBytes)
      this.#offset += piece.length
      return piece
    } catch (thrown) {
      return this.#done ? undefined : this.#lastLine(this.#fail(thrown))
    } finally {
      this.#isAwaited = false
    }
  }

  /**
   * Ends the exchange when its deadline passes, also while nobody reads; the next read is told.
   *
   * @param onLate called when that happens between two reads
   */
  heedDeadline(onLate?: (error: DatabaseError) => void): void {
    this.#exchange.whenLate((error) => {
      if (this.#done || this.#isAwaited) return
      this.#held.length = 0
      this.#late = this.#fail(error)
      onLate?.(this.#late)
    })
  }

  /** Ends the exchange because nobody reads any more. */
  cancel(): void {
    if (this.#done) return
    this.#done = true
    this.#exchange.close()
    this.#attempts.fail(new DatabaseError('aborted', 'the body was cancelled by its reader'))
  }

  #note(signals: number): void {
    this.#offset = 0
    this.#outputBytes = signals & signalBytes ? this.#exchange.outputBytes().length : 0
    this.#complete = (signals & signalComplete) !== 0
    this.#rows = this.#answer.rowCount
  }

  #hold(piece: Uint8Array<ArrayBuffer>): void {
    this.#held.push(piece)
    this.#heldBytes += piece.length
  }

  #finish(): void {
    this.#done = true
    const { status, responseBytes } = this.#exchange
    this.#exchange.close()
    this.#attempts.succeed(status, responseBytes, this.#rows)
  }

  // The line after the last row, if there is to be one.
  #tail(): Uint8Array<ArrayBuffer> | undefined {
    return this.#plan.end ? encodeLine(`{"end":{"rows":${this.#rows}}}`) : undefined
  }

  #fail(thrown: unknown): DatabaseError {
    this.#done = true
    const error = this.#attempts.fail(this.#exchange.explain(thrown))
    this.#exchange.close()
    return error
  }

  // Lines of NDJSON can say why there are no more.
  #lastLine(error: DatabaseError): Uint8Array<ArrayBuffer> {
    if (this.#plan.format !== 'ndjson') throw error
    const message = JSON.stringify(error.message)
    return encodeLine(`{"error":{"code":"${error.code}","message":${message}}}`)
  }
}

function tooLarge(): DatabaseError {
  return new DatabaseError('limit', 'the CSV is larger than maxBuffered: raise it, or allow partial CSV')
}

// JSON.stringify of an object would ask it for a toJSON, which it may inherit.
function encodeLine(json: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${json}\n`)
}

interface IdentityTransform {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>
}

/** The body as a stream that the host reads at its own pace. */
export function streamBody(body: ResponseBody): ReadableStream<Uint8Array> {
  const { IdentityTransformStream } = globalThis as { IdentityTransformStream?: new () => IdentityTransform }
  return IdentityTransformStream ? pumpedStream(body, new IdentityTransformStream()) : pulledStream(body)
}

// workerd copies what is written at once, so views on the core's memory need no copy of our own
// (https://developers.cloudflare.com/workers/runtime-apis/streams/transformstream/). Each write
// settles when it has been read, which is the backpressure.
function pumpedStream(body: ResponseBody, { readable, writable }: IdentityTransform): ReadableStream<Uint8Array> {
  pump(body, writable.getWriter()).catch(() => {})
  return readable
}

async function pump(body: ResponseBody, writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
  // The reader may give up while nothing is being written.
  writer.closed.catch(() => body.cancel())
  body.heedDeadline((error) => {
    writer.abort(error).catch(() => {})
  })
  for (;;) {
    let piece: Uint8Array | undefined
    try {
      piece = await body.next()
    } catch (error) {
      return writer.abort(error)
    }
    try {
      if (!piece) return await writer.close()
      await writer.write(piece)
    } catch {
      return body.cancel()
    }
  }
}

// A body that nobody reads or cancels would keep its exchange: a response to HEAD is dropped by some frameworks.
let abandoned: FinalizationRegistry<ResponseBody> | undefined

function pulledStream(body: ResponseBody): ReadableStream<Uint8Array> {
  const stream = readableOf(body)
  body.heedDeadline()
  if (typeof FinalizationRegistry === 'function') {
    abandoned ??= new FinalizationRegistry((left) => left.cancel())
    abandoned.register(stream, body)
  }
  return stream
}

function readableOf(body: ResponseBody): ReadableStream<Uint8Array> {
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      const piece = await body.next()
      if (piece) controller.enqueue(piece.slice())
      else {
        controller.close()
        controller.byobRequest?.respond(0)
      }
    },
    cancel() {
      body.cancel()
    },
  })
}
