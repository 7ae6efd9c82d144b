import { rowTemplate } from '../../bindings/answer.js'
import { DatabaseError } from '../errors.js'
import type { QueryOptions } from '../options.js'
import { type Result, toResult } from '../result.js'
import { camelCaseNames } from './camel-case.js'
import type { DurableIntegers } from './durable-types.js'
import { mayBeInexact } from './inexact.js'

/** What one query gave. */
export interface Outcome {
  readonly columns: readonly string[]
  /** Their cells are values as they are to be given. */
  readonly rows: unknown[][]
  readonly affected: number | null
  readonly lastId: number | null
  readonly meta: Readonly<Record<string, unknown>>
}

/** The options that say what a row is. */
export type RowOptions = Pick<QueryOptions, 'rowMode' | 'rename'>

/** Makes of cells the rows that the options ask for. */
export class RowMaker {
  readonly columns: readonly { readonly name: string }[]
  readonly #names: readonly string[]
  readonly #template: Record<string, unknown> | undefined

  /** @throws {DatabaseError} `value` when two columns would have one name */
  constructor(columns: readonly string[], { rowMode, rename }: RowOptions) {
    this.#names = rename ? camelCaseNames(columns) : columns
    this.columns = this.#names.map((name) => ({ name }))
    this.#template = rowMode === 'array' ? undefined : rowTemplate(this.#names)
  }

  row(cells: unknown[]): unknown {
    if (!this.#template) return cells
    const row = { ...this.#template }
    // Each name is the row's own property already.
    this.#names.forEach((name, index) => {
      row[name] = cells[index]
    })
    return row
  }
}

/** The Result of what a query gave. */
export function fromOutcome({ columns, rows, affected, lastId, meta }: Outcome, options: RowOptions): Result<unknown> {
  const maker = new RowMaker(columns, options)
  const made = rows.map((cells) => maker.row(cells))
  return toResult(made, maker.columns, '', affected, lastId, meta)
}

/**
 * The cells of a row as they are to be given, in place. With `string` and `bigint` the statement is one whose values
 * have tags, as the core writes it.
 *
 * @throws {DatabaseError} `value` for a number that may have lost digits, when that is asked for
 */
export function readCells(cells: unknown[], columns: readonly string[], integers: DurableIntegers): unknown[] {
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index]
    if (cell instanceof ArrayBuffer) cells[index] = new Uint8Array(cell)
    else if (integers === 'number') continue
    else if (integers !== 'exact') cells[index] = untagged(cell, integers)
    else if (mayBeInexact(cell)) {
      const message = 'an integer beyond 2^53 has lost digits in the binding, or a REAL looks like one: cast it to text'
      throw new DatabaseError('value', message, { column: columns[index], columnIndex: index })
    }
  }
  return cells
}

function untagged(cell: unknown, integers: 'string' | 'bigint'): unknown {
  if (typeof cell !== 'string') return cell
  const text = cell.slice(1)
  return cell.startsWith('i') && integers === 'bigint' ? BigInt(text) : text
}
