import { DatabaseError } from '../js/errors.js'
import type { Column, Tape } from './tape.js'

/** Gathers the rows of a result as plain objects. */
export class RowReader {
  readonly rows: unknown[] = []
  #names: readonly string[] = []
  #template: Record<string, unknown> = {}

  /** Sets the columns of the rows that follow. */
  setColumns(columns: readonly Column[]): void {
    this.#names = columns.map((column) => column.name)
    this.#template = {}
    // Each row is a copy of this object. As the copy owns every name already, assigning to it never
    // meets a setter or a frozen property of Object.prototype, whatever the column is called.
    for (const name of this.#names) {
      Object.defineProperty(this.#template, name, { value: null, enumerable: true, writable: true, configurable: true })
    }
  }

  /** Reads so many rows; of columns with one name the last one stays. */
  read(tape: Tape, count: number): void {
    const names = this.#names
    const columns = names.length
    let column = 0
    try {
      for (let i = 0; i < count; i++) {
        const row = { ...this.#template }
        for (column = 0; column < columns; column++) row[names[column] as string] = tape.cell()
        this.rows.push(row)
      }
    } catch (cause) {
      const place = { column: names[column] as string, columnIndex: column }
      if (cause instanceof DatabaseError) throw new DatabaseError(cause.code, cause.message, place)
      throw new DatabaseError('value', 'the host cannot hold this value', place)
    }
  }
}
