import type { Core } from '../../bindings/instance.js'
import {
  limitInputWindowBytes,
  limitMemoryMaximumBytes,
  limitResponseWindowBytes,
  serviceDurableObject,
  statementKindOther,
} from '../../bindings/layout.js'
import type { StatementSection } from '../../bindings/tape.js'
import { joinBytes } from '../bytes.js'
import { DatabaseError, withDetails } from '../errors.js'
import { Execution } from './durable-execution.js'
import {
  type FrameCell,
  FrameReader,
  FrameSplitter,
  FrameWriter,
  malformed,
  markColumns,
  markComplete,
  markError,
  markResult,
  markRow,
  protocolVersion,
} from './durable-frames.js'
import type { DurableIntegers, DurableStorage } from './durable-types.js'
import { explainFailure } from './value-core.js'

/** An answer: whole, or in frames as they are read. */
export type ServedAnswer = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

// What a transaction may give, all of which is in memory until it ends.
const heldBytes = limitMemoryMaximumBytes / 2

interface ServedQueries {
  readonly integers: DurableIntegers
  readonly queries: readonly (readonly StatementSection[])[]
}

/** Answers queries that a client of another Worker or object has compiled. */
export class DurableServer {
  readonly #core: Core
  readonly #execution: Execution

  constructor(core: Core, storage: DurableStorage) {
    this.#core = core
    this.#execution = new Execution(core, storage)
  }

  /** Runs the queries of a request as one transaction. Never throws: errors are answers, as no call keeps their codes. */
  answer(request: Uint8Array): ServedAnswer {
    try {
      const { integers, queries } = readRequest(request)
      const [[statement, ...more] = [], ...others] = queries
      if (statement?.kind === statementKindOther && more.length === 0 && others.length === 0) {
        return this.#read(statement, integers)
      }
      const frames: Uint8Array<ArrayBuffer>[] = []
      this.#execution.atomically(queries, () => {
        let bytes = 0
        for (const frame of this.#run(queries, integers)) {
          bytes += frame.length
          if (bytes > heldBytes) throw new DatabaseError('limit', 'the results of a transaction are over 64 MiB')
          frames.push(frame)
        }
      })
      return answerOf(frames.values())
    } catch (thrown) {
      return this.#failure(thrown)
    }
  }

  /** Rows that leave as they are read. */
  #read(statement: StatementSection, integers: DurableIntegers): ServedAnswer {
    const frames = this.#run([[statement]], integers)
    const failing = function* (this: DurableServer): IterableIterator<Uint8Array<ArrayBuffer>> {
      try {
        yield* frames
      } catch (thrown) {
        yield this.#failure(thrown)
      }
    }
    return answerOf(failing.call(this))
  }

  *#run(
    queries: readonly (readonly StatementSection[])[],
    integers: DurableIntegers,
  ): IterableIterator<Uint8Array<ArrayBuffer>> {
    const writer = new FrameWriter()
    for (const [index, statements] of queries.entries()) {
      try {
        yield* this.#result(writer, statements, integers)
      } catch (thrown) {
        throw withDetails(this.#explain(thrown), { statement: index })
      }
    }
    writer.mark(markComplete)
    yield writer.take()
  }

  *#result(
    writer: FrameWriter,
    statements: readonly StatementSection[],
    integers: DurableIntegers,
  ): IterableIterator<Uint8Array<ArrayBuffer>> {
    let affected: number | null = 0
    let lastId: number | null = null
    let rowsRead = 0
    let rowsWritten = 0
    for (const statement of statements) {
      const open = this.#execution.open(statement, integers)
      const { columns } = open
      if (statement === statements[0]) {
        writer.mark(markColumns)
        writer.cell(columns.length)
        for (const name of columns) writer.cell(name)
      }
      for (const cells of open) {
        writer.mark(markRow)
        for (const cell of cells) writer.cell(cell as FrameCell)
        if (writer.length >= limitInputWindowBytes) yield writer.take()
      }
      rowsRead += open.rowsRead
      rowsWritten += open.rowsWritten
      const changes = this.#execution.changes(statement, open)
      affected = affected === null || changes.affected === null ? null : affected + changes.affected
      lastId = changes.lastId
    }
    writer.mark(markResult)
    for (const cell of [affected, lastId, rowsRead, rowsWritten, this.#execution.databaseSize]) writer.cell(cell)
  }

  #failure(thrown: unknown): Uint8Array<ArrayBuffer> {
    const { code, message, databaseCode, statement, parameter, column, columnIndex } = this.#explain(thrown)
    const writer = new FrameWriter()
    writer.mark(markError)
    for (const cell of [code, message.toWellFormed(), databaseCode, statement, parameter, column, columnIndex]) {
      writer.cell(cell ?? null)
    }
    return writer.take()
  }

  #explain(thrown: unknown): DatabaseError {
    return explainFailure(this.#core, serviceDurableObject, thrown, false)
  }
}

function readRequest(request: Uint8Array): ServedQueries {
  if (!(request instanceof Uint8Array)) throw malformed()
  const splitter = new FrameSplitter()
  const [frame, ...more] = splitter.push(request)
  if (!frame || more.length > 0 || splitter.isCut) throw malformed()
  const reader = new FrameReader(frame)
  if (reader.cell() !== protocolVersion) {
    throw new DatabaseError('unsupported', 'the object and its client have versions of tcpless that do not go together')
  }
  const integers = reader.text()
  if (integers !== 'number' && integers !== 'exact' && integers !== 'bigint') throw malformed()
  const queries = times(reader.count(), () => times(reader.count(), () => readStatement(reader)))
  if (!reader.atEnd() || queries.length === 0 || queries.some(({ length }) => length === 0)) throw malformed()
  return { integers, queries }
}

function readStatement(reader: FrameReader): StatementSection {
  const sql = reader.text()
  const kind = reader.count()
  return { sql, kind, parameters: times(reader.count(), () => reader.cell()) }
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make)
}

/** What is small as one piece, what is not as a stream: a call gives back 32 MiB at most. */
function answerOf(frames: IterableIterator<Uint8Array<ArrayBuffer>>): ServedAnswer {
  const first: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const { done, value } = frames.next()
    if (done) return joinBytes(first)
    first.push(value)
    bytes += value.length
    if (bytes > limitResponseWindowBytes) break
  }
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const frame = first.shift() ?? frames.next().value
      if (frame) controller.enqueue(frame)
      else {
        controller.close()
        controller.byobRequest?.respond(0)
      }
    },
    cancel() {
      frames.return?.()
    },
  })
}
