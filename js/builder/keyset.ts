import type { SelectQueryBuilder, StringReference } from 'kysely'
import {
  directionAscending,
  directionDescending,
  nodeBehind,
  nodeClearOrderBy,
  nodeDirection,
  nodeNulls,
  nodeOrderItem,
  nodeReference,
  nodeWhere,
  nullsFirst,
  nullsLast,
} from '../../bindings/query.js'
import { must } from '../options.js'
import { value } from './operands.js'
import { listEnd, refuse, text, textEnd } from './recorded.js'
import { SelectQueryBuilder as Select } from './select-query-builder.js'
import { Scope } from './values.js'

/** A column of the order of pages: its direction, and where nulls stand when it can be null. */
export type KeysetColumn<Column extends string = string> = readonly [
  column: Column,
  direction: 'asc' | 'desc',
  nulls?: 'nulls first' | 'nulls last',
]

/** Where a page ends: the values of a row in the columns of the order. It can be sent as JSON. */
export type Cursor = readonly unknown[]

/** Which page of a query is asked for. */
export interface KeysetOptions<Column extends string = string> {
  /** The order. Together the columns must be unique, or rows are lost: end with the primary key. */
  readonly by: readonly KeysetColumn<Column>[]
  /** The cursor of the last row of the page before; undefined for the first page. */
  readonly after?: Cursor | undefined
  /** Rows of a page at most. */
  readonly limit?: number | undefined
}

const isLimit = must((value) => Number.isSafeInteger(value) && (value as number) > 0, 'a positive integer')
const directions = { asc: directionAscending, desc: directionDescending } as const
const placesOfNull = { 'nulls first': nullsFirst, 'nulls last': nullsLast } as const

/**
 * A page of the query, which begins behind the cursor and costs the same however far it is: the database finds it by an
 * index of these columns. In place of an order of the query it has this one.
 *
 * @throws {DatabaseError} `option`; `parameter` when the cursor is not one of this order
 */
export function keyset<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  options: KeysetOptions<StringReference<DB, TB>>,
): SelectQueryBuilder<DB, TB, O> {
  const { by, after, limit } = checkedOptions(options)
  const page = query as unknown as Select
  if (!(page instanceof Select)) refuse('template_misuse', 'keyset takes a query of a builder that reads rows')
  const cursor = after === undefined ? undefined : checkedCursor(by, after)
  const into = new Scope(page.bound)
  let behind = ''
  let order = ''
  by.forEach(([name, direction, nulls], index) => {
    const column = nodeReference + text(name)
    const place =
      nodeDirection + directions[direction] + textEnd + (nulls ? nodeNulls + placesOfNull[nulls] + textEnd : '')
    // Each has the columns that follow inside.
    if (cursor) behind += nodeBehind + column + value(cursor[index], into) + place
    order += nodeOrderItem + column + place + listEnd
  })
  const where = cursor ? nodeWhere + behind + listEnd.repeat(by.length) : ''
  const ordered = new Select(page.node + where + nodeClearOrderBy + order, into.values, page.host)
  return (limit === undefined ? ordered : ordered.limit(limit)) as unknown as SelectQueryBuilder<DB, TB, O>
}

/**
 * The cursor of a row, for the page behind it.
 *
 * @param by the order; each column must be in the row under its own name
 * @throws {DatabaseError} `option`, `parameter`
 */
export function cursorOf(row: object, by: readonly KeysetColumn[]): Cursor {
  checkOrder(by)
  if (typeof row !== 'object' || row === null) refuse('parameter', 'cursorOf() takes a row: an empty page has none')
  const cursor = by.map(([column]) => {
    const name = column.slice(column.lastIndexOf('.') + 1)
    const value: unknown = Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : undefined
    return value === undefined ? refuse('parameter', `the row has no column ${name}`) : value
  })
  return checkedCursor(by, cursor)
}

function checkOrder(by: readonly KeysetColumn[]): void {
  if (!Array.isArray(by) || by.length === 0) refuse('option', 'the option by must be an array of columns')
  for (const item of by) {
    const [column, direction, nulls] = Array.isArray(item) ? item : []
    if (
      typeof column !== 'string' ||
      !Object.hasOwn(directions, direction) ||
      (nulls !== undefined && !Object.hasOwn(placesOfNull, nulls))
    ) {
      refuse(
        'option',
        "a column of the option by must be ['name', 'asc' or 'desc'], perhaps with 'nulls first' or 'nulls last'",
      )
    }
  }
}

function checkedOptions(options: KeysetOptions): KeysetOptions {
  const { by, limit } = options
  const problem = limit === undefined ? undefined : isLimit(limit)
  if (problem) refuse('option', `the option limit ${problem}`)
  checkOrder(by)
  return options
}

function checkedCursor(by: readonly KeysetColumn[], cursor: Cursor): Cursor {
  if (!Array.isArray(cursor) || cursor.length !== by.length) refuse('parameter', 'the cursor is not one of this order')
  by.forEach(([column, , nulls], index) => {
    const item: unknown = cursor[index]
    if (item === null && nulls === undefined) {
      refuse('parameter', `the cursor has null for ${column}: say in its order where nulls stand`)
    }
    // It may come from outside, where no value of a column is an object.
    const isObject = (typeof item === 'object' && item !== null) || typeof item === 'function'
    if (isObject && !(item instanceof Date || item instanceof Uint8Array)) {
      refuse('parameter', `the cursor has no value of a column for ${column}`)
    }
  })
  return cursor
}
