import { limitMemoryMaximumBytes } from '../../bindings/layout.js'
import { joinBytes } from '../bytes.js'
import { DatabaseError } from '../errors.js'

// How queries and rows travel to and from an object: frames, each its length in bytes as 32 bits and so many bytes of
// cells and marks. A cell is a tag and its value, little-endian: null; an integer of 64 bits; a float64; UTF-8 and
// bytes, after their length as 32 bits. Both ends are in this package; the first cell of a request is the version.

/** What a request begins with. */
export const protocolVersion = 1

const tagNull = 0
const tagInteger = 1
const tagNumber = 2
const tagText = 3
const tagBytes = 4

/** The columns of a result follow: their number, and a cell each. */
export const markColumns = 16
/** A row follows: a cell for each column. */
export const markRow = 17
/** A result ends: affected, lastId, rowsRead, rowsWritten, databaseSize. */
export const markResult = 18
/** The answer is whole. */
export const markComplete = 19
/** The answer is an error: code, message, databaseCode, statement, parameter, column, columnIndex. */
export const markError = 20

/** A cell of a frame. */
export type FrameCell = null | bigint | number | string | Uint8Array

const encoder = new TextEncoder()
// A byte order mark is part of the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })
const lengthBytes = 4
const firstBytes = 1024

/** Writes frames. */
export class FrameWriter {
  #bytes = new Uint8Array(firstBytes)
  #view = new DataView(this.#bytes.buffer)
  #length = lengthBytes

  /** Bytes of the frame so far. */
  get length(): number {
    return this.#length
  }

  mark(mark: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = mark
  }

  cell(value: FrameCell): void {
    switch (typeof value) {
      case 'string':
        this.#text(value)
        break
      case 'number':
        this.#reserve(9)
        this.#bytes[this.#length] = tagNumber
        this.#view.setFloat64(this.#length + 1, value, true)
        this.#length += 9
        break
      case 'bigint':
        this.#reserve(9)
        this.#bytes[this.#length] = tagInteger
        this.#view.setBigInt64(this.#length + 1, value, true)
        this.#length += 9
        break
      default:
        if (value === null) this.mark(tagNull)
        else this.#blob(value)
    }
  }

  /** The frame, and begins another. */
  take(): Uint8Array<ArrayBuffer> {
    this.#view.setUint32(0, this.#length - lengthBytes, true)
    const frame = this.#bytes.slice(0, this.#length)
    this.#length = lengthBytes
    return frame
  }

  #text(text: string): void {
    // A UTF-16 unit is at most three bytes.
    this.#reserve(5 + text.length * 3)
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.#length + 5))
    this.#bytes[this.#length] = tagText
    this.#view.setUint32(this.#length + 1, written, true)
    this.#length += 5 + written
  }

  #blob(bytes: Uint8Array): void {
    this.#reserve(5 + bytes.length)
    this.#bytes[this.#length] = tagBytes
    this.#view.setUint32(this.#length + 1, bytes.length, true)
    this.#bytes.set(bytes, this.#length + 5)
    this.#length += 5 + bytes.length
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const larger = new Uint8Array((this.#length + bytes) * 2)
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

/** Reads one frame. What is not a frame of this protocol is the error `protocol`. */
export class FrameReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #offset = 0

  /** @param bytes the frame without its length */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  atEnd(): boolean {
    return this.#offset >= this.#bytes.length
  }

  /** The next byte: a mark. */
  mark(): number {
    return this.#view.getUint8(this.#pass(1))
  }

  cell(): FrameCell {
    switch (this.mark()) {
      case tagNull:
        return null
      case tagInteger:
        return this.#view.getBigInt64(this.#pass(8), true)
      case tagNumber:
        return this.#view.getFloat64(this.#pass(8), true)
      case tagText:
        return textOf(this.#counted())
      case tagBytes:
        return this.#counted().slice()
      default:
        throw malformed()
    }
  }

  /** A cell that is a number of things that follow. */
  count(): number {
    const count = this.cell()
    // Each takes a byte at least.
    if (Number.isInteger(count) && (count as number) >= 0 && (count as number) <= this.#bytes.length) {
      return count as number
    }
    throw malformed()
  }

  text(): string {
    const text = this.cell()
    if (typeof text === 'string') return text
    throw malformed()
  }

  #counted(): Uint8Array {
    const length = this.#view.getUint32(this.#pass(4), true)
    const start = this.#pass(length)
    return this.#bytes.subarray(start, start + length)
  }

  #pass(bytes: number): number {
    const start = this.#offset
    this.#offset += bytes
    if (this.#offset > this.#bytes.length) throw malformed()
    return start
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw malformed()
  }
}

/** Cuts a stream of bytes, however it comes, into frames. */
export class FrameSplitter {
  #pieces: Uint8Array[] = []
  #length = 0
  // Bytes until the next frame is whole, as far as that is known.
  #needed = lengthBytes

  /** Whether bytes of a frame are left that is not whole. */
  get isCut(): boolean {
    return this.#length > 0
  }

  /** The frames that are whole now, without their lengths. */
  push(piece: Uint8Array): Uint8Array[] {
    this.#pieces.push(piece)
    this.#length += piece.length
    const frames: Uint8Array[] = []
    if (this.#length < this.#needed) return frames
    let bytes = this.#pieces.length === 1 ? piece : joinBytes(this.#pieces)
    for (;;) {
      this.#needed = lengthBytes
      if (bytes.length >= lengthBytes) {
        this.#needed += new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
        if (this.#needed > limitMemoryMaximumBytes) throw malformed()
      }
      if (bytes.length < this.#needed || bytes.length < lengthBytes) break
      frames.push(bytes.subarray(lengthBytes, this.#needed))
      bytes = bytes.subarray(this.#needed)
    }
    this.#pieces = bytes.length > 0 ? [bytes] : []
    this.#length = bytes.length
    return frames
  }
}

/** The error for what is no frame of this protocol. */
export function malformed(): DatabaseError {
  return new DatabaseError('protocol', 'the object and its client do not speak the same protocol')
}
