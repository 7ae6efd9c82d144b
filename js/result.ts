import type { Column } from '../bindings/tape.js'

export type { Column }

/** The rows of a query, and beside them what else the service said. Only the rows are enumerable. */
export interface Result<Row = Record<string, unknown>> extends Array<Row> {
  /** The columns, in order, duplicates too. */
  readonly columns: readonly Column[]
  /** First word of the statement as the service names it: `SELECT`; empty when it does not. */
  readonly command: string
  /** Rows changed or given; null when the service did not say. */
  readonly affected: number | null
  /** Key of the last row inserted; null when the service did not say. */
  readonly lastId: number | null
  /** What else the service tells, in its own words. */
  readonly meta: Readonly<Record<string, unknown>>
}

/** Puts the details beside the rows, where enumeration does not find them. */
export function toResult(
  rows: unknown[],
  columns: readonly Column[],
  command: string,
  affected: number | null,
  lastId: number | null,
  meta: Readonly<Record<string, unknown>>,
): Result<unknown> {
  hide(rows, 'columns', columns)
  hide(rows, 'command', command)
  hide(rows, 'affected', affected)
  hide(rows, 'lastId', lastId)
  hide(rows, 'meta', meta)
  return rows as unknown as Result<unknown>
}

/** Puts a property beside the rows, where enumeration does not find it. */
export function hide(rows: unknown[], name: string, value: unknown): void {
  // Neither enumerable nor writable: what a descriptor does not say is false.
  Object.defineProperty(rows, name, { value, configurable: true })
}
