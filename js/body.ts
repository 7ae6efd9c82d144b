import { limitInputWindowBytes, limitLongWindowBytes, limitResponseWindowBytes } from '../bindings/layout.js'
import { joinBytes } from './bytes.js'
import { DatabaseError } from './errors.js'

// Buffers as large as the data would not be collected while the JavaScript heap is quiet, so a body
// goes through one buffer of the window's size, over and over, and that is kept for the next body. But every piece
// leaves some kilobytes of promises and views behind, which workerd does not collect while a gigabyte passes: a body
// that turns out to be long goes on through a larger buffer.
const mostIdleBuffers = 4
const idleBuffers: ArrayBuffer[] = []
const nothing: Uint8Array = new Uint8Array(0)

/** The body of an answer in pieces no larger than the window. It makes no promise of its own: each costs time. */
export class BodyReader {
  readonly #response: Response
  #reader: ReadableStreamBYOBReader | undefined
  #buffer: ArrayBuffer | undefined
  #window = limitInputWindowBytes
  #bytes = 0
  #rest = nothing
  #isSmall = false
  #ended = false

  constructor(response: Response) {
    this.#response = response
  }

  /** Whether more must be read before there is a piece. */
  get isEmpty(): boolean {
    // The end of a small body comes at once, and then the core is asked once only.
    return !this.#ended && (this.#rest.length === 0 || this.#isSmall)
  }

  /** Whether nothing follows the last piece. */
  get atEnd(): boolean {
    return this.#ended && this.#rest.length === 0
  }

  /**
   * Asks the host for more. What it gives goes to take().
   *
   * @param asItComes whether whatever is there will do; otherwise the host fills the buffer first, if it can, which
   *   takes fewer reads where a body comes in small pieces
   */
  read(asItComes: boolean): Promise<unknown> {
    const response = this.#response
    if (!this.#reader) {
      this.#isSmall = isSmall(response.headers)
      // Asking for the body makes a stream of it, which a small one does not need.
      if ((this.#isSmall && !bodiesAreStreams()) || !response.body) return response.arrayBuffer()
      this.#reader = this.#isSmall ? defaultReader(response.body) : this.#open(response.body)
    }
    if (this.#buffer && this.#bytes > limitResponseWindowBytes && this.#window < limitLongWindowBytes) {
      keepIdle(this.#buffer)
      this.#window = limitLongWindowBytes
      this.#buffer = new ArrayBuffer(this.#window)
    }
    // A reader without a buffer is a default one, and takes no arguments.
    const view = (this.#buffer && new Uint8Array(this.#buffer)) as Uint8Array<ArrayBuffer>
    const fills = view && !asItComes && streamsAreNative()
    return fills ? this.#reader.read(view, { min: view.length }) : this.#reader.read(view)
  }

  /**
   * Takes what was read.
   *
   * @throws {DatabaseError} `protocol` when it is not bytes
   */
  take(read: unknown): void {
    if (!this.#reader) {
      this.#rest = new Uint8Array(read as ArrayBuffer)
      this.#ended = true
      return
    }
    const { value, done } = read as { value?: unknown; done: boolean }
    if (this.#buffer) this.#buffer = (value as Uint8Array<ArrayBuffer> | undefined)?.buffer
    // The last bytes may come with the end.
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      this.#rest = this.#rest.length === 0 ? bytes : joinBytes([this.#rest, bytes])
      this.#bytes += bytes.length
      // A header of another answer: what it promises is not waited for.
      if (this.#rest.length > limitInputWindowBytes) this.#isSmall = false
    } else if (!done) throw new DatabaseError('protocol', 'the body of the answer is not bytes')
    if (!done) return
    this.#ended = true
    // The last piece is taken before anybody can read into its buffer again.
    if (this.#buffer) keepIdle(this.#buffer)
  }

  /** The next piece, valid until read() is called. */
  piece(): Uint8Array {
    const rest = this.#rest
    if (rest.length <= this.#window) {
      // Reading on detaches the buffer.
      this.#rest = nothing
      return rest
    }
    this.#rest = rest.subarray(this.#window)
    return rest.subarray(0, this.#window)
  }

  /** Gives up the rest, so that its connection is free. */
  cancel(): void {
    if (!this.#ended) discard(this.#reader ? { body: this.#reader } : this.#response)
    this.#ended = true
  }

  #open(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader {
    try {
      const byob = body.getReader({ mode: 'byob' })
      // Reading moves the memory to a new buffer.
      this.#buffer = idleBuffers.pop() ?? new ArrayBuffer(limitInputWindowBytes)
      return byob
    } catch {
      return defaultReader(body)
    }
  }
}

function keepIdle(buffer: ArrayBuffer): void {
  if (buffer.byteLength === limitInputWindowBytes && idleBuffers.length < mostIdleBuffers) idleBuffers.push(buffer)
}

// One without a buffer is asked in the same way.
const defaultReader = (body: ReadableStream<Uint8Array>) => body.getReader() as unknown as ReadableStreamBYOBReader

// In workerd. Elsewhere a stream that JavaScript makes may end without settling a read that waits for more:
// https://streams.spec.whatwg.org/#rbs-controller-close
const streamsAreNative = (): boolean => 'IdentityTransformStream' in globalThis

let areStreams: boolean | undefined

// Where JavaScript makes a stream of bytes for every body, as in Node.js, reading a small one takes a fourth of what
// asking for it whole takes. Others make bodies natively: their static ones are no streams of bytes, or they have a
// stream of their own.
function bodiesAreStreams(): boolean {
  try {
    areStreams ??= !(streamsAreNative() || !new Response('-').body?.getReader({ mode: 'byob' }))
  } catch {
    areStreams = false
  }
  return areStreams
}

// A body that is compressed may be far larger than it says.
function isSmall(headers: Headers): boolean {
  const length = headers.get('content-length')
  if (length === null || !(Number(length) <= limitInputWindowBytes)) return false
  const encoding = headers.get('content-encoding')
  return !encoding || encoding === 'identity'
}

/** Cancels the body, or its reader; what comes of it does not matter. */
export function discard(response: { body: { cancel(): Promise<void> } | null } | undefined): void {
  try {
    response?.body?.cancel().catch(() => {})
  } catch {
    // A body that cannot be cancelled is read by somebody else; a Response that is not the host's own may throw anywhere.
  }
}
