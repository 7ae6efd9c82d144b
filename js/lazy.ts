/// <reference lib="esnext.disposable" preserve="true" />
import { Answer } from '../bindings/answer.js'
import type { Context } from '../bindings/instance.js'
import { LazyTable, rowClass } from '../bindings/lazy.js'
import type { CompleteSection } from '../bindings/tape.js'
import { type Result, toResult } from './result.js'

/** What lazy rows have beside the rows. */
export interface LazyDetails<Row> extends Pick<Result, 'columns' | 'command' | 'affected' | 'lastId' | 'meta'> {
  /** Bytes of the core's memory that the rows hold; 0 when they are closed. */
  readonly bytes: number
  /** Cells that the core has decoded so far. */
  readonly decodedCells: number
  /** The rows as plain objects, which stay when these are closed. */
  toArray(): Row[]
  /** Frees the memory. May be called again. */
  close(): void
  [Symbol.dispose](): void
}

/**
 * Rows that stay in the core's memory as they came. A row is a view without properties of its own:
 * reading `row.name` decodes that cell, once; `row.toJSON()` gives the plain object. Closed by
 * `close()`, `using` or, at some time, by the garbage collector; then reading is the error
 * `stale_handle`.
 */
export type LazyResult<Row = Record<string, unknown>> = readonly (Readonly<Row> & { toJSON(): Row })[] &
  LazyDetails<Row>

/** Keeps how the result ended. */
export class LazyAnswer extends Answer {
  completeSection: CompleteSection | undefined
  lastId: number | null = null
  resultMeta: Result['meta'] | undefined

  override meta(lastId: number | null, meta: Record<string, unknown>): void {
    this.lastId = lastId
    this.resultMeta = meta
  }

  override complete(section: CompleteSection): void {
    super.complete(section)
    this.completeSection = section
  }
}

let registry: FinalizationRegistry<Context> | undefined

/**
 * The rows that the context holds, which they close from now on.
 *
 * @param meta when the core gives none
 */
export function lazyRows(context: Context, answer: LazyAnswer, meta: Result['meta']): LazyResult {
  const { command, affected, rows } = answer.completeSection as CompleteSection
  const names = answer.resultColumns.map((column) => column.name)
  const Row = rowClass(names)
  const table = new LazyTable(context, names, rows)
  context.keep()
  const views: object[] = []
  for (let i = 0; i < rows; i++) views.push(new Row(table, i))
  if (typeof FinalizationRegistry === 'function') {
    registry ??= new FinalizationRegistry((left) => left.close())
    registry.register(table, context, table)
  }
  const close = () => {
    registry?.unregister(table)
    table.close()
  }
  toResult(views, answer.resultColumns, command, affected, answer.lastId, answer.resultMeta ?? meta)
  Object.defineProperties(views, {
    bytes: { get: () => table.bytes },
    decodedCells: { get: () => table.decodedCells },
    toArray: { value: () => views.map((view) => (view as { toJSON(): object }).toJSON()) },
    close: { value: close },
    [Symbol.dispose ?? Symbol()]: { value: close },
  })
  return views as unknown as LazyResult
}
