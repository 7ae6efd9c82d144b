import type { Database } from '../database.js'
import { DatabaseError } from '../errors.js'
import { type Result, toResult } from '../result.js'
import type { Compiled } from './compiler.js'
import { DatabaseHost } from './database-host.js'
import type { DividedInsert, ExecuteOptions } from './host.js'

type Results = readonly Result<unknown>[]

// Each has all values that are not of its rows again: of 65,535 this many take 130 MB, and seconds to compile.
const mostParts = 256

/**
 * The statements that an insert takes: one, unless it has more values than that.
 *
 * @throws {DatabaseError} `limit` when there would be too many
 */
export function partsOf(insert: DividedInsert): Compiled[] {
  const parts: Compiled[] = []
  let done = 0
  let left = 1
  while (left > 0) {
    const part = insert.part(done, 0)
    parts.push(part)
    done += part.rows
    left = part.rowsLeft
    if (left > part.rows * (mostParts - 1)) {
      const message = `one statement has room for ${part.rows} of ${left + part.rows} rows, which makes too many: add fewer at a time`
      throw new DatabaseError('limit', message)
    }
  }
  return parts
}

/** One result of those of the statements, in their order. */
export function joined(results: Results, { lastId } = results.at(-1) as Result<unknown>): Result<unknown> {
  const [first] = results as [Result<unknown>]
  if (results.length === 1) return first
  let affected: number | null = 0
  for (const result of results)
    affected = affected === null || result.affected === null ? null : affected + result.affected
  return toResult(results.flat(), first.columns, first.command, affected, lastId, first.meta)
}

/**
 * Sends an insert in as many statements as it takes: as one batch, or as the options of the builder say.
 *
 * @throws {DatabaseError} `limit` when it is too long, and may not be divided
 */
export async function runInsert(
  host: DatabaseHost,
  insert: DividedInsert,
  options: ExecuteOptions | undefined,
): Promise<{ returning: boolean; result: Result<unknown> }> {
  const { database, settings } = host
  if (database.batch) {
    const parts = partsOf(insert)
    const [{ returning }] = parts as [Compiled]
    if (parts.length === 1) return { returning, result: await host.run(parts[0] as Compiled, options) }
    const results = await host.runBatch(parts, options).catch((thrown: { statement?: number }) => {
      // Of the parts nobody else knows.
      delete thrown.statement
      throw thrown
    })
    return { returning, result: joined(results) }
  }
  const whole = insert.part(0, 0)
  const { returning, rows } = whole
  const way = host.isTransaction ? 'separately' : settings.splitInserts
  try {
    return { returning, result: await host.run(whole, options) }
  } catch (cause) {
    if (rows < 2 || !isTooLong(cause)) throw cause
    if (!way) {
      const message =
        'the rows are too long for one statement: add them inside of a transaction, or let the builder divide them by ' +
        'its option splitInserts'
      throw new DatabaseError('limit', message, { cause })
    }
  }
  const half = Math.ceil(rows / 2)
  if (way === 'separately' || !database.transaction)
    return { returning, result: await inTurn(host, insert, half, options) }
  const result = await database.transaction((inside) =>
    inTurn(new DatabaseHost(inside as Database, settings), insert, half, options),
  )
  return { returning, result }
}

// One statement after another, each with as many rows as the core takes.
async function inTurn(
  host: DatabaseHost,
  insert: DividedInsert,
  most: number,
  options: ExecuteOptions | undefined,
): Promise<Result<unknown>> {
  const results: Result<unknown>[] = []
  let done = 0
  for (let at = most; ; ) {
    const part = insert.part(done, at)
    try {
      results.push(await host.run(part, options))
    } catch (thrown) {
      if (part.rows < 2 || !isTooLong(thrown)) throw thrown
      at = Math.ceil(part.rows / 2)
      continue
    }
    done += part.rows
    // MySQL tells the key of the first row, where SQLite tells that of the last.
    if (part.rowsLeft === 0) return joined(results, results[0])
  }
}

// Refused by the core, so that nothing was sent.
function isTooLong(thrown: unknown): boolean {
  if (!(thrown instanceof DatabaseError)) return false
  return (thrown.code === 'limit' || thrown.code === 'out_of_memory') && !thrown.attempts
}
