import { limitInputWindowBytes } from '../bindings/layout.js'
import type { Deadline } from './deadline.js'
import { DatabaseError } from './errors.js'

// Buffers as large as the data would not be collected while the JavaScript heap is quiet, so a body
// goes through one buffer of the window's size, over and over, and that is kept for the next body.
const mostIdleBuffers = 4
const idleBuffers: ArrayBuffer[] = []
const nothing: Uint8Array = new Uint8Array(0)

/** Gives the body of a response in pieces no larger than the input window. */
export class BodyReader {
  readonly #response: Response
  readonly #deadline: Deadline
  #reader: ReadableStreamBYOBReader | undefined
  #buffer: ArrayBuffer | undefined
  #rest = nothing
  #ended = false

  constructor(response: Response, deadline: Deadline) {
    this.#response = response
    this.#deadline = deadline
  }

  /** Whether nothing follows what was taken. */
  get last(): boolean {
    return this.#ended && this.isEmpty
  }

  /** Whether nothing is left of what was read. */
  get isEmpty(): boolean {
    return this.#rest.length === 0
  }

  /** The next piece of what was read, valid until the next read; empty when there is none. */
  take(): Uint8Array {
    const rest = this.#rest
    // Reading on detaches the buffer, and a detached view cannot be cut.
    this.#rest = rest.length > limitInputWindowBytes ? rest.subarray(limitInputWindowBytes) : nothing
    return this.isEmpty ? rest : rest.subarray(0, limitInputWindowBytes)
  }

  /** Gives up the rest of the body, so that its connection is free. */
  cancel(): void {
    if (this.#ended) return
    this.#ended = true
    discard(this.#reader ?? this.#response.body)
  }

  /** Reads on, unless it has ended. */
  async read(): Promise<void> {
    if (this.#ended) return
    const response = this.#response
    // Asking for the body makes a stream of it, which a small one does not need.
    if (!this.#reader && (isSmall(response.headers) || !response.body)) {
      const whole: unknown = await this.#deadline.race(response.arrayBuffer())
      this.#rest = new Uint8Array(whole as ArrayBuffer)
      this.#ended = true
      return
    }
    this.#reader ??= this.#openReader(response.body as ReadableStream<Uint8Array>)
    // A reader without a buffer is a default one, and takes no argument.
    const buffer = this.#buffer && new Uint8Array(this.#buffer)
    this.#buffer = undefined
    const { value, done }: { value?: unknown; done: boolean } = await this.#deadline.race(
      this.#reader.read(buffer as Uint8Array<ArrayBuffer>),
    )
    if (buffer) this.#buffer = (value as Uint8Array<ArrayBuffer> | undefined)?.buffer
    if (done) this.#end()
    else if (ArrayBuffer.isView(value)) this.#rest = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    else throw new DatabaseError('protocol', 'the body of the answer is not bytes')
  }

  #openReader(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader {
    try {
      const reader = body.getReader({ mode: 'byob' })
      // Reading moves the memory to a new buffer.
      this.#buffer = idleBuffers.pop() ?? new ArrayBuffer(limitInputWindowBytes)
      return reader
    } catch {
      return body.getReader() as unknown as ReadableStreamBYOBReader
    }
  }

  #end(): void {
    this.#ended = true
    if (this.#buffer && idleBuffers.length < mostIdleBuffers) idleBuffers.push(this.#buffer)
  }
}

// A body that is compressed may be far larger than it says.
function isSmall(headers: Headers): boolean {
  const length = headers.get('content-length')
  if (length === null || !(Number(length) <= limitInputWindowBytes)) return false
  const encoding = headers.get('content-encoding')
  return !encoding || encoding === 'identity'
}

/** Cancels a body or its reader; what comes of it does not matter. */
export function discard(body: { cancel(): Promise<void> } | null | undefined): void {
  try {
    body?.cancel().catch(() => {})
  } catch {
    // A body that cannot be cancelled is read by somebody else.
  }
}
