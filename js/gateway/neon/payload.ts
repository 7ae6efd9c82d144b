import { RequestRefused } from './errors.js'
import { parameterText, parseExact } from './parameters.js'

/** One query of a request. */
export interface Query {
  readonly text: string
  readonly values: readonly (string | null)[]
  /** Overrides the `Neon-Array-Mode` header when given. */
  readonly arrayMode: boolean | undefined
}

/** A request body: one query, or several as one transaction. */
export type Payload =
  | { readonly kind: 'single'; readonly query: Query }
  | { readonly kind: 'batch'; readonly queries: readonly Query[] }

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function unreadable(reason: string): RequestRefused {
  return new RequestRefused(`could not parse the HTTP request body: ${reason}`)
}

function parse(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    throw unreadable('invalid UTF-8')
  }
  try {
    return parseExact(text)
  } catch (error) {
    // The engine's own words quote the body; only the place is passed on.
    const position = /position (\d+)/.exec((error as Error).message)?.[1]
    if (error instanceof RangeError) throw unreadable('recursion limit exceeded')
    throw unreadable(position === undefined ? 'invalid JSON' : `invalid JSON at position ${position}`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readQuery(value: unknown): Query | undefined {
  if (!isObject(value)) return undefined
  const { query, params = [], arrayMode = null } = value
  if (typeof query !== 'string' || !Array.isArray(params)) return undefined
  if (arrayMode !== null && typeof arrayMode !== 'boolean') return undefined
  if (!query.isWellFormed()) throw unreadable('lone surrogate in hex escape')
  return { text: query, values: params.map(parameterText), arrayMode: arrayMode ?? undefined }
}

/**
 * Reads `{"query","params","arrayMode"}` or `{"queries":[...]}`; unknown members are ignored.
 * Throws `RequestRefused` (400) for anything else.
 */
export function readPayload(bytes: Uint8Array): Payload {
  const value = parse(bytes)
  const query = readQuery(value)
  if (query !== undefined) return { kind: 'single', query }
  if (isObject(value) && Array.isArray(value.queries)) {
    const queries = value.queries.map(readQuery)
    if (!queries.includes(undefined)) return { kind: 'batch', queries: queries as Query[] }
  }
  throw unreadable('data did not match any variant of untagged enum Payload')
}
