import { DatabaseError } from '../js/errors.js'
import {
  cellArray,
  cellBigint,
  cellBytes,
  cellDate,
  cellFalseValue,
  cellInteger,
  cellJson,
  cellJsonBigint,
  cellJsonText,
  cellLocalDate,
  cellNullValue,
  cellNumber,
  cellSafeInteger,
  cellText,
  cellTrueValue,
  completeFlagAffected,
  errorCodes,
  errorFields,
  errorFlagHasColumn,
  errorFlagHasOffset,
  errorFlagHasParameter,
  errorFlagHasRetryAfter,
  errorFlagHasStatement,
  errorFlagRetryable,
  outputWordBlob,
  outputWordJson,
  outputWordJsonBytes,
  outputWordTape,
  outputWordTapeWords,
  outputWordText,
  outputWordTextBytes,
  sectionColumns,
  sectionComplete,
  sectionError,
  sectionMeta,
  sectionRequest,
  sectionRows,
  sectionSession,
  sectionStatement,
} from './layout.js'

// The core gives valid UTF-8; a byte order mark is part of the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** An HTTP request as the core wrote it. */
export interface RequestSection {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly bodyBytes: number
}

/** A statement for a binding that takes values. */
export interface StatementSection {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** A `statementKind` of the layout. */
  readonly kind: number
}

/** A column of a result. */
export interface Column {
  /** Its name in the result. */
  readonly name: string
  /** OID of the type, from pg_type. */
  readonly typeId?: number
  /** OID of the table it comes from, 0 when computed. */
  readonly tableId?: number
  /** Its number in that table, from 1; 0 when computed. */
  readonly columnId?: number
  /** pg_type.typlen: negative for a variable length. */
  readonly typeSize?: number
  /** pg_attribute.atttypmod: -1 for none. */
  readonly typeModifier?: number
}

/** How a statement ended. */
export interface CompleteSection {
  /** First word of the command tag: `SELECT`, `INSERT`. */
  readonly command: string
  /** Rows it changed or gave; null when the service did not say. */
  readonly affected: number | null
  /** Rows of the result. */
  readonly rows: number
}

/**
 * Takes the sections of a tape. One that is not taken must not come. Those that not every client has are read by the
 * sink, so that others do not carry how.
 */
export interface TapeSink {
  /** Must read it by {@link readRequest}. */
  request(tape: Tape): void
  /** Must read it by {@link readStatement}. */
  statement(tape: Tape): void
  /** Must read them by {@link readColumns}. */
  columns(tape: Tape): void
  /** Must read exactly `count` rows from the tape. */
  rows(tape: Tape, count: number): void
  /** What a service tells beside a result: the key of the last row inserted, and an object. */
  meta(lastId: number | null, meta: Record<string, unknown>): void
  /** What the next request of the session is sent with; empty when none can follow. */
  session(session: string): void
  complete(section: CompleteSection): void
  error(error: DatabaseError): void
}

/** Reads all sections of a tape. */
export function readTape(tape: Tape, partialSink: Partial<TapeSink>): void {
  const sink = partialSink as TapeSink
  while (!tape.atEnd()) {
    switch (tape.word()) {
      case sectionRequest:
        sink.request(tape)
        break
      case sectionStatement:
        sink.statement(tape)
        break
      case sectionColumns:
        sink.columns(tape)
        break
      case sectionRows: {
        const count = tape.word()
        tape.word()
        sink.rows(tape, count)
        break
      }
      case sectionMeta:
        sink.meta(tape.cell() as number | null, tape.cell() as Record<string, unknown>)
        break
      case sectionSession:
        sink.session(tape.text(tape.word()))
        break
      case sectionComplete:
        sink.complete(completeSection(tape))
        break
      case sectionError:
        sink.error(errorSection(tape))
        break
      default:
        throw new DatabaseError('core_fault', 'the core gave an unknown section')
    }
  }
}

/** A position on the tape, and in its text and bytes. */
export class Tape {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array
  readonly #text: string
  readonly #end: number
  #word: number
  #unit = 0
  #byte: number
  readonly #output: number
  // Of all json cells.
  #values: unknown[] | undefined
  #value = 0

  /**
   * @param words all memory of the core
   * @param bytes the same memory
   * @param output where among the words the output block stands
   */
  constructor(words: Int32Array, bytes: Uint8Array, output: number) {
    const text = (words[output + outputWordText] as number) >>> 0
    const textBytes = words[output + outputWordTextBytes] as number
    this.#words = words
    this.#bytes = bytes
    this.#output = output
    this.#text = textBytes === 0 ? '' : decoder.decode(bytes.subarray(text, text + textBytes))
    this.#word = (words[output + outputWordTape] as number) >>> 2
    this.#end = this.#word + (words[output + outputWordTapeWords] as number)
    this.#byte = (words[output + outputWordBlob] as number) >>> 0
  }

  atEnd(): boolean {
    return this.#word >= this.#end
  }

  /** The next word, signed. */
  word(): number {
    return this.#words[this.#word++] as number
  }

  /** The next two words, low part first. */
  doubleWord(): number {
    const low = this.word() >>> 0
    return low + (this.word() >>> 0) * 0x100000000
  }

  /** So many UTF-16 units of text. */
  text(units: number): string {
    const start = this.#unit
    this.#unit = start + units
    return this.#text.substring(start, this.#unit)
  }

