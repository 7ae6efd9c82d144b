import type { Attempts } from '../attempts.js'
import { Deadline } from '../deadline.js'
import { DatabaseError } from '../errors.js'
import type { QueryOptions } from '../options.js'
import { hide } from '../result.js'
import type { Batch } from '../stream.js'
import { RowMaker } from './durable-rows.js'

/** Rows that come one after another, at once or in pieces. */
export interface RowSource extends Partial<Iterable<unknown[]>>, Partial<AsyncIterable<unknown[][]>> {
  readonly columns: readonly string[]
}

// Rows of a batch when the caller asks for no number.
const usualBatch = 256

/**
 * Batches of the rows that `open` gives, which is called when the first one is asked for.
 *
 * @param explain makes what was thrown the error to throw
 */
export async function* streamRows(
  open: (deadline: Deadline) => Promise<RowSource>,
  options: QueryOptions,
  attempts: Attempts,
  batchSize: number | undefined,
  explain: (thrown: unknown) => DatabaseError,
): AsyncGenerator<Batch, undefined> {
  const deadline = Deadline.of(options)
  const size = batchSize ?? usualBatch
  let ended = false
  let given = 0
  try {
    deadline.check()
    const source = await open(deadline)
    const maker = new RowMaker(source.columns, options)
    const batchOf = (rows: unknown[]): Batch => {
      hide(rows, 'columns', maker.columns)
      given += rows.length
      return rows as Batch
    }
    let rows: unknown[] = []
    for await (const piece of piecesOf(source)) {
      for (const cells of piece) {
        if (rows.push(maker.row(cells)) < size) continue
        yield batchOf(rows)
        rows = []
        deadline.check()
      }
    }
    if (rows.length > 0) yield batchOf(rows)
    ended = true
    attempts.succeed(0, 0, given)
  } catch (thrown) {
    ended = true
    throw attempts.fail(explain(thrown))
  } finally {
    deadline.end()
    if (!ended) attempts.fail(new DatabaseError('aborted', 'the stream was ended by its reader'))
  }
}

async function* piecesOf(source: RowSource): AsyncGenerator<Iterable<unknown[]>, void> {
  if (source[Symbol.asyncIterator]) yield* source as AsyncIterable<unknown[][]>
  else yield source as Iterable<unknown[]>
}
