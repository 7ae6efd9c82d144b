import type { Field, StatementSink } from '../engine.js'
import type { Output } from '../output.js'
import { cellJSON } from './cells.js'

/** How a client wants its rows. */
export interface RowFormat {
  /** Each cell as the server's text (`Neon-Raw-Text-Output: true`), or else as JSON of its type. */
  readonly rawText: boolean
  /** Each row as an array, or else as an object, in which a repeated column name stands repeatedly. */
  readonly arrays: boolean
}

function fieldJSON(field: Field): string {
  return JSON.stringify({
    name: field.name,
    // The library reads OIDs, which are unsigned, as signed.
    dataTypeID: field.dataTypeID >>> 0,
    tableID: field.tableID >>> 0,
    columnID: field.columnID,
    dataTypeSize: field.dataTypeSize,
    dataTypeModifier: field.dataTypeModifier,
    format: 'text',
  })
}

/** Splits a command tag: its first word, and the number of rows if it has one (`INSERT 0 3`: the second). */
export function readCommandTag(tag: string): { command: string; rowCount: number | null } {
  const [command = '', ...rest] = tag.split(' ')
  const count = command === 'INSERT' ? rest[1] : rest.join(' ')
  return { command, rowCount: count !== undefined && /^\d+$/.test(count) ? Number(count) : null }
}

/** Writes one statement's result, with the keys in the order fields, rows, command, rowCount, rowAsArray. */
export class ResultWriter implements StatementSink {
  readonly #output: Output
  readonly #format: RowFormat
  #types: number[] = []
  #keys: string[] = []
  #rows = 0
  #opened = false

  constructor(output: Output, format: RowFormat) {
    this.#output = output
    this.#format = format
  }

  fields(fields: readonly Field[]): void {
    this.#types = fields.map((field) => field.dataTypeID >>> 0)
    this.#keys = fields.map((field) => `${JSON.stringify(field.name)}:`)
    this.#open(fields.map(fieldJSON).join(','))
  }

  row(cells: readonly (string | null)[]): void {
    const { rawText, arrays } = this.#format
    let text = this.#rows === 0 ? '' : ','
    text += arrays ? '[' : '{'
    for (const [index, cell] of cells.entries()) {
      if (index > 0) text += ','
      if (!arrays) text += this.#keys[index]
      if (cell === null) text += 'null'
      else text += rawText ? JSON.stringify(cell) : cellJSON(cell, this.#types[index] ?? 0)
    }
    text += arrays ? ']' : '}'
    this.#rows += 1
    this.#output.write(text)
  }

  /** Ends the result with the statement's command tag. */
  finish(tag: string): void {
    this.#open('')
    const { command, rowCount } = readCommandTag(tag)
    this.#output.write(
      `],"command":${JSON.stringify(command)},"rowCount":${rowCount},"rowAsArray":${this.#format.arrays}}`,
    )
  }

  #open(fields: string): void {
    if (this.#opened) return
    this.#opened = true
    this.#output.write(`{"fields":[${fields}],"rows":[`)
  }
}
