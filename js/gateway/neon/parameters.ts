/**
 * JSON parameters to PostgreSQL text, by the rules of `json_to_pg_text` in Neon's proxy (json.rs): clients may
 * send plain JSON values and let the server write them as text.
 */
import { RequestRefused } from './errors.js'

/** As deep as serde_json, which Neon reads bodies with, allows. */
const maxDepth = 128

// Known to Node 22's engine but not to the ES2024 type library: https://github.com/tc39/proposal-json-parse-with-source
interface RawJSON {
  readonly rawJSON: string
}
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): RawJSON
  isRawJSON(value: unknown): value is RawJSON
}
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/**
 * Parses JSON, keeping the digits of each number that a double would change (9007199254740993), so that the
 * server gets the number the client wrote. Throws what `JSON.parse` throws.
 */
export function parseExact(text: string): unknown {
  const keepSource: SourceReviver = (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value
  return JSON.parse(text, keepSource as (key: string, value: unknown) => unknown)
}

/** Refuses what serde_json refuses in a body: too many levels, and strings without a UTF-8 form. */
function check(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return
    throw new RequestRefused('could not parse the HTTP request body: lone surrogate in hex escape')
  }
  if (typeof value !== 'object' || value === null) return
  if (depth > maxDepth) throw new RequestRefused('could not parse the HTTP request body: recursion limit exceeded')
  for (const [key, inner] of Object.entries(value)) {
    check(key, depth)
    check(inner, depth + 1)
  }
}

/** An array element. Its text is JSON's, whose escapes an array literal reads as "the next character as it is". */
function element(value: unknown): string {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`
  const json = JSON.stringify(value)
  return typeof value === 'object' && !isRawJSON(value) ? JSON.stringify(json) : json
}

/**
 * One parameter of a request, as `parseExact` gave it, as PostgreSQL text or null.
 * Throws `RequestRefused` for too deep values and lone surrogates.
 */
export function parameterText(value: unknown): string | null {
  if (value === null) return null
  check(value, 1)
  if (typeof value === 'string') return value
  return Array.isArray(value) ? element(value) : JSON.stringify(value)
}
