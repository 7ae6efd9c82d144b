import type { Deadline } from '../deadline.js'
import { errorCodes } from '../../bindings/layout.js'
import { DatabaseError } from '../errors.js'
import {
  type FrameCell,
  FrameReader,
  FrameSplitter,
  malformed,
  markColumns,
  markComplete,
  markError,
  markResult,
  markRow,
} from './durable-frames.js'
import type { Outcome } from './durable-rows.js'
import type { DurableIntegers } from './durable-types.js'

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** The answer of an object: whole, or as its frames come. */
export class AnswerFrames {
  /** HTTP status; 0 of a call. */
  readonly status = 0
  /** Results that are whole. */
  readonly results: Outcome[] = []
  /** Bytes that came. */
  bytes = 0
  /** Columns of the result that comes. */
  columns: string[] = []
  #rows: unknown[][] = []
  #hasColumns = false
  // A result has begun and not ended.
  #inResult = false
  #complete = false
  #reader: Reader | undefined
  #deadline: Deadline | undefined
  readonly #splitter = new FrameSplitter()
  readonly #isText: boolean
  readonly #isBatch: boolean

  constructor(integers: DurableIntegers, isBatch: boolean) {
    this.#isText = integers === 'string'
    this.#isBatch = isBatch
  }

  /** @param answer bytes, or a stream of them */
  open(answer: unknown, deadline: Deadline): void {
    this.#deadline = deadline
    if (answer instanceof ReadableStream) this.#reader = answer.getReader()
    else if (answer instanceof Uint8Array) this.#take(answer)
    else throw malformed()
  }

  /** Reads all results. */
  async readAll(expected: number): Promise<void> {
    while (!this.#complete) await this.#pull()
    if (this.results.length !== expected) throw malformed()
  }

  /** Reads until the columns are known. */
  async readColumns(): Promise<void> {
    while (!this.#hasColumns && !this.#complete) await this.#pull()
  }

  /** The rows of a single result, as they come. Leaving the loop cancels the answer. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown[][], void> {
    try {
      for (;;) {
        const rows = this.results.flatMap((result) => result.rows.splice(0)).concat(this.#rows.splice(0))
        if (rows.length > 0) yield rows
        if (this.#complete) return
        await this.#pull()
      }
    } finally {
      this.cancel()
    }
  }

  /** Lets go of what is still to come. */
  cancel(): void {
    this.#reader?.cancel().catch(() => {})
    this.#reader = undefined
  }

  async #pull(): Promise<void> {
    if (!this.#reader) throw cut()
    const { done, value } = await (this.#deadline as Deadline).race(this.#reader.read())
    if (done) throw cut()
    if (!(value instanceof Uint8Array)) throw malformed()
    this.#take(value)
  }

  #take(piece: Uint8Array): void {
    this.bytes += piece.length
    for (const frame of this.#splitter.push(piece)) this.#read(new FrameReader(frame))
    if (this.#complete && this.#splitter.isCut) throw malformed()
  }

  #read(frame: FrameReader): void {
    while (!frame.atEnd()) {
      if (this.#complete) throw malformed()
      const mark = frame.mark()
      const begins = mark === markColumns || mark === markComplete
      if (mark !== markError && begins === this.#inResult) throw malformed()
      switch (mark) {
        case markColumns:
          this.columns = Array.from({ length: frame.count() }, () => frame.text())
          this.#hasColumns = this.#inResult = true
          break
        case markRow:
          this.#rows.push(this.columns.map(() => this.#cell(frame.cell())))
          break
        case markResult:
          this.#endResult(frame)
          break
        case markComplete:
          this.#complete = true
          break
        case markError:
          throw this.#error(frame)
        default:
          throw malformed()
      }
    }
  }

  #cell(cell: FrameCell): unknown {
    return this.#isText && typeof cell === 'bigint' ? String(cell) : cell
  }

  #endResult(frame: FrameReader): void {
    const numbers = Array.from({ length: 5 }, () => {
      const cell = frame.cell()
      if (cell !== null && typeof cell !== 'number') throw malformed()
      return cell
    })
    const [affected = null, lastId = null, rowsRead, rowsWritten, databaseSize] = numbers
    this.results.push({
      columns: this.columns,
      rows: this.#rows,
      affected,
      lastId,
      meta: { rowsRead, rowsWritten, databaseSize },
    })
    this.#rows = []
    this.#inResult = false
  }

  #error(frame: FrameReader): DatabaseError {
    const name = frame.text()
    const code = errorCodes.find((each) => each === name)
    if (code === undefined || code === 'ok') throw malformed()
    const message = frame.text()
    const [databaseCode, statement, parameter, column, columnIndex] = Array.from({ length: 5 }, () => frame.cell())
    return new DatabaseError(code, message, {
      databaseCode: textOf(databaseCode),
      statement: this.#isBatch ? numberOf(statement) : undefined,
      parameter: numberOf(parameter),
      column: textOf(column),
      columnIndex: numberOf(columnIndex),
    })
  }
}

function textOf(cell: FrameCell | undefined): string | undefined {
  return typeof cell === 'string' ? cell : undefined
}

function numberOf(cell: FrameCell | undefined): number | undefined {
  return typeof cell === 'number' ? cell : undefined
}

// No DatabaseError: whether that matters is for explainCall to say.
function cut(): Error {
  return new Error('Network connection lost: the answer of the object ends too early')
}
