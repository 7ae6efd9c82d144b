import { DatabaseError } from '../errors.js'
import { type Result, toResult } from '../result.js'

interface Answer {
  readonly results?: unknown
  readonly meta?: unknown
}

/**
 * The Result of what D1 gave for a statement: `{results, meta}`
 * (https://developers.cloudflare.com/d1/worker-api/return-object/).
 */
export function fromD1(answer: unknown): Result<unknown> {
  if (typeof answer !== 'object' || answer === null) throw new DatabaseError('protocol', 'D1 gave no result')
  const { results = [], meta = {} } = answer as Answer
  if (!Array.isArray(results) || typeof meta !== 'object' || meta === null) {
    throw new DatabaseError('protocol', 'the result of D1 has an unknown shape')
  }
  const rows = results as Record<string, unknown>[]
  const names = Object.keys(rows[0] ?? {})
  for (const row of rows) takeBytes(row, names)
  const { changes, last_row_id: lastId } = meta as { changes?: unknown; last_row_id?: unknown }
  return toResult(
    rows,
    names.map((name) => ({ name })),
    '',
    typeof changes === 'number' ? changes : null,
    typeof lastId === 'number' ? lastId : null,
    meta as Record<string, unknown>,
  )
}

// D1 gives a blob as an array of numbers. Every name is the row's own property already, so
// assigning to it cannot meet a setter.
function takeBytes(row: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) {
    const value = row[name]
    if (Array.isArray(value)) row[name] = Uint8Array.from(value as number[])
    else if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value)
  }
}
