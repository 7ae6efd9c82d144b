import { DatabaseError, withDetails } from '../js/errors.js'
import { rowTemplate } from './answer.js'
import type { Context } from './instance.js'
import { readTape, type Tape } from './tape.js'

// Cells that are decoded by one crossing at most.
const longestRead = 1024

interface ColumnCells {
  // Undefined where nobody has read.
  readonly values: unknown[]
  // Whoever reads on here reads all of the column: twice as many each time.
  next: number
  size: number
}

/** The cells of lazy rows: what was read, and the context that has the rest. */
export class LazyTable {
  readonly #names: readonly string[]
  readonly #rows: number
  #context: Context | undefined
  #columns: ColumnCells[] = []

  constructor(context: Context, names: readonly string[], rows: number) {
    this.#context = context
    this.#names = names
    this.#rows = rows
  }

  /** Bytes of the core's memory that the rows hold. */
  get bytes(): number {
    return this.#context?.heldBytes ?? 0
  }

  /** Cells that the core has decoded. */
  get decodedCells(): number {
    return this.#context?.decodedCells ?? 0
  }

  /**
   * The value of a cell, which must be there.
   *
   * @throws {DatabaseError} `stale_handle` after close(), `value` and whatever else decoding it throws
   */
  cell(column: number, row: number): unknown {
    let cells = this.#columns[column]
    if (!cells) {
      cells = this.#open()
      this.#columns[column] = cells
    }
    const value = cells.values[row]
    return value === undefined ? this.#read(cells, column, row) : value
  }

  /** Frees all memory. */
  close(): void {
    this.#context?.close()
    this.#context = undefined
    this.#columns = []
  }

  #open(): ColumnCells {
    if (!this.#context) throw new DatabaseError('stale_handle', 'the lazy rows were closed')
    return { values: new Array(this.#rows), next: -1, size: 1 }
  }

  #read(cells: ColumnCells, column: number, row: number): unknown {
    const { values } = cells
    const context = this.#context as Context
    cells.size = row === cells.next ? Math.min(cells.size * 2, longestRead) : 1
    context.read(column, row, cells.size)
    let end = row
    let failure: unknown
    readTape(context.tape(), {
      rows(tape: Tape, count: number) {
        try {
          for (; end < row + count; end++) values[end] = tape.cell()
        } catch (cause) {
          failure =
            cause instanceof DatabaseError
              ? cause
              : new DatabaseError('value', 'the host cannot hold this value', { columnIndex: column })
        }
      },
      error(error: DatabaseError) {
        failure = error
      },
    })
    cells.next = end
    // A cell further on fails when it is read itself.
    if (end === row) throw withDetails(failure, { column: this.#names[column] })
    return values[row]
  }
}

let cellOf: (row: Row, column: number) => unknown

class Row {
  readonly #table: LazyTable
  readonly #index: number

  constructor(table: LazyTable, index: number) {
    this.#table = table
    this.#index = index
  }

  static {
    cellOf = (row, column) => row.#table.cell(column, row.#index)
  }
}

/** A class of rows whose columns are getters. */
type RowClass = new (table: LazyTable, index: number) => object

let lastNames: readonly string[] = []
let lastClass: RowClass | undefined

/**
 * The class of rows with these columns.
 *
 * @throws {DatabaseError} `unsupported` when a column is called toJSON
 */
export function rowClass(names: readonly string[]): RowClass {
  if (lastClass && names.length === lastNames.length && names.every((name, i) => name === lastNames[i])) {
    return lastClass
  }
  const Shaped = class extends Row {}
  const prototype = Shaped.prototype as object
  Reflect.deleteProperty(prototype, 'constructor')
  // So that nothing but the columns can be read, whatever they are called.
  Object.setPrototypeOf(prototype, null)
  names.forEach((name, column) => {
    if (name === 'toJSON') throw new DatabaseError('unsupported', 'lazy rows cannot have a column toJSON')
    function get(this: Row): unknown {
      return cellOf(this, column)
    }
    Object.defineProperty(prototype, name, { get, enumerable: true, configurable: true })
  })
  function toJSON(this: Row): object {
    const row = { ...rowTemplate(names) }
    for (let i = 0; i < names.length; i++) row[names[i] as string] = cellOf(this, i)
    return row
  }
  Object.defineProperty(prototype, 'toJSON', { value: toJSON })
  lastNames = names
  lastClass = Shaped
  return Shaped
}
