import { RowAnswer } from '../bindings/answer.js'
import type { Column, CompleteSection } from '../bindings/tape.js'
import type { Attempts } from './attempts.js'
import { DatabaseError } from './errors.js'
import type { Exchange } from './exchange.js'
import { must, type OptionCheck, queryChecks, type QueryOptions } from './options.js'
import { hide } from './result.js'

/** Rows of a stream that came together. */
export interface Batch<Row = Record<string, unknown>> extends Array<Row> {
  /** The columns of the result, in order, duplicates too. */
  readonly columns: readonly Column[]
}

/** How `stream` gives its rows. Options of the query may stand here too. */
export interface StreamOptions extends QueryOptions {
  /** Rows of each batch, the last one may have fewer. Without it rows are given as soon as they come. */
  readonly batchSize?: number | undefined
}

/** Checks of StreamOptions. */
export const streamChecks: Record<string, OptionCheck> = {
  ...queryChecks,
  batchSize: must((value) => Number.isInteger(value) && (value as number) > 0, 'a positive integer'),
}

/** Keeps rows until they are taken, also when the result is whole. */
class StreamAnswer extends RowAnswer {
  whole = false

  override reset(): void {
    super.reset()
    this.whole = false
  }

  override complete(section: CompleteSection): void {
    const left = this.openRows
    super.complete(section)
    this.results = []
    this.openRows = left
    this.whole = true
  }
}

type Work = (exchange: Exchange, attempts: Attempts) => (signals: number) => true | undefined

/** Sends the query, and again while that is allowed and `work` fails. Settles when it has given `true`. */
export type OpenStream = (answer: RowAnswer, work: Work) => Promise<true>

/**
 * Batches of rows. The query is sent when the first one is asked for; `return` and `throw` cancel it
 * at once, also while a batch is waited for.
 *
 * @param cancel gives up what `open` has sent
 */
export function streamRows(
  open: OpenStream,
  cancel: () => void,
  batchSize: number | undefined,
  rowMode: QueryOptions['rowMode'],
): AsyncIterableIterator<Batch> {
  const answer = new StreamAnswer([rowMode])
  let exchange: Exchange | undefined
  let attempts: Attempts | undefined
  let ended = false
  let isAwaited = false
  // Why it ended while nobody waited.
  let late: DatabaseError | undefined
  let last: Promise<unknown> = Promise.resolve()

  const isFilled = () => answer.whole || answer.openRows.length >= (batchSize ?? 1)

  async function next(): Promise<IteratorResult<Batch, undefined>> {
    if (late) {
      const error = late
      late = undefined
      throw error
    }
    isAwaited = true
    try {
      if (ended) return { done: true, value: undefined }
      if (!exchange) {
        await open(answer, (opened, counted) => {
          opened.isStream = true
          return () => {
            if (!isFilled()) return undefined
            exchange = opened
            attempts = counted
            opened.whenLate(giveUpLate)
            return true
          }
        })
      }
      while (!isFilled()) await exchange?.advance()
    } catch (thrown) {
      if (ended) return { done: true, value: undefined }
      ended = true
      // What `open` throws has been told and closed by it.
      if (!exchange || !attempts) throw thrown
      const error = attempts.fail(exchange.explain(thrown))
      exchange.close()
      throw error
    } finally {
      isAwaited = false
    }
    // Given up while the first rows came.
    if (ended) {
      giveUp()
      return { done: true, value: undefined }
    }
    const batch = batchSize ? answer.openRows.splice(0, batchSize) : answer.openRows
    if (!batchSize) answer.openRows = []
    if (exchange && answer.whole && answer.openRows.length === 0) {
      ended = true
      exchange.close()
      attempts?.succeed(exchange.status, exchange.responseBytes, answer.rowCount)
    }
    if (batch.length === 0) return { done: true, value: undefined }
    hide(batch, 'columns', answer.resultColumns)
    return { done: false, value: batch as Batch }
  }

  // The deadline passed, perhaps while nobody waits for rows.
  function giveUpLate(error: DatabaseError): void {
    if (ended || isAwaited || !exchange || !attempts) return
    ended = true
    late = attempts.fail(exchange.explain(error))
    exchange.close()
  }

  // What has not been opened yet is told of by `open`.
  function giveUp(): void {
    if (!exchange) return
    exchange.close()
    attempts?.fail(new DatabaseError('aborted', 'the stream was ended by its reader'))
  }

  function end(): void {
    if (ended) return
    ended = true
    cancel()
    giveUp()
  }

  return {
    next() {
      const batch = last.then(next)
      last = batch.catch(() => {})
      return batch
    },
    async return() {
      end()
      return { done: true, value: undefined }
    },
    async throw(thrown: unknown) {
      end()
      throw thrown
    },
    [Symbol.asyncIterator]() {
      return this
    },
  } as AsyncIterableIterator<Batch>
}