  /** So many bytes: a view, valid until the core is called again. */
  bytes(length: number): Uint8Array {
    const start = this.#byte
    this.#byte = start + length
    return this.#bytes.subarray(start, this.#byte)
  }

  /** The next cell as a JavaScript value. */
  cell(): unknown {
    const word = this.word()
    switch (word & 15) {
      case cellText:
        return this.text(word >>> 4)
      case cellInteger:
        return word >> 4
      case cellNullValue:
        return null
      case cellTrueValue:
        return true
      case cellFalseValue:
        return false
      case cellSafeInteger:
        return this.#safeInteger(word)
      case cellNumber:
        return Number(this.text(word >>> 4))
      case cellJson:
        this.#values ??= this.#parseValues()
        return this.#values[this.#value++]
      case cellJsonText:
        return jsonCell(this.text(word >>> 4))
      case cellJsonBigint:
        return parseWithBigints(this.text(word >>> 4))
      case cellBigint:
        return BigInt(this.text(word >>> 4))
      case cellBytes:
        return this.bytes(word >>> 4).slice()
      case cellDate:
        return new Date(this.#safeInteger(word))
      case cellLocalDate:
        return new Date(this.text(word >>> 4))
      case cellArray:
        return this.#array(word >>> 4)
      default:
        throw new DatabaseError('core_fault', 'the core gave an unknown cell')
    }
  }

  // At once: an engine makes objects of one shape faster where it meets them in one text.
  #parseValues(): unknown[] {
    const start = (this.#words[this.#output + outputWordJson] as number) >>> 0
    const size = this.#words[this.#output + outputWordJsonBytes] as number
    return JSON.parse(`[${decoder.decode(this.#bytes.subarray(start, start + size))}0]`)
  }

  #safeInteger(word: number): number {
    return (word >> 4) * 0x100000000 + (this.word() >>> 0)
  }

  #array(elements: number): unknown[] {
    const array: unknown[] = []
    for (let i = 0; i < elements; i++) array.push(this.cell())
    return array
  }
}

/** The value of a json cell, from its text. */
export function jsonCell(text: string): unknown {
  return JSON.parse(text)
}

// JSON.parse source text access (https://tc39.es/proposal-json-parse-with-source/).
function parseWithBigints(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    if (!context) throw new DatabaseError('unsupported', 'this host cannot parse JSON without losing digits')
    return /^-?\d+$/.test(context.source ?? '') ? BigInt(context.source as string) : value
  }
  return JSON.parse(text, reviver)
}

/** A section of columns. */
export function readColumns(tape: Tape): Column[] {
  const columns: Column[] = []
  for (let count = tape.word(); count > 0; count--) {
    columns.push({
      name: tape.text(tape.word()),
      typeId: tape.word() >>> 0,
      tableId: tape.word() >>> 0,
      columnId: tape.word(),
      typeSize: tape.word(),
      typeModifier: tape.word(),
    })
  }
  return columns
}

function completeSection(tape: Tape): CompleteSection {
  const command = tape.text(tape.word())
  const flags = tape.word()
  const affected = tape.doubleWord()
  return { command, affected: flags & completeFlagAffected ? affected : null, rows: tape.doubleWord() }
}

/** A section with a request. */
export function readRequest(tape: Tape): RequestSection {
  const url = tape.text(tape.word())
  const headers: Record<string, string> = {}
  for (let count = tape.word(); count > 0; count--) {
    const name = tape.word()
    const value = tape.word()
    headers[tape.text(name)] = tape.text(value)
  }
  const bodyBytes = tape.word()
  return { url, headers, body: decoder.decode(tape.bytes(bodyBytes)), bodyBytes }
}

/** A section with a statement. */
export function readStatement(tape: Tape): StatementSection {
  const sql = tape.text(tape.word())
  const parameters: unknown[] = []
  const word = tape.word()
  for (let count = word & 0xffff; count > 0; count--) parameters.push(tape.cell())
  return { sql, parameters, kind: word >>> 16 }
}

function errorSection(tape: Tape): DatabaseError {
  const code = errorCodes[tape.word()]
  const flags = tape.word()
  const status = tape.word()
  const offset = tape.doubleWord()
  const parameter = tape.word()
  const columnIndex = tape.word()
  const retryAfter = tape.word() >>> 0
  const statement = tape.word()
  const fields: Record<string, string> = {}
  for (let count = tape.word(); count > 0; count--) {
    const name = errorFields[tape.word()] ?? 'message'
    fields[name] = tape.text(tape.word())
  }
  const { message = 'the query failed', errorNumber, ...named } = fields
  const given = (flag: number, value: number) => (flags & flag ? value : undefined)
  return new DatabaseError(code === undefined || code === 'ok' ? 'core_fault' : code, message, {
    retryable: (flags & errorFlagRetryable) !== 0,
    status: status || undefined,
    offset: given(errorFlagHasOffset, offset),
    parameter: given(errorFlagHasParameter, parameter),
    columnIndex: given(errorFlagHasColumn, columnIndex),
    retryAfter: given(errorFlagHasRetryAfter, retryAfter),
    statement: given(errorFlagHasStatement, statement),
    errno: errorNumber === undefined ? undefined : Number(errorNumber),
    ...named,
  })
}
