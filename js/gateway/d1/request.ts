import type { SqliteText, SqliteValue } from '../sqlite-messages.js'
import { D1Refused, malformed } from './errors.js'
import { maxParameters, maxSqlBytes } from './rules.js'

const decoder = new TextDecoder('utf-8', { fatal: true })

function invalid(property: string, reason: string): D1Refused {
  return malformed(`Invalid property: ${property} => ${reason}`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const isByte = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255

/** A parameter: text, a number, null, or the bytes of a blob as numbers. */
function readValue(value: unknown): SqliteValue | undefined {
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'string') return value.toWellFormed()
  return Array.isArray(value) && value.every(isByte) ? Uint8Array.from(value as number[]) : undefined
}

function readText(source: Record<string, unknown>, path: string): SqliteText {
  const { sql, params = [] } = source
  if (sql === undefined) throw invalid(`${path}sql`, 'Required')
  if (typeof sql !== 'string') throw invalid(`${path}sql`, `Expected string, received ${kindOf(sql)}`)
  if (!Array.isArray(params)) throw invalid(`${path}params`, `Expected array, received ${kindOf(params)}`)
  // SQLite reads no further than this character, and would not say so.
  const nul = sql.indexOf('\0')
  if (nul >= 0) throw new D1Refused(`unrecognized token: "\\0" at offset ${nul}: SQLITE_ERROR`, 7500)
  if (Buffer.byteLength(sql) > maxSqlBytes) throw new D1Refused('statement too long: SQLITE_TOOBIG', 7500)
  if (params.length > maxParameters) throw new D1Refused('too many SQL variables: SQLITE_ERROR', 7500)
  const values = params.map((param, index) => {
    const value = readValue(param)
    if (value === undefined) throw invalid(`${path}params.${index}`, 'Invalid input')
    return value
  })
  return { sql, values }
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

/**
 * Reads `{"sql","params"}` or `{"batch":[...]}`
 * (https://developers.cloudflare.com/api/resources/d1/subresources/database/methods/query/).
 * Throws `D1Refused` with code 7400 for anything else.
 */
export function readRequest(bytes: Uint8Array): readonly SqliteText[] {
  let body: unknown
  try {
    body = JSON.parse(decoder.decode(bytes))
  } catch {
    throw malformed('The request is malformed: invalid JSON')
  }
  if (!isObject(body)) throw malformed(`The request is malformed: Expected object, received ${kindOf(body)}`)
  if (body.batch === undefined) return [readText(body, '')]
  const { batch } = body
  if (body.sql !== undefined) throw malformed('The request is malformed: either sql or batch, not both')
  if (!Array.isArray(batch)) throw invalid('batch', `Expected array, received ${kindOf(batch)}`)
  return batch.map((query: unknown, index) => {
    if (!isObject(query)) throw invalid(`batch.${index}`, `Expected object, received ${kindOf(query)}`)
    return readText(query, `batch.${index}.`)
  })
}
