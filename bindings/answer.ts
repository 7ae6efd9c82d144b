import { DatabaseError } from '../js/errors.js'
import type { QueryOptions } from '../js/options.js'
import {
  type Column,
  type CompleteSection,
  type RequestSection,
  readColumns,
  readRequest,
  type Tape,
  type TapeSink,
} from './tape.js'

/** Keeps what the core says about a request and its answer. Rows are not expected. */
export class Answer implements Partial<TapeSink> {
  /** The request to send. */
  requestSection: RequestSection | undefined
  /** The columns of the result, once they came. */
  resultColumns: readonly Column[] = []
  /** Rows of the results that are whole. */
  rowCount = 0
  /** What the next request of the session is sent with; empty when none can follow. */
  sessionText: string | undefined
  /** Why it failed. */
  failure: DatabaseError | undefined

  /** Forgets the answer, for another attempt. */
  reset(): void {
    this.resultColumns = []
    this.rowCount = 0
    this.sessionText = this.failure = undefined
  }

  request(tape: Tape): void {
    this.requestSection = readRequest(tape)
  }

  columns(tape: Tape): void {
    this.resultColumns = readColumns(tape)
  }

  meta(_lastId: number | null, _meta: Record<string, unknown>): void {}

  session(session: string): void {
    this.sessionText = session
  }

  complete(section: CompleteSection): void {
    this.rowCount += section.rows
  }

  error(error: DatabaseError): void {
    this.failure = error
  }
}

/** A result that is whole. */
export interface RowResult extends Omit<CompleteSection, 'rows'> {
  readonly rows: unknown[]
  readonly columns: readonly Column[]
  /** The key of the last row inserted, where the service tells it. */
  readonly lastId: number | null
  /** What else the service told beside the result. */
  readonly meta: Record<string, unknown> | undefined
}

/** Keeps the rows too, as plain objects or arrays. */
export class RowAnswer extends Answer {
  /** One, or of a batch one for each query. */
  results: RowResult[] = []
  /** Rows of the result that is not whole yet. */
  openRows: unknown[] = []
  #lastId: number | null = null
  #meta: Record<string, unknown> | undefined
  readonly #rowModes: readonly QueryOptions['rowMode'][]
  // Of a row that is an array its indices, and no template.
  #names: readonly (string | number)[] = []
  #template: Record<string, unknown> | undefined

  /** @param rowModes what the rows of each result are */
  constructor(rowModes: readonly QueryOptions['rowMode'][] = []) {
    super()
    this.#rowModes = rowModes
  }

  override reset(): void {
    super.reset()
    this.results = []
    this.openRows = []
  }

  override columns(tape: Tape): void {
    super.columns(tape)
    const isArray = this.#rowModes[this.results.length] === 'array'
    const names = this.resultColumns.map((column) => column.name)
    this.#names = isArray ? [...names.keys()] : names
    this.#template = isArray ? undefined : rowTemplate(names)
  }

  rows(tape: Tape, count: number): void {
    const names = this.#names
    const template = this.#template
    const columns = names.length
    const rows = this.openRows
    let column = 0
    try {
      for (let i = 0; i < count; i++) {
        const row: Record<string, unknown> = template ? { ...template } : ([] as unknown as Record<string, unknown>)
        for (column = 0; column < columns; column++) row[names[column] as string] = tape.cell()
        rows.push(row)
      }
    } catch (cause) {
      const place = { column: this.resultColumns[column]?.name, columnIndex: column }
      if (cause instanceof DatabaseError) throw new DatabaseError(cause.code, cause.message, place)
      throw new DatabaseError('value', 'the host cannot hold this value', place)
    }
  }

  override meta(lastId: number | null, meta: Record<string, unknown>): void {
    this.#lastId = lastId
    this.#meta = meta
  }

  override complete(section: CompleteSection): void {
    super.complete(section)
    this.results.push({
      command: section.command,
      affected: section.affected,
      rows: this.openRows,
      columns: this.resultColumns,
      lastId: this.#lastId,
      meta: this.#meta,
    })
    this.openRows = []
  }
}

/**
 * An object that each row is a copy of. As the copy owns every name already, assigning to it never
 * meets a setter or a frozen property of Object.prototype, whatever the column is called. Of columns
 * with one name the last one stays.
 */
export function rowTemplate(names: readonly string[]): Record<string, unknown> {
  if (isSame(names, lastNames)) return lastTemplate
  const template: Record<string, unknown> = {}
  for (const name of names) {
    if (!(name in template)) template[name] = null
    else if (!Object.hasOwn(template, name)) {
      Object.defineProperty(template, name, { value: null, enumerable: true, writable: true, configurable: true })
    }
  }
  lastNames = names
  lastTemplate = template
  return template
}

// Mostly the same query runs again and again.
let lastNames: readonly string[] = []
let lastTemplate: Record<string, unknown> = {}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false
  return true
}
