import { DatabaseError, type ErrorDetails } from '../errors.js'
import { type Members, noRows, type ResponsePlan } from '../response.js'
import type { Result } from '../result.js'
import { csvLine } from './csv.js'

/** The Response of rows that are JavaScript values already, in the form that the core writes too. */
export function respondWithRows(result: Result<unknown>, plan: ResponsePlan): Response {
  const names = result.columns.map(({ name }) => name)
  const arrays = () =>
    result.map((row) => (Array.isArray(row) ? row : names.map((name) => (row as Record<string, unknown>)[name])))
  const rows: unknown[] = plan.format === 'arrays' ? arrays() : result
  if (plan.single) {
    if (rows.length > 1) throw tooManyRows()
    if (rows.length === 1) return plan.whole(enclose(jsonOf(rows[0]), plan))
    if (plan.single === '404') return plan.notFound()
    throw noRows()
  }
  if (plan.format === 'csv')
    return plan.whole(encode(csvOf(plan.header && names.length > 0 ? [names, ...arrays()] : arrays(), plan)))
  if (plan.format !== 'ndjson') {
    return plan.whole(enclose(jsonOfRows(plan.header ? [names, ...rows] : rows), plan))
  }
  const lines = rows.map(jsonOf)
  if (plan.end) lines.push(`{"end":{"rows":${rows.length}}}`)
  return plan.whole(encode(lines.map((line) => `${line}\n`).join('')))
}

function enclose(json: string, { envelope }: ResponsePlan): Uint8Array<ArrayBuffer> {
  return encode(envelope ? envelope[0] + json + envelope[1] : json)
}

function csvOf(rows: readonly unknown[][], { escapesFormulas }: ResponsePlan): string {
  const textOf = (cell: unknown) => (cell instanceof Uint8Array ? base64(cell) : cell)
  return rows.map((cells) => csvLine(cells.map(textOf), escapesFormulas)).join('')
}

/** The Response of several results, as members of one object. */
export function respondWithMembers(results: readonly Result<unknown>[], { names, single, plan }: Members): Response {
  const members = results.map((rows, statement) => {
    const name = names[statement] as string
    const isSingle = single.includes(name)
    if (isSingle && rows.length > 1) throw tooManyRows({ statement })
    return `${JSON.stringify(name)}:${isSingle ? jsonOf(rows[0] ?? null) : jsonOfRows(rows)}`
  })
  return plan.whole(enclose(`{${members.join(',')}}`, plan))
}

function tooManyRows(details: ErrorDetails = {}): DatabaseError {
  return new DatabaseError('too_many_rows', 'one row was asked for and several came', details)
}

function jsonOfRows(rows: readonly unknown[]): string {
  return `[${rows.map(jsonOf).join(',')}]`
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

// The hosts of these bindings have it: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/JSON/rawJSON
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown }

function jsonOf(row: unknown): string {
  // What a toJSON gave that a value inherits, as some programs define for bigints, is not the value.
  return JSON.stringify(row, function (this: Record<string, unknown>, name) {
    const value = this[name]
    if (typeof value === 'bigint') return rawJSON(String(value))
    return value instanceof Uint8Array ? base64(value) : value
  })
}

function base64(bytes: Uint8Array): string {
  // Spreading a long array into arguments would overflow the stack.
  let binary = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return btoa(binary)
}
