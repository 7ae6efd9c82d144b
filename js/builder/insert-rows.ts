import { nodeColumnList, nodeDefaultValue, nodeIdentifier, nodeRow, nodeRows } from '../../bindings/query.js'
import { called, isExpression, listOf, value } from './operands.js'
import { listEnd, text, textEnd } from './recorded.js'
import type { Scope } from './values.js'

type Row = Readonly<Record<string, unknown>>

/** Steps of the columns and rows that `values` was given: an object, several, or a function that gives them. */
export function insertRows(argument: unknown, into: Scope): string {
  const rows = listOf(called(argument)) as readonly Row[]
  return plainRows(rows, into) ?? mixedRows(rows, into)
}

// Rows with the same columns in the same order, of values alone: most are.
function plainRows(rows: readonly Row[], into: Scope): string | undefined {
  const columns = Object.keys(rows[0] ?? {})
  const count = columns.length
  if (count === 0) return
  const cells: unknown[] = []
  for (const row of rows) {
    const own = Object.keys(row)
    if (own.length !== count) return
    for (let i = 0; i < count; i++) {
      const column = own[i] as string
      const cell = row[column]
      if (column !== columns[i] || cell === undefined || isExpression(cell)) return
      cells.push(cell)
    }
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
