import { DatabaseError } from '../errors.js'
import type { QueryOptions } from '../options.js'
import { type Result, toResult } from '../result.js'
import { camelCaseNames } from './camel-case.js'
import { mayBeInexact } from './inexact.js'

interface Answer {
  readonly success?: unknown
  readonly error?: unknown
  readonly results?: unknown
  readonly meta?: unknown
}

/** What D1 gave for one statement. */
interface Outcome {
  readonly results: Record<string, unknown>[]
  readonly meta: Readonly<Record<string, unknown>>
}

/**
 * The Result of what D1 gave for the statements of one query, `{results, meta}` each
 * (https://developers.cloudflare.com/d1/worker-api/return-object/): all rows, the sum of the changes, and the rest of
 * the last one.
 *
 * @param exact refuses numbers that may be integers which lost digits
 * @throws {DatabaseError} `protocol`, `value`
 * @throws {Error} with D1's message, when D1 says that it failed
 */
export function fromD1(answers: readonly unknown[], exact: boolean, rename?: QueryOptions['rename']): Result<unknown> {
  const outcomes = answers.map(outcomeOf)
  let rows = outcomes.flatMap(({ results }) => results)
  let names = Object.keys(rows[0] ?? {})
  for (const row of rows) readRow(row, names, names, exact)
  if (rename) {
    const given = names
    names = camelCaseNames(given)
    rows = rows.map((row) => Object.fromEntries(given.map((name, i) => [names[i] as string, row[name]])))
  }
  const meta = outcomes.at(-1)?.meta ?? {}
  const changes = outcomes.map((outcome) => outcome.meta.changes)
  const lastId = meta.last_row_id
  return toResult(
    rows,
    names.map((name) => ({ name })),
    '',
    changes.every((count) => typeof count === 'number') ? changes.reduce((sum, count) => sum + count, 0) : null,
    typeof lastId === 'number' ? lastId : null,
    meta,
  )
}

/**
 * The Result of what D1 gave for a statement by `raw`: the names, then the rows as arrays. It tells nothing else.
 *
 * @throws {DatabaseError} `protocol`, `value`
 */
export function fromRaw(answer: unknown, exact: boolean): Result<unknown> {
  if (!Array.isArray(answer) || !answer.every(Array.isArray)) {
    throw new DatabaseError('protocol', 'the rows of D1 have an unknown shape')
  }
  // A statement that has no columns has no row of names.
  const [names = [], ...rows] = answer as [string[], ...Record<number, unknown>[]]
  const indices = [...names.keys()]
  for (const row of rows) readRow(row, indices, names, exact)
  const columns = names.map((name) => ({ name }))
  return toResult(rows, columns, '', null, null, {})
}

function outcomeOf(answer: unknown): Outcome {
  if (typeof answer !== 'object' || answer === null) throw new DatabaseError('protocol', 'D1 gave no result')
  // The binding throws when a statement fails, but its answers have a place for it.
  if ((answer as Answer).success === false) throw new Error(String((answer as Answer).error))
  const { results = [], meta = {} } = answer as Answer
  if (!Array.isArray(results) || typeof meta !== 'object' || meta === null) {
    throw new DatabaseError('protocol', 'the result of D1 has an unknown shape')
  }
  return { results, meta } as Outcome
}

// D1 gives a blob as an array of numbers. Every key is the row's own property already, so
// assigning to it cannot meet a setter.
function readRow<Key extends string | number>(
  row: Record<Key, unknown>,
  keys: readonly Key[],
  names: readonly string[],
  exact: boolean,
): void {
  keys.forEach((key, columnIndex) => {
    const value = row[key]
    if (Array.isArray(value)) row[key] = Uint8Array.from(value as number[])
    else if (value instanceof ArrayBuffer) row[key] = new Uint8Array(value)
    else if (exact && mayBeInexact(value)) {
      const message = 'an integer beyond 2^53 has lost digits in the binding, or a REAL looks like one: cast it to text'
      throw new DatabaseError('value', message, { column: names[columnIndex], columnIndex })
    }
  })
}
