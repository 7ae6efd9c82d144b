import { DatabaseError } from '../js/errors.js'
import {
  type ErrorCode,
  stepQuery,
  stepSetNumber,
  stepSetText,
  stepText,
  stepValueBytes,
  stepValueDate,
} from './layout.js'

const headerWords = 6
const encoder = new TextEncoder()

// Up to here the room for text is reserved for the longest UTF-8 it could be; above, it is counted.
const countedTextUnits = 65536

/** Steps written once and put before many records: the settings of a client. */
export interface RecordPrefix {
  readonly words: Int32Array
  readonly text: string
}

/**
 * Writes the record of one operation (layout: bindings/layout.def): words, text and bytes are
 * gathered apart and put into the input window at once.
 *
 * Every method with text throws a DatabaseError when it has a lone surrogate, which UTF-8 cannot
 * carry: `parameter`, `identifier`, `option`, `connection_string` or `template_misuse`.
 */
export class RecordWriter {
  // The header's words are filled in at the end.
  #words = new Int32Array(256)
  #wordCount = headerWords
  #text = ''
  #blobs: Uint8Array[] = []
  #blobBytes = 0
  #parameters = 0
  #inParameter = false

  /** Index of the parameter being written, from 0; undefined while a literal or SQL is. */
  get currentParameter(): number | undefined {
    return this.#inParameter ? this.#parameters - 1 : undefined
  }

  /** Forgets what was written and starts with the prefix. */
  begin(prefix: RecordPrefix = noPrefix): void {
    this.#words.set(prefix.words, headerWords)
    this.#wordCount = headerWords + prefix.words.length
    this.#text = prefix.text
    this.#blobs = []
    this.#blobBytes = this.#parameters = 0
    this.#inParameter = false
  }

  /** What was written so far, to begin other records with. */
  prefix(): RecordPrefix {
    return { words: this.#words.slice(headerWords, this.#wordCount), text: this.#text }
  }

  setNumber(setting: number, value: number): void {
    this.step(stepSetNumber, setting, value)
  }

  setText(setting: number, text: string, code: ErrorCode = 'option'): void {
    this.step(stepSetText, setting)
    this.units(text, code)
  }

  /** A query of a batch begins. */
  query(): void {
    this.#parameters = 0
    this.#inParameter = false
    this.step(stepQuery)
  }

  /** Literal SQL of a template. */
  text(sql: string): void {
    if (sql !== '') this.textStep(stepText, sql, 'template_misuse')
  }

  /** Counts the value written next as a parameter; for elements of arrays it is not called. */
  parameter(): void {
    this.#parameters++
    this.#inParameter = true
  }

  /** Marks the value written next as one that is no parameter. */
  noParameter(): void {
    this.#inParameter = false
  }

  /** A step that is text and nothing else. */
  textStep(step: number, text: string, code: ErrorCode = 'parameter'): void {
    this.step(step)
    this.units(text, code)
  }

  date(milliseconds: number): void {
    this.step(stepValueDate, ...new Int32Array(new Float64Array([milliseconds]).buffer))
  }

  bytes(bytes: Uint8Array): void {
    this.step(stepValueBytes, bytes.length)
    this.#blobs.push(bytes)
    this.#blobBytes += bytes.length
  }

  /** The words of a step. */
  step(...words: number[]): void {
    const count = this.#wordCount
    this.#wordCount = count + words.length
    if (this.#wordCount > this.#words.length) {
      const larger = new Int32Array(this.#wordCount * 2)
      larger.set(this.#words)
      this.#words = larger
    }
    for (let i = 0; i < words.length; i++) this.#words[count + i] = words[i] as number
  }

  /** Text of the step whose words were written last, after its length as one more word. */
  units(text: string, code: ErrorCode): void {
    if (!text.isWellFormed()) {
      const parameter = code === 'parameter' ? this.currentParameter : undefined
      throw new DatabaseError(code, 'text has a lone surrogate, which UTF-8 cannot carry', { parameter })
    }
    this.step(text.length)
    this.#text += text
  }

  /** The most bytes that write() will need. */
  byteLimit(): number {
    const units = this.#text.length
    return this.#wordCount * 4 + (units > countedTextUnits ? utf8Bytes(this.#text) : units * 3) + this.#blobBytes
  }

  /**
   * Writes the record into memory.
   *
   * @param memory has at least byteLimit() bytes from `address` on
   * @returns the bytes written
   */
  write(memory: Uint8Array, address: number, operation: number, service: number): number {
    const words = this.#words
    const wordBytes = this.#wordCount * 4
    const { written } = encoder.encodeInto(this.#text, memory.subarray(address + wordBytes))
    words[0] = operation
    words[1] = this.#wordCount - headerWords
    words[2] = written
    words[3] = this.#text.length
    words[4] = this.#blobBytes
    words[5] = service
    memory.set(new Uint8Array(words.buffer, 0, wordBytes), address)
    let end = address + wordBytes + written
    for (const blob of this.#blobs) {
      memory.set(blob, end)
      end += blob.length
    }
    return end - address
  }
}

const noPrefix: RecordPrefix = { words: new Int32Array(0), text: '' }

function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // A surrogate pair is two units and four bytes.
    if (unit >= 0x80) bytes += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}
