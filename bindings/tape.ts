import { DatabaseError, type ErrorDetails } from '../js/errors.js'
import type { Output } from './instance.js'
import {
  cellArray,
  cellBigint,
  cellBytes,
  cellDate,
  cellFalseValue,
  cellInteger,
  cellJson,
  cellJsonBigint,
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
  errorFlagRetryable,
  sectionColumns,
  sectionComplete,
  sectionError,
  sectionRequest,
  sectionRows,
  sectionStatement,
} from './layout.js'

// The core gives valid UTF-8; a byte order mark is part of the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** An HTTP request as the core wrote it. */
export interface RequestSection {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: Uint8Array<ArrayBuffer>
}

/** A statement for a binding that takes values. */
export interface StatementSection {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** A column of a result. */
export interface Column {
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

/** Takes the sections of a tape. One that is not taken must not come. */
export interface TapeSink {
  readonly request?: ((section: RequestSection) => void) | undefined
  readonly statement?: ((section: StatementSection) => void) | undefined
  readonly columns?: ((columns: Column[]) => void) | undefined
  /** Must read exactly `count` rows from the tape. */
  readonly rows?: ((tape: Tape, count: number) => void) | undefined
  readonly complete?: ((section: CompleteSection) => void) | undefined
  readonly error?: ((error: DatabaseError) => void) | undefined
}

/** A sink that takes nothing, and inherits nothing either: Object.prototype may have come to hold anything. */
export const noSections = {
  request: undefined,
  statement: undefined,
  columns: undefined,
  rows: undefined,
  complete: undefined,
  error: undefined,
} satisfies TapeSink

/** Reads all sections of an output. */
export function readTape(output: Output, given: TapeSink): void {
  const sink: TapeSink = { ...noSections, ...given }
  const tape = new Tape(output)
  while (!tape.atEnd()) {
    const section = tape.word()
    if (section === sectionRows && sink.rows) {
      const count = tape.word()
      tape.word()
      sink.rows(tape, count)
    } else if (section === sectionColumns && sink.columns) sink.columns(columnsSection(tape))
    else if (section === sectionComplete && sink.complete) sink.complete(completeSection(tape))
    else if (section === sectionError && sink.error) sink.error(errorSection(tape))
    else if (section === sectionRequest && sink.request) sink.request(requestSection(tape))
    else if (section === sectionStatement && sink.statement) sink.statement(statementSection(tape))
    else throw new DatabaseError('core_fault', 'the core gave a section that does not belong here')
  }
}

/** A position on the tape, and in its text and bytes. */
export class Tape {
  readonly #words: Int32Array
  readonly #text: string
  readonly #blob: Uint8Array
  #word = 0
  #unit = 0
  #byte = 0

  constructor({ tape, text, blob }: Output) {
    this.#words = tape
    this.#text = text.length === 0 ? '' : decoder.decode(text)
    this.#blob = blob
  }

  atEnd(): boolean {
    return this.#word >= this.#words.length
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

  /** A copy of so many bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const start = this.#byte
    this.#byte = start + length
    return this.#blob.slice(start, this.#byte) as Uint8Array<ArrayBuffer>
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
        return JSON.parse(this.text(word >>> 4))
      case cellJsonBigint:
        return parseWithBigints(this.text(word >>> 4))
      case cellBigint:
        return BigInt(this.text(word >>> 4))
      case cellBytes:
        return this.bytes(word >>> 4)
      case cellDate:
        return new Date(this.#safeInteger(word))
      case cellArray:
        return this.#array(word >>> 4)
      default:
        throw new DatabaseError('core_fault', 'the core gave a cell of no known kind')
    }
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

// JSON.parse source text access (https://tc39.es/proposal-json-parse-with-source/).
function parseWithBigints(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    if (!context) throw new DatabaseError('unsupported', 'this host cannot parse JSON without losing digits')
    return /^-?\d+$/.test(context.source ?? '') ? BigInt(context.source as string) : value
  }
  return JSON.parse(text, reviver)
}

function columnsSection(tape: Tape): Column[] {
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

function requestSection(tape: Tape): RequestSection {
  const url = tape.text(tape.word())
  const headers: Record<string, string> = {}
  for (let count = tape.word(); count > 0; count--) {
    const name = tape.word()
    const value = tape.word()
    headers[tape.text(name)] = tape.text(value)
  }
  return { url, headers, body: tape.bytes(tape.word()) }
}

function statementSection(tape: Tape): StatementSection {
  const sql = tape.text(tape.word())
  const parameters: unknown[] = []
  for (let count = tape.word(); count > 0; count--) parameters.push(tape.cell())
  return { sql, parameters }
}

function errorSection(tape: Tape): DatabaseError {
  const code = errorCodes[tape.word()]
  const flags = tape.word()
  const status = tape.word()
  const offset = tape.doubleWord()
  const parameter = tape.word()
  const columnIndex = tape.word()
  const retryAfter = tape.word() >>> 0
  const fields: Record<string, string> = {}
  for (let count = tape.word(); count > 0; count--) {
    const name = errorFields[tape.word()] ?? 'message'
    fields[name] = tape.text(tape.word())
  }
  const { message = 'the query failed', ...named } = fields
  const details: ErrorDetails = {
    retryable: (flags & errorFlagRetryable) !== 0,
    ...(status && { status }),
    ...(flags & errorFlagHasOffset && { offset }),
    ...(flags & errorFlagHasParameter && { parameter }),
    ...(flags & errorFlagHasColumn && { columnIndex }),
    ...(flags & errorFlagHasRetryAfter && { retryAfter }),
    ...named,
  }
  return new DatabaseError(code === undefined || code === 'ok' ? 'core_fault' : code, message, details)
}
