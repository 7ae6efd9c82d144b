import { DatabaseError } from '../js/errors.js'
import {
  type ErrorCode,
  stepIdentifier,
  stepLiteral,
  stepRaw,
  stepReference,
  stepSetNumber,
  stepSetText,
  stepStatement,
  stepText,
  stepValueArray,
  stepValueBigint,
  stepValueBytes,
  stepValueDate,
  stepValueFalse,
  stepValueJson,
  stepValueNull,
  stepValueNumber,
  stepValueText,
  stepValueTrue,
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
 * carry: `parameter`, `identifier`, `option` or `template_misuse`.
 */
export class RecordWriter {
  #words = new Int32Array(256)
  #wordCount = 0
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
  begin(prefix?: RecordPrefix): void {
    this.#wordCount = 0
    this.#text = ''
    this.#blobs = []
    this.#blobBytes = 0
    this.#parameters = 0
    this.#inParameter = false
    if (!prefix) return
    this.#reserve(prefix.words.length)
    this.#words.set(prefix.words)
    this.#wordCount = prefix.words.length
    this.#text = prefix.text
  }

  /** What was written so far, to begin other records with. */
  prefix(): RecordPrefix {
    return { words: this.#words.slice(0, this.#wordCount), text: this.#text }
  }

  setNumber(setting: number, value: number): void {
    this.#put(stepSetNumber, setting, value)
  }

  setText(setting: number, text: string): void {
    this.#put(stepSetText, setting)
    this.#putUnits(text, 'option')
  }

  /** Literal SQL of a template. */
  text(sql: string): void {
    if (sql !== '') this.#putText(stepText, sql, 'template_misuse')
  }

  /** SQL inserted as it is. */
  raw(sql: string): void {
    this.#putText(stepRaw, sql, 'template_misuse')
  }

  /** A dotted name. */
  reference(name: string): void {
    this.#putText(stepReference, name, 'identifier')
  }

  identifier(parts: readonly string[]): void {
    this.#put(stepIdentifier, parts.length)
    for (const part of parts) this.#putUnits(part, 'identifier')
  }

  /** The value written next goes into the SQL text and is no parameter. */
  literal(): void {
    this.#inParameter = false
    this.#put(stepLiteral)
  }

  /** Whole SQL text with the service's own placeholders; the parameters follow. */
  statement(sql: string): void {
    this.#putText(stepStatement, sql, 'template_misuse')
  }

  /** Counts the value written next as a parameter; for literals and elements of arrays it is not called. */
  parameter(): void {
    this.#parameters++
    this.#inParameter = true
  }

  nullValue(): void {
    this.#put(stepValueNull)
  }

  boolean(value: boolean): void {
    this.#put(value ? stepValueTrue : stepValueFalse)
  }

  number(value: number): void {
    this.#putText(stepValueNumber, Object.is(value, -0) ? '-0' : String(value))
  }

  bigint(value: bigint): void {
    this.#putText(stepValueBigint, String(value))
  }

  string(value: string): void {
    this.#putText(stepValueText, value)
  }

  /** A value as JSON text. */
  json(text: string): void {
    this.#putText(stepValueJson, text)
  }

  date(milliseconds: number): void {
    doubles[0] = milliseconds
    this.#put(stepValueDate, doubleWords[0] as number, doubleWords[1] as number)
  }

  bytes(bytes: Uint8Array): void {
    this.#put(stepValueBytes, bytes.length)
    this.#blobs.push(bytes)
    this.#blobBytes += bytes.length
  }

  /** The head of an array; that many values follow. */
  array(elements: number): void {
    this.#put(stepValueArray, elements)
  }

  /** The most bytes that write() will need. */
  byteLimit(): number {
    return (headerWords + this.#wordCount) * 4 + this.#textLimit() + this.#blobBytes
  }

  /**
   * Writes the record into memory.
   *
   * @param memory has at least byteLimit() bytes from `address` on
   * @returns the bytes written
   */
  write(memory: Uint8Array, address: number, operation: number, service: number): number {
    const textAddress = address + (headerWords + this.#wordCount) * 4
    const room = memory.subarray(textAddress, textAddress + this.#textLimit())
    const { read, written: textBytes } = encoder.encodeInto(this.#text, room)
    if (read !== this.#text.length) throw new DatabaseError('core_fault', 'the text of the query was measured wrong')
    header[0] = operation
    header[1] = this.#wordCount
    header[2] = textBytes
    header[3] = this.#text.length
    header[4] = this.#blobBytes
    header[5] = service
    memory.set(headerBytes, address)
    memory.set(new Uint8Array(this.#words.buffer, 0, this.#wordCount * 4), address + headerWords * 4)
    let end = textAddress + textBytes
    for (const blob of this.#blobs) {
      memory.set(blob, end)
      end += blob.length
    }
    return end - address
  }

  #textLimit(): number {
    const units = this.#text.length
    return units > countedTextUnits ? utf8Bytes(this.#text) : units * 3
  }

  #put(...words: number[]): void {
    this.#reserve(words.length)
    for (const word of words) this.#words[this.#wordCount++] = word
  }

  #putText(step: number, text: string, code: ErrorCode = 'parameter'): void {
    this.#put(step)
    this.#putUnits(text, code)
  }

  #putUnits(text: string, code: ErrorCode): void {
    if (!text.isWellFormed()) {
      const parameter = code === 'parameter' ? this.currentParameter : undefined
      throw new DatabaseError(code, 'text has a lone surrogate, which UTF-8 cannot carry', { parameter })
    }
    this.#put(text.length)
    this.#text += text
  }

  #reserve(words: number): void {
    if (this.#wordCount + words <= this.#words.length) return
    const larger = new Int32Array(Math.max(this.#words.length * 2, this.#wordCount + words))
    larger.set(this.#words)
    this.#words = larger
  }
}

const doubles = new Float64Array(1)
const doubleWords = new Int32Array(doubles.buffer)
const header = new Int32Array(headerWords)
const headerBytes = new Uint8Array(header.buffer)

function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // A surrogate pair is two units and four bytes.
    if (unit >= 0x80) bytes += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}
