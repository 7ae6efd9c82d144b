import type { FieldPacket } from 'mysql2'
import type { Output } from '../output.js'
import type { Completion, StatementSink } from './connection.js'
import { maxRows, tooManyRows } from './errors.js'
import { fieldJSON, rowJSON } from './fields.js'

/**
 * Writes one statement's result as `query.QueryResult` of Vitess's proto/query.proto in JSON, where what is zero or
 * empty is left out and 64-bit numbers are strings: https://protobuf.dev/programming-guides/json/
 */
export class ResultWriter implements StatementSink {
  readonly #output: Output
  #hasFields = false
  #rows = 0

  constructor(output: Output) {
    this.#output = output
  }

  fields(fields: readonly FieldPacket[]): void {
    this.#hasFields = true
    this.#output.write(`{"fields":[${fields.map(fieldJSON).join(',')}]`)
  }

  row(cells: readonly (Uint8Array | null)[]): void {
    this.#rows += 1
    if (this.#rows > maxRows) throw tooManyRows()
    this.#output.write(`${this.#rows === 1 ? ',"rows":[' : ','}${rowJSON(cells)}`)
  }

  /** Ends the result. `completion` is what a statement without rows did. */
  finish(completion: Completion | undefined): void {
    if (this.#hasFields) {
      this.#output.write(this.#rows > 0 ? ']}' : '}')
      return
    }
    const { affectedRows = 0, insertId = '0' } = completion ?? {}
    const members = [
      ...(affectedRows === 0 ? [] : [`"rowsAffected":"${affectedRows}"`]),
      ...(insertId === '0' ? [] : [`"insertId":"${insertId}"`]),
    ]
    this.#output.write(`{${members.join(',')}}`)
  }
}
