import { limitInputWindowBytes, signalBytes, signalComplete, signalFailed, signalTape } from '../bindings/layout.js'
import type { DatabaseError } from './errors.js'
import type { Exchange } from './exchange.js'

/** What the body tells when it ends. */
export interface BodyEnd {
  succeed(rows: number): void
  fail(error: DatabaseError): DatabaseError
}

/**
 * The bytes of a response as the core gives them: first those of the first window, which is decoded
 * before anything leaves, then the rest as the answer comes.
 */
export class ResponseBody {
  readonly #exchange: Exchange
  readonly #end: BodyEnd
  readonly #isLines: boolean
  // Copies of output that the core has since replaced by more.
  readonly #held: Uint8Array<ArrayBuffer>[] = []
  #heldBytes = 0
  // How much of the core's present output has left.
  #offset = 0
  #outputBytes = 0
  #rows = 0
  #complete = false
  #done = false
  #lineOpen = false

  constructor(exchange: Exchange, isLines: boolean, end: BodyEnd) {
    this.#exchange = exchange
    this.#isLines = isLines
    this.#end = end
  }

  /**
   * Reads until the result is complete, or more than a window of output is there.
   *
   * @param whole read everything, however much
   */
  async fill(whole: boolean): Promise<void> {
    for (;;) {
      await this.#advance()
      if (this.#complete || (!whole && this.#heldBytes + this.#outputBytes > limitInputWindowBytes)) return
      this.#hold()
    }
  }

  /** The whole body when it is complete and small, or when it must be whole. Ends the exchange. */
  takeWhole(mustBeWhole: boolean): Uint8Array<ArrayBuffer> | undefined {
    if (!this.#complete) return undefined
    if (!mustBeWhole && this.#heldBytes + this.#outputBytes > limitInputWindowBytes) return undefined
    this.#hold()
    const body =
      this.#held.length === 1 ? (this.#held[0] as Uint8Array<ArrayBuffer>) : join(this.#held, this.#heldBytes)
    this.#finish()
    return body
  }

  /**
   * The next piece of the body: a view, valid until control returns to the event loop. Undefined at
   * the end.
   *
   * @throws {DatabaseError} when the result fails; as NDJSON it ends with a line that says so instead
   */
  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#done) return undefined
    const held = this.#held.shift()
    if (held) return this.#leave(held)
    try {
      while (this.#offset === this.#outputBytes) {
        if (this.#complete) {
          this.#finish()
          return undefined
        }
        await this.#advance()
      }
      const output = this.#exchange.outputBytes()
      const piece = output.subarray(this.#offset, this.#offset + limitInputWindowBytes)
      this.#offset += piece.length
      return this.#leave(piece)
    } catch (thrown) {
      return this.#done ? undefined : this.#failed(thrown)
    }
  }

  /** Ends the exchange because nobody reads any more. */
  cancel(): void {
    this.#done = true
    this.#exchange.close()
  }

  async #advance(): Promise<void> {
    const signals = await this.#exchange.advance()
    this.#offset = 0
    this.#outputBytes = signals & signalBytes ? this.#exchange.outputBytes().length : 0
    if (signals & (signalTape | signalFailed)) this.#rows = this.#exchange.take({})?.rows ?? this.#rows
    this.#complete = (signals & signalComplete) !== 0
  }

  #hold(): void {
    if (this.#outputBytes === 0) return
    this.#held.push(this.#exchange.outputBytes().slice())
    this.#heldBytes += this.#outputBytes
    this.#outputBytes = 0
  }

  #leave(piece: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    this.#lineOpen = piece[piece.length - 1] !== 0x0a
    return piece
  }

  #finish(): void {
    this.#done = true
    this.#exchange.close()
    this.#end.succeed(this.#rows)
  }

  #failed(thrown: unknown): Uint8Array<ArrayBuffer> {
    this.#done = true
    const error = this.#end.fail(this.#exchange.explain(thrown))
    this.#exchange.close()
    if (!this.#isLines) throw error
    const line = JSON.stringify({ error: { code: error.code, message: error.message } })
    return new TextEncoder().encode(`${this.#lineOpen ? '\n' : ''}${line}\n`)
  }
}

function join(pieces: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes)
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
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
  writer.closed.catch(() => {})
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

function pulledStream(body: ResponseBody): ReadableStream<Uint8Array> {
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
