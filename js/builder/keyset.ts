import type { SelectQueryBuilder, StringReference } from 'kysely'
import { must } from '../options.js'
import { expressionBuilder } from './expression-builder.js'
import type { ExpressionWrapper } from './expression-wrapper.js'
import type { OrderByItemBuilder } from './order-by-item-builder.js'
import { refuse } from './recorded.js'
import { SelectQueryBuilder as Select } from './select-query-builder.js'

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
const directions = ['asc', 'desc']
const placesOfNull = [undefined, 'nulls first', 'nulls last']

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
  let page = query as unknown as Select
  if (!(page instanceof Select)) refuse('template_misuse', 'keyset takes a query of a builder that reads rows')
  page = page.clearOrderBy()
  if (after !== undefined) page = page.where(behind(by, checkedCursor(by, after)))
  for (const [column, direction, nulls] of by) {
    page = page.orderBy(column, (item: OrderByItemBuilder) => {
      const directed = direction === 'asc' ? item.asc() : item.desc()
      return nulls === undefined ? directed : nulls === 'nulls first' ? directed.nullsFirst() : directed.nullsLast()
    })
  }
  return (limit === undefined ? page : page.limit(limit)) as unknown as SelectQueryBuilder<DB, TB, O>
}

/**
 * The cursor of a row, for the page behind it.
 *
 * @param by the order; each column must be in the row under its own name
 * @throws {DatabaseError} `parameter`
 */
export function cursorOf(row: object, by: readonly KeysetColumn[]): Cursor {
  const cursor = by.map(([column]) => {
    const name = column.slice(column.lastIndexOf('.') + 1)
    const value: unknown = Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : undefined
    return value === undefined ? refuse('parameter', `the row has no column ${name}`) : value
  })
  return checkedCursor(by, cursor)
}

function checkedOptions(options: KeysetOptions): KeysetOptions {
  const { by, limit } = options
  const problem = limit === undefined ? undefined : isLimit(limit)
  if (problem) refuse('option', `the option limit ${problem}`)
  if (!Array.isArray(by) || by.length === 0) refuse('option', 'the option by must be an array of columns')
  for (const [column, direction, nulls] of by) {
    if (typeof column !== 'string' || !directions.includes(direction) || !placesOfNull.includes(nulls)) {
      refuse(
        'option',
        "a column of the option by must be ['name', 'asc' or 'desc'], perhaps with 'nulls first' or 'nulls last'",
      )
    }
  }
  return options
}

function checkedCursor(by: readonly KeysetColumn[], cursor: Cursor): Cursor {
  if (!Array.isArray(cursor) || cursor.length !== by.length) refuse('parameter', 'the cursor is not one of this order')
  by.forEach(([column, , nulls], index) => {
    const value: unknown = cursor[index]
    if (value === null && nulls === undefined) {
      refuse('parameter', `the cursor has null for ${column}: say in its order where nulls stand`)
    }
    // It may come from outside, where no value of a column is an object.
    if (typeof value === 'object' && value !== null && !(value instanceof Date || value instanceof Uint8Array)) {
      refuse('parameter', `the cursor has no value of a column for ${column}`)
    }
  })
  return cursor
}

// Rows behind the cursor: those behind it in the first column, and of those that are equal there, those behind it in
// the columns that follow.
function behind(by: readonly KeysetColumn[], cursor: Cursor): ExpressionWrapper {
  const eb = expressionBuilder()
  const at = (index: number): ExpressionWrapper => {
    const [column, direction, nulls] = by[index] as KeysetColumn
    const value = cursor[index]
    const isLast = index === by.length - 1
    const equal = () => eb.and([value === null ? eb(column, 'is', null) : eb(column, '=', value), at(index + 1)])
    if (value === null) {
      // Behind a null are the others, or nothing.
      const others = nulls === 'nulls first' ? eb(column, 'is not', null) : eb.or([])
      return isLast ? others : eb.or([others, equal()])
    }
    const operator = direction === 'asc' ? '>' : '<'
    const beyond = eb(column, operator, value)
    const further = nulls === 'nulls last' ? eb.or([beyond, eb(column, 'is', null)]) : beyond
    if (isLast) return further
    const either = eb.or([further, equal()])
    // Says nothing new, but in a form for which an index is used.
    return nulls === 'nulls last' ? either : eb.and([eb(column, `${operator}=`, value), either])
  }
  return at(0)
}
