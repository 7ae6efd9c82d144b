import { nodeColumnList, nodeDefaultValue, nodeIdentifier, nodeRow, nodeRows } from '../../bindings/query.js'
import { called, columnsOf, isExpression, listOf, value } from './operands.js'
import { listEnd, refuse, text, textEnd } from './recorded.js'
import type { Scope } from './values.js'

type Row = Readonly<Record<string, unknown>>

const taken = 'values() takes a plain row object, an array of them, or a function that gives them'

/** Steps of the columns and rows that `values` was given: an object, several, or a function that gives them. */
export function insertRows(argument: unknown, into: Scope): string {
  const rows = listOf(called(argument)) as readonly Row[]
  if (rows.length === 0) refuse('template_misuse', 'this needs a row at least')
  for (const row of rows) columnsOf(row, taken)
  return plainRows(rows, into) ?? mixedRows(rows, into)
}

// Rows with the same columns in the same order, of values alone: most are.
function plainRows(rows: readonly Row[], into: Scope): string | undefined {
  const columns = Object.keys(rows[0] ?? {})
  const count = columns.length
  const cells = new Array<unknown>(rows.length * count)
  let place = 0
  for (const row of rows) {
    let column = 0
    // What a row inherits is none of the columns, and so is refused here.
    for (const name in row) {
      const cell = row[name]
      if (name !== columns[column++] || cell === undefined || isExpression(cell)) return
      cells[place++] = cell
    }
    if (column !== count) return
  }
  into.addAll(cells)
  return columnList(columns) + nodeRows + rows.length + textEnd
}

function mixedRows(rows: readonly Row[], into: Scope): string {
  const columns = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) if (row[name] !== undefined) columns.add(name)
  let written = columnList(columns)
  for (const row of rows) {
    written += nodeRow
    for (const name of columns) {
      const cell = Object.hasOwn(row, name) ? row[name] : undefined
      written += cell === undefined ? nodeDefaultValue : value(cell, into)
    }
    written += listEnd
  }
  return written
}

/** The step of the columns. */
export function columnList(names: Iterable<unknown>): string {
  let written = nodeColumnList
  for (const name of names) written += nodeIdentifier + text(name)
  return written + listEnd
}
