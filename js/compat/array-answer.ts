import { RowAnswer } from '../../bindings/answer.js'
import type { Tape } from '../../bindings/tape.js'

/** Keeps rows as arrays, in which columns of one name all have their place. */
export class ArrayAnswer extends RowAnswer {
  override rows(tape: Tape, count: number): void {
    const columns = this.resultColumns.length
    for (let i = 0; i < count; i++) {
      const row: unknown[] = []
      for (let column = 0; column < columns; column++) row.push(tape.cell())
      this.openRows.push(row)
    }
  }
}
