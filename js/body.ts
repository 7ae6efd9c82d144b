import { limitInputWindowBytes } from '../bindings/layout.js'
import type { Deadline } from './deadline.js'
import { DatabaseError } from './errors.js'

// Buffers as large as the data would not be collected while the JavaScript heap is quiet, so a body
// goes through one buffer of the window's size, over and over, and that is kept for the next body.
const mostIdleBuffers = 4
const idleBuffers: ArrayBuffer[] = []
const nothing = new Uint8Array(0)

/** Gives the body of a response in pieces no larger than the input window. */
export class BodyReader {
  readonly #response: Response
  readonly #deadline: Deadline
  #reader: ReadableStreamBYOBReader | ReadableStreamDefaultReader<unknown> | undefined
  #buffer: ArrayBuffer | undefined
  #rest: Uint8Array = nothing
  #whole = false
  #ended = false

  constructor(response: Response, deadline: Deadline) {
    this.#response = response
    this.#deadline = deadline
  }

  /** Whether nothing follows what was taken. */
  get last(): boolean {
    return this.#ended || (this.#whole && this.#rest.length === 0)
  }

  /** Whether nothing is left of what was read. */
  get isEmpty(): boolean {
    return this.#rest.length === 0
  }

  /** The next piece of what was read, valid until the next read; empty when there is none. */
  take(): Uint8Array {
    const piece = this.#rest.subarray(0, limitInputWindowBytes)
    // Reading on detaches the buffer, and a detached view cannot be cut.
    this.#rest = piece.length === this.#rest.length ? nothing : this.#rest.subarray(piece.length)
    return piece
  }

  /** Gives up the rest of the body, so that its connection is free. */
  cancel(): void {
    if (this.#ended || this.#whole) return
    this.#ended = true
    discard(this.#reader ?? this.#response.body)
  }

  /** Reads on, unless it has ended. */
  async read(): Promise<void> {
    if (this.last) return
    if (!this.#reader) {
      const { body } = this.#response
      if (body === null) {
        this.#whole = true
        return
      }
      if (body === undefined || isSmall(this.#response.headers)) {
        const buffer: unknown = await this.#deadline.race(this.#response.arrayBuffer())
        this.#rest = new Uint8Array(buffer as ArrayBuffer)
        this.#whole = true
        return
      }
      this.#reader = this.#openReader(body)
    }
    if (this.#buffer) await this.#readInto(this.#buffer)
    else await this.#readChunk()
  }

  #openReader(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | ReadableStreamDefaultReader<unknown> {
    try {
      const reader = body.getReader({ mode: 'byob' })
      this.#buffer = idleBuffers.pop() ?? new ArrayBuffer(limitInputWindowBytes)
      return reader
    } catch {
      return body.getReader()
    }
  }

  async #readInto(buffer: ArrayBuffer): Promise<void> {
    const reader = this.#reader as ReadableStreamBYOBReader
    this.#buffer = undefined
    const { value, done } = await this.#deadline.race(reader.read(new Uint8Array(buffer)))
    // Reading moved the memory to a new buffer.
    this.#buffer = value?.buffer as ArrayBuffer | undefined
    if (done) this.#end()
    else this.#rest = value as Uint8Array
  }

  async #readChunk(): Promise<void> {
    const reader = this.#reader as ReadableStreamDefaultReader<unknown>
    const { value, done } = await this.#deadline.race(reader.read())
    if (done) this.#end()
    else if (value instanceof Uint8Array || ArrayBuffer.isView(value)) {
      this.#rest = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    } else throw new DatabaseError('protocol', 'the body of the answer gave something that is not bytes')
  }

  #end(): void {
    this.#ended = true
    if (this.#buffer && idleBuffers.length < mostIdleBuffers) idleBuffers.push(this.#buffer)
    this.#buffer = undefined
  }
}

// A body that is compressed may be far larger than it says.
function isSmall(headers: Headers): boolean {
  const length = headers.get('content-length')
  const encoding = headers.get('content-encoding')
  return (
    length !== null &&
    /^\d{1,9}$/.test(length) &&
    Number(length) <= limitInputWindowBytes &&
    (!encoding || encoding === 'identity')
  )
}

/** Cancels a body or its reader; what comes of it does not matter. */
export function discard(body: { cancel(): Promise<void> } | null | undefined): void {
  try {
    body?.cancel().catch(() => {})
  } catch {
    // A body that cannot be cancelled is read by somebody else.
  }
}
