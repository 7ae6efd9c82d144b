import type { Result } from '../result.js'
import type { Batch } from '../stream.js'
import type { Compiled } from './compiler.js'

/** A query that has ended, or was refused before it was sent. Never its parameters. */
export interface LogEvent {
  readonly sql: string
  /** The `name` option of the query. */
  readonly name?: string
  /** Milliseconds; of a query of a batch those of the whole. Workers stop the clock while code runs. */
  readonly duration: number
  /** Rows of the result; null when they are not counted: of a Response. */
  readonly rows: number | null
  /** Rows changed, or given; null when the service did not say. */
  readonly affected: number | null
  /** Why it failed. */
  readonly error?: unknown
}

/** Is told of each query when it has ended. What it throws is ignored. */
export type Log = (event: LogEvent) => void

/** What a log tells of a result. */
export type Counts = Partial<Pick<Result, 'length' | 'affected'>>

/** Begins to count the time of queries, and gives what tells of each how it ended. */
export function timed(log: Log, queries: readonly Compiled[], name: string | undefined) {
  const start = performance.now()
  return (counts: readonly Counts[], failure?: { readonly error: unknown }): void => {
    const duration = performance.now() - start
    queries.forEach(({ sql }, index) => {
      const { length: rows = null, affected = null } = counts[index] ?? {}
      try {
        log({ sql, ...(name !== undefined && { name }), duration, rows, affected, ...failure })
      } catch {
        // A broken handler is not a broken query.
      }
    })
  }
}

/** The same batches; tells when there are no more. */
export function toldOf(
  batches: AsyncIterableIterator<Batch>,
  tell: ReturnType<typeof timed>,
): AsyncIterableIterator<Batch> {
  let length = 0
  let isTold = false
  const end = (failure?: { readonly error: unknown }) => {
    if (!isTold) tell([{ length }], failure)
    isTold = true
  }
  return {
    async next() {
      try {
        const next = await batches.next()
        if (next.done) end()
        else length += next.value.length
        return next
      } catch (error) {
        end({ error })
        throw error
      }
    },
    async return() {
      end()
      await batches.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
