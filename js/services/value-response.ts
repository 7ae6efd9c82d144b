import { DatabaseError, type ErrorDetails } from '../errors.js'
import { type Members, noRows, type ResponsePlan } from '../response.js'
import type { Result } from '../result.js'

/** The Response of rows that are JavaScript values already, in the form that the core writes too. */
export function respondWithRows(rows: Result<unknown>, plan: ResponsePlan): Response {
  if (plan.single) {
    if (rows.length > 1) throw tooManyRows()
    if (rows.length === 1) return plan.whole(encode(jsonOf(rows[0])))
    if (plan.single === '404') return plan.notFound()
    throw noRows()
  }
  if (plan.format === 'json') return plan.whole(encode(jsonOfRows(rows)))
  const lines = rows.map(jsonOf)
  if (plan.end) lines.push(JSON.stringify({ end: { rows: rows.length } }))
  return plan.whole(encode(lines.map((line) => `${line}\n`).join('')))
}

/** The Response of several results, as members of one object. */
export function respondWithMembers(results: readonly Result<unknown>[], { names, single, plan }: Members): Response {
  const members = results.map((rows, statement) => {
    const name = names[statement] as string
    const isSingle = single.includes(name)
    if (isSingle && rows.length > 1) throw tooManyRows({ statement })
    return `${JSON.stringify(name)}:${isSingle ? jsonOf(rows[0] ?? null) : jsonOfRows(rows)}`
  })
  return plan.whole(encode(`{${members.join(',')}}`))
}

function tooManyRows(details: ErrorDetails = {}): DatabaseError {
  return new DatabaseError('too_many_rows', 'one row was asked for and several came', details)
}

function jsonOfRows(rows: Result<unknown>): string {
  return `[${rows.map(jsonOf).join(',')}]`
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function jsonOf(row: unknown): string {
  return JSON.stringify(row, (_name, value: unknown) => (value instanceof Uint8Array ? base64(value) : value))
}

function base64(bytes: Uint8Array): string {
  // Spreading a long array into arguments would overflow the stack.
  let binary = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return btoa(binary)
}
