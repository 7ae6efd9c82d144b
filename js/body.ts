import { limitInputWindowBytes } from '../bindings/layout.js'
import type { Deadline } from './deadline.js'
import { DatabaseError } from './errors.js'

// Buffers as large as the data would not be collected while the JavaScript heap is quiet, so a body
// goes through one buffer of the window's size, over and over, and that is kept for the next body.
const mostIdleBuffers = 4
const idleBuffers: ArrayBuffer[] = []
const nothing: Uint8Array = new Uint8Array(0)

/** The body of an answer in pieces no larger than the input window. */
export interface BodyReader {
  /** Gives the next piece, valid until the next call, and whether nothing follows it. */
  next(): Promise<readonly [piece: Uint8Array, last: boolean]>
  /** Gives up the rest, so that its connection is free. */
  cancel(): void
}

/** Reads the body of a response. */
export function readBody(response: Response, deadline: Deadline): BodyReader {
  let reader: ReadableStreamBYOBReader | undefined
  let buffer: ArrayBuffer | undefined
  let rest = nothing
  let ended = false

  function open(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader {
    try {
      const byob = body.getReader({ mode: 'byob' })
      // Reading moves the memory to a new buffer.
      buffer = idleBuffers.pop() ?? new ArrayBuffer(limitInputWindowBytes)
      return byob
    } catch {
      return body.getReader() as unknown as ReadableStreamBYOBReader
    }
  }

  async function read(): Promise<void> {
    // Asking for the body makes a stream of it, which a small one does not need.
    if (!reader && (isSmall(response.headers) || !response.body)) {
      const whole: unknown = await deadline.race(response.arrayBuffer())
      rest = new Uint8Array(whole as ArrayBuffer)
      ended = true
      return
    }
    reader ??= open(response.body as ReadableStream<Uint8Array>)
    // A reader without a buffer is a default one, and takes no argument.
    const room = buffer && new Uint8Array(buffer)
    buffer = undefined
    const read: Promise<{ value?: unknown; done: boolean }> = reader.read(room as Uint8Array<ArrayBuffer>)
    const { value, done } = await deadline.race(read)
    if (room) buffer = (value as Uint8Array<ArrayBuffer> | undefined)?.buffer
    if (done) {
      ended = true
      if (buffer && idleBuffers.length < mostIdleBuffers) idleBuffers.push(buffer)
    } else if (ArrayBuffer.isView(value)) rest = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    else throw new DatabaseError('protocol', 'the body of the answer is not bytes')
  }

  return {
    async next() {
      if (rest.length === 0 && !ended) await read()
      const piece = rest.subarray(0, limitInputWindowBytes)
      rest = rest.subarray(piece.length)
      // Reading on detaches the buffer, and a detached view cannot be cut.
      if (rest.length === 0) rest = nothing
      return [piece, ended && rest === nothing]
    },
    cancel() {
      if (!ended) discard(reader ?? response.body)
      ended = true
    },
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
